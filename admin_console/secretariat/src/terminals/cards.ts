/** Enrolment cards, one a seat or device: they are read from paper, so that their texts are in both languages. */
import { groups } from "@hemicycle/kit/encoding";
import { say } from "@hemicycle/kit/i18n";
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import type { Desk } from "../desk.ts";
import { PlainElement, Watch } from "../page.ts";
import { empty, field, placeWords, when } from "../parts.ts";
import { occupants, type Register } from "../register.ts";
import { enrolLink, isLoopback, pageOf } from "./links.ts";
import { qr } from "./qr.ts";
import type { Slip } from "./slips.ts";
import { t } from "./texts.ts";

const ADDRESS = "hemicycle.secretariat.address";

/** The address on the cards: what was entered before, else where this page came from. */
export function deviceAddress(): string {
  return sessionStorage.getItem(ADDRESS) ?? location.origin;
}

/** Who a card is for, in words. */
export function cardName(
  slip: Slip,
  register: Register,
): { readonly name: string; readonly place: string; readonly delegation: string } {
  if (slip.role !== "deputy") return { name: slip.holder, place: t()[slip.role], delegation: "" };
  const seat = register.seats.find(({ id }) => id === slip.seat);
  const member = occupants(register.members).get(slip.seat);
  return {
    name: member?.name ?? t().nobody,
    place: placeWords(seat, slip.seat),
    delegation: member?.delegation ?? "",
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "slip-cards": SlipCards;
  }
}

@customElement("slip-cards")
export class SlipCards extends PlainElement {
  @property({ attribute: false }) desk!: Desk;
  @state() private address = deviceAddress();

  constructor() {
    super();
    new Watch(this, () => this.desk?.slips.slips);
  }

  /** Prints all cards. */
  print(): void {
    print();
    this.desk.slips.markPrinted();
    this.desk.say(t().printed);
    this.requestUpdate();
  }

  protected override render() {
    const { register } = this.desk.view.value;
    const slips = this.desk.slips.slips.value;
    if (!register) return nothing;
    if (slips.length === 0) return empty(t().noSlips, t().noSlipsWords);
    const { unprinted } = this.desk.slips;
    return html`<div class="noprint">
        <p class="sheet pad">${unprinted ? html`<b>${t().unprinted(unprinted)}</b> ` : nothing}${t().slipWords}</p>
        ${field(
          "address",
          t().address,
          html`<input
            id="address"
            type="url"
            spellcheck="false"
            .value=${this.address}
            @change=${(event: Event) => {
              this.address = (event.target as HTMLInputElement).value.trim() || location.origin;
              sessionStorage.setItem(ADDRESS, this.address);
            }}
          />`,
          isLoopback(this.address) ? html`<span class="trouble">${t().loopback}</span>` : "",
        )}
      </div>
      <ul class="cards">
        ${repeat(
          slips,
          ({ key }) => key,
          (slip) => this.#card(slip, register),
        )}
      </ul>`;
  }

  #card(slip: Slip, register: Register) {
    const { name, place, delegation } = cardName(slip, register);
    const page = `${this.address.replace(/\/+$/, "")}/${pageOf(slip.role)}/`;
    return html`<li class="card">
      ${guard([slip, this.address, place, name], () =>
        qr(enrolLink(this.address, slip.role, slip.code), t().qrLabel(`${place} ${name}`)),
      )}
      <div>
        <p class="label">${slip.role === "deputy" ? t().card : t().staffCard} · ${say(register.body.name)}</p>
        <p class="who"><b>${place}</b> ${name}</p>
        <p class="soft">${delegation}</p>
        <p class="how">${t().scanOr} <span class="addr">${page}</span> ${t().andType}</p>
        <p class="code">${groups(slip.code)}</p>
        <p class="soft once">${t().once(when(slip.expires_ms))}</p>
      </div>
    </li>`;
  }
}
