/** The present roster as a table with a search; each person can be changed (`change-member`, with the number). */

import { html } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { PlainElement } from "../page.ts";
import { moreRows } from "../parts.ts";
import type { RosterMember } from "../register.ts";
import { t as common } from "../texts.ts";
import { c } from "./changetexts.ts";
import { byDelegation, matches } from "./importing.ts";
import { t } from "./texts.ts";

const STEP = 400;

@customElement("member-table")
export class MemberTable extends PlainElement {
  @property({ attribute: false }) members: readonly RosterMember[] = [];
  @state() private sought = "";
  @state() private delegation = "";
  @state() private limit = STEP;

  protected override render() {
    const groups = byDelegation(this.members);
    const rows = this.members.filter(
      (member) =>
        (this.delegation === "" || member.delegation === this.delegation) && matches(member, this.sought),
    );
    return html`<div class="sift">
        <input
          type="search"
          aria-label=${t().search}
          placeholder=${t().search}
          .value=${this.sought}
          @input=${(event: Event) => {
            this.sought = (event.target as HTMLInputElement).value;
          }}
        />
        <select
          aria-label=${t().delegation}
          @change=${(event: Event) => {
            this.delegation = (event.target as HTMLSelectElement).value;
          }}
        >
          <option value="">${t().delegation} · ${common().all}</option>
          ${[...groups].filter(([name]) => name !== "").map(([name, of]) => html`<option value=${name}>${name} ${of.length}</option>`)}
        </select>
        <p class="soft" role="status">${this.sought || this.delegation ? t().found(rows.length) : ""}</p>
      </div>
      <div class="scroll" tabindex="0" role="region" aria-label=${t().roster}>
        <table>
          <thead>
            <tr>
              ${(["number", "name", "latin", "delegation", "seat", "role", "status"] as const).map((field) => html`<th scope="col">${t()[field]}</th>`)}
              <th scope="col" class="acts"><span class="visually-hidden">${c().change}</span></th>
            </tr>
          </thead>
          <tbody>
            ${rows.slice(0, this.limit).map(
              (member) =>
                html`<tr>
                  <th scope="row">${member.id}</th>
                  <td><b>${member.name}</b></td>
                  <td class="soft">${member.latin}</td>
                  <td>${member.delegation}</td>
                  <td>${member.seat || html`<span class="soft">${t().noSeat}</span>`}</td>
                  <td>${t()[member.role]}</td>
                  <td>${t()[member.status]}</td>
                  <td class="acts">
                    <button
                      class="btn small"
                      type="button"
                      data-member=${member.id}
                      aria-label=${c().changeOf(member.name, member.id)}
                      @click=${() => this.dispatchEvent(new CustomEvent<string>("change-member", { detail: member.id }))}
                    >
                      ${c().change}
                    </button>
                  </td>
                </tr>`,
            )}
          </tbody>
        </table>
        ${moreRows(rows.length, this.limit, STEP, (limit) => {
          this.limit = limit;
        })}
      </div>`;
  }
}
