/** Pieces that every list uses. */
import { phrases } from "@hemicycle/kit/dom";
import { lang, say, wordsOf } from "@hemicycle/kit/i18n";
import { dayWords, type PastSitting } from "@hemicycle/kit/past";
import { PlainElement } from "@hemicycle/kit/plain";
import { sign } from "@hemicycle/kit/sign";
import type { Bilingual } from "@hemicycle/kit/types";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { type Asked, isAsked, NOTHING, putAsked } from "./asked.ts";
import type { Desk } from "./desk.ts";
import { periodFields } from "./period.ts";
import { t } from "./texts.ts";

/** Words are looked for when nothing was typed for so long, ms. */
const TYPING_MS = 300;

/** A title that breaks between its phrases. */
export function titled(title: Bilingual) {
  const words = say(title);
  return guard([words], () => phrases(words));
}

export const day = (ms: number): string => dayWords(ms, lang.value);

export function share(part: number, whole: number): string {
  return whole === 0 ? "" : `${Math.round((100 * part) / whole)}%`;
}

export function empty(title: string, words: string, action: unknown = nothing) {
  return html`<section class="sheet empty"><h2>${title}</h2><p class="soft">${words}</p>${action}</section>`;
}

/** The head of a view: title, a few words, what can be done at the right; on paper also what was asked for. */
export function head(
  title: unknown,
  words: unknown,
  actions: unknown = nothing,
  asked: readonly string[] = [],
) {
  return html`<div class="head">
    <div>
      <h1 class="title" tabindex="-1">${title}</h1>
      <p class="soft">${words}</p>
      ${asked.length > 0 ? html`<p class="printonly">${asked.join(" · ")}</p>` : nothing}
    </div>
    <div class="push noprint">${actions}</div>
  </div>`;
}

export const printButton = () =>
  html`<button class="btn small" type="button" @click=${() => print()}>${sign("document")}${t().print}</button>`;

/** Wide tables scroll in their own place. */
export function scrolled(label: string, table: TemplateResult) {
  return html`<div class="sheet scroll" role="group" tabindex="0" aria-label=${label}>${table}</div>`;
}

/** A view that reads what it shows: while it does, when it can't, and when it has. */
export abstract class Reading<T> extends PlainElement {
  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false, hasChanged: (one, other) => JSON.stringify(one) !== JSON.stringify(other) })
  asked: Asked = NOTHING;
  /** What stands in the field for words, which is asked for as soon as the typing pauses. */
  @state() protected typed = "";
  @state() protected data: T | null = null;
  @state() protected problem: unknown = null;
  /** All sittings that were held: what periods there are. */
  protected sittings: readonly PastSitting[] = [];
  #typing: ReturnType<typeof setTimeout> | undefined;
  #latest = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.reload();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#typing);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("asked")) return;
    this.typed = this.asked.q;
    if (this.hasUpdated) void this.reload();
  }

  /** Asks for something else, from the first row on. */
  protected ask(changes: Partial<Asked>): void {
    clearTimeout(this.#typing);
    putAsked({ ...this.asked, q: this.typed.trim(), from: "", ...changes });
  }

  /** A form that narrows a list: words, the period, what else there is. */
  protected sift(label: string, more: unknown = nothing) {
    return html`<form class="sheet sift noprint" role="search" aria-label=${t().search} @submit=${(event: Event) => event.preventDefault()}>
      <label class="field wide">${label}
        <input type="search" maxlength="100" autocomplete="off" .value=${this.typed} @input=${this.#type} />
      </label>
      ${periodFields(this.sittings, this.asked, (changes) => this.ask(changes))}${more}
      <button class="btn small" type="button" ?disabled=${!isAsked(this.asked)} @click=${() => this.#clear()}>${t().clear}</button>
    </form>`;
  }

  readonly #type = (event: Event): void => {
    this.typed = (event.target as HTMLInputElement).value;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.ask({}), TYPING_MS);
  };

  #clear(): void {
    this.typed = "";
    this.ask(NOTHING);
  }

  protected abstract read(): Promise<T>;
  protected abstract show(data: T): unknown;

  /** Reads anew; of several readings the latest counts. */
  protected async reload(): Promise<void> {
    const mine = ++this.#latest;
    this.problem = null;
    try {
      const [data, sittings] = await Promise.all([this.read(), this.desk.known()]);
      if (mine !== this.#latest) return;
      this.sittings = sittings;
      this.data = data;
    } catch (error) {
      if (mine === this.#latest) this.problem = error;
    }
  }

  /** Does something else, and tells what went wrong. */
  protected async attempt(work: () => Promise<void>): Promise<void> {
    this.problem = null;
    try {
      await work();
    } catch (error) {
      this.problem = error;
    }
  }

  protected override render() {
    const trouble = this.problem
      ? html`<p class="trouble" role="alert">
          ${sign("trouble")} <span>${wordsOf(this.problem)}</span>
          <button class="btn small noprint" type="button" @click=${() => void this.reload()}>${t().retry}</button>
        </p>`
      : nothing;
    if (this.data !== null) return html`${trouble}${this.show(this.data)}`;
    return html`<h1>${t().page}</h1>
      ${this.problem ? trouble : html`<p class="working" role="status">${sign("waiting")} ${t().reading}</p>`}`;
  }
}
