/** The terminals: codes for all seats in one act, cards to print, devices of staff, what replaces a broken one. */
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { DeskPage, Watch } from "../page.ts";
import { empty, head, trouble, working } from "../parts.ts";
import type { Register } from "../register.ts";
import "../cards/page.ts";
import { t as cardTexts } from "../cards/texts.ts";
import "./cards.ts";
import { forSeat, issue } from "./issuing.ts";
import "./seatlist.ts";
import "./staff.ts";
import { countStates, seatStates, seatsWithoutCode } from "./states.ts";
import "@hemicycle/kit/twopress";
import { t } from "./texts.ts";

/** Terminals enrol without this page: it looks again as often as that, ms. */
const LOOK_EVERY_MS = 4000;
const DAYS = [1, 7, 30] as const;
type Tab = "seats" | "staff" | "cards" | "attendance";

@customElement("terminals-page")
export class TerminalsPage extends DeskPage {
  @state() private tab: Tab = "seats";
  @state() private days: (typeof DAYS)[number] = 7;
  #look: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    new Watch(this, () => this.desk?.slips.slips);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#look = setInterval(() => {
      if (document.visibilityState === "visible") void this.desk.readRegister().catch(() => undefined);
    }, LOOK_EVERY_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#look);
  }

  protected override willUpdate(): void {
    const codes = this.view.register?.codes ?? [];
    this.desk.slips.keepOnly(new Set(codes.filter(({ state }) => state === "open").map(({ key }) => key)));
  }

  async #issueAll(seats: readonly string[]): Promise<void> {
    const done = await this.attempt(t().making(0, seats.length), async () => {
      await issue(this.desk, seats.map(forSeat), this.days, (made) => {
        this.busy = t().making(made, seats.length);
      });
    });
    if (!done) return;
    this.desk.say(t().issued(seats.length));
    this.tab = "cards";
  }

  protected override render() {
    const { register } = this.view;
    if (!register) return nothing;
    const staffOnly = register.seats.length === 0;
    const tab = staffOnly && this.tab === "seats" ? "staff" : this.tab;
    const counts = countStates(seatStates(register));
    return html`<div class="noprint">
        ${head(t().terminals, t().facts(counts.enrolled, register.seats.length), this.#primary(register))}
        ${this.#tabs(tab)}${trouble(this.problem)}${working(this.busy)}${this.#withoutPin ? this.#noPin() : nothing}
        ${
          staffOnly
            ? empty(
                t().noSeats,
                t().noSeatsWords,
                this.desk.identity.role === "secretariat"
                  ? html`<p><a class="btn small primary" href="#/seats">${t().toSeats}</a></p>`
                  : nothing,
              )
            : nothing
        }
      </div>
      ${this.#panel(tab)}`;
  }

  /** Cards for seats would be printed that don't tell the terminals who the scrutineers are. */
  get #withoutPin(): boolean {
    return this.view.pin === "" && this.desk.slips.slips.value.some(({ role }) => role === "deputy");
  }

  #noPin() {
    const here = this.desk.identity.role === "secretariat";
    return html`<div class="trouble">
      <p>${t().noPin}</p>
      ${here ? html`<p><a class="btn small" href="#/scrutineers">${t().toScrutineers}</a></p>` : nothing}
    </div>`;
  }

  #panel(tab: Tab) {
    if (tab === "attendance") return html`<attendance-cards .desk=${this.desk}></attendance-cards>`;
    if (tab === "cards") return html`<slip-cards .desk=${this.desk}></slip-cards>`;
    const list =
      tab === "staff"
        ? html`<staff-list .desk=${this.desk}></staff-list>`
        : html`<seat-list .desk=${this.desk}></seat-list>`;
    return html`<section class="sheet tbl">${list}</section>`;
  }

  #tabs(tab: Tab) {
    const labels: readonly (readonly [Tab, string])[] = [
      ["seats", t().bySeat],
      ["staff", t().staff],
      ["cards", t().slips(this.desk.slips.slips.value.length)],
      ["attendance", cardTexts().tab],
    ];
    const shown =
      this.desk.identity.role === "secretariat"
        ? labels
        : labels.filter(([name]) => name !== "staff" && name !== "attendance");
    return html`<div class="tabs">
      ${shown.map(
        ([name, label]) =>
          html`<button
            class="btn small"
            type="button"
            aria-pressed=${tab === name ? "true" : "false"}
            @click=${() => {
              this.tab = name;
            }}
          >
            ${label}
          </button>`,
      )}
    </div>`;
  }

  #primary(register: Register) {
    const seats = seatsWithoutCode(seatStates(register));
    const slips = this.desk.slips.slips.value.length;
    const print = () => this.querySelector("slip-cards")?.print();
    if (this.tab === "cards" && slips > 0 && this.#withoutPin)
      return html`<two-press kind="small" .label=${t().print(slips)} .question=${t().printAnyway} @done=${print}></two-press>`;
    if (this.tab === "cards" && slips > 0)
      return html`<button class="btn small primary" type="button" @click=${print}>${t().print(slips)}</button>`;
    if (seats.length === 0)
      return this.desk.slips.unprinted > 0
        ? html`<button
            class="btn small ${this.tab === "attendance" ? "" : "primary"}"
            type="button"
            @click=${() => {
              this.tab = "cards";
            }}
          >
            ${t().toSlips(this.desk.slips.unprinted)}
          </button>`
        : html`<span class="soft">${register.seats.length > 0 ? t().allIssued : ""}</span>`;
    return html`<label class="days"
        >${t().validity}
        <select
          @change=${(event: Event) => {
            this.days = Number((event.target as HTMLSelectElement).value) as (typeof DAYS)[number];
          }}
        >
          ${DAYS.map((days) => html`<option value=${days} ?selected=${days === this.days}>${t().days(days)}</option>`)}
        </select></label
      >
      <button
        class="btn small ${this.tab === "attendance" ? "" : "primary"}"
        type="button"
        ?disabled=${this.busy !== ""}
        @click=${() => void this.#issueAll(seats)}
      >
        ${t().issueAll(seats.length)}
      </button>`;
  }
}
