/** The hall from above with one seat marked. */
import { s } from "@hemicycle/kit/dom";
import { placeIn, radiusFor, seatMap } from "@hemicycle/kit/draw/seatmap";
import { common } from "@hemicycle/kit/i18n";
import type { PlanSeat } from "@hemicycle/kit/types";
import { t } from "./texts.ts";

const WIDTH = 600;
const HEIGHT = 340;
const FOOT = 44;

export function seatPlan(seats: readonly PlanSeat[], marked: string): SVGSVGElement {
  const placed = placeIn(seats, { left: 20, top: 24, width: WIDTH - 40, height: HEIGHT - FOOT - 34 });
  const radius = radiusFor(placed, 12);
  const map = seatMap(placed, radius);
  const at = placed.find(({ seat }) => seat.id === marked);
  map.set((index) => (placed[index] === at ? "on" : "gone"));
  const ring = at && [
    s("circle", { class: "here-ring", cx: at.x, cy: at.y, r: Math.max(14, radius * 1.9) }),
    s("circle", { class: "on", cx: at.x, cy: at.y, r: Math.max(7, radius) }),
  ];
  const label = at ? t().seatOnPlan(t().seatAt(at.seat.row, at.seat.col)) : t().plan;
  return s(
    "svg",
    { class: "seatmap", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label },
    map.element,
    ...(ring ?? []),
    s("rect", { class: "rostrum", x: WIDTH / 2 - 80, y: HEIGHT - 36, width: 160, height: 36, rx: 6 }),
    s("text", { x: WIDTH / 2, y: HEIGHT - 8, "font-size": 25 }, common().rostrum),
  );
}
