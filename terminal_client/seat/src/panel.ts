/** What stands under the motion of a vote: keys, the ballot on its way, what is recorded. One plain value; pure. */
import { certifiers } from "@hemicycle/kit/scrutineers";
import type { Choice, State } from "@hemicycle/kit/types";
import { type Known, placeOf } from "./known.ts";
import { refusalWords, t } from "./texts.ts";
import { type Entry, lastBallot, lastPending, type Vote } from "./vote.ts";

/** A ballot as it is shown. */
export interface Shown {
  /** "" of a sealed ballot that is not decided on. */
  readonly id: string;
  /** Null where this page doesn't know it: a sealed ballot after a reload. */
  readonly choice: Choice | null;
  /** Head of a sealed ballot; "" of a named one. */
  readonly head: string;
}

export type Panel =
  /** The opening's signature is being checked: a moment without keys, so that no press is lost. */
  | { readonly kind: "checking" }
  | { readonly kind: "keys"; readonly sending: Choice | null }
  /** Keys, once others have done their part. */
  | { readonly kind: "waiting"; readonly title: string; readonly words: string }
  | { readonly kind: "recorded"; readonly ballot: Shown; readonly sending: Choice | null }
  /** Durably received, not recorded yet; what was recorded before stands. */
  | {
      readonly kind: "received";
      readonly ballot: Shown;
      readonly before: Shown | null;
      readonly sending: Choice | null;
      readonly open: boolean;
    }
  | {
      readonly kind: "kept";
      readonly ballot: Shown;
      readonly before: Shown | null;
      readonly alarm: boolean;
    }
  | {
      readonly kind: "refused";
      readonly reason: string;
      readonly stands: Shown | null;
      readonly open: boolean;
    }
  | { readonly kind: "undecided"; readonly ballot: Shown; readonly busy: boolean }
  | {
      readonly kind: "challenged";
      readonly ballot: Shown;
      /** Null until the spoil entry is recorded, "" if the ballot can't be opened any more. */
      readonly link: string | null;
      readonly stands: Shown | null;
    }
  | { readonly kind: "ended"; readonly ballot: Shown | null }
  | {
      readonly kind: "watch";
      readonly title: string;
      readonly words: string;
      readonly alarm: boolean;
      /** Whether the deputy may check in from here, for later votes. */
      readonly checkIn: boolean;
      readonly failure: string;
    };

function shown(entry: Entry): Shown;
function shown(entry: Entry | null): Shown | null;
function shown(entry: Entry | null): Shown | null {
  return entry && { id: entry.id, choice: entry.choice, head: entry.head };
}

function watch(title: string, words: string, alarm: boolean): Extract<Panel, { kind: "watch" }> {
  return { kind: "watch", title, words, alarm, checkIn: false, failure: "" };
}

function watching(known: Known, state: State): Panel {
  const place = placeOf(known, state);
  if (place === "attendee") return watch(t().attending, t().attendingWords, false);
  const words = place === "absent" ? t().watchingAbsent : t().watchingLate;
  return { ...watch(t().watching, words, false), checkIn: place === "absent", failure: known.failure };
}

function refused(vote: Vote, reason: string, open: boolean): Panel {
  return { kind: "refused", reason, stands: shown(vote.recorded), open };
}

/** Words of keys that this terminal does not believe. */
export function falseKeys({ keys }: Known): string {
  return keys.phase === "foreign" ? t().keysForeign(keys.pin) : t().keysFalseWords;
}

/** Why a secret vote shows no keys yet; null if it does. */
function gated(known: Known, state: State, vote: Vote): Panel | null {
  switch (vote.gate) {
    case "open":
      return null;
    case "false":
      return watch(t().keysFalse, falseKeys(known), true);
    case "uncertified": {
      const sealed = state.divisions.find((one) => one.id === vote.division)?.sealed;
      const [done, needed] = sealed ? [certifiers(sealed, "open").length, sealed.q] : [0, 0];
      return { kind: "waiting", title: t().uncertified, words: t().uncertifiedWords(done, needed) };
    }
    default:
      return { kind: "waiting", title: t().keysChecking, words: t().keysCheckingWords };
  }
}

function challengePanel(vote: Vote): Panel | null {
  if (vote.challenged) {
    const { ballot, link } = vote.challenged;
    const { choice, head } = ballot;
    return { kind: "challenged", ballot: { id: "", choice, head }, link, stands: shown(vote.recorded) };
  }
  if (!vote.undecided) return null;
  const { choice, head } = vote.undecided;
  return { kind: "undecided", ballot: { id: "", choice, head }, busy: vote.pressing !== null };
}

/** A ballot on its way: kept while it may take long, received once the server has it. */
function onItsWay(vote: Vote, offline: boolean, open: boolean): Panel | null {
  const ballot = lastPending(vote);
  if (!ballot) return null;
  const before = shown(vote.recorded);
  if (vote.received.includes(ballot.id) && !vote.falseAnswer)
    return { kind: "received", ballot: shown(ballot), before, sending: vote.pressing, open };
  if (!open || offline || vote.slow || vote.falseAnswer)
    return { kind: "kept", ballot: shown(ballot), before, alarm: vote.falseAnswer };
  return null;
}

export function openPanel(known: Known, state: State): Panel {
  const { model, status } = known;
  const vote = known.vote && known.vote.open === state.open?.open ? known.vote : null;
  const mine = model.mine?.open === state.open?.open ? model.mine : null;
  const listed = mine ? mine.in_electorate : (model.mine?.checked_in ?? false);
  if (!vote) return { kind: "checking" };
  if (!listed) return watching(known, state);
  if (!vote.opening) return watch(t().openingFalse, t().openingFalseWords, true);
  const waiting = challengePanel(vote) ?? onItsWay(vote, status.phase !== "online", true);
  if (waiting) return waiting;
  const sending = vote.pressing ?? lastPending(vote)?.choice ?? null;
  if (vote.failed && !sending) return refused(vote, t().keepFailed, true);
  if (vote.refused && !sending) return refused(vote, refusalWords(vote.refused.code), true);
  const gate = vote.recorded && vote.gate !== "false" ? null : gated(known, state, vote);
  if (gate) return gate;
  if (vote.recorded) return { kind: "recorded", ballot: shown(vote.recorded), sending };
  return { kind: "keys", sending };
}

export function closedPanel(known: Known, state: State): Panel {
  const { vote } = known;
  const waiting = vote && onItsWay(vote, true, false);
  if (waiting) return waiting;
  if (vote?.refused) return refused(vote, refusalWords(vote.refused.code), false);
  if (vote?.recorded) return { kind: "ended", ballot: shown(vote.recorded) };
  return placeOf(known, state) === "present" ? { kind: "ended", ballot: null } : watching(known, state);
}

/** The ballot whose choice or code the page shows. */
export function shownEntry(vote: Vote, panel: Panel | null): Shown | null {
  if (panel && (panel.kind === "undecided" || panel.kind === "challenged")) return panel.ballot;
  const cast = panel && (panel.kind === "kept" || panel.kind === "received");
  return shown(cast ? lastBallot(vote) : vote.recorded);
}
