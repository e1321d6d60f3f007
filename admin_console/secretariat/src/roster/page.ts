/** The roster: choose a file, correct its errors in the table, import it whole; then look at what is there. */
import { ApiError } from "@hemicycle/kit/api";
import { download } from "@hemicycle/kit/download";
import { say } from "@hemicycle/kit/i18n";
import { html, nothing } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { DeskPage } from "../page.ts";
import { head, icon, trouble, working } from "../parts.ts";
import type { RosterMember } from "../register.ts";
import { knowsStrokes } from "../strokes.ts";
import "@hemicycle/kit/twopress";
import { c } from "./changetexts.ts";
import {
  difference,
  type Edits,
  errorsCsv,
  importable,
  inStrokeOrder,
  keepSeats,
  type Preview,
  totals,
  unknownSeats,
  withEdit,
} from "./importing.ts";
import "./memberform.ts";
import type { MemberTable } from "./members.ts";
import "./members.ts";
import { previewRoster } from "./preview.ts";
import type { Correction, PreviewTable } from "./table.ts";
import "./table.ts";
import { t } from "./texts.ts";

@customElement("roster-page")
export class RosterPage extends DeskPage {
  @state() private file: File | null = null;
  @state() private preview: Preview | null = null;
  @state() private edits: Edits = {};
  @state() private onlyErrors = false;
  @state() private keeping = true;
  @state() private strokes = knowsStrokes();
  @state() private choosing = false;
  @state() private dragged = false;
  /** Who is being changed, as the roster had them then; "new" is somebody to add, null nobody. */
  @state() private changing: RosterMember | "new" | null = null;
  @query("preview-table") private readonly table!: PreviewTable | null;
  /** Corrections made while another check runs are checked together after it. */
  #again = false;

  get #present(): readonly RosterMember[] {
    return this.view.register?.members ?? [];
  }

  async #take(file: File | undefined): Promise<void> {
    if (!file) return;
    if (!/\.(csv|txt|tsv|xlsx)$/i.test(file.name)) {
      this.problem = t().wrongKind;
      return;
    }
    this.edits = {};
    await this.attempt(t().checking, async () => {
      this.preview = await previewRoster(this.desk.api, this.desk.identity.body, file, {});
      this.file = file;
      this.onlyErrors = false;
    });
  }

  async #correct({ line, field, text }: Correction): Promise<void> {
    this.edits = withEdit(this.edits, line, field, text);
    await this.#check();
  }

  async #check(): Promise<void> {
    if (this.busy) {
      this.#again = true;
      return;
    }
    const { file } = this;
    if (!file) return;
    do {
      this.#again = false;
      await this.attempt(t().rechecking, async () => {
        this.preview = await previewRoster(this.desk.api, this.desk.identity.body, file, this.edits);
      });
    } while (this.#again);
  }

  /** What would be signed: seats kept if wished, seats that the plan lacks left out. */
  #members(preview: Preview): RosterMember[] {
    const ordered = this.strokes ? inStrokeOrder(preview.members) : preview.members;
    const kept = this.keeping ? keepSeats(ordered, this.#present) : [...ordered];
    const lost = new Set(unknownSeats(kept, this.#seats).map(({ id }) => id));
    return kept.map((member) => (lost.has(member.id) ? { ...member, seat: "" } : member));
  }

  get #seats(): ReadonlySet<string> {
    return new Set(this.view.register?.seats.map(({ id }) => id));
  }

  async #import(preview: Preview): Promise<void> {
    const before = this.#present;
    await this.attempt(t().writing, async () => {
      const fresh = await this.desk.readRegister();
      const moved = difference(before, fresh.members);
      if (moved.added + moved.removed + moved.changed > 0)
        throw new ApiError(409, "outdated", { zh: t().outdated, en: t().outdated });
      const members = this.#members(preview);
      await this.desk.onBody("roster-set", { members: members.map((member) => ({ ...member })) });
      this.#leave();
      this.desk.say(t().written(members.length));
    });
    await this.updateComplete;
    this.querySelector<HTMLElement>("h1")?.focus();
  }

  #leave(): void {
    this.preview = null;
    this.file = null;
    this.edits = {};
    this.choosing = false;
  }

  #sample(): void {
    const columns = (["number", "name", "latin", "delegation", "seat", "role", "status"] as const).map(
      (field) => t()[field],
    );
    download(t().sampleName, new Blob([`\ufeff${columns.join(",")}\r\n`], { type: "text/csv" }));
  }

  #errorList(preview: Preview): void {
    const header = [t().line, t().column, t().content, t().finding];
    const csv = errorsCsv(preview, header, (field) => t()[field], say);
    download(t().errorListName, new Blob([csv], { type: "text/csv" }));
  }

  /** Back to the table, at the row of whom it was about. */
  async #changed(number: string): Promise<void> {
    this.changing = null;
    await this.updateComplete;
    await this.querySelector<MemberTable>("member-table")?.updateComplete;
    const row = this.querySelector<HTMLElement>(`[data-member="${CSS.escape(number)}"]`);
    (row ?? this.querySelector<HTMLElement>("h1"))?.focus();
  }

  #person(who: RosterMember | "new") {
    return html`<member-form
      .desk=${this.desk}
      .member=${who === "new" ? null : who}
      @leave=${(event: CustomEvent<string>) => void this.#changed(event.detail)}
    ></member-form>`;
  }

  protected override render() {
    if (this.changing !== null) return this.#person(this.changing);
    if (this.preview && this.file) return this.#previewing(this.preview, this.file);
    return this.#present.length === 0 || this.choosing ? this.#chooser() : this.#list();
  }

  #list() {
    const { inOffice, guests } = totals(this.#present);
    return html`${head(
      t().roster,
      t().rosterWords(inOffice, guests),
      html`<button
          class="btn small"
          type="button"
          @click=${() => {
            this.changing = "new";
          }}
        >
          ${c().add}
        </button>
        <button
          class="btn small"
          type="button"
          @click=${() => {
            this.choosing = true;
          }}
        >
          ${t().importNew}
        </button>
        <a class="btn small primary" href="#/seats">${t().nextSeats}</a>`,
    )}
    <section class="sheet tbl">
      <member-table
        .members=${this.#present}
        @change-member=${(event: CustomEvent<string>) => {
          this.changing = this.#present.find(({ id }) => id === event.detail) ?? null;
        }}
      ></member-table>
    </section>`;
  }

  #chooser() {
    const old = this.#present.length > 0;
    return html`${head(
      old ? t().importNew : t().none,
      t().nothingWritten,
      old
        ? html`<button class="btn small" type="button" @click=${() => this.#leave()}>${t().back}</button>`
        : nothing,
    )}
      <section
        class="sheet drop ${this.dragged ? "over" : ""}"
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
        <p>${t().noneWords}</p>
        <p class="row">
          <span class="soft">${t().drop}</span>
          ${this.#fileButton(t().choose, "primary")}
          <button class="btn" type="button" @click=${() => this.#sample()}>${t().sample}</button>
        </p>
        <p class="soft">${t().columns}</p>
        ${working(this.busy)}${trouble(this.problem)}
      </section>`;
  }

  #fileButton(label: string, kind: string) {
    return html`<label class="btn ${kind} file">
      <input
        type="file"
        class="visually-hidden"
        accept=".csv,.txt,.tsv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          void this.#take(input.files?.[0]);
          input.value = "";
        }}
      />${label}
    </label>`;
  }

  #previewing(preview: Preview, file: File) {
    return html`${head(
      t().preview,
      t().nothingWritten,
      html`${this.#fileButton(t().another, "small")}
          <button class="btn small" type="button" ?disabled=${preview.errors === 0} @click=${() => this.#errorList(preview)}>
            ${t().errorList}
          </button>
          ${this.#present.length > 0 ? html`<button class="btn small quiet" type="button" @click=${() => this.#leave()}>${t().back}</button>` : nothing}`,
    )}
      <dl class="sheet sum">
        <div class="f"><dt>${t().file}</dt><dd>${preview.file || file.name}<span class="soft facts"> · ${t().fileFacts(preview.encoding, preview.rows.length)}</span></dd></div>
        <div><dt>${icon("tick")}${t().ready}</dt><dd>${importable(preview)}</dd></div>
        <div class=${preview.errors ? "e" : ""}><dt>${icon(preview.errors ? "trouble" : "tick")}${t().errors}</dt><dd>${preview.errors}</dd></div>
        <div><dt>${icon("dot")}${t().warnings}</dt><dd>${preview.warnings}</dd></div>
      </dl>
      <section class="sheet tbl">
        <preview-table
          .preview=${preview}
          .edits=${this.edits}
          .onlyErrors=${this.onlyErrors}
          @correct=${(event: CustomEvent<Correction>) => void this.#correct(event.detail)}
        ></preview-table>
      </section>
      ${trouble(this.problem)}${this.#notes(preview)}
      <div class="end">
        <p>${this.busy ? working(this.busy) : t().rule}</p>
        <span class="push">
          <button
            class="btn"
            type="button"
            aria-pressed=${this.onlyErrors ? "true" : "false"}
            @click=${() => {
              this.onlyErrors = !this.onlyErrors;
            }}
          >
            ${t().onlyErrors}
          </button>
          ${this.#primary(preview)}
        </span>
      </div>`;
  }

  #primary(preview: Preview) {
    if (preview.errors > 0)
      return html`<button class="btn primary" type="button" aria-disabled="true" @click=${() => this.table?.toFirstError()}>
        ${t().toCorrect(preview.errors)}
      </button>`;
    const label = t().import(preview.members.length);
    const write = () => void this.#import(preview);
    if (this.#present.length === 0)
      return html`<button class="btn primary" type="button" ?disabled=${this.busy !== ""} @click=${write}>${label}</button>`;
    return html`<two-press
      kind="primary"
      .label=${label}
      .question=${t().confirmImport}
      .blocked=${this.busy !== ""}
      @done=${write}
    ></two-press>`;
  }

  #notes(preview: Preview) {
    if (preview.errors > 0) return nothing;
    const lost = unknownSeats(preview.members, this.#seats);
    const some = lost
      .slice(0, 4)
      .map(({ seat }) => seat)
      .join(c().comma);
    const { added, removed, changed } = difference(this.#present, this.#members(preview));
    const old = this.#present.length > 0;
    return html`<div class="notes">
      ${old ? html`<p>${t().change(added, removed, changed)}</p>` : nothing}
      ${
        knowsStrokes()
          ? html`<label class="check">
              <input
                type="checkbox"
                .checked=${this.strokes}
                @change=${(event: Event) => {
                  this.strokes = (event.target as HTMLInputElement).checked;
                }}
              />
              ${t().strokeOrder}
            </label>`
          : nothing
      }
      ${lost.length > 0 ? html`<p>${icon("dot")} ${t().unknownSeats(lost.length, some)}</p>` : nothing}
      ${
        old && preview.members.some(({ seat }) => seat === "")
          ? html`<label class="check">
              <input
                type="checkbox"
                .checked=${this.keeping}
                @change=${(event: Event) => {
                  this.keeping = (event.target as HTMLInputElement).checked;
                }}
              />
              ${t().keepSeats}
            </label>`
          : nothing
      }
    </div>`;
  }
}
