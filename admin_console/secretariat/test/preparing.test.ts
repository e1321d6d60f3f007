import { bitAt } from "@hemicycle/kit/draw/seatmap";
import { b64u } from "@hemicycle/kit/encoding";
import type { Division, State } from "@hemicycle/kit/types";
import { describe, expect, it } from "vitest";
import { lackingCounters } from "../src/agenda/counters.ts";
import { TEMPLATES } from "../src/agenda/templates.ts";
import { faultOf, suggestedId } from "../src/founding.ts";
import { offlineSeats, presenceOf, seatsOf, shares, sifted } from "../src/hall/attendance.ts";
import { mayRecuse, recusable } from "../src/hall/recusals.ts";
import type { ProfileDocument } from "../src/profiles.ts";
import type { KeyEntry, Register, RosterMember } from "../src/register.ts";
import { bodyKind, KINDS, MAJORITIES, majorityIn, NAME_RULES, QUORUMS } from "../src/rules.ts";
import {
  proposedProfile,
  proposedSittingId,
  type SittingDraft,
  sittingFault,
  sittingMembers,
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
    const good = { id: "linhu", kind: "congress", level: "", name: { zh: "某", en: "" }, holder: "何静" };
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
    const draft = { id: "s-1", title: { zh: "", en: "Closing" } };
    expect(sittingFault(draft, [])).toBeNull();
    expect(sittingFault({ ...draft, title: { zh: "", en: " " } }, [])).toBe("needTitle");
    expect(sittingFault({ ...draft, id: "S" }, [])).toBe("badId");
    expect(sittingFault(draft, ["s-1"])).toBe("idTaken");
  });

  it("has the quorum of its profile, and only what was said of its session", () => {
    const draft: SittingDraft = {
      id: "s-1",
      title: { zh: " 全体会议 ", en: "" },
      kind: "plenary",
      quorum: "Q2",
      profile: null,
      term: null,
      session: 3,
      session_kind: "",
    };
    expect(sittingMembers(draft)).toEqual({
      title: { zh: "全体会议", en: "" },
      kind: "plenary",
      quorum: "Q2",
      session: 3,
    });
    const profile = { id: "national", levels: ["national"], quorum: { plenary: { rule: "Q1" } } };
    const ruled = { ...draft, profile: profile as unknown as ProfileDocument };
    expect(sittingMembers(ruled)).toMatchObject({ quorum: "Q1", profile });
    const offered = [ruled.profile, { ...ruled.profile, id: "local", levels: ["county", "city"] }];
    expect(proposedProfile(offered as ProfileDocument[], "county")?.id).toBe("local");
    expect(proposedProfile(offered as ProfileDocument[], "national")?.id).toBe("national");
    expect(proposedProfile(offered as ProfileDocument[], "town")).toBeNull();
    expect(proposedProfile(offered as ProfileDocument[], "")).toBeNull();
  });
});

describe("rules", () => {
  it("have each id once, and every kind's and template's rule among them", () => {
    const ids = [...QUORUMS, ...MAJORITIES, ...NAME_RULES].map(({ id }) => id);
    expect(new Set(ids).size).toBe(21);
    for (const { quorum } of KINDS) expect(ids).toContain(quorum);
    for (const { rule, committee } of TEMPLATES)
      expect(ids).toEqual(expect.arrayContaining([rule, committee]));
  });

  it("of a majority of all is that of the sitting's body", () => {
    expect(majorityIn("preparatory")).toBe("M1");
    expect(majorityIn("joint-group")).toBe("M4");
    expect(majorityIn("presidium")).toBe("M5");
    expect(bodyKind("street")).toMatchObject({ sittings: ["street"], levels: [] });
    expect(bodyKind("standing-committee").levels).not.toContain("town");
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

describe("recusals", () => {
  it("are of deputies in office who are not recused yet, and of votes to come", () => {
    expect(recusable(members, [], " ")).toEqual([]);
    expect(recusable(members, ["1"], "甲").map(({ id }) => id)).toEqual(["2"]);
    const [first] = members;
    expect(first && recusable([{ ...first, role: "attendee" }], [], "名")).toEqual([]);
    expect(
      ["draft", "approved", "announced", "open", "declared"].map((state) =>
        mayRecuse({ state: state as "draft" }),
      ),
    ).toEqual([true, true, true, false, false]);
  });
});

describe("votes counted by hand", () => {
  const paper = { ...division("a", 1), channel: "paper" } as Division;
  const key = (role: string, holder: string, state = "active") => ({ role, holder, state }) as KeyEntry;
  it("need two tellers and a scrutineer", () => {
    expect(lackingCounters([division("a", 1)], { keys: [] })).toBeNull();
    expect(lackingCounters([paper], { keys: [] })).toEqual({ tellers: 2, scrutineers: 1 });
    const keys = [
      key("teller", "甲"),
      key("teller", "甲"),
      key("teller", "乙", "revoked"),
      key("scrutineer", "丙"),
    ];
    expect(lackingCounters([paper], { keys })).toEqual({ tellers: 1, scrutineers: 0 });
    expect(lackingCounters([paper], { keys: [...keys, key("teller", "丁")] })).toBeNull();
    expect(lackingCounters([{ ...paper, state: "declared" }], { keys: [] })).toBeNull();
  });
});

describe("steps", () => {
  it("are those of the role", () => {
    expect(stepsOf("secretariat")).toHaveLength(9);
    expect(stepsOf("operator")).toEqual(["terminals", "hall"]);
    expect(stepsOf("scrutineer")).toEqual(["hall"]);
    expect(stepsOf("deputy")).toEqual([]);
    expect(stepFromHash("#/agenda", "secretariat", true)).toBe("agenda");
    expect(stepFromHash("#/agenda", "operator", true)).toBe("terminals");
    expect(stepFromHash("", "secretariat", false)).toBe("roster");
    expect(stepFromHash("", "secretariat", true)).toBe("overview");
    expect(stepFromHash("", "operator", false)).toBe("terminals");
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
