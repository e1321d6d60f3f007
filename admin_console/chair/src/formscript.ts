/** The chair's words for votes on many names: what the ballot asks, and the result name by name (docs/forms.md §4, §5). Pure. */
import { emWidth } from "@hemicycle/kit/dom";
import { CHOOSE, ELECTION, GRADES, itemOf, RANKING, THREE_KEYS } from "@hemicycle/kit/marks";
import {
  hasReached,
  measureOf,
  namesOf,
  placesOf,
  type Row,
  rowsOf,
  unfilledOf,
} from "@hemicycle/kit/outcomes";
import type { Division, FormItem, FormResult, Lang, State, Verdict } from "@hemicycle/kit/types";
import { ballotsRead } from "./countscript.ts";
import { type Line, line, peopleOf, quoted, type Script, script } from "./script.ts";

/** Names are read out where they are announced if they are not wider than so many ems. */
const READ_OUT = 60;
/** A result up to this width, in ems, is read as one text. */
const READ_WHOLE = 150;
/** So many names are read on one page; fewer where a name's figures take more than a line of so many ems. */
const [A_PAGE, LONG_PAGE, LONG_NAME] = [4, 3, 30] as const;

const VERDICTS: Readonly<Record<Verdict, readonly [zh: string, en: string]>> = {
  carried: ["通过", "carried"],
  "not-carried": ["未获通过", "not carried"],
  elected: ["当选", "elected"],
  "not-elected": ["未当选", "not elected"],
  chosen: ["入选", "chosen"],
  "not-chosen": ["未入选", "not chosen"],
  tied: ["票数相等", "tied"],
  excellent: ["优秀", "excellent"],
  satisfied: ["满意", "satisfied"],
  "basically-satisfied": ["基本满意", "basically satisfied"],
  dissatisfied: ["不满意", "dissatisfied"],
  "no-conclusion": ["未形成结论", "no conclusion"],
  ranked: ["", ""],
};
const LEVELS: Readonly<Record<Lang, readonly string[]>> = {
  zh: ["优秀", "满意", "基本满意", "不满意"],
  en: ["excellent", "satisfied", "basically satisfied", "dissatisfied"],
};

const titleOf = ({ title }: Division, lang: Lang): string => title[lang] || title.zh || title.en;
const listed = (names: readonly string[], lang: Lang): string => names.join(lang === "zh" ? "、" : ", ");

function levelsIn({ max }: FormItem, lang: Lang): readonly string[] {
  return LEVELS[lang].slice(-max);
}

// --- announcing and opening ---

function limitZh({ min, max }: FormItem, measure: string): string {
  const things = measure || "个";
  if (min === max) return `须选择 ${max} ${things}`;
  return min > 0 ? `可选择 ${min} 至 ${max} ${things}` : `最多选择 ${max} ${things}`;
}

function limitEn({ min, max }: FormItem): string {
  if (min === max) return `Choose exactly ${max}`;
  return min > 0 ? `Choose ${min} to ${max}` : `Choose at most ${max}`;
}

/** What the ballot asks. */
function askZh(division: Division, who: string): string {
  const { item } = itemOf(division);
  const measure = measureOf(division);
  const title = titleOf(division, "zh");
  const names = listed(namesOf(division, "zh"), "zh");
  const read = emWidth(names) <= READ_OUT ? `：${names}` : "，名单见表决器";
  switch (item.type) {
    case THREE_KEYS:
      return `现在，对${quoted(title)}逐${measure || "项"}表决。选票上共 ${item.c} ${measure}${read}。请逐${measure || "项"}表示赞成、反对或者弃权。`;
    case CHOOSE:
      return `现在，对${quoted(title)}进行表决。选票上共 ${item.c} ${measure || "个"}${read}。每位${who}${limitZh(item, measure)}。`;
    case GRADES:
      return `现在进行：${title}。选票上共 ${item.c} ${measure}${read}。请逐${measure || "项"}评为${listed(levelsIn(item, "zh"), "zh")}，也可以不评。`;
    case ELECTION:
      return `现在进行：${title}。应选 ${item.max} 名，候选人 ${item.c} 名${read}。`;
    case RANKING:
      return `现在进行：${title}。选票上共 ${item.c} ${measure}${read}。请按优先次序排列，最优先的排在第一；可以不排完。`;
  }
}

function askEn(division: Division): string {
  const { item } = itemOf(division);
  const title = titleOf(division, "en");
  const names = listed(namesOf(division, "en"), "en");
  const read = emWidth(names) <= READ_OUT ? `: ${names}` : ", listed on the terminals";
  switch (item.type) {
    case THREE_KEYS:
      return `We now vote, one by one, on: ${title}. There are ${item.c} on the ballot${read}. Vote for, against or abstain on each.`;
    case CHOOSE:
      return `We now vote on: ${title}. There are ${item.c} on the ballot${read}. ${limitEn(item)}.`;
    case GRADES:
      return `We now come to: ${title}. There are ${item.c} on the ballot${read}. Grade each as ${levelsIn(item, "en").join(", ")}, or leave it blank.`;
    case ELECTION:
      return `We now come to: ${title}. ${item.max} are to be elected of ${item.c} candidates${read}.`;
    case RANKING:
      return `We now come to: ${title}. There are ${item.c} on the ballot${read}. Put them in order, the most urgent first; you need not place all.`;
  }
}

/** How an election's ballot is marked (E1, E2, E5). */
function electionRules({ max, w }: FormItem, lang: Lang): string {
  if (lang === "en") {
    const others = w > 0 ? " For each one that you vote against you may write in somebody else." : "";
    return `Vote for, against or abstain on each candidate.${others} No more than ${max} may be voted for${w > 0 ? " or written in" : ""}.`;
  }
  const others = w > 0 ? "投反对票的，每反对一人可以另选他人一人。" : "";
  return `对每名候选人可以赞成、反对或者弃权。${others}赞成${w > 0 ? "和另选的合计" : "的"}不得超过 ${max} 名。`;
}

const CLOSED: Readonly<Record<FormItem["type"], readonly [zh: string, en: string]>> = {
  [THREE_KEYS]: ["表决结束。", "The vote is closed."],
  [CHOOSE]: ["表决结束。", "The vote is closed."],
  [GRADES]: ["测评结束。", "The grading is closed."],
  [ELECTION]: ["投票结束。", "The ballot is closed."],
  [RANKING]: ["表决结束。", "The vote is closed."],
};

/** From the announcement to the close. */
export function formVoting(state: State, division: Division, lang: Lang): Script {
  const { item } = itemOf(division);
  const who = peopleOf(state.sitting.body.kind)[lang];
  const [zh, en] = CLOSED[item.type];
  const before = [line(lang === "zh" ? askZh(division, who) : askEn(division))];
  if (item.type === ELECTION) before.push(line(electionRules(item, lang)));
  const lines =
    lang === "zh"
      ? [
          line(`请各位${who}在表决器上填写选票，填好后提交。`, "opening"),
          line(`还没有提交选票的${who}，请抓紧提交。需要更改的，可以在结束前重新提交。`),
          line(zh, "closing"),
        ]
      : [
          line(`All ${who}, please mark your ballots and cast them.`, "opening"),
          line("Those who have not cast their ballots, please do so. You may change yours until the close."),
          line(en, "closing"),
        ];
  return script([...before, ...lines], division.state === "open" ? before.length : 0);
}

// --- the result ---

const NAMED: Readonly<Record<FormItem["type"], readonly [zh: string, en: string]>> = {
  [THREE_KEYS]: ["表决", "vote"],
  [CHOOSE]: ["表决", "vote"],
  [GRADES]: ["测评", "grading"],
  [ELECTION]: ["选举", "election"],
  [RANKING]: ["排序", "ranking"],
};

function totals(state: State, item: FormItem, result: FormResult, lang: Lang): string {
  const who = peopleOf(state.sitting.body.kind)[lang];
  const { members, present, voted, not_pressed, needed } = result;
  const [zh, en] = NAMED[item.type];
  const ballots = ballotsRead(result, lang);
  const needs = needed > 0 ? (lang === "zh" ? `；须得 ${needed} 票` : `; ${needed} votes are needed`) : "";
  if (ballots)
    return lang === "zh"
      ? `现在宣布${zh}结果。全体${who} ${members} 人，${ballots}${needs}。`
      : `I declare the result of the ${en}. ${members} ${who} in office, ${ballots}${needs}.`;
  if (lang === "en")
    return (
      `I declare the result of the ${en}. ${members} ${who} in office, **${present} present**, ` +
      `**${voted} ballots cast**, **${not_pressed} not cast**${needs}.`
    );
  return (
    `现在宣布${zh}结果。全体${who} ${members} 人，实到 **${present} 人**，收到选票 **${voted} 张**，` +
    `未提交 **${not_pressed} 人**${needs}。`
  );
}

/** The figures of a name as they are read, and its verdict. */
function nameZh(item: FormItem, { name, counts, verdict, written }: Row, place: number): string {
  const [f = 0, against = 0, abstain = 0] = counts;
  const [word] = VERDICTS[verdict];
  if (written) return `${name}（另选），**${f} 票**，**${word}**`;
  switch (item.type) {
    case THREE_KEYS:
    case ELECTION:
      return `${name}，赞成 **${f} 票**，反对 ${against} 票，弃权 ${abstain} 票，**${word}**`;
    case GRADES: {
      const levels = levelsIn(item, "zh").map((level, i) => `${level} ${counts[i] ?? 0} 票`);
      return `${name}，${levels.join("，")}，未评 ${counts.at(-1) ?? 0} 票，结果为**${word}**`;
    }
    case RANKING:
      return `第 ${place} 位，${name}，**${f} 分**`;
    default:
      return `${name}，**${f} 票**，**${word}**`;
  }
}

function nameEn(item: FormItem, { name, counts, verdict, written }: Row, place: number): string {
  const [f = 0, against = 0, abstain = 0] = counts;
  const [, word] = VERDICTS[verdict];
  if (written) return `${name} (written in): **${f} votes**, **${word}**`;
  switch (item.type) {
    case THREE_KEYS:
    case ELECTION:
      return `${name}: **for ${f}**, against ${against}, abstaining ${abstain}, **${word}**`;
    case GRADES: {
      const levels = levelsIn(item, "en").map((level, i) => `${level} ${counts[i] ?? 0}`);
      return `${name}: ${levels.join(", ")}, blank ${counts.at(-1) ?? 0}: **${word}**`;
    }
    case RANKING:
      return `Place ${place}: ${name}, **${f} points**`;
    default:
      return `${name}: **${f} votes**, **${word}**`;
  }
}

/** All names as they are read: in the ballot's order, a ranking in the order of its places. */
function namesRead(item: FormItem, rows: readonly Row[], lang: Lang): string[] {
  const read = lang === "zh" ? nameZh : nameEn;
  const places = placesOf(rows);
  const placed = rows.map((row, i) => ({ row, place: places[i] ?? 0 }));
  const order = item.type === RANKING ? [...placed].sort((a, b) => a.place - b.place) : placed;
  return order.map(({ row, place }) => read(item, row, place));
}

/** Names with their figures, so many on a page. */
function pages(entries: readonly string[], lang: Lang): Line[] {
  const [between, end] = lang === "zh" ? ["；\n", "。"] : [";\n", "."];
  const widest = Math.max(0, ...entries.map((entry) => emWidth(entry.replaceAll("**", ""))));
  const size = widest > LONG_NAME ? LONG_PAGE : A_PAGE;
  return Array.from({ length: Math.ceil(entries.length / size) }, (_, i) =>
    line(entries.slice(i * size, (i + 1) * size).join(between) + end),
  );
}

/** Quorum rule Q7 was not met at the close: nothing is carried, elected or chosen. */
function failedByQuorum(state: State, { voted, members }: FormResult): boolean {
  return state.sitting.quorum.id === "Q7" && 2 * voted <= members;
}

function reachedZh(item: FormItem, rows: readonly Row[], measure: string): string {
  const reached = rows.filter(hasReached);
  const word = item.type === ELECTION ? "当选" : item.type === CHOOSE ? "入选" : "通过";
  if (reached.length === 0) return `没有${measure === "人" ? "人" : "一项"}${word}。`;
  const names = listed(
    reached.map(({ name }) => name),
    "zh",
  );
  if (emWidth(names) <= READ_OUT) return `${names}**${word}**。`;
  return `以上共 **${reached.length} ${measure || "个"}${word}**。`;
}

function reachedEn(item: FormItem, rows: readonly Row[]): string {
  const reached = rows.filter(hasReached);
  const word = item.type === ELECTION ? "elected" : item.type === CHOOSE ? "chosen" : "carried";
  if (reached.length === 0) return `None is ${word}.`;
  const names = listed(
    reached.map(({ name }) => name),
    "en",
  );
  const [what, verb] = [
    emWidth(names) <= READ_OUT ? names : `${reached.length} in all`,
    reached.length === 1 ? "is" : "are",
  ];
  return `${what} ${verb} **${word}**.`;
}

/** A tie decides nothing: a further vote does (E8). Seats that nobody reached stay open (E9). */
function unfilledLine(division: Division, rows: readonly Row[], lang: Lang): string {
  const { item } = itemOf(division);
  const { places, tied } = unfilledOf(item, rows);
  if (places === 0) return "";
  const election = item.type === ELECTION;
  const names = listed(
    tied.map(({ name }) => name),
    lang,
  );
  if (lang === "en") {
    if (tied.length > 0)
      return `${names} are **tied** for ${places} ${places === 1 ? "place" : "places"}: **a further vote** is taken among them, and most votes decide.`;
    return election
      ? `${item.max} were to be elected; **${places} ${places === 1 ? "seat stays" : "seats stay"} open** for a further election.`
      : `${item.max} were to be chosen; **${places} ${places === 1 ? "is" : "are"} not**.`;
  }
  const measure = election ? "名" : measureOf(division) || "个";
  if (tied.length > 0)
    return `${names}**票数相等**，尚缺 ${places} ${measure}，须就票数相等的**再次投票**，以得票多的${election ? "当选" : "入选"}。`;
  return election
    ? `应选 ${item.max} 名，尚缺 **${places} 名，另行选举**。`
    : `应选 ${item.max} ${measure}，尚缺 **${places} ${measure}**。`;
}

/** The whole after the names; "" of grades and rankings, where every name has its own. */
function closingWords(state: State, division: Division, result: FormResult, lang: Lang): string {
  const { item } = itemOf(division);
  if (failedByQuorum(state, result)) return `${result.sentence[lang]}${lang === "zh" ? "。" : "."}`;
  if (item.type === GRADES || item.type === RANKING) return "";
  const rows = rowsOf(division, result, lang);
  const reached = lang === "zh" ? reachedZh(item, rows, measureOf(division)) : reachedEn(item, rows);
  return [reached, unfilledLine(division, rows, lang)]
    .filter((part) => part !== "")
    .join(lang === "zh" ? "" : " ");
}

/** The result, name by name; written names that nobody needs to hear twice are read with the others. */
export function formAnnouncement(state: State, division: Division, result: FormResult, lang: Lang): Script {
  const { item } = itemOf(division);
  const entries = namesRead(item, rowsOf(division, result, lang), lang);
  const first = line(totals(state, item, result, lang));
  const closing = closingWords(state, division, result, lang);
  const last = closing ? [line(closing, "declaring")] : [];
  const width = [first, ...last]
    .flatMap(({ parts }) => parts)
    .reduce((sum, part) => sum + emWidth(part.text), emWidth(entries.join("").replaceAll("**", "")));
  if (width <= READ_WHOLE && entries.length <= A_PAGE)
    return script([first, ...pages(entries, lang), ...last], 0, true);
  const lines = [first, ...pages(entries, lang), ...last];
  return script(lines, division.state === "tallied" ? 0 : lines.length - 1);
}
