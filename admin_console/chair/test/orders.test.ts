import type { State } from "@hemicycle/kit/types";
import { describe, expect, test } from "vitest";
import { sampleState } from "../dev/samples.ts";
import {
  contentOf,
  type Order,
  OutdatedOrder,
  openingContent,
  type Proposal,
  sameVote,
} from "../src/orders.ts";

const order = (kind: Order["kind"], reason?: string): Order => ({
  kind,
  division: "item-4",
  ...(reason === undefined ? {} : { reason }),
});

function changed(state: State, more: object): State {
  return { ...state, divisions: state.divisions.map((d) => (d.id === "item-4" ? { ...d, ...more } : d)) };
}

describe("members of the acts (docs/protocol.md §5)", () => {
  const open = sampleState("open");

  test("of the sitting", () => {
    expect(contentOf(open, { kind: "open-sitting", division: "" })).toEqual({
      type: "sitting-open",
      members: { register: open.register },
    });
    expect(contentOf(open, { kind: "close-sitting", division: "" })).toEqual({
      type: "sitting-close",
      members: {},
    });
  });

  test.each(["approve", "announce", "publish"] as const)("of %s", (kind) => {
    expect(contentOf(open, order(kind))).toEqual({
      type: `division-${kind}`,
      members: { division: "item-4" },
    });
  });

  test.each(["withdraw", "defer", "void"] as const)("of %s with its reason", (kind) => {
    expect(contentOf(open, order(kind, "无法继续"))).toEqual({
      type: `division-${kind}`,
      members: { division: "item-4", reason: "无法继续" },
    });
  });

  test("of close and extend, which name the opening", () => {
    expect(contentOf(open, order("close")).members).toEqual({
      division: "item-4",
      open: open.open?.open,
      reason: "chair",
    });
    expect(contentOf(open, order("extend")).members).toEqual({
      division: "item-4",
      open: open.open?.open,
      deadline_ms: (open.open?.deadline_ms ?? 0) + 30_000,
    });
  });

  test("of declare: the tally's result as it came, with the opening", () => {
    const full = { for: 236, against: 2 };
    const tallied = changed(sampleState("tallied"), { result_full: full, open: "told" });
    expect(contentOf(tallied, order("declare")).members).toMatchObject({ open: "told", result: full });
    expect(() => contentOf(sampleState("tallied"), order("declare"))).toThrow(OutdatedOrder);
  });

  test("of a void's cancellation, only while one is proposed", () => {
    const proposed = changed(open, { void: { act: "v", reason: "r" } });
    expect(contentOf(proposed, order("void-cancel")).members).toEqual({
      division: "item-4",
      void: "v",
    });
    expect(() => contentOf(open, order("void-cancel"))).toThrow(OutdatedOrder);
  });

  test("of a vote held again: a new draft of the same text", () => {
    const voided = sampleState("void");
    const { type, members } = contentOf(voided, order("again"));
    const of = voided.divisions.find(({ id }) => id === "item-4");
    expect(type).toBe("division-draft");
    expect(members).toEqual({
      division: "item-4-again-2",
      number: 4,
      title: of?.title,
      short: of?.short,
      text: of?.text,
      template: "resolution",
      rule: "M1",
      secrecy: "named",
      countdown_s: 60,
      again_of: "item-4",
    });
  });

  test("an act on what is gone is not made", () => {
    expect(() => contentOf(open, { kind: "approve", division: "gone" })).toThrow(OutdatedOrder);
    expect(() => contentOf(sampleState("closed"), order("extend"))).toThrow(OutdatedOrder);
  });
});

describe("the proposal of an opening", () => {
  const state = sampleState("announced");
  const division = state.divisions.find(({ id }) => id === "item-4");
  if (!division) throw new Error("no item");
  const { title, text } = division;
  const paper = { form: [{ type: 129, c: 1, min: 0, max: 0, w: 0 }], names: [[]] };
  const definition = {
    title: { ...title },
    text: { ...text },
    rule: "M1",
    quorum: "Q2",
    channel: "terminal",
    secrecy: "named",
    ...paper,
  };
  const proposal: Proposal = {
    division: "item-4",
    kind: "real",
    server: "S",
    auto_close_s: 60,
    definition,
    after: { n: 7, d: "x" },
  };

  test("is signed with the chair's countdown, without `after`", () => {
    expect(openingContent(proposal, 0)).toEqual({
      type: "division-open",
      members: { division: "item-4", kind: "real", server: "S", auto_close_s: 0, definition },
    });
  });

  test("is signed only if it is the vote shown", () => {
    const same = (more: object) => sameVote({ ...proposal, ...more } as Proposal, division, state, "S");
    expect(same({})).toBe(true);
    expect(same({ division: "item-5" })).toBe(false);
    expect(same({ server: "T" })).toBe(false);
    expect(same({ definition: { ...definition, rule: "M7" } })).toBe(false);
    expect(same({ definition: { ...definition, title: { zh: "别的", en: "other" } } })).toBe(false);
    expect(same({ definition: { ...definition, quorum: "Q3" } })).toBe(false);
    expect(same({ definition: undefined })).toBe(false);
  });
});
