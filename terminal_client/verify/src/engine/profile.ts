/** Profiles: what a local rule decides, as the act that creates a sitting has it (docs/profiles.md §1 to §4). */
import { ELECTION } from "@hemicycle/kit/marks";
import type { Doc } from "./acts.ts";
import type { Item } from "./counts.ts";
import { CHANNELS, LEVELS } from "./names.ts";
import { SHARE_IDS } from "./rules.ts";
import { all, BILINGUAL, type Check, ID, isObject, listOf, oneOf, record, TEXT } from "./shape.ts";
import { ALWAYS_ON_PAPER, PAPER_TEMPLATES } from "./templates.ts";

export const SITTINGS_OF: Readonly<Record<string, readonly string[]>> = {
  congress: ["plenary", "preparatory"],
  "standing-committee": ["standing-committee", "joint-group"],
  presidium: ["presidium"],
  street: ["street"],
};
const MAJORITY_OF: Readonly<Record<string, string>> = {
  congress: "M1",
  "standing-committee": "M4",
  presidium: "M5",
  street: "M1",
};
const QUORUMS_OF: Readonly<Record<string, readonly string[]>> = {
  plenary: ["Q1", "Q2", "Q7"],
  preparatory: ["Q5"],
  "standing-committee": ["Q3"],
  "joint-group": ["Q6"],
  presidium: ["Q4"],
  street: ["Q8"],
};
/** The shares that are law; those of Q4, Q5 and Q6 are the profile's choice. */
const OWN_SHARES: Readonly<Record<string, string>> = {
  Q1: "two-thirds",
  Q2: "two-thirds",
  Q3: "majority",
  Q7: "two-thirds",
  Q8: "over-two-thirds",
};
const UNVERIFIED = "default";
const MAJORITY = "majority";
const GRADES = "grades";
const ANY_MAJORITY = [MAJORITY, "M2", "M7"];
const RULES = [...ANY_MAJORITY, GRADES, "E6", "projects", "top", "plurality", "points"];
const to = (rule: string, ...templates: string[]) => templates.map((template) => [template, rule] as const);
/** Templates that have one rule; all others are motions of any majority. */
const ONE_RULE = new Map([
  ...to(MAJORITY, ...ALWAYS_ON_PAPER),
  ...to("M2", "constitution"),
  ...to(MAJORITY, "appoint-each", "scrutineer-list", "prep-presidium", "package-merged", "clause-by-clause"),
  ...to(GRADES, "satisfaction-3", "satisfaction-project", "suggestion-satisfaction", "performance-4"),
  ...to(GRADES, "appointee-review"),
  ...to("E6", ...PAPER_TEMPLATES),
  ...to("top", "primary", "street-pick"),
  ...to("projects", "livelihood-pick"),
  ...to("points", "livelihood-rank"),
  ...to("plurality", "tie-revote"),
]);

// --- the document (§3) ---

/** An object of any members whose names are ids. */
function mapOf(value: Check): Check {
  return (found) => {
    if (!isObject(found)) return "";
    for (const [name, own] of Object.entries(found)) {
      const wrong = ID(name) === null ? value(own) : "";
      if (wrong !== null) return `.${name}${wrong}`;
    }
    return null;
  };
}

const distinct = (...values: readonly string[]) => listOf(oneOf(...values), (value: string) => [value]);
const notEmpty =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.length === 0 ? "" : check(value);
const cited = (members: Readonly<Record<string, Check>>) => record({ ...members, source: ID });
const FLAG = oneOf(true, false);
const KINDS = Object.keys(QUORUMS_OF);
const SHAPE = record({
  id: ID,
  name: BILINGUAL,
  levels: distinct(...LEVELS),
  sources: mapOf(record({ zh: TEXT, en: TEXT, verified: FLAG })),
  quorum: record(
    Object.fromEntries(
      Object.entries(QUORUMS_OF).map(([kind, rules]) => [
        kind,
        cited({ rule: oneOf(...rules), share: oneOf(...SHARE_IDS) }),
      ]),
    ),
  ),
  majority: record(all(KINDS, ID)),
  templates: mapOf(
    record(
      { rule: oneOf(...RULES), source: ID, channels: notEmpty(distinct(...CHANNELS)), channel_source: ID },
      ["source"],
    ),
  ),
  press: cited({ counts: oneOf("last", "first") }),
  not_pressed: cited({ shown: FLAG }),
  who_pressed: cited({ public: FLAG }),
  expected: cited({ sittings: distinct(...KINDS) }),
  grades: cited({ base: oneOf("all", "present", "valid") }),
});
const WITH_SOURCE = ["press", "not_pressed", "who_pressed", "expected", "grades"];

/** The path of the first member of a profile that breaks §3; null if it is right. */
export function wrongMember(document: unknown): string | null {
  const shape = SHAPE(document);
  if (shape !== null) return shape.replace(/^\.+/, "");
  return faultsOf(document as Doc).next().value ?? null;
}

/** What is wrong in a document of right shape. */
function* faultsOf(doc: Doc): Generator<string, undefined> {
  const { sources, quorum, templates } = doc;
  if (!Object.hasOwn(sources, UNVERIFIED) || sources[UNVERIFIED].verified) yield `sources.${UNVERIFIED}`;
  for (const [path, key] of citations(doc)) if (!Object.hasOwn(sources, key)) yield path;
  for (const [kind, { rule, share }] of Object.entries<Doc>(quorum))
    if ((OWN_SHARES[rule] ?? share) !== share) yield `quorum.${kind}.share`;
  for (const [template, own] of Object.entries<Doc>(templates))
    for (const member of templateFaults(template, own)) yield `templates.${template}.${member}`;
}

/** Every place that cites a source, and what it cites. */
function citations(doc: Doc): [path: string, key: string][] {
  const ofTemplates = Object.entries<Doc>(doc.templates).flatMap(([template, own]) =>
    ["source", "channel_source"].flatMap((member): [string, string][] =>
      member in own ? [[`templates.${template}.${member}`, own[member]]] : [],
    ),
  );
  return [
    ...Object.entries<Doc>(doc.quorum).map(([kind, own]): [string, string] => [
      `quorum.${kind}.source`,
      own.source,
    ]),
    ...Object.entries<string>(doc.majority).map(([kind, key]): [string, string] => [`majority.${kind}`, key]),
    ...ofTemplates,
    ...WITH_SOURCE.map((name): [string, string] => [`${name}.source`, doc[name].source]),
  ];
}

function templateFaults(template: string, own: Doc): string[] {
  const { rule } = own;
  const channels: readonly string[] = own.channels;
  const only = (...allowed: string[]) => channels.every((channel) => allowed.includes(channel));
  const wanted = ONE_RULE.get(template);
  const onPaper = PAPER_TEMPLATES.has(template);
  const unread = channels.includes("terminal") && own.channel_source === UNVERIFIED;
  const faults: [string, boolean][] = [
    ["rule", !(wanted ? [wanted] : ANY_MAJORITY).includes(rule)],
    ["source", (rule === MAJORITY) === "source" in own],
    ["channels", ALWAYS_ON_PAPER.has(template) && !only("paper")],
    ["channels", onPaper && !only("paper", "terminal")],
    ["channel_source", onPaper && unread],
    ["channels", template === "show-of-hands" && !only("hands")],
  ];
  return faults.flatMap(([member, wrong]) => (wrong ? [member] : []));
}

// --- what it binds (§4) ---

/** A profile whose document is right, of a sitting of `kind` of a body of `bodyKind`. */
export class Profile {
  constructor(
    readonly doc: Doc,
    readonly kind: string,
    readonly bodyKind: string,
  ) {}

  /** Whether a terminal's first ballot counts, and there is no other. */
  get firstPress(): boolean {
    return this.doc.press.counts === "first";
  }

  /** The share of the members that opens a vote. */
  get share(): string {
    return this.doc.quorum[this.kind].share;
  }

  get quorum(): string {
    return this.doc.quorum[this.kind].rule;
  }

  has(template: string): boolean {
    return Object.hasOwn(this.doc.templates, template);
  }

  channels(template: string): readonly string[] {
    return this.has(template) ? this.doc.templates[template].channels : [];
  }

  /** The one rule of a kind of vote with a form. */
  rule(template: string, { type }: Item): string {
    const { rule } = this.doc.templates[template];
    if (rule === GRADES) return `grades-${this.doc.grades.base}`;
    const ofAll = rule === MAJORITY || (rule === "E6" && type !== ELECTION);
    return ofAll ? (MAJORITY_OF[this.bodyKind] ?? "M1") : rule;
  }
}
