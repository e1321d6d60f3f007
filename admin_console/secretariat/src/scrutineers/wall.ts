/** The sheet for the wall: the scrutineers' pin in characters and as a code for tablets, and the fingerprint of the keys. */
import { pinText, sealFingerprint } from "@hemicycle/kit/sealed/keys";
import { html } from "lit";
import { deviceAddress } from "../terminals/cards.ts";
import { pinLink } from "../terminals/links.ts";
import { qr } from "../terminals/qr.ts";
import { t } from "./texts.ts";

export interface Wall {
  /** Body and sitting. */
  readonly where: readonly string[];
  readonly names: readonly string[];
  readonly pin: string;
  /** S; "" before the ceremony. */
  readonly digest: string;
}

const groups = (text: string) => text.split("-").map((group) => html`<b>${group}</b> `);

export function wallSheet({ where, names, pin, digest }: Wall) {
  return html`<section class="wall" aria-label=${t().printWall}>
    <h2>${t().wallTitle}</h2>
    <p>${where.join(" · ")}</p>
    <p class="names">${names.join(" · ")}</p>
    <p class="label">${t().wallPin}</p>
    <p class="big code">${groups(pinText(pin))}</p>
    <div class="pinned">
      <p>${t().wallPinHow}</p>
      <figure>${qr(pinLink(deviceAddress(), pin), t().wallPin)}<figcaption>${t().wallScan}</figcaption></figure>
    </div>
    <p class="label">${t().wallFingerprint}</p>
    ${digest ? html`<p class="big code">${groups(sealFingerprint(digest))}</p>` : html`<p>${t().wallNoFingerprint}</p>`}
  </section>`;
}
