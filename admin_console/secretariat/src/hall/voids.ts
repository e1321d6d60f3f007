/** Voids that the chair proposes: they wait for a second person, who reads the reason here. */
import { ApiError } from "@hemicycle/kit/api";
import { say } from "@hemicycle/kit/i18n";
import type { Division } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { DeskPage } from "../page.ts";
import { clock, trouble, working } from "../parts.ts";
import "@hemicycle/kit/twopress";
import { t } from "./texts.ts";

/** While scrutineers release, the result comes first: says until when the void has to wait. */
function toldWhen(error: unknown): never {
  if (!(error instanceof ApiError) || error.code !== "release-under-way") throw error;
  const until = Number(error.detail.until_ms);
  const { words } = error;
  const more = Number.isFinite(until) ? t().voidFrom(clock(until)) : "";
  throw new ApiError(error.status, error.code, { zh: `${words.zh}${more}`, en: `${words.en}${more}` });
}

@customElement("hall-voids")
export class HallVoids extends DeskPage {
  async #confirm(division: string, act: string): Promise<void> {
    const done = await this.attempt(t().signing, async () => {
      await this.desk.onSitting("division-void-confirm", { division, void: act }).catch(toldWhen);
    });
    if (done) this.desk.say(t().voided);
  }

  protected override render() {
    const items = this.view.model.state?.divisions ?? [];
    return items.filter(({ void: its, state }) => its && state !== "void").map((item) => this.#void(item));
  }

  #void(item: Division) {
    if (!item.void) return nothing;
    const { state } = item;
    const { act, reason } = item.void;
    const mayConfirm = ["secretariat", "scrutineer"].includes(this.desk.identity.role);
    return html`<section class="sheet voiding" role="alert">
      <div>
        <h2>${t().voidTitle}</h2>
        <p><b>${t().voidWords(item.number, say(item.title))}</b></p>
        <p class="trouble">${t().voidReason}：<b>${reason}</b></p>
        <p class="soft">${t().voidHow}</p>
        ${item.sealed ? html`<p class="soft">${item.sealed.released.length > 0 && state === "closed" ? t().voidReleasing : t().voidSecret}</p>` : nothing}
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
