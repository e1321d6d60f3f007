/** Everything that is read on the checker's page. */
import { texts } from "@hemicycle/kit/i18n";

export const t = texts(
  {
    pageTitle: "检查选票",
    title: "检查一张抽查的票",
    none: "这里没有要检查的票",
    noneWords: "在表决器上打开“抽查模式”，选择“抽查”，再用本设备扫描表决器上的二维码。",
    checking: "正在检查",
    broken: "不是一张可以检查的票",
    brokenWords: "链接不完整或内容无效。请重新扫描；仍是这样，请告诉工作人员。",
    differs: "这张票不符",
    differsWords: (code: string, found: string) =>
      `打开的内容得出追踪码 ${found}，而表决器给出 ${code}。表决器加密的不是它所说的。请立即告诉工作人员，并保留本页。`,
    foreign: "密钥不符",
    foreignWords:
      "这张票不是用本次会议监票人的密钥加密的，打开的内容不能相信。请立即告诉工作人员，并保留本页。",
    holds: "这张票加密的是",
    compare: "请核对：追踪码与表决器在抽查前显示的相同，内容与您按的相同。",
    pin: "监票人标识",
    pinWords: "请与会场张贴的监票人公告核对。",
    unknown: "没有核对监票人的密钥",
    unknownWords: "本页现在不能从服务器取得监票人的密钥。没有核对它，表决器可能给出假的内容。",
    again: "重新检查",
    spoiled: "这张票已作废，不计入表决；它不说明您投出的票。",
    unnamed: "本页现在不能取得选票上的名称，下列序号是选票上的次序。",
    place: (n: number) => `第 ${n} 位`,
    notPlaced: "未排序",
    level: (n: number) => `第 ${n} 级`,
    chosen: "选",
    notChosen: "不选",
    tracking: "追踪码",
  },
  {
    pageTitle: "Check a ballot",
    title: "Check a challenged ballot",
    none: "There is no ballot to check here",
    noneWords:
      "Turn on 'Challenge' on the voting terminal, choose 'Challenge', then scan its QR code with this device.",
    checking: "Checking",
    broken: "This is no ballot that can be checked",
    brokenWords:
      "The link is incomplete or its content is not valid. Scan it again; if it stays so, tell staff.",
    differs: "This ballot does not hold",
    differsWords: (code: string, found: string) =>
      `What was opened gives tracking code ${found}, but the terminal gave ${code}. The terminal did not encrypt what it says. Tell staff at once and keep this page.`,
    foreign: "The key is not the scrutineers'",
    foreignWords:
      "This ballot was not encrypted under the key of this sitting's scrutineers; what was opened can't be believed. Tell staff at once and keep this page.",
    holds: "This ballot held",
    compare:
      "Compare: the tracking code is the one that the terminal showed before the challenge, the marks the ones you made.",
    pin: "Scrutineers' mark",
    pinWords: "Compare it with the scrutineers' notice on the wall.",
    unknown: "The scrutineers' key was not compared",
    unknownWords:
      "This page can't get the scrutineers' key from the server now. Unless it is compared, a terminal could pretend anything.",
    again: "Check again",
    spoiled: "This ballot is spoiled and does not count; it says nothing of the ballot you cast.",
    unnamed: "This page can't get the names on the ballot now; they are numbered in the ballot's order.",
    place: (n: number) => `Place ${n}`,
    notPlaced: "Not placed",
    level: (n: number) => `Level ${n}`,
    chosen: "Chosen",
    notChosen: "Not chosen",
    tracking: "Tracking code",
  },
);
