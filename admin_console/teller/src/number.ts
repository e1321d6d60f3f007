/** How many ballots were issued, or returned: one big number. */
import { html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { typedNumber } from "./draft.ts";
import { t } from "./texts.ts";

export class Numbered extends Event {
  constructor(readonly number: number | null) {
    super("numbered", { bubbles: true });
  }
}

@customElement("ballot-number")
export class BallotNumber extends LitElement {
  @property() label = "";
  @property() how = "";
  /** What follows from the number, or why it can't be. */
  @property() word = "";
  @property({ type: Boolean }) wrong = false;
  @property({ attribute: false }) value: number | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override firstUpdated(): void {
    this.querySelector("input")?.focus({ preventScroll: true });
  }

  protected override render() {
    return html`<section class="sheet one-number">
      <label for="ballots"><b>${this.label}</b></label>
      <p class="soft" id="ballots-how">${this.how}</p>
      <p class="big">
        <input
          id="ballots"
          class="number"
          inputmode="numeric"
          autocomplete="off"
          aria-describedby="ballots-how ballots-word"
          aria-invalid=${this.wrong ? "true" : "false"}
          .value=${live(this.value === null ? "" : String(this.value))}
          @input=${(event: Event) => {
            const input = event.target as HTMLInputElement;
            const number = typedNumber(input.value);
            input.value = number === null ? "" : String(number);
            this.dispatchEvent(new Numbered(number));
          }}
          @keydown=${(event: KeyboardEvent) => {
            if (event.key !== "Enter") return;
            // the control has the focus by then, and this same key would press it
            event.preventDefault();
            document.querySelector<HTMLButtonElement>("button.hold")?.focus();
          }}
        /><span>${t().sheets}</span>
      </p>
      <p id="ballots-word" class=${this.wrong ? "wrong" : "soft"} role="status">${this.word || nothing}</p>
    </section>`;
  }
}
