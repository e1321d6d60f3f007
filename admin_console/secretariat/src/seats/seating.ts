/** Who sits where, while it is being arranged: a draft of member → seat, changed step by step and taken back. Pure. */
import { type RosterMember, type Seat, votes } from "../register.ts";
import { byDelegation } from "../roster/importing.ts";
import { compareStrokes } from "../strokes.ts";

/** Member id → seat id, for those who have one. */
export type Seating = ReadonlyMap<string, string>;

export function seatingOf(members: readonly RosterMember[]): Seating {
  return new Map(members.filter(({ seat }) => seat !== "").map(({ id, seat }) => [id, seat]));
}

/** Seat id → member id. */
export function sitters(seating: Seating): Map<string, string> {
  return new Map([...seating].map(([member, seat]) => [seat, member]));
}

/** Puts a member on a seat. Whoever sat there takes the member's former seat, or none. */
export function place(seating: Seating, member: string, seat: string): Seating {
  const former = seating.get(member);
  const other = sitters(seating).get(seat);
  if (other === member) return seating;
  const next = new Map(seating);
  next.set(member, seat);
  if (other !== undefined) {
    if (former === undefined) next.delete(other);
    else next.set(other, former);
  }
  return next;
}

export function unseat(seating: Seating, member: string): Seating {
  const next = new Map(seating);
  next.delete(member);
  return next;
}

/** Members without a seat who should have one, deputies in office first; then attendees, who may have one. */
export function unplaced(members: readonly RosterMember[], seating: Seating): RosterMember[] {
  const free = members.filter(
    ({ id, status, role }) => !seating.has(id) && status === "in-office" && role !== "observer",
  );
  return [...free.filter(votes), ...free.filter((member) => !votes(member))];
}

/** Seats from left to right around the rostrum (arc) or column by column (grid). */
export function inColumns(seats: readonly Seat[], kind: "arc" | "grid"): Seat[] {
  const angle = ({ x, y }: Seat) => Math.round(Math.atan2(5000 - y, 5000 - x) * 500);
  const order = (seat: Seat) =>
    kind === "arc" ? [angle(seat), seat.row, seat.col] : [seat.col, seat.row, 0];
  return [...seats].sort((a, b) => {
    const [p, q] = [order(a), order(b)];
    const at = p.findIndex((value, i) => value !== q[i]);
    return at < 0 ? 0 : (p[at] ?? 0) - (q[at] ?? 0);
  });
}

/** How free seats are filled: delegations side by side, all by strokes, or delegations in turn. */
export const FILL_RULES = ["delegations", "strokes", "alternating"] as const;
export type FillRule = (typeof FILL_RULES)[number];

/** Those to be seated, in the order of the seats that they get. */
function queue(members: readonly RosterMember[], rule: FillRule): RosterMember[] {
  const groups = [...byDelegation(members).values()];
  if (rule === "delegations") return groups.flat();
  if (rule === "strokes") return groups.flat().sort((a, b) => compareStrokes(a.name, b.name));
  const longest = Math.max(0, ...groups.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) => groups.flatMap((group) => group[i] ?? [])).flat();
}

/** Seats in the order in which a rule fills them: by strokes row by row from the front, else from the left. */
function places(seats: readonly Seat[], kind: "arc" | "grid", rule: FillRule): Seat[] {
  if (rule === "delegations") return inColumns(seats, kind);
  return [...seats].sort((a, b) => a.row - b.row || a.col - b.col);
}

/** Seats the deputies who have none on the free seats, by a rule; within it they stay in roster order. */
export function fill(
  seating: Seating,
  members: readonly RosterMember[],
  seats: readonly Seat[],
  kind: "arc" | "grid",
  rule: FillRule = "delegations",
): Seating {
  const taken = new Set(seating.values());
  const free = places(seats, kind, rule).filter(({ id }) => !taken.has(id));
  const unseated = members.filter((member) => votes(member) && !seating.has(member.id));
  const waiting = queue(unseated, rule);
  const next = new Map(seating);
  waiting.slice(0, free.length).forEach((member, i) => {
    const seat = free[i];
    if (seat) next.set(member.id, seat.id);
  });
  return next;
}

/** How many members sit elsewhere than before. */
export function changes(before: Seating, now: Seating): number {
  const members = new Set([...before.keys(), ...now.keys()]);
  return [...members].filter((member) => before.get(member) !== now.get(member)).length;
}

/** The roster with the seats of a seating. */
export function seated(members: readonly RosterMember[], seating: Seating): RosterMember[] {
  return members.map((member) => ({ ...member, seat: seating.get(member.id) ?? "" }));
}

/** A seating without the seats that a plan lacks, and how many lose theirs. */
export function within(
  seating: Seating,
  seats: readonly Seat[],
): { readonly seating: Seating; readonly lost: number } {
  const known = new Set(seats.map(({ id }) => id));
  const kept = new Map([...seating].filter(([, seat]) => known.has(seat)));
  return { seating: kept, lost: seating.size - kept.size };
}

export type Arrow = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

const DIRECTIONS: Readonly<Record<Arrow, readonly [dx: number, dy: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The nearest seat in a direction: far ones and those off the line count more. Null at the edge. */
export function neighbour(seats: readonly Seat[], from: Seat, arrow: Arrow): Seat | null {
  const [dx, dy] = DIRECTIONS[arrow];
  let best: Seat | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const seat of seats) {
    const along = (seat.x - from.x) * dx + (seat.y - from.y) * dy;
    const across = Math.abs((seat.x - from.x) * dy) + Math.abs((seat.y - from.y) * dx);
    const cost = along + 2.5 * across;
    if (along <= 0 || across > 2 * along || cost >= least) continue;
    best = seat;
    least = cost;
  }
  return best;
}

/** Rows that make a hall of `seats` places look like one. */
export function proposedRows(seats: number): number {
  return Math.max(1, Math.min(30, Math.round(Math.sqrt(seats / 4))));
}

/** A seat named by a person: its id, or row and number with any separator. */
export function seatNamed(seats: readonly Seat[], typed: string): Seat | null {
  const words = typed.trim();
  const found = seats.find(({ id }) => id.toLowerCase() === words.toLowerCase());
  if (found) return found;
  const [row, col, ...rest] = (words.match(/\d+/g) ?? []).map(Number);
  return rest.length > 0 ? null : (seats.find((seat) => seat.row === row && seat.col === col) ?? null);
}
