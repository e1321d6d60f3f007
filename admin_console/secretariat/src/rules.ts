/** The rules and kinds that a person chooses from (docs/protocol.md §5, §8), with their sources. The server judges by its own table. */
import type { Bilingual, RuleId, SittingKind } from "@hemicycle/kit/types";

export interface RuleChoice<Id extends string> {
  readonly id: Id;
  readonly formula: string;
  readonly name: Bilingual;
  readonly source: Bilingual;
  /** False for a default whose source nobody has read in a statute. */
  readonly verified: boolean;
}

export type Level = "national" | "provincial" | "city" | "county" | "town";

export type QuorumId = "Q1" | "Q2" | "Q3" | "Q4" | "Q5" | "Q6" | "Q7" | "Q8";

function rule<Id extends string>(
  id: Id,
  formula: string,
  name: readonly [zh: string, en: string],
  source: readonly [zh: string, en: string],
  verified = true,
): RuleChoice<Id> {
  return {
    id,
    formula,
    name: { zh: name[0], en: name[1] },
    source: { zh: source[0], en: source[1] },
    verified,
  };
}

const LOCAL_14 = ["地方组织法第十四条", "Local Organic Law, art. 14"] as const;

export const QUORUMS: readonly RuleChoice<QuorumId>[] = [
  rule(
    "Q1",
    "3P ≥ 2N",
    ["全国人大全体会议：三分之二", "National congress, plenary: two thirds"],
    ["全国人大议事规则第四条", "NPC Rules of Procedure, art. 4"],
  ),
  rule("Q2", "3P ≥ 2N", ["地方各级人大全体会议：三分之二", "Local congress: two thirds"], LOCAL_14),
  rule(
    "Q3",
    "2P > N",
    ["常务委员会：过半数", "Standing committee: a majority"],
    [
      "地方组织法第五十一条；全国人大常委会议事规则第七条",
      "Local Organic Law, art. 51; NPC Standing Committee Rules, art. 7",
    ],
  ),
  rule(
    "Q4",
    "3P ≥ 2N",
    ["主席团：三分之二", "Presidium: two thirds"],
    [
      "上海、广东、浙江三分之二；重庆过半数",
      "Shanghai, Guangdong, Zhejiang two thirds; Chongqing a majority",
    ],
    false,
  ),
  rule(
    "Q5",
    "3P ≥ 2N",
    ["预备会议：比照 Q2", "Preparatory meeting: as Q2"],
    ["没有规定，比照 Q2", "not stated; as Q2"],
    false,
  ),
  rule(
    "Q6",
    "2P > N",
    ["联组会议：比照 Q3，只作提示", "Joint-group meeting: as Q3, a warning only"],
    ["没有规定，比照 Q3", "not stated; as Q3"],
    false,
  ),
  rule(
    "Q7",
    "3P ≥ 2N, 2(F+A+B) > N",
    ["三分之二，并须过半数参加表决", "Two thirds, and a majority must take part in the vote"],
    [
      "地方组织法第十四条；广东议事规则第六十条",
      "Local Organic Law, art. 14; Guangdong rules of procedure, art. 60",
    ],
  ),
  rule(
    "Q8",
    "3P > 2N",
    ["街道议事代表会议：超过三分之二", "Street conference: more than two thirds"],
    ["地方规定", "local rule"],
    false,
  ),
];

export const MAJORITIES: readonly RuleChoice<RuleId>[] = [
  rule(
    "M1",
    "2F > N",
    ["全体代表的过半数", "A majority of all deputies"],
    [
      "全国人大议事规则第五十九条；地方组织法第二十五条",
      "NPC Rules of Procedure, art. 59; Local Organic Law, art. 25",
    ],
  ),
  rule(
    "M2",
    "3F ≥ 2N",
    ["全体代表的三分之二以上", "Two thirds of all deputies"],
    ["宪法第六十四条", "Constitution, art. 64"],
  ),
  rule(
    "M4",
    "2F > N",
    ["常委会全体组成人员的过半数", "A majority of the standing committee"],
    ["地方组织法第五十一条", "Local Organic Law, art. 51"],
  ),
  rule(
    "M5",
    "2F > N",
    ["主席团全体成员的过半数", "A majority of the presidium"],
    ["全国人大议事规则第九条", "NPC Rules of Procedure, art. 9"],
  ),
  rule(
    "M7",
    "2F > P",
    ["实到代表的过半数", "A majority of those present"],
    ["上海议事规则第六十八条", "Shanghai rules of procedure, art. 68"],
  ),
];

const HIGHEST = "F₁ ≥ … ≥ F_S";
const GRADED = "2·bad > B; 3·good ≥ 2B; 2·(good + basic) > B";
const NO_NATIONAL_RULE = ["未核实的默认值（无全国性规定）", "unverified default (no national rule)"] as const;
const LOCAL_RULE = ["地方规定，未核实的默认值", "local rule, unverified default"] as const;

/** The rules of ballots with names (docs/forms.md §4). */
export const NAME_RULES: readonly RuleChoice<RuleId>[] = [
  rule(
    "E6",
    `2F > N; ${HIGHEST}`,
    ["全体的过半数，得票多者当选", "A majority of all, those with most votes"],
    [
      "全国人大议事规则第四十条；地方组织法第二十九条",
      "NPC Rules of Procedure, art. 40; Local Organic Law, art. 29",
    ],
  ),
  rule(
    "projects",
    `2F > N; ${HIGHEST}`,
    ["全体的过半数，得票多者入选", "A majority of all, those with most votes"],
    ["未核实的默认值（民生实事项目票决）", "unverified default (votes on livelihood projects)"],
    false,
  ),
  rule("top", HIGHEST, ["得票多者入选", "Those with most votes"], LOCAL_RULE, false),
  rule(
    "plurality",
    HIGHEST,
    ["得票多者当选", "Those with most votes"],
    ["地方组织法第二十九条", "Local Organic Law, art. 29"],
  ),
  rule("grades-all", GRADED, ["以全体人数为基数", "Measured against all members"], NO_NATIONAL_RULE, false),
  rule(
    "grades-present",
    GRADED,
    ["以实到人数为基数", "Measured against those present"],
    NO_NATIONAL_RULE,
    false,
  ),
  rule("grades-valid", GRADED, ["以有效票为基数", "Measured against valid marks"], NO_NATIONAL_RULE, false),
  rule("points", "Σ (C + 1 − r)", ["按名次计分", "Points by place"], LOCAL_RULE, false),
];

export function ruleOf(id: string): RuleChoice<RuleId> | undefined {
  return [...MAJORITIES, ...NAME_RULES].find((one) => one.id === id);
}

/** The kinds of sitting, each with the quorum rule that is proposed for it (domain notes §3). */
export const KINDS: readonly {
  readonly id: SittingKind;
  readonly name: Bilingual;
  readonly quorum: QuorumId;
}[] = [
  { id: "plenary", name: { zh: "全体会议", en: "Plenary" }, quorum: "Q2" },
  { id: "preparatory", name: { zh: "预备会议", en: "Preparatory meeting" }, quorum: "Q5" },
  { id: "presidium", name: { zh: "主席团会议", en: "Presidium" }, quorum: "Q4" },
  { id: "standing-committee", name: { zh: "常委会会议", en: "Standing committee" }, quorum: "Q3" },
  { id: "joint-group", name: { zh: "联组会议", en: "Joint-group meeting" }, quorum: "Q6" },
  { id: "street", name: { zh: "街道议事代表会议", en: "Street conference" }, quorum: "Q8" },
];

export const LEVELS: readonly { readonly id: Level; readonly name: Bilingual }[] = [
  { id: "national", name: { zh: "全国", en: "National" } },
  { id: "provincial", name: { zh: "省、自治区、直辖市", en: "Provincial" } },
  { id: "city", name: { zh: "设区的市、自治州", en: "City" } },
  { id: "county", name: { zh: "县、不设区的市、市辖区", en: "County" } },
  { id: "town", name: { zh: "乡、民族乡、镇", en: "Town" } },
];

interface BodyKind {
  readonly id: string;
  readonly name: Bilingual;
  readonly levels: readonly Level[];
  readonly sittings: readonly SittingKind[];
  /** The rule for a majority of all its members. */
  readonly majority: RuleId;
  /** Whether it meets in sessions (次会议) of several kinds. */
  readonly sessions: boolean;
}

const ALL_LEVELS: readonly Level[] = ["national", "provincial", "city", "county", "town"];

/** Kinds of bodies, what they may be and hold (docs/profiles.md §1). */
export const BODY_KINDS: readonly BodyKind[] = [
  {
    id: "congress",
    name: { zh: "人民代表大会", en: "People's congress" },
    levels: ALL_LEVELS,
    sittings: ["plenary", "preparatory"],
    majority: "M1",
    sessions: true,
  },
  {
    id: "standing-committee",
    name: { zh: "人大常委会", en: "Standing committee" },
    levels: ALL_LEVELS.filter((level) => level !== "town"),
    sittings: ["standing-committee", "joint-group"],
    majority: "M4",
    sessions: false,
  },
  {
    id: "presidium",
    name: { zh: "主席团", en: "Presidium" },
    levels: ALL_LEVELS,
    sittings: ["presidium"],
    majority: "M5",
    sessions: false,
  },
  {
    id: "street",
    name: { zh: "街道议事代表会议", en: "Street conference" },
    levels: [],
    sittings: ["street"],
    majority: "M1",
    sessions: true,
  },
];

/** What a kind of body is and holds; that of a congress where this page does not know the kind. */
export function bodyKind(id: string): BodyKind {
  return BODY_KINDS.find((one) => one.id === id) ?? (BODY_KINDS[0] as BodyKind);
}

/** The rule for a majority of all members in a sitting of this kind. */
export function majorityIn(kind: SittingKind): RuleId {
  return BODY_KINDS.find(({ sittings }) => sittings.includes(kind))?.majority ?? "M1";
}
