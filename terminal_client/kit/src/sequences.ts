/** How divisions hang together, and what may lawfully follow from one (docs/sequences.md). */
import type { Json } from "./canonical.ts";
import type { Bilingual } from "./types.ts";

/** Another division and what this one is to it (docs/sequences.md §1). */
export interface Link {
  readonly kind: string;
  readonly division: string;
  readonly name?: number;
}

/** Why a division can't be put to the vote now (docs/sequences.md §7). */
export interface Wait extends Bilingual {
  readonly code: string;
  readonly divisions: readonly string[];
}

/** An act that may lawfully follow; `type` "" where there is only something to know (docs/sequences.md §8). */
export interface NextStep extends Bilingual {
  readonly id: string;
  readonly kind: string;
  readonly source: Bilingual & { readonly rule: string; readonly verified: boolean };
  readonly type: string;
  readonly fields: Readonly<Record<string, Json>>;
  /** Members that a person still has to write. */
  readonly asks: readonly string[];
}

/** What a division's view has of sequences; servers of before have none of it. */
export interface Sequenced {
  readonly of?: readonly Link[];
  /** Who objected to voting together, and why; null if nobody. */
  readonly objection?: { readonly member: string; readonly name: string; readonly reason: string } | null;
  /** For chair and secretariat. */
  readonly waits?: readonly Wait[];
  readonly next?: readonly NextStep[];
}
