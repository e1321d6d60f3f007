/** What this device keeps of a count: figures while they are typed, and what binds a teller until it is revealed. */
import type { Figures } from "@hemicycle/kit/channels";
import type { Draft } from "@hemicycle/kit/counts";
import { read, write } from "@hemicycle/kit/idb";

/** Figures with the salt of their commitment, b64u. */
export interface Sealed {
  readonly salt: string;
  readonly figures: Figures;
  readonly digest: string;
}

/** All commitments that were made in an attempt, the newest first: one of them is in the log. */
export type SealedOnes = readonly Sealed[];

export interface Shelf {
  draft(open: string): Promise<Draft | null>;
  keepDraft(open: string, draft: Draft): Promise<void>;
  sealed(open: string, attempt: number): Promise<SealedOnes>;
  keepSealed(open: string, attempt: number, sealed: SealedOnes): Promise<void>;
}

/** In this device's database, durable before it returns; `teller` is the own key, b64u. */
export function indexedShelf(teller: string): Shelf {
  const at = (open: string, what: string | number) => `${teller}/count/${open}/${what}`;
  return {
    draft: async (open) => (await read<Draft>("ballots", at(open, "draft"))) ?? null,
    keepDraft: (open, draft) => write("ballots", at(open, "draft"), draft),
    sealed: async (open, attempt) => (await read<SealedOnes>("ballots", at(open, attempt))) ?? [],
    keepSealed: (open, attempt, sealed) => write("ballots", at(open, attempt), sealed),
  };
}
