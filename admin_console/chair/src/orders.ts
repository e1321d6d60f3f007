/** From a step to the members of its signed act (docs/protocol.md §5). Pure. */
import type { Json } from "@hemicycle/kit/canonical";
import { channelOf, isCounted, isUnpressed } from "@hemicycle/kit/channels";
import { isMotion } from "@hemicycle/kit/marks";
import { type CeremonyPeople, ceremonyStart } from "@hemicycle/kit/scrutineers";
import type { NextStep } from "@hemicycle/kit/sequences";
import type { Division, Form, SealView, State } from "@hemicycle/kit/types";
import { lawfulAct } from "./lawful.ts";
import { againId } from "./state.ts";
import type { OtherStep, StepKind } from "./steps.ts";

/** An act that the chair asks for. */
export interface Order {
  readonly kind:
    | Exclude<StepKind, "open" | "in-ceremony" | "counting" | "next" | "no-items" | "finished">
    | Exclude<OtherStep, "document" | "record" | "scrutineers">
    | "lawful"
    | "stand-down"
    | "stand-down-cancel";
  /** The division's id; "" for the sitting. */
  readonly division: string;
  readonly reason?: string;
  /** The scrutineer to stand down. */
  readonly index?: number;
  /** How many scrutineers are to open a sum. */
  readonly k?: number;
  /** The deputy who objects, by member id. */
  readonly member?: string;
  /** Who consents to a withdrawal or deferral; "" or absent if nobody was named. */
  readonly consent?: string;
  /** The next lawful step that is taken, and what was written for it. */
  readonly step?: NextStep;
  readonly written?: Readonly<Record<string, Json>>;
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

/** A draft of a motion has neither form nor names (docs/forms.md §1). */
function paperOf({ form, names, basis }: Division): Readonly<Record<string, Json>> {
  const ground = basis ? { basis } : {};
  if (isMotion(form, names)) return ground;
  return {
    form: form.map((item) => ({ ...item })),
    names: names.map((list) => list.map((name) => ({ ...name }))),
    ...ground,
  };
}

function again(state: State, of: Division): Readonly<Record<string, Json>> {
  return {
    division: againId(state, of.id),
    number: of.number,
    title: { ...of.title },
    short: { ...of.short },
    text: { ...of.text },
    template: of.template,
    ...paperOf(of),
    rule: of.rule.id,
    secrecy: of.secrecy,
    ...(isCounted(of) ? { channel: channelOf(of) } : {}),
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
    case "defer": {
      const consent = order.consent ? { consent: { by: "statement", who: order.consent } } : {};
      return { type: `division-${order.kind}`, members: { ...base, reason, ...consent } };
    }
    case "void":
      return { type: "division-void", members: { ...base, reason } };
    case "object":
      return { type: "division-object", members: { ...base, member: present(order.member), reason } };
    case "void-cancel":
      return { type: "division-void-cancel", members: { ...base, void: present(division.void).act } };
    case "count-again": {
      const { attempt } = present(division.hand_count);
      return { type: "count-again", members: { ...base, open: division.open, attempt, reason } };
    }
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
    case "lawful":
      return present(lawfulAct(present(order.step), order.written ?? {}));
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

/** The form as an opening has it: 128 is the sign of marks in clear (docs/forms.md §1). */
function openedForm(form: Form, secrecy: Division["secrecy"]): Form | readonly object[] {
  return secrecy === "secret" ? form : form.map((item) => ({ ...item, type: item.type + 128 }));
}

/** Whether a proposal is the vote that the console shows: the server proposes, the chair signs only what was read out. */
export function sameVote(proposal: Proposal, division: Division, sitting: State, server: string): boolean {
  const definition = proposal.definition as Readonly<Record<string, Json>> | undefined;
  const { title, text, names, basis } = division;
  const form = openedForm(division.form, division.secrecy);
  const channel = channelOf(division);
  const shown = { title, text, rule: division.rule.id, channel, form, names, ...(basis ? { basis } : {}) };
  return (
    proposal.division === division.id &&
    proposal.kind === (division.template === "trial" ? "trial" : "real") &&
    proposal.server === server &&
    definition !== undefined &&
    (basis !== "" || definition.basis === undefined) &&
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
  if (division.secrecy === "named" || isUnpressed(division))
    return proposal.seal === undefined && proposal.active === undefined;
  const active = seal?.scrutineers.flatMap(({ index, active: there }) => (there ? [index] : []));
  return (
    seal?.phase === "ready" &&
    proposal.seal === seal.digest &&
    JSON.stringify(proposal.active) === JSON.stringify(active)
  );
}

/** A value whose members stand in order, however deep. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return members.map(([name, member]) => [name, sorted(member)]);
}

/** The content of `division-open`, with the countdown that the chair chose. */
export function openingContent(proposal: Proposal, countdownS: number): ActContent {
  const { after: _, ...members } = proposal;
  return { type: "division-open", members: { ...members, auto_close_s: countdownS } };
}
