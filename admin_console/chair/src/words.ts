/** The chair's words (主持词): what to read out in each state, in Chinese and English. Pure. */
import type { Bilingual, Division, Lang, Result, State } from "@hemicycle/kit/types";
import { quorumAllows } from "./steps.ts";

/** When a sentence is to be read: now in turn, or with the act that it goes with. */
export type Cue = "turn" | "opening" | "closing";

export interface Line {
  readonly cue: Cue;
  /** Runs of text; the strong ones are figures and verdicts. */
  readonly parts: readonly { readonly text: string; readonly strong: boolean }[];
}

export interface Script {
  readonly lines: readonly Line[];
  /** The line to begin with. */
  readonly first: number;
  /** All lines are read as one text (the result), without turning pages. */
  readonly whole: boolean;
}

/** `**strong**` parts of a template. */
function line(text: string, cue: Cue = "turn"): Line {
  const parts = text
    .split(/(\*\*.+?\*\*)/)
    .filter((part) => part !== "")
    .map((part) =>
      part.startsWith("**") ? { text: part.slice(2, -2), strong: true } : { text: part, strong: false },
    );
  return { cue, parts };
}

const PEOPLE: Readonly<Record<string, Bilingual>> = {
  congress: { zh: "代表", en: "deputies" },
  "standing-committee": { zh: "常委会组成人员", en: "members of the standing committee" },
  presidium: { zh: "主席团成员", en: "members of the presidium" },
  street: { zh: "议事代表", en: "representatives" },
};

/** Who votes in this body. */
export function peopleOf(kind: string): Bilingual {
  return PEOPLE[kind] ?? { zh: "代表", en: "deputies" };
}

/** A title in book-title marks, once. */
function quoted(title: string): string {
  return title.includes("《") ? title : `《${title}》`;
}

/** A motion that is carried is no draft any more. */
export function withoutDraft(title: string): string {
  return title.replace(/[（(](?:草案|draft)[)）]\s*$/iu, "").trim();
}

function attendanceLine(state: State, lang: Lang): Line {
  const { due, present, absent, leave } = state.attendance;
  const met = quorumAllows(state);
  const who = peopleOf(state.sitting.body.kind)[lang];
  if (lang === "en")
    return line(
      `${due} ${who} are due, **${present} are present**, ${leave} on leave, ${absent} absent. ` +
        `${met ? "There is a quorum." : `There is no quorum: ${state.sitting.quorum.needed} are needed.`}`,
    );
  return line(
    `应到${who} ${due} 人，**实到 ${present} 人**，请假 ${leave} 人，缺席 ${absent} 人，` +
      `${met ? "符合法定人数。" : `未达到法定人数（须 ${state.sitting.quorum.needed} 人）。`}`,
  );
}

const script = (lines: readonly Line[], first = 0, whole = false): Script => ({ lines, first, whole });

function beforeSitting(state: State, lang: Lang): Script {
  const title = state.sitting.title[lang] || state.sitting.title.zh;
  const who = peopleOf(state.sitting.body.kind)[lang];
  if (lang === "en")
    return script([line(`The sitting is about to begin: ${title}.`), line(`All ${who}, please check in.`)]);
  return script([line(`${title}即将开始。`), line(`请各位${who}报到。`)]);
}

function beforeItem(state: State, division: Division | null, lang: Lang): Script {
  const counted = attendanceLine(state, lang);
  if (!division) return script([counted]);
  const title = division.title[lang] || division.title.zh;
  const next =
    lang === "zh"
      ? `下面进行第 ${division.number} 项：${title}。`
      : `We now come to item ${division.number}: ${title}.`;
  return script([counted, line(next)]);
}

function voting(state: State, division: Division, lang: Lang): Script {
  const who = peopleOf(state.sitting.body.kind)[lang];
  const title = division.title[lang] || division.title.zh;
  const lines =
    lang === "zh"
      ? [
          line(`现在，对${quoted(title)}进行表决。`),
          line(`请各位${who}按表决器。`, "opening"),
          line(`还没有按表决器的${who}，请抓紧按键。对自己的表决需要更改的，可以在表决结束前重新按键。`),
          line("表决结束。", "closing"),
        ]
      : [
          line(`We now vote on: ${title}.`),
          line(`All ${who}, please vote.`, "opening"),
          line(
            `Those who have not voted, please press a key. You may change your vote until the vote is closed.`,
          ),
          line("The vote is closed.", "closing"),
        ];
  return script(lines, division.state === "open" ? 1 : 0);
}

/** The reason of the verdict in the words of the rule. */
function reasonOf(result: Result, kind: string, lang: Lang): string {
  const who = peopleOf(kind)[lang];
  const met = result.carried;
  if (result.rule === "M2")
    return lang === "zh"
      ? `赞成票${met ? "达到" : "未达到"}全体${who}的三分之二以上`
      : `The votes for are ${met ? "" : "not "}two thirds of all ${who}`;
  const base =
    result.rule === "M7"
      ? { zh: `实到${who}`, en: `the ${who} present` }
      : { zh: `全体${who}`, en: `all ${who}` };
  return lang === "zh"
    ? `赞成票${met ? "超过" : "未超过"}${base.zh}的半数`
    : `The votes for are ${met ? "" : "not "}more than half of ${base.en}`;
}

/** Whether the figures alone carry by the rule; a quorum judged at the close (Q7) can still make the motion fail. */
function carriedByFigures(result: Result): boolean {
  return result.for >= result.needed;
}

function announcement(state: State, division: Division, result: Result, lang: Lang): Script {
  const kind = state.sitting.body.kind;
  const who = peopleOf(kind)[lang];
  const title = division.title[lang] || division.title.zh;
  const byQuorum = carriedByFigures(result) !== result.carried;
  const reason = byQuorum ? result.sentence[lang] : reasonOf(result, kind, lang);
  if (lang === "en")
    return script(
      [
        line(
          `I declare the result. Present: ${result.present}. **For ${result.for}**, **against ${result.against}**, ` +
            `**abstaining ${result.abstain}**, **not pressed ${result.not_pressed}**.`,
        ),
        line(
          `${reason}. ${result.carried ? withoutDraft(title) : title} is **${result.carried ? "carried" : "not carried"}**.`,
        ),
      ],
      0,
      true,
    );
  return script(
    [
      line(
        `现在宣布表决结果。实到${who} ${result.present} 人，赞成 **${result.for} 票**，反对 **${result.against} 票**，` +
          `弃权 **${result.abstain} 票**，未按表决器 **${result.not_pressed} 人**。`,
      ),
      line(
        `${reason}。${quoted(result.carried ? withoutDraft(title) : title)}**${result.carried ? "通过" : "未获通过"}**。`,
      ),
    ],
    0,
    true,
  );
}

function ended(division: Division, lang: Lang): Script {
  const title = division.title[lang] || division.title.zh;
  const reason = division.reason || division.void?.reason || "";
  const tail = (zh: string, en: string) =>
    script(
      [
        line(
          lang === "zh"
            ? `${quoted(title)}${zh}${reason ? `：${reason}` : ""}。`
            : `${title}: ${en}${reason ? ` (${reason})` : ""}.`,
        ),
      ],
      0,
      true,
    );
  if (division.state === "void") return tail("的本次表决作废", "this vote is void");
  if (division.state === "withdrawn") return tail("撤回，不再付表决", "withdrawn, not put to the vote");
  return tail("暂不付表决", "deferred");
}

/** What to read now. */
export function scriptOf(state: State, focus: Division | null, lang: Lang): Script {
  if (state.sitting.state === "created") return beforeSitting(state, lang);
  if (state.sitting.state === "closed")
    return script([line(lang === "zh" ? "会议已闭会。" : "The sitting is closed.")], 0, true);
  if (!focus) return beforeItem(state, null, lang);
  switch (focus.state) {
    case "draft":
    case "approved":
      return beforeItem(state, focus, lang);
    case "announced":
    case "open":
      return voting(state, focus, lang);
    case "closed":
      return script([
        line(lang === "zh" ? "表决结束，正在核对票数。" : "The vote is closed. The votes are being checked."),
      ]);
    case "tallied":
    case "declared":
    case "published":
    case "archived":
      return focus.result ? announcement(state, focus, focus.result, lang) : script([]);
    case "void":
    case "withdrawn":
    case "deferred":
      return ended(focus, lang);
  }
}
