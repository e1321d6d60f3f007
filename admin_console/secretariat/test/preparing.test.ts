import { bitAt } from "@hemicycle/kit/draw/seatmap";
import { b64u } from "@hemicycle/kit/encoding";
import type { Division, State } from "@hemicycle/kit/types";
import { describe, expect, it } from "vitest";
import { faultOf, suggestedId } from "../src/founding.ts";
import { offlineSeats, presenceOf, seatsOf, shares, sifted } from "../src/hall/attendance.ts";
import type { Register, RosterMember } from "../src/register.ts";
import { KINDS, MAJORITIES, proposedRule, proposedSecrecy, QUORUMS, TEMPLATES } from "../src/rules.ts";
import {
  draftMembers,
  itemFault,
  nextNumber,
  proposedSittingId,
  sittingFault,
} from "../src/sitting/drafts.ts";
import { progressOf, ROLES, stepFromHash, stepsOf } from "../src/steps.ts";

const members: RosterMember[] = ["1", "2", "3", "4"].map((id, i) => ({
  id,
  name: `名${id}`,
  latin: "",
  delegation: i < 2 ? "甲" : "乙",
  seat: id === "4" ? "" : `1-${id}`,
  role: "deputy",
  status: "in-office",
}));

const register: Register = {
  head: { n: 3, d: "" },
  body: { id: "b", name: { zh: "某", en: "" }, kind: "congress" },
  members,
  plan: { kind: "grid", name: "" },
  seats: ["1-1", "1-2", "1-3", "1-4"].map((id, i) => ({ id, row: 1, col: i + 1, x: i, y: 0 })),
  codes: [],
  keys: [],
};

const division = (id: string, number: number, state = "draft") => ({ id, number, state }) as Division;

describe("founding", () => {
  it.each([
    ["People's Congress of Linhu District", "people-congress-of-linhu-district"],
    ["Ürümqi  Congress!", "urumqi-congress"],
    ["人大", ""],
  ])("suggests an id for %s", (english, id) => {
    expect(suggestedId(english)).toBe(id);
  });

  it("asks for what is missing, in order", () => {
    const good = { id: "linhu", kind: "congress", name: { zh: "某", en: "" }, holder: "何静" };
    expect(faultOf(good, [])).toBeNull();
    expect(faultOf({ ...good, name: { zh: " ", en: "" } }, [])).toBe("needName");
    expect(faultOf({ ...good, id: "Linhu" }, [])).toBe("badId");
    expect(faultOf(good, ["linhu"])).toBe("idTaken");
    expect(faultOf({ ...good, holder: " " }, [])).toBe("needHolder");
  });
});

describe("a sitting and its agenda", () => {
  it("gets an unused id from the body and the day", () => {
    const day = new Date(2026, 0, 14);
    expect(proposedSittingId("linhu", day, [])).toBe("linhu-2026-01-14");
    expect(proposedSittingId("linhu", day, ["linhu-2026-01-14", "linhu-2026-01-14-2"])).toBe(
      "linhu-2026-01-14-3",
    );
    expect(proposedSittingId("x".repeat(64), day, []).length).toBeLessThanOrEqual(64);
  });

  it("is created only with a title and a good id", () => {
    const draft = { id: "s-1", title: { zh: "", en: "Closing" }, kind: "plenary", quorum: "Q2" };
    expect(sittingFault(draft, [])).toBeNull();
    expect(sittingFault({ ...draft, title: { zh: "", en: " " } }, [])).toBe("needTitle");
    expect(sittingFault({ ...draft, id: "S" }, [])).toBe("badId");
    expect(sittingFault(draft, ["s-1"])).toBe("idTaken");
  });

  it("drafts items with the next number, an unused id and trimmed words", () => {
    const item = {
      number: 2,
      title: { zh: " 决议 ", en: "" },
      short: { zh: "决议", en: "" },
      text: { zh: "", en: "" },
      template: "resolution",
      rule: "M1" as const,
      secrecy: "secret" as const,
      countdown_s: 60,
    };
    expect(itemFault(item)).toBeNull();
    expect(itemFault({ ...item, title: { zh: "", en: "" } })).toBe("needItemTitle");
    expect(itemFault({ ...item, short: { zh: "", en: "" } })).toBe("needShort");
    expect(nextNumber([division("item-1", 1), division("item-7", 7)])).toBe(8);
    expect(nextNumber([])).toBe(1);
    const taken = [division("item-2", 2), division("item-2-2", 2)];
    expect(draftMembers(item, taken)).toMatchObject({
      division: "item-2-3",
      secrecy: "secret",
      title: { zh: "决议", en: "" },
      again_of: "",
    });
  });
});

describe("rules", () => {
  it("have each id once, and every kind's and template's rule among them", () => {
    const ids = [...QUORUMS, ...MAJORITIES].map(({ id }) => id);
    expect(new Set(ids).size).toBe(13);
    for (const { quorum } of KINDS) expect(ids).toContain(quorum);
    for (const { rule, committee } of TEMPLATES)
      expect(ids).toEqual(expect.arrayContaining([rule, committee]));
  });

  it("follow the template and the kind of sitting", () => {
    expect(proposedRule("resolution", "plenary")).toBe("M1");
    expect(proposedRule("resolution", "standing-committee")).toBe("M4");
    expect(proposedRule("procedural-present", "joint-group")).toBe("M7");
  });
});

describe("secrecy", () => {
  it("is proposed by the template: secret, except for a roll call", () => {
    expect(proposedSecrecy("roll-call")).toBe("named");
    for (const { id } of TEMPLATES.filter(({ id }) => id !== "roll-call"))
      expect(proposedSecrecy(id)).toBe("secret");
    expect(proposedSecrecy("unheard-of")).toBe("secret");
  });
});

describe("attendance", () => {
  const bits = b64u(new Uint8Array([0b1010_0000]));
  const present = seatsOf(register, bits) ?? new Set();

  it("is read from the bits in the plan's order", () => {
    expect([...present]).toEqual(["1-1", "1-3"]);
    expect(bitAt(new Uint8Array([0b1010_0000]), 2)).toBe(true);
    expect(seatsOf(register, undefined)).toBeNull();
  });

  it("is shared by delegation; who has no seat can't be present", () => {
    expect(shares(register, present)).toEqual([
      { name: "甲", present: 1, of: 2 },
      { name: "乙", present: 1, of: 2 },
    ]);
  });

  it("knows which enrolled terminals are not connected", () => {
    const state = (kind: "enrolled" | "none") => ({ kind, key: null, code: null });
    const states = new Map([
      ["1-1", state("enrolled")],
      ["1-2", state("enrolled")],
      ["1-3", state("none")],
    ]);
    expect([...offlineSeats(states, new Set(["1-1"]))]).toEqual(["1-2"]);
    expect(offlineSeats(states, null).size).toBe(0);
  });

  it("is sifted by words, delegation and presence", () => {
    const leaves = new Set(["2"]);
    const offline = new Set(["1-3"]);
    const ids = (presence: "" | "present" | "leave" | "absent" | "offline", delegation = "", sought = "") =>
      sifted(register, { present, offline }, leaves, { sought, delegation, presence }).map(({ id }) => id);
    expect(ids("present")).toEqual(["1", "3"]);
    expect(ids("leave")).toEqual(["2"]);
    expect(ids("absent")).toEqual(["4"]);
    expect(ids("offline")).toEqual(["3"]);
    expect(ids("", "乙", "名3")).toEqual(["3"]);
    const [first] = members;
    expect(first && presenceOf(first, present, new Set(["1"]))).toBe("present");
  });
});

describe("steps", () => {
  it("are those of the role", () => {
    expect(stepsOf("secretariat")).toHaveLength(7);
    expect(stepsOf("operator")).toEqual(["terminals", "hall"]);
    expect(stepsOf("scrutineer")).toEqual(["hall"]);
    expect(stepsOf("deputy")).toEqual([]);
    expect(stepFromHash("#/agenda", "secretariat")).toBe("agenda");
    expect(stepFromHash("#/agenda", "operator")).toBe("terminals");
    expect(stepFromHash("", "secretariat")).toBe("roster");
  });

  it("are for no new scrutineer: whose key is made here can't hold a share", () => {
    expect(ROLES).toEqual(["secretariat", "operator", "teller"]);
  });

  it("tell how far they have come", () => {
    expect(progressOf("roster", register, null)).toEqual({ done: true, figure: "4" });
    expect(progressOf("seats", register, null)).toEqual({ done: false, figure: "3/4" });
    expect(progressOf("terminals", register, null)).toEqual({ done: false, figure: "0/4" });
    expect(progressOf("sitting", register, null).done).toBe(false);
    const state = (divisions: Division[], sitting = "created") =>
      ({ sitting: { state: sitting }, divisions, attendance: { present: 2, due: 4 } }) as unknown as State;
    expect(progressOf("agenda", register, state([division("a", 1)]))).toEqual({ done: false, figure: "1" });
    expect(progressOf("agenda", register, state([division("a", 1, "approved")])).done).toBe(true);
    expect(progressOf("agenda", register, state([])).done).toBe(false);
    expect(progressOf("hall", register, state([], "open"))).toEqual({ done: false, figure: "2/4" });
  });
});
