/** Marks of the paper ballot and of states, 24 × 24, drawn in the present colour. */
import { type Props, s } from "../dom.ts";
import type { Choice } from "../types.ts";

const line = (d: string, width: number, more: Props = {}) =>
  s("path", { d, fill: "none", stroke: "currentColor", "stroke-width": width, ...more });

const SHAPES = {
  for: () => [
    s("circle", { cx: 12, cy: 12, r: 8.2, fill: "none", stroke: "currentColor", "stroke-width": 3.6 }),
  ],
  against: () => [line("M5 5 19 19M19 5 5 19", 3.6)],
  abstain: () => [s("rect", { x: 3, y: 9.6, width: 18, height: 4.8, fill: "currentColor" })],
  none: () => [
    s("circle", {
      cx: 12,
      cy: 12,
      r: 8.6,
      fill: "none",
      stroke: "currentColor",
      "stroke-width": 2.4,
      "stroke-dasharray": "3 2.4",
    }),
  ],
  tick: () => [line("M4 12.5 9.6 18 20 6.5", 3)],
  up: () => [line("M4.5 15.5 12 8l7.5 7.5", 3)],
  down: () => [line("M4.5 8.5 12 16l7.5-7.5", 3)],
  tie: () => [line("M4 9h16M4 15h16", 2.6)],
  dot: () => [s("circle", { cx: 12, cy: 12, r: 6, fill: "currentColor" })],
  ring: () => [
    s("circle", { cx: 12, cy: 12, r: 6.4, fill: "none", stroke: "currentColor", "stroke-width": 2.4 }),
  ],
  waiting: () => [line("M3 17a9 9 0 0 1 18 0", 2.6, { "stroke-dasharray": "3 3" })],
  online: () => [
    line("M2.5 16a9.5 9.5 0 0 1 19 0M7 16a5 5 0 0 1 10 0", 2.4),
    s("circle", { cx: 12, cy: 16.4, r: 1.9, fill: "currentColor" }),
  ],
  offline: () => [
    line("M2.5 16a9.5 9.5 0 0 1 19 0M7 16a5 5 0 0 1 10 0", 2.4, { "stroke-dasharray": "3.4 3" }),
    line("M4 21 20 4", 2.4),
  ],
  trouble: () => [
    line("M12 3.5 21.5 20h-19Z", 2.4, { "stroke-linejoin": "round" }),
    line("M12 9.5v5M12 16.2v1.6", 2.4),
  ],
  document: () => [line("M5 2.5h9l5 5v14H5Z M14 2.5v5h5 M8.5 12h7M8.5 16h7", 2)],
  hidden: () => [line("M2 12c3-5 6.5-7 10-7s7 2 10 7c-3 5-6.5 7-10 7s-7-2-10-7ZM4 21 20 3", 2.2)],
  shown: () => [
    line("M2 12c3-5 6.5-7 10-7s7 2 10 7c-3 5-6.5 7-10 7s-7-2-10-7Z", 2.2),
    s("circle", { cx: 12, cy: 12, r: 3, fill: "currentColor" }),
  ],
} as const;

export type GlyphName = keyof typeof SHAPES;

/** A mark before a word; the word says it, so the mark is hidden from readers. */
export function glyph(name: GlyphName): SVGSVGElement {
  return s("svg", { class: "g", viewBox: "0 0 24 24", "aria-hidden": "true" }, ...SHAPES[name]());
}

/** The mark of a choice in its own colour. */
export function choiceGlyph(choice: Choice | "none"): SVGSVGElement {
  const drawn = glyph(choice);
  drawn.classList.add(`g-${choice}`);
  return drawn;
}
