/** What a terminal knows of its own vote in one division, and the entries it makes there. */
import type { SignedOpening } from "@hemicycle/kit/ballots";
import type { Marks } from "@hemicycle/kit/marks";
import type { CertifiedVote } from "@hemicycle/kit/sealed/keys";
import type { Paper, Result } from "@hemicycle/kit/types";

/** A signed ballot or spoil entry as it is kept and sent; the same bytes every time. */
export interface Entry {
  readonly kind: "ballot" | "spoil";
  /** b64u digests of the opening and of this entry. */
  readonly open: string;
  readonly id: string;
  readonly seq: number;
  /** A sealed ballot's marks are known to the page that made them, and kept nowhere: null after a reload, and of a spoil entry. */
  readonly marks: Marks | null;
  /** b64u head of a sealed ballot, which its tracking code is made of; "" of a named one. */
  readonly head: string;
  readonly b: string;
  readonly s: string;
}

/** Why keys can be pressed, or what they wait for. All but `open` concern secret votes only. */
export type Gate =
  | "open"
  /** The scrutineers' keys are still to be fetched and checked. */
  | "keys"
  /** A person has to compare the scrutineers' pin. */
  | "unconfirmed"
  /** Too few scrutineers have signed the opening so far. */
  | "uncertified"
  /** The keys or the opening do not hold. */
  | "false";

/** A place in the terminal's chain: number, and id of the entry before it (the opening's digest for the first). */
export interface Link {
  readonly open: string;
  readonly seq: number;
  readonly prev: string;
}

/** A sealed ballot that is neither cast nor challenged yet. */
export interface Undecided {
  readonly link: Link;
  readonly head: string;
  readonly marks: Marks;
}

/** A ballot that was challenged, on its way to the checker. */
export interface Challenged {
  readonly ballot: Undecided;
  /** The spoil entry's id. */
  readonly id: string;
  /** Where the checker opens it; null until the spoil entry is acknowledged, "" if it can't be opened any more. */
  readonly link: string | null;
}

export interface Vote {
  readonly division: string;
  /** The opening's digest; "" when the page was loaded after the close. */
  readonly open: string;
  /** The signed opening; null while it runs only if its signature is wrong. */
  readonly opening: SignedOpening | null;
  readonly secret: boolean;
  readonly gate: Gate;
  /** What the scrutineers certified, from then on. */
  readonly certified: CertifiedVote | null;
  /** The last acknowledged ballot: what counts. */
  readonly recorded: Entry | null;
  /** The last acknowledged entry: what the next one follows. */
  readonly tip: Entry | null;
  /** Entries that are not acknowledged, in order of sending. */
  readonly pending: readonly Entry[];
  /** Ids of pending entries that the server durably received. */
  readonly received: readonly string[];
  /** Marks that are being sealed, signed and kept. */
  readonly pressing: Marks | null;
  readonly undecided: Undecided | null;
  readonly challenged: Challenged | null;
  readonly refused: { readonly ballot: Entry; readonly code: string } | null;
  /** The first entry that was not received has been on its way for more than a second. */
  readonly slow: boolean;
  /** The server gave an answer that it did not sign. */
  readonly falseAnswer: boolean;
  /** The last press could not be sealed, signed or kept on this device. */
  readonly failed: boolean;
  readonly counted: "same" | "differs" | null;
}

/** A division from its tally on: its id, the opening's digest and, once declared, its result. */
export interface CountedDivision {
  readonly id: string;
  readonly open: string;
  readonly result: Pick<Result, "counted_root"> | null;
}

function lastEntry(vote: Vote): Entry | null {
  return vote.pending.at(-1) ?? vote.tip;
}

/** What stands on the ballot: of a secret vote what the scrutineers certified; null while it is not known. */
export function paperOf({ secret, certified, opening }: Vote): Paper | null {
  return secret ? certified : (opening?.definition ?? null);
}

/** The place of the next entry. */
export function nextLink(vote: Vote): Link {
  const last = lastEntry(vote);
  return { open: vote.open, seq: (last?.seq ?? 0) + 1, prev: last?.id ?? vote.open };
}

/** The ballot that was cast last, recorded or not. */
export function lastBallot(vote: Vote): Entry | null {
  return lastPending(vote) ?? vote.recorded;
}

/** The last ballot that is cast and not recorded yet. */
export function lastPending(vote: Vote): Entry | null {
  return vote.pending.filter(({ kind }) => kind === "ballot").at(-1) ?? null;
}
