/**
 * Straight bars over all members in office, for results of many names: the result arc laid flat. What speaks for a name grows
 * from the left, what speaks against it from the right; the gap is who is absent or put nothing.
 */
import { s } from "../dom.ts";
import { TEXTURED_FROM, type Texture, texture } from "./textures.ts";

/** The three choices in their colours; `count`, and grades from the best to the worst, in ink: no choice is theirs. */
export type Band = "for" | "abstain" | "against" | "count" | "best" | "good" | "basic" | "bad";

export interface Part {
  readonly band: Band;
  readonly votes: number;
}

/** What a bar shows. Parts are in order from their end inwards. */
export interface Figures {
  readonly left: readonly Part[];
  readonly right: readonly Part[];
  readonly whole: number;
  /** Where the threshold stands, 0..1; null: there is none. */
  readonly tick: number | null;
}

export interface BarOptions {
  /** Text alternative with all figures; "" where they stand beside the bar. */
  readonly label: string;
  /** Size in units of the drawing, which are pixels where it is not scaled. */
  readonly width: number;
  readonly height: number;
  /** Least width of a band that is not zero. */
  readonly least?: number;
}

/** A bar that can grow. */
export interface Bar {
  readonly element: SVGSVGElement;
  /** Draws the bands at a share of their width, 0..1. */
  set(share: number): void;
}

export interface Extent extends Part {
  readonly x: number;
  readonly width: number;
}

const TEXTURES: Readonly<Partial<Record<Band, Texture>>> = {
  against: "diagonal",
  abstain: "level",
  basic: "level",
  bad: "diagonal",
};

function widthOf({ votes }: Part, whole: number, width: number, least: number): number {
  return votes === 0 ? 0 : Math.max(least, (width * votes) / Math.max(1, whole));
}

/** The bands' places: each as wide as its share, at least `least`; those from the left give way where small ones were widened. */
export function barExtents({ left, right, whole }: Figures, width: number, least = 0): Extent[] {
  let end = width;
  const fromRight = right.map((part) => {
    const own = widthOf(part, whole, width, least);
    end -= own;
    return { ...part, x: end, width: own };
  });
  let start = 0;
  const fromLeft = left.map((part) => {
    const own = Math.max(0, Math.min(widthOf(part, whole, width, least), end - start));
    start += own;
    return { ...part, x: start - own, width: own };
  });
  return [...fromLeft, ...fromRight].filter(({ votes }) => votes > 0);
}

/** A bar of fewer units of height is a line: no texture, and a tick that leaves the words over it alone. */
const A_LINE = 6;

/** How far a tick stands out above and below the bar. */
function overOf(height: number): number {
  return (height < A_LINE ? 0.25 : 0.45) * height;
}

function tickLines(x: number, height: number): SVGElement[] {
  const over = overOf(height);
  const ends = { x1: x, x2: x, y1: -over, y2: height + over };
  const width = Math.max(1.5, height / 5);
  return [
    s("line", { class: "halo", "stroke-width": 2.8 * width, ...ends }),
    s("line", { class: "tick", "stroke-width": width, ...ends }),
  ];
}

/** A bar whose bands can grow once, all together. */
export function growingBar(figures: Figures, options: BarOptions): Bar {
  const { label, width, height, least = 2 } = options;
  const rects: { rect: SVGElement; extent: Extent; fixed: boolean }[] = [];
  const drawn: SVGElement[] = [];
  const extents = barExtents(figures, width, least);
  const fromLeft = figures.left.filter(({ votes }) => votes > 0).length;
  extents.forEach((extent, i) => {
    const rect = s("rect", { class: extent.band, height });
    drawn.push(rect);
    rects.push({ rect, extent, fixed: i < fromLeft });
    const kind = TEXTURES[extent.band];
    if (!kind || height < A_LINE || extent.votes <= TEXTURED_FROM * figures.whole) return;
    const { defs, fill } = texture(kind, Math.min(9, Math.max(4, height / 2)));
    const over = s("rect", { class: "texture", fill, height });
    drawn.push(defs, over);
    rects.push({ rect: over, extent, fixed: i < fromLeft });
  });
  const set = (share: number) => {
    for (const { rect, extent, fixed } of rects) {
      const x = fixed ? extent.x * share : width - (width - extent.x) * share;
      rect.setAttribute("x", String(x));
      rect.setAttribute("width", String(extent.width * share));
    }
  };
  set(1);
  const over = figures.tick === null ? 0 : overOf(height);
  const element = s(
    "svg",
    {
      class: "votesbar",
      viewBox: `0 ${-over} ${width} ${height + 2 * over}`,
      role: label ? "img" : null,
      "aria-label": label || null,
      "aria-hidden": label ? null : "true",
    },
    s("rect", { class: "track", width, height }),
    ...drawn,
    ...(figures.tick === null ? [] : tickLines(width * figures.tick, height)),
  );
  return { element, set };
}

export function votesBar(figures: Figures, options: BarOptions): SVGSVGElement {
  return growingBar(figures, options).element;
}

// --- many names in the space of a small arc ---

/** One name as a column: what speaks for it from the foot, what speaks against it from the top. */
export interface Column {
  readonly figures: Figures;
  /** Carried, elected or chosen: a dash of ink under the column. */
  readonly reached: boolean;
}

const [WIDE, HIGH, FOOT] = [44, 22, 2] as const;
/** Columns stand on this line; under it are the dashes. */
const GROUND = HIGH - FOOT - 1.5;

/** All names side by side, 44 × 22, in the ballot's order, each as high as its votes over N; the words beside it say the outcome. */
export function miniColumns(columns: readonly Column[]): SVGSVGElement {
  const step = WIDE / Math.max(1, columns.length);
  const gap = Math.min(3, step * 0.3);
  const width = Math.min(6, step - gap);
  const left = (WIDE - columns.length * (width + gap) + gap) / 2;
  const tick = columns[0]?.figures.tick ?? null;
  const shapes = columns.flatMap(({ figures, reached }, i) => {
    const x = left + i * (width + gap);
    const bands = barExtents(figures, GROUND, 1).map((extent) =>
      s("rect", { class: extent.band, x, width, y: GROUND - extent.x - extent.width, height: extent.width }),
    );
    return [
      s("rect", { class: "track", x, width, height: GROUND }),
      ...bands,
      ...(reached ? [s("rect", { class: "reached", x, width, y: HIGH - FOOT, height: FOOT })] : []),
    ];
  });
  const y = GROUND * (1 - (tick ?? 0));
  const line = { x1: 0, x2: WIDE, y1: y, y2: y };
  return s(
    "svg",
    { class: "votesbar columns", viewBox: `0 0 ${WIDE} ${HIGH}`, "aria-hidden": "true" },
    ...shapes,
    tick !== null && s("line", { class: "halo", "stroke-width": 2, ...line }),
    tick !== null && s("line", { class: "tick", "stroke-width": 0.9, ...line }),
  );
}
