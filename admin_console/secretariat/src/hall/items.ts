/** The items of a running sitting: results to publish, records to keep. */
import { say } from "@hemicycle/kit/i18n";
import type { Division } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { DeskPage } from "../page.ts";
import { download, tag, trouble, working } from "../parts.ts";
import { inOrder, stateWord } from "../sitting/drafts.ts";
import { t as sitting } from "../sitting/texts.ts";
import "../twopress.ts";
import { t } from "./texts.ts";

const RECORDED: ReadonlySet<Division["state"]> = new Set(["declared", "published", "archived", "void"]);

@customElement("hall-items")
export class HallItems extends DeskPage {
  async #act(type: string, members: Readonly<Record<string, string>>, said: string): Promise<void> {
    const done = await this.attempt(t().signing, async () => {
      await this.desk.onSitting(type, members);
    });
    if (done) this.desk.say(said);
  }

  async #record(division: string): Promise<void> {
    await this.attempt(t().record, async () => {
      const { chosen } = this.view;
      const bundle = await this.desk.api.blob(`/v1/sittings/${chosen}/divisions/${division}/bundle`);
      download(`${chosen}@${division}.hemicycle.json`, bundle);
    });
  }

  protected override render() {
    const items = inOrder(this.view.model.state?.divisions ?? []);
    return html`<section class="sheet items" aria-label=${t().items}>
        <h2>${t().items}</h2>
        ${trouble(this.problem)}${working(this.busy)}
        ${items.length === 0 ? html`<p class="soft">${t().noItems}</p>` : nothing}
        <ol class="scroll">${items.map((item) => this.#item(item))}</ol>
      </section>`;
  }

  #item(item: Division) {
    const declared = item.result && item.result.declared_ms !== null ? item.result : null;
    const live = item.state === "open" || item.state === "announced";
    return html`<li>
      <p class="line">
        <span class="no">${item.number}</span>
        <b class="title">${say(item.short) || say(item.title)}</b>
        <span class="soft">${sitting()[item.secrecy]}</span>
        ${tag(live ? "dot" : item.state === "draft" ? "ring" : "tick", sitting()[stateWord(item.state)], live ? "live" : "soft")}
      </p>
      ${declared ? html`<p class="soft">${say(declared.sentence)}</p>` : nothing}
      ${item.reason ? html`<p class="soft">${t().reasonGiven(item.reason)}</p>` : nothing}
      ${item.count ? html`<p class="soft">${t()[`count-${item.count}`]}</p>` : nothing}
      <p class="row">${this.#acts(item)}</p>
    </li>`;
  }

  #acts(item: Division) {
    const secretary = this.desk.identity.role === "secretariat";
    const blocked = this.busy !== "";
    return html`${
      item.state === "draft" && secretary
        ? html`<button
            class="btn small"
            type="button"
            ?disabled=${blocked}
            @click=${() => void this.#act("division-approve", { division: item.id }, t().approved)}
          >
            ${t().approve}
          </button>`
        : nothing
    }${
      item.state === "declared" && secretary
        ? html`<two-press
            .label=${t().publish}
            .question=${t().confirmPublish}
            .blocked=${blocked}
            @done=${() => void this.#act("division-publish", { division: item.id }, t().published)}
          ></two-press>`
        : nothing
    }${
      RECORDED.has(item.state)
        ? html`<button class="btn small" type="button" title=${t().recordNote} @click=${() => void this.#record(item.id)}>${t().record}</button>`
        : nothing
    }`;
  }
}
