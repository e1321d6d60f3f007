/** Enrolment cards, one a seat or device: they are read from paper, so that their texts are in both languages. */
import { groups } from "@hemicycle/kit/encoding";
import { say } from "@hemicycle/kit/i18n";
import { pinText } from "@hemicycle/kit/sealed/keys";
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { cardName } from "../cardname.ts";
import type { Desk } from "../desk.ts";
import { PlainElement, Watch } from "../page.ts";
import { empty, field, placeWords, when } from "../parts.ts";
import { occupants, type Register } from "../register.ts";
import {
  countingDesk,
  enrolLink,
  hasPage,
  isLoopback,
  type PageRole,
  pageLink,
  scrutineerCommand,
} from "./links.ts";
import { qr } from "./qr.ts";
import type { Slip } from "./slips.ts";
import { t } from "./texts.ts";

const ADDRESS = "hemicycle.secretariat.address";

/** The address on the cards: what was entered before, else where this page came from. */
export function deviceAddress(): string {
  return sessionStorage.getItem(ADDRESS) ?? location.origin;
}

/** Who a card is for, in words. */
export function holderOf(
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
    new Watch(this, () => this.desk?.view);
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
          isLoopback(this.address) ? html`<span class="trouble">${t().loopbackHere}</span>` : "",
        )}
      </div>
      <ul class="cards cut-sheet">
        ${repeat(
          slips,
          ({ key }) => key,
          (slip) => this.#card(slip, register),
        )}
      </ul>`;
  }

  #card(slip: Slip, register: Register) {
    const { name, place, delegation } = holderOf(slip, register);
    const { role } = slip;
    return html`<li class="card cut-card ${hasPage(role) ? "" : "plain"}">
      ${hasPage(role) ? this.#qr(slip, role, `${place} ${name}`) : nothing}
      <div class="whose">
        <p class="label">${role === "deputy" ? t().card : t().staffCard} · ${say(register.body.name)}</p>
        <p class="who"><b>${place}</b> ${cardName(name)}</p>
        <p class="soft">${delegation}</p>
      </div>
      <div class="use">
        ${
          hasPage(role)
            ? html`<p class="how">${t().scanOr} <span class="addr">${pageLink(this.address, role)}</span> ${t().andType}</p>`
            : html`<p class="how">${t().ownMachine}</p><p class="code command">${scrutineerCommand(this.address)}</p><p class="how">${t().andType}</p><p class="how">${t().orDesk} <span class="addr">${countingDesk(this.address)}</span></p>`
        }
        <p class="code">${groups(slip.code)}</p>
        ${role === "deputy" ? this.#pin() : nothing}
        <p class="soft once">${t().once(when(slip.expires_ms))}</p>
      </div>
    </li>`;
  }

  #qr(slip: Slip, role: PageRole, who: string) {
    const { pin } = this.desk.view.value;
    return html`${guard([slip, this.address, who, pin], () =>
      qr(enrolLink(this.address, role, slip.code, pin), t().qrLabel(who)),
    )}`;
  }

  /** Whoever types the code compares the pin that the terminal shows with this one. */
  #pin() {
    const { pin } = this.desk.view.value;
    return pin
      ? html`<p class="soft pin">${t().pin} <span class="code">${pinText(pin).replaceAll("-", " ")}</span></p>`
      : nothing;
  }
}
