/** The list of terminals: found by words, problems first; a row opens to what its device tells and to the spare. */
import { html, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { PlainElement } from "../../secretariat/src/page.ts";
import { clock, icon, when } from "../../secretariat/src/parts.ts";
import { type Filter, listed, type Terminal, tested } from "./terminals.ts";
import { t } from "./texts.ts";
import {
  batteryWords,
  clockWords,
  nameOf,
  pagesWords,
  signalWords,
  stateWords,
  triedWords,
  versionWords,
} from "./words.ts";

const FILTERS: readonly Filter[] = ["all", "faulty"];
const STEP = 100;

@customElement("operator-list")
export class OperatorList extends PlainElement {
  @property({ attribute: false }) terminals: readonly Terminal[] = [];
  @property() version = "";
  @property({ type: Boolean }) testing = false;
  @property() opened = "";
  @state() private words = "";
  @state() private filter: Filter = "all";
  @state() private most = STEP;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("testing") && !this.testing && this.filter === "untested") this.filter = "all";
    // a seat picked on the map is shown whatever the list was narrowed to
    if (!changed.has("opened") || !this.opened || this.#rows.some(({ seat }) => seat.id === this.opened))
      return;
    this.words = "";
    this.filter = "all";
    this.most = Math.max(this.most, this.terminals.length);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("opened")) this.querySelector(".row.open")?.scrollIntoView({ block: "nearest" });
  }

  get #rows(): readonly Terminal[] {
    return listed(this.terminals, this.words, this.filter);
  }

  #tell<T>(name: string, detail: T): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #tools() {
    const words = { all: t().filterAll, faulty: t().filterFaulty, untested: t().filterUntested };
    const filters: readonly Filter[] = this.testing ? [...FILTERS, "untested"] : FILTERS;
    return html`<div class="tools">
      <label class="visually-hidden" for="search">${t().search}</label>
      <input
        id="search"
        type="search"
        class="text"
        placeholder=${t().search}
        .value=${this.words}
        @input=${(event: InputEvent) => {
          this.words = (event.target as HTMLInputElement).value;
          this.most = STEP;
        }}
      />
      <div class="filters" role="group" aria-label=${t().filter}>
        ${filters.map(
          (filter) =>
            html`<button class="btn small" type="button" aria-pressed=${filter === this.filter ? "true" : "false"} @click=${() => {
              this.filter = filter;
            }}>${words[filter]}</button>`,
        )}
      </div>
    </div>`;
  }

  #facts(terminal: Terminal) {
    const { key, code, note, online } = terminal;
    const fact = (name: string, value: string) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
    const seen = online ? t().now : note ? `${when(note.seen_ms)} (${clock(note.seen_ms)})` : t().unknown;
    return html`<dl>
      ${fact(t().connection, online === null ? t().notKnown : online ? t().online : t().isOffline)}
      ${fact(t().lastSeen, key ? seen : "–")}
      ${fact(t().battery, batteryWords(note))}${fact(t().signal, signalWords(note))}${fact(t().deviceClockOf, clockWords(note))}
      ${fact(t().version, versionWords(note, this.version))}${fact(t().pages, pagesWords(key))}
      ${fact(t().keyState, key ? t().keyActive(when(key.enrolled_ms)) : code ? t().keyCode : t().keyNone)}
      ${key ? fact(t().device, key.device) : nothing}
    </dl>`;
  }

  #spare({ key, code }: Terminal) {
    if (key)
      return html`<button class="btn small" type="button" @click=${() => this.#tell("replace", key)}>${t().replaceHere}</button>`;
    if (code)
      return html`<button class="btn small" type="button" @click=${() => this.#tell("renew", code)}>${t().renewHere}</button>`;
    return html`<p class="soft">${t().askSecretariat}</p>`;
  }

  #row(terminal: Terminal) {
    const { seat, faults, key, note } = terminal;
    const open = seat.id === this.opened;
    const sound = faults.length === 0;
    const done = this.testing && tested(terminal);
    const state = this.testing && key && terminal.online ? triedWords(terminal) : stateWords(terminal);
    const name = sound ? (key ? (done || !this.testing ? "tick" : "ring") : "ring") : "trouble";
    return html`<li class="row ${open ? "open" : ""} ${sound ? "" : "faulty"}" data-seat=${seat.id}>
      <button type="button" aria-expanded=${open ? "true" : "false"} @click=${() => this.#tell("open", open ? "" : seat.id)}>
        <span class="seat">${seat.id}</span>
        <b>${nameOf(terminal)}</b>
        <span class="state">${icon(name)}${state}</span>
        <span class="soft charge">${note?.battery != null ? t().percent(note.battery) : ""}</span>
        ${icon(open ? "up" : "down")}
      </button>
      ${open ? html`<div class="facts">${this.#facts(terminal)}${this.#spare(terminal)}</div>` : nothing}
    </li>`;
  }

  #nothing() {
    if (this.words.trim()) return t().nothingFound;
    return this.filter === "faulty" ? t().nothingFaulty : t().nothingUntested;
  }

  protected override render() {
    const rows = this.#rows;
    const shown = rows.slice(0, this.most);
    const rest = rows.length - shown.length;
    return html`<section class="sheet list" aria-label=${t().list}>
      ${this.#tools()}
      <ul class="rows" tabindex=${rows.length > 0 ? nothing : "-1"}>
        ${repeat(
          shown,
          ({ seat }) => seat.id,
          (terminal) => this.#row(terminal),
        )}
      </ul>
      ${rows.length === 0 ? html`<p class="nothing" role="status">${icon("tick")}${this.#nothing()}</p>` : nothing}
      ${
        rest > 0
          ? html`<button class="btn small more" type="button" @click=${() => {
              this.most += STEP;
            }}>${t().more(Math.min(STEP, rest))}</button>`
          : nothing
      }
    </section>`;
  }
}
