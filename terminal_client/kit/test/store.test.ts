import { describe, expect, it } from "vitest";
import { attendanceOf, EMPTY_MODEL, Observable, reduce, withRead } from "../src/store.ts";
import type { AttendanceFrame, Problem, State, StateFrame, TurnoutFrame } from "../src/types.ts";

const state = (open: string | null, present = 1): State =>
  ({
    sitting: { state: "open" },
    attendance: { due: 5, present, absent: 4, leave: 0 },
    divisions: [],
    open: open === null ? null : { open },
  }) as unknown as State;
const frame = (v: number, open: string | null = null): StateFrame => ({
  t: "state",
  id: "s",
  v,
  state: state(open, v),
});
const turnout = (open: string, pressed: number, time_ms: number): TurnoutFrame => ({
  t: "turnout",
  open,
  pressed,
  time_ms,
});

describe("the model", () => {
  it("drops states that are older", () => {
    const at5 = reduce(EMPTY_MODEL, frame(5));
    expect(reduce(at5, frame(5)).v).toBe(5);
    expect(reduce(at5, frame(4))).toBe(at5);
    expect(reduce(at5, frame(6)).v).toBe(6);
  });

  it("keeps the problems that were told when a state is read, which says nothing of them", () => {
    const problems: Problem[] = [{ code: "box-lost", division: "item-4" }];
    const told = (v: number, more: Partial<State>): StateFrame => {
      const frame_ = frame(v);
      return { ...frame_, state: { ...frame_.state, ...more } };
    };
    const read = (n: number) => ({ ...state(null), head: { n, d: "" }, register: { n: 0, d: "" } });
    const at5 = reduce(EMPTY_MODEL, told(5, { problems }));
    expect(withRead(at5, read(3))).toBe(at5);
    expect(withRead(at5, read(2))).toBe(at5);
    const at6 = withRead(at5, read(4));
    expect(at6).toMatchObject({ v: 6, state: { problems } });
    // told beside an older state than was read meanwhile
    expect(reduce(at6, told(5, { problems: [] }))).toMatchObject({ v: 6, state: { problems: [] } });
    expect(withRead(EMPTY_MODEL, read(4)).state).not.toHaveProperty("problems");
  });

  it("never lets a turnout go back within one opening", () => {
    const open = reduce(reduce(EMPTY_MODEL, frame(1, "a")), turnout("a", 7, 100));
    expect(reduce(open, turnout("a", 6, 101))).toBe(open);
    expect(reduce(open, turnout("a", 7, 99))).toBe(open);
    expect(reduce(open, turnout("a", 8, 101)).turnout?.pressed).toBe(8);
    expect(reduce(open, turnout("b", 0, 101)).turnout?.pressed).toBe(0);
  });

  it("keeps the turnout while its vote is open and no longer", () => {
    const open = reduce(reduce(EMPTY_MODEL, frame(1, "a")), turnout("a", 7, 100));
    expect(reduce(open, frame(2, "a")).turnout?.pressed).toBe(7);
    expect(reduce(open, frame(2, null)).turnout).toBeNull();
    expect(reduce(open, frame(2, "b")).turnout).toBeNull();
  });

  it("takes the newer of the two counts of attendance", () => {
    const counts = { t: "attendance", due: 5, absent: 0, leave: 0 } as const;
    const at5 = reduce(EMPTY_MODEL, frame(5));
    const later = reduce(at5, { ...counts, v: 6, present: 6 });
    expect(attendanceOf(later)?.present).toBe(6);
    expect(reduce(later, { ...counts, v: 5, present: 3 })).toBe(later);
    expect(attendanceOf(reduce(later, frame(7)))?.present).toBe(7);
  });

  it("keeps the seats' bits when a state comes before the next attendance", () => {
    const told = { t: "attendance", v: 5, due: 5, present: 5, absent: 0, leave: 0, bits: "8A", online: "4A" };
    const later = reduce(reduce(EMPTY_MODEL, told as AttendanceFrame), frame(6));
    expect(attendanceOf(later)).toMatchObject({ present: 6, bits: "8A", online: "4A" });
  });

  it("forgets everything when the connection is to another sitting", () => {
    const welcome = { t: "welcome", role: "deputy", seat: "", holder: "", member: null, time_ms: 0 } as const;
    const first = reduce(reduce(EMPTY_MODEL, { ...welcome, sitting: "a" }), frame(9));
    expect(reduce(first, { ...welcome, sitting: "a" }).v).toBe(9);
    expect(reduce(first, { ...welcome, sitting: "b" })).toMatchObject({ v: -1, state: null });
  });
});

describe("an observable", () => {
  it("tells the present value at once and then once per task", async () => {
    const heard: number[] = [];
    const value = new Observable(1);
    const stop = value.subscribe((now) => heard.push(now));
    value.value = 2;
    value.value = 3;
    await Promise.resolve();
    expect(heard).toEqual([1, 3]);
    stop();
    value.value = 4;
    await Promise.resolve();
    expect(heard).toEqual([1, 3]);
  });
});
