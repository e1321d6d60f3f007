import type { Division } from "@hemicycle/kit/types";
import { describe, expect, it } from "vitest";
import { actMembers, blank, FIELDS, type FormName, fieldsOf, missing } from "../src/ledger/fields.ts";
import {
  answersFault,
  answersFrom,
  freshId,
  isVoted,
  type Ledger,
  listable,
  neededFor,
  type Project,
  waiting,
  yearsOf,
} from "../src/ledger/model.ts";
import { placesFor } from "../src/ledger/places.ts";

const TODAY = "2026-03-20";

const project = (id: string, year: number, state: Project["state"]) => ({ id, year, state }) as Project;

const ledger = {
  due: [{ overdue: true }, { overdue: false }, { overdue: true }],
  tasks: [{ state: "open" }, { state: "done" }],
  projects: [
    project("p1", 2026, "screened"),
    project("p2", 2026, "excluded"),
    project("p3", 2026, "candidate"),
    project("p4", 2027, "screened"),
  ],
  years: [
    { year: 2026, votes: [] },
    { year: 2025, votes: [{ sitting: "s", division: "d" }] },
  ],
} as unknown as Ledger;

describe("the ledger", () => {
  it("counts what waits for people", () => {
    expect(waiting(ledger)).toBe(3);
  });

  it("knows its years and who may stand on a list", () => {
    expect(yearsOf(ledger)).toEqual([2027, 2026]);
    expect(listable(ledger, 2026).map(({ id }) => id)).toEqual(["p1", "p3"]);
    expect([isVoted(ledger, 2025), isVoted(ledger, 2026), isVoted(ledger, 2030)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it.each([
    [1, 2],
    [5, 6],
    [9, 11],
    [10, 12],
    [11, 14],
  ])("asks for a fifth more candidates: %i to choose need %i", (seats, needed) => {
    expect(neededFor(seats)).toBe(needed);
  });

  it("gives ids that nobody has", () => {
    expect(freshId("c", [])).toBe("c-1");
    expect(freshId("c", ["c-1", "c-3"])).toBe("c-4");
    expect(freshId("c", ["c-2"])).toBe("c-3");
  });
});

describe("answers of an exam", () => {
  it("are read as they were typed", () => {
    expect(answersFrom(" a b,CA\n4.D\n- 6：BD ")).toEqual(["A", "B", "AC", "D", "", "BD"]);
    expect(answersFrom("")).toEqual([]);
  });

  it("must be fifty, of letters", () => {
    const fifty = Array.from({ length: 50 }, () => "A");
    expect(answersFault(fifty)).toBeNull();
    expect(answersFault(fifty.slice(1))).toEqual({ count: 49 });
    expect(answersFault([...fifty.slice(1), "X"])).toEqual({ at: 50 });
  });
});

describe("forms", () => {
  const filled: Record<string, string> = {
    "title.zh": "路灯",
    "title.en": "",
    "post.zh": "",
    "post.en": "Judge",
    date: TODAY,
    year: "2026",
    percent: "40",
    report: "monthly|2026-04-30",
    place: "s1|d1|2",
    passed: "yes",
    answers: "A B",
    major: "yes",
  };

  it.each(Object.keys(FIELDS) as FormName[])("%s is complete when everything is filled in", (form) => {
    const values = { ...blank(form, TODAY), ...filled };
    for (const { name, kind } of fieldsOf(form)) {
      if (kind === "line" || kind === "lines") (values as Record<string, string>)[name] ||= "x";
    }
    expect(missing(form, values, TODAY)).toBeNull();
  });

  it("names the first field that is missing", () => {
    expect(missing("project-collect", blank("project-collect", TODAY), TODAY)).toBe("year");
    expect(missing("project-collect", { ...filled, proposer: "" }, TODAY)).toBe("proposer");
    expect(missing("project-plan", { date: "2026-03-21", text: "x" }, TODAY)).toBe("date");
    expect(missing("project-report", { ...filled, percent: "101", text: "x" }, TODAY)).toBe("percent");
    expect(missing("project-report", { ...filled, report: "", text: "x" }, TODAY)).toBe("report");
    expect(missing("project-screen", blank("project-screen", TODAY), TODAY)).toBeNull();
  });

  it("becomes the members of its act", () => {
    const given = { project: "p1" };
    expect(actMembers("project-report", { ...filled, text: " 开工 " }, given)).toEqual({
      project: "p1",
      kind: "monthly",
      due: "2026-04-30",
      date: TODAY,
      percent: 40,
      text: "开工",
    });
    expect(actMembers("project-screen", { ...filled, target: "", note: "" }, given)).toEqual({
      project: "p1",
      major: true,
      routine: false,
      assigned: false,
      cross_year: false,
      target: "",
      note: "",
    });
    expect(actMembers("appointment-submit", filled, { case: "c1" })).toEqual({
      case: "c1",
      sitting: "s1",
      division: "d1",
      place: 2,
    });
    expect(actMembers("exam-answers", filled, { case: "c1" })).toEqual({ case: "c1", answers: ["A", "B"] });
    expect(actMembers("appointment-review", { ...filled, note: "" }, { case: "c1" })).toEqual({
      case: "c1",
      passed: true,
      date: TODAY,
      note: "",
    });
    expect(actMembers("project-collect", { ...filled, proposer: "组", text: "" }, given)).toEqual({
      project: "p1",
      year: 2026,
      title: { zh: "路灯", en: "" },
      proposer: "组",
      text: "",
    });
  });
});

describe("places on the agenda", () => {
  const named = [
    [
      { zh: "李 四", en: "" },
      { zh: "副院长 张 三", en: "Zhang San" },
    ],
  ];
  const division = (id: string, template: string, state: string, names: unknown) =>
    ({ id, template, state, names }) as unknown as Division;

  it("are those of drafts that name the person, or that vote on all together", () => {
    const divisions = [
      division("d1", "appoint-each", "approved", named),
      division("d2", "appoint-merged", "draft", [[]]),
      division("d3", "appoint-each", "open", named),
      division("d4", "resolution", "draft", [[]]),
      division("d5", "appoint-each", "draft", [[{ zh: "王五", en: "" }]]),
    ];
    expect(placesFor("张三", divisions).map(({ division: { id }, place }) => [id, place])).toEqual([
      ["d1", 2],
      ["d2", 0],
    ]);
  });
});
