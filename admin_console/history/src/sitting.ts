/** One past sitting: who came, when, and its minutes. */

import { download } from "@hemicycle/kit/download";
import { byStrokes, presenceWords, visitWords } from "@hemicycle/kit/past";
import { minutesOf } from "@hemicycle/kit/sheets";
import { html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { periodOf } from "./asked.ts";
import type { SittingAttendance } from "./desk.ts";
import { dutyButtons } from "./duty.ts";
import { day, head, printButton, Reading, scrolled, titled } from "./parts.ts";
import { meetingWords } from "./period.ts";
import { listLink, memberLink } from "./places.ts";
import { t } from "./texts.ts";

@customElement("past-sitting")
export class PastSittingView extends Reading<SittingAttendance> {
  @property({ attribute: false }) sitting = "";

  protected override read(): Promise<SittingAttendance> {
    return this.desk.attendance(this.sitting);
  }

  protected override show({ sitting, members }: SittingAttendance) {
    const files = minutesOf(sitting.id).filter(({ format }) => format !== "json");
    const figures = [
      [t().due, sitting.due],
      [t().came, sitting.came],
      [t().leave, sitting.leave],
      [t().absent, sitting.state === "closed" ? sitting.absent : "–"],
    ] as const;
    return html`<p class="noprint"><a href=${listLink("sittings", this.asked)}>${t().back}</a></p>
      ${head(
        titled(sitting.title),
        `${[meetingWords(sitting), day(sitting.opened_ms)].filter(Boolean).join(" · ")}${sitting.state === "closed" ? "" : ` · ${t().goingOn}`}`,
        html`${files.map(
          (file) =>
            html`<button class="btn small" type="button" @click=${() => void this.attempt(async () => download(file.name, await this.desk.api.blob(file.path)))}>${t().minutes} ${file.label}</button>`,
        )}${sitting.state === "closed" ? dutyButtons(this.desk, (work) => void this.attempt(work), { sitting: sitting.id }) : ""}${printButton()}`,
      )}
      <dl class="figures">${figures.map(([word, n]) => html`<div><dt>${word}</dt><dd>${n}</dd></div>`)}</dl>
      ${scrolled(
        t().attendance,
        html`<table>
          <thead>
            <tr>
              ${[t().person, t().delegation, t().seat, t().status, t().times].map((word) => html`<th scope="col">${word}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${byStrokes(members).map(
              (one) => html`<tr>
                <th scope="row"><a href=${memberLink(one.id, periodOf(this.asked))}>${one.name}</a>${one.latin ? html`<small>${one.latin}</small>` : ""}</th>
                <td>${one.delegation}</td>
                <td>${one.seat}</td>
                <td>${presenceWords(one.status, sitting.state, one.by)}${one.leave ? html`<small>${one.leave}</small>` : ""}</td>
                <td>${visitWords(one)}</td>
              </tr>`,
            )}
          </tbody>
        </table>`,
      )}`;
  }
}
