/** Takes what a declared division decided into the ledger: the server reads the outcome, people check it and sign. */
import type { Json } from "@hemicycle/kit/canonical";
import { say } from "@hemicycle/kit/i18n";
import type { Bilingual, Division, Verdict } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { trouble, working } from "../parts.ts";
import { inOrder } from "../sitting/drafts.ts";
import type { Proposal } from "./model.ts";
import { LedgerPart, outcome } from "./pieces.ts";
import { t } from "./texts.ts";

const DECLARED: ReadonlySet<string> = new Set(["declared", "published", "archived"]);

interface Line {
  readonly name: string;
  readonly verdict: Verdict;
  readonly counts: readonly number[];
  /** Nothing of this name was found. */
  readonly lost: boolean;
}

@customElement("take-result")
export class TakeResult extends LedgerPart {
  @state() private division = "";
  @state() private found: readonly Proposal[] | null = null;
  /** Years set by hand, by position. */
  @state() private years: Readonly<Record<number, number>> = {};

  #declared(): Division[] {
    const divisions = inOrder(this.view.model.state?.divisions ?? []);
    return divisions.filter(({ state: its }) => DECLARED.has(its));
  }

  async #look(division: string): Promise<void> {
    this.found = null;
    this.years = {};
    await this.attempt(t().looking, async () => {
      const query = new URLSearchParams({ sitting: this.view.chosen, division });
      const path = `/v1/bodies/${this.desk.identity.body}/ledger/proposals?${query}`;
      this.found = (await this.desk.api.get<{ acts: Proposal[] }>(path)).acts;
      this.division = division;
    });
  }

  async #take(proposal: Proposal, at: number): Promise<void> {
    const members = { ...proposal.members } as Record<string, Json>;
    const year = this.years[at];
    if (year !== undefined) members.year = year;
    const done = await this.attempt(t().signing, () => this.desk.onLedger(proposal.type, members));
    if (!done) return;
    this.desk.say(t().done);
    await this.#look(this.division);
  }

  protected override render() {
    const declared = this.#declared();
    const chosen = declared.find(({ id }) => id === this.division)?.id ?? declared[0]?.id ?? "";
    return html`<section class="form" aria-label=${t().takeTitle}>
      <h2>${t().takeTitle}</h2>
      <p class="soft">${this.view.chosen ? (declared.length > 0 ? t().takeWords : t().noDeclared) : t().noSitting}</p>
      ${
        declared.length > 0
          ? html`<p class="row">
              <select
                aria-label=${t().takeTitle}
                @change=${(event: Event) => {
                  this.division = (event.target as HTMLSelectElement).value;
                  this.found = null;
                }}
              >
                ${declared.map(({ id, number, short }) => html`<option value=${id} ?selected=${id === chosen}>${number} ${say(short)}</option>`)}
              </select>
              <button class="btn small" type="button" ?disabled=${this.busy !== ""} @click=${() => void this.#look(chosen)}>${t().look}</button>
            </p>`
          : nothing
      }
      ${trouble(this.problem)}${working(this.busy)}
      ${this.found?.length === 0 ? html`<p class="soft" role="status">${t().nothingToTake}</p>` : nothing}
      ${this.found?.map((proposal, at) => this.#proposal(proposal, at))}
    </div>`;
  }

  #proposal(proposal: Proposal, at: number) {
    const lines = this.#lines(proposal);
    const lost = lines.some((line) => line.lost);
    const year = this.years[at] ?? Number(proposal.members.year ?? 0);
    return html`<div class="proposal">
      <h3>${t()[`act ${proposal.type}` as "act grades-take"]}</h3>
      <ul class="terms">
        ${lines.map(
          (line) => html`<li><b>${line.name}</b><span>${outcome(line.verdict, line.counts)}</span>
            ${line.lost ? html`<span class="notice">${t().unknownSubject}</span>` : nothing}</li>`,
        )}
      </ul>
      <p class="end">
        ${
          proposal.type === "grades-take"
            ? html`<label
                >${t().takeYear}
                <input
                  type="number"
                  min="1954"
                  max="9999"
                  .value=${String(year)}
                  @input=${(event: Event) => {
                    const typed = (event.target as HTMLInputElement).valueAsNumber;
                    if (Number.isInteger(typed)) this.years = { ...this.years, [at]: typed };
                  }}
              /></label>`
            : html`<span></span>`
        }
        <button
          class="btn small primary"
          type="button"
          aria-disabled=${lost ? "true" : "false"}
          ?disabled=${this.busy !== ""}
          @click=${() => (lost ? undefined : void this.#take(proposal, at))}
        >
          ${t().take}
        </button>
      </p>
    </section>`;
  }

  /** What a proposal says, thing by thing. */
  #lines({ type, members }: Proposal): Line[] {
    if (type === "appointment-vote") {
      const one = this.ledger.cases.find(({ id }) => id === members.case);
      const result = members.outcome as Omit<Line, "name" | "lost">;
      return [{ ...result, name: one?.person ?? String(members.case), lost: false }];
    }
    const listed = members.outcome as readonly (Omit<Line, "name" | "lost"> & {
      readonly project?: string;
      readonly subject?: string;
      readonly name?: Bilingual;
    })[];
    return listed.map(({ project, subject, name, verdict, counts }) => {
      const known = this.ledger.projects.find(({ id }) => id === project);
      return {
        verdict,
        counts,
        name: known ? say(known.title) : name ? say(name) : "",
        lost: subject === "",
      };
    });
  }
}
