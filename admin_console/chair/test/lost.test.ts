import { setLang } from "@hemicycle/kit/i18n";
import { EMPTY_MODEL } from "@hemicycle/kit/store";
import type { Problem, SeatBits, State } from "@hemicycle/kit/types";
import { beforeAll, describe, expect, test } from "vitest";
import { sampleBits, samplePlan, sampleState } from "../dev/samples.ts";
import { LOOKED } from "../dev/secret.ts";
import { marksOf } from "../src/chamber.ts";
import { bitsOf, longLost, lostSince, settledBits } from "../src/lost.ts";
import { issuesOf } from "../src/tray.ts";
import { viewOf } from "../src/view.ts";

const plan = samplePlan(20);
const bits = (...seats: readonly number[]) => sampleBits(20, (i) => seats.includes(i));
/** Seats 1 to 5 are present, 1 and 2 of them connected; 9 is connected and absent. */
const told: SeatBits = { bits: bits(1, 2, 3, 4, 5), online: bits(1, 2, 9) };
const NONE = new Map<string, number>();

beforeAll(() => setLang("zh"));

describe("marks of seats", () => {
  const marks = (of: SeatBits, pressed: string | null) => {
    const mark = marksOf(of, pressed === null ? null : bitsOf(pressed));
    return plan.seats.slice(0, 6).map(mark).join(" ");
  };

  test("before a vote present ones are filled, lost ones are triangles", () => {
    expect(marks(told, null)).toBe("gone on on fault fault fault");
  });

  test("during a vote who has pressed keeps the dot when the terminal is lost", () => {
    expect(marks(told, bits(1, 3))).toBe("gone on off on fault fault");
  });

  test("where nobody tells who is connected nobody is lost", () => {
    expect(marks({ bits: bits(1) }, null)).toBe("gone on gone gone gone gone");
    expect(lostSince(NONE, plan, { bits: bits(1) }, 0).size).toBe(0);
  });
});

describe("lost terminals", () => {
  test("are not told in the first seconds of this console's own connection", () => {
    const counts = { due: 20, present: 5, absent: 15, leave: 0 };
    const all = { ...counts, ...told };
    for (const early of [4999, Number.NEGATIVE_INFINITY])
      expect(settledBits(all, early)).toEqual({ ...counts, bits: told.bits });
    expect(settledBits(all, 5000)).toBe(all);
  });

  test("are none of those who are there by video", () => {
    expect([...lostSince(NONE, plan, { ...told, by_video: bits(3, 5) }, 1000)]).toEqual([["s4", 1000]]);
  });

  test("keep the time at which they were lost; whoever is back or has left is forgotten", () => {
    const first = lostSince(NONE, plan, told, 1000);
    expect([...first]).toEqual([
      ["s3", 1000],
      ["s4", 1000],
      ["s5", 1000],
    ]);
    const later = lostSince(first, plan, { bits: bits(1, 2, 3, 5), online: bits(1, 5) }, 9000);
    expect([...later]).toEqual([
      ["s2", 9000],
      ["s3", 1000],
    ]);
    expect(lostSince(later, plan, told, 9500).get("s4")).toBe(9500);
  });

  test("are told after more than ten seconds, with whether their ballot is in the box", () => {
    const since = new Map([
      ["s3", 5000],
      ["s4", 0],
    ]);
    expect(longLost(since, plan, undefined, 10_999)).toEqual([]);
    const lost = longLost(since, plan, bits(3), 17_000);
    expect(lost.map(({ seat, seconds, pressed }) => [seat.id, seconds, pressed])).toEqual([
      ["s4", 17, false],
      ["s3", 12, true],
    ]);
  });
});

describe("the tray", () => {
  const online = { phase: "online", attempts: 0, stop: null, bye: null } as const;
  const nothing = () => undefined;
  const actions = {
    dismiss: nothing,
    takeBack: nothing,
    voidIt: () => undefined,
    standDown: nothing,
    cancelStandDown: nothing,
  };
  const issues = (
    state: State,
    lost: readonly number[] = [],
    seconds = 40,
    pressed: readonly number[] = [],
  ) =>
    issuesOf(
      viewOf({ ...EMPTY_MODEL, state }, { ...LOOKED, plan }),
      {
        status: online,
        notices: [],
        lost: longLost(new Map(lost.map((i) => [`s${i}`, 0])), plan, bits(...pressed), seconds * 1000),
      },
      actions,
    );

  test("names a lost terminal by delegation and seat, never by name, and says the lawful ways on", () => {
    const [issue] = issues(sampleState("open"), [3]);
    const seat = plan.seats[3];
    expect(issue?.what).toBe(`${seat?.delegation} 1 排 3 座的表决器断开`);
    expect(issue?.lasts).toBe("40 秒");
    expect(issue?.means).toMatch(/尚未送达.*延长.*备用机从下一次表决起.*作废/);
    expect(JSON.stringify(issue)).not.toContain(seat?.name);
  });

  test("says that the ballot is in the box where it is, and speaks of no ballot outside a vote", () => {
    expect(issues(sampleState("open"), [3], 40, [3])[0]?.means).toContain("票已在票箱中");
    expect(issues(sampleState("approved"), [3], 150)[0]).toMatchObject({ lasts: "2 分钟" });
    expect(issues(sampleState("approved"), [3])[0]?.means).not.toMatch(/票箱|作废|延长/);
  });

  test("tells of many at once in one line, by delegation", () => {
    const told = issues(sampleState("open"), [0, 1, 2, 10]);
    expect(told).toHaveLength(1);
    expect(told[0]?.what).toMatch(/^4 台表决器断开（.+ \d+、.+ \d+）$/);
  });

  test.each(["store-unavailable", "record-unavailable", "box-lost", "box-mismatch", "internal", "quite-new"])(
    "has words for the server's problem %s in both languages",
    (code) => {
      for (const division of ["", "item-4"]) {
        const problems: Problem[] = [{ code, division }];
        for (const lang of ["zh", "en"] as const) {
          setLang(lang);
          const [issue] = issues({ ...sampleState("closed"), problems });
          expect(issue?.what).toBeTruthy();
          expect(issue?.means).toBeTruthy();
        }
      }
      setLang("zh");
    },
  );

  test("what the server did not foresee is told in words, with the item", () => {
    const problems: Problem[] = [{ code: "internal", division: "item-4" }];
    const [issue] = issues({ ...sampleState("closed"), problems });
    expect(issue?.what).toBe("第 4 项 · 服务器内部错误，已记录");
    expect(issue?.means).toContain("会议的其他事项照常进行");
  });

  test("of a lost box the only way on is a void", () => {
    const problems: Problem[] = [{ code: "box-lost", division: "item-4" }];
    const [issue] = issues({ ...sampleState("closed"), problems });
    expect(issue?.what).toBe("第 4 项 · 票箱数据丢失");
    expect(issue?.means).toContain("作废");
  });
});
