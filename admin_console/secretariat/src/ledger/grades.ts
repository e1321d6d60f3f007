/** Grades by year and kind, as they were declared; taking new ones. */
import { levelWords, say, verdictWords } from "@hemicycle/kit/i18n";
import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { empty, tag } from "../parts.ts";
import type { GradesTaken } from "./model.ts";
import { LedgerPart } from "./pieces.ts";
import "./take.ts";
import { t } from "./texts.ts";
import { words } from "./words.ts";

@customElement("ledger-grades")
export class LedgerGrades extends LedgerPart {
  protected override render() {
    const grades = [...this.ledger.grades].reverse();
    return html`<section class="sheet tbl" aria-label=${t().grades}>
        ${
          grades.length === 0
            ? empty(t().noGrades, t().noGradesWords)
            : html`<div class="scroll" tabindex="0">${grades.map((taken) => this.#table(taken))}</div>`
        }
      </section>
      <div class="sheet scroll pane" tabindex="0">
        <take-result .desk=${this.desk} .ledger=${this.ledger}></take-result>
      </div>`;
  }

  #table({ kind, year, sitting, division, outcome }: GradesTaken) {
    const levels = (outcome[0]?.counts.length ?? 4) - 1;
    return html`<table>
      <caption>
        ${year} · ${words()[kind]} <span class="soft">${t().linkedTo(sitting, division)}</span>
      </caption>
      <thead>
        <tr>
          <th scope="col">${t().name}</th>
          <th scope="col">${t().verdict}</th>
          ${levelWords(levels).map((word) => html`<th scope="col">${word}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${outcome.map(
          (one) => html`<tr>
            <th scope="row">${say(one.name)}</th>
            <td><b>${verdictWords(one.verdict)}</b> ${one.recommended ? tag("tick", t().recommended, "small live") : nothing}</td>
            ${one.counts.slice(0, levels).map((count) => html`<td>${count}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>`;
  }
}
