/** The chamber: the plan's seats under the arc of time, with a figure in the well where the plan leaves room. */
import { s } from "../dom.ts";
import type { PlanSeat } from "../types.ts";
import { arcStroke, onArc } from "./geometry.ts";
import { placeIn, radiusFor, roomAround, type SeatMark, seatMap } from "./seatmap.ts";

export interface Chamber {
  readonly element: SVGSVGElement;
  /** False if the plan's seats fill the well: the figure must be shown elsewhere. */
  readonly hasWell: boolean;
  marks(markOf: (index: number) => SeatMark): void;
  /** Share of time left, 0..1; null hides the arc. */
  time(left: number | null): void;
  /** A tick on the arc, at a share of it: where something suffices. */
  tick(at: number | null): void;
  /** Figure and caption in the well, and the drawing's text alternative. */
  say(label: string, figure: string, caption: string): void;
}

const [CX, CY, RADIUS, STROKE] = [274, 280, 266, 8];
/** A half circle of seats of this size lies just inside the arc of time. */
const SEATS = { left: 28, top: 28, width: 492, height: 246 } as const;
/** The figure with its caption at full size fits into a half circle of this radius. */
const FIGURE_RADIUS = 138;
const LEAST_SCALE = 0.7;

export function chamber(seats: readonly PlanSeat[]): Chamber {
  const placed = placeIn(seats, SEATS);
  const radius = radiusFor(placed, 6.6);
  const map = seatMap(placed, radius);
  const room = roomAround(placed, CX, SEATS.top + SEATS.height, radius) / FIGURE_RADIUS;
  const hasWell = room >= LEAST_SCALE;
  const size = Math.min(1, room);
  const arc = (to: number) => arcStroke(CX, CY, RADIUS, 0, to);
  const track = s("path", { class: "clock-track", fill: "none", "stroke-width": STROKE, d: arc(180) });
  const run = s("path", { class: "clock", fill: "none", "stroke-width": STROKE });
  const tick = s("line", { class: "tick", "stroke-width": 4 });
  const figure = s("text", { x: CX, y: 280 - 44 * size, "font-size": 76 * size, "font-weight": 700 });
  const caption = s("text", { x: CX, y: 280 - 10 * size, "font-size": 20 * size });
  const element = s(
    "svg",
    { class: "seatmap chamber", viewBox: "0 4 548 282", role: "img" },
    track,
    run,
    tick,
    map.element,
    hasWell && figure,
    hasWell && caption,
  );
  return {
    element,
    hasWell,
    marks: map.set,
    time(left) {
      for (const path of [track, run]) path.toggleAttribute("hidden", left === null);
      run.setAttribute("d", left !== null && left > 0 ? arc(180 * Math.min(1, left)) : "");
    },
    tick(at) {
      tick.toggleAttribute("hidden", at === null);
      const [a, b] = [onArc(CX, CY, RADIUS + 8, 180 * (at ?? 0)), onArc(CX, CY, RADIUS - 8, 180 * (at ?? 0))];
      for (const [name, value] of Object.entries({ x1: a.x, y1: a.y, x2: b.x, y2: b.y }))
        tick.setAttribute(name, String(value));
    },
    say(label, large, small) {
      element.setAttribute("aria-label", label);
      figure.textContent = large;
      caption.textContent = small;
    },
  };
}
