/** A named vote after its declaration: every seat with the mark of its choice. */
import { s } from "../dom.ts";
import type { Choice, PlanSeat } from "../types.ts";
import { placeIn, radiusFor, type SeatMark, seatMap } from "./seatmap.ts";

/** Choices by seat id (`GET …/votes`); a seat without one did not press or was absent. */
export type Votes = Readonly<Record<string, Choice>>;

const FRAME = { left: 12, top: 12, width: 524, height: 268 } as const;

/** What a seat shows: the choice, a dashed ring for a deputy's seat without one, a small dot for any other seat. */
export function voteMark(seat: PlanSeat, votes: Votes): SeatMark {
  if (seat.role !== "deputy" || seat.member === "") return "gone";
  return votes[seat.id] ?? "none";
}

/** The map, 548 × 292; `label` is its text alternative with all figures. */
export function votesMap(seats: readonly PlanSeat[], votes: Votes, label: string): SVGSVGElement {
  const placed = placeIn(seats, FRAME);
  const map = seatMap(placed, radiusFor(placed, 7.5));
  const marks = seats.map((seat) => voteMark(seat, votes));
  map.set((i) => marks[i] ?? "gone");
  return s(
    "svg",
    { class: "seatmap votes", viewBox: "0 0 548 292", role: "img", "aria-label": label },
    map.element,
  );
}
