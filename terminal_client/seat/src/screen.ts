/** What the seat shows: one plain value made from all that is known. Pure, so that every state can be tested. */
import type { ConnectionStatus } from "@hemicycle/kit/connection";
import { common, ruleSentence, say } from "@hemicycle/kit/i18n";
import type { Choice, Division, DivisionState, Result, State } from "@hemicycle/kit/types";
import { type Known, type PlaceKind, placeOf } from "./known.ts";
import { closedPanel, falseKeys, openPanel, type Panel } from "./panel.ts";
import { refusalWords, t } from "./texts.ts";

export interface Motion {
  readonly division: string;
  readonly tag: string;
  readonly live: boolean;
  readonly secret: boolean;
  readonly number: number;
  readonly title: string;
  readonly rule: string;
  readonly clock: { readonly deadline_ms: number; readonly opened_ms: number } | null;
}

export interface AgendaRow {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly status: string;
  readonly current: boolean;
}

export type Screen =
  | {
      readonly kind: "notice";
      readonly title: string;
      readonly words: string;
      readonly alarm: boolean;
      readonly action: "enrol" | "reload" | null;
    }
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
      readonly text: string;
      readonly place: PlaceKind;
      readonly failure: string;
    }
  | { readonly kind: "vote"; readonly motion: Motion; readonly panel: Panel }
  | {
      readonly kind: "result";
      readonly motion: Motion;
      readonly result: Result;
      readonly sentence: string;
      /** Null in a secret vote: it is over, and nobody needs to see it any more. */
      readonly choice: Choice | null;
      /** Head of the recorded sealed ballot; "" without one. */
      readonly head: string;
      readonly refused: string;
      readonly counted: "same" | "differs" | null;
    };

const FINISHED: ReadonlySet<DivisionState> = new Set(["declared", "published", "archived"]);
const RUNNING: ReadonlySet<DivisionState> = new Set(["announced", "open", "closed", "tallied"]);

/** The division that the page is about: the running one, else the last declared one until it is put away. */
export function focusOf(state: State | null, dismissed: string): Division | null {
  const running = state?.divisions.find((one) => RUNNING.has(one.state));
  if (running) return running;
  const declared = state?.divisions.filter((one) => FINISHED.has(one.state)) ?? [];
  const when = (one: Division) => one.result?.declared_ms ?? 0;
  const last = declared.reduce<Division | null>(
    (best, one) => (best && when(best) >= when(one) ? best : one),
    null,
  );
  return last && last.id !== dismissed && state?.sitting.state === "open" ? last : null;
}

function outcome(division: Division): string {
  switch (division.state) {
    case "declared":
    case "published":
    case "archived":
      return division.result?.carried ? common().carried : common().notCarried;
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
  }));
}

/** 无记名 by the signed opening while it runs, else by what the state says. */
function isSecret({ vote }: Known, { id, secrecy }: Division): boolean {
  return vote?.division === id && vote.opening ? vote.secret : secrecy === "secret";
}

function motionOf(known: Known, state: State, division: Division, tag: string, live: boolean): Motion {
  const { rule } = division;
  const open = state.open?.division === division.id ? state.open : null;
  const present = open?.p ?? division.result?.present ?? state.attendance.present;
  const members = open?.n ?? division.result?.members ?? state.attendance.due;
  return {
    division: division.id,
    tag,
    live,
    secret: isSecret(known, division),
    number: division.number,
    title: say(division.title),
    rule: ruleSentence(rule.id, rule.id === "M7" ? present : members, rule.needed),
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
  return { kind: "notice", title: t().loading, words: "", alarm: false, action: null };
}

function resultScreen(known: Known, state: State, division: Division, result: Result): Screen {
  const vote = known.vote?.division === division.id ? known.vote : null;
  const motion = { ...motionOf(known, state, division, t().result, false), rule: "" };
  return {
    kind: "result",
    motion,
    result,
    sentence: say(result.sentence),
    choice: (!motion.secret && vote?.recorded?.choice) || null,
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
  return !division || (division.state === "announced" && division.secrecy === "secret");
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
  switch (division.state) {
    case "announced": {
      const motion = motionOf(known, state, division, t().announced, true);
      return { kind: "announced", motion, text: say(division.text), place, failure };
    }
    case "open": {
      const tag = division.void ? t().voidProposed : status.phase === "online" ? t().open : t().ownClock;
      return {
        kind: "vote",
        motion: motionOf(known, state, division, tag, status.phase === "online"),
        panel: openPanel(known, state),
      };
    }
    case "closed":
    case "tallied": {
      const motion = motionOf(known, state, division, division.void ? t().voidProposed : t().ended, false);
      return { kind: "vote", motion: { ...motion, clock: null }, panel: closedPanel(known, state) };
    }
    default:
      return division.result ? resultScreen(known, state, division, division.result) : agenda;
  }
}
