/** Every seat with the state of its terminal, and what can be done about it. */
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { DeskPage } from "../page.ts";
import { moreRows, placeWords, tag, trouble, when, working } from "../parts.ts";
import { occupants, type RosterMember, type Seat } from "../register.ts";
import { t as common } from "../texts.ts";
import "@hemicycle/kit/twopress";
import { cancelCode, forSeat, issue, revoke } from "./issuing.ts";
import { type ReplacePanel, replacePanel } from "./replace.ts";
import { countStates, SEAT_STATES, type SeatState, type SeatStateKind, seatStates } from "./states.ts";
import { t } from "./texts.ts";

const STEP = 300;
const GLYPHS = {
  none: "none",
  code: "ring",
  expired: "trouble",
  enrolled: "tick",
  revoked: "hidden",
} as const;

@customElement("seat-list")
export class SeatList extends DeskPage {
  @state() private kind: SeatStateKind | "" = "";
  @state() private sought = "";
  @state() private limit = STEP;
  @state() private replacing: ReplacePanel["device"] | null = null;

  protected override render() {
    const { register } = this.view;
    if (!register) return nothing;
    const states = seatStates(register);
    const counts = countStates(states);
    const sitting = occupants(register.members);
    const rows = register.seats.filter((seat) =>
      this.#shown(seat, states.get(seat.id), sitting.get(seat.id)),
    );
    return html`<div class="sift">
        <fieldset class="choice">
          <legend class="visually-hidden">${t().state}</legend>
          ${this.#filter("", common().all, register.seats.length)}
          ${SEAT_STATES.filter((kind) => counts[kind] > 0).map((kind) => this.#filter(kind, t()[kind], counts[kind]))}
        </fieldset>
        <input
          type="search"
          aria-label=${t().search}
          placeholder=${t().search}
          .value=${this.sought}
          @input=${(event: Event) => {
            this.sought = (event.target as HTMLInputElement).value;
          }}
        />
      </div>
      ${trouble(this.problem)}${working(this.busy)}
      <div class="scroll" tabindex="0" role="region" aria-label=${t().bySeat}>
        <table>
          <thead>
            <tr>
              ${[t().seat, t().member, t().delegation, t().state, t().detail].map((label) => html`<th scope="col">${label}</th>`)}
              <th scope="col" class="acts">${t().actions}</th>
            </tr>
          </thead>
          <tbody>
            ${repeat(
              rows.slice(0, this.limit),
              ({ id }) => id,
              (seat) => this.#row(seat, states.get(seat.id), sitting.get(seat.id)),
            )}
          </tbody>
        </table>
        ${moreRows(rows.length, this.limit, STEP, (limit) => {
          this.limit = limit;
        })}
      </div>
      ${replacePanel(this.desk, this.replacing, () => {
        this.replacing = null;
      })}`;
  }

  #filter(kind: SeatStateKind | "", label: string, count: number) {
    return html`<button
      class="btn small"
      type="button"
      aria-pressed=${this.kind === kind ? "true" : "false"}
      @click=${() => {
        this.kind = kind;
      }}
    >
      ${label} ${count}
    </button>`;
  }

  #shown(seat: Seat, now: SeatState | undefined, member: RosterMember | undefined): boolean {
    if (this.kind !== "" && now?.kind !== this.kind) return false;
    const words = this.sought.trim().toLowerCase();
    const texts = [
      seat.id,
      placeWords(seat, seat.id),
      member?.name,
      member?.latin,
      member?.delegation,
      member?.id,
    ];
    return texts.some((text) => text?.toLowerCase().includes(words));
  }

  #row(seat: Seat, now: SeatState | undefined, member: RosterMember | undefined) {
    if (!now) return nothing;
    return html`<tr>
      <th scope="row">${placeWords(seat, seat.id)}</th>
      <td>${member ? html`<b>${member.name}</b>` : html`<span class="soft">${t().nobody}</span>`}</td>
      <td>${member?.delegation}</td>
      <td>${tag(GLYPHS[now.kind], t()[now.kind], now.kind === "enrolled" ? "live" : now.kind === "expired" ? "notice" : "soft")}</td>
      <td class="soft">${this.#detail(now)}</td>
      <td class="acts">${this.#acts(seat, now)}</td>
    </tr>`;
  }

  #detail({ kind, key, code }: SeatState): string {
    if (kind === "enrolled" && key) return t().since(when(key.enrolled_ms));
    if (kind !== "code" || !code) return "";
    const here = this.desk.slips.slips.value.some((slip) => slip.key === code.key);
    return `${here ? t().onPage : t().notOnPage} · ${t().until(when(code.expires_ms))}`;
  }

  #acts(seat: Seat, { kind, key, code }: SeatState) {
    const blocked = this.busy !== "";
    if (kind === "enrolled" && key)
      return html`<button
          class="btn small"
          type="button"
          @click=${() => {
            this.replacing = { key };
          }}
        >
          ${t().replace}
        </button>
        <two-press
          .label=${t().revoke}
          .question=${t().confirmRevoke}
          .blocked=${blocked}
          @done=${() => void this.#do(() => revoke(this.desk, key, t().changed), t().revokedNow)}
        ></two-press>`;
    if (kind === "code" && code)
      return html`<button
          class="btn small"
          type="button"
          @click=${() => {
            this.replacing = { code };
          }}
        >
          ${t().renew}
        </button>
        <two-press
          .label=${t().cancelCode}
          .question=${t().confirmCancel}
          .blocked=${blocked}
          @done=${() => void this.#do(() => cancelCode(this.desk, code), t().cancelled)}
        ></two-press>`;
    return html`<button
      class="btn small"
      type="button"
      ?disabled=${blocked}
      @click=${() => void this.#do(() => issue(this.desk, [forSeat(seat.id)], 7).then(() => undefined), t().issued(1))}
    >
      ${t().issue}
    </button>`;
  }

  async #do(work: () => Promise<void>, done: string): Promise<void> {
    if (await this.attempt(t().signing, work)) this.desk.say(done);
  }
}
