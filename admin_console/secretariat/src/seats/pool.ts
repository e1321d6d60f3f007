/** Those who have no seat yet, and the seating by list: choose a person, type a seat. */
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { PlainElement } from "../page.ts";
import { field } from "../parts.ts";
import { type RosterMember, type Seat, votes } from "../register.ts";
import { matches } from "../roster/importing.ts";
import { t as roster } from "../roster/texts.ts";
import { t as common } from "../texts.ts";
import { FILL_RULES, type FillRule, seatNamed } from "./seating.ts";
import { t } from "./texts.ts";

const STEP = 60;

@customElement("seat-pool")
export class SeatPool extends PlainElement {
  @property({ attribute: false }) seats: readonly Seat[] = [];
  @property({ attribute: false }) waiting: readonly RosterMember[] = [];
  @property({ attribute: false }) held: RosterMember | null = null;
  @property() heldSeat = "";
  @property({ type: Number }) free = 0;
  @state() private sought = "";
  @state() private unknown = false;
  @state() private limit = STEP;
  @state() private rule: FillRule = "delegations";

  #tell(type: "hold" | "put" | "unseat" | "fill", detail = ""): void {
    this.dispatchEvent(new CustomEvent<string>(type, { detail }));
  }

  #put(event: Event): void {
    event.preventDefault();
    const input = this.querySelector<HTMLInputElement>("#seatId");
    const seat = seatNamed(this.seats, input?.value ?? "");
    this.unknown = seat === null;
    if (seat) this.#tell("put", seat.id);
  }

  protected override render() {
    const found = this.waiting.filter((member) => matches(member, this.sought));
    const deputies = this.waiting.filter(votes).length;
    const filling = Math.min(deputies, this.free);
    return html`<section class="sheet pool" aria-label=${t().unplaced}>
      <h2>${t().unplaced}<span>${common().people(deputies)}</span></h2>
      ${this.held ? this.#placing(this.held) : nothing}
      ${
        this.waiting.length === 0
          ? html`<p class="soft">${t().everybody}</p>`
          : html`<input
              type="search"
              aria-label=${roster().search}
              placeholder=${roster().search}
              .value=${this.sought}
              @input=${(event: Event) => {
                this.sought = (event.target as HTMLInputElement).value;
              }}
            />`
      }
      <ul class="scroll">
        ${found.slice(0, this.limit).map(
          (member) =>
            html`<li>
              <button
                type="button"
                class=${this.held?.id === member.id ? "lift" : ""}
                aria-pressed=${this.held?.id === member.id ? "true" : "false"}
                @click=${() => this.#tell("hold", this.held?.id === member.id ? "" : member.id)}
              >
                <b>${member.name}</b><span>${votes(member) ? member.delegation : roster()[member.role]}</span><span>${member.id}</span>
              </button>
            </li>`,
        )}
        ${
          found.length > this.limit
            ? html`<li>
                <button
                  type="button"
                  @click=${() => {
                    this.limit += STEP;
                  }}
                >
                  ${common().more(found.length - this.limit)}
                </button>
              </li>`
            : nothing
        }
      </ul>
      ${
        deputies > 0
          ? html`<div class="rule">
              ${field(
                "fill-rule",
                t().fillLabel,
                html`<select
                  id="fill-rule"
                  @change=${(event: Event) => {
                    this.rule = (event.target as HTMLSelectElement).value as FillRule;
                  }}
                >
                  ${FILL_RULES.map((rule) => html`<option value=${rule} ?selected=${rule === this.rule}>${t()[rule]}</option>`)}
                </select>`,
                t().fillNote,
              )}
              ${deputies > this.free ? html`<p class="trouble">${t().fillShort(deputies - this.free)}</p>` : nothing}
              <button class="btn" type="button" ?disabled=${filling === 0} @click=${() => this.#tell("fill", this.rule)}>${t().fill(filling)}</button>
            </div>`
          : nothing
      }
    </section>`;
  }

  #placing(held: RosterMember) {
    return html`<form class="placing" @submit=${(event: Event) => this.#put(event)}>
      <p><b>${held.name}</b> <span class="soft">${held.delegation}</span></p>
      <div class="row">
        ${field(
          "seatId",
          t().toSeat,
          html`<input id="seatId" placeholder=${t().seatExample} aria-invalid=${this.unknown ? "true" : "false"} autocomplete="off" .value=${this.heldSeat} />`,
        )}
        <button class="btn small primary">${t().put}</button>
      </div>
      ${this.unknown ? html`<p class="trouble" role="alert">${t().noSuchSeat}</p>` : nothing}
      <div class="row">
        <button class="btn small" type="button" @click=${() => this.#tell("hold", "")}>${t().drop}</button>
        ${
          this.heldSeat
            ? html`<button class="btn small" type="button" @click=${() => this.#tell("unseat", this.heldSeat)}>${t().unseat}</button>`
            : nothing
        }
      </div>
    </form>`;
  }
}
