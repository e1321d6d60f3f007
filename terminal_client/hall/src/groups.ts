/** A list of delegations, each with a part of its own whole: how many are present, how many have pressed. */

import { h } from "@hemicycle/kit/dom";
import { type Fit, fitNames, inColumns, nameWidth } from "./fit.ts";
import { withValues } from "./parts.ts";

/** Name, part and whole of a delegation. */
export type Group = readonly [name: string, part: number, whole: number];

/** What a row has beside and under its name, in ems. */
const CELL = { beside: 4.6, under: 0.44, head: 0 };
const [MOST, FOOT] = [72, 1030] as const;
/** Beside a drawing; alone, over a line of words: in units. */
const [BESIDE, ALONE, LINE] = [1120, 1740, 100] as const;
const DELEGATION = "代表团";

/** Names as they are listed: what all of them end with is said by the heading. */
export function listedNames(groups: readonly Group[]): string[] {
  const names = groups.map(([name]) => name);
  const told = names.every((name) => name.endsWith(DELEGATION) && name !== DELEGATION);
  return told ? names.map((name) => name.slice(0, -DELEGATION.length)) : names;
}

/** How delegations are set under a title that ends at `top`; null if not even alone they fit at 44 units. */
export function groupsFit(names: readonly string[], top: number): (Fit & { readonly alone: boolean }) | null {
  if (names.length === 0) return null;
  const ems = names.map(nameWidth);
  const beside = fitNames(ems, { width: BESIDE, most: MOST, height: FOOT - top }, CELL);
  if (beside) return { ...beside, alone: false };
  const whole = fitNames(ems, { width: ALONE, most: MOST, height: FOOT - LINE - top }, CELL);
  return whole && { ...whole, alone: true };
}

interface Row {
  readonly element: HTMLElement;
  set(part: number, whole: number): void;
}

function rowOf(name: string): Row {
  const figure = h("b");
  const of = h("small");
  const bar = h("i", { "aria-hidden": "true" });
  return {
    element: h("li", {}, h("span", {}, name), h("span", { class: "n" }, figure, of), bar),
    set(part, whole) {
      figure.textContent = String(part);
      of.textContent = `/${whole}`;
      bar.style.setProperty("--share", String(whole > 0 ? Math.min(1, part / whole) : 0));
    },
  };
}

export interface Groups {
  readonly element: HTMLElement;
  set(groups: readonly Group[]): void;
}

/** The list; its figures change where they stand. */
export function groupList(
  groups: readonly Group[],
  fit: NonNullable<ReturnType<typeof groupsFit>>,
  top: number,
): Groups {
  const { size, columns, alone } = fit;
  const rows = listedNames(groups).map(rowOf);
  const lists = inColumns(rows, columns).map((own) => h("ul", {}, ...own.map(({ element }) => element)));
  const element = withValues(h("div", { class: alone ? "groups alone" : "groups" }, ...lists), {
    size,
    columns,
    top,
  });
  const set = (now: readonly Group[]) => {
    now.forEach(([, part, whole], i) => {
      rows[i]?.set(part, whole);
    });
  };
  set(groups);
  return { element, set };
}
