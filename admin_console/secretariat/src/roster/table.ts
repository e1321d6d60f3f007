/** The preview as a table: errors with a plum bar, the faulty cell an input, the remedy one press away. */
import { say } from "@hemicycle/kit/i18n";
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { PlainElement } from "../page.ts";
import { icon, moreRows, tag } from "../parts.ts";
import {
  type Edits,
  FIELDS,
  type FieldName,
  type Finding,
  openCells,
  type Preview,
  type PreviewRow,
  shownRows,
} from "./importing.ts";
import { t } from "./texts.ts";

const STEP = 400;

/** A correction made in the table. */
export interface Correction {
  readonly line: number;
  readonly field: FieldName;
  readonly text: string;
}

@customElement("preview-table")
export class PreviewTable extends PlainElement {
  @property({ attribute: false }) preview!: Preview;
  @property({ attribute: false }) edits: Edits = {};
  @property({ type: Boolean }) onlyErrors = false;
  @state() private limit = STEP;

  /** Puts the focus on the first cell with an error. */
  toFirstError(): void {
    this.querySelector<HTMLElement>("tr.err input, tr.err button")?.focus();
  }

  #correct(line: number, field: FieldName, text: string): void {
    this.dispatchEvent(new CustomEvent<Correction>("correct", { detail: { line, field, text } }));
  }

  protected override render() {
    const rows = shownRows(this.preview, this.edits, this.onlyErrors);
    const columns = FIELDS.filter((field) =>
      this.preview.rows.some((row) => row.values[field] !== "" || openCells(row, this.edits).has(field)),
    );
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${t().preview}>
        <table>
          <thead>
            <tr>
              <th scope="col">${t().line}</th>
              ${columns.map((field) => html`<th scope="col">${t()[field]}</th>`)}
              <th scope="col">${t().finding}</th>
            </tr>
          </thead>
          <tbody>
            ${repeat(
              rows.slice(0, this.limit),
              ({ line }) => line,
              (row) => this.#row(row, columns),
            )}
          </tbody>
        </table>
        ${rows.length === 0 ? html`<p class="soft pad">${t().noErrors}</p>` : nothing}
        ${moreRows(rows.length, this.limit, STEP, (limit) => {
          this.limit = limit;
        })}
      </div>`;
  }

  #row(row: PreviewRow, columns: readonly FieldName[]) {
    const kind = row.errors.length > 0 ? "err" : row.warnings.length > 0 ? "warn" : "ok";
    const open = openCells(row, this.edits);
    return html`<tr class=${kind}>
      <th scope="row">${row.line}</th>
      ${columns.map((field) => html`<td>${open.has(field) ? this.#input(row, field) : row.values[field]}</td>`)}
      <td class="findings" id="f${row.line}">${this.#findings(row)}</td>
    </tr>`;
  }

  #input(row: PreviewRow, field: FieldName) {
    const wrong = row.errors.some((finding) => finding.field === field);
    return html`<input
      class=${wrong ? "wrong" : ""}
      aria-label=${t().cell(row.line, t()[field])}
      aria-describedby="f${row.line}"
      aria-invalid=${wrong ? "true" : "false"}
      placeholder=${t().emptyCell}
      spellcheck="false"
      .value=${row.values[field]}
      @change=${(event: Event) => this.#correct(row.line, field, (event.target as HTMLInputElement).value)}
    />`;
  }

  #findings(row: PreviewRow) {
    if (row.errors.length + row.warnings.length === 0) return tag("tick", t().ready, "soft");
    return [
      ...row.errors.map((finding) => this.#finding(row.line, finding, true)),
      ...row.warnings.map((finding) => this.#finding(row.line, finding, false)),
    ];
  }

  #finding(line: number, finding: Finding, error: boolean) {
    const { remedy } = finding;
    return html`<span class="finding">
      <span class="tag ${error ? "notice" : ""}">${icon(error ? "trouble" : "dot")}<span>${say(finding)}</span></span>
      ${
        remedy
          ? html`<button class="btn small quiet remedy" type="button" @click=${() => this.#correct(line, remedy.field, remedy.value)}>
              ${say(remedy)}
            </button>`
          : nothing
      }
    </span>`;
  }
}
