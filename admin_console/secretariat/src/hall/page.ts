/** The hall while the sitting runs: who is there, what is being voted, what waits for the secretariat. */
import { say } from "@hemicycle/kit/i18n";
import { attendanceOf } from "@hemicycle/kit/store";
import type { State } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { DeskPage } from "../page.ts";
import { empty, head, icon, working } from "../parts.ts";
import { QUORUMS } from "../rules.ts";
import { ruleNote } from "../sitting/page.ts";
import { t as sitting } from "../sitting/texts.ts";
import { seatStates } from "../terminals/states.ts";
import { t as common } from "../texts.ts";
import { offlineSeats, type Share, seatsOf, shares } from "./attendance.ts";
import "./items.ts";
import "./rehearsal.ts";
import "./rolllist.ts";
import { scrutiny, stageWords } from "./scrutiny.ts";
import { t } from "./texts.ts";
import "./voids.ts";

@customElement("hall-page")
export class HallPage extends DeskPage {
  @state() private delegation = "";

  protected override render() {
    const { model, chosen, register } = this.view;
    const now = model.state;
    if (!chosen)
      return html`${head(t().hall, "")}${empty(
        t().needSitting,
        t().needSittingWords,
        this.desk.identity.role === "secretariat"
          ? html`<p><a class="btn small primary" href="#/sitting">${t().toSitting}</a></p>`
          : nothing,
      )}`;
    if (!now || !register) return html`${head(t().hall, "")}${working(common().reading)}`;
    const counts = { bits: undefined, online: undefined, ...(attendanceOf(model) ?? now.attendance) };
    const present = seatsOf(register, counts.bits);
    const offline = offlineSeats(seatStates(register), seatsOf(register, counts.online));
    const { quorum } = now.sitting;
    return html`${head(t().hall, `${say(now.sitting.title)} · ${sitting()[now.sitting.state]}`)}
      <dl class="sheet sum hall">
        <div><dt>${t().due}</dt><dd>${counts.due}</dd></div>
        <div>
          <dt>${t().present}</dt>
          <dd>${counts.present} ${counts.video ? html`<span class="facts">${t().byVideo(counts.video)}</span>` : nothing}</dd>
        </div>
        <div><dt>${t().leave}</dt><dd>${counts.leave}</dd></div>
        <div><dt>${t().absent}</dt><dd>${counts.absent}</dd></div>
        <div class="f">
          <dt>${icon(quorum.met ? "tick" : "trouble")}<span>${t().quorum} · ${ruleNote(QUORUMS.find(({ id }) => id === quorum.id))}</span></dt>
          <dd>${quorum.needed} <span class="facts">${quorum.met ? t().met : t().notMet}</span></dd>
        </div>
      </dl>
      ${this.#now(now)}${scrutiny(now)}
      <hall-rehearsal .desk=${this.desk}></hall-rehearsal>
      <hall-voids .desk=${this.desk}></hall-voids>
      <div class="cols hall">
        <div class="roll">
          ${
            present
              ? html`<roll-list .desk=${this.desk} .known=${{ present, offline }} .delegation=${this.delegation}></roll-list>`
              : html`<p class="sheet pad soft">${t().hidden}</p>`
          }
        </div>
        <div class="side">
          ${
            present
              ? html`<section class="sheet shares" aria-label=${t().delegations}>
                  <h2>${t().delegations}</h2>
                  <ul>
                    ${shares(register, present).map((share) => this.#share(share))}
                  </ul>
                </section>`
              : nothing
          }
          <hall-items .desk=${this.desk}></hall-items>
        </div>
      </div>`;
  }

  #share({ name, present, of }: Share) {
    const chosen = this.delegation === name && name !== "";
    return html`<li>
      <button
        type="button"
        aria-pressed=${chosen ? "true" : "false"}
        @click=${() => {
          this.delegation = chosen ? "" : name;
        }}
      >
        <span>${name || t().noDelegation}</span>
        <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
          <rect class="track" width="100" height="8"></rect>
          <rect class="run" width=${of ? (100 * present) / of : 0} height="8"></rect>
        </svg>
        <b>${t().outOf(present, of)}</b>
      </button>
    </li>`;
  }

  #now(state: State) {
    const words =
      state.sitting.state === "created"
        ? t().notOpen
        : state.sitting.state === "closed"
          ? t().ended
          : this.#voting(state);
    return words ? html`<p class="sheet now">${words}</p>` : nothing;
  }

  #voting(state: State) {
    const stage = stageWords(state);
    const item = state.divisions.find(({ id }) => id === state.open?.division);
    if (!item || !state.open) return stage;
    const { turnout } = this.view.model;
    const pressed = turnout?.open === state.open.open ? t().pressed(turnout.pressed, state.open.p) : "";
    return html`<b>${t().votingNow(say(item.title))}</b> ${sitting()[item.secrecy]} · ${pressed}${stage ? ` · ${stage}` : ""}`;
  }
}
