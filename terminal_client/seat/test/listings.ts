/** Made-up ballots with names and what they came to, for tests and for the preview; never part of a build. */
import type {
  Bilingual,
  Division,
  FormItem,
  FormResult,
  NameResult,
  Rule,
  RuleId,
  Verdict,
} from "@hemicycle/kit/types";
import type { Listing } from "../src/paper.ts";
import { NOW } from "./fixtures.ts";

const PEOPLE: readonly (readonly [zh: string, en: string])[] = [
  ["王建国", "Wang Jianguo"],
  ["李敏", "Li Min"],
  ["张伟东", "Zhang Weidong"],
  ["阿依古丽·买买提", "Ayguli Mamat"],
  ["陈晓霞", "Chen Xiaoxia"],
  ["刘洋", "Liu Yang"],
  ["赵志强", "Zhao Zhiqiang"],
  ["孙丽华", "Sun Lihua"],
  ["周文澜", "Zhou Wenlan"],
  ["吴涛", "Wu Tao"],
  ["郑海燕", "Zheng Haiyan"],
  ["欧阳明", "Ouyang Ming"],
];
const PROJECTS: readonly (readonly [zh: string, en: string])[] = [
  ["老旧小区加装电梯 200 部", "200 lifts in old housing estates"],
  ["新建社区养老服务驿站 12 个", "12 new day centres for the elderly"],
  ["中小学校午休课桌椅更新", "Desks with reclining chairs for schools"],
  ["背街小巷路灯改造", "Street lamps in side streets"],
  ["城区新增公共停车位 3000 个", "3000 public parking places"],
  ["村级卫生室标准化建设", "Village clinics brought up to standard"],
  ["湖滨步道贯通工程", "Lakeside path closed to a ring"],
  ["农村饮水管网更新 180 公里", "180 km of rural water mains renewed"],
  ["公共图书馆延时开放及社区分馆建设", "Longer library hours and branch libraries in neighbourhoods"],
  ["妇女儿童免费健康筛查", "Free health checks for women and children"],
  ["电动自行车集中充电设施", "Charging points for electric bicycles"],
  ["婴幼儿托育机构补助", "Support for nurseries"],
];
const OFFICES: readonly (readonly [zh: string, en: string])[] = [
  ["区人民政府办公室", "District Government Office"],
  ["区发展和改革局", "Development and Reform Bureau"],
  ["区教育局", "Education Bureau"],
  ["区公安分局", "Public Security Branch Bureau"],
  ["区民政局", "Civil Affairs Bureau"],
  ["区住房和城乡建设局", "Housing and Urban-Rural Development Bureau"],
  ["区卫生健康委员会", "Health Commission"],
  ["区市场监督管理局", "Market Regulation Administration"],
];

function labelsOf(pairs: readonly (readonly [string, string])[]): Bilingual[] {
  return pairs.map(([zh, en]) => ({ zh, en }));
}

function listing(
  type: FormItem["type"],
  labels: readonly Bilingual[],
  part: Partial<FormItem> = {},
): Listing {
  return { item: { type, c: labels.length, min: 0, max: 0, w: 0, ...part }, labels };
}

const MANY = Array.from({ length: 30 }, (_, i): Bilingual => {
  const [zh = "", en = ""] = PEOPLE[i % PEOPLE.length] ?? [];
  const round = ["", "（乙）", "（丙）"][Math.floor(i / PEOPLE.length)] ?? "";
  return { zh: zh + round, en: `${en}${round && ` ${Math.floor(i / PEOPLE.length) + 1}`}` };
});

export const APPOINT = listing(1, labelsOf(PEOPLE));
export const LONG = listing(1, MANY);
export const SHORT = listing(1, labelsOf(PEOPLE.slice(0, 3)));
export const PICK = listing(2, labelsOf(PROJECTS), { max: 10 });
export const EXACT = listing(2, labelsOf(PROJECTS.slice(0, 6)), { min: 2, max: 4 });
export const GRADE3 = listing(3, labelsOf(OFFICES), { max: 3 });
export const GRADE4 = listing(3, labelsOf(PEOPLE.slice(0, 8)), { max: 4 });
export const ELECT = listing(4, labelsOf(PEOPLE.slice(0, 5)), { max: 3, w: 2 });
export const RANK = listing(5, labelsOf(PROJECTS.slice(0, 8)));

const OF_TYPE: Readonly<
  Record<
    number,
    { readonly template: string; readonly rule: RuleId; readonly needed: number; readonly title: Bilingual }
  >
> = {
  1: {
    template: "appoint-each",
    rule: "M4",
    needed: 129,
    title: {
      zh: "临湖区人民政府组成人员任命名单（草案）",
      en: "Appointments to the District Government (draft)",
    },
  },
  2: {
    template: "livelihood-pick",
    rule: "projects",
    needed: 129,
    title: { zh: "2026 年度民生实事项目票决", en: "Choice of livelihood projects for 2026" },
  },
  3: {
    template: "satisfaction-3",
    rule: "grades-valid",
    needed: 0,
    title: { zh: "区人民政府工作部门满意度测评", en: "Satisfaction with the departments of the government" },
  },
  4: {
    template: "election-multi",
    rule: "E6",
    needed: 129,
    title: { zh: "补选临湖区人大常委会委员", en: "Election of members of the Standing Committee" },
  },
  5: {
    template: "livelihood-rank",
    rule: "points",
    needed: 0,
    title: { zh: "民生实事项目排序", en: "Ranking of the livelihood projects" },
  },
};

export function ruleOf(type: number): Rule {
  const { rule = "M4", needed = 129 } = OF_TYPE[type] ?? {};
  return {
    id: rule,
    formula: "",
    source: { zh: "地方组织法", en: "Local Organic Law" },
    verified: true,
    needed,
  };
}

/** Division 4 with this ballot. */
export function divisionWith({ item, labels }: Listing, part: Partial<Division>): Partial<Division> {
  const { template = "", title } = OF_TYPE[item.type] ?? {};
  const named = title ? { title, short: title } : {};
  const text = { zh: "", en: "" };
  return { template, form: [item], names: [labels], rule: ruleOf(item.type), text, ...named, ...part };
}

function sentence(zh: string, en: string): Bilingual {
  return { zh, en };
}

function names(
  counts: readonly (readonly number[])[],
  verdict: (counts: readonly number[]) => Verdict,
): NameResult[] {
  return counts.map((one) => ({ counts: one, verdict: verdict(one), sentence: sentence("", "") }));
}

function outcome(type: number, item: FormResult["items"][number], of: Bilingual): FormResult {
  return {
    voted: 240,
    items: [item],
    not_pressed: 1,
    present: 241,
    members: 256,
    absent: 15,
    needed: ruleOf(type).needed,
    rule: ruleOf(type).id as RuleId,
    tally: "",
    root: "",
    counted_root: "",
    sentence: of,
    checks: [],
    declared_ms: NOW - 5000,
  };
}

const spread = (count: number, of: (i: number) => readonly number[]) =>
  Array.from({ length: count }, (_, i) => of(i));
const threeKeys = (i: number) => {
  const votes = [236, 231, 118, 229, 234, 240, 222, 228, 233, 127, 215, 238][i % 12] ?? 0;
  const against = Math.floor((240 - votes) * 0.7);
  return [votes, against, 240 - votes - against];
};

export const RESULTS = {
  appoint: outcome(
    1,
    { names: names(spread(12, threeKeys), ([votes = 0]) => (votes >= 129 ? "carried" : "not-carried")) },
    sentence("12 人中 10 人获得通过", "10 of 12 were carried"),
  ),
  long: outcome(
    1,
    { names: names(spread(30, threeKeys), ([votes = 0]) => (votes >= 129 ? "carried" : "not-carried")) },
    sentence("30 人中 25 人获得通过", "25 of 30 were carried"),
  ),
  pick: outcome(
    2,
    {
      names: names(
        [201, 188, 230, 142, 219, 177, 133, 205, 160, 160, 131, 98].map((one) => [one]),
        ([votes = 0]) => (votes >= 129 ? "chosen" : "not-chosen"),
      ),
    },
    sentence("得票最多的 10 项入选", "The 10 projects with most votes were chosen"),
  ),
  grade: outcome(
    3,
    {
      names: names(
        spread(
          8,
          (i) =>
            [
              [190, 40, 8, 2],
              [150, 70, 15, 5],
              [100, 90, 45, 5],
              [60, 50, 129, 1],
            ][i % 4] ?? [],
        ),
        ([good = 0, basic = 0, bad = 0]) =>
          2 * bad > 240
            ? "dissatisfied"
            : 3 * good >= 2 * 235
              ? "satisfied"
              : good + basic > 120
                ? "basically-satisfied"
                : "no-conclusion",
      ),
    },
    sentence("8 个部门完成测评", "8 departments were graded"),
  ),
  elect: outcome(
    4,
    {
      names: names(
        [
          [228, 8, 4],
          [214, 20, 6],
          [131, 90, 19],
          [131, 95, 14],
          [60, 160, 20],
        ],
        ([votes = 0]) => (votes > 200 ? "elected" : votes === 131 ? "tied" : "not-elected"),
      ),
      written: {
        names: [
          { name: "马成", votes: 12, verdict: "not-elected", sentence: sentence("", "") },
          { name: "钱小红", votes: 3, verdict: "not-elected", sentence: sentence("", "") },
        ],
        listed: 1,
        repeated: 0,
        invalid: 0,
        empty: 2,
      },
    },
    sentence(
      "应选 3 名，当选 2 名；2 名得票相等，须再次投票",
      "2 of 3 were elected; two are tied and need a further vote",
    ),
  ),
  rank: outcome(
    5,
    {
      names: names(
        [
          [1480, 80],
          [1320, 50],
          [1320, 40],
          [990, 20],
          [880, 15],
          [1104, 20],
          [760, 10],
          [540, 5],
        ],
        () => "ranked",
      ),
      orders: { valid: 238, invalid: 2 },
    },
    sentence(
      "按总分排列，第一位：老旧小区加装电梯 200 部",
      "Ranked by points; first: 200 lifts in old housing estates",
    ),
  ),
};
