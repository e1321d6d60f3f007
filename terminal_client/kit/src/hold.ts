/**
 * The dominant control. What can't be undone is held; the dial fills and letting go cancels. A click that no pointer made
 * (Enter, a screen reader) arms it, a second one confirms. A press that follows another step at once is not
 * taken, so that a double press does not do the next thing too. The space key belongs to it wherever the focus is, unless
 * space is typed there or meant for another control; a foot pedal sends that key.
 */
import { html, LitElement, type PropertyValues, svg } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { common } from "./i18n.ts";

const SHUT_AFTER_CHANGE_MS = 500;
const ARMED_MS = 10_000;
const DIAL = "M4.5 46A41.5 41.5 0 0 1 87.5 46";
const DIAL_LENGTH = Math.PI * 41.5;

/** How many were made: their notes have ids of their own. */
let controls = 0;

@customElement("hold-control")
export class HoldControl extends LitElement {
  /** What it does; a change to a press shuts it for a moment. */
  @property() step = "";
  @property() label = "";
  @property() note = "";
  @property() hint = "";
  @property({ type: Number }) holdMs = 0;
  @property({ type: Boolean }) blocked = false;
  /** Where the space key is typed. */
  @property() typing = "input, textarea, select";
  @state() private filled = 0;
  @state() private shut = false;
  @state() private armed = false;
  readonly #note = `hold-note-${++controls}`;
  #since = 0;
  #frame = 0;
  #shut: ReturnType<typeof setTimeout> | undefined;
  #disarm: ReturnType<typeof setTimeout> | undefined;
  /** The key or pointer went down while this step was shown. */
  #down = false;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("blur", this.cancel);
    addEventListener("keydown", this.#keydown);
    addEventListener("keyup", this.#keyup);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("blur", this.cancel);
    removeEventListener("keydown", this.#keydown);
    removeEventListener("keyup", this.#keyup);
    this.cancel();
    clearTimeout(this.#shut);
    clearTimeout(this.#disarm);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("step") || changed.get("step") === undefined || changed.get("step") === "") return;
    this.cancel();
    this.armed = false;
    this.shut = this.holdMs === 0;
    clearTimeout(this.#shut);
    this.#shut = setTimeout(() => {
      this.shut = false;
    }, SHUT_AFTER_CHANGE_MS);
  }

  get #idle(): boolean {
    return this.blocked || this.shut;
  }

  /** A pointer or the space key went down on it. Does nothing if it is held already. */
  readonly press = (): void => {
    if (this.#idle || this.#since > 0) return;
    this.#down = true;
    if (this.holdMs === 0) return;
    this.#since = performance.now();
    this.#frame = requestAnimationFrame(this.#fill);
  };

  /** Let go: a press is done, a hold is given up. A key that went down on the step before means nothing to this one. */
  readonly release = (): void => {
    const pressed = this.#down && this.holdMs === 0 && !this.#idle;
    this.cancel();
    if (pressed) this.#fire();
  };

  readonly cancel = (): void => {
    cancelAnimationFrame(this.#frame);
    this.#since = 0;
    this.#down = false;
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

  readonly #click = (event: MouseEvent): void => {
    if (this.#idle) return;
    if (this.holdMs === 0) this.#fire();
    else if (event.detail === 0) this.#confirm();
  };

  #confirm(): void {
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
  }

  #fire(): void {
    this.dispatchEvent(new CustomEvent("done"));
  }

  #isMine(event: KeyboardEvent): boolean {
    if (event.key !== " ") return false;
    const target = event.target instanceof Element ? event.target : null;
    const other = target?.closest(`${this.typing}, button, a`) ?? null;
    return other === null || this.contains(other);
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    if (!this.#isMine(event)) return;
    event.preventDefault();
    if (!event.repeat) this.press();
  };

  readonly #keyup = (event: KeyboardEvent): void => {
    if (!this.#isMine(event)) return;
    // the button's own click on the key's release would be a second meaning
    event.preventDefault();
    this.release();
  };

  protected override render() {
    const note = this.armed ? common().pressAgain : this.filled > 0 ? common().keepHolding : this.note;
    const run = svg`<path class="run" fill="none" stroke-width="9" d=${DIAL}
      stroke-dasharray="${(this.filled * DIAL_LENGTH).toFixed(1)} ${DIAL_LENGTH * 2}"></path>`;
    return html`<button
      class="hold"
      type="button"
      aria-disabled=${this.#idle ? "true" : "false"}
      aria-describedby=${this.#note}
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
      <span><strong>${this.label}</strong><small id=${this.#note} aria-live=${this.armed ? "assertive" : "off"}>${note}</small></span>
      ${this.hint && !this.blocked ? html`<kbd>${this.hint}</kbd>` : null}
    </button>`;
  }
}
