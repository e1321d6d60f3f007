/** The names of a ballot: typed, pasted, dragged or moved by keyboard, sorted by strokes. */
import { say } from "@hemicycle/kit/i18n";
import type { Bilingual } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { PlainElement } from "../page.ts";
import { icon } from "../parts.ts";
import { knowsStrokes } from "../strokes.ts";
import { t as common } from "../texts.ts";
import { byStrokes, LONGEST_NAME, moved, namesFrom } from "./names.ts";
import { t } from "./texts.ts";

const NOTHING: Bilingual = { zh: "", en: "" };
const LANGUAGES = ["zh", "en"] as const;

@customElement("names-list")
export class NamesList extends PlainElement {
  @property({ attribute: false }) names: readonly Bilingual[] = [];
  @property() label = "";
  /** Whether they are persons, who stand by the strokes of their names unless they are put otherwise. */
  @property({ type: Boolean }) persons = false;
  /** How many a ballot has room for, where there are more; null otherwise. */
  @property({ attribute: false }) room: number | null = null;
  @state() private pasting = false;
  @state() private pasted = "";
  /** The name that is dragged; −1 for none. */
  @state() private dragged = -1;
  @state() private over = -1;
  @state() private said = "";

  #set(names: readonly Bilingual[]): void {
    this.names = names;
    this.dispatchEvent(new CustomEvent("names", { detail: names }));
  }

  #change(at: number, language: "zh" | "en", value: string): void {
    this.#set(this.names.map((name, i) => (i === at ? { ...name, [language]: value } : name)));
  }

  async #add(): Promise<void> {
    this.#set([...this.names, NOTHING]);
    await this.updateComplete;
    this.#focus(`[data-name="${this.names.length - 1}"] input`);
  }

  async #remove(at: number): Promise<void> {
    this.#set(this.names.filter((_, i) => i !== at));
    await this.updateComplete;
    const next = Math.min(at, this.names.length - 1);
    this.#focus(next < 0 ? ".addName" : `[data-name="${next}"] .remove`);
  }

  async #move(from: number, to: number, button: "up" | "down" | null): Promise<void> {
    const name = this.names[from];
    if (!name || to < 0 || to >= this.names.length || from === to) return;
    this.#set(moved(this.names, from, to));
    this.said = t().movedTo(say(name), to + 1);
    await this.updateComplete;
    if (button) this.#focus(`[data-name="${to}"] .${button}`);
  }

  #focus(selector: string): void {
    this.querySelector<HTMLElement>(selector)?.focus();
  }

  /** A list pasted into a name's own field goes the same way. */
  #paste(event: ClipboardEvent, at: number): void {
    const list = event.clipboardData?.getData("text/plain") ?? "";
    const names = namesFrom(list);
    if (names.length < 2 && !list.includes("\t")) return;
    event.preventDefault();
    const here = this.names[at];
    const empty = here && here.zh === "" && here.en === "";
    this.#set([...this.names.slice(0, empty ? at : at + 1), ...names, ...this.names.slice(at + 1)]);
  }

  #take(): void {
    const filled = this.names.filter(({ zh, en }) => zh !== "" || en !== "");
    const all = [...filled, ...namesFrom(this.pasted)];
    this.#set(this.persons && knowsStrokes() ? byStrokes(all) : all);
    this.pasted = "";
    this.pasting = false;
  }

  protected override render() {
    const { names, room } = this;
    return html`<div class="names" role="group" aria-label=${this.label}>
      <p class="between">
        <b>${this.label}</b>
        <span class=${room === null ? "soft" : "trouble"} role="status">
          ${room === null ? t().counted(names.length) : html`${icon("trouble")} ${t().room(names.length, room)}`}
        </span>
      </p>
      <ol>
        ${names.map((name, i) => this.#row(name, i))}
      </ol>
      <p class="row">
        <button class="btn small addName" type="button" @click=${() => void this.#add()}>${t().addName}</button>
        <button
          class="btn small"
          type="button"
          aria-expanded=${this.pasting ? "true" : "false"}
          @click=${() => {
            this.pasting = !this.pasting;
          }}
        >
          ${t().pasteNames}
        </button>
        ${
          knowsStrokes() && names.length > 1
            ? html`<button class="btn small" type="button" @click=${() => this.#set(byStrokes(names))}>${t().sortStrokes}</button>`
            : nothing
        }
      </p>
      ${names.length > 1 ? html`<p class="note">${t().drag}</p>` : nothing}
      ${this.pasting ? this.#pasteForm() : nothing}
      <p class="visually-hidden" aria-live="polite">${this.said}</p>
    </div>`;
  }

  #pasteForm() {
    const found = namesFrom(this.pasted).length;
    return html`<div class="field paste">
      <label for="pasted">${t().pasteLabel}</label>
      <textarea
        id="pasted"
        rows="5"
        .value=${this.pasted}
        @input=${(event: Event) => {
          this.pasted = (event.target as HTMLTextAreaElement).value;
        }}
      ></textarea>
      <p class="row">
        <button class="btn small primary" type="button" ?disabled=${found === 0} @click=${() => this.#take()}>${t().pasteAdd(found)}</button>
        <button
          class="btn small"
          type="button"
          @click=${() => {
            this.pasting = false;
          }}
        >
          ${common().cancel}
        </button>
      </p>
    </div>`;
  }

  #row(name: Bilingual, i: number) {
    const words = say(name) || String(i + 1);
    return html`<li
      data-name=${i}
      class="${this.dragged === i ? "dragged" : ""} ${this.over === i && this.dragged >= 0 ? "over" : ""}"
      @dragover=${(event: DragEvent) => {
        if (this.dragged < 0) return;
        event.preventDefault();
        this.over = i;
      }}
      @drop=${(event: DragEvent) => {
        event.preventDefault();
        void this.#move(this.dragged, i, null);
      }}
    >
      <span
        class="grip"
        draggable="true"
        aria-hidden="true"
        @dragstart=${(event: DragEvent) => {
          this.dragged = i;
          event.dataTransfer?.setData("text/plain", words);
        }}
        @dragend=${() => {
          this.dragged = -1;
          this.over = -1;
        }}
        >${i + 1}</span
      >
      ${LANGUAGES.map(
        (language) =>
          html`<input
            lang=${language === "zh" ? "zh-CN" : "en"}
            aria-label=${language === "zh" ? t().nameZh(i + 1) : t().nameEn(i + 1)}
            placeholder=${t()[language]}
            maxlength=${LONGEST_NAME}
            .value=${name[language]}
            @input=${(event: Event) => this.#change(i, language, (event.target as HTMLInputElement).value)}
            @paste=${(event: ClipboardEvent) => this.#paste(event, i)}
          />`,
      )}
      <span class="tools">
        ${this.#tool("up", t().up(words), i === 0, () => this.#move(i, i - 1, "up"))}
        ${this.#tool("down", t().down(words), i === this.names.length - 1, () => this.#move(i, i + 1, "down"))}
        ${this.#tool("remove", t().remove(words), false, () => this.#remove(i))}
      </span>
    </li>`;
  }

  #tool(kind: "up" | "down" | "remove", words: string, blocked: boolean, work: () => Promise<void>) {
    return html`<button
      class="btn small quiet tool ${kind}"
      type="button"
      aria-label=${words}
      title=${words}
      aria-disabled=${blocked ? "true" : "false"}
      @click=${() => void work()}
    >
      ${kind === "remove" ? t().removeShort : icon(kind)}
    </button>`;
  }
}
