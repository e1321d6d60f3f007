/**
 * The paper on a deputy's desk: what was marked and not cast yet. It lives in this page's memory and nowhere else, so it outlasts a
 * lost connection and every state that the server sends. Pure.
 */
import type { Marks } from "@hemicycle/kit/marks";
import {
  blank,
  type Draft,
  draftOf,
  type Filling,
  isBegun,
  type Lack,
  type Listing,
  lackOf,
  marksOf,
  move,
  press,
  wantsReview,
  write,
} from "./paper.ts";

/** What the last press is answered with: the paper is full, or something is lacking. */
export type Answer =
  | { readonly kind: "full"; readonly row: number }
  | { readonly kind: "lack"; readonly lack: Lack };

export interface Desk {
  /** The opening's digest: what was marked under another one does not belong to this vote. */
  readonly open: string;
  readonly draft: Draft;
  /** What {@link undo} goes back to, the last one last. */
  readonly past: readonly Draft[];
  /** Whether the paper lies open although a ballot was cast. */
  readonly changing: boolean;
  /** Whether all marks are shown together, to be cast. */
  readonly reviewing: boolean;
  readonly answer: Answer | null;
}

/** What casting does: the desk as it is then, and the marks if they are cast. */
export interface Submission {
  readonly desk: Desk;
  readonly marks: Marks | null;
}

/** A paper that has just been given out. */
function newDesk(open: string, { item }: Listing): Desk {
  return { open, draft: blank(item), past: [], changing: false, reviewing: false, answer: null };
}

/** The desk of a vote: what was marked for another one is not for this. */
export function deskFor(desk: Desk | null, open: string, on: Listing): Desk {
  return desk?.open === open ? desk : newDesk(open, on);
}

function paperOf({ draft }: Desk, { item, labels }: Listing): Filling {
  return { item, labels, draft };
}

function put(desk: Desk, draft: Draft): Desk {
  return { ...desk, draft, past: [...desk.past, desk.draft], answer: null };
}

export function markRow(desk: Desk, on: Listing, row: number, mark: number): Desk {
  const draft = press(paperOf(desk, on), row, mark);
  return draft ? put(desk, draft) : { ...desk, answer: { kind: "full", row } };
}

export function moveRow(desk: Desk, on: Listing, row: number, by: -1 | 1): Desk {
  return put(desk, move(paperOf(desk, on), row, by));
}

/** Takes the last change back. */
export function undo(desk: Desk): Desk {
  const draft = desk.past.at(-1);
  return draft ? { ...desk, draft, past: desk.past.slice(0, -1), answer: null } : desk;
}

/** What is typed is no step to go back by. */
export function writeIn(desk: Desk, on: Listing, slot: number, text: string): Desk {
  return { ...desk, draft: write(paperOf(desk, on), slot, text), answer: null };
}

/** Casts the paper, or says what is lacking, or shows it as a whole first: `always` where it can't be changed afterwards. */
export function submit(desk: Desk, on: Listing, always = false): Submission {
  const paper = paperOf(desk, on);
  const lack = lackOf(paper);
  if (lack) return { desk: { ...desk, reviewing: false, answer: { kind: "lack", lack } }, marks: null };
  if (!desk.reviewing && (always || wantsReview(paper)))
    return { desk: { ...desk, reviewing: true, answer: null }, marks: null };
  return { desk: { ...desk, changing: false, answer: null }, marks: marksOf(paper) };
}

/** From the review back to the paper. */
export function backToPaper(desk: Desk): Desk {
  return { ...desk, reviewing: false, answer: null };
}

/** Opens the paper again: with the marks that were cast, or as it lies there after a ballot that did not count. */
export function change(desk: Desk, on: Listing, cast: Marks | null, counts: boolean): Desk {
  const draft = counts || !isBegun(desk.draft) ? draftOf(on.item, cast) : desk.draft;
  return { ...backToPaper(desk), draft, past: [], changing: true };
}

/** Puts the paper away: what was cast stands. */
export function putAway(desk: Desk): Desk {
  return { ...backToPaper(desk), changing: false };
}
