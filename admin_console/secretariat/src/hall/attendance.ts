/** Who is present, seat by seat, by delegation and in a list. Pure. */
import { bitAt } from "@hemicycle/kit/draw/seatmap";
import { unb64u } from "@hemicycle/kit/encoding";
import { type Register, type RosterMember, votes } from "../register.ts";
import { matches } from "../roster/importing.ts";
import type { SeatState } from "../terminals/states.ts";

/** Ids of the seats that have their bit: whose members are present, whose terminals are connected; null when the role is not told. */
export function seatsOf(register: Register, bits: string | undefined): ReadonlySet<string> | null {
  if (bits === undefined) return null;
  const bytes = unb64u(bits);
  return new Set(register.seats.filter((_, i) => bitAt(bytes, i)).map(({ id }) => id));
}

export interface Share {
  readonly name: string;
  readonly present: number;
  readonly of: number;
}

/** Present and in office of every delegation, in roster order. */
export function shares(register: Register, present: ReadonlySet<string>): Share[] {
  const found = new Map<string, { present: number; of: number }>();
  for (const member of register.members.filter(votes)) {
    const share = found.get(member.delegation) ?? { present: 0, of: 0 };
    share.of += 1;
    if (member.seat && present.has(member.seat)) share.present += 1;
    found.set(member.delegation, share);
  }
  return [...found].map(([name, share]) => ({ name, ...share }));
}

export type Presence = "present" | "leave" | "absent";

/** What is known of the seats. */
export interface HallView {
  /** Seats whose members are present. */
  readonly present: ReadonlySet<string>;
  /** Seats whose terminals are enrolled but not connected. */
  readonly offline: ReadonlySet<string>;
}

/** What a deputy is, as far as this page knows: leaves are told by number only, those granted here by name. */
export function presenceOf(
  member: RosterMember,
  present: ReadonlySet<string>,
  leaves: ReadonlySet<string>,
): Presence {
  if (member.seat && present.has(member.seat)) return "present";
  return leaves.has(member.id) ? "leave" : "absent";
}

export interface Sieve {
  readonly sought: string;
  readonly delegation: string;
  readonly presence: Presence | "offline" | "";
}

/** Deputies in office that a search leaves. */
export function sifted(
  register: Register,
  { present, offline }: HallView,
  leaves: ReadonlySet<string>,
  { sought, delegation, presence }: Sieve,
): RosterMember[] {
  return register.members.filter(
    (member) =>
      votes(member) &&
      (delegation === "" || member.delegation === delegation) &&
      (presence === "" ||
        (presence === "offline"
          ? offline.has(member.seat)
          : presenceOf(member, present, leaves) === presence)) &&
      matches(member, sought),
  );
}

/** Seats with an enrolled terminal that is not connected; none while that is not known. */
export function offlineSeats(
  states: ReadonlyMap<string, SeatState>,
  online: ReadonlySet<string> | null,
): ReadonlySet<string> {
  if (online === null) return new Set();
  return new Set(
    [...states].filter(([id, { kind }]) => kind === "enrolled" && !online.has(id)).map(([id]) => id),
  );
}
