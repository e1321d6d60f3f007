/** The page: enrolment, the choice of a sitting, then the console. */
import { Api, ApiError } from "@hemicycle/kit/api";
import type { Identity } from "@hemicycle/kit/enrol";
import { EnrolledApp } from "@hemicycle/kit/enrolledapp";
import { say } from "@hemicycle/kit/i18n";
import type { SittingEntry } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
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
export class ChairApp extends EnrolledApp {
  protected readonly enrolment = { page: "chair", roles: ["chair"], alone: true } as const;
  @state() private sittings: readonly SittingEntry[] = [];
  @state() private desk: Desk | null = null;
  /** The chair asked for the list: the remembered sitting does not decide. */
  #choosing = false;
  #identity!: Identity;
  #look: ReturnType<typeof setTimeout> | undefined;

  protected get words() {
    return t();
  }

  protected begin(identity: Identity): void {
    this.#identity = identity;
    void this.#list();
  }

  async #list(): Promise<void> {
    clearTimeout(this.#look);
    if (this.desk) return;
    const identity = this.#identity;
    try {
      const path = `/v1/bodies/${identity.body}/sittings`;
      this.sittings = await new Api(identity).get<SittingEntry[]>(path, false);
      const settled = this.#choosing ? null : settledSitting(this.sittings, localStorage.getItem(REMEMBERED));
      if (settled) this.#take(settled);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
    if (!this.desk) this.#look = setTimeout(() => void this.#list(), LOOK_EVERY_MS);
  }

  #take(sitting: string): void {
    clearTimeout(this.#look);
    this.#choosing = false;
    localStorage.setItem(REMEMBERED, sitting);
    this.desk = new Desk(this.#identity, sitting);
  }

  readonly #switch = (): void => {
    this.desk = null;
    this.#choosing = true;
    void this.#list();
  };

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

  protected work() {
    if (!this.desk) return this.#chooser();
    const several = this.sittings.length > 1;
    return html`<chair-console .desk=${this.desk} .switchSitting=${several ? this.#switch : null}></chair-console>`;
  }
}
