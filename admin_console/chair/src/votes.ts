/** A named vote after its declaration: every seat's choice, on the map and by name. The result arc is its other side. */

import { choiceGlyph } from "@hemicycle/kit/draw/glyphs";
import { type Votes, votesMap } from "@hemicycle/kit/draw/votesmap";
import { common, lang } from "@hemicycle/kit/i18n";
import { CHOICES, type Result, type SeatPlan } from "@hemicycle/kit/types";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { t } from "./texts.ts";

/** Asks the console for the votes of a division. */
export class VotesWanted extends Event {
  votes: Promise<Votes> | null = null;
  constructor(readonly division: string) {
    super("votes-wanted", { bubbles: true });
  }
}

@customElement("chair-votes")
export class ChairVotes extends LitElement {
  @property() division = "";
  @property() verdict = "";
  @property({ attribute: false }) plan: SeatPlan | null = null;
  @property({ attribute: false }) result: Result | null = null;
  @property({ attribute: false }) arc: TemplateResult | null = null;
  @state() private side: "arc" | "map" | "names" = "arc";
  @state() private votes: Votes | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("division")) return;
    this.side = "arc";
    this.votes = null;
  }

  async #turn(side: "arc" | "map" | "names"): Promise<void> {
    this.side = side;
    if (side === "arc" || this.votes) return;
    const wanted = new VotesWanted(this.division);
    this.dispatchEvent(wanted);
    const { division } = this;
    const votes = await wanted.votes?.catch(() => null);
    if (division !== this.division) return;
    if (votes) this.votes = votes;
    else this.side = "arc";
  }

  #names() {
    const seats = (this.plan?.seats ?? []).filter((seat) => seat.role === "deputy");
    const lists = [...CHOICES, "none" as const].map((choice) => ({
      choice,
      word: choice === "none" ? `${common().notPressed} / ${common().absent}` : common()[choice],
      who: seats.filter((seat) => (this.votes?.[seat.id] ?? "none") === choice),
    }));
    return html`<div class="names">
      ${lists.map(
        ({ choice, word, who }) => html`<section>
          <h3>${guard([choice], () => choiceGlyph(choice))}${word} ${who.length}</h3>
          <ul>
            ${who.map((seat) => html`<li>${lang.value === "en" ? seat.latin || seat.name : seat.name}</li>`)}
          </ul>
        </section>`,
      )}
    </div>`;
  }

  #map() {
    const { plan, votes, result } = this;
    if (!plan || !votes || !result) return nothing;
    const label = t().mapLabel(result.for, result.against, result.abstain, result.not_pressed);
    return guard([plan, votes, label], () => votesMap(plan.seats, votes, label));
  }

  protected override render() {
    const tab = (side: "arc" | "map" | "names", word: string) =>
      html`<button
        class="btn small"
        type="button"
        aria-pressed=${this.side === side ? "true" : "false"}
        @click=${() => this.#turn(side)}
      >
        ${word}
      </button>`;
    const sides = { arc: () => this.arc, map: () => this.#map(), names: () => this.#names() };
    return html`<h2>
        <span class="tabs">${tab("arc", t().showArc)}${tab("map", t().showMap)}${tab("names", t().byName)}</span>
        <span class="verdict">${this.verdict}</span>
      </h2>
      <div class="side">${sides[this.side]()}</div>`;
  }
}
