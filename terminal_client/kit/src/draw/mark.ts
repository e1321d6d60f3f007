/** The logo: three arcs of dots over a rostrum. */
import { s } from "../dom.ts";
import { onArc } from "./geometry.ts";

const ROWS = [
  { radius: 8.5, dots: 5 },
  { radius: 15, dots: 8 },
  { radius: 21.5, dots: 11 },
] as const;
/** Angle kept free at both ends of a row, degrees. */
const END = 17;

export function mark(): SVGSVGElement {
  const dots = ROWS.flatMap(({ radius, dots: count }) =>
    Array.from({ length: count }, (_, i) => {
      const { x, y } = onArc(
        24,
        25,
        radius,
        END * (8.5 / radius) + ((180 - 2 * END * (8.5 / radius)) * i) / (count - 1),
      );
      return s("circle", { cx: x, cy: y, r: 2 });
    }),
  );
  return s(
    "svg",
    { class: "mark", viewBox: "0 0 48 30", "aria-hidden": "true", fill: "currentColor" },
    ...dots,
    s("rect", { x: 21, y: 25, width: 6, height: 2.6 }),
  );
}
