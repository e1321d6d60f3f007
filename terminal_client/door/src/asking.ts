/** The ways to say who came: camera, number, name. A scanner needs none of them. */
import { lang } from "@hemicycle/kit/i18n";
import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type CameraTrouble, openCamera } from "./camera.ts";
import { t } from "./texts.ts";

const CAMERA = "hemicycle.door.camera";
/** A card that is still held up is read once, ms. */
const SAME_CARD_MS = 5000;
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;

/** Something was read or typed: `read`, `number`, `words`. */
export class Typed extends Event {
  constructor(
    type: "read" | "number" | "words",
    readonly text: string,
  ) {
    super(type);
  }
}

@customElement("door-asking")
export class DoorAsking extends LitElement {
  @property({ type: Boolean }) free = true;
  @state() private camera = false;
  @state() private trouble: CameraTrouble | "" = "";
  @state() private typed = "";
  #end: (() => void) | undefined;
  #deaf: (() => void) | undefined;
  #last = { text: "", at: Number.NEGATIVE_INFINITY };

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#deaf = lang.subscribe(() => this.requestUpdate());
    if (localStorage.getItem(CAMERA) === "1") void this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#deaf?.();
    this.#end?.();
  }

  async #open(): Promise<void> {
    this.camera = true;
    this.trouble = "";
    await this.updateComplete;
    const video = this.querySelector("video");
    if (!video) return;
    try {
      const end = await openCamera(video, (text) => this.#read(text));
      if (this.camera && this.isConnected) this.#end = end;
      else end();
    } catch (error) {
      this.camera = false;
      this.trouble = error === "denied" || error === "insecure" ? error : "missing";
    }
  }

  readonly #toggle = (): void => {
    this.#end?.();
    this.#end = undefined;
    localStorage.setItem(CAMERA, this.camera ? "0" : "1");
    if (this.camera) this.camera = false;
    else void this.#open();
  };

  #read(text: string): void {
    const now = performance.now();
    const again = text === this.#last.text && now - this.#last.at < SAME_CARD_MS;
    this.#last = { text, at: now };
    if (!again && this.free) this.dispatchEvent(new Typed("read", text));
  }

  #say(type: "number" | "words", event: SubmitEvent): void {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const text = String(new FormData(form).get(type) ?? "").trim();
    if (text) this.dispatchEvent(new Typed(type, text));
    this.typed = "";
    form.reset();
  }

  #key(label: string, words: string, go: () => void) {
    return html`<button class="btn" type="button" aria-label=${words} @click=${go}>${label}</button>`;
  }

  #camera() {
    const words = { denied: t().cameraDenied, missing: t().cameraMissing, insecure: t().cameraInsecure };
    return html`<section class="way" aria-labelledby="by-camera">
      <h2 id="by-camera">${t().camera}</h2>
      ${this.camera ? html`<video aria-label=${t().cameraLabel} muted playsinline></video>` : nothing}
      ${this.trouble ? html`<p class="trouble" role="alert">${words[this.trouble]}</p>` : nothing}
      <button class="btn" type="button" @click=${this.#toggle}>${this.camera ? t().cameraOff : t().cameraOn}</button>
    </section>`;
  }

  #number() {
    const add = (digit: string) => {
      this.typed = (this.typed + digit).slice(0, 16);
    };
    return html`<form class="way" @submit=${(event: SubmitEvent) => this.#say("number", event)}>
      <label for="number">${t().typeNumber}</label>
      <div class="ask">
        <input id="number" name="number" inputmode="none" autocomplete="off" spellcheck="false" maxlength="64" .value=${this.typed}
          @input=${(event: Event) => {
            this.typed = (event.target as HTMLInputElement).value;
          }} />
        <button class="btn primary" type="submit" ?disabled=${!this.free}>${t().find}</button>
      </div>
      <div class="pad" role="group" aria-label=${t().keypad}>
        ${KEYS.map((digit) => this.#key(digit, digit, () => add(digit)))}
        ${this.#key("C", t().clear, () => {
          this.typed = "";
        })}
        ${this.#key("0", "0", () => add("0"))}
        ${this.#key("⌫", t().backspace, () => {
          this.typed = this.typed.slice(0, -1);
        })}
      </div>
    </form>`;
  }

  #name() {
    return html`<form class="way" @submit=${(event: SubmitEvent) => this.#say("words", event)}>
      <label for="words">${t().typeName}</label>
      <div class="ask">
        <input id="words" name="words" autocomplete="off" spellcheck="false" maxlength="100" />
        <button class="btn primary" type="submit" ?disabled=${!this.free}>${t().find}</button>
      </div>
    </form>`;
  }

  protected override render() {
    return html`<section class="ways" aria-label=${t().ways}>${this.#number()}<div class="others">${this.#name()}${this.#camera()}</div></section>`;
  }
}
