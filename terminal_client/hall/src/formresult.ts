/** The declared result of many names, at one glance: in the ballot's order, who reached it by weight and a drawn tick, never by colour. */

import { h } from "@hemicycle/kit/dom";
import { type Bar, growingBar } from "@hemicycle/kit/draw/bars";
import { nameFigures } from "@hemicycle/kit/draw/formbars";
import { glyph } from "@hemicycle/kit/draw/glyphs";
import { say, verdictWords } from "@hemicycle/kit/i18n";
import { itemOf } from "@hemicycle/kit/marks";
import { placesOf, type Row } from "@hemicycle/kit/outcomes";
import type { Division, FormResult } from "@hemicycle/kit/types";
import { voteWords } from "./countscenes.ts";
import { GAP, inColumns } from "./fit.ts";
import { topUnder } from "./formscenes.ts";
import { AREA, BAR_HEIGHT, footParts, markOf, nameOf, type Setting, settingOf } from "./formsetting.ts";
import { divisionHeader, withValues } from "./parts.ts";
import { t } from "./texts.ts";

interface Drawn {
  readonly elements: Element[];
  set(share: number): void;
}

function headOf({ columns, verdict, mark }: Setting): HTMLElement {
  return h(
    "li",
    { class: "head", "aria-hidden": "true" },
    mark > 0 && h("span"),
    h("span"),
    ...columns.map(({ word, mark: sign }) => h("span", { class: "n" }, sign?.(), word)),
    verdict > 0 && h("span", {}, t().verdict),
  );
}

/** The mark of a row's verdict; of a ranking its place. */
function markElement(row: Row, place: number): HTMLElement {
  const mark = row.verdict === "ranked" ? null : markOf(row);
  return h("span", { class: "mark" }, row.verdict === "ranked" ? String(place) : mark && glyph(mark));
}

function rowOf(setting: Setting, row: Row, place: number, bar: Bar | null): HTMLElement {
  const figure = (i: number) => (row.written && i > 0 ? "" : String(row.counts[i] ?? 0));
  return h(
    "li",
    { class: markOf(row) ? "reached" : null },
    setting.mark > 0 && markElement(row, place),
    h("b", {}, nameOf(row)),
    ...setting.columns.map((_, i) => h("span", { class: i === 0 ? "n main" : "n" }, figure(i))),
    setting.verdict > 0 && h("span", { class: "v" }, verdictWords(row.verdict)),
    bar?.element,
  );
}

/** Rows in columns, one column filled after the other, each with its headings. */
function lists(division: Division, result: FormResult, setting: Setting, top: number): Drawn {
  const { item } = itemOf(division);
  const { rows, fit, columns, verdict, mark } = setting;
  const places = placesOf(rows);
  const width = (AREA.width / fit.size - (fit.columns - 1) * GAP) / fit.columns - mark;
  const bars = rows.map((row) =>
    setting.bars
      ? growingBar(nameFigures(item, row, result), {
          label: say(row.sentence),
          width: width * 20,
          height: BAR_HEIGHT * 20,
          least: 3,
        })
      : null,
  );
  const tracks = [mark > 0 ? `${mark}em` : "", "1fr", ...columns.map((column) => `${column.width}em`)];
  if (verdict > 0) tracks.push(`${verdict}em`);
  const lines = rows.map((row, i) => rowOf(setting, row, places[i] ?? 0, bars[i] ?? null));
  const parts = inColumns(lines, fit.columns).map(
    (own) => own.length > 0 && h("ul", {}, headOf(setting), ...own),
  );
  const element = withValues(h("div", { class: setting.bars ? "outcome" : "outcome bare" }, ...parts), {
    size: fit.size,
    columns: fit.columns,
    tracks: tracks.join(" "),
    top,
  });
  return {
    elements: [element],
    set: (share) => {
      for (const bar of bars) bar?.set(share);
    },
  };
}

/** The foot: the whole in a sentence last, in bold. */
function footOf(division: Division, result: FormResult, setting: Setting): HTMLElement {
  const lines = footParts(division, result, setting);
  return h(
    "div",
    { class: "line foot" },
    ...lines.map((line, i) =>
      h("p", {}, ...line.map(({ mark, word }) => h(i < lines.length - 1 ? "span" : "b", {}, mark?.(), word))),
    ),
  );
}

/** The declared result, whose bars grow once. */
export function formResult(division: Division, result: FormResult): Drawn {
  const top = topUnder(say(division.title)) - 20;
  const setting = settingOf(division, result, top);
  const { needed } = result;
  const needs = needed > 0 ? (setting?.bars ? t().tick(needed) : t().reach(needed)) : "";
  const head = divisionHeader(division, voteWords(division), t().result, needs);
  if (!setting) {
    const whole = h("p", { class: "middle whole" }, say(result.sentence));
    return { elements: [head, whole], set: () => undefined };
  }
  const drawn = lists(division, result, setting, top);
  return { elements: [head, ...drawn.elements, footOf(division, result, setting)], set: drawn.set };
}
