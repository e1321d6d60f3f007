/** A button for what can't be undone: the first press asks, the second does it. Escape, another focus or time takes it back. */
import { html, LitElement } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { common } from "./i18n.ts";

const ARMED_MS = 8000;
/** A double click is one press. */
const SETTLE_MS = 400;

@customElement("two-press")
export class TwoPress extends LitElement {
  @property() label = "";
  /** What the second press does, in words. */
  @property() question = "";
  @property() kind = "small";
  @property({ type: Boolean }) blocked = false;
  @state() private armed = false;
  #since = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#disarm();
  }

  readonly #disarm = (): void => {
    clearTimeout(this.#timer);
    this.armed = false;
  };

  readonly #press = (): void => {
    if (this.blocked) return;
    if (!this.armed) {
      this.armed = true;
      this.#since = performance.now();
      this.#timer = setTimeout(this.#disarm, ARMED_MS);
      return;
    }
    if (performance.now() - this.#since < SETTLE_MS) return;
    this.#disarm();
    this.dispatchEvent(new CustomEvent("done"));
  };

  protected override render() {
    return html`<button
      class="btn ${this.kind} ${this.armed ? "armed" : ""}"
      type="button"
      aria-disabled=${this.blocked ? "true" : "false"}
      aria-live="polite"
      @click=${this.#press}
      @blur=${this.#disarm}
      @keydown=${(event: KeyboardEvent) => event.key === "Escape" && this.#disarm()}
    >
      ${this.armed ? this.question || common().pressAgain : this.label}
    </button>`;
  }
}
