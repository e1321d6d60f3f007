/** From a step to the members of its signed act (docs/protocol.md §5). Pure. */
import type { Json } from "@hemicycle/kit/canonical";
import { type CeremonyPeople, ceremonyStart } from "@hemicycle/kit/scrutineers";
import type { Division, SealView, State } from "@hemicycle/kit/types";
import { againId } from "./state.ts";
import type { OtherStep, StepKind } from "./steps.ts";

/** An act that the chair asks for. */
export interface Order {
  readonly kind:
    | Exclude<StepKind, "open" | "in-ceremony" | "counting" | "next" | "no-items" | "finished">
    | Exclude<OtherStep, "document" | "record" | "scrutineers">
    | "stand-down"
    | "stand-down-cancel";
  /** The division's id; "" for the sitting. */
  readonly division: string;
  readonly reason?: string;
  /** The scrutineer to stand down. */
  readonly index?: number;
  /** How many scrutineers are to open a sum. */
  readonly k?: number;
}

export interface ActContent {
  readonly type: string;
  readonly members: Readonly<Record<string, Json>>;
}

/** Longer by this with each press of 延长, ms. */
export const EXTENSION_MS = 30_000;

/** The state no longer has what the act needs: somebody else was faster. */
export class OutdatedOrder extends Error {
  override readonly name = "OutdatedOrder";
}

function present<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new OutdatedOrder();
  return value;
}

function again(state: State, of: Division): Readonly<Record<string, Json>> {
  return {
    division: againId(state, of.id),
    number: of.number,
    title: { ...of.title },
    short: { ...of.short },
    text: { ...of.text },
    template: of.template,
    rule: of.rule.id,
    secrecy: of.secrecy,
    countdown_s: of.countdown_s,
    again_of: of.id,
  };
}

function ofDivision(state: State, order: Order): ActContent {
  const division = present(state.divisions.find(({ id }) => id === order.division));
  const base = { division: division.id };
  const reason = order.reason ?? "";
  switch (order.kind) {
    case "approve":
    case "announce":
    case "publish":
      return { type: `division-${order.kind}`, members: base };
    case "withdraw":
    case "defer":
    case "void":
      return { type: `division-${order.kind}`, members: { ...base, reason } };
    case "void-cancel":
      return { type: "division-void-cancel", members: { ...base, void: present(division.void).act } };
    case "close":
      return {
        type: "division-close",
        members: { ...base, open: division.open, reason: "chair" },
      };
    case "extend": {
      const deadline = present(state.open?.deadline_ms);
      const deadline_ms = deadline + EXTENSION_MS;
      return { type: "division-extend", members: { ...base, open: division.open, deadline_ms } };
    }
    case "declare": {
      const tally = present(division.result).tally;
      const result = present(division.result_full);
      return {
        type: "division-declare",
        members: { ...base, open: division.open, tally, result },
      };
    }
    case "again":
      return { type: "division-draft", members: again(state, division) };
    default:
      throw new OutdatedOrder();
  }
}

/** The act's type and members as the state is now; `people` are needed for a ceremony. @throws OutdatedOrder */
export function contentOf(state: State, order: Order, people: CeremonyPeople | null = null): ActContent {
  switch (order.kind) {
    case "open-sitting":
      return { type: "sitting-open", members: { register: { ...state.register } } };
    case "close-sitting":
      return { type: "sitting-close", members: {} };
    case "ceremony":
      return {
        type: "ceremony-start",
        members: ceremonyStart(state.seal, present(people), present(order.k)),
      };
    case "stand-down":
      return { type: "stand-down", members: { index: present(order.index), reason: order.reason ?? "" } };
    case "stand-down-cancel":
      return { type: "stand-down-cancel", members: { stand_down: present(state.seal?.stand_down).act } };
    default:
      return ofDivision(state, order);
  }
}

/** `GET …/opening`: the members of `division-open` with the `after` that fixes the electorate. */
export type Proposal = Readonly<Record<string, Json>> & {
  readonly after: { readonly n: number; readonly d: string };
};

/** Whether a proposal is the vote that the console shows: the server proposes, the chair signs only what was read out. */
export function sameVote(proposal: Proposal, division: Division, sitting: State, server: string): boolean {
  const definition = proposal.definition as Readonly<Record<string, Json>> | undefined;
  const shown = { title: division.title, text: division.text, rule: division.rule.id };
  return (
    proposal.division === division.id &&
    proposal.kind === "real" &&
    proposal.server === server &&
    definition !== undefined &&
    definition.quorum === sitting.sitting.quorum.id &&
    definition.secrecy === division.secrecy &&
    sameKeys(proposal, division, sitting.seal) &&
    Object.entries(shown).every(
      ([name, value]) => JSON.stringify(sorted(definition[name])) === JSON.stringify(sorted(value)),
    )
  );
}

/** A secret vote is opened under the keys shown, by the scrutineers who are there; a named one under none. */
function sameKeys(proposal: Proposal, division: Division, seal: SealView | null): boolean {
  if (division.secrecy === "named") return proposal.seal === undefined && proposal.active === undefined;
  const active = seal?.scrutineers.flatMap(({ index, active: there }) => (there ? [index] : []));
  return (
    seal?.phase === "ready" &&
    proposal.seal === seal.digest &&
    JSON.stringify(proposal.active) === JSON.stringify(active)
  );
}

function sorted(value: unknown): unknown {
  return value && typeof value === "object"
    ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    : value;
}

/** The content of `division-open`, with the countdown that the chair chose. */
export function openingContent(proposal: Proposal, countdownS: number): ActContent {
  const { after: _, ...members } = proposal;
  return { type: "division-open", members: { ...members, auto_close_s: countdownS } };
}
