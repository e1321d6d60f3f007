/** Words of votes counted by hand that more than one page shows (docs/channels.md §4 to §6). */
import {
  type HandCount,
  INVALID,
  type InvalidReason,
  invalidTotal,
  isDoubted,
  type Path,
} from "./channels.ts";
import type { FaultCode } from "./counts.ts";
import { common, levelWords, say, texts } from "./i18n.ts";
import { CHOOSE, GRADES, isMotion, itemOf } from "./marks.ts";
import type { Division, FormItem, Paper, Result } from "./types.ts";

export const counted = texts(
  {
    paper: "投票（纸质）",
    hands: "举手表决",
    mixed: "按表决器和举手",
    issued: "发出",
    returned: "收回",
    valid: "有效票",
    invalid: "废票",
    unreturned: "未交回",
    notRaised: "未举手",
    notVoted: "未表决",
    voted: "举手",
    votes: "得票",
    terminals: "表决器",
    byHands: "举手",
    "too-many": "所选超过应选名额",
    written: "另选超过反对人数",
    unreadable: "空白或无法辨认",
    foreign: "不是本次发出的选票",
    other: "其他",
    writtenIn: (name: string) => `另选 ${name}`,
    join: " · ",
    handsVisible: "举手的人看得见彼此，这部分不是无记名的",
    "fault-form": "与表决票的项目不符",
    "fault-returned": "有效票与废票之和不等于收回票数",
    "fault-sum": "各项之和不等于有效票数（或举手人数）",
    "fault-above": "票数多于有效票数（或举手人数）",
    "fault-chosen": "所选总数超出每票可选数",
    "fault-against": "另选他人票数多于反对票或空位",
    "fault-listed": "另选姓名是候选人、重复或写法不规范",
    "fault-present": "举手人数多于应表决人数",
    "fault-repeated": "两个分区同名",
    overfull: (returned: number, issued: number) =>
      `收回 ${returned} 张，多于发出的 ${issued} 张，此次投票无效`,
    overfullWhy: "依照规定（E4），收回票数多于发出票数的不能计票，只能作废，重新投票。",
    doubted: (returned: number, issued: number) =>
      `收回 ${returned} 张，多于发出的 ${issued} 张，须由另一名计票人核对`,
    doubtedWhy:
      "由另一名计票人再清点一次收回张数并填报。仍多于发出票数的，不能计票（E4），只能作废，重新投票。",
    reasonReturned: "收回票数更正后重新计",
    reasonDiffer: "两名计票人的数字不同",
    reasonFaults: "两名计票人的数字相同，但不合规则",
  },
  {
    paper: "on paper",
    hands: "by show of hands",
    mixed: "terminals and hands",
    issued: "Issued",
    returned: "Returned",
    valid: "Valid",
    invalid: "Invalid",
    unreturned: "Not returned",
    notRaised: "Not raised",
    notVoted: "Did not vote",
    voted: "Hands",
    votes: "Votes",
    terminals: "Terminals",
    byHands: "Hands",
    "too-many": "More chosen than seats",
    written: "More written in than against",
    unreadable: "Blank or unreadable",
    foreign: "Not a ballot of this vote",
    other: "Other",
    writtenIn: (name: string) => `Written in: ${name}`,
    join: " · ",
    handsVisible: "Raised hands are seen by others: this part is not secret",
    "fault-form": "Not the names or columns of the ballot",
    "fault-returned": "Valid and invalid ballots are not the number returned",
    "fault-sum": "The numbers of a name do not make the number of ballots or hands",
    "fault-above": "More votes than ballots or hands",
    "fault-chosen": "More or fewer chosen than the ballots allow",
    "fault-against": "More names written in than votes against, or than slots",
    "fault-listed": "A written name is a candidate's, stands twice or is not in written form",
    "fault-present": "More hands than members who may raise one",
    "fault-repeated": "Two sections have one name",
    overfull: (returned: number, issued: number) =>
      `${returned} returned, more than the ${issued} issued: this vote is invalid`,
    overfullWhy:
      "By rule E4 ballots are not counted where more are returned than were issued. The vote can only be made void and held again.",
    doubted: (returned: number, issued: number) =>
      `${returned} returned, more than the ${issued} issued: another teller has to check`,
    doubtedWhy:
      "Another teller counts the sheets again and says the number. If it is more than were issued too, they are not counted (rule E4): the vote can only be made void and held again.",
    reasonReturned: "counted again after the number returned was corrected",
    reasonDiffer: "the two tellers' figures differ",
    reasonFaults: "the two tellers' figures are equal but against the rules",
  },
);

/** Heads of a name's numbers, in the order of its counts. */
export function columnWords(item: FormItem): readonly string[] {
  if (item.type === CHOOSE) return [counted().votes];
  if (item.type === GRADES) return [...levelWords(item.max), common().blank];
  return [common().for, common().against, common().abstain];
}

export function reasonWords(reason: InvalidReason): string {
  return counted()[reason];
}

export function faultWords(code: FaultCode): string {
  return counted()[`fault-${code}`];
}

/** Why an attempt came to nothing. */
export function attemptWords(reason: string): string {
  const { reasonReturned, reasonDiffer, reasonFaults } = counted();
  const known: Readonly<Record<string, string>> = {
    returned: reasonReturned,
    differ: reasonDiffer,
    faults: reasonFaults,
  };
  return known[reason] ?? reason;
}

function countPlace(paper: Paper, [name, column]: Path): string {
  const { item, labels } = itemOf(paper);
  const label = labels[Number(name)];
  const words = column === undefined ? "" : columnWords(item)[Number(column)];
  return [isMotion(paper.form, paper.names) || !label ? "" : say(label), words]
    .filter(Boolean)
    .join(counted().join);
}

/** A place of figures in words (docs/channels.md §4). */
export function placeWords(paper: Paper, path: Path): string {
  const [first, second, ...rest] = path;
  switch (first) {
    case "valid":
      return counted().valid;
    case "invalid":
      return [
        counted().invalid,
        INVALID.includes(second as InvalidReason) ? reasonWords(second as InvalidReason) : "",
      ]
        .filter(Boolean)
        .join(counted().join);
    case "counts":
      return countPlace(paper, path.slice(1));
    case "written":
      return second === undefined ? common().writtenIn : counted().writtenIn(String(second));
    case "sections": {
      if (second === undefined) return counted().voted;
      const [what, ...place] = rest;
      const words = what === "voted" ? counted().voted : what === "counts" ? countPlace(paper, place) : "";
      return [String(second), words].filter(Boolean).join(counted().join);
    }
    default:
      return "";
  }
}

/** Beside for, against and abstain: invalid and not returned, not raised, not pressed; what is not shown is left out. */
export function restFigures(result: Result): readonly (readonly [word: string, count: number])[] {
  const { invalid, issued, returned, sections, parts, not_pressed } = result;
  if (invalid && issued !== undefined && returned !== undefined)
    return [
      [counted().invalid, invalidTotal(invalid)],
      [counted().unreturned, issued - returned],
    ];
  if (not_pressed === null) return [];
  if (parts) return [[counted().notVoted, not_pressed]];
  return [[sections ? counted().notRaised : common().notPressed, not_pressed]];
}

/** Figures in a text alternative: "废票 2，未交回 1". */
export function restWords(result: Result): string {
  const separator = say({ zh: "，", en: ", " });
  return restFigures(result)
    .map(([word, count]) => `${word.toLowerCase()} ${count}`)
    .join(separator);
}

/** How a vote is held, beside named or secret; "" on terminals. */
export function channelWords({ channel }: Pick<Division, "channel">): string {
  return channel && channel !== "terminal" ? counted()[channel] : "";
}

/** What is wrong where more ballots came back than went out; "" unless they did. */
export function overfullWords(count: HandCount): string {
  if (count.stage !== "overfull") return "";
  const words = isDoubted(count) ? counted().doubted : counted().overfull;
  return words(count.returned ?? 0, count.issued ?? 0);
}

/** What follows from it. */
export function overfullWhyWords(count: HandCount): string {
  return isDoubted(count) ? counted().doubtedWhy : counted().overfullWhy;
}
