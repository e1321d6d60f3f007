// @vitest-environment happy-dom
import { setLang } from "@hemicycle/kit/i18n";
import {
  byStrokes,
  type OwnVote,
  presenceWords,
  timeWords,
  visitWords,
  voteParts,
} from "@hemicycle/kit/past";
import { afterEach, describe, expect, test } from "vitest";
import { askedOf, isAsked, NOTHING, putAsked, withAsked } from "../src/asked.ts";
import {
  attendanceChart,
  columnParts,
  figuresBar,
  kindTotal,
  MOST_COLUMNS,
  unfinished,
} from "../src/charts.ts";
import { isWithin, meetingWords, periodWords, termsOf, yearsOf } from "../src/period.ts";
import { divisionLink, memberLink, placeOf, tabLink } from "../src/places.ts";

const TITLE = { zh: "决议", en: "Resolution" };
const label = (zh: string) => ({ zh, en: "" });

function vote(changes: Partial<OwnVote>): OwnVote {
  return {
    sitting: "s1",
    sitting_title: TITLE,
    id: "d1",
    number: 1,
    title: TITLE,
    short: TITLE,
    template: "resolution",
    template_name: TITLE,
    secrecy: "named",
    channel: "terminal",
    state: "declared",
    outcome: "carried",
    ms: 0,
    reason: "",
    figures: null,
    sentence: null,
    motion: false,
    form: [{ type: 2, c: 3, min: 0, max: 2, w: 0 }],
    names: [[label("公园"), label("学校"), label("食堂")]],
    vote: null,
    ...changes,
  };
}

const words = (changes: Partial<OwnVote>) => voteParts(vote(changes)).map((part) => part.words);
const item = (type: 1 | 2 | 3 | 4 | 5, more: object = {}) => [{ type, c: 3, min: 0, max: 2, w: 0, ...more }];

afterEach(() => setLang("zh"));

describe("a vote in words", () => {
  test("of a motion", () => {
    setLang("zh");
    expect(voteParts(vote({ motion: true, vote: "against" }))).toEqual([
      { choice: "against", words: "反对" },
    ]);
    expect(voteParts(vote({ motion: true }))).toEqual([{ choice: "none", words: "未按" }]);
    setLang("en");
    expect(words({ motion: true, vote: "for" })).toEqual(["For"]);
  });

  test("of many names, by form", () => {
    setLang("zh");
    expect(words({ form: item(2), vote: [1, 0, 1] })).toEqual(["公园", "食堂"]);
    expect(words({ form: item(2), vote: [0, 0, 0] })).toEqual(["一个未选"]);
    expect(words({ form: item(3, { max: 3 }), vote: [1, 3, 0] })).toEqual([
      "公园：满意",
      "学校：不满意",
      "食堂：未评",
    ]);
    expect(words({ form: item(1), vote: ["for", "against", "abstain"] })).toEqual([
      "公园：赞成",
      "学校：反对",
      "食堂：弃权",
    ]);
    expect(words({ form: item(5), vote: [3, 1, 2] })).toEqual(["1. 食堂", "2. 公园", "3. 学校"]);
    expect(
      words({ form: item(4, { w: 1 }), vote: { names: ["for", "against", "for"], written: ["张三"] } }),
    ).toEqual(["公园：赞成", "学校：反对", "食堂：赞成", "张三"]);
  });
});

describe("attendance in words", () => {
  test("nobody is absent while a sitting goes on", () => {
    setLang("zh");
    expect(presenceWords("absent", "open")).toBe("尚未报到");
    expect(presenceWords("absent", "closed")).toBe("缺席");
    expect(presenceWords("present", "closed", "video")).toBe("出席 · 视频");
  });

  test("times are Beijing's", () => {
    const nine = Date.UTC(2026, 2, 1, 1, 0);
    expect(timeWords(nine)).toBe("09:00");
    expect(visitWords({ came: [nine, nine + 7_200_000], left: [nine + 3_600_000] })).toBe(
      "09:00–10:00, 11:00",
    );
  });

  test("names by strokes", () => {
    const sorted = byStrokes(["魏", "丁", "王"].map((name) => ({ name }))).map(({ name }) => name);
    expect(sorted).toEqual(["丁", "王", "魏"]);
  });
});

describe("charts", () => {
  const sitting = (i: number) => ({
    id: `s${i}`,
    title: TITLE,
    kind: "plenary" as const,
    state: "closed" as const,
    opened_ms: Date.UTC(2026, 0, 1 + i),
    closed_ms: Date.UTC(2026, 0, 1 + i) + 1,
    due: 8,
    came: 6,
    leave: 1,
    absent: 1,
    divisions: { carried: 1, "not-carried": 0, names: 0, void: 1, withdrawn: 0, deferred: 2 },
  });

  test("columns are shares of those due", () => {
    expect(columnParts({ due: 8, came: 6, leave: 1 }, 80)).toEqual({ came: 60, leave: 10 });
    expect(columnParts({ due: 0, came: 0, leave: 0 }, 80)).toEqual({ came: 0, leave: 0 });
  });

  test("the latest sittings are drawn, oldest first", () => {
    const drawn = attendanceChart(Array.from({ length: 30 }, (_, i) => sitting(30 - i)));
    expect(drawn.querySelectorAll(".came")).toHaveLength(MOST_COLUMNS);
    const dates = [...drawn.querySelectorAll(".faint")].map((text) => text.textContent);
    expect(dates.at(-1)).toBe("1/31");
    expect(drawn.getAttribute("aria-label")).toContain(String(MOST_COLUMNS));
  });

  test("figures have a text alternative, and kinds a total", () => {
    const figures = { for: 5, against: 1, abstain: 0, not_pressed: 0, absent: 2, present: 6, members: 8 };
    const bar = figuresBar({ ...figures, needed: 5, rule: "M1" });
    expect(bar.getAttribute("aria-label")).toBe("赞成 5，反对 1，弃权 0，全体 8");
    expect([unfinished(sitting(1).divisions), kindTotal(sitting(1).divisions)]).toEqual([3, 4]);
  });
});

describe("addresses", () => {
  test("name a place", () => {
    expect(placeOf(divisionLink("s1", "d 1"), false)).toMatchObject({
      name: "division",
      sitting: "s1",
      division: "d 1",
    });
    expect(placeOf(memberLink("m1"), true)).toMatchObject({ name: "member", member: "m1" });
    expect(placeOf("#/nowhere", true).name).toBe("divisions");
    expect(placeOf("#/members/%E0%A4%A", true)).toMatchObject({ name: "members" });
  });

  test("lead observers to nobody's record", () => {
    expect(placeOf(memberLink("m1"), false).name).toBe("divisions");
    expect(placeOf("#/sittings/s1", false).name).toBe("sittings");
  });

  test("hold what is asked, and only that", () => {
    const asked = { ...NOTHING, q: "预算 & 决算", term: "19", outcome: "carried" };
    const link = divisionLink("s1", "d1", asked);
    expect(askedOf(link)).toEqual(asked);
    expect(placeOf(link, true)).toMatchObject({ name: "division", division: "d1" });
    expect(withAsked("/divisions", NOTHING)).toBe("/divisions");
    expect(withAsked("/divisions", asked)).toBe(
      `/divisions?${new URLSearchParams({ q: "预算 & 决算", term: "19", outcome: "carried" })}`,
    );
    expect([isAsked(NOTHING), isAsked({ ...NOTHING, from: "25" }), isAsked(asked)]).toEqual([
      false,
      false,
      true,
    ]);
  });

  test("of another list keep the period", () => {
    const asked = { ...NOTHING, q: "预算", term: "19", session: "6", year: "2026", from: "25" };
    expect(tabLink("members", asked)).toBe("#/members?term=19&session=6&year=2026");
  });

  test("ask for nothing where they make no sense", () => {
    expect(
      askedOf("#/divisions?term=x&session=0&year=26&outcome=lost&secrecy=open&since=1.1.&from=-1"),
    ).toEqual(NOTHING);
    expect(askedOf("#/divisions?since=2026-02-30&until=2026-13-45")).toEqual(NOTHING);
    expect(askedOf("#/divisions?since=2024-02-29")).toEqual({ ...NOTHING, since: "2024-02-29" });
  });

  test("are changed in their place, and the page hears of it", () => {
    location.hash = "#/sittings?term=18";
    let heard = 0;
    addEventListener("asked", () => heard++, { once: true });
    putAsked({ ...NOTHING, year: "2026" });
    expect([location.hash, heard]).toEqual(["#/sittings?year=2026", 1]);
  });
});

describe("periods", () => {
  const newYear = Date.UTC(2025, 11, 31, 16);
  const held = [
    { term: 18, session: 5, opened_ms: newYear - 1 },
    { term: 19, session: 1, opened_ms: newYear },
    { term: 19, session: 2, opened_ms: newYear },
    { opened_ms: newYear },
  ];

  test("are those of the sittings, the latest first", () => {
    expect(termsOf(held)).toEqual([
      { term: 19, sessions: [2, 1] },
      { term: 18, sessions: [5] },
    ]);
    expect(yearsOf(held)).toEqual([2026, 2025]);
  });

  test("narrow a list", () => {
    const within = (asked: object) => held.map((one) => isWithin({ ...NOTHING, ...asked }, one));
    expect(within({})).toEqual([true, true, true, true]);
    expect(within({ term: "19", session: "2" })).toEqual([false, false, true, false]);
    expect(within({ year: "2025" })).toEqual([true, false, false, false]);
  });

  test("have words", () => {
    setLang("zh");
    expect(periodWords({ ...NOTHING, term: "19", session: "6", year: "2026" })).toEqual([
      "第 19 届第 6 次会议",
      "2026 年",
    ]);
    expect(meetingWords({})).toBe("");
    setLang("en");
    expect(meetingWords({ term: 19, session: 6 })).toBe("Term 19, session 6");
  });
});
