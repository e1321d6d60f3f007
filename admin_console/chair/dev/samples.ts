/** A synthetic sitting for tests and for looking at the pages without a server. Never part of a built page. */
import { hemicycle } from "@hemicycle/kit/draw/hemicycle";
import { motionForm } from "@hemicycle/kit/marks";
import type { Division, DivisionState, MotionResult, PlanSeat, SeatPlan, State } from "@hemicycle/kit/types";

const DELEGATIONS = ["东城街道", "临湖街道", "北山镇", "石桥镇", "西关街道", "开发区", "南塘镇", "青田镇"];
const ITEMS = [
  ["监票人名单", "监票人名单（草案）"],
  ["会议议程", "会议议程修改（草案）"],
  ["修正案", "关于修改议事规则的修正案（草案）"],
  ["政府工作报告", "关于临湖区人民政府工作报告的决议（草案）"],
  ["计划报告", "关于国民经济和社会发展计划的决议（草案）"],
  ["预算报告", "关于预算的决议（草案）"],
  ["常委会报告", "关于常务委员会工作报告的决议（草案）"],
  ["法院报告", "关于人民法院工作报告的决议（草案）"],
  ["检察院报告", "关于人民检察院工作报告的决议（草案）"],
] as const;

const zero = "A".repeat(43);
const SOURCE = { zh: "地方组织法第二十五条", en: "Local Organic Law, art. 25" };

export function sampleResult(
  f: number,
  against: number,
  abstain: number,
  more: Partial<MotionResult> = {},
): MotionResult {
  const [members, present] = [more.members ?? 256, more.present ?? 241];
  const carried = more.carried ?? 2 * f > members;
  const needed = Math.floor(members / 2) + 1;
  const reach = carried ? "超过" : "未超过";
  return {
    for: f,
    against,
    abstain,
    not_pressed: present - f - against - abstain,
    present,
    members,
    absent: members - present,
    needed,
    rule: "M1",
    carried,
    tally: zero,
    root: zero,
    counted_root: zero,
    sentence: {
      zh: `赞成 ${f} 票，${reach}全体代表 ${members} 人的半数（至少 ${needed} 票），${carried ? "通过" : "未通过"}`,
      en: `${f} votes for, ${carried ? "" : "not "}more than half of all ${members} deputies (at least ${needed}): ${carried ? "carried" : "not carried"}`,
    },
    checks: [
      {
        zh: `${f} + ${against} + ${abstain} + ${present - f - against - abstain} = 实到 ${present}`,
        en: `${f} + ${against} + ${abstain} + ${present - f - against - abstain} = ${present} present`,
      },
      { zh: `赞成：2 × ${f} = ${2 * f} > ${members}`, en: `For: 2 × ${f} = ${2 * f} > ${members}` },
    ],
    declared_ms: 1_700_000_000_000,
    ...more,
  };
}

export function sampleDivision(number: number, state: DivisionState, more: Partial<Division> = {}): Division {
  const [short, title] = ITEMS[(number - 1) % ITEMS.length] ?? ITEMS[0];
  return {
    id: `item-${number}`,
    number,
    title: { zh: title, en: `Resolution ${number} on the report of the district government (draft)` },
    short: { zh: short, en: `Report ${number}` },
    text: {
      zh: `会议听取和审议了报告，决定批准这个报告。\n\n（第 ${number} 项表决稿）`,
      en: "The congress approves the report.",
    },
    template: "resolution",
    form: motionForm,
    names: [[]],
    basis: "",
    state,
    secrecy: "named",
    countdown_s: 60,
    again_of: "",
    rule: { id: "M1", formula: "2F > N", source: SOURCE, verified: true, needed: 129 },
    reason: "",
    reveals: [],
    count: "",
    sealed: null,
    open: ["draft", "approved", "announced"].includes(state) ? "" : zero,
    void: null,
    result: null,
    ...more,
  };
}

/** A sitting in which items before `at` are declared and item `at` is in `state`. */
export function sampleState(state: DivisionState, more: Partial<State> = {}, at = 4): State {
  const results = [sampleResult(239, 0, 1), sampleResult(234, 3, 3), sampleResult(118, 97, 25)];
  const divisions = ITEMS.map((_, i) => {
    const number = i + 1;
    if (number < at)
      return sampleDivision(number, "declared", { result: results[i] ?? sampleResult(200, 20, 20) });
    if (number > at) return sampleDivision(number, number === 9 ? "draft" : "approved");
    const has = ["tallied", "declared", "published", "archived"].includes(state);
    const result = sampleResult(236, 2, 2, state === "tallied" ? { declared_ms: null } : {});
    return sampleDivision(number, state, has ? { result } : {});
  });
  const running = ["announced", "open", "closed", "tallied"].includes(state);
  return {
    sitting: {
      id: "closing-day",
      title: { zh: "临湖区第十九届人大第六次会议 · 闭幕会", en: "Linhu District Congress, closing day" },
      kind: "plenary",
      state: "open",
      body: {
        id: "linhu",
        name: { zh: "临湖区人民代表大会", en: "Linhu District Congress" },
        kind: "congress",
      },
      quorum: {
        id: "Q2",
        formula: "3P ≥ 2N",
        source: { zh: "地方组织法第十四条", en: "Local Organic Law, art. 14" },
        verified: true,
        needed: 171,
        met: true,
      },
      demo: true,
    },
    head: { n: 300, d: zero },
    register: { n: 280, d: zero },
    attendance: { due: 256, present: 241, absent: 13, leave: 2 },
    divisions,
    current: running ? `item-${at}` : "",
    open:
      state === "open"
        ? {
            division: `item-${at}`,
            open: zero,
            b: "",
            s: "",
            deadline_ms: Date.now() + 28_000,
            p: 241,
            n: 256,
            opened_ms: Date.now() - 32_000,
            certificate: [],
          }
        : null,
    seal: null,
    ...more,
  };
}

/** 256 seats in eight wedges. */
export function samplePlan(seats = 256): SeatPlan {
  const { dots } = hemicycle(seats, { cx: 5000, cy: 5000, outer: 5000, inner: 2500 });
  return {
    v: 1,
    plan: { kind: "arc", name: "大会堂" },
    seats: dots.map(
      ({ x, y, angle }, i): PlanSeat => ({
        id: `s${i}`,
        row: 1,
        col: i,
        x: Math.round(x),
        y: Math.round(y),
        member: `m${i}`,
        name: `代表${i}`,
        latin: `Deputy ${i}`,
        delegation: DELEGATIONS[Math.min(7, Math.floor(angle / 22.5))] ?? "",
        role: "deputy",
      }),
    ),
  };
}

/** Bits, b64u, of the seats for which `has` holds. */
export function sampleBits(count: number, has: (i: number) => boolean): string {
  const bytes = new Uint8Array(Math.ceil(count / 8));
  for (let i = 0; i < count; i += 1) if (has(i)) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (128 >> (i & 7));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

export const isAbsent = (i: number): boolean => i % 17 === 5;
export const hasPressed = (i: number): boolean => !isAbsent(i) && i % 19 !== 3;
