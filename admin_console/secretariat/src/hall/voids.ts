/** Voids that the chair proposes: they wait for a second person, who reads the reason here. */
import { say } from "@hemicycle/kit/i18n";
import type { Division } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { DeskPage } from "../page.ts";
import { trouble, working } from "../parts.ts";
import "../twopress.ts";
import { t } from "./texts.ts";

@customElement("hall-voids")
export class HallVoids extends DeskPage {
  async #confirm(division: string, act: string): Promise<void> {
    const done = await this.attempt(t().signing, async () => {
      await this.desk.onSitting("division-void-confirm", { division, void: act });
    });
    if (done) this.desk.say(t().voided);
  }

  protected override render() {
    const items = this.view.model.state?.divisions ?? [];
    return items.filter(({ void: its, state }) => its && state !== "void").map((item) => this.#void(item));
  }

  #void(item: Division) {
    if (!item.void) return nothing;
    const { act, reason } = item.void;
    const mayConfirm = ["secretariat", "scrutineer"].includes(this.desk.identity.role);
    return html`<section class="sheet voiding" role="alert">
      <div>
        <h2>${t().voidTitle}</h2>
        <p><b>${t().voidWords(item.number, say(item.title))}</b></p>
        <p class="trouble">${t().voidReason}：<b>${reason}</b></p>
        <p class="soft">${t().voidHow}</p>
        ${trouble(this.problem)}${working(this.busy)}
      </div>
      ${
        mayConfirm
          ? html`<two-press
              kind="primary"
              .label=${t().confirmVoid}
              .question=${t().confirmVoidAgain}
              .blocked=${this.busy !== ""}
              @done=${() => void this.#confirm(item.id, act)}
            ></two-press>`
          : nothing
      }
    </section>`;
  }
}
