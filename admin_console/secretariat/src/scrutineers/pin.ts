/** Whose keys the enrolment cards pin (docs/sealed.md §2), and whether the cards can be printed yet. Pure. */
import { inCeremony } from "@hemicycle/kit/scrutineers";
import type { SealView } from "@hemicycle/kit/types";
import type { CodeEntry, KeyEntry, Register } from "../register.ts";

export interface Pinned {
  /** The scrutineers' keys; empty while there is nobody to pin. */
  readonly keys: readonly string[];
  /**
   * `sealed`: those of the sitting's ceremony; `enrolled`: all who are enrolled; `awaited`: some have a code and are not there yet;
   * `none`: fewer than two.
   */
  readonly basis: "sealed" | "enrolled" | "awaited" | "none";
  /** The enrolled scrutineers are others than those of the ceremony. */
  readonly changed: boolean;
}

export function scrutineerKeys({ keys }: Register): readonly KeyEntry[] {
  return keys.filter(({ role, state }) => role === "scrutineer" && state === "active");
}

/** Codes of scrutineers that nobody has used yet. */
export function scrutineerCodes({ codes }: Register): readonly CodeEntry[] {
  return codes.filter(
    ({ role, state }) => role === "scrutineer" && (state === "open" || state === "expired"),
  );
}

/** Whose keys the cards carry: tablets encrypt under the ceremony's, so once there is one its scrutineers count. */
export function pinned(register: Register, seal: SealView | null): Pinned {
  const enrolled = scrutineerKeys(register).map(({ key }) => key);
  if (seal && (seal.phase === "ready" || inCeremony(seal))) {
    const keys = seal.scrutineers.map(({ key }) => key);
    return { keys, basis: "sealed", changed: !sameSet(keys, enrolled) };
  }
  if (enrolled.length < 2) return { keys: [], basis: "none", changed: false };
  if (scrutineerCodes(register).some(({ state }) => state === "open"))
    return { keys: [], basis: "awaited", changed: false };
  return { keys: enrolled, basis: "enrolled", changed: false };
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  const both = new Set(a);
  return a.length === b.length && b.every((each) => both.has(each));
}
