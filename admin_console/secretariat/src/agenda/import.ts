/** An agenda from a spreadsheet: looked at line by line; nothing is drafted while anything is wrong. */
import { download } from "@hemicycle/kit/download";
import { say } from "@hemicycle/kit/i18n";
import { html } from "lit";
import { customElement, state } from "lit/decorators.js";
import { icon, tag, trouble, working } from "../parts.ts";
import { t as roster } from "../roster/texts.ts";
import "@hemicycle/kit/twopress";
import { Batch } from "./batch.ts";
import type { ItemDraft } from "./draft.ts";
import { type AgendaFile, type FileRow, type Proposal, proposalOf, sampleFile } from "./importing.ts";
import { templateName } from "./templates.ts";
import { t } from "./texts.ts";

@customElement("agenda-import")
export class AgendaImport extends Batch {
  @state() private file: AgendaFile | null = null;
  @state() private dragged = false;

  async #take(file: File | undefined): Promise<void> {
    if (!file) return;
    if (!/\.(csv|txt|tsv|xlsx)$/i.test(file.name)) {
      this.problem = roster().wrongKind;
      return;
    }
    await this.attempt(t().looking, async () => {
      const path = `/v1/bodies/${this.desk.identity.body}/agenda-preview`;
      this.file = await this.desk.api.preview<AgendaFile>(path, file);
    });
  }

  async #import(items: readonly ItemDraft[]): Promise<void> {
    if (await this.draft(items)) this.file = null;
  }

  protected override render() {
    return html`<section class="sheet form" aria-label=${t().fromFile}>
      ${this.file ? this.#preview(this.file) : this.#drop()}${trouble(this.problem)}${working(this.busy)}
    </section>`;
  }

  #choose(label: string, kind: string) {
    return html`<label class="btn file ${kind}">
      ${label}
      <input
        class="visually-hidden"
        type="file"
        accept=".csv,.txt,.tsv,.xlsx"
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          void this.#take(input.files?.[0]);
          input.value = "";
        }}
      />
    </label>`;
  }

  #drop() {
    return html`<div
      class="drop ${this.dragged ? "over" : ""}"
      @dragover=${(event: DragEvent) => {
        event.preventDefault();
        this.dragged = true;
      }}
      @dragleave=${() => {
        this.dragged = false;
      }}
      @drop=${(event: DragEvent) => {
        event.preventDefault();
        this.dragged = false;
        void this.#take(event.dataTransfer?.files[0]);
      }}
    >
      <p>${t().dropFile}</p>
      ${this.#choose(t().pickFile, "primary")}
      <p class="soft">${t().fileNote}</p>
      <button class="btn small" type="button" @click=${() => download("agenda.csv", sampleFile())}>${t().sample}</button>
    </div>`;
  }

  #preview({ file, encoding, rows }: AgendaFile) {
    const proposals = rows.map((row) => proposalOf(row, this.house));
    const items = proposals.flatMap(({ item }) => item ?? []);
    const wrong = rows.length - items.length;
    return html`<div class="between">
        <p>${t().fileFacts(file, encoding, rows.length)}</p>
        ${this.#choose(t().otherFile, "small")}
      </div>
      <div class="scroll" tabindex="0" role="region" aria-label=${t().findings}>
        <table class="batch">
          <thead>
            <tr>
              ${[t().line, t().item, t().findings].map((label) => html`<th scope="col">${label}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.map((row, i) => this.#row(row, proposals[i] ?? { item: null, problems: [] }))}
          </tbody>
        </table>
      </div>
      <p class="end">
        <span class="soft">${t().nothingYet}</span>
        <two-press
          kind="primary"
          .label=${wrong > 0 ? t().importBlocked(wrong) : t().importAll(items.length)}
          .question=${t().confirmImport(items.length)}
          .blocked=${wrong > 0 || this.busy !== ""}
          @done=${() => void this.#import(items)}
        ></two-press>
      </p>`;
  }

  #row({ line, item }: FileRow, { problems }: Proposal) {
    const names = item.names.length > 0 ? ` · ${t().counted(item.names.length)}` : "";
    return html`<tr class=${problems.length > 0 ? "err" : ""}>
      <th scope="row">${line}</th>
      <td>
        <b>${say(item.title)}</b>
        <span class="under">${item.template ? say(templateName(item.template)) : ""}${names}</span>
      </td>
      <td class="findings">
        ${
          problems.length === 0
            ? tag("tick", t().noFindings, "soft")
            : problems.map((words) => html`<span class="finding">${icon("trouble")} ${words}</span>`)
        }
      </td>
    </tr>`;
  }
}
