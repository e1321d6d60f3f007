/** An agenda's file as the server read it (docs/protocol.md §11 `agenda-preview`), and the items that its rows come to here. Pure. */
import type { Channel } from "@hemicycle/kit/channels";
import { say } from "@hemicycle/kit/i18n";
import type { Bilingual, RuleId, Secrecy } from "@hemicycle/kit/types";
import {
  blankItem,
  fitted,
  type House,
  type ItemDraft,
  itemFault,
  type Office,
  templatesOf,
} from "./draft.ts";
import { faultWords } from "./faults.ts";
import { type Ballot, templateOf } from "./templates.ts";
import { t } from "./texts.ts";

/** What a row says; "" and null are what it does not. */
export interface FileItem {
  readonly number: number | null;
  readonly title: Bilingual;
  readonly short: Bilingual;
  readonly text: Bilingual;
  readonly template: string;
  readonly rule: RuleId | "";
  readonly secrecy: Secrecy | "";
  readonly channel: Channel | "";
  readonly names: readonly Bilingual[];
  readonly seats: number | null;
  readonly least: number | null;
  readonly slots: number | null;
  readonly levels: number | null;
  readonly countdown: number | null;
  readonly office: Office | "";
  readonly basis: string;
}

export interface FileRow {
  readonly line: number;
  readonly item: FileItem;
  readonly errors: readonly (Bilingual & { readonly field: string; readonly code: string })[];
}

export interface AgendaFile {
  readonly file: string;
  readonly encoding: string;
  readonly rows: readonly FileRow[];
  readonly errors: number;
}

/** An item that may be drafted, or what stands against it, in words. */
export interface Proposal {
  readonly item: ItemDraft | null;
  readonly problems: readonly string[];
}

function ballotOf({ template, names, levels }: FileItem): Ballot {
  const { ballots } = templateOf(template);
  const graded: Ballot | "" = levels === null ? "" : levels === 4 ? "grades4" : "grades3";
  if (graded !== "" && ballots.includes(graded)) return graded;
  return names.length > 0 && ballots.includes("each") ? "each" : (ballots[0] ?? "motion");
}

function wantedOf(row: FileItem, house: House): ItemDraft {
  const blank = blankItem(row.template, house);
  const everybody = row.template === "election-single" ? row.names.length : 1;
  return {
    ...blank,
    number: row.number ?? 0,
    title: row.title,
    short: row.short,
    text: row.text,
    ballot: ballotOf(row),
    names: row.names,
    seats: row.seats ?? everybody,
    least: row.least ?? 0,
    slots: row.slots ?? 0,
    office: row.office,
    basis: row.basis,
    channel: row.channel || blank.channel,
    secrecy: row.secrecy || blank.secrecy,
    rule: row.rule || blank.rule,
    countdown_s: row.countdown ?? blank.countdown_s,
  };
}

/** What the file asks for and this sitting, or this kind of vote, does not have. */
function refused(row: FileItem, item: ItemDraft): string[] {
  return [
    ...(row.channel && row.channel !== item.channel ? [t().noChannel(t()[row.channel])] : []),
    ...(row.secrecy && row.secrecy !== item.secrecy ? [t().noSecrecy(t()[row.secrecy])] : []),
    ...(row.rule && row.rule !== item.rule ? [t().noRule(row.rule, item.rule)] : []),
    ...(row.names.length > 0 && item.ballot === "motion" ? [t().noNames] : []),
    ...(row.slots && item.slots === 0 ? [t().noSlots] : []),
    ...(row.office && item.office === "" ? [t().noOffice] : []),
    ...(row.basis && item.basis === "" ? [t().noBasis] : []),
  ];
}

/** What a row of the file comes to in this sitting. */
export function proposalOf({ item: row, errors }: FileRow, house: House): Proposal {
  if (errors.length > 0) return { item: null, problems: errors.map(say) };
  if (!templatesOf(house).some(({ id }) => id === row.template))
    return { item: null, problems: [t().notHeld()] };
  const item = fitted(wantedOf(row, house), house);
  const fault = itemFault(item, house);
  const problems = [...refused(row, item), ...(fault ? [faultWords(fault)] : [])];
  return { item: problems.length > 0 ? null : item, problems };
}

const SAMPLE: readonly (readonly string[])[] = [
  [
    "序号",
    "题目",
    "英文题目",
    "简称",
    "表决类型",
    "名单",
    "应选人数",
    "另选他人",
    "途径",
    "表决方式",
    "倒计时",
  ],
  [
    "1",
    "关于政府工作报告的决议（草案）",
    "Resolution on the work report",
    "政府工作报告",
    "决议",
    "",
    "",
    "",
    "表决器",
    "无记名",
    "60",
  ],
  [
    "2",
    "选举副主任",
    "Election of the vice-chairpersons",
    "选举副主任",
    "差额选举",
    "丁一；王芳；李伟",
    "2",
    "1",
    "纸质票",
    "无记名",
    "",
  ],
  [
    "3",
    "民生实事项目票决",
    "Vote on livelihood projects",
    "民生实事",
    "民生实事票决",
    "道路照明；小学食堂；老旧电梯",
    "2",
    "",
    "表决器",
    "无记名",
    "120",
  ],
];

/** A file to begin from, in UTF-8 with its mark, as spreadsheets want it. */
export function sampleFile(): Blob {
  return new Blob([`\ufeff${SAMPLE.map((row) => row.join(",")).join("\r\n")}\r\n`], { type: "text/csv" });
}
