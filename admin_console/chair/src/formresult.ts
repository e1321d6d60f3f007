/** The result of a vote on many names: a table with a bar for each, the whole in words, what was written in. */

import { restFigures } from "@hemicycle/kit/countwords";
import { emWidth } from "@hemicycle/kit/dom";
import { type Band, votesBar } from "@hemicycle/kit/draw/bars";
import { levelBands, nameFigures } from "@hemicycle/kit/draw/formbars";
import { choiceGlyph, glyph } from "@hemicycle/kit/draw/glyphs";
import { common, lang, levelWords, say, verdictWords } from "@hemicycle/kit/i18n";
import { ELECTION, GRADES, itemOf, RANKING, THREE_KEYS } from "@hemicycle/kit/marks";
import { byVotes, hasReached, outcomeOf, placesOf, type Row, rowsOf } from "@hemicycle/kit/outcomes";
import {
  CHOICES,
  type Division,
  type FormItem,
  type FormResult,
  type WrittenResult,
} from "@hemicycle/kit/types";
import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { countChecks } from "./counting.ts";
import { t as count } from "./counttexts.ts";
import { t } from "./formtexts.ts";
import "./marks.ts";
import { sourceLine } from "./parts.ts";
import { warningLines } from "./rules.ts";
import { scrutineersCheck } from "./scrutinypanel.ts";
import type { Tab } from "./tabs.ts";
import "./tabs.ts";
import { t as chair } from "./texts.ts";
import type { View } from "./view.ts";

/** More names than this are set in two tables side by side, on a wider panel. */
export const MANY = 12;
/** Up to so many have room for a bar of their own height under each. */
const FEW = 6;

type Placing = "under" | "beside" | "thin";

/** A name up to so many ems has one line. */
const LINE: Readonly<Record<Placing, number>> = { under: 12, beside: 15, thin: 11 };

/** Where the bars of so many names stand. */
export function placingOf({ type }: Pick<FormItem, "type">, count: number): Placing {
  if (count <= FEW) return "under";
  return count > MANY && type !== GRADES ? "thin" : "beside";
}

/** Whether the panel takes room from the words: two tables, or a column for each grade. */
function isWide({ type }: FormItem, count: number): boolean {
  return count > MANY || (type === GRADES && count > FEW);
}

interface Table {
  readonly item: FormItem;
  readonly result: FormResult;
  readonly placing: Placing;
  /** Size of a bar; the page scales it to the place it has. */
  readonly bar: readonly [width: number, height: number];
  /** Places of a ranking by the rows' indices. */
  readonly places: ReadonlyMap<number, number>;
}

/** What a verdict column says of a row. */
function verdictOf({ item, places }: Table, row: Row): string {
  return item.type === RANKING ? t().place(places.get(row.index) ?? 0) : verdictWords(row.verdict);
}

interface Column {
  readonly word: string;
  readonly mark?: () => SVGElement;
}

/** A sample of a grade's tone, before its word. */
function swatch(band: Band): SVGElement {
  const figures = { left: [{ band, votes: 1 }], right: [], whole: 1, tick: null };
  return votesBar(figures, { label: "", width: 20, height: 10 });
}

function columnsOf(item: FormItem): readonly Column[] {
  switch (item.type) {
    case THREE_KEYS:
    case ELECTION:
      return CHOICES.map((choice) => ({ word: common()[choice], mark: () => choiceGlyph(choice) }));
    case GRADES: {
      const bands = levelBands(item);
      const levels = levelWords(item.max).map((word, i) => {
        const band = bands[i];
        return band ? { word, mark: () => swatch(band) } : { word };
      });
      return [...levels, { word: common().blank }];
    }
    case RANKING:
      return [{ word: t().points }, { word: t().firsts }];
    default:
      return [{ word: t().votes }];
  }
}

function drawnBar({ item, result, bar }: Table, row: Row) {
  const [width, height] = bar;
  return guard([row, result, width], () =>
    votesBar(nameFigures(item, row, result), { label: "", width, height }),
  );
}

function bodyRow(table: Table, row: Row, columns: number): TemplateResult {
  const mark = hasReached(row) ? "tick" : row.verdict === "tied" ? "tie" : null;
  const beside = table.placing === "beside";
  const [figure = 0] = row.counts;
  return html`<tr class=${mark ? "reached" : ""} title=${say(row.sentence)}>
      <td class="no">${row.written ? "" : row.index + 1}</td>
      <th scope="row">${row.name}</th>
      ${beside ? html`<td class="drawn">${drawnBar(table, row)}</td>` : nothing}
      ${
        row.written
          ? html`<td class="n main">${figure}</td>`
          : row.counts.map((count, i) => html`<td class=${i === 0 ? "n main" : "n"}>${count}</td>`)
      }
      <td class="v">
        ${mark ? guard([mark], () => glyph(mark)) : nothing}${verdictOf(table, row)}
      </td>
    </tr>
    ${
      beside
        ? nothing
        : html`<tr class="under" aria-hidden="true"><td></td><td colspan=${columns + 2}>${drawnBar(table, row)}</td></tr>`
    }`;
}

function oneTable(table: Table, rows: readonly Row[], columns: readonly Column[], head: string) {
  return html`<table>
    <thead>
      <tr>
        <th scope="col" class="no"><span class="visually-hidden">${t().number}</span></th>
        <th scope="col">${head}</th>
        ${table.placing === "beside" ? html`<th class="drawn"><span class="visually-hidden">${t().bar}</span></th>` : nothing}
        ${columns.map(
          ({ word, mark }) =>
            html`<th scope="col" class="n">${mark ? guard([word, lang.value], mark) : nothing}<span class=${mark && table.placing === "thin" ? "visually-hidden" : ""}>${word}</span></th>`,
        )}
        <th scope="col" class="v">${t().verdict}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map((row) => bodyRow(table, row, columns.length))}
    </tbody>
  </table>`;
}

/** The names in one table, many of them in two side by side. */
function tables(table: Table, rows: readonly Row[], people: boolean): TemplateResult[] {
  const columns = columnsOf(table.item);
  const head = people ? t().name : t().thing;
  const half = table.placing === "thin" ? Math.ceil(rows.length / 2) : rows.length;
  const parts = [rows.slice(0, half), rows.slice(half)].filter((part) => part.length > 0);
  return parts.map((part) => oneTable(table, part, columns, head));
}

function writtenBlock(table: Table, rows: readonly Row[], written: WrittenResult) {
  const { listed, repeated, invalid, empty } = written;
  const spoilt = listed + repeated + invalid + empty;
  const own: Table = { ...table, placing: "beside", bar: table.placing === "thin" ? [520, 10] : [350, 10] };
  return html`<div class="written">
    ${
      rows.length === 0
        ? html`<p class="soft">${t().writtenNobody}</p>`
        : oneTable(own, rows, [{ word: t().votes }], common().writtenIn)
    }
    ${spoilt > 0 ? html`<p class="soft">${t().spoiltNames(listed, repeated, invalid, empty)}</p>` : nothing}
  </div>`;
}

/** The scale of the bars in words. */
function scaleWords({ type }: FormItem, { members, needed }: FormResult): string {
  if (type === RANKING) return t().scalePoints;
  const words = [t().scale(members), ...(needed > 0 ? [t().threshold(needed)] : [])];
  return words.map((part) => part.replaceAll(" ", "\u00a0")).join(" · ");
}

function totals(result: FormResult) {
  const { present, voted, not_pressed, absent } = result;
  // of paper the ballots are told one by one beneath
  const rest =
    result.invalid || result.sections ? restFigures(result) : [[t().notCast, not_pressed] as const];
  const figures = [
    [common().present, present],
    [result.invalid ? count().valid : t().voted, voted],
    ...rest,
    [common().absent, absent],
  ] as const;
  return html`<dl class="totals">
    ${figures.map(([word, count]) => html`<div><dt>${word}</dt><dd>${count}</dd></div>`)}
  </dl>`;
}

const NAMED_PEOPLE: ReadonlySet<string> = new Set([
  "appoint-each",
  "scrutineer-list",
  "prep-presidium",
  "performance-4",
]);

/** Everything that a result of many names says, before its declaration and after. */
export function formResultPanel(division: Division, result: FormResult, plan: View["plan"]) {
  const { item } = itemOf(division);
  const rows = rowsOf(division, result);
  const listed = rows.filter(({ written }) => !written);
  const inWriting = rows.filter(({ written }) => written);
  const { written, orders } = result.items[0] ?? { names: [] };
  const places = placesOf(listed);
  const placing = placingOf(item, listed.length);
  const wide = isWide(item, listed.length);
  const table: Table = {
    item,
    result,
    placing,
    bar: placing === "under" ? [540, 10] : placing === "thin" ? [340, 4] : wide ? [150, 11] : [220, 11],
    places: new Map(listed.map(({ index }, i) => [index, places[i] ?? 0])),
  };
  const widest = Math.max(0, ...listed.map(({ name }) => emWidth(name)));
  const long = widest > LINE[placing];
  const setting = `results ${placing} ${listed.length > MANY ? "dense" : ""} ${long ? "long" : ""} ${item.type === GRADES ? "grades" : ""}`;
  const people = item.type === ELECTION || NAMED_PEOPLE.has(division.template);
  const beneath = written && placing === "under";
  const shown = (order: (all: readonly Row[]) => readonly Row[]) => () =>
    html`<div class=${setting}>${tables(table, order(listed), people)}</div>
      ${beneath ? writtenBlock(table, order(inWriting), written) : nothing}`;
  const isPublic = result.declared_ms !== null;
  const tabs: Tab[] = [
    { word: t().byBallot, show: shown((all) => all) },
    { word: item.type === RANKING ? t().byPlace : t().byVotes, show: shown((all) => byVotes(item, all)) },
  ];
  if (written && !beneath)
    tabs.push({
      word: `${common().writtenIn} ${inWriting.length}`,
      show: () => writtenBlock(table, byVotes(item, inWriting), written),
    });
  if (isPublic && division.secrecy === "named")
    tabs.push({
      word: t().byName,
      show: () => html`<chair-marks .division=${division} .plan=${plan}></chair-marks>`,
    });
  return html`<section class="sheet right result form ${wide ? "wide" : ""}" aria-label=${chair().result} tabindex="0">
    <h2>
      <span>${isPublic ? chair().result : chair().resultNotPublic}</span>
      <span class="verdict">${outcomeOf(division, result)}</span>
    </h2>
    <chair-tabs .of=${division.id} .tabs=${tabs} .beside=${totals(result)}></chair-tabs>
    <div class="why">
      <p>
        <b>${say(result.sentence)}</b>${sourceLine(division.rule)} · ${scaleWords(item, result)}${
          orders ? ` · ${t().orders(orders.valid, orders.invalid)}` : ""
        }
        ${division.basis ? ` · ${t().basisShort(division.basis)}` : ""}
      </p>
      <ul class="checks">
        ${result.checks.map((check) => html`<li>${guard([], () => glyph("tick"))}${say(check)}</li>`)}
        ${division.sealed ? scrutineersCheck(division.sealed) : nothing}${countChecks(division)}${warningLines(division)}
      </ul>
    </div>
  </section>`;
}
