/** A named vote after its declaration: every seat's choice, on the map and by name. The result arc is its other side. */

import { choiceGlyph } from "@hemicycle/kit/draw/glyphs";
import { type Votes, votesMap } from "@hemicycle/kit/draw/votesmap";
import { common, lang } from "@hemicycle/kit/i18n";
import type { Marks } from "@hemicycle/kit/marks";
import { CHOICES, type MotionResult, notPressedOf, type PlanSeat, type SeatPlan } from "@hemicycle/kit/types";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { t } from "./texts.ts";

/** Answer of `GET …/votes`: choices by seat, of a form that is not a motion marks. */
export interface VotesAnswer {
  readonly choices?: Votes;
  readonly marks?: Readonly<Record<string, Marks>>;
}

/** A seat's deputy in the present language. */
export function seatName({ name, latin }: PlanSeat): string {
  return lang.value === "en" ? latin || name : name;
}

/** Asks the console for the votes of a division. */
export class VotesWanted extends Event {
  votes: Promise<VotesAnswer> | null = null;
  constructor(readonly division: string) {
    super("votes-wanted", { bubbles: true });
  }
}

@customElement("chair-votes")
export class ChairVotes extends LitElement {
  @property() division = "";
  @property() verdict = "";
  @property({ attribute: false }) plan: SeatPlan | null = null;
  @property({ attribute: false }) result: MotionResult | null = null;
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
    if (votes?.choices) this.votes = votes.choices;
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
            ${who.map((seat) => html`<li>${seatName(seat)}</li>`)}
          </ul>
        </section>`,
      )}
    </div>`;
  }

  #map() {
    const { plan, votes, result } = this;
    if (!plan || !votes || !result) return nothing;
    const label = t().mapLabel(result.for, result.against, result.abstain, notPressedOf(result));
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
