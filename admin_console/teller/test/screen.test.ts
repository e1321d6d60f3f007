import type { CountStage, HandCount } from "@hemicycle/kit/channels";
import type { DivisionState } from "@hemicycle/kit/types";
import { describe, expect, it } from "vitest";
import { countedState, sampleCount, TELLERS } from "../../chair/dev/counted.ts";
import { countedOf, type Me, type ScreenKind, screenOf, stepsOf } from "../src/screen.ts";

const [one, other] = TELLERS;
const teller: Me = { ...one, role: "teller", sealed: false };
const third: Me = { key: "t3", holder: "郑国强", role: "teller", sealed: false };
const scrutineer: Me = { key: "s1", holder: "韩秀英", role: "scrutineer", sealed: false };

const at = (state: DivisionState, stage: CountStage, more: Partial<HandCount> = {}) =>
  countedState("paper", state, sampleCount(stage, more));

describe("a teller's desk", () => {
  const cases: [string, ScreenKind, DivisionState, CountStage, Partial<HandCount>, Partial<Me>][] = [
    ["says what was issued while the vote is open", "issue", "open", "voting", {}, {}],
    ["says what was returned after the close", "return", "closed", "returning", {}, {}],
    ["can't count more than were issued", "overfull", "closed", "overfull", {}, {}],
    ["types figures", "entry", "closed", "counting", {}, {}],
    ["waits for the other one", "waiting", "closed", "counting", { committed: [one] }, { sealed: true }],
    ["has what did not arrive", "unsent", "closed", "counting", {}, { sealed: true }],
    ["has lost what was handed in", "lost", "closed", "counting", { committed: [one] }, {}],
    [
      "reveals once both are there",
      "revealing",
      "closed",
      "counting",
      { committed: [one, other] },
      { sealed: true },
    ],
    [
      "waits while the other one reveals",
      "revealing",
      "closed",
      "counting",
      { committed: [one, other], revealed: [one] },
      {},
    ],
    ["waits for signatures", "signing", "closed", "signing", {}, {}],
    ["waits for the declaration", "signing", "tallied", "signed", {}, {}],
  ];
  it.each(cases)("%s", (_, kind, state, stage, more, me) => {
    expect(screenOf(at(state, stage, more), { ...teller, ...me }).kind).toBe(kind);
  });

  it("of a third person looks on while two count, and types in the next attempt", () => {
    expect(screenOf(at("closed", "counting", { committed: [one, other] }), third).kind).toBe("others");
    expect(screenOf(at("closed", "counting", { committed: [one] }), third).kind).toBe("entry");
  });

  it("of one person counts once, at whatever device", () => {
    const elsewhere = { ...third, holder: one.holder };
    expect(screenOf(at("closed", "counting", { committed: [one] }), elsewhere).kind).toBe("others");
  });

  it("checks the number returned that another teller found too great", () => {
    const said = { returned: 243, overfull: [one] };
    expect(screenOf(at("closed", "overfull", said), teller).kind).toBe("overfull");
    expect(screenOf(at("closed", "overfull", said), { ...third, holder: one.holder }).kind).toBe("overfull");
    expect(screenOf(at("closed", "overfull", said), third).kind).toBe("return");
    const final = { returned: 243, overfull: [one, other] };
    expect(screenOf(at("closed", "overfull", final), third).kind).toBe("overfull");
    expect(screenOf(at("closed", "overfull", said), scrutineer).kind).toBe("overfull");
  });

  it("of hands types while they are up", () => {
    expect(screenOf(countedState("hands", "open", sampleCount("voting")), teller).kind).toBe("entry");
  });
});

describe("a scrutineer's desk", () => {
  it("never types and never sees figures before they stand", () => {
    for (const [state, stage] of [
      ["open", "voting"],
      ["closed", "returning"],
      ["closed", "counting"],
    ] as const)
      expect(screenOf(at(state, stage), scrutineer).kind).toBe("watch");
  });

  it("signs the count that stands once", () => {
    expect(screenOf(at("closed", "signing"), scrutineer).kind).toBe("sign");
    expect(screenOf(at("closed", "signed"), scrutineer).kind).toBe("signing");
    expect(screenOf(at("tallied", "signed"), { ...scrutineer, key: "s2" }).kind).toBe("sign");
    expect(screenOf(at("closed", "signing"), { ...scrutineer, key: "s9" }).kind).toBe("signing");
  });
});

describe("what is counted", () => {
  it("is the division under way that tellers count", () => {
    expect(countedOf(countedState("terminal", "closed"))).toBeNull();
    expect(countedOf(countedState("paper", "announced"))).toBeNull();
    expect(countedOf(countedState("paper", "declared"))).toBeNull();
    expect(countedOf(countedState("mixed", "open"))?.channel).toBe("mixed");
    expect(screenOf(null, teller).kind).toBe("idle");
  });

  it("has a way of four steps on paper and of three by hands", () => {
    const steps = (channel: "paper" | "hands", stage: CountStage) => {
      const counted = countedOf(countedState(channel, "closed", sampleCount(stage)));
      return counted && stepsOf(counted).map(({ name, state }) => `${name} ${state}`);
    };
    expect(steps("paper", "overfull")).toEqual([
      "voting done",
      "returning trouble",
      "counting ahead",
      "signing ahead",
    ]);
    expect(steps("paper", "counting")).toEqual([
      "voting done",
      "returning done",
      "counting current",
      "signing ahead",
    ]);
    expect(steps("hands", "signing")).toEqual(["voting done", "counting done", "signing current"]);
    expect(steps("hands", "signed")).toEqual(["voting done", "counting done", "signing done"]);
  });
});
