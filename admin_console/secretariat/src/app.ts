/** The page's frame: enrolment first, then the bar, the steps at the left and the work of the chosen step. */
import { mark } from "@hemicycle/kit/draw/mark";
import { codeFromAddress, forgetIdentity, type Identity, loadIdentity } from "@hemicycle/kit/enrol";
import { lang, say, setLang, wordsOf } from "@hemicycle/kit/i18n";
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { Desk } from "./desk.ts";
import "./agenda/page.ts";
import "./enrolpage.ts";
import "./hall/page.ts";
import "./ledger/page.ts";
import "./overview/page.ts";
import { PlainElement, Watch } from "./page.ts";
import { icon, tag, trouble, working } from "./parts.ts";
import type { Register } from "./register.ts";
import "./roster/page.ts";
import "./scrutineers/page.ts";
import "./seats/page.ts";
import "./sitting/page.ts";
import { progressOf, type StepName, stepFromHash, stepsOf } from "./steps.ts";
import "./terminals/page.ts";
import { t } from "./texts.ts";

@customElement("secretariat-app")
export class SecretariatApp extends PlainElement {
  @state() private desk: Desk | null = null;
  @state() private loaded = false;
  @state() private problem = "";
  @state() private hash = location.hash;
  #given: string | null = null;
  #known: Identity | null = null;
  #deskWatch: Watch | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("hashchange", this.#navigate);
    addEventListener("beforeunload", this.#leaving);
    lang.subscribe(() => {
      document.title = t().title;
      this.desk?.say("");
    });
    void this.#begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("hashchange", this.#navigate);
    removeEventListener("beforeunload", this.#leaving);
    this.desk?.end();
  }

  readonly #navigate = async (): Promise<void> => {
    // a code's link opened in this same tab
    if (location.hash.startsWith("#code=")) location.reload();
    this.hash = location.hash;
    await this.updateComplete;
    this.querySelector<HTMLElement>("main")?.focus();
  };

  /** Codes that were not printed would be lost. */
  readonly #leaving = (event: BeforeUnloadEvent): void => {
    if (this.desk?.slips.unprinted) event.preventDefault();
  };

  async #begin(): Promise<void> {
    this.#given = codeFromAddress();
    this.#known = isSecureContext ? await loadIdentity("secretariat") : null;
    this.loaded = true;
    if (this.#known && this.#given === null) await this.#work(this.#known);
  }

  async #work(identity: Identity): Promise<void> {
    const desk = new Desk(identity);
    this.desk = desk;
    this.#deskWatch ??= new Watch(this, () => this.desk?.view);
    this.#deskWatch.hostDisconnected();
    this.#deskWatch.hostConnected();
    this.problem = "";
    try {
      await desk.start();
    } catch (error) {
      if (!desk.view.value.refused) this.problem = wordsOf(error);
    }
    this.#land(desk);
  }

  /** Where nobody chose a step, the one that the work begins with; it stays when that is done. */
  #land({ identity, view }: Desk): void {
    const { register } = view.value;
    if (!register) return;
    const step = stepFromHash(location.hash, identity.role, register.members.length > 0);
    history.replaceState(null, "", `#/${step}`);
    this.hash = location.hash;
  }

  async #enrolAgain(): Promise<void> {
    this.desk?.end();
    await forgetIdentity("secretariat");
    this.desk = null;
    this.#given = null;
    this.#known = null;
  }

  protected override render() {
    if (!isSecureContext) return this.#notice(t().insecureTitle, t().insecureWords, nothing);
    if (!this.loaded) return nothing;
    const { desk } = this;
    if (!desk)
      return html`${this.#bar()}<enrol-page
          .given=${this.#given}
          .known=${this.#known}
          @enrolled=${(event: CustomEvent<Identity>) => void this.#work(event.detail)}
        ></enrol-page>`;
    const { register, refused, status } = desk.view.value;
    if (refused)
      return this.#notice(
        t().refusedTitle,
        t().refusedWords,
        html`<button class="btn primary" type="button" @click=${() => void this.#enrolAgain()}>${t().enrolAgain}</button>`,
      );
    if (status.stop === "replaced")
      return this.#notice(
        t().replacedTitle,
        "",
        html`<button class="btn primary" type="button" @click=${() => desk.reconnect()}>${t().useHere}</button>`,
      );
    if (!register)
      return this.#notice(
        say(desk.identity.name),
        this.problem || t().reading,
        this.problem
          ? html`<button class="btn primary" type="button" @click=${() => void this.#work(desk.identity)}>${t().retry}</button>`
          : nothing,
      );
    return this.#shell(desk, register);
  }

  #notice(title: string, words: string, action: unknown) {
    return html`${this.#bar()}
      <main class="door"><section class="sheet form"><h1>${title}</h1><p>${words}</p>${action}</section></main>`;
  }

  #shell(desk: Desk, register: Register) {
    const step = stepFromHash(this.hash, desk.identity.role, register.members.length > 0);
    const { status, said } = desk.view.value;
    return html`${this.#bar(desk)}
      <div class="shell">
        ${this.#nav(desk, register, step)}
        <main class="work step-${step}" tabindex="-1" aria-label=${t()[step]}>
          ${status.stop === "wrong-server" ? trouble(t().wrongServer) : nothing}${this.#page(desk, step)}
        </main>
      </div>
      <p class="visually-hidden" aria-live="polite">${said}</p>`;
  }

  #page(desk: Desk, step: StepName) {
    switch (step) {
      case "overview":
        return html`<overview-page .desk=${desk}></overview-page>`;
      case "roster":
        return html`<roster-page .desk=${desk}></roster-page>`;
      case "seats":
        return html`<seats-page .desk=${desk}></seats-page>`;
      case "scrutineers":
        return html`<scrutineers-page .desk=${desk}></scrutineers-page>`;
      case "terminals":
        return html`<terminals-page .desk=${desk}></terminals-page>`;
      case "sitting":
        return html`<sitting-page .desk=${desk}></sitting-page>`;
      case "agenda":
        return html`<agenda-page .desk=${desk}></agenda-page>`;
      case "hall":
        return html`<hall-page .desk=${desk}></hall-page>`;
      case "ledger":
        return html`<ledger-page .desk=${desk}></ledger-page>`;
    }
  }

  #nav(desk: Desk, register: Register, current: StepName) {
    const { model } = desk.view.value;
    return html`<nav class="prep" aria-label=${t().steps}>
      <h2>${t().steps}</h2>
      <ul>
        ${stepsOf(desk.identity.role).map((step) => {
          const { done, figure } = progressOf(step, register, model.state);
          const here = step === current;
          return html`<li>
            <a href="#/${step}" aria-current=${here ? "page" : nothing}>
              ${icon(here ? "dot" : done ? "tick" : "ring")}
              <span>${t()[step]}</span>
              ${done && !here ? html`<span class="visually-hidden">${t().done}</span>` : nothing}
              <small>${figure}</small>
            </a>
          </li>`;
        })}
      </ul>
    </nav>`;
  }

  #bar(desk?: Desk) {
    const state = desk?.view.value.model.state ?? null;
    const role = desk?.identity.role;
    const title =
      role && role !== "secretariat" && role in t()
        ? t()[role as "operator" | "scrutineer" | "teller"]
        : state?.sitting.state === "open"
          ? t().helping
          : desk
            ? t().preparing
            : t().title;
    const where = desk
      ? [
          say(desk.identity.name),
          state ? say(state.sitting.title) : t().noSitting,
          ...(state?.sitting.demo ? [t().demo] : []),
        ]
      : [];
    return html`<header class="bar">
      ${guard([], () => mark())}
      <p class="where"><b>${title}</b><span>${where.join(" · ")}</span></p>
      <p class="push tools">
        ${desk?.view.value.chosen ? this.#connection(desk) : nothing}
        ${desk ? html`<span class="soft">${desk.identity.holder}</span><a class="btn small quiet" href="/history/" target="_blank">${t().history}</a>` : nothing}
        <button
          class="btn small quiet"
          type="button"
          lang=${lang.value === "zh" ? "en" : "zh-CN"}
          aria-label=${t().languageLabel}
          @click=${() => setLang(lang.value === "zh" ? "en" : "zh")}
        >
          ${t().language}
        </button>
      </p>
    </header>`;
  }

  #connection(desk: Desk) {
    const { phase } = desk.view.value.status;
    if (phase === "online") return tag("online", t().online, "soft");
    return phase === "offline" ? tag("offline", t().offline, "notice") : working(t().reading);
  }
}
