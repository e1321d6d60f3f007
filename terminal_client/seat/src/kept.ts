/** Entries of this terminal as IndexedDB keeps them: written before they are sent, with the server's answers after it. */
import { readAll, removeAll, write } from "@hemicycle/kit/idb";
import type { AckFrame, ReceivedFrame, RefusedFrame } from "@hemicycle/kit/types";
import type { Entry } from "./vote.ts";

export interface KeptEntry {
  readonly entry: Entry;
  /** The receipt of a sealed entry. */
  readonly receipt: ReceivedFrame | null;
  readonly ack: AckFrame | null;
  readonly refusal: RefusedFrame | null;
}

/** Where a terminal keeps its entries of one division. */
export interface Shelf {
  load(division: string): Promise<KeptEntry[]>;
  keep(division: string, kept: KeptEntry): Promise<void>;
  clear(division: string): Promise<void>;
}

/** An entry as it may lie on the disk: whoever finds the device must not find sealed marks. */
function withoutSecret(entry: Entry): Entry {
  return entry.head === "" ? entry : { ...entry, marks: null };
}

/** The shelf of one terminal (`owner`, its key) in one sitting. */
export function indexedShelf(owner: string, sitting: string): Shelf {
  const prefix = (division: string) => `${owner}/${sitting}/${division}/`;
  return {
    load: (division) => readAll<KeptEntry>("ballots", prefix(division)),
    keep: (division, kept) =>
      write("ballots", prefix(division) + String(kept.entry.seq).padStart(10, "0"), {
        ...kept,
        entry: withoutSecret(kept.entry),
      }),
    clear: (division) => removeAll("ballots", prefix(division)),
  };
}
