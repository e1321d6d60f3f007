/** How the declared result of many names is set on the stage: what is told of each, in which type and columns. Pure but for the language. */

import { emWidth } from "@hemicycle/kit/dom";
import { type Band, votesBar } from "@hemicycle/kit/draw/bars";
import { levelBands } from "@hemicycle/kit/draw/formbars";
import { choiceGlyph, glyph } from "@hemicycle/kit/draw/glyphs";
import { common, levelWords, say, verdictWords } from "@hemicycle/kit/i18n";
import { ELECTION, GRADES, itemOf, RANKING, THREE_KEYS } from "@hemicycle/kit/marks";
import { byVotes, hasReached, measureOf, type Row, rowsOf } from "@hemicycle/kit/outcomes";
import { CHOICES, type Division, type FormItem, type FormResult } from "@hemicycle/kit/types";
import { ballotLine } from "./countscenes.ts";
import { type Fit, fitNames, nameWidth } from "./fit.ts";
import { t } from "./texts.ts";

/** Where rows may stand, in units; one line of the foot; where it ends. */
export const AREA = { width: 1920 - 2 * 90, most: 68 } as const;
const FOOT_LINE = 60;
const BOTTOM = 1080 - 44;

/** A line of the smallest type, in ems. */
const LINE_EMS = 38;

/** A row that stands out, with the mark before its name. */
export type Mark = "tick" | "tie" | null;

export function markOf(row: Row): Mark {
  if (hasReached(row)) return "tick";
  return row.verdict === "tied" ? "tie" : null;
}

export interface Column {
  readonly word: string;
  /** In ems. */
  readonly width: number;
  readonly mark?: () => SVGElement;
}

/** Which figures of a row are told: all, the first, none. */
type Detail = "all" | "first" | "none";

/** Between tracks; a figure of three digits and of more, in ems. */
const [SPACE, THREE, MORE] = [0.5, 1.9, 2.5] as const;
/** Before each name: the mark of its verdict, or its place. */
const MARK = 1.2;
/** Under each name: its bar, one with a tick that stands out, or only some air. */
const [BAR, TICKED, AIR] = [0.4, 0.66, 0.06] as const;
/** Height of a bar. */
export const BAR_HEIGHT = 0.3;
const HEAD = 1.4;
/** Some engines round the width of each letter up to whole pixels. */
const ROUNDED = 0.1;
/** A mark before a heading. */
const SIGN = 1.15;

export function swatch(band: Band): SVGElement {
  return votesBar(
    { left: [{ band, votes: 1 }], right: [], whole: 1, tick: null },
    { label: "", width: 30, height: 24 },
  );
}

/** Headings stand in the smallest type, so that in ems of the names they are never wider. */
function columnOf(figure: number, word: string, mark?: () => SVGElement): Column {
  const width = Math.max(figure, emWidth(word) + (mark ? SIGN : ROUNDED));
  return mark ? { word, width, mark } : { word, width };
}

/** `bare`: of choices the sign alone is the heading; the foot tells its word. */
function columnsOf(item: FormItem, rows: readonly Row[], detail: Detail, bare: boolean): readonly Column[] {
  const highest = Math.max(0, ...rows.flatMap(({ counts }) => counts));
  const figure = highest > 999 ? MORE : THREE;
  const all = (): readonly Column[] => {
    switch (item.type) {
      case THREE_KEYS:
      case ELECTION:
        return CHOICES.map((choice) => {
          const mark = () => choiceGlyph(choice);
          return bare ? { word: "", width: figure, mark } : columnOf(figure, common()[choice], mark);
        });
      case GRADES: {
        const bands = levelBands(item);
        const levels = levelWords(item.max).map((word, i) => {
          const band = bands[i];
          return columnOf(figure, word, band && (() => swatch(band)));
        });
        return [...levels, columnOf(figure, common().blank)];
      }
      case RANKING:
        return [columnOf(figure, t().points)];
      default:
        return [columnOf(figure, t().votes)];
    }
  };
  return detail === "none" ? [] : detail === "first" ? all().slice(0, 1) : all();
}

export interface Setting {
  readonly rows: readonly Row[];
  readonly fit: Fit;
  readonly columns: readonly Column[];
  /** Width of what stands before the names, in ems; 0: nothing. */
  readonly mark: number;
  /** Width of the verdicts, in ems; 0: told by the marks alone. */
  readonly verdict: number;
  readonly bars: boolean;
  /** How many are not shown. */
  readonly left: number;
}

/** The rows in the order in which they are shown: the ballot's; a ranking is its order. Written names only if they reached it. */
function shownRows(item: FormItem, rows: readonly Row[]): readonly Row[] {
  const shown = rows.filter((row) => !row.written || markOf(row) !== null);
  return item.type === RANKING ? byVotes(item, shown) : shown;
}

interface Way {
  readonly detail: Detail;
  readonly bars: boolean;
  readonly words: boolean;
  readonly rows: readonly Row[];
}

/**
 * What may be left out, in this order: all figures but the first, bars, the words of verdicts (marks say them) but not bars, both, who
 * did not reach it.
 */
function* waysOf({ type }: FormItem, all: readonly Row[]): Generator<Way> {
  const full = { rows: all, words: type !== RANKING };
  yield { ...full, detail: "all", bars: true };
  yield { ...full, detail: "first", bars: true };
  yield { ...full, detail: "first", bars: false };
  if (type === GRADES) {
    yield { ...full, detail: "none", bars: false };
    return;
  }
  yield { ...full, detail: "first", bars: true, words: false };
  yield { ...full, detail: "first", bars: false, words: false };
  const some = type === RANKING ? null : all.filter((row) => markOf(row) !== null);
  if (some && some.length > 0 && some.length < all.length)
    yield { rows: some, detail: "first", bars: false, words: false };
  // of a ranking as many first places as fit
  if (type === RANKING)
    for (let count = all.length - 1; count > 0; count -= 1)
      yield { rows: all.slice(0, count), detail: "first", bars: false, words: false };
}

/** How a result is set on the stage between its title and its foot; null where nothing fits: then the sentence stands alone. */
export function settingOf(division: Division, result: FormResult, top: number): Setting | null {
  const { item } = itemOf(division);
  const all = shownRows(item, rowsOf(division, result));
  const widest = Math.max(0, ...all.map(({ verdict }) => emWidth(verdictWords(verdict))));
  const mark = item.type === GRADES ? 0 : MARK;
  for (const { detail, bars, words, rows } of waysOf(item, all)) {
    const columns = columnsOf(item, rows, detail, !words);
    const verdict = words ? Math.max(widest, emWidth(t().verdict)) + ROUNDED : 0;
    const setting = { rows, columns, mark, verdict, bars, left: all.length - rows.length };
    const beside = [mark, ...columns.map(({ width }) => width), verdict].filter((width) => width > 0);
    const fit = fitNames(
      rows.map((row) => nameWidth(nameOf(row))),
      { ...AREA, height: BOTTOM - FOOT_LINE * footParts(division, result, setting).length - top },
      {
        beside: beside.reduce((sum, width) => sum + width + SPACE, 0),
        under: bars ? (result.needed > 0 ? TICKED : BAR) : AIR,
        head: HEAD,
      },
    );
    if (fit) return { ...setting, fit };
  }
  return null;
}

export const nameOf = ({ name, written }: Row): string => (written ? t().writtenName(name) : name);

/** Who was written in and did not reach it: by name if that fits into a line, else as a number. */
export function writtenLine(division: Division, result: FormResult): string {
  const rows = rowsOf(division, result).filter((row) => row.written && markOf(row) === null);
  if (rows.length === 0) return "";
  const sorted = byVotes(itemOf(division).item, rows);
  const named = t().writtenNames(sorted.map(({ name, counts }) => ({ name, votes: counts[0] ?? 0 })));
  if (emWidth(named) <= LINE_EMS) return named;
  const votes = rows.reduce((sum, { counts }) => sum + (counts[0] ?? 0), 0);
  return t().writtenMany(rows.length, votes);
}

/** A part of the foot: words, after a sign or not. */
export interface Part {
  readonly word: string;
  readonly mark?: () => Element;
}

const meaning = (mark: () => Element, word: string): Part => ({ mark, word });

/** What signs, marks and tones mean where no word of the rows says it. */
function meanings({ type, max }: FormItem, { rows, verdict, columns, bars }: Omit<Setting, "fit">): Part[] {
  const levels = levelBands({ max });
  if (type === GRADES)
    return bars && columns.length < levels.length
      ? levelWords(max).flatMap((word, i) => {
          const band = levels[i];
          return band ? [meaning(() => swatch(band), word)] : [];
        })
      : [];
  if (verdict > 0) return [];
  const signed = columns.some(({ word, mark }) => word === "" && mark);
  const reached = rows.find(hasReached);
  const tied = rows.some((row) => row.verdict === "tied");
  return [
    ...(signed ? [meaning(() => choiceGlyph("for"), common().for)] : []),
    ...(reached ? [meaning(() => glyph("tick"), verdictWords(reached.verdict))] : []),
    ...(tied ? [meaning(() => glyph("tie"), common().tied)] : []),
  ];
}

/** Parts in as few lines as they fit into. */
function packed(parts: readonly Part[]): Part[][] {
  const lines: Part[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const part of parts) {
    const width = emWidth(part.word) + (part.mark ? SIGN : 0) + 1;
    if (used + width > LINE_EMS) {
      lines.push([]);
      used = 0;
    }
    lines.at(-1)?.push(part);
    used += width;
  }
  return lines;
}

/** What stands under the rows, line by line: marks, who is not shown, who was written in; the whole in a sentence. */
export function footParts(
  division: Division,
  result: FormResult,
  setting: Omit<Setting, "fit">,
): readonly (readonly Part[])[] {
  const others = setting.left > 0 ? t().others(setting.left, measureOf(division)) : "";
  const words = [others, writtenLine(division, result), ballotLine(result)].filter((part) => part !== "");
  const parts = [...meanings(itemOf(division).item, setting), ...words.map((word) => ({ word }))];
  return [...packed(parts), [{ word: say(result.sentence) }]];
}
