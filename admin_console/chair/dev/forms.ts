/** Votes on many names, in every form and state, for tests and for looking at the pages without a server. Never part of a built page. */
import { CHOOSE, ELECTION, GRADES, type Marks, RANKING, THREE_KEYS } from "@hemicycle/kit/marks";
import type {
  Bilingual,
  Choice,
  Division,
  DivisionState,
  FormItem,
  FormResult,
  ItemResult,
  NameResult,
  Rule,
  RuleId,
  SealedView,
  SeatPlan,
  State,
  Verdict,
  WrittenResult,
} from "@hemicycle/kit/types";
import { isAbsent, sampleDivision, sampleState } from "./samples.ts";
import { STAGES, sampleSeal, sampleSealed } from "./secret.ts";

const zero = "A".repeat(43);
const [N, P] = [256, 241];

const text = (zh: string, en: string): Bilingual => ({ zh, en });

const SURNAMES = [..."丁万马王方文石田白冯朱刘江许孙李杨吴何沈宋张陈范林周赵胡钱徐"];
const GIVEN = ["志远", "秀英", "立群", "芳", "建国", "素云", "明", "海涛", "桂兰", "永强"];
const LATIN = [
  "Zhiyuan",
  "Xiuying",
  "Liqun",
  "Fang",
  "Jianguo",
  "Suyun",
  "Ming",
  "Haitao",
  "Guilan",
  "Yongqiang",
];

/** People, one of them of a minority. */
export function people(count: number): Bilingual[] {
  return Array.from({ length: count }, (_, i) => {
    if (i === 6) return text("买买提·艾力江", "Mamat Eliqan");
    const given = (i * 7) % 10;
    return text(`${SURNAMES[i % 30]}${GIVEN[given]}`, `${LATIN[given]} No. ${i + 1}`);
  });
}

const PROJECTS = [
  ["城区老旧供水管网改造", "Renewal of old water mains"],
  ["湖滨路小学扩建", "Extension of Lakeside Primary School"],
  ["农村公路安全防护", "Guard rails on rural roads"],
  ["社区养老服务中心", "Community centres for the elderly"],
  ["公共停车位", "Public parking"],
  ["医疗急救站点", "First-aid stations"],
  ["残疾儿童康复补助", "Aid for disabled children"],
  ["背街小巷整治", "Side streets and lanes"],
  ["口袋公园", "Pocket parks"],
  ["农贸市场标准化改造", "Refitting of produce markets"],
  ["老旧住宅加装电梯", "Lifts in older houses"],
  ["智慧图书馆", "Smart library"],
] as const;
const OFFICES = [
  ["区教育和体育局", "Education and Sport"],
  ["区卫生健康局", "Health"],
  ["区住房和城乡建设局", "Housing and Construction"],
  ["区交通运输局", "Transport"],
  ["区民政局", "Civil Affairs"],
  ["区生态环境分局", "Environment"],
  ["区市场监督管理局", "Market Supervision"],
  ["区人力资源和社会保障局", "Labour and Social Security"],
] as const;

const named = (list: readonly (readonly [string, string])[], count = list.length) =>
  Array.from({ length: count }, (_, i) => {
    const [zh, en] = list[i % list.length] ?? ["", ""];
    const again = Math.floor(i / list.length);
    return again === 0 ? text(zh, en) : text(`${zh}（${again + 1}）`, `${en} (${again + 1})`);
  });

const rules = (formula: string, source: Bilingual, verified: boolean, needed = 0) => ({
  formula,
  source,
  verified,
  needed,
});
const ARTICLE_29 = text("地方组织法第二十九条", "Local Organic Law, art. 29");
const LOCAL = text("地方规定，未核实的默认值", "local rule, unverified default");
const HIGHEST = "F₁ ≥ … ≥ F_S";

/** As the server tells them (docs/forms.md §4). */
const RULES: Readonly<Partial<Record<RuleId, Omit<Rule, "id">>>> = {
  M1: rules("2F > N", text("地方组织法第二十五条", "Local Organic Law, art. 25"), true, 129),
  E6: rules(
    `2F > N; ${HIGHEST}`,
    text(
      "全国人大议事规则第四十条；地方组织法第二十九条",
      "NPC Rules of Procedure, art. 40; Local Organic Law, art. 29",
    ),
    true,
    129,
  ),
  projects: rules(
    `2F > N; ${HIGHEST}`,
    text("未核实的默认值（民生实事项目票决）", "unverified default (votes on livelihood projects)"),
    false,
    129,
  ),
  top: rules(HIGHEST, LOCAL, false),
  plurality: rules(HIGHEST, ARTICLE_29, true),
  "grades-all": rules(
    "2·bad > B; 3·good ≥ 2B; 2·(good + basic) > B",
    text("未核实的默认值（无全国性规定）", "unverified default (no national rule)"),
    false,
  ),
  points: rules("Σ (C + 1 − r)", LOCAL, false),
};

const rule = (id: RuleId): Rule => ({ id, ...(RULES[id] ?? rules("", LOCAL, false)) });

interface Sample {
  readonly template: string;
  readonly title: Bilingual;
  readonly short: Bilingual;
  readonly item: FormItem;
  readonly names: readonly Bilingual[];
  readonly rule: RuleId;
  readonly basis?: string;
  readonly voted: number;
  readonly result: ItemResult;
}

const item = (type: FormItem["type"], c: number, max = 0, w = 0, min = 0): FormItem => ({
  type,
  c,
  min,
  max,
  w,
});

const got = (verdict: Verdict, ...counts: readonly number[]): NameResult => ({
  counts,
  verdict,
  sentence: text(`得 ${counts[0]} 票`, `${counts[0]} votes`),
});

/** Three keys: for, against and the rest of n abstaining. */
const keys = (good: Verdict, bad: Verdict, voted: number, pairs: readonly (readonly [number, number])[]) =>
  pairs.map(([f, a]) => got(2 * f > N ? good : bad, f, a, voted - f - a));

const spread = (count: number, top: number, step: number) =>
  Array.from({ length: count }, (_, i) => top - ((i * 37) % count) * step);

const written = (names: readonly (readonly [string, number, Verdict])[]): WrittenResult => ({
  names: names.map(([name, votes, verdict]) => ({
    name,
    votes,
    verdict,
    sentence: text(`${votes} 票`, `${votes} votes`),
  })),
  listed: 1,
  repeated: 0,
  invalid: 1,
  empty: 1,
});

function gradeVerdict(counts: readonly number[]): Verdict {
  const [levels, n] = [counts.slice(0, -1), N];
  const bad = levels.at(-1) ?? 0;
  const basic = levels.at(-2) ?? 0;
  const good = levels.slice(0, -2).reduce((sum, count) => sum + count, 0);
  if (2 * bad > n) return "dissatisfied";
  if (levels.length === 4 && 3 * (levels[0] ?? 0) >= 2 * n) return "excellent";
  if (3 * good >= 2 * n) return "satisfied";
  return 2 * (good + basic) > n ? "basically-satisfied" : "no-conclusion";
}

const graded = (rows: readonly (readonly number[])[]) =>
  rows.map((counts) => got(gradeVerdict(counts), ...counts));

const PICKED = [230, 142, 226, 221, 215, 209, 203, 198, 190, 181, 121, 166] as const;
const EIGHT = [
  [201, 30, 6, 3],
  [188, 44, 6, 2],
  [160, 62, 15, 3],
  [176, 50, 12, 2],
  [205, 28, 5, 2],
  [98, 60, 78, 4],
  [60, 40, 136, 4],
  [182, 51, 5, 2],
] as const;
const election = {
  template: "by-election",
  title: text("补选区人大常委会委员", "By-election of members of the standing committee"),
  short: text("补选委员", "By-election"),
  rule: "E6",
  basis: "《临湖区补选办法》第八条：可以使用表决器投票",
  voted: 238,
} as const;

/** By name, for `?form=…`. */
export const FORMS = {
  appoint: {
    template: "appoint-each",
    title: text("关于任命人员的议案", "Appointments"),
    short: text("人事任免", "Appointments"),
    item: item(THREE_KEYS, 4),
    names: people(8).slice(4),
    rule: "M1",
    voted: 240,
    result: {
      names: keys("carried", "not-carried", 240, [
        [231, 5],
        [217, 14],
        [198, 30],
        [118, 97],
      ]),
    },
  },
  list30: {
    template: "prep-presidium",
    title: text("大会主席团和秘书长名单（草案）", "Presidium and secretary-general (draft)"),
    short: text("主席团名单", "Presidium"),
    item: item(THREE_KEYS, 30),
    names: people(30),
    rule: "M1",
    voted: 240,
    result: {
      names: keys(
        "carried",
        "not-carried",
        240,
        spread(30, 238, 3).map((f, i) => [i === 17 ? 121 : f, Math.floor((240 - f) / 2)] as const),
      ),
    },
  },
  pick: {
    template: "livelihood-pick",
    title: text("2027 年度民生实事项目票决", "Livelihood projects for 2027"),
    short: text("民生实事票决", "Livelihood projects"),
    item: item(CHOOSE, 12, 10, 0, 1),
    names: named(PROJECTS),
    rule: "projects",
    voted: 240,
    result: { names: PICKED.map((votes) => got(votes > 160 ? "chosen" : "not-chosen", votes)) },
  },
  "pick-tie": {
    template: "livelihood-pick",
    title: text("2027 年度民生实事项目票决", "Livelihood projects for 2027"),
    short: text("民生实事票决", "Livelihood projects"),
    item: item(CHOOSE, 12, 10, 0, 1),
    names: named(PROJECTS),
    rule: "projects",
    voted: 240,
    result: {
      names: [230, 142, 226, 221, 215, 209, 203, 198, 190, 181, 142, 121].map((votes) =>
        got(votes === 142 ? "tied" : votes > 142 ? "chosen" : "not-chosen", votes),
      ),
    },
  },
  pick30: {
    template: "street-pick",
    title: text("街道民生实事项目票选", "Choice of the street's projects"),
    short: text("项目票选", "Projects"),
    item: item(CHOOSE, 30, 20),
    names: named(PROJECTS, 30),
    rule: "top",
    voted: 240,
    result: {
      names: spread(30, 231, 5).map((votes, i) => got((i * 37) % 30 < 20 ? "chosen" : "not-chosen", votes)),
    },
  },
  revote: {
    template: "tie-revote",
    title: text("补选区人大常委会委员：票数相等人选再次投票", "By-election: vote among the tied"),
    short: text("再次投票", "Vote among the tied"),
    item: item(CHOOSE, 2, 1),
    names: people(4).slice(2),
    rule: "plurality",
    voted: 241,
    result: { names: [got("chosen", 140), got("not-chosen", 98)] },
  },
  grade: {
    template: "satisfaction-3",
    title: text("对区人民政府组成部门工作的满意度测评", "Satisfaction with the district's departments"),
    short: text("满意度测评", "Satisfaction"),
    item: item(GRADES, 8, 3),
    names: named(OFFICES),
    rule: "grades-all",
    voted: 240,
    result: { names: graded(EIGHT) },
  },
  grade16: {
    template: "suggestion-satisfaction",
    title: text("代表建议办理工作满意度测评", "How suggestions were handled"),
    short: text("建议办理测评", "Suggestions"),
    item: item(GRADES, 16, 3),
    names: named(OFFICES, 16),
    rule: "grades-all",
    voted: 240,
    result: { names: graded([...EIGHT, ...EIGHT]) },
  },
  grade4: {
    template: "performance-4",
    title: text("代表履职情况测评", "Deputies' duty reports"),
    short: text("履职测评", "Duty reports"),
    item: item(GRADES, 13, 4),
    names: people(13),
    rule: "grades-all",
    voted: 240,
    result: {
      names: graded(
        spread(13, 190, 9).map((best, i) => [
          best,
          30 + ((i * 5) % 20),
          12 - (i % 5),
          i % 4,
          240 - best - 42 - ((i * 5) % 20) + (i % 5) - (i % 4),
        ]),
      ),
    },
  },
  elect: {
    ...election,
    item: item(ELECTION, 4, 3, 2),
    names: people(4),
    result: {
      names: keys("elected", "tied", 238, [
        [221, 9],
        [208, 20],
        [131, 70],
        [131, 72],
      ]).map((row) => (row.counts[0] === 131 ? { ...row, verdict: "tied" as const } : row)),
      written: written([
        ["白雪梅", 1, "not-elected"],
        ["田国栋", 3, "not-elected"],
      ]),
    },
  },
  "elect-open": {
    ...election,
    item: item(ELECTION, 5, 3, 3),
    names: people(5),
    result: {
      names: keys("elected", "not-elected", 238, [
        [221, 9],
        [208, 20],
        [101, 112],
        [92, 120],
        [31, 172],
      ]),
      written: { ...written([]), listed: 0, invalid: 0, empty: 0 },
    },
  },
  elect30: {
    ...election,
    template: "election-multi",
    title: text("选举出席市第十八届人民代表大会代表", "Election of deputies to the city's congress"),
    short: text("选举市人大代表", "City deputies"),
    item: item(ELECTION, 30, 25, 5),
    names: people(30),
    result: {
      names: keys(
        "elected",
        "not-elected",
        238,
        spread(30, 236, 4).map(
          (f, i) => [(i * 37) % 30 > 23 ? 90 + i : f, Math.floor((238 - f) / 2)] as const,
        ),
      ),
      written: written([
        ["冯晓岚", 14, "not-elected"],
        ["古丽娜尔·阿不都", 2, "not-elected"],
        ["钱 进", 131, "elected"],
      ]),
    },
  },
  rank: {
    template: "livelihood-rank",
    title: text("民生实事项目排序票决", "Order of the livelihood projects"),
    short: text("项目排序", "Order of projects"),
    item: item(RANKING, 6),
    names: named(PROJECTS, 6),
    rule: "points",
    voted: 240,
    result: {
      names: [
        [1102, 90],
        [964, 61],
        [1102, 44],
        [610, 20],
        [540, 12],
        [377, 11],
      ].map((counts) => got("ranked", ...counts)),
      orders: { valid: 238, invalid: 2 },
    },
  },
  rank30: {
    template: "livelihood-rank",
    title: text("民生实事项目排序票决", "Order of the livelihood projects"),
    short: text("项目排序", "Order of projects"),
    item: item(RANKING, 30),
    names: named(PROJECTS, 30),
    rule: "points",
    voted: 240,
    result: {
      names: spread(30, 5800, 133).map((points, i) => got("ranked", points, (i * 7) % 23)),
      orders: { valid: 240, invalid: 0 },
    },
  },
} as const satisfies Readonly<Record<string, Sample>>;

export type FormName = keyof typeof FORMS;

const WORDS: Readonly<Partial<Record<Verdict, readonly [zh: string, en: string]>>> = {
  carried: ["通过", "carried"],
  "not-carried": ["未通过", "not carried"],
  excellent: ["优秀", "excellent"],
  satisfied: ["满意", "satisfied"],
  "basically-satisfied": ["基本满意", "basically satisfied"],
  dissatisfied: ["不满意", "dissatisfied"],
  "no-conclusion": ["未形成结论", "no conclusion"],
};

/** The whole in both languages, as the server tells it. */
function sentenceOf({ type, max }: FormItem, { names, written }: ItemResult): Bilingual {
  const all = [...names, ...(written?.names ?? [])];
  const count = (...verdicts: readonly Verdict[]) =>
    all.filter(({ verdict }) => verdicts.includes(verdict)).length;
  if (type === RANKING) return text(`共 ${all.length} 项，按得分排列`, `${all.length} in all, by points`);
  if (type === CHOOSE || type === ELECTION) {
    const [won, tied] = [count("elected", "chosen"), count("tied")];
    const one = type === ELECTION ? "名" : "项";
    const [zh, en] = type === ELECTION ? ["当选", "elected"] : ["入选", "chosen"];
    const [tieZh, tieEn] = tied
      ? [`，${tied} ${one}票数相等，须再次投票`, `; ${tied} have equal votes: a further vote decides`]
      : won < max
        ? [`，尚缺 ${max - won} ${one}`, `; ${max - won} still open`]
        : ["", ""];
    return text(
      `应选 ${max} ${one}，${zh} ${won} ${one}${tieZh}`,
      `${max} to be ${en}, ${won} ${en}${tieEn}`,
    );
  }
  const told = (Object.keys(WORDS) as Verdict[]).filter((verdict) => count(verdict) > 0);
  return text(
    `共 ${all.length} 项：${told.map((verdict) => `${WORDS[verdict]?.[0]} ${count(verdict)} 项`).join("，")}`,
    `${all.length} in all: ${told.map((verdict) => `${count(verdict)} ${WORDS[verdict]?.[1]}`).join(", ")}`,
  );
}

export function sampleFormResult(name: FormName, declared = true): FormResult {
  const sample: Sample = FORMS[name];
  const { needed } = rule(sample.rule);
  const { voted } = sample;
  return {
    voted,
    items: [sample.result],
    not_pressed: P - voted,
    present: P,
    members: N,
    absent: N - P,
    needed,
    rule: sample.rule,
    tally: zero,
    root: zero,
    counted_root: zero,
    sentence: sentenceOf(sample.item, sample.result),
    checks: [
      text(
        `计票 ${voted} + 未按 ${P - voted} = 实到 ${P}`,
        `${voted} counted + ${P - voted} not pressed = ${P} present`,
      ),
      text(`实到 ${P} + 缺席 ${N - P} = 应到 ${N}`, `${P} present + ${N - P} absent = ${N} due`),
    ],
    declared_ms: declared ? 1_700_000_000_000 : null,
  };
}

const HAS_RESULT: readonly DivisionState[] = ["tallied", "declared", "published", "archived"];
const UNOPENED: readonly DivisionState[] = ["draft", "approved", "announced", "withdrawn", "deferred"];

/** A division of a form; `sealed` makes it secret, null leaves it named. */
export function formDivision(
  name: FormName,
  state: DivisionState,
  sealed: Partial<SealedView> | null = null,
  more: Partial<Division> = {},
): Division {
  const sample: Sample = FORMS[name];
  const own = {
    title: sample.title,
    short: sample.short,
    template: sample.template,
    form: [sample.item],
    names: [sample.names],
    basis: sample.basis ?? "",
    rule: rule(sample.rule),
    secrecy: sealed ? ("secret" as const) : ("named" as const),
    sealed: sealed && !UNOPENED.includes(state) ? sampleSealed(sealed) : null,
    ...more,
  };
  const division = sampleDivision(4, state, own);
  if (!HAS_RESULT.includes(state)) return division;
  return { ...division, result: sampleFormResult(name, state !== "tallied") };
}

/** A sitting with item 4 as a vote of that form; items 1 and 2 were forms too, for the strip. */
export function formState(
  name: FormName,
  state: DivisionState,
  sealed: Partial<SealedView> | null = null,
  more: Partial<Division> = {},
): State {
  const base = sampleState(state, sealed ? { seal: sampleSeal() } : {});
  const earlier: Readonly<Record<number, FormName>> = { 1: "appoint", 2: "elect", 3: "pick" };
  const divisions = base.divisions.map((division) => {
    if (division.number === 4) return formDivision(name, state, sealed, more);
    const before = earlier[division.number];
    if (!before) return division;
    const { id, number } = division;
    return { ...formDivision(before, "declared"), id, number };
  });
  return { ...base, divisions };
}

/** What each seat might have marked on the ballot of item 4, for a declared named vote. */
export function sampleMarks(state: State, plan: SeatPlan): Readonly<Record<string, Marks>> {
  const item = state.divisions.find(({ id }) => id === "item-4")?.form[0];
  if (!item) return {};
  const marks = (seat: number): Marks => {
    const of = (i: number) => (seat * 7 + i * 5) % 11;
    const names = Array.from({ length: item.c }, (_, i) => of(i));
    const choices = names.map((n): Choice => (n < 8 ? "for" : n < 10 ? "against" : "abstain"));
    if (item.type === CHOOSE) return names.map((n) => (n < 8 ? 1 : 0));
    if (item.type === GRADES) return names.map((n) => Math.max(0, n % (item.max + 1)));
    if (item.type === RANKING) return names.map((_, i) => ((i + seat) % item.c) + 1);
    return item.type === ELECTION ? { names: choices, written: seat % 40 === 3 ? ["田国栋"] : [] } : choices;
  };
  return Object.fromEntries(plan.seats.flatMap(({ id }, i) => (isAbsent(i) ? [] : [[id, marks(i)]])));
}

const OPENED = { ...STAGES.counting, n: 238 };
const naming = (mixed: readonly number[], released: readonly number[]) => ({
  ...OPENED,
  naming: { item: 0, flags: 6, rows: 238, mixed, released },
});

/** How far names are mixed and opened, by name, for `?naming=…`. */
export const NAMINGS: Readonly<Record<string, Partial<SealedView>>> = {
  called: naming([], []),
  mixing: naming([1], []),
  opening: naming([1, 3], [3]),
  refused: {
    ...naming([1, 3], [3]),
    refusals: [{ index: 2, act: "rows", code: "share-invalid", detail: "" }],
  },
};
