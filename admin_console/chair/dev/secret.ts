/** A secret vote in every state, for tests and for looking at the pages without a server. Never part of a built page. */
import type { SecretStage } from "@hemicycle/kit/scrutineers";
import type {
  CeremonyPhase,
  Division,
  DivisionState,
  SealedView,
  SealView,
  State,
  Verifying,
} from "@hemicycle/kit/types";
import type { Keys } from "../src/steps.ts";
import type { Looked } from "../src/view.ts";
import { sampleResult, sampleState } from "./samples.ts";

export const SCRUTINEERS = ["韩秀英", "马志远", "陈立群"] as const;
const DIGEST = "8PZov2EOXPnxHSqlD5JK2hB5cQDo8F3ghYQt22NwqGc";
const FREEZE = "Et2XdMyW4YtbG11KSx4HJMSz4_N6Pu0a9qHax8_bw-M";

/** What tests look with when nothing about it matters. */
export const LOOKED: Looked = {
  chosen: "",
  plan: null,
  now: 0,
  onlineForMs: 60_000,
  keys: { state: "good", people: null },
  stageForMs: 0,
  samples: [],
};

export const PEOPLE: Keys["people"] = {
  scrutineers: SCRUTINEERS.map((holder, i) => ({
    key: `k${i}`,
    role: "scrutineer",
    holder,
    state: "active",
  })),
  chairs: ["c"],
};

export function sampleSeal(phase: CeremonyPhase = "ready", more: Partial<SealView> = {}): SealView {
  const ready = phase === "ready";
  return {
    attempt: 1,
    k: 2,
    n: 3,
    phase,
    done: ready ? [1, 2, 3] : phase === "aborted" ? [] : [1],
    scrutineers: SCRUTINEERS.map((holder, i) => ({ index: i + 1, key: `k${i}`, holder, active: true })),
    digest: ready ? DIGEST : "",
    public: ready ? DIGEST : "",
    fault: phase === "aborted" ? { by: 2, culprit: 3, code: "ceremony-share" } : null,
    stand_down: null,
    ...more,
  };
}

export function sampleSealed(more: Partial<SealedView> = {}): SealedView {
  return {
    k: 2,
    q: 3,
    active: [1, 2, 3],
    certified: [1, 2, 3],
    frozen: "",
    rooted: [],
    released: [],
    n: null,
    by_hand: false,
    refusals: [],
    void_ok: [],
    naming: null,
    ...more,
  };
}

const FROZEN = { frozen: FREEZE, n: 240 };
/** How a vote stands at each stage. */
export const STAGES: Readonly<Record<SecretStage, Partial<SealedView>>> = {
  certifying: { certified: [1] },
  voting: {},
  freezing: {},
  rooting: { ...FROZEN, rooted: [1, 2] },
  releasing: { ...FROZEN, rooted: [1, 2, 3], released: [1] },
  "by-hand": { ...FROZEN, n: 4, rooted: [1, 2, 3], by_hand: true },
  "too-few": { ...FROZEN, n: 2, rooted: [1, 2, 3] },
  counting: { ...FROZEN, rooted: [1, 2, 3], released: [1, 2] },
};

/** A sealed sitting with item 4 as a secret vote in `state`. */
export function secretState(
  state: DivisionState,
  sealed: Partial<SealedView> | null = null,
  more: Partial<Division> = {},
  seal: SealView | null = sampleSeal(),
): State {
  const base = sampleState(state, { seal });
  const opened = !["draft", "approved", "announced", "withdrawn", "deferred"].includes(state);
  const view = opened ? sampleSealed(sealed ?? STAGES.counting) : null;
  return {
    ...base,
    divisions: base.divisions.map((division) => ({
      ...division,
      secrecy: "secret",
      ...(division.number === 4 ? { sealed: view, ...more } : {}),
    })),
  };
}

/** A vote in one stage. */
export function stageState(stage: SecretStage, more: Partial<SealedView> = {}): State {
  const state = stage === "certifying" || stage === "voting" ? "open" : "closed";
  return secretState(state, { ...STAGES[stage], ...more });
}

export const unanimousState = (): State =>
  secretState("tallied", STAGES.counting, {
    reveals: ["unanimous"],
    result: sampleResult(240, 0, 0, { declared_ms: null }),
  });

export const sampleVerifying = (
  received: number,
  recorded: number,
  ...sizes: readonly number[]
): Verifying => ({
  received,
  recorded,
  scrutineers: sizes.map((size, i) => [i + 1, size] as const),
});

/** A state of the console with what the keyring would say. */
export interface Scene {
  readonly state: State;
  readonly keys?: Keys;
  readonly verify?: readonly [earlier: Verifying, now: Verifying];
}

const good: Keys = { state: "good", people: PEOPLE };
const none: Keys = { state: "checking", people: PEOPLE };
const refusal = (index: number, act: "open" | "root" | "release", code: string, detail = "") => ({
  index,
  act,
  code,
  detail,
});
const standDown = { act: "a", index: 3, reason: "因病离场", confirmed: [1] };

/** By name, for `?secret=…`. */
export const SCENES: Readonly<Record<string, () => Scene>> = {
  "no-keys": () => ({ state: secretState("approved", null, {}, null), keys: none }),
  "no-people": () => ({
    state: secretState("approved", null, {}, null),
    keys: { state: "checking", people: { scrutineers: [], chairs: ["c"] } },
  }),
  committing: () => ({ state: secretState("approved", null, {}, sampleSeal("committing")), keys: none }),
  dealing: () => ({
    state: secretState("approved", null, {}, sampleSeal("dealing", { done: [1, 3], attempt: 2 })),
    keys: none,
  }),
  aborted: () => ({ state: secretState("approved", null, {}, sampleSeal("aborted")), keys: none }),
  ready: () => ({ state: secretState("approved") }),
  "other-chair": () => ({ state: secretState("approved"), keys: { ...good, state: "other-chair" } }),
  announced: () => ({ state: secretState("announced") }),
  few: () => {
    const state = secretState("announced", null, { reveals: ["few-present"] });
    return { state: { ...state, attendance: { due: 9, present: 8, absent: 1, leave: 0 } } };
  },
  "no-keys-announced": () => ({
    state: secretState("announced", null, {}, sampleSeal("aborted")),
    keys: none,
  }),
  certifying: () => ({ state: stageState("certifying") }),
  "open-refused": () => ({
    state: stageState("certifying", {
      certified: [1, 2],
      refusals: [refusal(3, "open", "electorate-differs", "240 8PZov2EOXPnxHSqlD5JK2hB5cQDo8F3ghYQt22NwqGc")],
    }),
  }),
  voting: () => ({
    state: stageState("voting"),
    verify: [sampleVerifying(180, 180, 180, 180, 178), sampleVerifying(229, 229, 229, 229, 229)],
  }),
  backlog: () => ({
    state: stageState("voting"),
    verify: [sampleVerifying(229, 100, 90, 88, 70), sampleVerifying(229, 160, 150, 148, 120)],
  }),
  freezing: () => ({ state: stageState("freezing") }),
  rooting: () => ({ state: stageState("rooting") }),
  "root-refused": () => ({
    state: stageState("rooting", { refusals: [refusal(3, "root", "sums-differ", "AAAA")] }),
  }),
  releasing: () => ({ state: stageState("releasing") }),
  "share-invalid": () => ({
    state: stageState("releasing", { refusals: [refusal(2, "release", "share-invalid")] }),
  }),
  "by-hand": () => ({ state: stageState("by-hand") }),
  "too-few": () => ({ state: stageState("too-few") }),
  counting: () => ({ state: stageState("counting") }),
  "stand-down": () => ({
    state: secretState("closed", STAGES.rooting, {}, sampleSeal("ready", { stand_down: standDown })),
  }),
  tallied: () => ({ state: secretState("tallied") }),
  unanimous: () => ({ state: unanimousState() }),
  declared: () => ({ state: secretState("declared") }),
  "void-pending": () => ({
    state: secretState("closed", STAGES.releasing, { void: { act: "v", reason: "误报议题" } }),
  }),
  "void-unknown": () => ({
    state: secretState(
      "void",
      { ...STAGES.freezing, void_ok: [1, 2, 3] },
      { reason: "误报议题", count: "unknown" },
    ),
  }),
  "void-may-be-known": () => ({
    state: secretState(
      "void",
      { ...STAGES.releasing, void_ok: [2] },
      { reason: "误报议题", count: "may-be-known" },
    ),
  }),
};
