/** The list of past votes: a search, what it found, outcomes by kind. */
import { common, say } from "@hemicycle/kit/i18n";
import { OUTCOMES, type Outcome, outcomeWords, type PastDivision } from "@hemicycle/kit/past";
import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import type { Asked } from "./asked.ts";
import { figuresBar, kindBar, kindTotal, swatch, unfinished } from "./charts.ts";
import { type Found, type Kind, PAGE_ROWS } from "./desk.ts";
import { day, empty, head, printButton, Reading, scrolled, titled } from "./parts.ts";
import { periodWords } from "./period.ts";
import { divisionLink } from "./places.ts";
import { t } from "./texts.ts";

@customElement("past-divisions")
export class PastDivisions extends Reading<Found> {
  protected override read(): Promise<Found> {
    return this.desk.divisions(this.asked);
  }

  #turn(from: number): void {
    this.ask({ from: from > 0 ? String(from) : "" });
  }

  #select(
    name: "template" | "outcome" | "secrecy",
    label: string,
    options: readonly (readonly [string, string])[],
  ) {
    const value = this.asked[name];
    return html`<label class="field">${label}
      <select @change=${(event: Event) => this.ask({ [name]: (event.target as HTMLSelectElement).value })}>
        <option value="" ?selected=${value === ""}>${t().all}</option>
        ${options.map(([id, words]) => html`<option value=${id} ?selected=${value === id}>${words}</option>`)}
      </select>
    </label>`;
  }

  #day(name: "since" | "until", label: string) {
    return html`<label class="field">${label}
      <input
        type="date"
        .value=${this.asked[name]}
        @change=${(event: Event) => this.ask({ [name]: (event.target as HTMLInputElement).value })}
      />
    </label>`;
  }

  /** What can be asked for besides words and period. */
  #more({ templates }: Found) {
    return html`${this.#select(
      "template",
      t().kind,
      templates.map(({ id, name }) => [id, say(name)] as const),
    )}
      ${this.#select(
        "outcome",
        t().outcome,
        OUTCOMES.map((outcome) => [outcome, outcomeWords(outcome)] as const),
      )}
      ${this.#select("secrecy", t().secrecy, [
        ["named", common().namedVote],
        ["secret", common().secretVote],
      ])}
      ${this.#day("since", t().since)}${this.#day("until", t().until)}`;
  }

  /** What is asked for, in words. */
  #words({ templates }: Found): readonly string[] {
    const { q, template, outcome, secrecy, since, until } = this.asked;
    const kind = templates.find(({ id }) => id === template);
    return [
      ...periodWords(this.asked),
      q,
      kind ? say(kind.name) : "",
      outcome ? outcomeWords(outcome as Outcome) : "",
      secrecy ? common()[secrecy === "secret" ? "secretVote" : "namedVote"] : "",
      since || until ? `${since}–${until}` : "",
    ].filter(Boolean);
  }

  protected override show(data: Found) {
    const nothingYet = data.templates.length === 0;
    return html`${head(t().divisions, nothingYet ? "" : t().found(data.total), nothingYet ? nothing : printButton(), this.#words(data))}
      ${nothingYet ? empty(t().none, t().noneWords) : this.sift(t().words, this.#more(data))}
      <p class="visually-hidden" role="status">${nothingYet ? "" : t().found(data.total)}</p>
      ${
        data.total > 0
          ? html`${this.#list(data)}${this.#pages(data)}${kindsChart(data.kinds)}`
          : nothingYet
            ? nothing
            : empty(t().noneFound, t().noneFoundWords)
      }`;
  }

  #list({ divisions }: Found) {
    return scrolled(
      t().divisions,
      html`<table class="votes">
        <thead>
          <tr>
            <th scope="col">${t().date}</th>
            <th scope="col">${t().title}</th>
            <th scope="col">${t().figures}</th>
            <th scope="col">${t().outcome}</th>
          </tr>
        </thead>
        <tbody>${divisions.map((row) => divisionLine(row, this.asked))}</tbody>
      </table>`,
    );
  }

  #pages({ total, from, divisions }: Found) {
    if (total <= PAGE_ROWS) return nothing;
    return html`<div class="pages noprint">
      <button class="btn small" type="button" ?disabled=${from === 0} @click=${() => this.#turn(from - PAGE_ROWS)}>${t().later}</button>
      <span>${t().range(from + 1, from + divisions.length, total)}</span>
      <button class="btn small" type="button" ?disabled=${from + divisions.length >= total} @click=${() => this.#turn(from + PAGE_ROWS)}>${t().earlier}</button>
    </div>`;
  }
}

/** A motion's three figures and its bar; what else there is to say of other votes. */
export function figuresCell({ figures, sentence, reason }: PastDivision) {
  if (!figures) return html`<span class="soft">${sentence ? say(sentence) : reason}</span>`;
  return html`<span class="three">${figures.for} · ${figures.against} · ${figures.abstain}</span>
    ${guard([figures, t().page], () => figuresBar(figures))}`;
}

function divisionLine(row: PastDivision, asked: Asked) {
  const manner = row.secrecy === "secret" ? common().secretVote : common().namedVote;
  return html`<tr>
    <td class="day">${day(row.ms)}</td>
    <th scope="row">
      <a class="title" href=${divisionLink(row.sitting, row.id, asked)}>${titled(row.title)}</a>
      <small>${[...new Set([say(row.sitting_title), say(row.template_name), manner])].join(" · ")}</small>
    </th>
    <td class="bars">${figuresCell(row)}</td>
    <td class="outcome">${outcomeWords(row.outcome)}</td>
  </tr>`;
}

/** Outcomes by kind: bars with their figures in the same table. */
function kindsChart(kinds: readonly Kind[]) {
  const whole = Math.max(1, ...kinds.map(kindTotal));
  const column = (band: "best" | "good" | "basic" | "bad", words: string) =>
    html`<th scope="col" class="n">${guard([band], () => swatch(band))}${words}</th>`;
  return html`<section aria-labelledby="kinds-title">
    <h2 id="kinds-title">${t().kinds}<small class="soft">${t().kindsNote}</small></h2>
    ${scrolled(
      t().kinds,
      html`<table class="kinds">
        <thead>
          <tr>
            <th scope="col">${t().kind}</th>
            <td class="bars"></td>
            ${column("best", outcomeWords("carried"))}${column("good", outcomeWords("names"))}
            ${column("basic", outcomeWords("not-carried"))}${column("bad", t().ended)}
            <th scope="col" class="n">${t().total}</th>
          </tr>
        </thead>
        <tbody>
          ${kinds.map(
            (kind) => html`<tr>
              <th scope="row">${say(kind.name)}</th>
              <td class="bars">${guard([kind, whole], () => kindBar(kind, whole))}</td>
              <td class="n">${kind.carried}</td>
              <td class="n">${kind.names}</td>
              <td class="n">${kind["not-carried"]}</td>
              <td class="n">${unfinished(kind)}</td>
              <td class="n"><b>${kindTotal(kind)}</b></td>
            </tr>`,
          )}
        </tbody>
      </table>`,
    )}
  </section>`;
}
