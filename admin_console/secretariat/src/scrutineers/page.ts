/** The scrutineers: who they are, the pin that cards and wall carry, the ceremony of their keys. */
import { say } from "@hemicycle/kit/i18n";
import { pinText } from "@hemicycle/kit/sealed/keys";
import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { DeskPage } from "../page.ts";
import { head, tag, trouble } from "../parts.ts";
import type { Register } from "../register.ts";
import "./ceremony.ts";
import "./enrolled.ts";
import { type Pinned, pinned, scrutineerKeys } from "./pin.ts";
import { t } from "./texts.ts";
import { wallSheet } from "./wall.ts";

/** Devices enrol without this page: it looks again as often as that, ms. */
const LOOK_EVERY_MS = 3000;

@customElement("scrutineers-page")
export class ScrutineersPage extends DeskPage {
  #look: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#look = setInterval(() => {
      if (document.visibilityState === "visible") void this.desk.readRegister().catch(() => undefined);
    }, LOOK_EVERY_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#look);
  }

  protected override render() {
    const { register, model, pin } = this.view;
    if (!register) return nothing;
    const seal = model.state?.seal ?? null;
    const now = pinned(register, seal);
    return html`<div class="noprint">
        ${head(
          t().scrutineers,
          t().facts(scrutineerKeys(register).length),
          html`<button class="btn small" type="button" ?disabled=${pin === ""} @click=${() => print()}>${t().printWall}</button>
            <a class="btn small primary" href="#/terminals">${t().next}</a>`,
        )}
        ${this.#pin(now, pin)}${now.changed ? trouble(t().changed) : nothing}
      </div>
      <div class="cols scrutiny noprint">
        <scrutineer-list .desk=${this.desk}></scrutineer-list>
        <key-ceremony .desk=${this.desk}></key-ceremony>
      </div>
      ${pin ? this.#wall(register, pin) : nothing}`;
  }

  #pin({ basis }: Pinned, pin: string) {
    const missing = basis === "none" ? t().pinNone : basis === "awaited" ? t().pinAwaited : "";
    return html`<section class="sheet pad pin">
      <p class="label">${t().pin}</p>
      ${pin ? html`<p class="code"><b>${pinText(pin).replaceAll("-", " ")}</b></p>` : html`<p>${tag("trouble", missing, "notice")}</p>`}
      <p class="soft">${t().pinWhy}</p>
    </section>`;
  }

  #wall(register: Register, pin: string) {
    const { state } = this.view.model;
    const seal = state?.seal ?? null;
    const people = seal?.scrutineers ?? scrutineerKeys(register);
    return wallSheet({
      where: [say(register.body.name), ...(state ? [say(state.sitting.title)] : [])],
      names: people.map(({ holder }) => holder),
      pin,
      digest: seal?.digest ?? "",
    });
  }
}
