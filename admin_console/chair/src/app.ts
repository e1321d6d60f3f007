/** The page: enrolment, the choice of a sitting, then the console. */
import { Api, ApiError } from "@hemicycle/kit/api";
import { codeFromAddress, type Identity, loadIdentity } from "@hemicycle/kit/enrol";
import { enrolForm } from "@hemicycle/kit/enrolform";
import { lang, say } from "@hemicycle/kit/i18n";
import type { SittingEntry } from "@hemicycle/kit/types";
import { html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import "./console.ts";
import { Desk } from "./desk.ts";
import { t } from "./texts.ts";

const REMEMBERED = "hemicycle.chair.sitting";
const LOOK_EVERY_MS = 3000;

/** The sitting to work on at once: the remembered one unless it is over, or the only one. */
export function settledSitting(entries: readonly SittingEntry[], remembered: string | null): string | null {
  const kept = entries.find(({ id, state }) => id === remembered && state !== "closed");
  if (kept) return kept.id;
  return entries.length === 1 ? (entries[0]?.id ?? null) : null;
}

@customElement("chair-app")
export class ChairApp extends LitElement {
  @state() private identity: Identity | null | undefined;
  @state() private sittings: readonly SittingEntry[] = [];
  @state() private desk: Desk | null = null;
  /** The chair asked for the list: the remembered sitting does not decide. */
  #choosing = false;
  /** A code from the link, used once. */
  #given: string | null = null;
  #look: ReturnType<typeof setTimeout> | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    lang.subscribe(() => {
      document.title = t().page;
      this.requestUpdate();
    });
    void this.#begin();
  }

  async #begin(): Promise<void> {
    const known = await loadIdentity("chair");
    this.#given = codeFromAddress();
    // a new code in the link replaces an older enrolment of this page
    if (known && this.#given === null) this.#enrolled(known);
    else this.identity = null;
  }

  #enrolled(identity: Identity): void {
    this.identity = identity;
    void this.#list();
  }

  async #list(): Promise<void> {
    clearTimeout(this.#look);
    const { identity } = this;
    if (!identity || this.desk) return;
    try {
      this.sittings = await new Api(identity).get<SittingEntry[]>(
        `/v1/bodies/${identity.body}/sittings`,
        false,
      );
      const settled = this.#choosing ? null : settledSitting(this.sittings, localStorage.getItem(REMEMBERED));
      if (settled) this.#take(settled);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
    if (!this.desk) this.#look = setTimeout(() => void this.#list(), LOOK_EVERY_MS);
  }

  #take(sitting: string): void {
    if (!this.identity) return;
    clearTimeout(this.#look);
    this.#choosing = false;
    localStorage.setItem(REMEMBERED, sitting);
    this.desk = new Desk(this.identity, sitting);
  }

  readonly #switch = (): void => {
    this.desk = null;
    this.#choosing = true;
    void this.#list();
  };

  #enrolment() {
    const form = () => {
      const given = this.#given;
      this.#given = null;
      return enrolForm({
        page: "chair",
        roles: ["chair"],
        device: t().device,
        given,
        title: t().enrolTitle,
        how: t().enrolText,
        done: (identity) => this.#enrolled(identity),
      });
    };
    return html`<main class="cover">${guard([lang.value], form)}</main>`;
  }

  #chooser() {
    const states = { created: t().created, open: t().open, closed: t().sittingClosed };
    return html`<main class="cover">
      <section class="sheet choose">
        <h1>${t().choose}</h1>
        ${this.sittings.length === 0 ? html`<p class="soft">${t().noSitting}</p>` : nothing}
        <ul>
          ${this.sittings.map(
            (entry) => html`<li>
              <button class="btn" type="button" @click=${() => this.#take(entry.id)}>
                <b>${say(entry.title)}</b><span class="soft">${states[entry.state]}</span>
              </button>
            </li>`,
          )}
        </ul>
      </section>
    </main>`;
  }

  protected override render() {
    if (this.identity === undefined) return nothing;
    if (this.identity === null) return this.#enrolment();
    if (!this.desk) return this.#chooser();
    const several = this.sittings.length > 1;
    return html`<chair-console .desk=${this.desk} .switchSitting=${several ? this.#switch : null}></chair-console>`;
  }
}
