/** What can be done next: one dominant step, always in the same place, and the other lawful acts beside it. Pure. */
import type { Division, State } from "@hemicycle/kit/types";
import { focusOf, isRunning, nextPending } from "./state.ts";

export type StepKind =
  | "open-sitting"
  | "approve"
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
export type Block = "no-quorum" | "void-proposed" | "waiting";

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
  | "void"
  | "void-cancel"
  | "withdraw"
  | "defer"
  | "publish"
  | "record"
  | "again"
  | "close-sitting";

const HOLD_MS: Partial<Record<StepKind, number>> = {
  "open-sitting": 1000,
  close: 1000,
  declare: 2000,
  "close-sitting": 2000,
};
const WAITING: ReadonlySet<StepKind> = new Set(["counting", "no-items", "finished"]);

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

function ofDivision(state: State, division: Division): Step {
  const voiding = division.void ? "void-proposed" : null;
  switch (division.state) {
    case "draft":
      return step("approve", division.id);
    case "approved":
      return step("announce", division.id);
    case "announced":
      return step("open", division.id, voiding ?? (quorumAllows(state) ? null : "no-quorum"));
    case "open":
      return step("close", division.id);
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
export function nextStep(state: State, chosen = ""): Step {
  if (state.sitting.state === "created") return step("open-sitting");
  if (state.sitting.state === "closed") return step("finished");
  const focus = focusOf(state, chosen);
  return focus ? ofDivision(state, focus) : step("no-items");
}

const BESIDE: Readonly<Record<Division["state"], readonly OtherStep[]>> = {
  draft: ["document", "defer", "withdraw"],
  approved: ["document", "defer", "withdraw"],
  announced: ["document", "defer", "withdraw", "void"],
  open: ["extend", "document", "void"],
  closed: ["document", "void"],
  tallied: ["document", "void"],
  declared: ["publish", "record", "document"],
  published: ["record", "document"],
  archived: ["record", "document"],
  void: ["again", "record", "document"],
  withdrawn: ["again", "document"],
  deferred: ["again", "document"],
};

/** The other lawful acts, in the order in which they are shown. */
export function otherSteps(state: State, chosen = ""): readonly OtherStep[] {
  if (state.sitting.state === "created") return [];
  const focus = focusOf(state, chosen);
  if (!focus) return state.sitting.state === "open" ? ["close-sitting"] : [];
  const readOnly = state.sitting.state !== "open";
  return BESIDE[focus.state].flatMap((other): OtherStep[] => {
    if (other === "void" && focus.void) return readOnly ? [] : ["void-cancel"];
    if (other === "extend" && state.open?.deadline_ms == null) return [];
    if (readOnly && !["document", "record", "publish"].includes(other)) return [];
    return [other];
  });
}

/** Whether another item may be looked at: nothing is running. */
export function mayChoose(state: State): boolean {
  return !state.divisions.some(isRunning);
}
