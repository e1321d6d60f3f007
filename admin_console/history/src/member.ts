/** One member's record: attendance and named votes. Of secret votes there is nothing to show. */
import { choiceGlyph } from "@hemicycle/kit/draw/glyphs";
import { say } from "@hemicycle/kit/i18n";
import {
  type MemberRecord,
  type OwnVote,
  outcomeWords,
  presenceWords,
  visitWords,
  voteParts,
} from "@hemicycle/kit/past";
import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { type Asked, periodOf } from "./asked.ts";
import { PAGE_ROWS } from "./desk.ts";
import { day, empty, head, printButton, Reading, scrolled, titled } from "./parts.ts";
import { periodFields, periodWords } from "./period.ts";
import { divisionLink, listLink } from "./places.ts";
import { t } from "./texts.ts";

@customElement("past-member")
export class PastMember extends Reading<MemberRecord> {
  @property({ attribute: false }) member = "";

  protected override read(): Promise<MemberRecord> {
    return this.desk.member(this.member, this.asked);
  }

  protected override show(record: MemberRecord) {
    const { member, totals, sittings, secret } = record;
    return html`<p class="noprint"><a href=${listLink("members", { ...this.asked, from: "" })}>${t().back}</a></p>
      ${head(member.name, [member.latin, member.delegation].filter(Boolean).join(" · "), printButton(), periodWords(this.asked))}
      <form class="sheet sift noprint" role="search" aria-label=${t().period} @submit=${(event: Event) => event.preventDefault()}>
        ${periodFields(this.sittings, this.asked, (changes) => this.ask(changes))}
      </form>
      ${
        totals
          ? html`<dl class="figures">
              ${(
                [
                  [t().due, totals.due],
                  [t().came, totals.came],
                  [t().leave, totals.leave],
                  [t().absent, totals.absent],
                ] as const
              ).map(([word, n]) => html`<div><dt>${word}</dt><dd>${n}</dd></div>`)}
            </dl>`
          : html`<p class="soft">${t().noTotals}</p>`
      }
      <h2>${t().attendance}</h2>
      ${sittings.length === 0 ? empty(t().noSittingFound, t().noneFoundWords) : this.#visits(sittings)}
      <h2>${t().named}</h2>
      ${record.votes_total > 0 ? this.#votes(record) : empty(t().noVotes, "")}
      ${secret > 0 ? html`<p class="soft">${t().secretNote(secret)}</p>` : nothing}`;
  }

  #visits(sittings: MemberRecord["sittings"]) {
    return html`${scrolled(
      t().attendance,
      html`<table>
          <thead>
            <tr>${[t().date, t().sitting, t().status, t().times].map((word) => html`<th scope="col">${word}</th>`)}</tr>
          </thead>
          <tbody>
            ${sittings.map(
              (one) => html`<tr>
                <td class="day">${day(one.opened_ms)}</td>
                <th scope="row">${say(one.title)}</th>
                <td>${presenceWords(one.status, one.state, one.by)}${one.leave ? html`<small>${one.leave}</small>` : nothing}</td>
                <td>${visitWords(one)}</td>
              </tr>`,
            )}
          </tbody>
        </table>`,
    )}`;
  }

  #votes({ votes, votes_total, from }: MemberRecord) {
    const turn = (words: string, by: number, off: boolean) =>
      html`<button class="btn small" type="button" ?disabled=${off} @click=${() => this.ask({ from: from + by > 0 ? String(from + by) : "" })}>${words}</button>`;
    return html`${scrolled(
      t().named,
      html`<table>
        <thead>
          <tr>${[t().date, t().title, t().vote, t().outcome].map((word) => html`<th scope="col">${word}</th>`)}</tr>
        </thead>
        <tbody>${votes.map((vote) => voteLine(vote, this.asked))}</tbody>
      </table>`,
    )}
    ${
      votes_total > PAGE_ROWS
        ? html`<div class="pages noprint">
            ${turn(t().later, -PAGE_ROWS, from === 0)}
            <span>${t().range(from + 1, from + votes.length, votes_total)}</span>
            ${turn(t().earlier, PAGE_ROWS, from + votes.length >= votes_total)}
          </div>`
        : nothing
    }`;
  }
}

function voteLine(vote: OwnVote, asked: Asked) {
  return html`<tr>
    <td class="day">${day(vote.ms)}</td>
    <th scope="row">
      <a class="title" href=${divisionLink(vote.sitting, vote.id, periodOf(asked))}>${titled(vote.title)}</a>
      <small>${say(vote.sitting_title)}</small>
    </th>
    <td>
      ${voteParts(vote).map(
        ({ choice, words }) =>
          html`<span class="part">${choice ? guard([choice], () => choiceGlyph(choice)) : nothing}${words}</span>`,
      )}
    </td>
    <td class="outcome">${outcomeWords(vote.outcome)}</td>
  </tr>`;
}
