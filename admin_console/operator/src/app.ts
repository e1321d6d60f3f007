/** The page: enrolment, then the terminals of the hall and the server's health. */
import { deskBar, offlineStrip } from "@hemicycle/kit/deskbar";
import type { Identity } from "@hemicycle/kit/enrol";
import { EnrolledApp } from "@hemicycle/kit/enrolledapp";
import { Watch } from "@hemicycle/kit/plain";
import { sign } from "@hemicycle/kit/sign";
import { stopped } from "@hemicycle/kit/stopped";
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Desk } from "../../secretariat/src/desk.ts";
import { DeskPage } from "../../secretariat/src/page.ts";
import { attention } from "./checks.ts";
import "./healthpage.ts";
import { amiss } from "./screens.ts";
import "./screenspage.ts";
import "./terminalpage.ts";
import { t } from "./texts.ts";
import { Watcher } from "./watch.ts";

const VIEWS = ["terminals", "screens", "health"] as const;
type View = (typeof VIEWS)[number];

const viewOf = (hash: string): View => VIEWS.find((view) => hash === `#/${view}`) ?? "terminals";

@customElement("operator-app")
export class OperatorApp extends EnrolledApp {
  protected readonly enrolment = { page: "operator", roles: ["operator"], alone: true } as const;
  #desk!: Desk;

  protected get words() {
    return { ...t(), device: navigator.userAgent };
  }

  protected begin(identity: Identity): void {
    this.#desk = new Desk(identity);
  }

  protected work() {
    return html`<operator-desk .desk=${this.#desk}></operator-desk>`;
  }
}

/** The desk reads the register again now and then: codes and keys change without a sitting too. */
const REGISTER_MS = 5000;

@customElement("operator-desk")
export class OperatorDesk extends DeskPage {
  @property({ attribute: false }) watcher: Watcher | null = null;
  @state() private shown: View = viewOf(location.hash);
  #timer: ReturnType<typeof setInterval> | undefined;
  #starting: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    new Watch(this, () => this.watcher?.seen);
  }

  override connectedCallback(): void {
    this.watcher ??= new Watcher(this.desk.api);
    super.connectedCallback();
    this.watcher.start();
    addEventListener("hashchange", this.#turn);
    this.#timer = setInterval(() => void this.desk.readRegister().catch(() => undefined), REGISTER_MS);
    void this.#start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.watcher?.end();
    this.desk.end();
    removeEventListener("hashchange", this.#turn);
    clearInterval(this.#timer);
    clearTimeout(this.#starting);
  }

  /** Until the server answers and there is a sitting. */
  async #start(): Promise<void> {
    await this.desk.start().catch(() => undefined);
    if (!this.view.chosen) this.#starting = setTimeout(() => void this.#start(), REGISTER_MS);
  }

  readonly #turn = (): void => {
    this.shown = viewOf(location.hash);
  };

  protected override willUpdate(): void {
    this.watcher?.follow(this.view.chosen);
  }

  get #online(): boolean {
    return (
      this.view.status.phase === "online" || (!this.view.chosen && this.watcher?.seen.value.health != null)
    );
  }

  #bar() {
    return deskBar({
      title: t().page,
      state: this.view.model.state,
      online: this.#online,
      holder: this.desk.identity.holder,
      role: t().role,
      nav: this.#nav(),
    });
  }

  /** How much of a view somebody should look at; the terminals say it on their own map. */
  #needs(view: View): number {
    const { health, screens } = this.watcher?.seen.value ?? {};
    if (view === "health") return health ? attention(health) : 0;
    return view === "screens" && screens ? amiss(screens).length : 0;
  }

  #nav() {
    const badge = (needs: number) =>
      needs > 0
        ? html`<span class="needs">${sign("trouble")}<span class="visually-hidden">${t().needsLook(needs)}</span><span aria-hidden="true">${needs}</span></span>`
        : nothing;
    return html`<nav aria-label=${t().views}>
      ${VIEWS.map(
        (view) => html`<a href="#/${view}" aria-current=${view === this.shown ? "page" : nothing}
          >${t()[view]}${badge(this.#needs(view))}</a
        >`,
      )}
    </nav>`;
  }

  #strip() {
    const { status, refused, chosen } = this.view;
    const stop = refused ? "revoked" : status.stop;
    if (stop) {
      const { title, why, action } = stopped(stop, "operator", () => this.desk.reconnect());
      return html`<section class="stopped" role="alert"><p><b>${sign("trouble")} ${title}</b></p><p>${why}</p>${action}</section>`;
    }
    const lost = chosen ? status.phase === "offline" : this.watcher?.seen.value.lost != null;
    return lost ? offlineStrip(t().offline, t().offlineWhy) : nothing;
  }

  #view() {
    const { watcher, desk } = this;
    switch (this.shown) {
      case "health":
        return html`<operator-health .health=${watcher?.seen.value.health ?? null}></operator-health>`;
      case "screens":
        return html`<operator-screens .desk=${desk} .watcher=${watcher}></operator-screens>`;
      default:
        return html`<operator-terminals .desk=${desk} .watcher=${watcher}></operator-terminals>`;
    }
  }

  protected override render() {
    return html`${this.#bar()}${this.#strip()}
      <main>
        ${this.#view()}
      </main>`;
  }
}
