/** Figures that are only read: the count that stands, and where two tellers differed. */
import {
  type CountAttempt,
  type Figures,
  INVALID,
  invalidTotal,
  isOfHands,
  type Portion,
} from "@hemicycle/kit/channels";
import { attemptWords, columnWords, counted, placeWords, reasonWords } from "@hemicycle/kit/countwords";
import { choiceGlyph, glyph } from "@hemicycle/kit/draw/glyphs";
import { common, say } from "@hemicycle/kit/i18n";
import { ELECTION, isMotion, itemOf, THREE_KEYS } from "@hemicycle/kit/marks";
import { measureOf } from "@hemicycle/kit/outcomes";
import { CHOICES, type Division } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import { t } from "./texts.ts";

function headCells(division: Division) {
  const { item } = itemOf(division);
  const choices = item.type === THREE_KEYS || item.type === ELECTION;
  return columnWords(item).map((word, i) => {
    const choice = choices ? CHOICES[i] : undefined;
    return html`<th scope="col" class="n">${choice ? guard([choice], () => choiceGlyph(choice)) : nothing}${word}</th>`;
  });
}

const numbers = (row: readonly number[]) => row.map((number) => html`<td class="n">${number}</td>`);

/** The names with their numbers; of a motion one line of big ones. */
function countsTable(division: Division, { counts }: Pick<Portion, "counts">) {
  const { labels } = itemOf(division);
  const motion = isMotion(division.form, division.names);
  const people = measureOf(division) === "人";
  return html`<table class="shown ${motion ? "motion" : ""}">
    <thead>
      <tr>${motion ? nothing : html`<th scope="col" class="no">#</th><th scope="col">${people ? t().name : t().thing}</th>`}${headCells(division)}</tr>
    </thead>
    <tbody>
      ${counts.map(
        (row, i) =>
          html`<tr>${motion ? nothing : html`<td class="no">${i + 1}</td><th scope="row">${labels[i] ? say(labels[i]) : ""}</th>`}${numbers(row)}</tr>`,
      )}
    </tbody>
  </table>`;
}

function ballotFigures(figures: Extract<Figures, { valid: number }>, returned: number) {
  const { valid, invalid } = figures;
  const spoilt = INVALID.filter((reason) => invalid[reason] > 0);
  return html`<dl class="totals-shown">
      <div><dt>${counted().returned}</dt><dd>${returned}</dd></div>
      <div><dt>${counted().valid}</dt><dd>${valid}</dd></div>
      <div><dt>${counted().invalid}</dt><dd>${invalidTotal(invalid)}</dd></div>
    </dl>
    ${
      spoilt.length === 0
        ? nothing
        : html`<p class="soft">${spoilt.map((reason) => `${reasonWords(reason)} ${invalid[reason]}`).join(counted().join)}</p>`
    }`;
}

function writtenList(figures: Extract<Figures, { valid: number }>) {
  const { written } = figures;
  if (!written || written.length === 0) return nothing;
  return html`<h2>${common().writtenIn}</h2>
    <ul class="written-shown">${written.map(({ name, votes }) => html`<li>${name}<b>${votes}</b></li>`)}</ul>`;
}

function sectionTable(division: Division, figures: Extract<Figures, { sections: unknown }>) {
  const { sections } = figures;
  const add = (rows: readonly (readonly number[])[]) =>
    (rows[0] ?? []).map((_, i) => rows.reduce((sum, row) => sum + (row[i] ?? 0), 0));
  const row = (name: string, voted: number, counts: readonly number[], total = false) =>
    html`<tr class=${total ? "total" : ""}><th scope="row">${name}</th><td class="n">${voted}</td>${numbers(counts)}</tr>`;
  const all = sections.reduce((sum, { voted }) => sum + voted, 0);
  return html`<table class="shown">
    <thead><tr><th scope="col">${t().section}</th><th scope="col" class="n">${t().raising}</th>${headCells(division)}</tr></thead>
    <tbody>
      ${sections.map(({ name, voted, counts }) => row(name, voted, counts[0] ?? []))}
      ${sections.length > 1 ? row(t().inTotal, all, add(sections.map(({ counts }) => counts[0] ?? [])), true) : nothing}
    </tbody>
  </table>`;
}

/** All figures of a count. */
export function figuresShown(division: Division, figures: Figures, returned: number | null) {
  if (!isOfHands(figures))
    return html`<section class="sheet shown-figures">
      ${ballotFigures(figures, returned ?? 0)} ${countsTable(division, figures)} ${writtenList(figures)}
    </section>`;
  if (isMotion(division.form, division.names))
    return html`<section class="sheet shown-figures">${sectionTable(division, figures)}</section>`;
  return figures.sections.map(
    (section) => html`<section class="sheet shown-figures">
      <h2>${section.name} · ${t().raising} ${section.voted}</h2>
      ${countsTable(division, section)}
    </section>`,
  );
}

function differenceList(division: Division, { differences, tellers }: CountAttempt) {
  const [one, other] = tellers;
  const value = (number: number | null | undefined) =>
    number === null || number === undefined ? t().none : number;
  const said = (holder: string | undefined, number: number | null | undefined) =>
    html`<span>${holder} <b>${value(number)}</b></span>`;
  return html`<p>${t().differencesAre(differences.length)}</p>
    <ul class="differences">
      ${differences.map(
        ({ path, values }) => html`<li>
          ${placeWords(division, path)}${values ? html`${t().colon}${said(one?.holder, values[0])}${t().listed}${said(other?.holder, values[1])}` : nothing}
        </li>`,
      )}
    </ul>`;
}

/** Why the latest attempt came to nothing, and where. */
export function lastAttempt(division: Division, attempts: readonly CountAttempt[]) {
  const attempt = attempts.at(-1);
  if (!attempt) return nothing;
  return html`<section class="say" role="status">
    <p><b>${guard([], () => glyph("trouble"))}${t().attemptWhy(attempt.attempt, attemptWords(attempt.reason))}</b></p>
    ${attempt.differences.length > 0 ? differenceList(division, attempt) : nothing}
    ${
      attempt.faults.length > 0
        ? html`<p>${t().faultsAre}</p>
          <ul>${attempt.faults.map((fault) => html`<li>${placeWords(division, fault.path)}${counted().join}${say(fault)}</li>`)}</ul>`
        : nothing
    }
  </section>`;
}
