/** The state that the device's daemon tells its page (view.py). */
import type { Bilingual } from "@hemicycle/kit/types";

/** A code with its words. */
export interface Told extends Bilingual {
  readonly code: string;
}

export type CeremonyPhase = "committing" | "revealing" | "dealing" | "sealing" | "ready" | "aborted";

export interface Person {
  readonly index: number;
  readonly holder: string;
  readonly active: boolean;
}

export interface Ceremony {
  readonly attempt: number;
  readonly n: number;
  readonly k: number;
  readonly q: number;
  readonly phase: CeremonyPhase;
  /** This device's index, 0 if it has no part. */
  readonly index: number;
  readonly joined: boolean;
  readonly done: readonly number[];
  readonly scrutineers: readonly Person[];
  readonly fingerprint: readonly string[];
  readonly pin: string;
  /** Why the seal does not hold, null if it does. */
  readonly valid: Told | null;
  readonly compared: boolean;
  /** Its person heard another fingerprint. */
  readonly disputed: boolean;
  readonly used: boolean;
  readonly share: "" | "kept" | "erased";
  readonly fault: (Told & { readonly by: number; readonly culprit: number }) | null;
  readonly absence: Absence | null;
}

export interface Absence {
  readonly act: string;
  readonly index: number;
  readonly reason: string;
  readonly confirmed: readonly number[];
  readonly mine: boolean;
}

export interface Refusal extends Told {
  readonly index: number;
  readonly act: "open" | "root";
  readonly detail: string;
}

export interface About {
  readonly division: string;
  readonly number: number;
  readonly title: Bilingual;
  readonly short: Bilingual;
  readonly state: string;
}

/** Names that are on no list, or orders, once they are called for: mixed in turn, then released; indices. */
export interface Naming {
  readonly kind: "names" | "orders";
  readonly flags: number;
  readonly rows: number;
  readonly mixed: readonly number[];
  readonly released: readonly number[];
}

export interface Vote extends About {
  readonly open: string;
  readonly secret: boolean;
  readonly electorate: number;
  readonly q: number;
  readonly active: readonly number[];
  readonly deadline_ms: number | null;
  readonly void: { readonly reason: string } | null;
  readonly certified: readonly number[];
  readonly rooted: readonly number[];
  readonly released: readonly number[];
  readonly refusals: readonly Refusal[];
  readonly received: number;
  readonly recorded: number;
  /** How far each scrutineer has verified: index and entries. */
  readonly progress: readonly (readonly [number, number])[];
  readonly verified: number;
  readonly counted: number;
  readonly bad_entry: (Told & { readonly position: number }) | null;
  readonly repeats: readonly (readonly [number, number, string?])[];
  readonly naming: Naming | null;
  readonly frozen: { readonly size: number; readonly n: number; readonly code: readonly string[] } | null;
  readonly wait: (Told & { readonly detail: string }) | null;
}

export interface Past extends About {
  readonly n: number | null;
  readonly said: readonly ("open" | "root" | "release" | "mix" | "rows" | "void")[];
  /** How many ciphertexts occurred twice in its box. */
  readonly repeats: number;
  readonly count: "" | "unknown" | "known" | "may-be-known";
  readonly refusals: readonly Refusal[];
  readonly reason: string;
}

export interface SittingEntry {
  readonly id: string;
  readonly title: Bilingual;
  readonly state: string;
}

/** What there is once a sitting is followed. */
export interface Following {
  readonly connected: boolean;
  readonly trouble: Told | null;
  readonly clock_ahead_ms: number;
  readonly stopped: Told | null;
  readonly fault: (Told & { readonly log: string; readonly n: number }) | null;
  readonly sitting: {
    readonly id: string;
    readonly title: Bilingual;
    readonly state: string;
    readonly body: Bilingual;
  };
  readonly refused: readonly Told[];
  readonly ceremony: Ceremony | null;
  readonly vote: Vote | null;
  readonly history: readonly Past[];
  readonly erasable: boolean;
}

export interface View extends Partial<Following> {
  readonly v: number;
  readonly phase: "fresh" | "locked" | "enrol" | "choose" | "following";
  readonly server: string;
  readonly by_hand?: boolean;
  readonly device?: { readonly holder: string; readonly url: string; readonly key: string };
  readonly sittings?: readonly SittingEntry[];
}

/** The view of a device that follows a sitting. */
export type LiveView = View & Following;

export function isLive(view: View): view is LiveView {
  return view.phase === "following" && view.sitting !== undefined;
}
