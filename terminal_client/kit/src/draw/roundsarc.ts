/** A small arc in as many parts as there are rounds, filled from the left: how far one of several people has come. */
import { s } from "../dom.ts";
import { arcBand } from "./geometry.ts";

const [CX, CY, OUTER, INNER] = [40, 40, 39, 27];
/** Between two parts, degrees. */
const GAP = 5;

/** Angles of the parts, degrees, with gaps between them only. */
export function partAngles(parts: number): (readonly [from: number, to: number])[] {
  const width = (180 - GAP * (parts - 1)) / parts;
  return Array.from({ length: parts }, (_, i) => [i * (width + GAP), i * (width + GAP) + width] as const);
}

/** `done` of `parts`, 80 × 40; the words beside it say the same. */
export function roundsArc(done: number, parts: number): SVGSVGElement {
  return s(
    "svg",
    { class: "arc rounds", viewBox: "0 0 80 40.5", "aria-hidden": "true" },
    ...partAngles(parts).map(([from, to], i) =>
      s("path", { class: i < done ? "part" : "track", d: arcBand(CX, CY, OUTER, INNER, from, to) }),
    ),
  );
}
