import { describe, expect, it } from "vitest";
import type { RosterMember } from "../src/register.ts";
import {
  difference,
  type Edits,
  editsHeader,
  errorsCsv,
  type Finding,
  importable,
  keepSeats,
  matches,
  openCells,
  type Preview,
  type PreviewRow,
  shownRows,
  totals,
  unknownSeats,
  withEdit,
} from "../src/roster/importing.ts";

function member(id: string, seat = "", more: Partial<RosterMember> = {}): RosterMember {
  return {
    id,
    name: `名${id}`,
    latin: "",
    delegation: "东城",
    seat,
    role: "deputy",
    status: "in-office",
    ...more,
  };
}

function finding(field: Finding["field"], zh: string): Finding {
  return { field, code: "x", zh, en: zh, remedy: null };
}

function row(
  line: number,
  errors: readonly Finding[] = [],
  warnings: readonly Finding[] = [],
  name = "周文澜",
): PreviewRow {
  const values = { number: "0012", name, latin: "", delegation: "", seat: "7-12", role: "", status: "" };
  return { line, values, errors, warnings };
}

const preview: Preview = {
  file: "a.csv",
  encoding: "UTF-8",
  rows: [row(2), row(3, [finding("seat", "席位重复")]), row(4, [], [finding("name", "有空格")])],
  members: [],
  errors: 1,
  warnings: 1,
};

describe("corrections", () => {
  it("are kept by line and field, the last one standing", () => {
    const edits = withEdit(withEdit(withEdit({}, 3, "seat", "1"), 3, "name", "甲"), 3, "seat", "");
    expect(edits).toEqual({ 3: { seat: "", name: "甲" } });
  });

  it("travel percent-encoded and are refused when too long for a header", () => {
    expect(editsHeader({ 3: { name: "南塘" } })).toBe(encodeURIComponent('{"3":{"name":"南塘"}}'));
    const many: Edits = Object.fromEntries(
      Array.from({ length: 800 }, (_, i) => [i, { name: "欧阳娜娜", seat: "12-12" }]),
    );
    expect(editsHeader(many)).toBeNull();
  });

  it("open the cells where something was found or corrected", () => {
    expect([
      ...openCells(row(3, [finding("seat", "重复"), finding("", "多出")]), { 3: { name: "甲" } }),
    ]).toEqual(["seat", "name"]);
    expect(openCells(row(5), {}).size).toBe(0);
  });
});

describe("the preview", () => {
  it("counts what can be imported and sieves the errors, corrected lines included", () => {
    expect(importable(preview)).toBe(2);
    expect(shownRows(preview, {}, false)).toHaveLength(3);
    expect(shownRows(preview, { 4: { name: "乙" } }, true).map(({ line }) => line)).toEqual([3, 4]);
  });

  it("lists errors as CSV that no spreadsheet takes for a formula", () => {
    const bad = { ...preview, rows: [row(3, [finding("name", '姓名, "怪"')], [], "=1+1")] };
    expect(
      errorsCsv(
        bad,
        ["行", "列", "内容", "结果"],
        (field) => field,
        (one) => one.zh,
      ),
    ).toBe('\ufeff行,列,内容,结果\r\n3,name,\'=1+1,"姓名, ""怪"""\r\n');
  });
});

describe("a roster over another", () => {
  it("keeps the seats of members whom the file gives none, unless somebody else took them", () => {
    const fresh = [member("1"), member("2", "1-1"), member("3"), member("4", "2-2")];
    const present = [member("1", "1-1"), member("3", "3-3"), member("4", "4-4")];
    expect(keepSeats(fresh, present).map(({ seat }) => seat)).toEqual(["", "1-1", "3-3", "2-2"]);
  });

  it("names the seats that the plan lacks, and none without a plan", () => {
    const members = [member("1", "1-1"), member("2", "9-9"), member("3")];
    expect(unknownSeats(members, new Set(["1-1"])).map(({ id }) => id)).toEqual(["2"]);
    expect(unknownSeats(members, new Set())).toEqual([]);
  });

  it("tells what changes", () => {
    const before = [member("1"), member("2"), member("3")];
    const after = [member("1"), member("2", "1-1"), member("4")];
    expect(difference(before, after)).toEqual({ added: 1, removed: 1, changed: 1 });
    expect(difference(before, [...before])).toEqual({ added: 0, removed: 0, changed: 0 });
  });

  it("counts deputies in office, guests and those who are out", () => {
    const members = [
      member("1"),
      member("2", "", { status: "ended" }),
      member("3", "", { role: "attendee" }),
    ];
    expect(totals(members)).toEqual({ inOffice: 1, guests: 1, out: 1 });
  });

  it("is searched by every word of a member", () => {
    expect(matches(member("0012", "7-12", { latin: "Zhou Wenlan" }), " wenlan ")).toBe(true);
    expect(matches(member("0012"), "西关")).toBe(false);
  });
});
