/** Which forms, rules and channels each kind of vote takes (docs/forms.md §1, §4, docs/channels.md §1). */
import { CHOOSE, ELECTION, GRADES, RANKING, THREE_KEYS } from "@hemicycle/kit/marks";
import type { Bilingual } from "@hemicycle/kit/types";
import { sameName } from "@hemicycle/kit/written";
import type { Item } from "./counts.ts";

export const TRIAL = "trial";
export const PAPER_TEMPLATES: ReadonlySet<string> = new Set([
  "election-single",
  "election-multi",
  "by-election",
  "primary",
]);
export const ALWAYS_ON_PAPER: ReadonlySet<string> = new Set([
  "constitution",
  "removal-office",
  "recall",
  "decide-appointment",
]);
/** Elections, further votes and decisions about persons: nobody on the ballot signs its count (E13). */
export const OF_PERSONS: ReadonlySet<string> = new Set([
  ...PAPER_TEMPLATES,
  "tie-revote",
  "decide-appointment",
]);
const ELECTIONS = ["election-single", "election-multi", "by-election"];
const LISTS = ["appoint-each", "scrutineer-list", "prep-presidium", "package-merged", "clause-by-clause"];
const SATISFACTION = ["satisfaction-3", "satisfaction-project", "suggestion-satisfaction"];
const MAJORITIES = ["M1", "M2", "M4", "M5", "M7"];
const OF_GRADES = ["grades-all", "grades-present", "grades-valid"];
const OF_ALL = ["M1", "M4"];
const MAJORITY_OF_ALL: Readonly<Record<string, string>> = {
  congress: "M1",
  street: "M1",
  "standing-committee": "M4",
};

interface Row {
  readonly templates: readonly string[];
  readonly type: number;
  /** Of grades so many levels. */
  readonly levels?: number;
  readonly rules: readonly string[];
}
const TABLE: readonly Row[] = [
  { templates: LISTS, type: THREE_KEYS, rules: ["M1", "M4", "M5"] },
  { templates: ["livelihood-pick"], type: CHOOSE, rules: ["projects"] },
  { templates: ["street-pick", "primary"], type: CHOOSE, rules: ["top"] },
  { templates: ["tie-revote"], type: CHOOSE, rules: ["plurality"] },
  { templates: SATISFACTION, type: GRADES, levels: 3, rules: OF_GRADES },
  { templates: ["performance-4"], type: GRADES, levels: 4, rules: OF_GRADES },
  { templates: ["appointee-review"], type: GRADES, levels: 3, rules: OF_GRADES },
  { templates: ["appointee-review"], type: GRADES, levels: 4, rules: OF_GRADES },
  { templates: ELECTIONS, type: ELECTION, rules: ["E6"] },
  { templates: ELECTIONS, type: THREE_KEYS, rules: OF_ALL },
  { templates: ["livelihood-rank"], type: RANKING, rules: ["points"] },
];
/** Templates that no motion has. */
const ONLY_FORMS = new Set(TABLE.flatMap(({ templates }) => templates).filter((one) => !LISTS.includes(one)));

const SECRECIES: Readonly<Record<string, readonly string[]>> = {
  terminal: ["named", "secret"],
  paper: ["secret"],
  hands: ["named"],
  mixed: ["named", "secret"],
};
const ONLY_BY = new Map([
  ["show-of-hands", "hands"],
  ["roll-call", "terminal"],
  [TRIAL, "terminal"],
]);

/** Whether a vote of a channel may be named, or secret. */
export function takesSecrecy(channel: string, secrecy: string): boolean {
  return SECRECIES[channel]?.includes(secrecy) === true;
}

/** Whether a channel takes a form. */
export function takesForm(channel: string, { type, w, motion }: Item): boolean {
  if (channel === "hands") return motion;
  if (channel === "terminal") return true;
  return type !== RANKING && (channel === "paper" || type !== ELECTION || w === 0);
}

/** Whether a draft of a channel is refused because it belongs on paper; of terminals the opening is judged. */
export function onlyOnPaper(channel: string, template: string): boolean {
  const belongs = ALWAYS_ON_PAPER.has(template) || PAPER_TEMPLATES.has(template);
  return (channel === "hands" || channel === "mixed") && belongs;
}

/** Whether a template that is not bound to paper may be held on a channel. */
export function isHeldBy(channel: string, template: string): boolean {
  return (ONLY_BY.get(template) ?? channel) === channel;
}

function rulesOf(template: string, { type, max, motion }: Item, cited: boolean): readonly string[] {
  if (motion) {
    const onPaper = PAPER_TEMPLATES.has(template) && !cited;
    return onPaper || !ONLY_FORMS.has(template) ? MAJORITIES : [];
  }
  const row = TABLE.find(
    (one) =>
      one.templates.includes(template) &&
      one.type === type &&
      (one.levels === undefined || one.levels === max),
  );
  return row?.rules ?? [];
}

/** The rules that a template takes with a form on a channel; none if it does not take the form. `cited`: a local rule lets it be held on terminals. */
export function rulesOn(channel: string, template: string, item: Item, cited: boolean): readonly string[] {
  if (template === "decide-appointment" && !item.motion)
    return item.type === THREE_KEYS && (channel === "terminal" || channel === "paper") ? OF_ALL : [];
  if (channel !== "paper") return rulesOf(template, item, cited);
  if (!ALWAYS_ON_PAPER.has(template)) return rulesOf(template, item, true);
  if (!item.motion) return [];
  return template === "constitution" ? ["M2"] : OF_ALL;
}

/** Whether what is decided on paper cites the majority of another kind of body: both are more than half of all. */
export function isMajorityOfAnother(channel: string, template: string, rule: string, kind: string): boolean {
  const onPaper = channel === "paper" && ALWAYS_ON_PAPER.has(template) && OF_ALL.includes(rule);
  return onPaper && rule !== (MAJORITY_OF_ALL[kind] ?? rule);
}

/** Whether projects compete with fewer than a fifth more than are chosen: c ≥ ⌈1.2·max⌉. */
export function areTooFew(template: string, { c, max }: Item): boolean {
  return template === "livelihood-pick" && 5 * c < 6 * max;
}

const LONGEST_NAME = 200;

/** The numbers, from 1, of names that are empty, too long, or the same as one before. */
export function badNames(names: readonly Bilingual[]): number[] {
  const seen = new Set<string>();
  return names.flatMap(({ zh, en }, i) => {
    const own = sameName(zh || en);
    const wrong = own === "" || seen.has(own) || [zh, en].some((text) => [...text].length > LONGEST_NAME);
    seen.add(own);
    return wrong ? [i + 1] : [];
  });
}

const MOST_SLOTS = 12_000;

/** For how many electors a secret vote with slots opens; null where that is not limited. */
export function mostElectors({ w }: Item): number | null {
  return w > 0 ? Math.floor(MOST_SLOTS / w) : null;
}
