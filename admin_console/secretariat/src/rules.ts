/** The rules and kinds that a person chooses from (docs/protocol.md §5, §8), with their sources. The server judges by its own table. */
import type { Bilingual, RuleId, Secrecy, SittingKind } from "@hemicycle/kit/types";

export interface RuleChoice<Id extends string> {
  readonly id: Id;
  readonly formula: string;
  readonly name: Bilingual;
  readonly source: Bilingual;
  /** False for a default whose source nobody has read in a statute. */
  readonly verified: boolean;
}

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

export const BODY_KINDS: readonly { readonly id: string; readonly name: Bilingual }[] = [
  { id: "congress", name: { zh: "人民代表大会", en: "People's congress" } },
  { id: "standing-committee", name: { zh: "人大常委会", en: "Standing committee" } },
  { id: "presidium", name: { zh: "主席团", en: "Presidium" } },
  { id: "street", name: { zh: "街道议事代表会议", en: "Street conference" } },
];

export interface TemplateChoice {
  readonly id: string;
  readonly name: Bilingual;
  readonly rule: RuleId;
  /** In a standing committee or joint-group meeting. */
  readonly committee: RuleId;
  /** What the law wants on paper stands on the agenda but can't be opened on terminals. */
  readonly paper: boolean;
  /** How it is voted on unless somebody chooses. */
  readonly secrecy: Secrecy;
}

function template(
  id: string,
  zh: string,
  en: string,
  rule: RuleId = "M1",
  committee = rule,
  paper = false,
  secrecy: Secrecy = "secret",
): TemplateChoice {
  return { id, name: { zh, en }, rule, committee, paper, secrecy };
}

export const TEMPLATES: readonly TemplateChoice[] = [
  template("resolution", "决议、报告", "Resolution or report", "M1", "M4"),
  template("law-bill", "法规案", "Bill", "M1", "M4"),
  template("amendment", "修正案", "Amendment", "M1", "M4"),
  template("clause-separate", "重要条款单独表决", "Separate vote on a clause", "M4"),
  template("clause-by-clause", "逐条表决", "Clause by clause", "M1", "M4"),
  template("package-merged", "合并表决", "Vote on a list together", "M1", "M4"),
  template("scrutineer-list", "监票人名单", "List of scrutineers"),
  template("prep-presidium", "选举主席团和秘书长", "Presidium and secretary-general"),
  template("prep-agenda", "通过会议议程", "Adopt the agenda"),
  template("presidium-decision", "主席团决定", "Decision of the presidium", "M5"),
  template("procedural-present", "暂不付表决等程序事项", "Procedural motion", "M7"),
  template("appoint-each", "逐人任免", "Appointment, one by one", "M4"),
  template("appoint-merged", "合并任免", "Appointments together", "M4"),
  template("resignation", "接受辞职", "Accept a resignation", "M1", "M4"),
  template("roll-call", "记名表决", "Roll call", "M1", "M4", false, "named"),
  template("constitution", "宪法修正案", "Amendment to the Constitution", "M2", "M2", true),
  template("removal-office", "撤职案", "Removal from office", "M4", "M4", true),
  template("recall", "罢免案", "Recall", "M1", "M1", true),
  template("decide-appointment", "决定任命", "Decision on an appointment", "M1", "M1", true),
  template("election-single", "等额选举", "Single-candidate election", "M1", "M1", true),
  template("election-multi", "差额选举", "Competitive election", "M1", "M1", true),
  template("by-election", "补选", "By-election", "M1", "M1", true),
  template("primary", "预选", "Primary", "M1", "M1", true),
];

/** The rule proposed for a template in a sitting of this kind. */
export function proposedRule(templateId: string, kind: SittingKind): RuleId {
  const found = TEMPLATES.find(({ id }) => id === templateId);
  const inCommittee = kind === "standing-committee" || kind === "joint-group";
  return (inCommittee ? found?.committee : found?.rule) ?? "M1";
}

/** Secret, except where the template is a roll call. */
export function proposedSecrecy(templateId: string): Secrecy {
  return TEMPLATES.find(({ id }) => id === templateId)?.secrecy ?? "secret";
}
