/** What stands under the motion of a vote: keys, the ballot on its way, what is recorded. One plain value; pure. */
import { choiceOf, type Marks } from "@hemicycle/kit/marks";
import { certifiers } from "@hemicycle/kit/scrutineers";
import type { Choice, State } from "@hemicycle/kit/types";
import { type Answer, type Desk, deskFor } from "./desk.ts";
import { byVideoPanel } from "./elsewhere.ts";
import { isFinal, type Known, placeOf } from "./known.ts";
import { draftOf, type Filling, isBegun, type Listing, sameDraft } from "./paper.ts";
import { refusalWords, t } from "./texts.ts";
import { type Entry, lastBallot, lastPending, type Vote } from "./vote.ts";

/** A ballot as it is shown. */
export interface Shown {
  /** "" of a sealed ballot that is not decided on. */
  readonly id: string;
  /** Null where this page doesn't know them: a sealed ballot after a reload. */
  readonly marks: Marks | null;
  /** Head of a sealed ballot; "" of a named one. */
  readonly head: string;
}

export type Panel =
  /** The opening's signature is being checked: a moment without keys, so that no press is lost. */
  | { readonly kind: "checking" }
  | { readonly kind: "keys"; readonly sending: Choice | null; readonly final?: boolean }
  /** The first press counts: it is confirmed before it is sent. */
  | { readonly kind: "confirm"; readonly choice: Choice }
  /** In place of keys: a ballot with names, while it is filled in and when all marks are looked over. */
  | {
      readonly kind: "paper" | "review";
      readonly filling: Filling;
      readonly answer: Answer | null;
      /** Whether there is a change that can be taken back. */
      readonly undoable: boolean;
      readonly sending: boolean;
      /** Whether a ballot was cast that stands until this one is. */
      readonly stands: boolean;
      readonly final?: boolean;
    }
  /** Keys, once others have done their part. */
  | { readonly kind: "waiting"; readonly title: string; readonly words: string }
  | {
      readonly kind: "recorded";
      readonly ballot: Shown;
      readonly sending: Choice | null;
      /** Nothing can be changed; so in the other kinds. */
      readonly final?: boolean;
    }
  /** Durably received, not recorded yet; what was recorded before stands. */
  | {
      readonly kind: "received";
      readonly ballot: Shown;
      readonly before: Shown | null;
      readonly sending: Choice | null;
      readonly open: boolean;
      readonly final?: boolean;
    }
  | {
      readonly kind: "kept";
      readonly ballot: Shown;
      readonly before: Shown | null;
      readonly alarm: boolean;
      readonly final?: boolean;
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
  | {
      readonly kind: "ended";
      readonly ballot: Shown | null;
      /** Whether something was marked and not cast. */
      readonly left: boolean;
    }
  | {
      readonly kind: "watch";
      readonly title: string;
      readonly words: string;
      readonly alarm: boolean;
      /** Whether the deputy may check in from here, for later votes. */
      readonly checkIn: boolean;
      readonly failure: string;
    };

/** A ballot that is cast and not recorded. */
export type OnItsWay = Extract<Panel, { kind: "kept" | "received" }>;

export type PaperPanel = Extract<Panel, { kind: "paper" | "review" }>;

/** Whether the panel is a ballot with names that is not cast yet. */
export function isPaper(panel: Panel): panel is PaperPanel {
  return panel.kind === "paper" || panel.kind === "review";
}

function shown(entry: Entry): Shown;
function shown(entry: Entry | null): Shown | null;
function shown(entry: Entry | null): Shown | null {
  return entry && { id: entry.id, marks: entry.marks, head: entry.head };
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
    const { marks, head } = ballot;
    return { kind: "challenged", ballot: { id: "", marks, head }, link, stands: shown(vote.recorded) };
  }
  if (!vote.undecided) return null;
  const { marks, head } = vote.undecided;
  return { kind: "undecided", ballot: { id: "", marks, head }, busy: vote.pressing !== null };
}

/** A ballot on its way: kept while it may take long, received once the server has it. */
export function onItsWay(vote: Vote, offline: boolean, open: boolean): OnItsWay | null {
  const ballot = lastPending(vote);
  if (!ballot) return null;
  const before = shown(vote.recorded);
  if (vote.received.includes(ballot.id) && !vote.falseAnswer)
    return { kind: "received", ballot: shown(ballot), before, sending: choiceOf(vote.pressing), open };
  if (!open || offline || vote.slow || vote.falseAnswer)
    return { kind: "kept", ballot: shown(ballot), before, alarm: vote.falseAnswer };
  return null;
}

/** The paper as it lies on the desk, or as it is being sent. */
function paperPanel(desk: Desk, listing: Listing, vote: Vote, sending: Marks | null): Panel {
  const draft = sending ? draftOf(listing.item, sending) : desk.draft;
  return {
    kind: desk.reviewing ? "review" : "paper",
    filling: { ...listing, draft },
    answer: desk.answer,
    undoable: desk.past.length > 0,
    sending: sending !== null,
    stands: vote.recorded !== null || lastPending(vote) !== null,
  };
}

/** Panels from which a ballot could be changed. */
const CHANGING: ReadonlySet<Panel["kind"]> = new Set([
  "keys",
  "paper",
  "review",
  "recorded",
  "received",
  "kept",
]);

/** The panel as if no key were being sent, and the key that is: that one is shown in place. */
export function resting(panel: Panel): { readonly panel: Panel; readonly sending: Choice | null } {
  switch (panel.kind) {
    case "keys":
    case "recorded":
    case "received":
      return { panel: { ...panel, sending: null }, sending: panel.sending };
    default:
      return { panel, sending: null };
  }
}

const WITH_KEYS: ReadonlySet<Panel["kind"]> = new Set([
  "keys",
  "confirm",
  "recorded",
  "received",
  "kept",
  "refused",
]);

/** Whether keys of a motion are there to be pressed. */
export function hasKeys({ kind }: Panel): boolean {
  return WITH_KEYS.has(kind);
}

export function openPanel(known: Known, state: State, listing: Listing | null): Panel {
  const panel = usualPanel(known, state, listing);
  if (!isFinal(known) || !CHANGING.has(panel.kind)) return panel;
  if (panel.kind === "keys" && !panel.sending && known.asked) return { kind: "confirm", choice: known.asked };
  return { ...panel, final: true } as Panel;
}

function usualPanel(known: Known, state: State, listing: Listing | null): Panel {
  const { model, status } = known;
  const vote = known.vote && known.vote.open === state.open?.open ? known.vote : null;
  const mine = model.mine?.open === state.open?.open ? model.mine : null;
  const listed = mine ? mine.in_electorate : (model.mine?.checked_in ?? false);
  if (!vote) return { kind: "checking" };
  if (!listed) return byVideoPanel(known, state) ?? watching(known, state);
  if (!vote.opening) return watch(t().openingFalse, t().openingFalseWords, true);
  const desk = listing && deskFor(known.desk, vote.open, listing);
  const paper = (sending: Marks | null) => desk && paperPanel(desk, listing, vote, sending);
  const challenge = challengePanel(vote);
  if (challenge) return challenge;
  const changed = desk?.changing && vote.gate === "open" && !vote.pressing && paper(null);
  const waiting = changed || onItsWay(vote, status.phase !== "online", true);
  if (waiting) return waiting;
  const sending = vote.pressing ?? lastPending(vote)?.marks ?? null;
  if (vote.failed && !sending) return refused(vote, t().keepFailed, true);
  if (vote.refused && !sending) return refused(vote, refusalWords(vote.refused.code), true);
  const gate = vote.recorded && vote.gate !== "false" ? null : gated(known, state, vote);
  if (gate) return gate;
  const now = choiceOf(sending);
  if (vote.recorded && !(desk && sending))
    return { kind: "recorded", ballot: shown(vote.recorded), sending: desk ? null : now };
  return paper(sending) ?? { kind: "keys", sending: now };
}

/** Whether the paper has marks that are not those of the recorded ballot. */
function isLeft({ desk }: Known, vote: Vote | null, listing: Listing | null): boolean {
  if (!desk || !listing || !vote || desk.open !== vote.open) return false;
  if (!vote.recorded) return isBegun(desk.draft);
  return desk.changing && !sameDraft(draftOf(listing.item, vote.recorded.marks), desk.draft);
}

export function closedPanel(known: Known, state: State, listing: Listing | null): Panel {
  const { vote } = known;
  const left = isLeft(known, vote, listing);
  const waiting = vote && onItsWay(vote, true, false);
  if (waiting) return waiting;
  if (vote?.refused) return refused(vote, refusalWords(vote.refused.code), false);
  if (vote?.recorded) return { kind: "ended", ballot: shown(vote.recorded), left };
  return placeOf(known, state) === "present" ? { kind: "ended", ballot: null, left } : watching(known, state);
}

/** The ballot whose marks or code the page shows; none while a paper is filled in. */
export function shownEntry(vote: Vote, panel: Panel | null): Shown | null {
  if (panel && isPaper(panel)) return null;
  if (panel && (panel.kind === "undecided" || panel.kind === "challenged")) return panel.ballot;
  const cast = panel && (panel.kind === "kept" || panel.kind === "received");
  return shown(cast ? lastBallot(vote) : vote.recorded);
}
