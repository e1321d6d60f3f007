/** The result arc: a band over all members in office with the threshold's tick (pages: the base is the arc). */
import { s } from "../dom.ts";
import type { Result } from "../types.ts";
import { arcBand, onArc } from "./geometry.ts";

export interface ResultArcOptions {
  /** Text alternative with all figures. */
  readonly label: string;
  /** Words at the tick, for instance 过半数 129; none in small arcs. */
  readonly tick?: string;
  /** Least angle of a band that is not zero, degrees. */
  readonly least?: number;
  /** Thickness as a share of the radius. */
  readonly thickness?: number;
}

const [CX, CY, OUTER] = [250, 290, 240];

/** Angles of the bands, degrees: for from the left, against from the right, abstain next to it. */
export function bandAngles(result: Pick<Result, "for" | "against" | "abstain" | "members">, least = 1) {
  const share = (votes: number) =>
    votes === 0 ? 0 : Math.max(least, (180 * votes) / Math.max(1, result.members));
  const against = share(result.against);
  const abstain = share(result.abstain);
  const yes = Math.min(share(result.for), 180 - against - abstain);
  return {
    for: [0, yes],
    abstain: [180 - against - abstain, 180 - against],
    against: [180 - against, 180],
  } as const;
}

/** Where the tick of a rule stands: 90° for the majority of all, 120° for two thirds; else at `needed` of N. */
export function tickAngle(result: Pick<Result, "rule" | "needed" | "members">): number {
  if (result.rule === "M2") return 120;
  if (result.rule === "M7") return (180 * result.needed) / Math.max(1, result.members);
  return 90;
}

export function resultArc(result: Result, options: ResultArcOptions): SVGSVGElement {
  const inner = OUTER * (1 - (options.thickness ?? 0.26));
  const angles = bandAngles(result, options.least ?? 1);
  const band = (name: "for" | "against" | "abstain") => {
    const [from, to] = angles[name];
    return to > from && s("path", { class: name, d: arcBand(CX, CY, OUTER, inner, from, to) });
  };
  const tick = tickAngle(result);
  const a = onArc(CX, CY, OUTER + 10, tick);
  const b = onArc(CX, CY, inner - 10, tick);
  const ends = { x1: a.x, y1: a.y, x2: b.x, y2: b.y };
  const words = onArc(CX, CY, OUTER + 22, tick);
  return s(
    "svg",
    { class: "arc", viewBox: "0 0 500 300", role: "img", "aria-label": options.label },
    s("path", { class: "track", d: arcBand(CX, CY, OUTER, inner, 0, 180) }),
    band("for"),
    band("abstain"),
    band("against"),
    s("line", { class: "halo", "stroke-width": 11, ...ends }),
    s("line", { class: "tick", "stroke-width": 4, ...ends }),
    options.tick !== undefined &&
      s("text", { x: words.x, y: words.y, "font-size": 20, "text-anchor": "middle" }, options.tick),
  );
}
