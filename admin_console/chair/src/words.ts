/** The chair's words (主持词): what to read out in each state, in Chinese and English. Pure. */
import { isMotion } from "@hemicycle/kit/marks";
import { type Division, isFormResult, type Lang, type MotionResult, type State } from "@hemicycle/kit/types";
import { ballotsRead, countedClosed, countedVoting, handsToo, restRead } from "./countscript.ts";
import { formAnnouncement, formVoting } from "./formscript.ts";
import { type Line, line, peopleOf, quoted, type Script, script } from "./script.ts";
import { quorumAllows } from "./steps.ts";

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
          line(`请各位${who}按表决器。${handsToo(division, lang)}`, "opening"),
          line(`还没有按表决器的${who}，请抓紧按键。对自己的表决需要更改的，可以在表决结束前重新按键。`),
          line("表决结束。", "closing"),
        ]
      : [
          line(`We now vote on: ${title}.`),
          line(`All ${who}, please vote.${handsToo(division, lang)}`, "opening"),
          line(
            `Those who have not voted, please press a key. You may change your vote until the vote is closed.`,
          ),
          line("The vote is closed.", "closing"),
        ];
  return script(lines, division.state === "open" ? 1 : 0);
}

/** The reason of the verdict in the words of the rule. */
function reasonOf(result: MotionResult, kind: string, lang: Lang): string {
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
function carriedByFigures(result: MotionResult): boolean {
  return result.for >= result.needed;
}

function announcement(state: State, division: Division, result: MotionResult, lang: Lang): Script {
  const kind = state.sitting.body.kind;
  const who = peopleOf(kind)[lang];
  const title = division.title[lang] || division.title.zh;
  const byQuorum = carriedByFigures(result) !== result.carried;
  const reason = byQuorum ? result.sentence[lang] : reasonOf(result, kind, lang);
  if (lang === "en")
    return script(
      [
        line(
          `I declare the result. ${ballotsRead(result, lang) || `Present: ${result.present}`}. **For ${result.for}**, **against ${result.against}**, ` +
            `**abstaining ${result.abstain}**${restRead(result, lang)}.`,
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
        `现在宣布表决结果。${ballotsRead(result, lang) || `实到${who} ${result.present} 人`}，赞成 **${result.for} 票**，反对 **${result.against} 票**，` +
          `弃权 **${result.abstain} 票**${restRead(result, lang)}。`,
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

function checking(lang: Lang): Script {
  return script([
    line(lang === "zh" ? "表决结束，正在核对票数。" : "The vote is closed. The votes are being checked."),
  ]);
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
      return (
        countedVoting(state, focus, lang) ??
        (isMotion(focus.form, focus.names) ? voting(state, focus, lang) : formVoting(state, focus, lang))
      );
    case "closed":
      return countedClosed(focus, lang) ?? checking(lang);
    case "tallied":
    case "declared":
    case "published":
    case "archived":
      if (!focus.result) return script([]);
      return isFormResult(focus.result)
        ? formAnnouncement(state, focus, focus.result, lang)
        : announcement(state, focus, focus.result, lang);
    case "void":
    case "withdrawn":
    case "deferred":
      return ended(focus, lang);
  }
}
