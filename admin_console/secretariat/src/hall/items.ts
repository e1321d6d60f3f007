/** The items of a running sitting: results to publish, records to keep. */
import { download } from "@hemicycle/kit/download";
import { say } from "@hemicycle/kit/i18n";
import { minutesOf, type SheetFile, sheetsOf, sheetWords } from "@hemicycle/kit/sheets";
import type { Division } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { DeskPage } from "../page.ts";
import { tag, trouble, working } from "../parts.ts";
import { inOrder, stateWord } from "../sitting/drafts.ts";
import { t as sitting } from "../sitting/texts.ts";
import "@hemicycle/kit/twopress";
import "./recusals.ts";
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

  async #save({ path, name }: SheetFile, what: string): Promise<void> {
    await this.attempt(what, async () => {
      download(name, await this.desk.api.blob(path));
    });
  }

  /** A menu of files, closed until it is asked for. */
  #files(what: string, files: readonly SheetFile[]) {
    if (files.length === 0) return nothing;
    return html`<details class="files">
      <summary class="btn small">${what}</summary>
      <span class="row" role="group" aria-label=${what}>
        ${files.map(
          (file) => html`<button
            class="btn small quiet"
            type="button"
            ?disabled=${this.busy !== ""}
            aria-label=${sheetWords().save(what, file.label)}
            @click=${() => void this.#save(file, what)}
          >
            ${file.label}
          </button>`,
        )}
      </span>
    </details>`;
  }

  protected override render() {
    const items = inOrder(this.view.model.state?.divisions ?? []);
    return html`<section class="sheet items" aria-label=${t().items}>
        <div class="between">
          <h2>${t().items}</h2>
          ${this.#files(sheetWords().minutes, items.length > 0 ? minutesOf(this.view.chosen) : [])}
        </div>
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
      <item-recusals .desk=${this.desk} .division=${item}></item-recusals>
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
    }${this.#files(sheetWords().sheet, sheetsOf(this.view.chosen, item))}`;
  }
}
