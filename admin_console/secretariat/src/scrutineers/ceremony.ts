/** The key ceremony of the chosen sitting: how it stands, and its start. */
import { ceremonyView, enrolledCards, phaseTag } from "@hemicycle/kit/draw/ceremony";
import { lang } from "@hemicycle/kit/i18n";
import {
  ceremonyPeople,
  ceremonyStart,
  inCeremony,
  mayStart,
  peopleFault,
  thresholds,
  usualThreshold,
} from "@hemicycle/kit/scrutineers";
import type { State } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { DeskPage } from "../page.ts";
import { field, trouble, working } from "../parts.ts";
import type { Register } from "../register.ts";
import "@hemicycle/kit/twopress";
import { t } from "./texts.ts";

@customElement("key-ceremony")
export class KeyCeremony extends DeskPage {
  /** The chosen threshold; null: the usual one. */
  @state() private k: number | null = null;

  async #start(now: State, register: Register, k: number): Promise<void> {
    const done = await this.attempt(t().starting, async () => {
      const members = ceremonyStart(now.seal, ceremonyPeople(register.keys), k);
      await this.desk.onSitting("ceremony-start", members);
    });
    if (done) this.desk.say(t().started);
  }

  protected override render() {
    const { model, register } = this.view;
    const now = model.state;
    if (!register) return nothing;
    const seal = now?.seal ?? null;
    const holders = ceremonyPeople(register.keys).scrutineers.map(({ holder }) => holder);
    return html`<section class="sheet pad keys" aria-labelledby="ceremony-title">
      <h2 id="ceremony-title">
        <span>${t().ceremony}${seal ? ` · ${t().attempt(seal.attempt)}` : ""}</span>
        ${seal ? html`${guard([seal.phase, lang.value], () => phaseTag(seal))}` : nothing}
      </h2>
      ${seal ? html`${guard([seal, lang.value], () => ceremonyView(seal))}` : html`<p class="soft">${t().why}</p>${guard([holders.join()], () => enrolledCards(holders))}`}
      ${trouble(this.problem)}${working(this.busy)}
      ${now ? this.#starting(now, register) : html`<p>${t().needSitting} <a class="btn small" href="#/sitting">${t().toSitting}</a></p>`}
    </section>`;
  }

  /** Why no ceremony can be started now; null if one can. */
  #fault(now: State, register: Register) {
    if (now.sitting.state === "closed") return "closed";
    if (!mayStart(now)) return "live";
    return peopleFault(ceremonyPeople(register.keys));
  }

  #starting(now: State, register: Register) {
    const fault = this.#fault(now, register);
    const n = ceremonyPeople(register.keys).scrutineers.length;
    const k = this.k !== null && this.k <= n ? this.k : usualThreshold(n);
    if (fault) return html`<p class="soft" role="status">${t()[fault]}</p>`;
    const { seal } = now;
    const kind = inCeremony(seal) ? "restart" : seal?.phase === "ready" ? "again" : "start";
    const question = { restart: t().confirmRestart, again: t().confirmAgain, start: t().confirmStart }[kind];
    return html`<div class="start">
      ${field(
        "threshold",
        t().threshold,
        html`<select
          id="threshold"
          @change=${(event: Event) => {
            this.k = Number((event.target as HTMLSelectElement).value);
          }}
        >
          ${thresholds(n).map((one) => html`<option value=${one} ?selected=${one === k}>${t().thresholdOf(one, n)}</option>`)}
        </select>`,
      )}
      <two-press
        kind=${kind === "start" ? "primary" : ""}
        .label=${t()[kind]}
        .question=${question}
        .blocked=${this.busy !== ""}
        @done=${() => void this.#start(now, register, k)}
      ></two-press>
    </div>`;
  }
}
