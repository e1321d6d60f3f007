/** Documents on their way to an item, and rosters by strokes. */
import { describe, expect, it } from "vitest";
import { attachMembers, fileFault, mayAttach, pendingOf } from "../src/agenda/papers.ts";
import type { RosterMember } from "../src/register.ts";
import { inStrokeOrder } from "../src/roster/importing.ts";

const DIVISION = {
  names: [
    [
      { zh: "王岚", en: "Wang Lan" },
      { zh: "赵明远", en: "Zhao Mingyuan" },
    ],
  ],
};
const KEPT = { sha256: "A".repeat(43), bytes: 1000, pages: 2 };

describe("a file that is dropped", () => {
  it("is named after itself, in its language, and about the candidate whom it names", () => {
    expect(pendingOf("赵明远_简历.PDF", DIVISION)).toMatchObject({
      title: { zh: "赵明远 简历", en: "" },
      language: "zh",
      candidate: 1,
      replaces: "",
    });
    expect(pendingOf("Report.pdf", DIVISION)).toMatchObject({
      title: { zh: "", en: "Report" },
      language: "en",
      candidate: null,
    });
  });

  it("takes over everything but the file from what it replaces", () => {
    const old = { id: "a", title: { zh: "报告", en: "" }, language: "bo", candidate: 0, ...KEPT };
    const fresh = pendingOf("new.pdf", DIVISION, old);
    expect(fresh).toMatchObject({ title: old.title, language: "bo", candidate: 0, replaces: "a" });
    expect(fresh.id).not.toBe("a");
  });

  it("is not sent when it is no PDF or too great", async () => {
    expect(await fileFault(new Blob(["%PDF-1.7"]))).toBeNull();
    expect(await fileFault(new Blob(["PK"]))).toBe("notPdf");
    expect(await fileFault(new Blob([new Uint8Array(20 * 1024 * 1024 + 1)]))).toBe("tooBig");
  });
});

describe("the act", () => {
  it("waits for the file and for a title", () => {
    const coming = pendingOf("报告.pdf", DIVISION);
    expect(attachMembers("d", coming)).toBeNull();
    const kept = { ...coming, kept: KEPT };
    expect(attachMembers("d", { ...kept, title: { zh: " ", en: "" } })).toBeNull();
    expect(attachMembers("d", kept)).toEqual({
      division: "d",
      document: kept.id,
      title: { zh: "报告", en: "" },
      language: "zh",
      ...KEPT,
    });
    expect(attachMembers("d", { ...kept, candidate: 0, replaces: "a" })).toMatchObject({
      candidate: 0,
      replaces: "a",
    });
    expect(kept.id).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
  });

  it("comes before the opening", () => {
    expect((["draft", "approved", "announced"] as const).every(mayAttach)).toBe(true);
    expect((["open", "closed", "declared", "void", "withdrawn"] as const).some(mayAttach)).toBe(false);
  });
});

describe("a roster by strokes", () => {
  it("keeps delegations together, in their order", () => {
    const member = (name: string, delegation: string): RosterMember => ({
      id: name,
      name,
      latin: "",
      delegation,
      seat: "",
      role: "deputy",
      status: "in-office",
    });
    const people = [
      member("魏三", "甲"),
      member("王一", "乙"),
      member("丁二", "甲"),
      member("欧阳明", "甲"),
      member("丁一", "乙"),
    ];
    expect(inStrokeOrder(people).map(({ name }) => name)).toEqual(["丁二", "欧阳明", "魏三", "丁一", "王一"]);
  });
});
