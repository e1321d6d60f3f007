/** The list of past sittings with their attendance. */
import { lang, say } from "@hemicycle/kit/i18n";
import type { PastSitting } from "@hemicycle/kit/past";
import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { attendanceChart, kindTotal } from "./charts.ts";
import { day, empty, head, printButton, Reading, scrolled, share, titled } from "./parts.ts";
import { isWithin, meetingWords, periodWords } from "./period.ts";
import { sittingLink } from "./places.ts";
import { t } from "./texts.ts";

@customElement("past-sittings")
export class PastSittings extends Reading<readonly PastSitting[]> {
  protected override read(): Promise<readonly PastSitting[]> {
    return this.desk.sittings();
  }

  protected override show(all: readonly PastSitting[]) {
    if (all.length === 0) return html`${head(t().sittings, "")}${empty(t().noSittings, t().noSittingsWords)}`;
    const words = this.typed.trim().toLowerCase();
    const found = all.filter(
      (one) => isWithin(this.asked, one) && `${one.title.zh} ${one.title.en}`.toLowerCase().includes(words),
    );
    return html`${head(t().sittings, t().attendanceNote, printButton(), [...periodWords(this.asked), this.typed].filter(Boolean))}
      ${this.sift(t().sitting)}
      <p class="visually-hidden" role="status">${t().foundSittings(found.length)}</p>
      ${found.length > 0 ? html`${chartOf(found)}${this.#table(found)}` : empty(t().noSittingFound, t().noneFoundWords)}`;
  }

  #table(sittings: readonly PastSitting[]) {
    const number = (words: string) => html`<th scope="col" class="n">${words}</th>`;
    return scrolled(
      t().sittings,
      html`<table>
        <thead>
          <tr>
            <th scope="col">${t().date}</th>
            <th scope="col">${t().sitting}</th>
            ${[t().due, t().came, t().leave, t().absent, t().rate, t().votes].map(number)}
          </tr>
        </thead>
        <tbody>
          ${sittings.map(
            (one) => html`<tr>
              <td class="day">${day(one.opened_ms)}</td>
              <th scope="row">
                ${
                  this.desk.seesMembers
                    ? html`<a class="title" href=${sittingLink(one.id, this.asked)}>${titled(one.title)}</a>`
                    : say(one.title)
                }
                ${told(one)}
              </th>
              <td class="n">${one.due}</td>
              <td class="n"><b>${one.came}</b></td>
              <td class="n">${one.leave}</td>
              <td class="n">${one.state === "closed" ? one.absent : "–"}</td>
              <td class="n">${share(one.came, one.due)}</td>
              <td class="n">${kindTotal(one.divisions)}</td>
            </tr>`,
          )}
        </tbody>
      </table>`,
    );
  }
}

/** Which meeting a sitting belongs to, and whether it still goes on. */
function told(one: PastSitting) {
  const words = [meetingWords(one), one.state === "closed" ? "" : t().goingOn].filter(Boolean);
  return words.length > 0 ? html`<small>${words.join(" · ")}</small>` : nothing;
}

function chartOf(sittings: readonly PastSitting[]) {
  return html`<section aria-labelledby="attendance-title">
    <h2 id="attendance-title">${t().attendance}</h2>
    <div class="sheet chart" role="group" tabindex="0" aria-labelledby="attendance-title">
      ${guard([JSON.stringify(sittings), lang.value], () => attendanceChart(sittings))}
      <p class="legend">
        <span><i class="came"></i>${t().came}</span><span><i class="leave"></i>${t().leave}</span><span><i class="absent"></i>${t().absent}</span>
      </p>
    </div>
  </section>`;
}
