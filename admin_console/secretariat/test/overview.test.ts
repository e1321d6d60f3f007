import { setLang } from "@hemicycle/kit/i18n";
import type { Division, State } from "@hemicycle/kit/types";
import { afterEach, describe, expect, it } from "vitest";
import type { Health } from "../../operator/src/checks.ts";
import { countOf, type Known, MATTERS, type MatterId, mattersOf } from "../src/overview/matters.ts";
import { t } from "../src/overview/texts.ts";
import type { KeyEntry, Register, RosterMember } from "../src/register.ts";
import { stepsOf } from "../src/steps.ts";

const member = (n: number, seat: string): RosterMember => ({
  id: `m${n}`,
  name: `代表${n}`,
  latin: "",
  delegation: "甲",
  seat,
  role: "deputy",
  status: "in-office",
});
const key = (role: KeyEntry["role"], holder: string, seat = ""): KeyEntry => ({
  key: `${role}-${holder}${seat}`,
  role,
  seat,
  holder,
  state: "active",
  device: "",
  enrolled_ms: 0,
});

const SEATS = ["1-1", "1-2"];
const register: Register = {
  head: { n: 1, d: "" },
  body: { id: "b", name: { zh: "某", en: "" }, kind: "congress" },
  members: [member(1, "1-1"), member(2, "1-2")],
  plan: { kind: "grid", name: "" },
  seats: SEATS.map((id, i) => ({ id, row: 1, col: i + 1, x: i, y: 0 })),
  codes: [],
  keys: [
    ...SEATS.map((seat) => key("deputy", "", seat)),
    key("chair", "许建国"),
    key("scrutineer", "甲"),
    key("scrutineer", "乙"),
    key("observer", "大屏幕"),
  ],
};
const empty: Register = { ...register, members: [], seats: [], keys: [] };

const verified = { verified: true };
const item = (number: number, more: Partial<Division> = {}): Division =>
  ({
    id: `d${number}`,
    number,
    template: "resolution",
    state: "approved",
    secrecy: "named",
    channel: "terminal",
    basis: "",
    rule: { id: "M1", ...verified },
    names: [[]],
    documents: [{ candidate: null }],
    open: "",
    ...more,
  }) as unknown as Division;

function sitting(divisions: readonly Division[], more: object = {}): State {
  return {
    sitting: {
      state: "created",
      title: { zh: "闭幕会", en: "Closing" },
      quorum: { id: "Q2", ...verified },
      profile: { name: { zh: "地方", en: "Local" } },
      ...more,
    },
    divisions,
    seal: null,
  } as unknown as State;
}

const healthy: Health = {
  time_ms: 1e12,
  version: "1",
  box_ms: 1e12,
  record_ms: 1e12 - 5,
  took_ms: { box: 1, record: 1 },
  disk: { free_bytes: 9e9, total_bytes: 1e10, least_bytes: 1e9 },
  problems: [],
  machine: [],
  processes: [{ pid: 1, told_ms: 0, connections: 1, lag_ms: 1, resident_bytes: 1 }],
  verifier_waiting: 0,
  sqlite: true,
  backup: { time_ms: 1e12 - 60_000, file: "a", bytes: 1, acts: 1 },
  offset_ms: 0,
};
const trial = item(9, { template: "trial", state: "declared", open: "x" });
const ready: Known = {
  register,
  state: sitting([item(1), trial]),
  screens: [{ online: true }],
  health: healthy,
};

const standings = (known: Partial<Known>) =>
  Object.fromEntries(mattersOf({ ...ready, ...known }).map(({ id, standing }) => [id, standing]));
const wordsOf = (known: Partial<Known>, id: MatterId) =>
  mattersOf({ ...ready, ...known }).find((matter) => matter.id === id)?.words;
const withItems = (...items: Division[]) => ({ state: sitting([...items, trial]) });

afterEach(() => setLang("zh"));

describe("what is still to be done", () => {
  it("is nothing where everything is ready", () => {
    const matters = mattersOf(ready);
    expect(matters.filter(({ standing }) => standing !== "done")).toEqual([]);
    expect(countOf(matters, "todo")).toBe(0);
  });

  it("is nearly everything of an empty body, and nothing of a sitting that is not there", () => {
    expect(standings({ register: empty, state: null, screens: null, health: null })).toEqual({
      roster: "todo",
      seats: "todo",
      sitting: "todo",
      agenda: "todo",
      chair: "todo",
      terminals: "todo",
      display: "note",
      server: "unknown",
      backup: "unknown",
    });
  });

  it("asks for the next sitting once one is closed, and for nothing more of it", () => {
    const over = sitting([item(1, { state: "draft" })], { state: "closed" });
    const found = standings({ state: over });
    expect(found).toMatchObject({ sitting: "todo" });
    for (const id of ["agenda", "papers", "scrutineers", "rehearsal"]) expect(found).not.toHaveProperty(id);
  });

  it("counts deputies without a seat, not attendees", () => {
    const more = [member(3, ""), { ...member(4, ""), role: "attendee" as const }];
    const known = { register: { ...register, members: [...register.members, ...more] } };
    expect(standings(known)).toMatchObject({ seats: "todo" });
    expect(wordsOf(known, "seats")).toContain("1 名");
  });

  it("names drafts, items without papers and candidates without material by number and name", () => {
    const names = [
      [
        { zh: "丁一", en: "" },
        { zh: "王芳", en: "" },
      ],
    ];
    const election = item(2, {
      template: "by-election",
      names,
      documents: [{ candidate: 0 }] as unknown as NonNullable<Division["documents"]>,
    });
    const known = withItems(item(1, { state: "draft", documents: [] }), election);
    expect(standings(known)).toMatchObject({ agenda: "todo", papers: "note", candidates: "note" });
    expect(wordsOf(known, "agenda")).toContain("第 1 项");
    expect(wordsOf(known, "papers")).toContain("第 1 项");
    expect(wordsOf(known, "candidates")).toBe("1 人没有材料：王芳");
    expect(standings(withItems(item(1)))).not.toHaveProperty("candidates");
  });

  it("marks rules that nobody has verified, the quorum's and those of votes to come", () => {
    const doubtful = { rule: { id: "E6", verified: false } } as Partial<Division>;
    expect(wordsOf(withItems(item(3, doubtful)), "rules")).toContain("第 3 项 E6");
    expect(standings(withItems(item(3, { ...doubtful, state: "declared" })))).toMatchObject({
      rules: "done",
    });
    const q5 = sitting([item(1)], { quorum: { id: "Q5", verified: false } });
    expect(mattersOf({ ...ready, state: q5 })).toContainEqual(
      expect.objectContaining({ id: "rules", standing: "note", to: "sitting" }),
    );
    expect(standings(withItems(item(1, { basis: "本地规定" })))).toMatchObject({ rules: "note" });
    expect(standings({ state: sitting([item(1)], { profile: undefined }) })).toMatchObject({
      profile: "note",
    });
  });

  it("needs keys for a secret vote on terminals only, and says how far they are", () => {
    const secret = item(1, { secrecy: "secret" });
    expect(standings(withItems(item(1, { secrecy: "secret", channel: "paper" })))).toMatchObject({
      scrutineers: "done",
    });
    expect(wordsOf(withItems(secret), "scrutineers")).toContain("还没有举行");
    const keys = register.keys.filter(({ holder }) => holder !== "乙");
    expect(wordsOf({ ...withItems(secret), register: { ...register, keys } }, "scrutineers")).toContain(
      "至少",
    );
    const seal = {
      phase: "ready",
      n: 2,
      k: 2,
      scrutineers: ["甲", "乙"].map((holder) => ({ key: `scrutineer-${holder}`, holder })),
    } as unknown as State["seal"];
    const sealed = { ...sitting([secret, trial]), seal };
    expect(standings({ state: sealed })).toMatchObject({ scrutineers: "done" });
    expect(standings({ state: sealed, register: { ...register, keys } })).toMatchObject({
      scrutineers: "note",
    });
    const during = { ...sealed, seal: { ...seal, phase: "dealing" } as State["seal"] };
    expect(standings({ state: during })).toMatchObject({ scrutineers: "todo" });
  });

  it("needs tellers for what is counted by hand", () => {
    expect(standings(withItems(item(1, { channel: "paper" })))).toMatchObject({ counters: "todo" });
    expect(standings(withItems(item(1)))).not.toHaveProperty("counters");
  });

  it("counts the deputies' terminals and their codes", () => {
    const keys = register.keys.filter(({ seat }) => seat !== "1-2");
    const known = { register: { ...register, keys } };
    expect(standings(known)).toMatchObject({ terminals: "todo" });
    expect(wordsOf(known, "terminals")).toBe("已登记 1 / 2，1 席还没有登记码");
    expect(standings({ register: { ...register, keys: [] } })).toMatchObject({
      chair: "todo",
      display: "note",
    });
  });

  it("asks for attendance cards where there is a door or a first card", () => {
    expect(standings({})).not.toHaveProperty("cards");
    const withDoor = { ...register, keys: [...register.keys, key("usher", "东门")] };
    expect(standings({ register: withDoor })).toMatchObject({ cards: "note" });
    expect(standings({ register: { ...withDoor, cards: { m1: "a", m2: "b" } } })).toMatchObject({
      cards: "done",
    });
  });

  it("tells of screens, the test vote, the server and its backup", () => {
    expect(standings({ screens: [{ online: false }] })).toMatchObject({ display: "note" });
    expect(standings({ state: sitting([item(1)]) })).toMatchObject({ rehearsal: "note" });
    const running = item(9, { template: "trial", state: "open", open: "x" });
    expect(standings({ state: sitting([item(1), running]) })).toMatchObject({ rehearsal: "note" });
    const late: Health = { ...healthy, offset_ms: 9000, backup: null };
    expect(standings({ health: late })).toMatchObject({ server: "note", backup: "note" });
  });

  it("is said in both languages, and leads to steps of the secretariat", () => {
    for (const language of ["zh", "en"] as const) {
      setLang(language);
      for (const known of [ready, { register: empty, state: null, screens: null, health: null }])
        for (const { words, to } of mattersOf(known)) {
          expect(words).not.toMatch(/undefined|NaN/);
          expect([...stepsOf("secretariat"), "operator"]).toContain(to);
        }
      for (const id of MATTERS) expect(t()[id]).not.toBe("");
      expect(t().left(1, 0)).not.toContain("undefined");
    }
  });
});
