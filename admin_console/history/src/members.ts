/** Members by their attendance over the closed sittings, and the duty record as a workbook. */
import { byStrokes } from "@hemicycle/kit/past";
import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { periodOf } from "./asked.ts";
import type { MemberTotals } from "./desk.ts";
import { dutyButtons } from "./duty.ts";
import { empty, head, printButton, Reading, scrolled, share } from "./parts.ts";
import { periodWords } from "./period.ts";
import { memberLink } from "./places.ts";
import { t } from "./texts.ts";

interface Members {
  readonly sittings: number;
  readonly members: readonly MemberTotals[];
}

@customElement("past-members")
export class PastMembers extends Reading<Members> {
  protected override async read(): Promise<Members> {
    const { sittings, members } = await this.desk.members(this.asked);
    return { sittings, members: byStrokes(members) };
  }

  protected override show({ sittings, members }: Members) {
    const noneAtAll = !this.sittings.some(({ state }) => state === "closed");
    if (noneAtAll) return html`${head(t().members, "")}${empty(t().noClosed, t().noClosedWords)}`;
    const words = this.typed.trim().toLowerCase();
    const shown = members.filter(({ name, latin, delegation }) =>
      `${name} ${latin} ${delegation}`.toLowerCase().includes(words),
    );
    const actions = html`${dutyButtons(this.desk, (work) => void this.attempt(work), { asked: periodOf(this.asked) })}${printButton()}`;
    return html`${head(t().members, t().dutyNote(sittings), members.length > 0 ? actions : nothing, [...periodWords(this.asked), this.typed].filter(Boolean))}
      ${this.sift(t().filter)}
      <p class="visually-hidden" role="status">${t().shown(shown.length)}</p>
      ${shown.length > 0 ? this.#table(shown) : empty(members.length > 0 ? t().noMember : t().noSittingFound, t().noneFoundWords)}`;
  }

  #table(members: readonly MemberTotals[]) {
    const number = (words: string) => html`<th scope="col" class="n">${words}</th>`;
    return scrolled(
      t().members,
      html`<table>
        <thead>
          <tr>
            <th scope="col">${t().person}</th>
            <th scope="col">${t().delegation}</th>
            ${[t().due, t().came, t().leave, t().absent, t().rate].map(number)}
          </tr>
        </thead>
        <tbody>
          ${members.map(
            (one) => html`<tr>
              <th scope="row">
                <a href=${memberLink(one.id, this.asked)}>${one.name}</a>
                ${one.latin || one.status !== "in-office" ? html`<small>${[one.latin, one.status === "in-office" ? "" : t().notInOffice].filter(Boolean).join(" · ")}</small>` : nothing}
              </th>
              <td>${one.delegation}</td>
              <td class="n">${one.due}</td>
              <td class="n"><b>${one.came}</b></td>
              <td class="n">${one.leave}</td>
              <td class="n">${one.absent}</td>
              <td class="n">${share(one.came, one.due)}</td>
            </tr>`,
          )}
        </tbody>
      </table>`,
    );
  }
}
