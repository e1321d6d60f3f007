/** The form into which a teller types figures: big numerals, sums beside them, what does not add up in words at its place. */
import { INVALID, isOfHands, type Path, type Portion } from "@hemicycle/kit/channels";
import {
  type Draft,
  type Ground,
  type HandDraft,
  isAt,
  mayAddSection,
  mayBe,
  type PaperDraft,
  sumOf,
} from "@hemicycle/kit/counts";
import { columnWords, reasonWords } from "@hemicycle/kit/countwords";
import { choiceGlyph, glyph } from "@hemicycle/kit/draw/glyphs";
import { say } from "@hemicycle/kit/i18n";
import { CHOOSE, ELECTION, isMotion, itemOf, THREE_KEYS } from "@hemicycle/kit/marks";
import { measureOf } from "@hemicycle/kit/outcomes";
import { CHOICES, type Division } from "@hemicycle/kit/types";
import { clean } from "@hemicycle/kit/written";
import { html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { live } from "lit/directives/live.js";
import { typedNumber, withoutSection, withoutWritten, withSection, withValue, withWritten } from "./draft.ts";
import { type Note, notesOf } from "./notes.ts";
import { t } from "./texts.ts";

/** Where the tellers' figures of the last attempt differed. */
export interface Difference {
  readonly path: Path;
  readonly values: readonly [number | null, number | null] | null;
}

export class Typed extends Event {
  constructor(readonly draft: Draft) {
    super("typed", { bubbles: true });
  }
}

/** A place in the draft, by indices, and how the log calls it. */
interface Cell {
  readonly at: Path;
  readonly path: Path;
  readonly label: string;
  /** Cells of one column stand under each other. */
  readonly column: string;
}

@customElement("figure-entry")
export class FigureEntry extends LitElement {
  @property({ attribute: false }) division!: Division;
  @property({ attribute: false }) ground!: Ground;
  @property({ attribute: false }) draft!: Draft;
  @property({ attribute: false }) differences: readonly Difference[] = [];
  #notes: readonly Note[] = [];
  /** Where to type when there are more such fields than now. */
  #wanted: { readonly inputs: string; readonly more: number } | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override firstUpdated(): void {
    const inputs = [...this.querySelectorAll<HTMLInputElement>("input.number")];
    (inputs.find(({ value }) => value === "") ?? inputs[0])?.focus({ preventScroll: true });
  }

  protected override updated(): void {
    if (!this.#wanted) return;
    const fields = [...this.querySelectorAll<HTMLInputElement>(this.#wanted.inputs)];
    if (fields.length <= this.#wanted.more) return;
    this.#wanted = null;
    fields.at(-1)?.focus();
  }

  #type(draft: Draft): void {
    this.dispatchEvent(new Typed(draft));
  }

  // --- keys ---

  readonly #keydown = (event: KeyboardEvent): void => {
    const { target } = event;
    if (!(target instanceof HTMLInputElement)) return;
    if (event.key === "Enter") {
      event.preventDefault();
      this.step(event.shiftKey ? -1 : 1, target);
    }
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const same = [
      ...this.querySelectorAll<HTMLInputElement>(`input[data-column="${target.dataset.column}"]`),
    ];
    same[same.indexOf(target) + by]?.focus();
  };

  /** To the next cell, from the last one to the control that hands in. */
  step(by: 1 | -1, from: Element | null = document.activeElement): void {
    const inputs = [...this.querySelectorAll<HTMLInputElement>("input")];
    const at = inputs.indexOf(from as HTMLInputElement);
    const next = inputs[at + by];
    if (next) next.focus();
    else if (by === 1) document.querySelector<HTMLButtonElement>("button.hold")?.focus();
  }

  readonly #select = (event: FocusEvent): void => {
    (event.target as HTMLInputElement).select();
  };

  // --- pieces ---

  #number(cell: Cell, value: number | null) {
    const wrong = this.#notes.some(({ path }) => isAt(cell.path, path) || isAt(cell.path.slice(0, -1), path));
    const differs = this.differences.find(({ path }) => isAt(path, cell.path));
    return html`<input
        class="number ${differs ? "differs" : ""}"
        data-cell=${JSON.stringify(cell.at)}
        data-column=${cell.column}
        inputmode="numeric"
        autocomplete="off"
        aria-label=${cell.label}
        aria-invalid=${wrong ? "true" : "false"}
        .value=${live(value === null ? "" : String(value))}
        @focus=${this.#select}
        @input=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          const number = typedNumber(input.value);
          // what is no digit does not even appear
          input.value = number === null ? "" : String(number);
          this.#type(withValue(this.draft, cell.at, number));
        }}
      />${this.#was(differs)}`;
  }

  /** Both figures of the last attempt, at their place. */
  #was(differs: Difference | undefined) {
    if (!differs?.values) return nothing;
    const [a, b] = differs.values.map((value) => (value === null ? t().none : String(value)));
    return html`<small class="was"><span class="visually-hidden">${t().differs} </span>${t().differsAt(a ?? "", b ?? "")}</small>`;
  }

  #text(at: Path, label: string, value: string, column: string) {
    return html`<input
      class="text"
      data-cell=${JSON.stringify(at)}
      data-column=${column}
      maxlength="60"
      autocomplete="off"
      spellcheck="false"
      aria-label=${label}
      .value=${live(value)}
      @input=${(event: Event) => this.#type(withValue(this.draft, at, (event.target as HTMLInputElement).value))}
    />`;
  }

  /** What is wrong at a place. */
  #saidAt(path: Path) {
    const notes = this.#notes.filter((note) => isAt(note.path, path));
    return notes.map(({ words }) => html`<p class="wrong">${guard([], () => glyph("trouble"))}${words}</p>`);
  }

  #isWrong(path: Path): boolean {
    return this.#notes.some((note) => isAt(note.path, path));
  }

  #columns() {
    const { item } = itemOf(this.division);
    const choices = item.type === THREE_KEYS || item.type === ELECTION;
    return columnWords(item).map((word, i) => {
      const choice = choices ? CHOICES[i] : undefined;
      return html`<th scope="col" class="n">${choice ? guard([choice], () => choiceGlyph(choice)) : nothing}${word}</th>`;
    });
  }

  /** The sum of a row beside how many took part. */
  #sumCell(row: readonly (number | null)[], voted: number | null, path: Path) {
    const { item } = itemOf(this.division);
    if (item.type === CHOOSE) return nothing;
    const sum = row.reduce<number>((all, number) => all + (number ?? 0), 0);
    const whole = sumOf(row) !== null && voted !== null;
    const mark = !whole ? null : this.#isWrong(path) ? "trouble" : "tick";
    const begun = row.some((number) => number !== null);
    return html`<td class="sum ${mark ?? ""}">
      ${mark ? guard([mark], () => glyph(mark)) : nothing}${begun ? (voted === null ? sum : t().sumIs(sum, voted)) : ""}
    </td>`;
  }

  /** The rows of a ballot: a name, its numbers, their sum; what is wrong with them under it. */
  #rows(
    at: Path,
    path: Path,
    { voted, counts }: Portion<number | null>,
    heading: (i: number) => unknown,
    tail: unknown = nothing,
  ) {
    const { labels } = itemOf(this.division);
    const words = columnWords(itemOf(this.division).item);
    return counts.map((row, i) => {
      const name = labels[i] ? say(labels[i]) : (path[1] ?? t().motion);
      const place = [...path, "counts", i];
      const cell = (column: number): Cell => ({
        at: [...at, "counts", i, column],
        path: [...place, column],
        label: t().cell(String(name), words[column] ?? ""),
        column: `${at.length > 0 && labels.length > 0 ? at[1] : ""}c${column}`,
      });
      const said = this.#saidAt(place);
      return html`<tr class=${this.#isWrong(place) ? "bad" : ""}>
          ${heading(i)} ${row.map((number, column) => html`<td class="n">${this.#number(cell(column), number)}</td>`)}
          ${this.#sumCell(row, voted, place)}${tail}
        </tr>
        ${said.length > 0 ? html`<tr class="said"><td colspan=${words.length + 4}>${said}</td></tr>` : nothing}`;
    });
  }

  #head(more: unknown, tail: unknown = nothing) {
    const { item } = itemOf(this.division);
    return html`<thead>
      <tr>${more}${this.#columns()}${item.type === CHOOSE ? nothing : html`<th scope="col" class="sum">${t().sum}</th>`}${tail}</tr>
    </thead>`;
  }

  /** Names with their numbers; of a motion one row. */
  #table(at: Path, path: Path, portion: Portion<number | null>) {
    const { labels } = itemOf(this.division);
    const motion = isMotion(this.division.form, this.division.names);
    const people = measureOf(this.division) === "人";
    const head = motion
      ? nothing
      : html`<th scope="col" class="no">#</th><th scope="col">${people ? t().name : t().thing}</th>`;
    const heading = (i: number) =>
      motion
        ? nothing
        : html`<td class="no">${i + 1}</td><th scope="row">${labels[i] ? say(labels[i]) : ""}</th>`;
    return html`<table class="figures ${motion ? "motion" : ""} of-${columnWords(itemOf(this.division).item).length}">
        ${this.#head(head)}
        <tbody>${this.#rows(at, path, portion, heading)}</tbody>
      </table>
      ${this.#saidAt([...path, "counts"])}`;
  }

  // --- paper ---

  #ballots({ valid, invalid }: PaperDraft) {
    const returned = this.ground.returned ?? 0;
    const line = (at: Path, label: string, value: number | null) => html`<label class="line">
      <span>${label}</span>${this.#number({ at, path: at, label, column: "ballots" }, value)}
    </label>`;
    const all = INVALID.map((reason) => invalid[reason]);
    const spoilt = sumOf(all);
    const fits = valid !== null && spoilt !== null && valid + spoilt === returned;
    return html`<section class="sheet ballots" aria-labelledby="ballots-title">
      <h2 id="ballots-title">${t().ballots}</h2>
      <p class="line given"><span>${t().returned}</span><b>${returned}</b></p>
      ${line(["valid"], t().valid, valid)}
      <h3>${t().invalidBy}</h3>
      ${INVALID.filter((reason) => mayBe(reason, this.ground.item)).map((reason) => line(["invalid", reason], reasonWords(reason), invalid[reason]))}
      ${this.#saidAt(["valid"])}
      ${fits ? html`<p class="right-sum">${guard([], () => glyph("tick"))}${t().adds(valid, spoilt, returned)}</p>` : nothing}
    </section>`;
  }

  #written(draft: PaperDraft) {
    const { written } = draft;
    if (!written) return nothing;
    const row = (name: string, votes: number | null, i: number) => {
      const path = ["written", clean(name)];
      const said = name === "" ? [] : this.#saidAt(path);
      const cell = {
        at: ["written", i, "votes"],
        path,
        label: t().cell(name, t().votes),
        column: "written-votes",
      };
      return html`<tr class=${said.length > 0 ? "bad" : ""}>
          <td>${this.#text(["written", i, "name"], t().writtenName, name, "written-name")}</td>
          <td class="n">${this.#number(cell, votes)}</td>
          <td>${this.#remove(t().removeWritten(name), () => this.#type(withoutWritten(draft, i)))}</td>
        </tr>
        ${said.length > 0 ? html`<tr class="said"><td colspan="3">${said}</td></tr>` : nothing}`;
    };
    return html`<section class="sheet written" aria-labelledby="written-title">
      <h2 id="written-title">${t().written}</h2>
      <p class="soft">${written.length === 0 ? t().noWritten : t().writtenHow}</p>
      ${
        written.length === 0
          ? nothing
          : html`<table class="figures names">
              <thead><tr><th scope="col">${t().writtenName}</th><th scope="col" class="n">${t().votes}</th><td></td></tr></thead>
              <tbody>${written.map(({ name, votes }, i) => row(name, votes, i))}</tbody>
            </table>`
      }
      ${this.#saidAt(["written"])}
      <p><button class="btn small" type="button" @click=${() => this.#add(() => withWritten(draft), '[data-column="written-name"]')}>${t().addWritten}</button></p>
    </section>`;
  }

  #paper(draft: PaperDraft) {
    return html`<div class="paper">
      ${this.#ballots(draft)}
      <div class="counts">
        <section class="sheet" aria-label=${t().entryTitle}>
          ${this.#table([], [], { voted: draft.valid, counts: draft.counts })}
        </section>
        ${this.#written(draft)}
      </div>
    </div>`;
  }

  // --- hands ---

  #remove(label: string, go: () => void) {
    return html`<button class="btn small quiet remove" type="button" aria-label=${label} title=${label} @click=${go}>
      ${guard([], () => glyph("against"))}
    </button>`;
  }

  /** Adds a line and begins to type in it, once it is there. */
  #add(change: () => Draft, inputs: string): void {
    this.#wanted = { inputs, more: this.querySelectorAll(inputs).length };
    this.#type(change());
  }

  #sectionHead(draft: HandDraft, i: number) {
    const section = draft.sections[i];
    const name = section?.name ?? "";
    const cell = { at: ["sections", i, "voted"], path: ["sections", clean(name), "voted"], column: "voted" };
    const label = t().cell(name, t().raising);
    return {
      name: this.#text(["sections", i, "name"], t().sectionName, name, "section-name"),
      voted: this.#number({ ...cell, label }, section?.voted ?? null),
      remove:
        draft.sections.length > 1
          ? this.#remove(t().removeSection(name), () => this.#type(withoutSection(draft, i)))
          : nothing,
      said: this.#saidAt(["sections", clean(name)]),
    };
  }

  /** Of a motion: a row for each section. */
  #sectionTable(draft: HandDraft) {
    const row = (i: number) => {
      const section = draft.sections[i];
      if (!section) return nothing;
      const { name, voted, remove, said } = this.#sectionHead(draft, i);
      const heading = () => html`<td>${name}${said}</td><td class="n">${voted}</td>`;
      return this.#rows(
        ["sections", i],
        ["sections", clean(section.name)],
        section,
        heading,
        html`<td>${remove}</td>`,
      );
    };
    return html`<table class="figures by-section">
      ${this.#head(html`<th scope="col">${t().section}</th><th scope="col" class="n">${t().raising}</th>`, html`<td></td>`)}
      <tbody>${draft.sections.map((_, i) => row(i))}</tbody>
    </table>`;
  }

  #hands(draft: HandDraft) {
    const { item } = itemOf(this.division);
    const motion = isMotion(this.division.form, this.division.names);
    const raised = sumOf(draft.sections.map(({ voted }) => voted));
    const { entitled } = this.ground;
    const section = (i: number) => {
      const own = draft.sections[i];
      const head = this.#sectionHead(draft, i);
      return html`<section class="sheet section">
        <p class="line">${head.name}<label>${t().raising} ${head.voted}</label>${head.remove}</p>
        ${head.said}${own ? this.#table(["sections", i], ["sections", clean(own.name)], own) : nothing}
      </section>`;
    };
    return html`<div class="hands">
      ${motion ? html`<section class="sheet">${this.#sectionTable(draft)}</section>` : draft.sections.map((_, i) => section(i))}
      <p class="totals">
        ${
          mayAddSection(draft)
            ? html`<button class="btn small" type="button" @click=${() => this.#add(() => withSection(draft, item), '[data-column="section-name"]')}>${t().addSection}</button>`
            : nothing
        }
        <span>${t().raised(raised ?? 0, entitled)}${raised !== null && raised <= entitled ? ` · ${t().notRaised(entitled - raised)}` : ""}</span>
      </p>
      ${this.#saidAt(["sections"])}
    </div>`;
  }

  protected override render() {
    this.#notes = notesOf(this.draft, this.ground);
    const { draft } = this;
    return html`<div class="entry" @keydown=${this.#keydown}>
      ${isOfHands(draft) ? this.#hands(draft) : this.#paper(draft)}
    </div>`;
  }
}
