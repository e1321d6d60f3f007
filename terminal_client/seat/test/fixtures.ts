/** A made-up sitting for tests and for the preview; never part of a build. */
import { type Marks, motionForm } from "@hemicycle/kit/marks";
import { EMPTY_MODEL, type SittingModel } from "@hemicycle/kit/store";
import type {
  Choice,
  Division,
  Member,
  MotionResult,
  PlanSeat,
  Rule,
  SealedView,
  SeatPlan,
  State,
} from "@hemicycle/kit/types";
import { NO_KEYS } from "../src/keyring.ts";
import type { Known } from "../src/known.ts";
import type { OnItsWay } from "../src/panel.ts";
import type { Entry, Vote } from "../src/vote.ts";

export const OPEN = "b3BlbmluZy1vZi1kaXZpc2lvbi1mb3VyLTMyLWJ5dGU";
const HEAD = "vQ3rVxS0kJ9m7bE2cA8Zt1yPqLwHnUoGdXfKiRsTeMA";
export const NOW = Date.UTC(2026, 0, 21, 2, 40);
const M1: Rule = {
  id: "M1",
  formula: "2F > N",
  source: { zh: "地方组织法第二十五条", en: "Local Organic Law, article 25" },
  verified: true,
  needed: 129,
};

const TITLES: readonly (readonly [zh: string, short: string, en: string, shortEn: string])[] = [
  ["监票人名单（草案）", "监票人名单", "List of scrutineers (draft)", "List of scrutineers"],
  ["关于会议议程的决定（草案）", "会议议程", "Decision on the agenda (draft)", "Agenda"],
  [
    "政府工作报告决议草案修正案",
    "政府工作报告决议草案修正案",
    "Amendment to the draft resolution",
    "Amendment",
  ],
  [
    "关于临湖区人民政府工作报告的决议（草案）",
    "关于政府工作报告的决议（草案）",
    "Resolution on the Work Report of the Linhu District People's Government (draft)",
    "Work report of the government",
  ],
  [
    "关于国民经济和社会发展计划的决议（草案）",
    "发展计划",
    "Resolution on the Development Plan (draft)",
    "Development plan",
  ],
  ["关于预算的决议（草案）", "预算", "Resolution on the Budget (draft)", "Budget"],
];

export function division(number: number, part: Partial<Division> = {}): Division {
  const [zh = "", shortZh = "", en = "", shortEn = ""] = TITLES[number - 1] ?? [];
  return {
    id: `d${number}`,
    number,
    title: { zh, en },
    short: { zh: shortZh, en: shortEn },
    text: {
      zh: "会议听取和审议了区长所作的工作报告。\n会议充分肯定区人民政府过去一年的工作，同意报告提出的工作安排，决定批准这个报告。",
      en: "The congress heard and deliberated on the report of the district head.\nThe congress approves the report and the arrangements it proposes.",
    },
    template: "work-report",
    form: motionForm,
    names: [[]],
    basis: "",
    state: "approved",
    secrecy: "named",
    countdown_s: 60,
    again_of: "",
    rule: M1,
    reason: "",
    reveals: [],
    count: "",
    sealed: null,
    open: "",
    void: null,
    result: null,
    ...part,
  };
}

export function result(
  votes: number,
  against: number,
  abstain: number,
  part: Partial<MotionResult> = {},
): MotionResult {
  const carried = votes >= 129;
  const zh = carried
    ? `赞成 ${votes} 票，超过全体代表 256 人的半数（至少 129 票），通过`
    : `赞成 ${votes} 票，未超过全体代表 256 人的半数（至少 129 票），未通过`;
  const en = `${votes} votes for of 256 deputies; 129 carry: ${carried ? "carried" : "not carried"}`;
  return {
    for: votes,
    against,
    abstain,
    not_pressed: 241 - votes - against - abstain,
    present: 241,
    members: 256,
    absent: 15,
    needed: 129,
    rule: "M1",
    carried,
    tally: "",
    root: "",
    counted_root: "",
    sentence: { zh, en },
    checks: [],
    declared_ms: NOW - 5000,
    ...part,
  };
}

const AISLES = 8;

/** 256 seats in eight rows of an arc, with aisles. */
export function plan(role = "deputy"): SeatPlan {
  const rows = [20, 24, 28, 31, 34, 37, 40, 42];
  const seats = rows.flatMap((count, r) =>
    Array.from({ length: count }, (_, c): PlanSeat => {
      const share = (c + 0.5) / count;
      const angle = Math.PI * (share * 0.9 + (Math.floor(share * AISLES) + 0.5) * (0.1 / AISLES));
      const radius = 2400 + 370 * r;
      const own = r === 6 && c === 27;
      return {
        id: `s${r + 1}-${c + 1}`,
        row: r + 1,
        col: own ? 12 : c + 1,
        x: Math.round(5000 - radius * Math.cos(angle)),
        y: Math.round(6000 - radius * Math.sin(angle)),
        member: "m",
        name: "",
        latin: "",
        delegation: "",
        role: own ? role : "deputy",
      };
    }),
  );
  return { v: 9, plan: { kind: "arc", name: "会场" }, seats };
}

/** The same number of seats in straight rows. */
export function grid(): SeatPlan {
  const seats = plan().seats.map((seat, i) => {
    const [row, col] = [Math.floor(i / 20) + 1, (i % 20) + 1];
    return { ...seat, row, col, x: 400 + 480 * col, y: 6000 - 480 * row };
  });
  return { v: 9, plan: { kind: "grid", name: "会场" }, seats };
}

export function state(part: Partial<State> = {}): State {
  return {
    sitting: {
      id: "closing",
      title: { zh: "第六次会议 · 闭幕会", en: "6th session · Closing plenary" },
      kind: "plenary",
      state: "open",
      body: {
        id: "linhu",
        name: { zh: "临湖区第十九届人民代表大会", en: "19th People's Congress of Linhu District" },
        kind: "congress",
      },
      quorum: { ...M1, id: "Q2", formula: "3P ≥ 2N", needed: 171, met: true },
      demo: false,
    },
    head: { n: 300, d: "" },
    register: { n: 9, d: "" },
    attendance: { due: 256, present: 241, absent: 12, leave: 3 },
    divisions: [
      division(1, { state: "archived", result: result(239, 0, 1, { declared_ms: NOW - 9e6 }) }),
      division(2, { state: "published", result: result(240, 0, 0, { declared_ms: NOW - 8e6 }) }),
      division(3, { state: "declared", result: result(118, 80, 30, { declared_ms: NOW - 7e6 }) }),
      division(4),
      division(5),
      division(6),
    ],
    current: "",
    open: null,
    seal: null,
    ...part,
  };
}

/** The sitting with division 4 in another state. */
export function atDivision(part: Partial<Division>, timed = true): State {
  const all = state();
  const divisions = all.divisions.map((one) => (one.number === 4 ? { ...one, ...part } : one));
  const open =
    part.state === "open"
      ? {
          division: "d4",
          open: OPEN,
          b: "",
          s: "",
          deadline_ms: timed ? NOW + 28_000 : null,
          p: 241,
          n: 256,
          opened_ms: NOW - 32_000,
          certificate: [],
        }
      : null;
  return { ...all, divisions, current: "d4", open };
}

const MEMBER: Member = { id: "m217", name: "周文澜", latin: "Zhou Wenlan", delegation: "第三代表团" };

export function model(of: State, checkedIn = true, part: Partial<SittingModel> = {}): SittingModel {
  return {
    ...EMPTY_MODEL,
    v: 310,
    state: of,
    welcome: {
      t: "welcome",
      role: "deputy",
      seat: "s7-28",
      holder: "",
      member: MEMBER,
      time_ms: NOW,
      sitting: "closing",
    },
    mine: {
      t: "mine",
      open: of.open?.open ?? "",
      seq: 0,
      id: "",
      b: "",
      s: "",
      pos: 0,
      checked_in: checkedIn,
      in_electorate: checkedIn,
      revoked: false,
    },
    ...part,
  };
}

export function ballot(choice: Choice, seq = 1): Entry {
  return cast([choice], seq);
}

export function cast(marks: Marks, seq = 1): Entry {
  const id = `PMcU0j${seq}ZZm2PNBk_A8_5pQ1Nmd-0aPPxxgTQLrqWrk8`.slice(0, 42);
  return { kind: "ballot", open: OPEN, id: `${id}8`, seq, marks, head: "", b: "", s: "" };
}

/** A sealed ballot; its choice is null as after a reload. */
export function sealed(choice: Choice | null, seq = 1): Entry {
  return { ...ballot("for", seq), marks: choice && [choice], head: HEAD };
}

export function vote(part: Partial<Vote> = {}): Vote {
  const definition = {
    title: { zh: "", en: "" },
    text: { zh: "", en: "" },
    rule: "M1" as const,
    secrecy: "named" as const,
    form: motionForm,
    names: [[]],
  };
  return {
    division: "d4",
    open: OPEN,
    opening: { actor: "", division: "d4", server: "", n: 256, max_seq: 50, definition },
    secret: false,
    gate: "open",
    certified: null,
    recorded: null,
    tip: null,
    pending: [],
    received: [],
    pressing: null,
    undecided: null,
    challenged: null,
    refused: null,
    slow: false,
    falseAnswer: false,
    failed: false,
    counted: null,
    ...part,
  };
}

export function known(of: SittingModel, part: Partial<Known> = {}): Known {
  return {
    seat: "s7-28",
    status: { phase: "online", attempts: 0, stop: null, bye: null },
    sitting: "closing",
    model: of,
    plan: plan(),
    keys: NO_KEYS,
    vote: null,
    desk: null,
    covered: false,
    challenging: false,
    dismissed: "d3",
    practice: null,
    checkingIn: false,
    failure: "",
    ...part,
  };
}

const offline = { phase: "offline", attempts: 3, stop: null, bye: null } as const;
const open = (checkedIn = true) => model(atDivision({ state: "open" }), checkedIn);

const SEALED: SealedView = {
  k: 2,
  q: 3,
  active: [1, 2, 3],
  certified: [1, 2, 3],
  frozen: "",
  rooted: [],
  released: [],
  n: null,
  by_hand: false,
  refusals: [],
  void_ok: [],
  naming: null,
};
const PIN = "7F3K9-2QDAX-M4T0V-81ZRB";

/** Division 4 as a secret one. */
function secretly(part: Partial<Division>, certified: readonly number[] = [1, 2, 3]): SittingModel {
  const opened = part.state !== "announced";
  return model(atDivision({ secrecy: "secret", sealed: opened ? { ...SEALED, certified } : null, ...part }));
}

export function secretVote(part: Partial<Vote> = {}): Vote {
  return vote({ secret: true, ...part });
}

const secret = (part: Partial<Vote> = {}, more: Partial<Known> = {}) =>
  known(secretly({ state: "open" }), { vote: secretVote(part), ...more });
const undecided = { link: { open: OPEN, seq: 1, prev: OPEN }, head: HEAD, marks: ["for"] } as const;
const challenge = (link: string | null) => ({ ballot: undecided, id: "spoilt", link });
const CHECKER = `https://192.168.10.20:8443/check/#${"sitting=closing&open=".padEnd(420, "b3BlbmluZy1vZi1kaXZpc2lvbi1mb3Vy")}`;

/** Every state of a seat in a secret vote by name. */
export const SECRET_CASES: Readonly<Record<string, () => Known>> = {
  "secret-pin": () => known(model(state()), { keys: { phase: "unconfirmed", set: null, pin: PIN } }),
  "secret-foreign": () => known(model(state()), { keys: { phase: "foreign", set: null, pin: PIN } }),
  "secret-announced": () => known(secretly({ state: "announced" })),
  "secret-keys": () => secret({ gate: "keys" }),
  "secret-uncertified": () =>
    known(secretly({ state: "open" }, [2]), { vote: secretVote({ gate: "uncertified" }) }),
  "secret-false": () => secret({ gate: "false" }, { keys: { phase: "foreign", set: null, pin: PIN } }),
  "secret-open": () => secret(),
  "secret-sealing": () => secret({ pressing: ["for"] }),
  "secret-received": () => secret({ pending: [sealed("for")], received: [sealed("for").id] }),
  "secret-received-covered": () =>
    secret({ pending: [sealed("for")], received: [sealed("for").id] }, { covered: true }),
  "secret-received-change": () =>
    secret({
      recorded: sealed("for"),
      tip: sealed("for"),
      pending: [sealed("against", 2)],
      received: [sealed("against", 2).id],
    }),
  "secret-recorded": () => secret({ recorded: sealed("for") }),
  "secret-covered": () => secret({ recorded: sealed("for") }, { covered: true }),
  "secret-reloaded": () => secret({ recorded: sealed(null) }),
  "secret-offline": () => secret({ pending: [sealed("for")] }, { status: offline }),
  "secret-refused": () => secret({ refused: { ballot: sealed("for"), code: "bad-proof" } }),
  "secret-undecided": () => secret({ undecided }, { challenging: true }),
  "secret-undecided-covered": () => secret({ undecided }, { challenging: true, covered: true }),
  "secret-spoiling": () => secret({ challenged: challenge(null) }, { challenging: true }),
  "secret-opened": () =>
    secret({ challenged: challenge(CHECKER), recorded: sealed("abstain") }, { challenging: true }),
  "secret-lost": () => secret({ challenged: challenge("") }, { challenging: true }),
  "secret-closed": () =>
    known(secretly({ state: "closed" }), { vote: secretVote({ recorded: sealed("for") }), covered: true }),
  "secret-verifying": () =>
    known(secretly({ state: "closed" }), {
      vote: secretVote({ pending: [sealed("for")], received: [sealed("for").id] }),
    }),
  "secret-declared": () =>
    known(secretly({ state: "declared", result: result(236, 2, 2) }), {
      vote: secretVote({ recorded: sealed("for"), counted: "same" }),
    }),
};

/** A page that was loaded anew while no server answers, with a ballot of division 4 on its device. */
function stored(panel: OnItsWay): Known {
  const { title } = division(4);
  return known(EMPTY_MODEL, {
    plan: null,
    sitting: undefined,
    status: offline,
    stored: { sitting: "closing", title, panel },
  });
}

/** Every state of a seat by name. */
export const CASES: Readonly<Record<string, () => Known>> = {
  waiting: () => known(model(state())),
  "not-checked-in": () => known(model(state(), false)),
  "not-open": () => {
    const all = state();
    return known(model({ ...all, sitting: { ...all.sitting, state: "created" } }, false));
  },
  grid: () => known(model(state()), { plan: grid() }),
  attendee: () => known(model(state(), false), { plan: plan("attendee") }),
  practice: () => known(model(state()), { practice: "against" }),
  announced: () => known(model(atDivision({ state: "announced" }))),
  open: () => known(open(), { vote: vote() }),
  untimed: () => known(model(atDivision({ state: "open" }, false)), { vote: vote() }),
  sending: () => known(open(), { vote: vote({ pressing: ["for"] }) }),
  recorded: () => known(open(), { vote: vote({ recorded: ballot("for") }) }),
  against: () => known(open(), { vote: vote({ recorded: ballot("against") }) }),
  covered: () => known(open(), { vote: vote({ recorded: ballot("abstain") }), covered: true }),
  offline: () => known(open(), { vote: vote({ pending: [ballot("for")] }), status: offline }),
  change: () =>
    known(open(), {
      vote: vote({ recorded: ballot("for"), pending: [ballot("abstain", 2)] }),
      status: offline,
    }),
  refused: () =>
    known(model(atDivision({ state: "closed" })), {
      vote: vote({ refused: { ballot: ballot("for"), code: "vote-closed" } }),
    }),
  closed: () => known(model(atDivision({ state: "closed" })), { vote: vote({ recorded: ballot("for") }) }),
  "closed-none": () => known(model(atDivision({ state: "closed" })), { vote: vote() }),
  late: () => known(open(false), { vote: vote() }),
  "false-opening": () => known(open(), { vote: vote({ opening: null }) }),
  declared: () =>
    known(model(atDivision({ state: "declared", result: result(236, 2, 2) })), {
      vote: vote({ recorded: ballot("for"), counted: "same" }),
    }),
  failed: () =>
    known(model(atDivision({ state: "declared", result: result(118, 70, 40) })), {
      vote: vote({ recorded: ballot("against"), counted: "differs" }),
    }),
  revoked: () =>
    known(model(state()), { status: { phase: "stopped", attempts: 0, stop: "revoked", bye: null } }),
  stored: () => stored({ kind: "kept", ballot: ballot("for"), before: null, alarm: false }),
  "stored-change": () =>
    stored({ kind: "kept", ballot: ballot("abstain", 2), before: ballot("for"), alarm: false }),
  "stored-covered": () => ({
    ...stored({ kind: "kept", ballot: ballot("for"), before: null, alarm: false }),
    covered: true,
  }),
  "stored-secret": () => stored({ kind: "kept", ballot: sealed(null), before: null, alarm: false }),
  "stored-received": () =>
    stored({ kind: "received", ballot: sealed(null), before: null, sending: null, open: true }),
  "no-sitting": () => known(EMPTY_MODEL, { sitting: null, plan: null }),
  ...SECRET_CASES,
};
