/** Texts of secret votes on the chair's console: keys, certificates, verification, what is counted. */
import { texts } from "@hemicycle/kit/i18n";

export const t = texts(
  {
    // the dominant control
    noteCeremony: (n: number) => `无记名表决须先由 ${n} 名监票人生成密钥`,
    noteInCeremony: (names: string) => `等待 ${names}`,
    noteCertifying: "监票人确认后表决器方可按键",
    noteBacklog: (waiting: number) => `还有 ${waiting} 张票正在核验`,
    noteBacklogSeconds: (seconds: number) => `核验约需 ${seconds} 秒，之后结束可立即得到结果`,
    noteRooting: "等待监票人确认封票",
    noteReleasing: "等待监票人释放",
    cannotBeCounted: "不能计票",
    noteUnanimous: "各票相同，结果会显示每个人的选择",
    openAllTheSame: "仍然开始表决",
    blockNotSealed: "没有本次会议的密钥，须先暂缓此项",
    blockOtherChair: "密钥仪式未包括本控制台，须先暂缓此项",
    blockFewScrutineers: "已登记的监票人不足 2 名",
    blockNoChair: "没有已登记的主持人",
    threshold: "计票须",
    thresholdOf: (k: number, n: number) => `${n} 人中任意 ${k} 人`,

    // reveals
    fewPresent: (present: number) =>
      `实到 ${present} 人。人数很少时，公布结果会透露个人的选择。请考虑推迟，或改为记名表决。`,
    unanimous: (n: number) => `计入的 ${n} 张票完全相同：结果一经宣布，即显示每个人的选择。`,

    // keys and ceremony
    scrutineers: "监票人",
    ceremony: "密钥仪式",
    attempt: (attempt: number) => `第 ${attempt} 次`,
    noKeysYet: "还没有密钥",
    willTakePart: (n: number) => `已登记 ${n} 名监票人，都将参加。开始后，请每人在自己的设备上选择参加。`,
    howToStart: "开始后，请每名监票人在自己的设备上选择参加。",
    needScrutineers: "请秘书处先登记至少 2 名监票人的设备。",
    startAgain: "重新进行密钥仪式",
    startAgainWhy: "现有的密钥不再使用，监票人须全部重新参加、重新核对指纹。",
    confirmStart: "开始密钥仪式",
    keysBad: "密钥与监票人的签名不符",
    keysBadWhy: "本控制台不能用它开始无记名表决。请重新进行密钥仪式；仍不符的，请技术人员检查服务器。",
    keysOther: "密钥仪式未包括本控制台",
    keysOtherWhy: "更换主持台之后须重新进行密钥仪式。",

    // stand-down
    present: "在场",
    absent: "缺席",
    proposedAbsent: "缺席待确认",
    standDown: "缺席…",
    standDownOf: (name: string) => `${name} 缺席…`,
    "ask-stand-down": (name: string) => `监票人 ${name} 缺席`,
    "why-stand-down": "其余在场监票人须全部在自己的设备上确认；确认后本次会议不再等待此人。",
    "do-stand-down": "提出缺席",
    standDownProposed: (name: string) => `已提出监票人 ${name} 缺席`,
    standDownWaits: (names: string) => `等待 ${names} 在自己的设备上确认。`,
    standDownReason: (reason: string) => `理由：${reason}。`,
    cancelStandDown: "取消",

    // while open
    certifying: "监票人正在确认",
    certifyingWait: "确认后表决器方可按键",
    certifiedBy: (done: number, q: number) => `监票人确认 ${done}/${q}`,
    verified: "监票人核验",
    received: (received: number, recorded: number) => `收到 ${received} · 入箱 ${recorded}`,
    verifiedAll: "已全部核验",
    backlogSeconds: (seconds: number) => `还需约 ${seconds} 秒`,
    backlogUnknown: "正在核验",

    // after the close
    closedTitle: "表决结束，监票人正在核对",
    stageClose: "结束表决",
    stageFreeze: "封票",
    freezeWaits: "正在核验最后收到的票",
    frozen: (n: number) => `计入 ${n} 张`,
    stageRoot: "监票人确认",
    rootOf: (done: number, q: number) => `${done}/${q} 确认`,
    stageRelease: "释放",
    releaseOf: (done: number, k: number) => `${done}/${k} 释放`,
    releaseByHand: "计入的票较少，由监票人在自己的设备上手动释放",
    stageResult: "结果",
    checkScrutineers: (active: number, rooted: number, released: number) =>
      `监票人 ${active} 人中 ${rooted} 人确认，${released} 人释放`,

    // void
    "count-unknown": "票数无人知晓：没有声明不释放的监票人不足以开票。",
    "count-known": "票数已知：再次付表决时，应表决人员不得增加。",
    "count-may-be-known": (done: number, all: number) =>
      `票数可能已为人所知（${done}/${all} 名监票人声明没有释放）：再次付表决时，应表决人员不得增加。`,
    releaseUnderWay: "监票人已开始释放：先出结果；自第一份释放起 60 秒后，另一人方可确认作废。",

    // tray
    othersCan: "其余监票人仍可完成，本次表决继续。",
    othersDid: "其余监票人已完成计票，结果不受影响。",
    cannotOpen: "确认的监票人不够，表决器不能按键。请提出本次表决作废，查明原因后再次付表决。",
    cannotCount: "确认的监票人不够，本次表决不能计票。请提出作废，查明原因后再次付表决。",
    detail: (detail: string) => `说明：${detail}`,
    missing: (names: string) => `等待监票人 ${names}`,
    missingOpen: "尚未确认开始表决，表决器还不能按键。",
    missingOpenWays:
      "请其在自己的设备上核对指纹、检查连接；不能到场的，提出作废，把此人设为缺席后再次付表决。",
    missingRoot: "尚未确认封票。",
    missingRelease: "尚未释放。",
    missingReleaseWays: (k: number) =>
      `任意 ${k} 名监票人释放即可计票。请其检查自己的设备；仍不能继续的，提出本次表决作废。`,
    missingWays: "请其检查自己的设备；已离开会场的，可提出缺席。",
    missingNoSpare: "在场监票人不能再少，请其检查自己的设备；仍不能继续的，提出本次表决作废。",
    byHand: "等待监票人手动释放",
    byHandWhy: (n: number) => `计入 ${n} 张，人数少时结果会透露个人的选择，由每名监票人自己决定。`,
    tooFew: (n: number) => `计入的票只有 ${n} 张，不能计票`,
    tooFewWhy: "票数少于 3 张，公布结果即公开个人的选择，监票人不会释放。",
    tooFewWays: "请提出本次表决作废。",
    outOfRange: "解密结果与票数不符",
    outOfRangeWhy: "系统拒绝出结果。",

    // what to do after a refusal
    "do-not-sealed": "请先暂缓此项，进行密钥仪式后再次付表决。",
    "do-chair-not-sealed": "请先暂缓此项，由本控制台重新进行密钥仪式后再次付表决。",
    "do-too-few-scrutineers": "请秘书处检查监票人的设备登记；须重新进行密钥仪式的，先暂缓此项。",
    "do-electorate-grew": (names: string) => `${names ? `${names} 原先不在其列，` : ""}离席后方可开始。`,
    "do-another-division": "先处理正在进行的表决。",
    "do-scrutineers-changed": "监票人或主持人的登记已变化，请再试一次。",
  },
  {
    noteCeremony: (n: number) => `${n} scrutineers make the keys first`,
    noteInCeremony: (names: string) => `Waiting for ${names}`,
    noteCertifying: "keys work once the scrutineers have certified",
    noteBacklog: (waiting: number) => `${waiting} ballots are being verified`,
    noteBacklogSeconds: (seconds: number) =>
      `about ${seconds} s to verify; closed after that, the result is there at once`,
    noteRooting: "waiting for the scrutineers to certify",
    noteReleasing: "waiting for the scrutineers to release",
    cannotBeCounted: "No count",
    noteUnanimous: "all ballots are alike: the result shows everybody's choice",
    openAllTheSame: "Open all the same",
    blockNotSealed: "This sitting has no keys: defer the item first",
    blockOtherChair: "The ceremony did not name this console: defer the item first",
    blockFewScrutineers: "Fewer than 2 scrutineers are enrolled",
    blockNoChair: "No chair is enrolled",
    threshold: "To count",
    thresholdOf: (k: number, n: number) => `any ${k} of ${n}`,

    fewPresent: (present: number) =>
      `Only ${present} are present: the result reveals votes. Consider deferring, or a named vote.`,
    unanimous: (n: number) =>
      `All ${n} ballots are alike: once declared, the result shows everybody's choice.`,

    scrutineers: "Scrutineers",
    ceremony: "Key ceremony",
    attempt: (attempt: number) => `attempt ${attempt}`,
    noKeysYet: "There are no keys yet",
    willTakePart: (n: number) =>
      `${n} scrutineers are enrolled, and all take part: each on a device of their own.`,
    howToStart: "Then each scrutineer takes part on a device of their own.",
    needScrutineers: "The secretariat enrols the devices of at least 2 scrutineers first.",
    startAgain: "Hold the ceremony again",
    startAgainWhy: "The present keys are given up; all scrutineers take part and compare again.",
    confirmStart: "Start the key ceremony",
    keysBad: "The keys are not those that the scrutineers signed",
    keysBadWhy:
      "This console opens no secret vote with them. Hold the ceremony again; if it stays so, the technicians look at the server.",
    keysOther: "The ceremony did not name this console",
    keysOtherWhy: "After the chair's device was replaced, it has to be held again.",

    present: "there",
    absent: "absent",
    proposedAbsent: "to be confirmed absent",
    standDown: "Absent…",
    standDownOf: (name: string) => `${name} absent…`,
    "ask-stand-down": (name: string) => `Scrutineer ${name} is absent`,
    "why-stand-down": "Once all others have confirmed by hand, nobody waits for this one.",
    "do-stand-down": "Propose the absence",
    standDownProposed: (name: string) => `Scrutineer ${name} is said to be absent`,
    standDownWaits: (names: string) => `Waiting for ${names} to confirm on their devices.`,
    standDownReason: (reason: string) => `Reason: ${reason}.`,
    cancelStandDown: "Cancel",

    certifying: "Scrutineers are certifying",
    certifyingWait: "keys work after that",
    certifiedBy: (done: number, q: number) => `Certified ${done}/${q}`,
    verified: "Verified by",
    received: (received: number, recorded: number) => `${received} received · ${recorded} recorded`,
    verifiedAll: "all verified",
    backlogSeconds: (seconds: number) => `about ${seconds} s to go`,
    backlogUnknown: "verifying",

    closedTitle: "Closed: the scrutineers are checking",
    stageClose: "Vote closed",
    stageFreeze: "Box frozen",
    freezeWaits: "the last ballots received are being verified",
    frozen: (n: number) => (n === 1 ? "1 ballot counts" : `${n} ballots count`),
    stageRoot: "Scrutineers certify",
    rootOf: (done: number, q: number) => `${done}/${q} certified`,
    stageRelease: "Release",
    releaseOf: (done: number, k: number) => `${done}/${k} released`,
    releaseByHand: "few ballots: each scrutineer decides on their device",
    stageResult: "Result",
    checkScrutineers: (active: number, rooted: number, released: number) =>
      `Of ${active} scrutineers ${rooted} certified and ${released} released`,

    "count-unknown": "Nobody knows the count: too few scrutineers are left who may have released.",
    "count-known": "The count is known: when the vote is held again, nobody may be added.",
    "count-may-be-known": (done: number, all: number) =>
      `The count may be known (${done} of ${all} scrutineers state that they released nothing): when the vote is held again, nobody may be added.`,
    releaseUnderWay:
      "Scrutineers have begun to release: the result comes first. A second person can confirm the void 60 s after the first release.",

    othersCan: "The others can still finish; the vote goes on.",
    othersDid: "The others have finished the count; the result stands.",
    cannotOpen:
      "Too few scrutineers certify: the keys stay shut. Make the vote void, find the reason, vote again.",
    cannotCount:
      "Too few scrutineers certify: this vote can't be counted. Make it void, find the reason, vote again.",
    detail: (detail: string) => `Detail: ${detail}`,
    missing: (names: string) => `Waiting for scrutineer ${names}`,
    missingOpen: "The opening is not certified; the keys stay shut.",
    missingOpenWays:
      "They compare the fingerprint on their device and look at its connection. If they can't come, make the vote void, note the absence and vote again.",
    missingRoot: "The freeze is not certified.",
    missingRelease: "Nothing is released yet.",
    missingReleaseWays: (k: number) =>
      `Any ${k} scrutineers are enough. They look at their device; if it can't go on, make the vote void.`,
    missingWays: "They look at their device. If they have left the hall, propose the absence.",
    missingNoSpare:
      "No scrutineer can be spared. They look at their device; if it can't go on, make the vote void.",
    byHand: "Waiting for the scrutineers to release by hand",
    byHandWhy: (n: number) =>
      `${n} ballots count. With so few the result reveals votes, so each scrutineer decides.`,
    tooFew: (n: number) =>
      n === 1 ? "Only 1 ballot counts: no result" : `Only ${n} ballots count: no result`,
    tooFewWhy: "Under 3 ballots a result would show votes; the scrutineers release nothing.",
    tooFewWays: "Make the vote void.",
    outOfRange: "The opened sum is not one these ballots can make",
    outOfRangeWhy: "The server gives no result.",

    "do-not-sealed": "Defer the item, hold the key ceremony, then vote again.",
    "do-chair-not-sealed": "Defer the item, hold the ceremony again from this console, then vote again.",
    "do-too-few-scrutineers":
      "The secretariat looks at the scrutineers' devices. If the ceremony must be held again, defer the item first.",
    "do-electorate-grew": (names: string) =>
      `${names ? `${names} could not vote then. ` : ""}The vote can be opened when they have left.`,
    "do-another-division": "Settle the vote that is under way first.",
    "do-scrutineers-changed": "The enrolled scrutineers or chairs have changed. Try again.",
  },
);
