/** What several scenes share: the header, a corner figure, the chamber of dots that counts. */

import { emWidth, h, phrases, s } from "@hemicycle/kit/dom";
import { arcStroke } from "@hemicycle/kit/draw/geometry";
import { countMap } from "@hemicycle/kit/draw/hemicycle";
import { mark } from "@hemicycle/kit/draw/mark";
import { say } from "@hemicycle/kit/i18n";
import type { Division } from "@hemicycle/kit/types";
import { titleSize } from "./scene.ts";
import { t } from "./texts.ts";

/** Gives an element values that its style sheet reads: the pages' policy forbids style attributes. */
export function withValues<E extends HTMLElement>(
  element: E,
  values: Readonly<Record<string, string | number>>,
): E {
  for (const [name, value] of Object.entries(values)) element.style.setProperty(`--${name}`, String(value));
  return element;
}

/** The template of a test vote, which is neither published nor archived. */
const TRIAL = "trial";

/** Kicker and title on top. */
export function header(kicker: readonly string[], title: string): HTMLElement {
  return h(
    "header",
    { class: titleSize(title) },
    h("p", {}, kicker.filter((part) => part !== "").join(" · ")),
    h("h1", { class: "title" }, ...phrases(title)),
  );
}

export function divisionHeader(division: Division, ...kicker: readonly string[]): HTMLElement {
  const again = division.again_of ? t().again : "";
  const trial = division.template === TRIAL ? t().trial : "";
  return header([trial, t().item(division.number), again, ...kicker], say(division.title));
}

/** The mark at the foot of a scene that has no drawing. */
export function logo(): SVGSVGElement {
  const drawn = mark();
  drawn.classList.add("large");
  return drawn;
}

/** A figure in a corner, with its word above. */
export function corner(
  side: "left" | "right",
  word: string,
  role = "",
): { element: HTMLElement; set(figure: string): void } {
  const figure = h("b");
  const element = h("p", { class: `corner ${side}`, role: role || null }, h("span", {}, word), figure);
  return {
    element,
    set(text) {
      figure.textContent = text;
    },
  };
}

export interface Crowd {
  readonly element: SVGSVGElement;
  /** Fills the dots: `on` of `within` present; the rest is absent. */
  count(on: number, within: number): void;
  /** Share of time left; null: no limit. */
  time(left: number | null): void;
  say(large: string, small: string, label: string): void;
}

const [CX, CY, RADIUS] = [677, 700, 652];
/** Words in the well end at this radius; their foot stands this high over the centre. */
const [WELL, FOOT] = [296, 88];

/** The largest size, at most 200, at which words so many ems wide fit into the well. */
export function wellSize(ems: number): number {
  const fits = (size: number) => Math.hypot((ems * size) / 2, FOOT + 0.74 * size) <= WELL;
  let size = 200;
  while (size > 40 && !fits(size)) size -= 2;
  return size;
}

/** Dots for `members` people under the arc of time, 1354 × 714, with words in the well. */
export function crowd(members: number): Crowd {
  const map = countMap(members, { cx: CX, cy: CY - 14, outer: 628, inner: 292 });
  const arc = (share: number) => arcStroke(CX, CY, RADIUS, 0, 180 * share);
  const track = s("path", { class: "clock-track", fill: "none", "stroke-width": 14, d: arc(1) });
  const run = s("path", { class: "clock", fill: "none", "stroke-width": 14 });
  const figure = s("text", { x: CX, y: 612, "font-weight": 700 });
  const caption = s("text", { x: CX, y: 692, "font-weight": 500 });
  const element = s(
    "svg",
    { class: "stage crowd seatmap", viewBox: "0 38 1354 672", role: "img" },
    track,
    run,
    map.element,
    figure,
    caption,
  );
  return {
    element,
    count: map.set,
    time(left) {
      for (const path of [track, run]) path.toggleAttribute("hidden", left === null);
      run.setAttribute("d", left !== null && left > 0 ? arc(Math.min(1, left)) : "");
    },
    say(large, small, label) {
      figure.textContent = large;
      figure.setAttribute("font-size", String(wellSize(emWidth(large))));
      caption.textContent = small;
      caption.setAttribute("font-size", String(Math.min(52, Math.floor(540 / emWidth(small)))));
      element.setAttribute("aria-label", label);
    },
  };
}
