/** Ballots of this terminal as IndexedDB keeps them: written before they are sent, with the server's answer after it. */
import type { Ballot } from "@hemicycle/kit/ballots";
import { readAll, removeAll, write } from "@hemicycle/kit/idb";
import type { AckFrame, RefusedFrame } from "@hemicycle/kit/types";

export interface KeptBallot {
  readonly ballot: Ballot;
  readonly ack: AckFrame | null;
  readonly refusal: RefusedFrame | null;
}

/** Where a terminal keeps its ballots of one division. */
export interface BallotShelf {
  load(division: string): Promise<KeptBallot[]>;
  keep(division: string, kept: KeptBallot): Promise<void>;
  clear(division: string): Promise<void>;
}

/** The shelf of one terminal (`owner`, its key) in one sitting. */
export function indexedShelf(owner: string, sitting: string): BallotShelf {
  const prefix = (division: string) => `${owner}/${sitting}/${division}/`;
  return {
    load: (division) => readAll<KeptBallot>("ballots", prefix(division)),
    keep: (division, kept) =>
      write("ballots", prefix(division) + String(kept.ballot.seq).padStart(10, "0"), kept),
    clear: (division) => removeAll("ballots", prefix(division)),
  };
}
