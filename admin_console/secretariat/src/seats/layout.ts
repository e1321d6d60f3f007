/** Where seats, rostrum and names of delegations stand in the drawing. Pure. */
import { type Frame, type PlacedSeat, placeIn, radiusFor } from "@hemicycle/kit/draw/seatmap";
import type { PlanSeat } from "@hemicycle/kit/types";
import type { RosterMember, Seat } from "../register.ts";

export const WIDTH = 848;
const PAD = 20;
const FOOT = 44;
const LARGEST_DOT = 15;
const CENTRE = 5000;

export interface Layout {
  readonly height: number;
  readonly radius: number;
  readonly seats: readonly { readonly id: string; readonly x: number; readonly y: number }[];
  readonly rostrum: { readonly x: number; readonly y: number };
  readonly centre: { readonly x: number; readonly y: number };
}

const BLANK = { member: "", name: "", latin: "", delegation: "", role: "" };

function extent(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}

/** Places a plan's seats; the rostrum stands below them in the middle. */
export function layOut(seats: readonly Seat[], kind: "arc" | "grid"): Layout {
  const width = WIDTH - 2 * PAD;
  const ratio = extent(seats.map(({ y }) => y)) / Math.max(1, extent(seats.map(({ x }) => x)));
  const inner = Math.min(620, Math.max(kind === "arc" ? 240 : 60, width * ratio));
  const foot = kind === "arc" ? 10 : FOOT;
  const frame: Frame = { left: PAD, top: PAD, width, height: inner };
  // the hall's own centre is placed like a seat: an arc's lies at its foot, so that it does not widen the drawing
  const centre: PlanSeat = { id: "", row: 0, col: 0, x: CENTRE, y: CENTRE, ...BLANK };
  const placed = placeIn([...seats.map((seat) => ({ ...seat, ...BLANK })), centre], frame);
  const middle = placed.at(-1) ?? { x: WIDTH / 2, y: PAD + inner };
  const dots: PlacedSeat[] = placed.slice(0, -1);
  const lowest = Math.max(...dots.map(({ y }) => y));
  return {
    height: inner + 2 * PAD + foot,
    radius: radiusFor(dots, LARGEST_DOT),
    seats: dots.map(({ seat, x, y }) => ({ id: seat.id, x, y })),
    rostrum: kind === "arc" ? { x: middle.x, y: middle.y - 12 } : { x: WIDTH / 2, y: lowest + 44 },
    centre: { x: middle.x, y: middle.y },
  };
}

export interface DelegationLabel {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: "start" | "middle" | "end";
}

/** A wedge wider than this is no block of seats that one name could stand for, radians. */
const WIDEST = 0.62;
const MOST_LABELS = 12;

/** Names inside the arc, in front of the wedge where a delegation sits together; none where it is scattered. */
export function delegationLabels(
  layout: Layout,
  sitting: ReadonlyMap<string, RosterMember>,
): DelegationLabel[] {
  const { centre } = layout;
  const angles = new Map<string, number[]>();
  let nearest = Number.POSITIVE_INFINITY;
  for (const { id, x, y } of layout.seats) {
    nearest = Math.min(nearest, Math.hypot(x - centre.x, y - centre.y));
    const delegation = sitting.get(id)?.delegation;
    if (!delegation) continue;
    const angle = Math.atan2(centre.y - y, centre.x - x);
    angles.set(delegation, [...(angles.get(delegation) ?? []), angle]);
  }
  if (angles.size > MOST_LABELS) return [];
  const inner = nearest - layout.radius - 10;
  return [...angles]
    .filter(([, of]) => of.length > 2 && extent(of) < WIDEST)
    .map(([name, of]) => {
      const angle = (Math.max(...of) + Math.min(...of)) / 2;
      const side = Math.cos(angle);
      return {
        name,
        x: centre.x - inner * side,
        y: centre.y - inner * Math.sin(angle) + 8,
        anchor: side > 0.35 ? "start" : side < -0.35 ? "end" : "middle",
      };
    });
}
