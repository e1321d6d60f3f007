/** An act that can't be undone is held: the dial fills, letting go cancels. A click no pointer made arms it, a second one confirms. */
import { html, LitElement, svg } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "./texts.ts";

const ARMED_MS = 10_000;
const DIAL = "M4.5 46A41.5 41.5 0 0 1 87.5 46";
const DIAL_LENGTH = Math.PI * 41.5;

@customElement("held-act")
export class HeldAct extends LitElement {
  @property() label = "";
  @property() note = "";
  @property({ type: Number }) holdMs = 1000;
  @property({ type: Boolean }) blocked = false;
  @state() private filled = 0;
  @state() private armed = false;
  #since = 0;
  #frame = 0;
  #disarm: ReturnType<typeof setTimeout> | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("blur", this.cancel);
    addEventListener("keydown", this.#keyDown);
    addEventListener("keyup", this.#keyUp);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("blur", this.cancel);
    removeEventListener("keydown", this.#keyDown);
    removeEventListener("keyup", this.#keyUp);
    this.cancel();
    clearTimeout(this.#disarm);
  }

  readonly press = (): void => {
    if (this.blocked || this.#since > 0) return;
    this.#since = performance.now();
    this.#frame = requestAnimationFrame(this.#fill);
  };

  readonly cancel = (): void => {
    cancelAnimationFrame(this.#frame);
    this.#since = 0;
    this.filled = 0;
  };

  readonly #fill = (now: number): void => {
    this.filled = Math.min(1, Math.max(0, now - this.#since) / this.holdMs);
    if (this.filled < 1) this.#frame = requestAnimationFrame(this.#fill);
    else {
      this.cancel();
      this.#fire();
    }
  };

  /** Space is held from anywhere on the page but a field or another button. */
  readonly #keyDown = (event: KeyboardEvent): void => {
    if (event.key !== " " || !this.#free(event.target)) return;
    event.preventDefault();
    if (!event.repeat) this.press();
  };

  readonly #keyUp = (event: KeyboardEvent): void => {
    if (event.key !== " " || !this.#free(event.target)) return;
    event.preventDefault();
    this.cancel();
  };

  #free(target: EventTarget | null): boolean {
    const other = target instanceof Element ? target.closest("input, button, select, textarea, a") : null;
    return other === null || this.contains(other);
  }

  readonly #click = (event: MouseEvent): void => {
    if (this.blocked || event.detail !== 0) return;
    clearTimeout(this.#disarm);
    if (this.armed) {
      this.armed = false;
      this.#fire();
      return;
    }
    this.armed = true;
    this.#disarm = setTimeout(() => {
      this.armed = false;
    }, ARMED_MS);
  };

  #fire(): void {
    this.dispatchEvent(new CustomEvent("done"));
  }

  protected override render() {
    const note = this.armed ? t().pressAgain : this.filled > 0 ? t().keepHolding : this.note;
    const run = svg`<path class="run" fill="none" stroke-width="9" d=${DIAL}
      stroke-dasharray="${(this.filled * DIAL_LENGTH).toFixed(1)} ${DIAL_LENGTH * 2}"></path>`;
    return html`<button
      class="hold"
      type="button"
      aria-disabled=${this.blocked ? "true" : "false"}
      aria-describedby="held-note"
      @pointerdown=${(event: PointerEvent) => event.button === 0 && this.press()}
      @pointerup=${this.cancel}
      @pointerleave=${this.cancel}
      @pointercancel=${this.cancel}
      @contextmenu=${(event: Event) => event.preventDefault()}
      @click=${this.#click}
    >
      <svg class="dial" viewBox="0 0 92 50.5" aria-hidden="true">
        <path class="track" fill="none" stroke-width="9" d=${DIAL}></path>
        ${this.filled > 0 ? run : null}
      </svg>
      <span><strong>${this.label}</strong><small id="held-note" aria-live=${this.armed ? "assertive" : "off"}>${note}</small></span>
      <kbd>${t().space}</kbd>
    </button>`;
  }
}

/** A button whose first press asks and whose second does it. Escape, another focus or time takes it back. */
@customElement("asked-act")
export class AskedAct extends LitElement {
  @property() label = "";
  @property() question = "";
  @property() kind = "";
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
    if (!this.armed) {
      this.armed = true;
      this.#since = performance.now();
      this.#timer = setTimeout(this.#disarm, ARMED_MS);
      return;
    }
    if (performance.now() - this.#since < 400) return; // a double click is one press
    this.#disarm();
    this.dispatchEvent(new CustomEvent("done"));
  };

  protected override render() {
    return html`<button
      class="btn ${this.kind} ${this.armed ? "armed" : ""}"
      type="button"
      aria-live="polite"
      @click=${this.#press}
      @blur=${this.#disarm}
      @keydown=${(event: KeyboardEvent) => event.key === "Escape" && this.#disarm()}
    >
      ${this.armed ? this.question : this.label}
    </button>`;
  }
}
