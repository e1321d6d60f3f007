/** The scrutineers: the ceremony of their keys with its fingerprint, and who is there (docs/sealed.md §2, §7). */
import { type GlyphName, glyph } from "@hemicycle/kit/draw/glyphs";
import { roundsArc } from "@hemicycle/kit/draw/roundsarc";
import {
  CEREMONY_ROUNDS,
  certificatesOf,
  inCeremony,
  mayStandDown,
  mayStart,
  type RegisteredKey,
  roundsDone,
  thresholds,
} from "@hemicycle/kit/scrutineers";
import { faultWords, scrutineerName } from "@hemicycle/kit/scrutineerwords";
import { sealFingerprint } from "@hemicycle/kit/sealed/keys";
import type { SealView } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import { t as secret } from "./secrettexts.ts";
import { t } from "./texts.ts";
import type { View } from "./view.ts";

type Person = SealView["scrutineers"][number];

/** Where a person stands in the ceremony: shape and word. */
function standingOf(seal: SealView, index: number): { mark: GlyphName; words: string } | null {
  if (seal.phase === "ready") return { mark: "tick", words: secret().allDone };
  if (seal.phase === "aborted")
    return seal.fault?.culprit === index ? { mark: "trouble", words: secret().atFault } : null;
  return seal.done.includes(index)
    ? { mark: "tick", words: secret().partDone }
    : { mark: "waiting", words: secret().waitsFor };
}

function person(seal: SealView, one: Person) {
  const done = roundsDone(seal, one.index);
  const standing = standingOf(seal, one.index);
  return html`<li class=${standing?.mark ?? ""}>
    <b>${one.holder}</b>
    ${guard([done], () => roundsArc(done, CEREMONY_ROUNDS.length))}
    ${standing ? html`<span>${guard([standing.mark], () => glyph(standing.mark))}${standing.words}</span>` : nothing}
  </li>`;
}

/** The fingerprint in groups, to be read aloud. */
function fingerprint(digest: string) {
  return html`<p class="fingerprint code">
    <span class="label">${secret().fingerprint}</span>${sealFingerprint(digest)
      .split("-")
      .map((group) => html`<b>${group}</b>`)}
  </p>`;
}

function phase(seal: SealView) {
  const words = secret()[`phase-${seal.phase}`];
  const name = seal.phase === "ready" ? "tick" : seal.phase === "aborted" ? "trouble" : "waiting";
  return html`<span class="tag ${seal.phase === "aborted" ? "notice" : "live"}">
    ${guard([name], () => glyph(name))}${inCeremony(seal) ? secret().underWay(words) : words}
  </span>`;
}

function before(people: readonly RegisteredKey[]) {
  return html`<ul class="people">
      ${people.map((one) => html`<li><b>${one.holder}</b>${guard([], () => roundsArc(0, CEREMONY_ROUNDS.length))}</li>`)}
    </ul>
    <p class="soft">${people.length < 2 ? secret().needScrutineers : secret().willTakePart(people.length)}</p>`;
}

function under(seal: SealView) {
  return html`<ul class="people">${seal.scrutineers.map((one) => person(seal, one))}</ul>
    ${seal.phase === "aborted" ? html`<p class="trouble"><b>${secret().failed}</b><br />${faultWords(seal)}<br /><span class="soft">${secret().againFresh}</span></p>` : nothing}
    ${seal.digest ? html`${fingerprint(seal.digest)}<p class="soft">${secret().readAloud}</p>` : nothing}
    <p class="soft rule">${secret().rule(seal.k, seal.n, certificatesOf(seal))}</p>`;
}

/** The ceremony at the right while it is the next step. */
export function ceremonyPanel(view: View) {
  const { seal } = view.state;
  const people = view.keys.people?.scrutineers ?? [];
  return html`<section class="sheet right ceremony" aria-label=${secret().ceremony}>
    <h2>
      <span>${secret().ceremony}${seal ? ` · ${secret().attempt(seal.attempt)}` : ""}</span>
      ${seal ? phase(seal) : html`<span class="strong">${secret().noKeysYet}</span>`}
    </h2>
    ${seal ? under(seal) : before(people)}
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
          ${fingerprint(seal.digest)}`
        : seal
          ? under(seal)
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
