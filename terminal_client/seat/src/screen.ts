/** What the seat shows: one plain value made from all that is known. Pure, so that every state can be tested. */

import { isUnpressed } from "@hemicycle/kit/channels";
import type { ConnectionStatus } from "@hemicycle/kit/connection";
import { papersOf } from "@hemicycle/kit/documents";
import { common, say } from "@hemicycle/kit/i18n";
import type { Marks } from "@hemicycle/kit/marks";
import { outcomeOf } from "@hemicycle/kit/outcomes";
import {
  type Choice,
  type Division,
  type DivisionState,
  isFormResult,
  type Result,
  type State,
} from "@hemicycle/kit/types";
import { c } from "./counttexts.ts";
import { aheadWords, elsewherePanel, kindWords } from "./elsewhere.ts";
import { isFinal, type Known, type PlaceKind, placeOf } from "./known.ts";
import { listingOf, ruleWords } from "./listing.ts";
import { closedPanel, falseKeys, type OnItsWay, openPanel, type Panel } from "./panel.ts";
import type { Listing } from "./paper.ts";
import { refusalWords, t } from "./texts.ts";

export interface Motion {
  readonly division: string;
  /** The opening's digest; "" before it. */
  readonly opened: string;
  readonly tag: string;
  readonly live: boolean;
  /** Whether this terminal seals a ballot. */
  readonly secret: boolean;
  /** Named or secret, and how it is voted. */
  readonly how: string;
  readonly number: number;
  readonly title: string;
  readonly short: string;
  readonly rule: string;
  readonly clock: { readonly deadline_ms: number; readonly opened_ms: number } | null;
}

export interface AgendaRow {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly status: string;
  readonly current: boolean;
  /** Documents that can be read. */
  readonly papers: number;
}

export type Screen =
  | {
      readonly kind: "notice";
      readonly title: string;
      readonly words: string;
      readonly alarm: boolean;
      readonly action: "enrol" | "reload" | null;
    }
  /** No server has answered this page yet, and a ballot of an earlier one waits here. */
  | { readonly kind: "stored"; readonly title: string; readonly panel: OnItsWay }
  | { readonly kind: "practice"; readonly pressed: Choice | "none" }
  /** The scrutineers' pin is to be compared with the sheet on the wall, once. */
  | { readonly kind: "pin"; readonly pin: string }
  | {
      readonly kind: "agenda";
      readonly rows: readonly AgendaRow[];
      readonly place: PlaceKind;
      readonly failure: string;
    }
  | {
      readonly kind: "announced";
      readonly motion: Motion;
      /** Null where only the title is voted on; so in the other kinds. */
      readonly listing: Listing | null;
      /** The local rule by which an election is held on terminals; "" if none. */
      readonly basis: string;
      readonly text: string;
      /** How a vote is held that is not pressed here alone; "" on terminals. */
      readonly ahead: string;
      readonly place: PlaceKind;
      readonly failure: string;
    }
  | {
      readonly kind: "vote";
      readonly motion: Motion;
      readonly listing: Listing | null;
      readonly panel: Panel;
    }
  | {
      readonly kind: "result";
      readonly motion: Motion;
      readonly listing: Listing | null;
      readonly result: Result;
      readonly sentence: string;
      /** Null in a secret vote: it is over, and nobody needs to see them any more. */
      readonly marks: Marks | null;
      /** Head of the recorded sealed ballot; "" without one. */
      readonly head: string;
      readonly refused: string;
      readonly counted: "same" | "differs" | null;
    };

const FINISHED: ReadonlySet<DivisionState> = new Set(["declared", "published", "archived"]);
const RUNNING: ReadonlySet<DivisionState> = new Set(["announced", "open", "closed", "tallied"]);

/** The division that the page is about: the running one, else the last declared one until it is put away. */
export function focusOf(state: State | null, dismissed: string): Division | null {
  const running = state?.divisions.find(isRunning);
  if (running) return running;
  const last = lastDeclared(state);
  return last && last.id !== dismissed && state?.sitting.state === "open" ? last : null;
}

export const isRunning = ({ state }: Division): boolean => RUNNING.has(state);

/** The division whose result was declared last. */
export function lastDeclared(state: State | null): Division | null {
  const declared = state?.divisions.filter((one) => FINISHED.has(one.state)) ?? [];
  const when = (one: Division) => one.result?.declared_ms ?? 0;
  return declared.reduce<Division | null>(
    (best, one) => (best && when(best) >= when(one) ? best : one),
    null,
  );
}

function resultWords(division: Division): string {
  const { result } = division;
  if (!result) return "";
  if (isFormResult(result)) return outcomeOf(division, result);
  return result.carried ? common().carried : common().notCarried;
}

function outcome(division: Division): string {
  switch (division.state) {
    case "declared":
    case "published":
    case "archived":
      return resultWords(division);
    case "announced":
      return t().upNext;
    case "open":
      return t().voting;
    case "closed":
    case "tallied":
      return t().awaiting;
    case "void":
      return t().voided;
    case "withdrawn":
      return t().withdrawn;
    case "deferred":
      return t().deferred;
    default:
      return "";
  }
}

export function agendaRows(divisions: readonly Division[]): AgendaRow[] {
  const ordered = [...divisions].filter((one) => one.state !== "draft").sort((a, b) => a.number - b.number);
  const next =
    ordered.find((one) => one.state === "announced") ?? ordered.find((one) => one.state === "approved");
  return ordered.map((one) => ({
    id: one.id,
    number: one.number,
    title: say(one.short) || say(one.title),
    status: one === next && one.state === "approved" ? t().next : outcome(one),
    current: one === next,
    papers: papersOf(one),
  }));
}

/** 无记名 by the signed opening while it runs, else by what the state says; on paper no terminal seals anything. */
function isSecret({ vote }: Known, division: Division): boolean {
  if (isUnpressed(division)) return false;
  return vote?.division === division.id && vote.opening ? vote.secret : division.secrecy === "secret";
}

function motionOf(known: Known, state: State, division: Division, tag: string, live: boolean): Motion {
  const open = state.open?.division === division.id ? state.open : null;
  const present = open?.p ?? division.result?.present ?? state.attendance.present;
  const members = open?.n ?? division.result?.members ?? state.attendance.due;
  return {
    division: division.id,
    opened: division.open,
    tag,
    live,
    secret: isSecret(known, division),
    how: kindWords(division, isSecret(known, division)),
    number: division.number,
    title: say(division.title),
    short: say(division.short) || say(division.title),
    rule: ruleWords(division, listingOf(known, division), { members, present }),
    clock: open?.deadline_ms ? { deadline_ms: open.deadline_ms, opened_ms: open.opened_ms } : null,
  };
}

function stopped(status: ConnectionStatus): Screen {
  switch (status.stop) {
    case "revoked":
      return {
        kind: "notice",
        title: t().revokedTitle,
        words: t().revokedWords,
        alarm: true,
        action: "enrol",
      };
    case "replaced":
      return {
        kind: "notice",
        title: t().replacedTitle,
        words: t().replacedWords,
        alarm: true,
        action: "reload",
      };
    default:
      return {
        kind: "notice",
        title: t().wrongServerTitle,
        words: t().wrongServerWords,
        alarm: true,
        action: "enrol",
      };
  }
}

function withoutState(known: Known): Screen {
  const { status } = known;
  if (status.bye && status.attempts > 2) {
    const words = t().refusedWords(status.bye);
    return { kind: "notice", title: t().refusedTitle, words, alarm: true, action: "enrol" };
  }
  if (known.sitting === null) {
    return {
      kind: "notice",
      title: t().noSittingTitle,
      words: t().noSittingWords,
      alarm: false,
      action: null,
    };
  }
  const { stored } = known;
  if (stored && (known.sitting ?? stored.sitting) === stored.sitting)
    return { kind: "stored", title: say(stored.title), panel: stored.panel };
  return { kind: "notice", title: t().loading, words: "", alarm: false, action: null };
}

function resultScreen(known: Known, state: State, division: Division, result: Result): Screen {
  const vote = known.vote?.division === division.id ? known.vote : null;
  const motion = { ...motionOf(known, state, division, t().result, false), rule: "" };
  return {
    kind: "result",
    motion,
    listing: listingOf(known, division),
    result,
    sentence: say(result.sentence),
    marks: (!motion.secret && vote?.recorded?.marks) || null,
    head: vote?.recorded?.head ?? "",
    refused: vote?.refused ? refusalWords(vote.refused.code) : "",
    counted: vote?.counted ?? null,
  };
}

/** What a deputy should know before a secret vote comes up. */
function keysFailure(known: Known): string {
  const { phase } = known.keys;
  return phase === "false" || phase === "foreign" ? falseKeys(known) : "";
}

/** Whether the scrutineers' pin is asked about now: at rest, and when a secret vote waits for it; never over a named vote. */
function mustCompare({ keys, vote }: Known, division: Division | null, place: PlaceKind): boolean {
  if (keys.phase !== "unconfirmed" || place === "attendee" || place === "closed") return false;
  if (division?.state === "open") return vote?.division === division.id && vote.secret && !vote.recorded;
  return (
    !division || (division.state === "announced" && division.secrecy === "secret" && !isUnpressed(division))
  );
}

/** The screen for all that is known. */
export function screenOf(known: Known): Screen {
  const { status } = known;
  const { state } = known.model;
  if (status.phase === "stopped") return stopped(status);
  if (!state) return withoutState(known);
  const place = placeOf(known, state);
  const division = focusOf(state, known.dismissed);
  const failure = known.failure || keysFailure(known);
  const agenda: Screen = { kind: "agenda", rows: agendaRows(state.divisions), place, failure };
  if (mustCompare(known, division, place)) return { kind: "pin", pin: known.keys.pin };
  if (!division) return known.practice ? { kind: "practice", pressed: known.practice } : agenda;
  const listing = listingOf(known, division);
  switch (division.state) {
    case "announced": {
      const motion = motionOf(known, state, division, t().announced, true);
      const { basis, text } = division;
      const ahead = aheadWords(division);
      return { kind: "announced", motion, listing, basis, text: say(text), ahead, place, failure };
    }
    case "open": {
      const elsewhere = elsewherePanel(known, state, division);
      const first = !elsewhere && isFinal(known);
      const motion = motionOf(known, state, division, t().open, status.phase === "online");
      const tag = division.void ? t().voidProposed : status.phase === "online" ? t().open : t().ownClock;
      return {
        kind: "vote",
        motion: { ...motion, tag, rule: motion.rule + (first ? c().firstCounts : "") },
        listing,
        panel: elsewhere ?? openPanel(known, state, listing),
      };
    }
    case "closed":
    case "tallied": {
      const motion = motionOf(known, state, division, division.void ? t().voidProposed : t().ended, false);
      const panel = elsewherePanel(known, state, division) ?? closedPanel(known, state, listing);
      return { kind: "vote", motion: { ...motion, clock: null }, listing, panel };
    }
    default:
      return division.result ? resultScreen(known, state, division, division.result) : agenda;
  }
}
