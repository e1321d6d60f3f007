/** What a vote on many names came to, as pages tell it (docs/forms.md §5): its rows, who reached it, the whole in a few words. */
import { common, spoken, verdictWords } from "./i18n.ts";
import { CHOOSE, ELECTION, GRADES, itemOf, RANKING, THREE_KEYS } from "./marks.ts";
import type { Bilingual, Division, FormItem, FormResult, Lang, Paper, Verdict } from "./types.ts";

/** A name of the ballot or one that was written in, with what it got. */
export interface Row {
  /** From 0, in the ballot's order; written names follow. */
  readonly index: number;
  readonly name: string;
  readonly written: boolean;
  readonly counts: readonly number[];
  readonly verdict: Verdict;
  /** Why, in words. */
  readonly sentence: Bilingual;
}

const sideOf = (text: Bilingual, language: Lang): string => text[language] || text.zh || text.en;

/** The names of the ballot in its order. */
export function namesOf(paper: Paper, language: Lang = spoken()): string[] {
  return itemOf(paper).labels.map((label) => sideOf(label, language));
}

/** All rows of a result in the ballot's order, written names after them. */
export function rowsOf(paper: Paper, { items: [first] }: FormResult, language: Lang = spoken()): Row[] {
  const labels = namesOf(paper, language);
  const listed = (first?.names ?? []).map(({ counts, verdict, sentence }, index) => {
    return { index, name: labels[index] ?? "", written: false, counts, verdict, sentence };
  });
  const written = (first?.written?.names ?? []).map(({ name, votes, verdict, sentence }, i) => {
    return { index: listed.length + i, name, written: true, counts: [votes], verdict, sentence };
  });
  return [...listed, ...written];
}

/** Whether it is carried, elected or chosen. */
export function hasReached({ verdict }: Pick<Row, "verdict">): boolean {
  return verdict === "carried" || verdict === "elected" || verdict === "chosen";
}

/** Most votes first (grades: most of the best level, then of the next); equal ones in the ballot's order. */
export function byVotes({ type, max }: Pick<FormItem, "type" | "max">, rows: readonly Row[]): Row[] {
  const figures = type === GRADES ? max : 1;
  const more = (a: Row, b: Row) =>
    Array.from({ length: figures }, (_, i) => (b.counts[i] ?? 0) - (a.counts[i] ?? 0)).find((by) => by !== 0);
  return [...rows].sort((a, b) => more(a, b) ?? a.index - b.index);
}

/** Places by points, from 1, in the order of the rows; equal points share a place. */
export function placesOf(rows: readonly Row[]): number[] {
  const points = rows.map(({ counts }) => counts[0] ?? 0);
  return points.map((own) => 1 + points.filter((other) => other > own).length);
}

/** How many rows have each verdict, in the order in which they first occur. */
export function countVerdicts(rows: readonly Row[]): ReadonlyMap<Verdict, number> {
  const counts = new Map<Verdict, number>();
  for (const { verdict } of rows) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return counts;
}

/** Places to be filled or chosen that are not: by a tie they are undecided, else they stay open (E8, E9). */
export interface Unfilled {
  readonly places: number;
  readonly tied: readonly Row[];
}

export function unfilledOf(item: FormItem, rows: readonly Row[]): Unfilled {
  if (item.type !== CHOOSE && item.type !== ELECTION) return { places: 0, tied: [] };
  const places = Math.max(0, item.max - rows.filter(hasReached).length);
  return { places, tied: rows.filter(({ verdict }) => verdict === "tied") };
}

const OF_PEOPLE: ReadonlySet<string> = new Set([
  "appoint-each",
  "scrutineer-list",
  "prep-presidium",
  "primary",
  "performance-4",
  "appointee-review",
]);

/** Chinese measure word of what is on the ballot: people, clauses or things; none where a vote among the tied may be either. */
export function measureOf({ template, form }: Pick<Division, "template" | "form">): string {
  if (form[0]?.type === ELECTION || OF_PEOPLE.has(template)) return "人";
  if (template === "clause-by-clause") return "条";
  return template === "tie-revote" ? "" : "项";
}

/** What is to be put on the ballot, in a few words: 12 选 10. */
export function taskWords(division: Pick<Division, "template" | "form" | "names">): string {
  const { type, c, max, min } = itemOf(division).item;
  const zh = spoken() === "zh";
  const measure = measureOf(division);
  switch (type) {
    case THREE_KEYS:
      return zh ? `${c} ${measure}，逐${measure || "项"}表决` : `${c} names, one by one`;
    case CHOOSE:
      if (zh) return min <= 1 || min === max ? `${c} 选 ${max}` : `${c} 选 ${min} 至 ${max}`;
      if (min === max) return `choose ${max} of ${c}`;
      return `choose ${min > 1 ? `${min} to` : "up to"} ${max} of ${c}`;
    case GRADES:
      return zh ? `${c} ${measure}，逐${measure || "项"}测评` : `${c} to be graded`;
    case ELECTION:
      return zh ? `应选 ${max} 名，候选 ${c} 名` : `${max} to elect, ${c} candidates`;
    case RANKING:
      return zh ? `${c} ${measure}排序` : `${c} to be ranked`;
  }
}

function reachedWords(count: number, division: Division): string {
  const { type } = itemOf(division).item;
  const measure = measureOf(division);
  const [zh, en] =
    type === ELECTION ? ["当选", "elected"] : type === CHOOSE ? ["入选", "chosen"] : ["通过", "carried"];
  if (spoken() === "en") return `${count === 0 ? "none" : count} ${en}`;
  if (count === 0) return measure === "人" ? `无人${zh}` : `均未${zh}`;
  return measure ? `${count} ${measure}${zh}` : `${zh} ${count}`;
}

function unfilledWords(division: Division, { places, tied }: Unfilled): string {
  if (places === 0) return "";
  const seats = itemOf(division).item.type === ELECTION;
  if (spoken() === "en") {
    const one = places === 1;
    const what = seats ? `${places} ${one ? "seat" : "seats"}` : `${places}`;
    return tied.length > 0 ? `${what} undecided (tie)` : seats ? `${what} open` : `${what} short`;
  }
  const what = `${places} ${seats ? "席" : measureOf(division)}`.trim();
  return tied.length > 0 ? `${what}待定` : seats ? `${what}空缺` : `缺 ${what}`;
}

/** Where verdicts are of so many kinds at most, each is told. */
const KINDS_TOLD = 2;

function gradeWords(division: Division, rows: readonly Row[]): string {
  const kinds = [...countVerdicts(rows)].sort((a, b) => b[1] - a[1]);
  const measure = measureOf(division);
  if (kinds.length > KINDS_TOLD)
    return spoken() === "zh" ? `${rows.length} ${measure}已评` : `${rows.length} graded`;
  return kinds
    .map(([verdict, count]) => {
      const word = verdictWords(verdict);
      return spoken() === "zh" ? `${count} ${measure}${word}` : `${count} ${word.toLowerCase()}`;
    })
    .join(spoken() === "zh" ? "，" : ", ");
}

/** The outcome in a few words: 10 项入选; 2 人当选，1 席待定; 3 人通过，1 人未通过. */
export function outcomeOf(division: Division, result: FormResult): string {
  const { item } = itemOf(division);
  const rows = rowsOf(division, result);
  const comma = spoken() === "zh" ? "，" : ", ";
  if (item.type === GRADES) return gradeWords(division, rows);
  if (item.type === RANKING)
    return spoken() === "zh" ? `${rows.length} ${measureOf(division)}已排序` : `${rows.length} ranked`;
  const reached = rows.filter(hasReached).length;
  const words = [reachedWords(reached, division), unfilledWords(division, unfilledOf(item, rows))];
  const failed = rows.length - reached;
  if (item.type === THREE_KEYS && failed > 0 && reached > 0)
    words.push(
      spoken() === "zh"
        ? `${failed} ${measureOf(division)}${common().notCarried}`
        : `${failed} ${common().notCarried.toLowerCase()}`,
    );
  return words.filter((part) => part !== "").join(comma);
}
