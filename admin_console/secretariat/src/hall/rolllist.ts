/** The attendance list with its search where people are checked in and excused by hand. */
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { DeskPage } from "../page.ts";
import { field, moreRows, placeWords, tag, trouble, working } from "../parts.ts";
import type { Register, RosterMember } from "../register.ts";
import { type ReplacePanel, replacePanel } from "../terminals/replace.ts";
import { type SeatState, seatStates } from "../terminals/states.ts";
import { t as common } from "../texts.ts";
import "@hemicycle/kit/twopress";
import { type HallView, type Presence, presenceOf, type Sieve, sifted } from "./attendance.ts";
import { t } from "./texts.ts";

const STEP = 200;
const GLYPHS = { present: "dot", leave: "document", absent: "ring" } as const;

@customElement("roll-list")
export class RollList extends DeskPage {
  @property({ attribute: false }) known: HallView = { present: new Set(), offline: new Set() };
  /** The delegation to show; "" for all. */
  @property() delegation = "";
  @state() private sieve: Omit<Sieve, "delegation"> = { sought: "", presence: "" };
  @state() private limit = STEP;
  /** Leaves granted on this page. */
  @state() private leaves: ReadonlySet<string> = new Set();
  @state() private excusing: RosterMember | null = null;
  @state() private reason = "";
  @state() private replacing: ReplacePanel["device"] | null = null;

  #sift(change: Partial<typeof this.sieve>): void {
    this.sieve = { ...this.sieve, ...change };
    this.limit = STEP;
  }

  async #act(type: "check-in" | "depart", member: RosterMember, said: string, video = false): Promise<void> {
    const members = {
      member: member.id,
      ...(type === "check-in" ? { seat: member.seat } : {}),
      ...(video ? { by: "video" } : {}),
    };
    const done = await this.attempt(t().signing, async () => {
      await this.desk.onSitting(type, members);
    });
    if (done) this.desk.say(said);
  }

  async #excuse(member: RosterMember): Promise<void> {
    const done = await this.attempt(t().signing, async () => {
      await this.desk.onSitting("leave-grant", { member: member.id, reason: this.reason.trim() });
    });
    if (!done) return;
    this.leaves = new Set([...this.leaves, member.id]);
    this.excusing = null;
    this.reason = "";
    this.desk.say(t().onLeave(member.name));
  }

  protected override render() {
    const { register } = this.view;
    if (!register) return nothing;
    const rows = sifted(register, this.known, this.leaves, { ...this.sieve, delegation: this.delegation });
    const states = seatStates(register);
    return html`<section class="sheet tbl">
        ${this.#sieve(rows.length)}${this.excusing ? this.#leaveForm(this.excusing) : nothing}${trouble(this.problem)}${working(this.busy)}
        <div class="scroll" tabindex="0" role="region" aria-label=${t().list}>
          <table>
            <tbody>
              ${repeat(
                rows.slice(0, this.limit),
                ({ id }) => id,
                (member) => this.#row(member, register, states.get(member.seat)),
              )}
            </tbody>
          </table>
          ${moreRows(rows.length, this.limit, STEP, (limit) => {
            this.limit = limit;
          })}
        </div>
      </section>
      ${replacePanel(this.desk, this.replacing, () => {
        this.replacing = null;
      })}`;
  }

  #sieve(found: number) {
    return html`<div class="sift">
      <input
        type="search"
        aria-label=${t().search}
        placeholder=${t().search}
        .value=${this.sieve.sought}
        @input=${(event: Event) => this.#sift({ sought: (event.target as HTMLInputElement).value })}
      />
      <fieldset class="choice">
        <legend class="visually-hidden">${t().list}</legend>
        ${(["", "present", "absent", "leave", "offline"] as const).map(
          (presence) =>
            html`<button
              class="btn small"
              type="button"
              aria-pressed=${this.sieve.presence === presence ? "true" : "false"}
              @click=${() => this.#sift({ presence })}
            >
              ${presence === "" ? t().all : t()[presence]}
            </button>`,
        )}
      </fieldset>
      <p class="soft" role="status">${t().found(found)}</p>
    </div>`;
  }

  #leaveForm(member: RosterMember) {
    return html`<form class="inline leave" @submit=${(event: Event) => event.preventDefault()}>
      <p><b>${t().granting(member.name)}</b></p>
      ${field(
        "leaveReason",
        t().reason,
        html`<input
          id="leaveReason"
          maxlength="500"
          placeholder=${t().reasonExample}
          .value=${this.reason}
          @input=${(event: Event) => {
            this.reason = (event.target as HTMLInputElement).value;
          }}
        />`,
        t().leaveNote,
      )}
      <two-press
        kind="small primary"
        .label=${t().grant}
        .question=${t().confirmGrant}
        .blocked=${this.reason.trim() === "" || this.busy !== ""}
        @done=${() => void this.#excuse(member)}
      ></two-press>
      <button
        class="btn small"
        type="button"
        @click=${() => {
          this.excusing = null;
        }}
      >
        ${common().cancel}
      </button>
    </form>`;
  }

  #row(member: RosterMember, register: Register, terminal: SeatState | undefined) {
    const presence = presenceOf(member, this.known.present, this.leaves);
    const seat = register.seats.find(({ id }) => id === member.seat);
    return html`<tr>
      <th scope="row">${member.id}</th>
      <td><b>${member.name}</b><span class="under">${member.delegation}</span></td>
      <td>${member.seat ? placeWords(seat, member.seat) : html`<span class="soft">${t().noSeat}</span>`}</td>
      <td>
        ${tag(GLYPHS[presence], t()[presence], presence === "present" ? "live" : "soft")}
        ${this.known.offline.has(member.seat) ? tag("trouble", t().offline, "notice") : nothing}
      </td>
      <td class="acts">${this.#acts(member, presence, terminal)}</td>
    </tr>`;
  }

  #acts(member: RosterMember, presence: Presence, terminal: SeatState | undefined) {
    const now = this.view.model.state?.sitting.state;
    const { role } = this.desk.identity;
    const blocked = this.busy !== "";
    const key = terminal?.kind === "enrolled" ? terminal.key : null;
    const replace = key
      ? html`<button
          class="btn small"
          type="button"
          @click=${() => {
            this.replacing = { key };
          }}
        >
          ${t().replaceTerminal}
        </button>`
      : nothing;
    if (role !== "secretariat" || now === "closed") return replace;
    if (presence === "present")
      return html`${replace}<two-press
          .label=${t().depart}
          .question=${t().confirmDepart}
          .blocked=${blocked || now !== "open"}
          @done=${() => void this.#act("depart", member, t().departed(member.name))}
        ></two-press>`;
    return html`${replace}
      ${
        presence === "leave"
          ? nothing
          : html`<button
              class="btn small"
              type="button"
              @click=${() => {
                this.excusing = member;
              }}
            >
              ${t().grantLeave}
            </button>`
      }
      <button
        class="btn small"
        type="button"
        ?disabled=${blocked || now !== "open" || member.seat === ""}
        @click=${() => void this.#act("check-in", member, t().checkedIn(member.name))}
      >
        ${t().checkIn}
      </button>
      <two-press
        .label=${t().checkInVideo}
        .question=${t().confirmVideo}
        .blocked=${blocked || now !== "open" || member.seat === ""}
        @done=${() => void this.#act("check-in", member, t().checkedInVideo(member.name), true)}
      ></two-press>`;
  }
}
