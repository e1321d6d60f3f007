/** What each seat's terminal is: no code, a code, enrolled, revoked. Pure. */
import type { CodeEntry, KeyEntry, Register } from "../register.ts";

export type SeatStateKind = "none" | "code" | "expired" | "enrolled" | "revoked";
export const SEAT_STATES = [
  "none",
  "code",
  "enrolled",
  "expired",
  "revoked",
] as const satisfies readonly SeatStateKind[];

export interface SeatState {
  readonly kind: SeatStateKind;
  /** The active key, or the last one that was revoked. */
  readonly key: KeyEntry | null;
  /** The newest code that is open or has expired. */
  readonly code: CodeEntry | null;
}

function judged(key: KeyEntry | null, code: CodeEntry | null): SeatStateKind {
  if (key?.state === "active") return "enrolled";
  if (code) return code.state === "open" ? "code" : "expired";
  return key ? "revoked" : "none";
}

/** Seat id → state of its terminal, in the plan's order. Later keys and codes stand for earlier ones. */
export function seatStates(register: Register): Map<string, SeatState> {
  const keys = new Map<string, KeyEntry>();
  for (const key of register.keys)
    if (key.seat && keys.get(key.seat)?.state !== "active") keys.set(key.seat, key);
  const codes = new Map<string, CodeEntry>();
  for (const code of register.codes)
    if (
      code.seat &&
      (code.state === "open" || (code.state === "expired" && codes.get(code.seat)?.state !== "open"))
    )
      codes.set(code.seat, code);
  return new Map(
    register.seats.map(({ id }) => {
      const [key, code] = [keys.get(id) ?? null, codes.get(id) ?? null];
      return [id, { kind: judged(key, code), key, code }];
    }),
  );
}

/** Seats that need a code: no terminal and no open code. */
export function seatsWithoutCode(states: ReadonlyMap<string, SeatState>): string[] {
  return [...states]
    .filter(([, { kind }]) => kind === "none" || kind === "expired" || kind === "revoked")
    .map(([id]) => id);
}

export function countStates(states: ReadonlyMap<string, SeatState>): Readonly<Record<SeatStateKind, number>> {
  const counts = { none: 0, code: 0, expired: 0, enrolled: 0, revoked: 0 };
  for (const { kind } of states.values()) counts[kind] += 1;
  return counts;
}
