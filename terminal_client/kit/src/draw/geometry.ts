/** Half circles: an angle of 0° is at the left end, 180° at the right, over the top. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Fine enough that an arc of nearly 180°, whose centre is ill-conditioned, does not move visibly. */
const rounded = (value: number): number => Math.round(value * 1000) / 1000;

export function onArc(cx: number, cy: number, radius: number, degrees: number): Point {
  const radians = (degrees * Math.PI) / 180;
  return { x: rounded(cx - radius * Math.cos(radians)), y: rounded(cy - radius * Math.sin(radians)) };
}

/** Path of a stroke along the arc, from one angle to another (0..180). */
export function arcStroke(cx: number, cy: number, radius: number, from: number, to: number): string {
  const a = onArc(cx, cy, radius, from);
  const b = onArc(cx, cy, radius, to);
  return `M${a.x} ${a.y}A${radius} ${radius} 0 0 1 ${b.x} ${b.y}`;
}

/** Path of a band between two radii, from one angle to another (0..180). */
export function arcBand(
  cx: number,
  cy: number,
  outer: number,
  inner: number,
  from: number,
  to: number,
): string {
  const a = onArc(cx, cy, outer, from);
  const b = onArc(cx, cy, outer, to);
  const c = onArc(cx, cy, inner, to);
  const d = onArc(cx, cy, inner, from);
  return `M${a.x} ${a.y}A${outer} ${outer} 0 0 1 ${b.x} ${b.y}L${c.x} ${c.y}A${inner} ${inner} 0 0 0 ${d.x} ${d.y}Z`;
}

/** The class that sets words beside a tick outside the arc, so that they don't lie on it. */
export function besideTick(degrees: number): "" | "start" | "end" {
  if (degrees > 100) return "start";
  return degrees < 80 ? "end" : "";
}
