/** The result arc: a band over all members in office with the threshold's tick (pages: the base is the arc). */
import { s } from "../dom.ts";
import type { MotionResult } from "../types.ts";
import { arcBand, besideTick, onArc } from "./geometry.ts";
import { TEXTURED_FROM, texture } from "./textures.ts";
import { type Threshold, thresholdShare } from "./threshold.ts";

type Band = "for" | "abstain" | "against";
type Figures = Pick<MotionResult, Band | "members">;

export interface ResultArcOptions {
  /** Text alternative with all figures. */
  readonly label: string;
  /** Words at the tick, for instance 过半数 129. */
  readonly tick?: string;
  /** Least width of a band that is not zero, in units of the drawing (500 wide). */
  readonly least?: number;
  /** Thickness as a share of the radius. */
  readonly thickness?: number;
  /** Words in the middle: a small line and a large one, with the large one's size in units of the drawing. */
  readonly middle?: { readonly small?: string; readonly large: string; readonly size: number };
}

/** An arc that can grow. */
export interface ResultArc {
  readonly element: SVGSVGElement;
  /** Draws the bands at a share of their width, 0..1. */
  set(share: number): void;
}

interface Shape {
  readonly cx: number;
  readonly cy: number;
  readonly outer: number;
  readonly inner: number;
}

const BANDS = ["for", "abstain", "against"] as const satisfies readonly Band[];

/** The angle, in degrees, that is `width` units wide at `radius`. */
export function widthAngle(width: number, radius: number): number {
  return (180 * width) / (Math.PI * radius);
}

/**
 * Angles of the bands, degrees: for from the left, against from the right, abstain next to it, each proportional to N.
 * `least` is the least angle of a band that is not zero.
 */
export function bandAngles(result: Figures, least = 1): Record<Band, readonly [from: number, to: number]> {
  const share = (votes: number) =>
    votes === 0 ? 0 : Math.max(least, (180 * votes) / Math.max(1, result.members));
  const against = share(result.against);
  const abstain = share(result.abstain);
  const yes = Math.min(share(result.for), 180 - against - abstain);
  return {
    for: [0, yes],
    abstain: [180 - against - abstain, 180 - against],
    against: [180 - against, 180],
  };
}

/** Where a rule's threshold stands on the arc over N: half of N, two thirds of N, or half of those present (M7). */
export function tickAngle(threshold: Threshold): number {
  return 180 * (thresholdShare(threshold) ?? 1 / 2);
}

/** The angles with every band shrunk to a share of its width, towards the end it grows from. */
function shrunk(angles: ReturnType<typeof bandAngles>, share: number): ReturnType<typeof bandAngles> {
  const right = (angle: number) => 180 - (180 - angle) * share;
  return {
    for: [0, angles.for[1] * share],
    abstain: [right(angles.abstain[0]), right(angles.abstain[1])],
    against: [right(angles.against[0]), 180],
  };
}

interface Bands {
  readonly elements: readonly SVGElement[];
  set(share: number): void;
}

function bands(result: Figures, shape: Shape, least: number, textured: boolean): Bands {
  const angles = bandAngles(result, widthAngle(least, (shape.outer + shape.inner) / 2));
  const shown = BANDS.filter((name) => result[name] > 0);
  const paths = shown.map((name) => ({ name, path: s("path", { class: name }) }));
  const elements: SVGElement[] = paths.map(({ path }) => path);
  const hatched = textured ? paths.filter(({ name }) => result[name] > TEXTURED_FROM * result.members) : [];
  for (const { name } of hatched) {
    if (name === "for") continue;
    const { defs, fill } = texture(name === "against" ? "diagonal" : "level", 9);
    const path = s("path", { class: "texture", fill });
    elements.push(defs, path);
    paths.push({ name, path });
  }
  const set = (share: number) => {
    const now = shrunk(angles, share);
    for (const { name, path } of paths) {
      const [from, to] = now[name];
      path.setAttribute("d", arcBand(shape.cx, shape.cy, shape.outer, shape.inner, from, to));
    }
  };
  set(1);
  return { elements, set };
}

function tickLines(shape: Shape, angle: number, over: number, width: number): SVGElement[] {
  const a = onArc(shape.cx, shape.cy, shape.outer + over, angle);
  const b = onArc(shape.cx, shape.cy, shape.inner - over, angle);
  const ends = { x1: a.x, y1: a.y, x2: b.x, y2: b.y };
  return [
    s("line", { class: "halo", "stroke-width": 2.8 * width, ...ends }),
    s("line", { class: "tick", "stroke-width": width, ...ends }),
  ];
}

const LARGE = { cx: 250, cy: 290, outer: 240 } as const;

/** The arc with its tick, 500 × 300, whose bands can grow once. */
export function growingArc(result: MotionResult, options: ResultArcOptions): ResultArc {
  const { label, tick, least = 4, thickness = 0.26, middle } = options;
  const shape = { ...LARGE, inner: Math.round(LARGE.outer * (1 - thickness)) };
  const angle = tickAngle(result);
  const words = onArc(shape.cx, shape.cy, shape.outer + 20, angle);
  const drawnBands = bands(result, shape, least, true);
  const element = s(
    "svg",
    { class: "arc", viewBox: "0 0 500 300", role: "img", "aria-label": label },
    s("path", { class: "track", d: arcBand(shape.cx, shape.cy, shape.outer, shape.inner, 0, 180) }),
    ...drawnBands.elements,
    ...tickLines(shape, angle, 10, 4),
    tick !== undefined &&
      s(
        "text",
        { class: besideTick(angle), x: words.x, y: words.y, "font-size": 20, "font-weight": 500 },
        tick,
      ),
    middle?.small !== undefined &&
      s(
        "text",
        { x: 250, y: 286 - middle.size, "font-size": middle.size * 0.29, "font-weight": 500 },
        middle.small,
      ),
    middle !== undefined &&
      s("text", { x: 250, y: 284, "font-size": middle.size, "font-weight": 700 }, middle.large),
  );
  return { element, set: drawnBands.set };
}

export function resultArc(result: MotionResult, options: ResultArcOptions): SVGSVGElement {
  return growingArc(result, options).element;
}

/** A small arc for a list, 44 × 22, with bands of at least 2 px; the words beside it say the outcome. */
export function miniArc(result: Figures & Threshold): SVGSVGElement {
  const shape = { cx: 22, cy: 22, outer: 21.5, inner: 12 };
  return s(
    "svg",
    { class: "arc", viewBox: "0 0 44 22", "aria-hidden": "true" },
    s("path", { class: "track", d: arcBand(shape.cx, shape.cy, shape.outer, shape.inner, 0, 180) }),
    ...bands(result, shape, 2.2, false).elements,
    ...tickLines(shape, tickAngle(result), 0.5, 1.4),
  );
}
