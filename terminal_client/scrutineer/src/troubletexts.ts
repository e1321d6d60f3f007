/** What the page says when something is wrong, in Chinese and English. */
import { texts } from "@hemicycle/kit/i18n";

export const trouble = texts(
  {
    stoppedReading: "正在读取并核对会议记录",
    stoppedReadingText: "本机读到上次所见之处以前，不作任何签名。",
    stoppedRestored: "记录中有本人名下的签名，而本机没有存下",
    stoppedRestoredText:
      "本机是从较早的备份恢复的，或同一密钥正在另一台设备上使用。为免释放两次，本机停止签名，直到下一次密钥仪式。",
    faultTitle: (log: string, n: number) => `会议记录 ${log} 第 ${n} 条未通过核验`,
    faultText: "本机因此拒绝确认任何表决，并在记录中写明。请立即告知主持人。",
    troubleRevoked: "本机已被停用",
    troubleRevokedText: "秘书处停用了这把密钥，本机不能再签名。",
    troubleReplaced: "同一密钥正在另一台设备上使用",
    troubleReplacedText: "另一台设备用本机的密钥连接了服务器，本机已停止签名。",
    resume: "改由本机使用",
    troubleAway: "暂时连不上服务器",
    troubleAwayText: "本机会一直重试；已签名的内容都已存盘，连上后照原样发出。",
    troubleDisk: "无法写入磁盘",
    troubleDiskText: "签名前必须先存盘，本机暂停签名。请检查磁盘空间。",
    disputed: "您听到的密钥指纹不相同",
    disputedText:
      "本机不再用这把密钥签名：拒绝确认表决，不释放份额，并在记录中写明。请告知主持人重新进行密钥仪式。",
    clockOff: (s: string) => `本机时钟与服务器相差 ${s} 秒`,
    clockText: "到时自动结束的表决以本机时钟为准核对，请校准时钟。",
    absenceTitle: (who: string) => `主持人提出：${who}缺席`,
    absenceReason: (reason: string) => `理由：${reason}`,
    absenceText:
      "网络不通不能说明缺席。请看一眼座位：人确实不在，才确认。所有其他监票人确认后，会议不再等待缺席者。",
    absenceConfirm: "座位上没有人，确认缺席",
    absenceSure: "再按确认缺席",
    absenceDone: "您已确认，等待其他监票人",
    absenceMe: "主持人提出您缺席。如果您在场，请立即告知主持人。",
    serverRefused: (words: string) => `服务器未接受本机的签名：${words}`,
  },
  {
    stoppedReading: "Reading and checking the record",
    stoppedReadingText: "Until it has read as far as it had seen before, this device signs nothing.",
    stoppedRestored: "The record has signatures in your name that this device does not know",
    stoppedRestoredText:
      "It was restored from an older backup, or the same key is in use on another device. So that nothing is released twice it signs nothing until the next ceremony.",
    faultTitle: (log: string, n: number) => `Act ${n} of ${log} does not hold`,
    faultText:
      "This device therefore refuses to certify any vote and says so in the record. Tell the chair at once.",
    troubleRevoked: "This device was revoked",
    troubleRevokedText: "The secretariat revoked this key; it can't sign any more.",
    troubleReplaced: "The same key is in use on another device",
    troubleReplacedText: "Another device connected with this key; this one has stopped signing.",
    resume: "Use it here",
    troubleAway: "The server can't be reached",
    troubleAwayText: "This device keeps trying. What it signed is on disk and is sent as it is.",
    troubleDisk: "The disk can't be written",
    troubleDiskText: "Nothing is signed before it is on disk. Check the space on the disk.",
    disputed: "You heard another fingerprint of the key",
    disputedText:
      "This device signs nothing under this key any more: it refuses to certify, releases no share, and says so in the record. Ask the chair for a new key ceremony.",
    clockOff: (s: string) => `This machine's clock is ${s} s off the server's`,
    clockText: "Votes that end by themselves are checked by this clock. Set it right.",
    absenceTitle: (who: string) => `The chair says that ${who} is absent`,
    absenceReason: (reason: string) => `Reason: ${reason}`,
    absenceText:
      "A silent network proves nothing. Look at the chair: confirm only if nobody is there. When all others have confirmed, the sitting goes on without.",
    absenceConfirm: "The chair is empty: confirm",
    absenceSure: "Press again to confirm",
    absenceDone: "You have confirmed; waiting for the others",
    absenceMe: "The chair says that you are absent. If you are here, tell the chair at once.",
    serverRefused: (words: string) => `The server did not take this device's signature: ${words}`,
  },
);
