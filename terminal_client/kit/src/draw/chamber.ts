/** The chamber: the plan's seats under the arc of time, with a figure in the well where the plan leaves room. */
import { s } from "../dom.ts";
import type { PlanSeat } from "../types.ts";
import { arcStroke } from "./geometry.ts";
import { placeIn, radiusFor, roomFor, type SeatMark, seatMap } from "./seatmap.ts";

export interface Chamber {
  readonly element: SVGSVGElement;
  /** False if the plan's seats fill the well: the figure must be shown elsewhere. */
  readonly hasWell: boolean;
  marks(markOf: (index: number) => SeatMark): void;
  /** Share of time left, 0..1; null hides the arc. */
  time(left: number | null): void;
  /** Figure and caption in the well, and the drawing's text alternative. */
  say(label: string, figure: string, caption: string): void;
}

const [CX, CY, RADIUS, STROKE] = [274, 280, 266, 8];
/** A half circle of seats of this size lies just inside the arc of time. */
const SEATS = { left: 28, top: 34, width: 492, height: 240 } as const;
const WELL = { left: 184, top: 168, width: 180, height: 112 } as const;

export function chamber(seats: readonly PlanSeat[]): Chamber {
  const placed = placeIn(seats, SEATS);
  const map = seatMap(placed, radiusFor(placed, 6.6));
  const hasWell = roomFor(placed, WELL);
  const arc = (to: number) => arcStroke(CX, CY, RADIUS, 0, to);
  const track = s("path", { class: "clock-track", fill: "none", "stroke-width": STROKE, d: arc(180) });
  const run = s("path", { class: "clock", fill: "none", "stroke-width": STROKE });
  const figure = s("text", { x: CX, y: 236, "font-size": 76, "font-weight": 700 });
  const caption = s("text", { x: CX, y: 270, "font-size": 20 });
  const element = s(
    "svg",
    { class: "seatmap chamber", viewBox: "0 0 548 292", role: "img" },
    track,
    run,
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
    say(label, large, small) {
      element.setAttribute("aria-label", label);
      figure.textContent = large;
      caption.textContent = small;
    },
  };
}
