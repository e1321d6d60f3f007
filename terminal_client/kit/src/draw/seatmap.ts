/** The hall from above: one dot a seat, the rostrum below. */
import { s } from "../dom.ts";
import type { PlanSeat } from "../types.ts";

export const MAP_WIDTH = 420;
export const MAP_HEIGHT = 220;
const PAD = 12;

export interface PlacedSeat {
  readonly seat: PlanSeat;
  readonly x: number;
  readonly y: number;
}

/** Seats of the plan (0..10000 both ways) placed in a map of the given size, keeping the plan's own proportions. */
export function placeSeats(
  seats: readonly PlanSeat[],
  width = MAP_WIDTH,
  height = MAP_HEIGHT,
  pad = PAD,
): PlacedSeat[] {
  const xs = seats.map((seat) => seat.x);
  const ys = seats.map((seat) => seat.y);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const scale = Math.min(
    (width - 2 * pad) / Math.max(1, right - left),
    (height - 2 * pad) / Math.max(1, bottom - top),
  );
  const dx = (width - (right - left) * scale) / 2;
  const tenth = (value: number) => Math.round(value * 10) / 10;
  return seats.map((seat) => ({
    seat,
    x: tenth(dx + (seat.x - left) * scale),
    y: tenth(height - pad - (bottom - seat.y) * scale),
  }));
}

/** Radius of a dot that leaves space between the nearest two of `count` seats. */
export function dotRadius(count: number, width = MAP_WIDTH): number {
  return (
    Math.round(Math.min(7, Math.max(1.2, (width / 420) * (74 / Math.sqrt(Math.max(1, count))))) * 10) / 10
  );
}

/** A map on which one seat is the reader's own. `label` is its text alternative. */
export function ownPlace(
  seats: readonly PlanSeat[],
  own: string,
  label: string,
  rostrum: string,
): SVGSVGElement {
  const radius = dotRadius(seats.length);
  const placed = placeSeats(seats);
  const dots = s("g", { class: "dots" });
  for (const { x, y } of placed) dots.append(s("circle", { cx: x, cy: y, r: radius }));
  const mine = placed.find(({ seat }) => seat.id === own);
  return s(
    "svg",
    { class: "seatmap", viewBox: `0 0 ${MAP_WIDTH} ${MAP_HEIGHT}`, role: "img", "aria-label": label },
    dots,
    mine && s("circle", { class: "me", cx: mine.x, cy: mine.y, r: radius + 6 }),
    s("text", { x: MAP_WIDTH / 2, y: MAP_HEIGHT - PAD, "font-size": 22 }, rostrum),
  );
}
