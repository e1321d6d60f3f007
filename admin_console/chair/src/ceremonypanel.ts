/** The scrutineers: the ceremony of their keys with its fingerprint, and who is there (docs/sealed.md §2, §7). */
import { ceremonyView, enrolledCards, fingerprintLine, phaseTag } from "@hemicycle/kit/draw/ceremony";
import { glyph } from "@hemicycle/kit/draw/glyphs";
import { lang } from "@hemicycle/kit/i18n";
import {
  inCeremony,
  mayStandDown,
  mayStart,
  type RegisteredKey,
  thresholds,
} from "@hemicycle/kit/scrutineers";
import { scrutineerName } from "@hemicycle/kit/scrutineerwords";
import type { SealView } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import { t as secret } from "./secrettexts.ts";
import { t } from "./texts.ts";
import type { View } from "./view.ts";

type Person = SealView["scrutineers"][number];

const drawn = (seal: SealView) => html`${guard([seal, lang.value], () => ceremonyView(seal))}`;
const phase = (seal: SealView) => html`${guard([seal.phase, lang.value], () => phaseTag(seal))}`;

function before(people: readonly RegisteredKey[]) {
  const holders = people.map(({ holder }) => holder);
  return html`${guard([holders.join()], () => enrolledCards(holders))}
    <p class="soft">${people.length < 2 ? secret().needScrutineers : secret().willTakePart(people.length)}</p>`;
}

/** The ceremony at the right while it is the next step. */
export function ceremonyPanel(view: View) {
  const { seal } = view.state;
  const people = view.keys.people?.scrutineers ?? [];
  return html`<section class="sheet right ceremony" aria-label=${secret().ceremony} tabindex="0">
    <h2>
      <span>${secret().ceremony}${seal ? ` · ${secret().attempt(seal.attempt)}` : ""}</span>
      ${seal ? phase(seal) : html`<span class="strong">${secret().noKeysYet}</span>`}
    </h2>
    ${seal ? drawn(seal) : before(people)}
  </section>`;
}

/** How many of those enrolled are to open a sum. */
export function thresholdChoice(view: View, now: number, choose: (k: number) => void) {
  const n = view.keys.people?.scrutineers.length ?? 0;
  return html`<label class="choice"
    >${secret().threshold}
    <select name="k" @change=${(event: Event) => choose(Number((event.target as HTMLSelectElement).value))}>
      ${thresholds(n).map((one) => html`<option value=${one} ?selected=${one === now}>${secret().thresholdOf(one, n)}</option>`)}
    </select></label
  >`;
}

export interface ScrutineerActs {
  readonly busy: boolean;
  readonly standDown: (index: number) => void;
  readonly startAgain: () => void;
  readonly close: () => void;
}

function standing(view: View, seal: SealView, one: Person, acts: ScrutineerActs) {
  const offer = mayStandDown(view.state) && one.active;
  const proposed = seal.stand_down?.index === one.index;
  const state = !one.active ? secret().absent : proposed ? secret().proposedAbsent : secret().present;
  return html`<li>
    <span class="tag ${one.active ? "" : "notice"}">${guard([one.active], () => glyph(one.active ? "tick" : "hidden"))}<b>${one.holder}</b></span>
    <span class=${one.active && !proposed ? "visually-hidden" : "soft"}>${state}</span>
    ${
      offer
        ? html`<button class="btn small" type="button" ?disabled=${acts.busy} @click=${() => acts.standDown(one.index)}>
            ${secret().standDown}<span class="visually-hidden">${scrutineerName(seal, one.index)}</span>
          </button>`
        : nothing
    }
  </li>`;
}

/** The scrutineers in place of the words: fingerprint, who is there, a new ceremony. */
export function scrutineersPanel(view: View, acts: ScrutineerActs) {
  const { seal } = view.state;
  const ready = seal?.phase === "ready";
  return html`<section class="sheet inline scrutineers" aria-labelledby="scrutineers-title">
    <h2 id="scrutineers-title">${secret().scrutineers}${seal ? phase(seal) : nothing}</h2>
    ${
      seal && ready
        ? html`<ul class="standing">${seal.scrutineers.map((one) => standing(view, seal, one, acts))}</ul>
          ${guard([seal.digest, lang.value], () => fingerprintLine(seal.digest))}`
        : seal
          ? drawn(seal)
          : before(view.keys.people?.scrutineers ?? [])
    }
    <p class="row">
      ${
        mayStart(view.state) && !inCeremony(seal)
          ? html`<button class="btn" type="button" ?disabled=${acts.busy} @click=${acts.startAgain}>
              ${seal ? secret().startAgain : secret().confirmStart}…
            </button>`
          : nothing
      }
      <button class="btn" type="button" @click=${acts.close}>${t().close}</button>
    </p>
  </section>`;
}

/** Asks for k before a ceremony that is not the next step. */
export function startForm(
  view: View,
  k: number,
  acts: { busy: boolean; choose: (k: number) => void; start: () => void; back: () => void },
) {
  const people = view.keys.people?.scrutineers ?? [];
  return html`<section class="sheet inline" aria-labelledby="start-title">
    <h2 id="start-title">${view.state.seal ? secret().startAgain : secret().ceremony}</h2>
    <p class="soft">${view.state.seal?.phase === "ready" ? secret().startAgainWhy : nothing} ${secret().howToStart}</p>
    <p class=${people.length < 2 ? "trouble" : ""}>${people.length < 2 ? secret().needScrutineers : scrutineersOf(people)}</p>
    <p class="row">
      ${people.length < 2 ? nothing : thresholdChoice(view, k, acts.choose)}
      <button class="btn primary" type="button" ?disabled=${acts.busy || people.length < 2} @click=${acts.start}>${secret().confirmStart}</button>
      <button class="btn" type="button" @click=${acts.back}>${t().back}</button>
    </p>
  </section>`;
}

function scrutineersOf(people: readonly RegisteredKey[]): string {
  return people.map(({ holder }) => holder).join(" · ");
}
