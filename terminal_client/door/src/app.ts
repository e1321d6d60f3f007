/** The page: enrolment, then the door. */
import { offlineStrip } from "@hemicycle/kit/deskbar";
import type { Identity } from "@hemicycle/kit/enrol";
import { EnrolledApp } from "@hemicycle/kit/enrolledapp";
import { lang } from "@hemicycle/kit/i18n";
import { PlainElement } from "@hemicycle/kit/plain";
import { stopped } from "@hemicycle/kit/stopped";
import { attendanceOf } from "@hemicycle/kit/store";
import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import "./asking.ts";
import type { Typed } from "./asking.ts";
import { Desk } from "./desk.ts";
import { Keystrokes } from "./keystrokes.ts";
import { bar, counts, told } from "./parts.ts";
import { seatPlan } from "./plan.ts";
import { personOf, scene } from "./scene.ts";
import { t } from "./texts.ts";

@customElement("door-app")
export class DoorApp extends EnrolledApp {
  protected readonly enrolment = { page: "door", roles: ["usher"], alone: true } as const;
  #desk!: Desk;

  protected get words() {
    return t();
  }

  protected begin(identity: Identity): void {
    this.#desk = new Desk(identity);
  }

  protected work() {
    return html`<door-desk .desk=${this.#desk}></door-desk>`;
  }
}

@customElement("door-desk")
export class DoorDesk extends PlainElement {
  @property({ attribute: false }) desk!: Desk;
  #stop: (() => void)[] = [];
  readonly #keys = new Keystrokes();

  override connectedCallback(): void {
    super.connectedCallback();
    const { link, shown, plan } = this.desk;
    this.#stop = [link.model, link.status, link.sitting, shown, plan].map((one) =>
      one.subscribe(() => this.requestUpdate()),
    );
    addEventListener("keydown", this.#keydown, { capture: true });
    link.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#stop) stop();
    removeEventListener("keydown", this.#keydown, { capture: true });
    this.desk.link.end();
  }

  /** A scanner types anywhere on the page; Escape goes back. */
  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const scanned = this.#keys.press(event.key, event.code, event.timeStamp);
    if (scanned !== null && this.#isOpen) {
      event.preventDefault();
      event.stopPropagation();
      if (event.target instanceof HTMLInputElement) event.target.value = "";
      void this.desk.read(scanned);
    } else if (event.key === "Escape") this.desk.idle();
  };

  get #isOpen(): boolean {
    return this.desk.link.model.value.state?.sitting.state === "open";
  }

  /** What keeps everybody from checking in. */
  #closed() {
    const { state } = this.desk.link.model.value;
    if (this.desk.link.sitting.value === null)
      return told("calm", "waiting", t().noSitting, t().noSittingHow);
    if (!state) return told("calm", "waiting", t().joining);
    if (state.sitting.state === "created") return told("calm", "waiting", t().notOpen, t().notOpenHow);
    return told("calm", "tick", t().closed, t().closedHow);
  }

  #strip() {
    const { phase, stop } = this.desk.link.status.value;
    if (phase === "offline") return offlineStrip(t().offline, t().offlineWhy);
    if (!stop) return nothing;
    const { title, why, action } = stopped(stop, "door", () => this.#reconnect());
    return html`<div class="stopped">${told("trouble", "trouble", title, why, action)}</div>`;
  }

  #reconnect(): void {
    this.desk.link.end();
    this.desk.link.start();
  }

  protected override render() {
    const { desk } = this;
    const { model, status } = desk.link;
    const shown = desk.shown.value;
    const seats = desk.plan.value;
    const marked = personOf(shown)?.seat ?? "";
    const open = this.#isOpen;
    return html`${bar(model.value.state, desk.identity.holder, status.value.phase === "online")}${this.#strip()}
      <main data-shown=${open ? shown.kind : "closed"}>
        <h1 class="visually-hidden">${t().page}</h1>
        <section class="sheet stage">${open ? scene(shown, desk) : this.#closed()}</section>
        <aside>
          ${counts(model.value.state, attendanceOf(model.value))}
          ${seats.length > 0 ? html`<figure class="sheet hall">${guard([seats, marked, lang.value], () => seatPlan(seats, marked))}</figure>` : nothing}
        </aside>
        ${
          open
            ? html`<door-asking
                .free=${shown.kind !== "unsent"}
                @read=${(event: Typed) => void desk.read(event.text)}
                @number=${(event: Typed) => void desk.number(event.text)}
                @words=${(event: Typed) => void desk.search(event.text)}
              ></door-asking>`
            : nothing
        }
      </main>`;
  }
}
