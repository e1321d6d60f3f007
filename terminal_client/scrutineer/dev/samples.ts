/** Views of a device in its main states, for the preview and for tests. */
import type { Ceremony, Following, Told, View, Vote } from "../src/types.ts";

const TITLE = {
  zh: "关于临湖区人民政府工作报告的决议（草案）",
  en: "Resolution on the Work Report of the Linhu Government (draft)",
};
const SHORT = { zh: "政府工作报告", en: "Work Report" };
const told = (code: string, zh: string, en: string): Told => ({ code, zh, en });

export const CEREMONY: Ceremony = {
  attempt: 1,
  n: 3,
  k: 2,
  q: 3,
  phase: "ready",
  index: 2,
  joined: true,
  done: [1, 2, 3],
  scrutineers: [
    { index: 1, holder: "韩秀英", active: true },
    { index: 2, holder: "马志远", active: true },
    { index: 3, holder: "陈立群", active: true },
  ],
  fingerprint: ["4K7M", "92QX", "B3TD"],
  pin: "7XJ2K-9QWMT-3HB5V-C8RNP",
  valid: null,
  compared: true,
  disputed: false,
  used: false,
  share: "kept",
  fault: null,
  absence: null,
};

export const VOTE: Vote = {
  division: "item-4",
  number: 4,
  title: TITLE,
  short: SHORT,
  state: "open",
  open: "A",
  secret: true,
  electorate: 241,
  q: 3,
  active: [1, 2, 3],
  deadline_ms: null,
  void: null,
  certified: [1, 2, 3],
  rooted: [],
  released: [],
  refusals: [],
  received: 197,
  recorded: 190,
  progress: [
    [1, 190],
    [3, 158],
  ],
  verified: 187,
  counted: 180,
  bad_entry: null,
  repeats: [],
  naming: null,
  frozen: null,
  wait: null,
};

const FROZEN = { size: 240, n: 238, code: ["4K7M", "92QX", "B3TD"] };
const CLOSED: Vote = {
  ...VOTE,
  state: "closed",
  recorded: 240,
  received: 240,
  verified: 240,
  counted: 238,
  frozen: FROZEN,
};

const RELEASED: Vote = { ...CLOSED, rooted: [1, 2, 3], released: [1, 2, 3] };
export const NAMING: Vote = {
  ...RELEASED,
  naming: { kind: "names", flags: 17, rows: 238, mixed: [1], released: [] },
};

const FOLLOWING: Following = {
  connected: true,
  trouble: null,
  clock_ahead_ms: 12,
  stopped: null,
  fault: null,
  sitting: {
    id: "closing-day",
    title: { zh: "闭幕会", en: "Closing sitting" },
    state: "open",
    body: { zh: "临湖区第十九届人大第六次会议", en: "Linhu District People's Congress, 6th session" },
  },
  refused: [],
  ceremony: CEREMONY,
  vote: null,
  history: [
    {
      division: "item-3",
      number: 3,
      title: SHORT,
      short: { zh: "预算", en: "Budget" },
      state: "tallied",
      n: 239,
      said: ["open", "root", "release", "mix", "rows"],
      repeats: 1,
      count: "",
      refusals: [],
      reason: "",
    },
    {
      division: "item-2",
      number: 2,
      title: SHORT,
      short: { zh: "发展计划", en: "Development Plan" },
      state: "declared",
      n: 240,
      said: ["open", "root", "release"],
      repeats: 0,
      count: "",
      refusals: [],
      reason: "",
    },
    {
      division: "item-1",
      number: 1,
      title: SHORT,
      short: { zh: "会议议程", en: "Agenda" },
      state: "void",
      n: null,
      said: ["open", "void"],
      repeats: 0,
      count: "unknown",
      refusals: [],
      reason: "网络中断",
    },
  ],
  erasable: false,
};

const DEVICE = { holder: "马志远", url: "https://vote.linhu.example", key: "k" };

const live = (part: Partial<View> = {}): View => ({
  v: 1,
  phase: "following",
  server: "",
  by_hand: false,
  device: DEVICE,
  ...FOLLOWING,
  ...part,
});
const committing: Ceremony = {
  ...CEREMONY,
  phase: "committing",
  joined: false,
  done: [1],
  fingerprint: [],
  compared: false,
  share: "",
};

export const SAMPLES: Readonly<Record<string, View>> = {
  fresh: { v: 1, phase: "fresh", server: "" },
  locked: { v: 1, phase: "locked", server: "" },
  enrol: { v: 1, phase: "enrol", server: "https://vote.linhu.example", by_hand: false },
  choose: {
    v: 1,
    phase: "choose",
    server: "",
    by_hand: false,
    device: DEVICE,
    sittings: [
      { id: "closing-day", title: { zh: "闭幕会", en: "Closing sitting" }, state: "open" },
      { id: "second", title: { zh: "第二次全体会议", en: "Second plenary sitting" }, state: "closed" },
    ],
  },
  waiting: live({ ceremony: null, history: [] }),
  "take-part": live({ ceremony: committing, history: [] }),
  dealing: live({ ceremony: { ...committing, phase: "dealing", joined: true, done: [1, 2] }, history: [] }),
  aborted: live({
    ceremony: {
      ...committing,
      phase: "aborted",
      joined: true,
      done: [],
      fault: {
        by: 2,
        culprit: 3,
        ...told("ceremony-share", "监票人发出了错误的密钥份额", "A scrutineer dealt a wrong share"),
      },
    },
    history: [],
  }),
  compare: live({ ceremony: { ...CEREMONY, compared: false }, history: [] }),
  ready: live(),
  open: live({ vote: VOTE }),
  verifying: live({
    vote: { ...CLOSED, verified: 231, rooted: [1], wait: { ...told("verifying", "", ""), detail: "" } },
  }),
  "by-hand": live({
    vote: {
      ...CLOSED,
      electorate: 600,
      rooted: [1, 2, 3],
      released: [1],
      wait: { ...told("by-hand", "", ""), detail: "" },
    },
  }),
  refused: live({
    vote: {
      ...CLOSED,
      active: [1, 2, 3],
      q: 3,
      rooted: [1, 2],
      progress: [[3, 239]],
      refusals: [
        {
          index: 3,
          act: "root",
          detail: "239 240",
          ...told(
            "board-short",
            "封存的票数多于本机能取得的票数",
            "The frozen box has more entries than this device was shown",
          ),
        },
      ],
      wait: { ...told("certificates", "", ""), detail: "" },
    },
  }),
  mixing: live({ vote: NAMING }),
  "opening-orders": live({
    vote: { ...RELEASED, naming: { kind: "orders", flags: 238, rows: 238, mixed: [3, 1], released: [2] } },
  }),
  "call-differs": live({
    vote: {
      ...NAMING,
      naming: { kind: "names", flags: 17, rows: 238, mixed: [], released: [] },
      wait: {
        detail: "17 238 238",
        ...told(
          "call-differs",
          "要求公开的另选姓名或排序数与本机打开的合计不符，本机不参与",
          "The call for names or orders is not what this device opened; it takes no part",
        ),
      },
    },
  }),
  disputed: live({ ceremony: { ...CEREMONY, compared: false, disputed: true, used: true } }),
  "compare-used": live({ ceremony: { ...CEREMONY, compared: false, used: true }, vote: VOTE }),
  restored: live({ stopped: told("restored", "", ""), vote: VOTE }),
  offline: live({ connected: false, trouble: told("unreachable", "", ""), vote: VOTE, clock_ahead_ms: 2600 }),
  absence: live({
    ceremony: {
      ...CEREMONY,
      absence: { act: "a", index: 3, reason: "因病请假", confirmed: [], mine: false },
    },
  }),
  many: live({
    ceremony: {
      ...CEREMONY,
      n: 9,
      k: 5,
      q: 7,
      scrutineers: Array.from({ length: 9 }, (_, i) => ({
        index: i + 1,
        holder: `监票人${i + 1}`,
        active: true,
      })),
    },
    vote: { ...VOTE, active: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
  }),
};
