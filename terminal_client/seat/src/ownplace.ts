/** The deputy's own place in the hall: all seats faint, one strong, the rostrum below. */
import { s } from "@hemicycle/kit/dom";
import { placeIn, radiusFor, roomAround } from "@hemicycle/kit/draw/seatmap";
import type { PlanSeat } from "@hemicycle/kit/types";

const [WIDTH, HEIGHT, PAD, MOST] = [420, 232, 14, 4.6];
/** Height and half width of the rostrum's word. */
const WORD = { height: 30, half: 36 } as const;

/** `label` is the map's text alternative; `rostrum` the word at its foot, under the seats where they leave no well. */
export function ownPlace(
  seats: readonly PlanSeat[],
  own: string,
  label: string,
  rostrum: string,
): SVGSVGElement {
  const frame = { left: PAD, top: PAD, width: WIDTH - 2 * PAD, height: HEIGHT - 2 * PAD };
  const foot = HEIGHT - PAD;
  const wide = placeIn(seats, frame);
  const well = roomAround(wide, WIDTH / 2, foot, MOST) > WORD.half + PAD;
  const placed = well ? wide : placeIn(seats, { ...frame, height: frame.height - WORD.height });
  const radius = radiusFor(placed, MOST);
  const mine = placed.find(({ seat }) => seat.id === own);
  return s(
    "svg",
    { class: "seatmap", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label },
    s("g", { class: "dots" }, ...placed.map(({ x, y }) => s("circle", { cx: x, cy: y, r: radius }))),
    mine && s("circle", { class: "me", cx: mine.x, cy: mine.y, r: radius + 6 }),
    s("text", { x: WIDTH / 2, y: foot - (well ? 0 : 2), "font-size": 22 }, rostrum),
  );
}
