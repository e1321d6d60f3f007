/** Whether a code that a deputy kept is in the record. */
import { lang } from "@hemicycle/kit/i18n";
import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { plainCrockford } from "./engine/bytes.ts";
import type { BallotShown } from "./report.ts";
import { t } from "./texts.ts";
import { isCode, LEAST_CODE } from "./tracking.ts";

@customElement("track-code")
export class TrackCode extends LitElement {
  @property({ attribute: false }) ballots: readonly BallotShown[] = [];
  /** The code that is looked up at first. */
  @property() code = "";
  @state() private asked = "";
  #stop: (() => void) | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.asked ||= this.code;
    this.#stop = lang.subscribe(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
  }

  #find(event: Event): void {
    event.preventDefault();
    this.asked = String(new FormData(event.target as HTMLFormElement).get("code") ?? "");
  }

  #answers(): string[] {
    if (plainCrockford(this.asked).length < LEAST_CODE) return [t().tooShort];
    const found = this.ballots.filter(({ code }) => isCode(this.asked, code));
    if (found.length === 0) return [t().notFound];
    return found.map(({ position, seat, counted, spoils }) => {
      if (spoils) return t().foundSpoiled(position);
      return counted ? t().found(position, seat) : t().foundLater(position);
    });
  }

  protected override render() {
    return html`<form @submit=${this.#find}>
        <p>${t().trackWords}</p>
        <label>${t().track}
          <input class="code" name="code" .value=${this.code} autocomplete="off" spellcheck="false" autocapitalize="characters" />
        </label>
        <button class="btn small" type="submit">${t().find}</button>
      </form>
      <div role="status">${this.asked === "" ? nothing : this.#answers().map((words) => html`<p class="answer">${words}</p>`)}</div>`;
  }
}
