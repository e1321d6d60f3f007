/** What can be done next: one dominant step, always in the same place, and the other lawful acts beside it. Pure. */
import { channelOf } from "@hemicycle/kit/channels";
import { papersOf } from "@hemicycle/kit/documents";
import { isMotion } from "@hemicycle/kit/marks";
import { type CeremonyPeople, inCeremony, lacksSeal, peopleFault } from "@hemicycle/kit/scrutineers";
import type { Division, State } from "@hemicycle/kit/types";
import { focusOf, isRunning, nextPending } from "./state.ts";

export type StepKind =
  | "open-sitting"
  | "approve"
  | "ceremony"
  | "in-ceremony"
  | "announce"
  | "open"
  | "close"
  | "counting"
  | "declare"
  | "next"
  | "close-sitting"
  | "no-items"
  | "finished";

/** Why the dominant step can't be taken now; null if it can. */
export type Block =
  | "no-quorum"
  | "comes-later"
  | "void-proposed"
  | "not-sealed"
  | "other-chair"
  | "few-scrutineers"
  | "no-chair"
  /** Nobody has said yet how many ballots were issued. */
  | "not-issued"
  | "waiting";

/**
 * The keys for secret votes as this console knows them. `good`: the scrutineers' seals hold and name this console; `other-chair`:
 * they name others; `bad`: they don't hold; `checking`: not told yet, or not there.
 */
export interface Keys {
  readonly state: "checking" | "good" | "other-chair" | "bad";
  /** Who would hold a ceremony now; null before the register was read. */
  readonly people: CeremonyPeople | null;
}

export const NO_KEYS: Keys = { state: "checking", people: null };

export interface Step {
  readonly kind: StepKind;
  /** The division it is about; for `next` the one to turn to; "" for the sitting. */
  readonly division: string;
  /** How long the control must be held, ms; 0: a press. Acts that can't be undone are held. */
  readonly holdMs: number;
  readonly blocked: Block | null;
}

export type OtherStep =
  | "extend"
  | "document"
  | "papers"
  | "void"
  | "void-cancel"
  | "withdraw"
  | "defer"
  | "object"
  | "publish"
  | "record"
  | "again"
  | "scrutineers"
  | "count-again"
  | "close-sitting";

const HOLD_MS: Partial<Record<StepKind, number>> = {
  "open-sitting": 1000,
  close: 1000,
  declare: 2000,
  "close-sitting": 2000,
};
/** A vote whose result may reveal votes is opened by holding, not by a press. */
const HOLD_ALL_THE_SAME_MS = 2000;
const WAITING: ReadonlySet<StepKind> = new Set(["in-ceremony", "counting", "no-items", "finished"]);

function step(kind: StepKind, division = "", blocked: Block | null = null): Step {
  return { kind, division, holdMs: HOLD_MS[kind] ?? 0, blocked: WAITING.has(kind) ? "waiting" : blocked };
}

/** Q6 only warns (docs/protocol.md §8): a division may open without it. */
export function quorumAllows(state: State): boolean {
  return state.sitting.quorum.met || state.sitting.quorum.id === "Q6";
}

function afterwards(state: State, division: Division): Step {
  const next = nextPending(state, division);
  return next ? step("next", next.id) : step("close-sitting");
}

/** Whether terminals seal ballots; those of paper are secret as they are. */
export function isSealed(division: Division): boolean {
  return division.secrecy === "secret" && channelOf(division) !== "paper";
}

/** Whether the keys that there are, or their lack, keep a division from being opened by this console. */
export function lacksKeys(state: State, division: Division, keys: Keys): "not-sealed" | "other-chair" | null {
  if (!isSealed(division)) return null;
  if (lacksSeal(state) || keys.state === "bad") return "not-sealed";
  return keys.state === "other-chair" ? "other-chair" : null;
}

/** No ceremony can be started while a vote is announced, so its keys come first. */
function beforeAnnouncing(state: State, division: Division, keys: Keys): Step {
  // what has to come before it (docs/sequences.md §4) comes before its keys too
  if (division.waits && division.waits.length > 0) return step("announce", division.id, "comes-later");
  if (!lacksKeys(state, division, keys)) return step("announce", division.id);
  if (inCeremony(state.seal)) return step("in-ceremony", division.id);
  const fault = keys.people ? peopleFault(keys.people) : null;
  const blocked = fault === "no-chair" ? "no-chair" : fault ? "few-scrutineers" : null;
  return step("ceremony", division.id, keys.people ? blocked : "waiting");
}

function opening(state: State, division: Division, keys: Keys): Step {
  const voiding = division.void ? "void-proposed" : null;
  const noQuorum = quorumAllows(state) ? null : "no-quorum";
  const open = step("open", division.id, voiding ?? noQuorum ?? lacksKeys(state, division, keys));
  return division.reveals.includes("few-present") ? { ...open, holdMs: HOLD_ALL_THE_SAME_MS } : open;
}

/** The ballot boxes can't be closed before anybody got a ballot. */
function closing({ channel, hand_count }: Division): Block | null {
  return channel === "paper" && hand_count?.issued == null ? "not-issued" : null;
}

function ofDivision(state: State, division: Division, keys: Keys): Step {
  const voiding = division.void ? "void-proposed" : null;
  switch (division.state) {
    case "draft":
      return step("approve", division.id);
    case "approved":
      return beforeAnnouncing(state, division, keys);
    case "announced":
      return opening(state, division, keys);
    case "open":
      return step("close", division.id, closing(division));
    case "closed":
      return step("counting", division.id);
    case "tallied":
      return step("declare", division.id, voiding);
    case "declared":
    case "published":
    case "archived":
    case "void":
    case "withdrawn":
    case "deferred":
      return afterwards(state, division);
  }
}

/** The dominant step; `chosen` is the division that the chair looks at when none is running. */
export function nextStep(state: State, chosen = "", keys: Keys = NO_KEYS): Step {
  if (state.sitting.state === "created") return step("open-sitting");
  if (state.sitting.state === "closed") return step("finished");
  const focus = focusOf(state, chosen);
  return focus ? ofDivision(state, focus, keys) : step("no-items");
}

const BESIDE: Readonly<Record<Division["state"], readonly OtherStep[]>> = {
  draft: ["document", "defer", "withdraw"],
  approved: ["document", "defer", "withdraw"],
  announced: ["document", "defer", "withdraw", "void"],
  open: ["extend", "document", "void"],
  closed: ["count-again", "document", "void"],
  tallied: ["document", "void"],
  declared: ["publish", "record", "document"],
  published: ["record", "document"],
  archived: ["record", "document"],
  void: ["again", "record", "document"],
  withdrawn: ["again", "document"],
  deferred: ["again", "document"],
};

/** Where the scrutineers are looked at: before a secret vote, or while its count waits for them. */
const WITH_SCRUTINEERS: ReadonlySet<Division["state"]> = new Set([
  "draft",
  "approved",
  "announced",
  "closed",
]);

function scrutineersBeside(state: State, focus: Division | null): OtherStep[] {
  const created = state.sitting.state === "created";
  const concerned = created
    ? state.divisions.some(isSealed)
    : focus !== null && isSealed(focus) && WITH_SCRUTINEERS.has(focus.state);
  return concerned ? ["scrutineers"] : [];
}

/** Whether a teller has handed figures in that do not stand. */
function mayCountAgain({ hand_count: count }: Division): boolean {
  return count?.stage === "counting" && count.committed.length > 0;
}

/** What is voted on together, and split if anybody objects (docs/sequences.md §2). */
function isPackage({ template, form, names }: Division): boolean {
  return ["package-merged", "appoint-merged"].includes(template) && isMotion(form, names);
}

/** The other lawful acts, in the order in which they are shown. */
export function otherSteps(state: State, chosen = ""): readonly OtherStep[] {
  const focus = focusOf(state, chosen);
  if (state.sitting.state === "created") return scrutineersBeside(state, null);
  if (!focus) return state.sitting.state === "open" ? ["close-sitting"] : [];
  const readOnly = state.sitting.state !== "open";
  const beforeVote = ["draft", "approved", "announced"].includes(focus.state);
  const besides =
    isPackage(focus) && beforeVote ? [...BESIDE[focus.state], "object" as const] : BESIDE[focus.state];
  const acts = besides.flatMap((other): OtherStep[] => {
    if (other === "void" && focus.void) return readOnly ? [] : ["void-cancel"];
    if (other === "count-again" && !mayCountAgain(focus)) return [];
    if (other === "publish" && focus.template === "trial") return [];
    if (other === "extend" && state.open?.deadline_ms == null) return [];
    if (readOnly && !["document", "record", "publish"].includes(other)) return [];
    return [other];
  });
  const beside = readOnly ? [] : scrutineersBeside(state, focus);
  const papers: OtherStep[] = papersOf(focus) > 0 ? ["papers"] : [];
  return acts.flatMap((other) => (other === "document" ? [other, ...papers, ...beside] : [other]));
}

/** Whether another item may be looked at: nothing is running. */
export function mayChoose(state: State): boolean {
  return !state.divisions.some(isRunning);
}
