import { describe, expect, it, type Mock, vi } from "vitest";
import { randomBytes } from "../src/crypto.ts";
import { BallotDraft } from "../src/sealed/ballot.ts";
import type { Choices, Form } from "../src/sealed/forms.ts";
import * as group from "../src/sealed/group.ts";

/** The group as it is, with calls counted. */
vi.mock("../src/sealed/group.ts", async (original) => {
  const real = await original<typeof import("../src/sealed/group.ts")>();
  vi.spyOn(real.Base.prototype, "times");
  const counted = Object.fromEntries(
    (["timesSecret", "decodePoint", "encodePoint"] as const).map((name) => [name, vi.fn(real[name])]),
  );
  return { ...real, ...counted };
});

const { G, voteKey, randomScalar } = group;
const COUNTED = [
  group.Base.prototype.times,
  group.timesSecret,
  group.decodePoint,
  group.encodePoint,
] as unknown as readonly Mock[];

describe("46: sealing takes the same steps", () => {
  it.each<[string, Form, readonly Choices[]]>([
    [
      "whatever names are written",
      [{ type: 4, c: 2, min: 0, max: 2, w: 2 }],
      [
        [{ names: ["for", "against"], written: [] }],
        [{ names: ["for", "against"], written: ["张三"] }],
        [{ names: ["against", "against"], written: ["买买提·艾力", "A".repeat(60)] }],
        [{ names: ["abstain", "abstain"], written: [] }],
      ],
    ],
    [
      "whatever is preferred",
      [{ type: 5, c: 30, min: 0, max: 0, w: 0 }],
      [[[]], [[30, 1, 7]], [Array.from({ length: 30 }, (_, i) => i + 1)]],
    ],
  ])("%s", async (_, form, all) => {
    const key = voteKey(group.encodePoint(G.times(randomScalar())));
    const open = randomBytes(32);
    const place = { open, key: open, seq: 1, prev: open };
    const steps = new Set<string>();
    for (const choices of all) {
      const draft = new BallotDraft(form, key);
      for (const _ of draft.prepare());
      for (const mock of COUNTED) mock.mockClear();
      await draft.seal(place, choices);
      steps.add(COUNTED.map((mock) => mock.mock.calls.length).join());
    }
    expect([...steps]).toHaveLength(1);
    expect([...steps][0]).not.toBe("0,0,0,0");
  });
});
