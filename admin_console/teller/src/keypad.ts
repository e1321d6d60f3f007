/** Number keys on the screen, for devices that have none: they type into the field that has the focus. */
import { html, LitElement } from "lit";
import { customElement } from "lit/decorators.js";
import type { FigureEntry } from "./entry.ts";
import { t } from "./texts.ts";

const KEYS = ["7", "8", "9", "4", "5", "6", "1", "2", "3"] as const;

@customElement("number-keys")
export class NumberKeys extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  get #field(): HTMLInputElement | null {
    const { activeElement } = document;
    return activeElement instanceof HTMLInputElement && activeElement.classList.contains("number")
      ? activeElement
      : null;
  }

  #put(change: (text: string) => string): void {
    const field = this.#field;
    if (!field) return;
    const all = field.selectionStart === 0 && field.selectionEnd === field.value.length;
    field.value = change(all ? "" : field.value);
    field.setSelectionRange(field.value.length, field.value.length);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  protected override render() {
    // the focus stays in the field: that is where the keys type
    const stay = (event: Event) => event.preventDefault();
    const key = (word: string, go: () => void, wide = false) =>
      html`<button class="btn ${wide ? "wide" : ""}" type="button" tabindex="-1" @pointerdown=${stay} @mousedown=${stay} @click=${go}>${word}</button>`;
    return html`<div class="keypad" role="group" aria-label=${t().keypad}>
      ${KEYS.map((digit) => key(digit, () => this.#put((text) => text + digit)))}
      ${key(t().keypadErase, () => this.#put((text) => text.slice(0, -1)))}${key("0", () => this.#put((text) => `${text}0`))}
      ${key(t().keypadNext, () => document.querySelector<FigureEntry>("figure-entry")?.step(1))}
    </div>`;
  }
}
