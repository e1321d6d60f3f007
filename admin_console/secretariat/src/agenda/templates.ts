/** The kinds of vote that may be drafted (docs/forms.md §4, docs/channels.md §1): what each is for, its ballots, its usual rule. The server judges by its own table. */
import type { Channel } from "@hemicycle/kit/channels";
import type { Bilingual, RuleId, Secrecy, SittingKind } from "@hemicycle/kit/types";

/** What lies before a voter: one thing, three keys for every name, a choice, grades, an election, an order. */
export type Ballot = "motion" | "each" | "choose" | "grades3" | "grades4" | "election" | "ranking";

export const GROUPS = ["texts", "persons", "elections", "meeting", "projects", "grades", "other"] as const;
export type Group = (typeof GROUPS)[number];

export interface TemplateChoice {
  readonly id: string;
  readonly group: Group;
  readonly name: Bilingual;
  readonly about: Bilingual;
  /** The usual rule in a congress, and in a standing committee. */
  readonly rule: RuleId;
  readonly committee: RuleId;
  /** The first is proposed. */
  readonly ballots: readonly Ballot[];
  readonly channels: readonly Channel[];
  /** On terminals only by a local rule (`basis`). */
  readonly elective: boolean;
  /** Where the law asks for paper; null for what is not held on paper only. */
  readonly paper: Bilingual | null;
  readonly secrecy: Secrecy;
}

const ANY = ["terminal", "paper", "hands", "mixed"] as const satisfies readonly Channel[];
const ELECTED = {
  ballots: ["election"],
  channels: ["paper", "terminal"],
  elective: true,
  rule: "E6",
} as const satisfies Partial<TemplateChoice>;
const GRADED = { ballots: ["grades3"], rule: "grades-all" } as const satisfies Partial<TemplateChoice>;
const SUPERVISION = { zh: "监督法第六十二条", en: "Supervision Law, art. 62" };
const ORGANIC_28 = { zh: "地方组织法第二十八条", en: "Local Organic Law, art. 28" };
const BY_PAPER = { zh: "未核实的默认值", en: "unverified default" };

function template(
  group: Group,
  id: string,
  [zh, en]: readonly [zh: string, en: string],
  [aboutZh, aboutEn]: readonly [zh: string, en: string],
  other: Partial<TemplateChoice> = {},
): TemplateChoice {
  const rule = other.rule ?? "M1";
  return {
    id,
    group,
    name: { zh, en },
    about: { zh: aboutZh, en: aboutEn },
    rule,
    committee: other.committee ?? rule,
    ballots: other.ballots ?? ["motion"],
    channels: other.channels ?? ANY,
    elective: other.elective ?? false,
    paper: other.paper ?? null,
    secrecy: other.secrecy ?? "secret",
  };
}

const COMMITTEE = { committee: "M4" } as const;

export const TEMPLATES: readonly TemplateChoice[] = [
  template(
    "texts",
    "resolution",
    ["决议、报告", "Resolution or report"],
    ["对一份决议草案或者报告赞成、反对、弃权", "For, against or abstain on a draft resolution or a report"],
    COMMITTEE,
  ),
  template(
    "texts",
    "law-bill",
    ["法规案", "Bill"],
    ["对法规草案整案付表决", "The vote on a bill as a whole"],
    COMMITTEE,
  ),
  template(
    "texts",
    "amendment",
    ["修正案", "Amendment"],
    ["先于所修正的议案付表决", "Voted before the motion that it amends"],
    COMMITTEE,
  ),
  template(
    "texts",
    "clause-separate",
    ["重要条款单独表决", "Separate vote on a clause"],
    ["整案付表决前，对一条单独付表决", "One clause, voted before the whole"],
    { rule: "M4" },
  ),
  template(
    "texts",
    "clause-by-clause",
    ["逐条表决", "Clause by clause"],
    ["逐条付表决，可在一张票上列出各条", "Every clause for itself; clauses may stand on one ballot"],
    { ...COMMITTEE, ballots: ["motion", "each"] },
  ),
  template(
    "texts",
    "package-merged",
    ["合并表决", "Vote on a list together"],
    [
      "多项合并付表决，表决稿一行写一项；有异议的改为逐项表决",
      "Several things together, one a line of the text; an objection splits them",
    ],
    { ...COMMITTEE, ballots: ["motion", "each"] },
  ),
  template(
    "texts",
    "constitution",
    ["宪法修正案", "Amendment to the Constitution"],
    ["全体代表三分之二以上通过，用纸质票", "Two thirds of all deputies, on paper"],
    {
      rule: "M2",
      channels: ["paper"],
      paper: { zh: "全国人大议事规则第六十条", en: "NPC Rules of Procedure, art. 60" },
    },
  ),
  template(
    "persons",
    "appoint-each",
    ["逐人任免", "Appointment, one by one"],
    ["逐人表决，可在一张票上列出各人", "Each person for himself; they may stand on one ballot"],
    { rule: "M4", ballots: ["motion", "each"] },
  ),
  template(
    "persons",
    "appoint-merged",
    ["合并任免", "Appointments together"],
    [
      "一并表决，表决稿一行写一人；有异议的改为逐人表决",
      "All in one vote, one person a line of the text; an objection splits them",
    ],
    { rule: "M4" },
  ),
  template(
    "persons",
    "decide-appointment",
    ["决定任命", "Decision on an appointment"],
    ["对提名的人选表决，用纸质票", "On the persons nominated, on paper"],
    { ballots: ["motion", "each"], channels: ["paper"], paper: BY_PAPER, committee: "M4" },
  ),
  template(
    "persons",
    "resignation",
    ["接受辞职", "Accept a resignation"],
    ["决定是否接受辞职", "Whether a resignation is accepted"],
    COMMITTEE,
  ),
  template("persons", "removal-office", ["撤职案", "Removal from office"], ["用纸质票", "On paper"], {
    rule: "M4",
    channels: ["paper"],
    paper: SUPERVISION,
  }),
  template("persons", "recall", ["罢免案", "Recall"], ["用纸质票", "On paper"], {
    channels: ["paper"],
    paper: BY_PAPER,
  }),
  template(
    "elections",
    "election-single",
    ["等额选举", "Single-candidate election"],
    ["候选人数与应选人数相等", "As many candidates as seats"],
    { ...ELECTED, paper: ORGANIC_28 },
  ),
  template(
    "elections",
    "election-multi",
    ["差额选举", "Competitive election"],
    ["候选人多于应选人数；可以另选他人", "More candidates than seats; others may be written in"],
    { ...ELECTED, paper: ORGANIC_28 },
  ),
  template(
    "elections",
    "by-election",
    ["补选", "By-election"],
    ["补选出缺的职位", "For seats that fell vacant"],
    { ...ELECTED, paper: ORGANIC_28 },
  ),
  template(
    "elections",
    "primary",
    ["预选", "Primary"],
    ["从提名的人选中确定正式候选人", "Which of those nominated become candidates"],
    { ...ELECTED, rule: "top", ballots: ["choose"], paper: BY_PAPER },
  ),
  template(
    "elections",
    "tie-revote",
    ["再次投票", "Further vote among the tied"],
    ["得票相等不能确定当选人时，就票数相等的候选人再次投票", "Decides among candidates with equal votes"],
    { rule: "plurality", ballots: ["choose"] },
  ),
  template(
    "meeting",
    "prep-presidium",
    ["选举主席团和秘书长", "Presidium and secretary-general"],
    ["预备会议通过名单", "The list, at the preparatory meeting"],
    { ballots: ["motion", "each"] },
  ),
  template(
    "meeting",
    "prep-agenda",
    ["通过会议议程", "Adopt the agenda"],
    ["预备会议通过议程", "At the preparatory meeting"],
  ),
  template(
    "meeting",
    "scrutineer-list",
    ["监票人名单", "List of scrutineers"],
    ["通过总监票人、监票人名单", "Who watches over the count"],
    { ballots: ["motion", "each"] },
  ),
  template(
    "meeting",
    "presidium-decision",
    ["主席团决定", "Decision of the presidium"],
    ["主席团会议的决定", "At a meeting of the presidium"],
    { rule: "M5" },
  ),
  template(
    "meeting",
    "procedural-present",
    ["暂不付表决等程序事项", "Procedural motion"],
    ["暂不付表决、同意撤回等程序事项", "Putting off, consent to a withdrawal and the like"],
    { rule: "M7" },
  ),
  template(
    "projects",
    "livelihood-pick",
    ["民生实事票决", "Vote on livelihood projects"],
    ["从候选项目中票决；候选项目比应选多两成以上", "Chooses projects; at least a fifth more than are chosen"],
    { rule: "projects", ballots: ["choose"] },
  ),
  template(
    "projects",
    "livelihood-rank",
    ["民生实事排序票决", "Ranking of livelihood projects"],
    ["按先后排列项目", "Puts projects in an order"],
    { rule: "points", ballots: ["ranking"], channels: ["terminal"] },
  ),
  template(
    "projects",
    "street-pick",
    ["街道票选", "Street conference's choice"],
    ["街道议事代表会议票选", "Chooses at a street conference"],
    { rule: "top", ballots: ["choose"] },
  ),
  template(
    "grades",
    "satisfaction-3",
    ["满意度测评", "Satisfaction vote"],
    ["满意、基本满意、不满意", "Satisfied, basically satisfied, dissatisfied"],
    GRADED,
  ),
  template(
    "grades",
    "satisfaction-project",
    ["上年实事测评", "Satisfaction with last year's projects"],
    ["对上年民生实事逐项测评", "Each of last year's projects"],
    GRADED,
  ),
  template(
    "grades",
    "suggestion-satisfaction",
    ["建议办理测评", "Satisfaction with the handling of suggestions"],
    ["对代表建议办理情况测评", "How deputies' suggestions were handled"],
    GRADED,
  ),
  template(
    "grades",
    "performance-4",
    ["代表履职测评", "Grades of deputies' duty reports"],
    ["优秀、满意、基本满意、不满意", "Excellent, satisfied, basically satisfied, dissatisfied"],
    { ...GRADED, ballots: ["grades4"] },
  ),
  template(
    "grades",
    "appointee-review",
    ["述职测评", "Review of appointees"],
    ["对述职人员测评，三档或者四档", "Appointees' reports, in three or four grades"],
    { ...GRADED, ballots: ["grades3", "grades4"] },
  ),
  template(
    "other",
    "roll-call",
    ["记名表决", "Roll call"],
    ["公开每人的选择，只用表决器", "Everybody's choice is public; on terminals only"],
    { ...COMMITTEE, channels: ["terminal"], secrecy: "named" },
  ),
  template(
    "other",
    "show-of-hands",
    ["举手表决", "Show of hands"],
    ["由计票人分区清点", "Counted by sections by the tellers"],
    { ...COMMITTEE, channels: ["hands"], secrecy: "named" },
  ),
  template(
    "other",
    "trial",
    ["试表决", "Test vote"],
    ["试用终端，结果不公布、不归档", "Tries the terminals; nothing is published"],
    { channels: ["terminal"] },
  ),
];

const BY_ID = new Map(TEMPLATES.map((one) => [one.id, one]));

/** The template with this id. @throws RangeError for one that this page does not know */
export function templateOf(id: string): TemplateChoice {
  const found = BY_ID.get(id);
  if (!found) throw new RangeError(`no template ${id}`);
  return found;
}

/** Its name, the id where this page does not know it. */
export function templateName(id: string): Bilingual {
  return BY_ID.get(id)?.name ?? { zh: id, en: id };
}

/** The rule proposed for a template in a sitting of this kind. */
export function proposedRule(id: string, kind: SittingKind): RuleId {
  const found = BY_ID.get(id);
  const inCommittee = kind === "standing-committee" || kind === "joint-group";
  return (inCommittee ? found?.committee : found?.rule) ?? "M1";
}

/** Templates whose name or explanation, in either language, has all the words sought. */
export function sought(words: string, of: readonly TemplateChoice[] = TEMPLATES): TemplateChoice[] {
  const wanted = words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return of.filter(({ id, name, about }) => {
    const text = [id, name.zh, name.en, about.zh, about.en].join(" ").toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
