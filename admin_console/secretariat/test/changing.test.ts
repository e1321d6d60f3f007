import { setLang } from "@hemicycle/kit/i18n";
import type { State } from "@hemicycle/kit/types";
import { afterEach, describe, expect, it } from "vitest";
import type { Register, RosterMember } from "../src/register.ts";
import { c } from "../src/roster/changetexts.ts";
import {
  asksTwice,
  type Change,
  changed,
  choosable,
  clashes,
  effectsOf,
  type Fields,
  fieldsOf,
  isChange,
  isOutdated,
  mustDepart,
} from "../src/roster/changing.ts";

const member = (id: string, name: string, seat: string, more: Partial<RosterMember> = {}): RosterMember => ({
  id,
  name,
  latin: "",
  delegation: "东城",
  seat,
  role: "deputy",
  status: "in-office",
  ...more,
});
const ding = { ...member("1", "丁一", "1-1"), person: "p1" } as RosterMember;
const wang = member("2", "王芳", "1-2");
const guest = member("3", "赵六", "", { role: "attendee" });
const members = [ding, wang, guest];
const register: Register = {
  head: { n: 1, d: "" },
  body: { id: "b", name: { zh: "某", en: "" }, kind: "congress" },
  members,
  plan: { kind: "grid", name: "" },
  seats: ["1-1", "1-2", "1-3"].map((id, i) => ({ id, row: 1, col: i + 1, x: i, y: 0 })),
  codes: [],
  keys: [],
  cards: { "1": "card" },
};
const correct = (of: RosterMember): Change => ({ kind: "correct", of });
const typed = (change: Change, more: Partial<Fields>): Fields => ({ ...fieldsOf(change), ...more });
const names = (list: readonly RosterMember[]) => list.map(({ name }) => name);
const state = (more: object = {}) => ({ open: null, divisions: [], ...more }) as unknown as State;

afterEach(() => setLang("zh"));

describe("a person of the roster", () => {
  it("is corrected in place; what the form does not show stays", () => {
    const change = correct(ding);
    expect(isChange(change, fieldsOf(change))).toBe(false);
    const fields = typed(change, { name: "丁一一", seat: "1-3" });
    expect(isChange(change, fields)).toBe(true);
    expect(changed(members, change, fields)).toEqual([{ ...ding, name: "丁一一", seat: "1-3" }, wang, guest]);
  });

  it("is replaced: the former one is ended and keeps number and name, the new one has the place", () => {
    const change: Change = { kind: "replace", of: wang };
    expect(fieldsOf(change)).toMatchObject({ number: "", name: "", delegation: "东城", seat: "1-2" });
    const next = changed(members, change, typed(change, { number: "9", name: "周文" }));
    expect(next).toContainEqual({ ...wang, seat: "", status: "ended" });
    expect(next).toContainEqual(member("9", "周文", "1-2"));
    expect(next).toHaveLength(4);
  });

  it("is taken out or added, the order of strokes kept where there was one", () => {
    const add: Change = { kind: "add", of: null };
    const fields = typed(add, { number: "9", name: "卜二", delegation: "东城" });
    expect(names(changed([ding, wang], add, fields))).toEqual(["丁一", "卜二", "王芳"]);
    expect(names(changed([wang, ding], add, fields))).toEqual(["王芳", "丁一", "卜二"]);
    expect(names(changed(members, { kind: "remove", of: ding }, fieldsOf(correct(ding))))).toEqual([
      "王芳",
      "赵六",
    ]);
  });

  it("has a number and a seat of its own", () => {
    const add: Change = { kind: "add", of: null };
    expect(clashes(members, add, typed(add, { number: "2", seat: "1-1" }))).toEqual([
      { field: "number", holder: wang },
      { field: "seat", holder: ding },
    ]);
    expect(clashes(members, correct(ding), fieldsOf(correct(ding)))).toEqual([]);
    const replace: Change = { kind: "replace", of: wang };
    expect(clashes(members, replace, typed(replace, { number: "2" }))).toEqual([
      { field: "number", holder: wang },
    ]);
    expect(choosable(register, correct(ding))).toEqual(["1-1", "1-3"]);
    expect(choosable(register, add)).toEqual(["1-3"]);
  });

  it("is not written over what somebody else has changed", () => {
    expect(isOutdated(members, correct(ding))).toBe(false);
    expect(isOutdated([{ ...ding, seat: "1-3" }, wang], correct(ding))).toBe(true);
    expect(isOutdated([wang], correct(ding))).toBe(true);
    expect(isOutdated([], { kind: "add", of: null })).toBe(false);
  });

  it("departs before seat, role or office change, not before a name does", () => {
    const present = new Set(["1-1"]);
    const change = correct(ding);
    expect(mustDepart(change, typed(change, { name: "丁二" }), present)).toBe(false);
    expect(mustDepart(change, typed(change, { seat: "1-3" }), present)).toBe(true);
    expect(mustDepart(change, typed(change, { status: "suspended" }), present)).toBe(true);
    expect(mustDepart({ kind: "remove", of: ding }, fieldsOf(change), present)).toBe(true);
    expect(mustDepart({ kind: "remove", of: wang }, fieldsOf(correct(wang)), present)).toBe(false);
    expect(mustDepart(change, typed(change, { seat: "" }), null)).toBe(false);
  });
});

describe("what a change brings with it", () => {
  const effects = (change: Change, more: Partial<Fields> = {}, now: State | null = null) =>
    effectsOf(register, change, typed(change, more), now, (seat) => seat === "1-3");

  it("is the number in office, and two presses where it changes", () => {
    const suspended = effects(correct(ding), { status: "suspended" });
    expect(suspended.inOffice).toEqual([2, 1]);
    expect(asksTwice(correct(ding), suspended)).toBe(true);
    expect(asksTwice(correct(ding), effects(correct(ding), { name: "丁二" }))).toBe(false);
    const replace: Change = { kind: "replace", of: wang };
    expect(effects(replace, { number: "9", name: "周文" }).inOffice).toEqual([2, 2]);
    expect(asksTwice(replace, effects(replace))).toBe(true);
  });

  it("is the card of another name, and one that a newcomer lacks", () => {
    expect(effects(correct(ding), { name: "丁二" }).cardEnds).toBe(true);
    expect(effects(correct(ding), { latin: "Ding" }).cardEnds).toBe(false);
    expect(effects(correct(wang), { name: "王方" }).cardEnds).toBe(false);
    expect(effects({ kind: "remove", of: ding }).cardEnds).toBe(true);
    expect(effects({ kind: "add", of: null }).lacksCard).toBe(true);
  });

  it("is the terminal of a new seat, and ballots that still have the former name", () => {
    expect(effects(correct(ding), { seat: "1-3" }).terminal).toBe("1-3");
    expect(effects(correct(ding), { seat: "" }).terminal).toBe("");
    const ballot = { number: 4, state: "approved", names: [[{ zh: "丁一", en: "" }]] };
    const now = state({ open: {}, divisions: [ballot, { ...ballot, number: 5, state: "declared" }] });
    expect(effects(correct(ding), { name: "丁二" }, now)).toMatchObject({ ballots: [4], voting: true });
    expect(effects(correct(ding), { latin: "D" }, now).ballots).toEqual([]);
    expect(effects({ kind: "remove", of: ding }, {}, now).ballots).toEqual([4]);
  });

  it("is said in both languages", () => {
    for (const language of ["zh", "en"] as const) {
      setLang(language);
      expect(c().inOffice(2, 1)).toMatch(/2.*1|1.*2/);
      expect(c().ballots("丁一", "4")).toContain("丁一");
    }
  });
});
