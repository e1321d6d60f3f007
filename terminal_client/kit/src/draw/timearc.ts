/** The time arc: filled from the left with the time that is left. */
import { s } from "../dom.ts";
import { arcStroke } from "./geometry.ts";

const [CX, CY, RADIUS, WIDTH] = [118, 118, 111.5, 13];

export interface TimeArc {
  readonly element: SVGSVGElement;
  /** Redraws with the share of time that is left, 0..1. */
  set(left: number): void;
}

export function timeArc(): TimeArc {
  const run = s("path", { class: "run", fill: "none", "stroke-width": WIDTH });
  const element = s(
    "svg",
    { class: "time", viewBox: "0 0 236 124.5", "aria-hidden": "true" },
    s("path", { class: "track", fill: "none", "stroke-width": WIDTH, d: arcStroke(CX, CY, RADIUS, 0, 180) }),
    run,
  );
  return {
    element,
    set(left) {
      const share = Math.min(1, Math.max(0, left));
      run.setAttribute("d", share > 0 ? arcStroke(CX, CY, RADIUS, 0, 180 * share) : "");
    },
  };
}
