/** The year's candidates: which projects, in the ballot's order, and how many are to be chosen. */
import { say } from "@hemicycle/kit/i18n";
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { field, trouble, working } from "../parts.ts";
import { isVoted, listable, neededFor } from "./model.ts";
import { LedgerPart } from "./pieces.ts";
import { t } from "./texts.ts";

@customElement("candidate-list")
export class CandidateList extends LedgerPart {
  @property({ type: Number }) year = 0;
  @state() private seats = 10;
  /** Left off by hand. */
  @state() private off: ReadonlySet<string> = new Set();

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("year")) return;
    this.off = new Set();
    this.seats = this.ledger.years.find(({ year }) => year === this.year)?.seats ?? 10;
  }

  async #set(projects: readonly string[]): Promise<void> {
    const done = await this.attempt(t().signing, () =>
      this.desk.onLedger("project-list", { year: this.year, seats: this.seats, projects: [...projects] }),
    );
    if (done) this.desk.say(t().done);
  }

  protected override render() {
    const { year } = this;
    if (isVoted(this.ledger, year))
      return html`<div class="form"><h3>${t().listTitle(year)}</h3><p class="soft">${t().listVoted}</p></div>`;
    const projects = listable(this.ledger, year);
    if (projects.length === 0) return nothing;
    const listed = projects.filter(({ id }) => !this.off.has(id)).map(({ id }) => id);
    const needed = neededFor(this.seats);
    const short = listed.length < needed;
    return html`<form
      class="form"
      aria-label=${t().listTitle(year)}
      @submit=${(event: Event) => {
        event.preventDefault();
        if (!short) void this.#set(listed);
      }}
    >
      <h3>${t().listTitle(year)}</h3>
      <p class="soft">${t().ballotNote}</p>
      ${field(
        "list-seats",
        t().seats,
        html`<input
          id="list-seats"
          type="number"
          min="1"
          max="100"
          .value=${String(this.seats)}
          @input=${(event: Event) => {
            const typed = (event.target as HTMLInputElement).valueAsNumber;
            if (Number.isInteger(typed) && typed >= 1 && typed <= 100) this.seats = typed;
          }}
        />`,
      )}
      <ul>
        ${projects.map(
          ({ id, title }) =>
            html`<li>
              <label class="check"
                ><input type="checkbox" .checked=${!this.off.has(id)} @change=${() => this.#toggle(id)} /> ${say(title)}</label
              >
            </li>`,
        )}
      </ul>
      ${trouble(this.problem)}${working(this.busy)}
      <p class="end">
        <span class=${short ? "notice" : "soft"}>${t().listNeeds(this.seats, needed, listed.length)}</span>
        <button class="btn small primary" aria-disabled=${short ? "true" : "false"} ?disabled=${this.busy !== ""}>${t().setList}</button>
      </p>
    </form>`;
  }

  #toggle(id: string): void {
    const off = new Set(this.off);
    if (!off.delete(id)) off.add(id);
    this.off = off;
  }
}
