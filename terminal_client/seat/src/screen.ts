/** What the seat shows: one plain value made from all that is known. Pure, so that every state can be tested. */
import type { ConnectionStatus } from "@hemicycle/kit/connection";
import { common, ruleSentence, say } from "@hemicycle/kit/i18n";
import type { SittingModel } from "@hemicycle/kit/store";
import type {
  Choice,
  Division,
  DivisionState,
  MemberRole,
  PlanSeat,
  Result,
  SeatPlan,
  State,
} from "@hemicycle/kit/types";
import type { Vote } from "./booth.ts";
import { refusalWords, t } from "./texts.ts";

/** All that is known at a moment. */
export interface Known {
  readonly seat: string;
  readonly status: ConnectionStatus;
  /** null: the body has no sitting; undefined: not known yet. */
  readonly sitting: string | null | undefined;
  readonly model: SittingModel;
  readonly plan: SeatPlan | null;
  readonly vote: Vote | null;
  readonly covered: boolean;
  /** The declared division whose result the deputy has put away. */
  readonly dismissed: string;
  /** Trying the keys: null when not, "none" before the first press. Never leaves the page. */
  readonly practice: Choice | "none" | null;
  readonly checkingIn: boolean;
  /** Words of the last failure of a check-in. */
  readonly failure: string;
}

export interface Motion {
  readonly division: string;
  readonly tag: string;
  readonly live: boolean;
  readonly number: number;
  readonly title: string;
  readonly rule: string;
  readonly clock: { readonly deadline_ms: number; readonly opened_ms: number } | null;
}

export type Panel =
  /** The opening's signature is being checked: a moment without keys, so that no press is lost. */
  | { readonly kind: "checking" }
  | { readonly kind: "keys"; readonly sending: Choice | null }
  | { readonly kind: "recorded"; readonly choice: Choice; readonly sending: Choice | null }
  | {
      readonly kind: "kept";
      readonly choice: Choice;
      readonly before: Choice | null;
      readonly alarm: boolean;
    }
  | {
      readonly kind: "refused";
      readonly reason: string;
      readonly stands: Choice | null;
      readonly open: boolean;
    }
  | { readonly kind: "ended"; readonly choice: Choice | null }
  | {
      readonly kind: "watch";
      readonly title: string;
      readonly words: string;
      readonly alarm: boolean;
      /** Whether the deputy may check in from here, for later votes. */
      readonly checkIn: boolean;
      readonly failure: string;
    };

export interface AgendaRow {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly status: string;
  readonly current: boolean;
}

export type PlaceKind = "present" | "absent" | "not-open" | "closed" | "attendee";

export type Screen =
  | {
      readonly kind: "notice";
      readonly title: string;
      readonly words: string;
      readonly alarm: boolean;
      readonly action: "enrol" | "reload" | null;
    }
  | { readonly kind: "practice"; readonly pressed: Choice | "none" }
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
      readonly choice: Choice | null;
      readonly refused: string;
      readonly counted: "same" | "differs" | null;
    };

const FINISHED: ReadonlySet<DivisionState> = new Set(["declared", "published", "archived"]);
const RUNNING: ReadonlySet<DivisionState> = new Set(["announced", "open", "closed", "tallied"]);

export function ownSeat(plan: SeatPlan | null, seat: string): PlanSeat | null {
  return plan?.seats.find((one) => one.id === seat) ?? null;
}

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

function placeOf(known: Known, state: State): PlaceKind {
  const role = ownSeat(known.plan, known.seat)?.role as MemberRole | undefined;
  if (role === "attendee" || role === "observer") return "attendee";
  if (state.sitting.state === "closed") return "closed";
  if (state.sitting.state === "created") return "not-open";
  return known.model.mine?.checked_in ? "present" : "absent";
}

function motionOf(state: State, division: Division, tag: string, live: boolean): Motion {
  const { rule } = division;
  const open = state.open?.division === division.id ? state.open : null;
  const present = open?.p ?? division.result?.present ?? state.attendance.present;
  const members = open?.n ?? division.result?.members ?? state.attendance.due;
  return {
    division: division.id,
    tag,
    live,
    number: division.number,
    title: say(division.title),
    rule: ruleSentence(rule.id, rule.id === "M7" ? present : members, rule.needed),
    clock: open?.deadline_ms ? { deadline_ms: open.deadline_ms, opened_ms: open.opened_ms } : null,
  };
}

function watch(title: string, words: string, alarm: boolean): Extract<Panel, { kind: "watch" }> {
  return { kind: "watch", title, words, alarm, checkIn: false, failure: "" };
}

function watching(known: Known, state: State): Panel {
  if (placeOf(known, state) === "attendee") {
    return watch(t().attending, t().attendingWords, false);
  }
  const words = placeOf(known, state) === "absent" ? t().watchingAbsent : t().watchingLate;
  const panel = watch(t().watching, words, false);
  return { ...panel, checkIn: placeOf(known, state) === "absent", failure: known.failure };
}

function refusedPanel(vote: Vote, reason: string, open: boolean): Panel {
  return { kind: "refused", reason, stands: vote.recorded?.choice ?? null, open };
}

function openPanel(known: Known, state: State): Panel {
  const { vote, model, status } = known;
  const current = vote && vote.open === state.open?.open ? vote : null;
  const mine = model.mine?.open === state.open?.open ? model.mine : null;
  const listed = mine ? mine.in_electorate : (model.mine?.checked_in ?? false);
  if (!current) return { kind: "checking" };
  if (!listed) return watching(known, state);
  if (!current.opening) return watch(t().openingFalse, t().openingFalseWords, true);
  const waiting = current.pending.at(-1)?.choice ?? null;
  if (waiting && (status.phase !== "online" || current.slow || current.falseAnswer)) {
    return {
      kind: "kept",
      choice: waiting,
      before: current.recorded?.choice ?? null,
      alarm: current.falseAnswer,
    };
  }
  const sending = current.pressing ?? waiting;
  if (current.failed && !sending) return refusedPanel(current, t().keepFailed, true);
  if (current.refused && !sending) return refusedPanel(current, refusalWords(current.refused.code), true);
  if (current.recorded) return { kind: "recorded", choice: current.recorded.choice, sending };
  return { kind: "keys", sending };
}

function closedPanel(known: Known, state: State): Panel {
  const { vote } = known;
  const waiting = vote?.pending.at(-1);
  if (vote && waiting) {
    const before = vote.recorded?.choice ?? null;
    return { kind: "kept", choice: waiting.choice, before, alarm: vote.falseAnswer };
  }
  if (vote?.refused) return refusedPanel(vote, refusalWords(vote.refused.code), false);
  if (vote?.recorded) return { kind: "ended", choice: vote.recorded.choice };
  const place = placeOf(known, state);
  return place === "present" ? { kind: "ended", choice: null } : watching(known, state);
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
  return {
    kind: "result",
    motion: { ...motionOf(state, division, t().result, false), rule: "" },
    result,
    sentence: say(result.sentence),
    choice: vote?.recorded?.choice ?? null,
    refused: vote?.refused ? refusalWords(vote.refused.code) : "",
    counted: vote?.counted ?? null,
  };
}

/** The screen for all that is known. */
export function screenOf(known: Known): Screen {
  const { status } = known;
  const { state } = known.model;
  if (status.phase === "stopped") return stopped(status);
  if (!state) return withoutState(known);
  const place = placeOf(known, state);
  const division = focusOf(state, known.dismissed);
  const agenda: Screen = { kind: "agenda", rows: agendaRows(state.divisions), place, failure: known.failure };
  if (!division) return known.practice ? { kind: "practice", pressed: known.practice } : agenda;
  switch (division.state) {
    case "announced": {
      const motion = motionOf(state, division, t().announced, true);
      return { kind: "announced", motion, text: say(division.text), place, failure: known.failure };
    }
    case "open": {
      const tag = division.void ? t().voidProposed : status.phase === "online" ? t().open : t().ownClock;
      return {
        kind: "vote",
        motion: motionOf(state, division, tag, status.phase === "online"),
        panel: openPanel(known, state),
      };
    }
    case "closed":
    case "tallied": {
      const motion = motionOf(state, division, division.void ? t().voidProposed : t().ended, false);
      return { kind: "vote", motion: { ...motion, clock: null }, panel: closedPanel(known, state) };
    }
    default:
      return division.result ? resultScreen(known, state, division, division.result) : agenda;
  }
}
