/** The page's frame: enrolment, then the bar, the three lists, and the view that the address names. */
import { lookButtons } from "@hemicycle/kit/deskbar";
import { mark } from "@hemicycle/kit/draw/mark";
import type { Identity } from "@hemicycle/kit/enrol";
import { EnrolledApp } from "@hemicycle/kit/enrolledapp";
import { common, say } from "@hemicycle/kit/i18n";
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { keyed } from "lit/directives/keyed.js";
import { type Asked, askedOf } from "./asked.ts";
import { Desk, ownIdentity, ROLES } from "./desk.ts";
import "./division.ts";
import "./divisions.ts";
import "./member.ts";
import "./members.ts";
import { type Place, placeOf, TABS, tabLink } from "./places.ts";
import "./sitting.ts";
import "./sittings.ts";
import { t } from "./texts.ts";

@customElement("history-app")
export class HistoryApp extends EnrolledApp {
  protected readonly enrolment = { page: "history", roles: ROLES } as const;
  @state() private hash = location.hash;
  #desk!: Desk;

  protected get words() {
    return { ...t(), device: navigator.userAgent };
  }

  protected override known(): Promise<Identity | null> {
    return ownIdentity();
  }

  protected begin(identity: Identity): void {
    this.#desk = new Desk(identity);
  }

  protected override cover(form: unknown) {
    return html`${this.#bar()}<main class="cover">${form}<p class="soft">${t().onlyOwn}</p></main>`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("hashchange", this.#navigate);
    addEventListener("asked", this.#asked);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("hashchange", this.#navigate);
    removeEventListener("asked", this.#asked);
  }

  readonly #asked = (): void => {
    this.hash = location.hash;
  };

  readonly #navigate = async (): Promise<void> => {
    if (location.hash.startsWith("#code=")) location.reload();
    this.hash = location.hash;
    await this.updateComplete;
    this.querySelector<HTMLElement>("main")?.focus();
    scrollTo(0, 0);
  };

  #view(desk: Desk, place: Place, asked: Asked) {
    switch (place.name) {
      case "divisions":
        return html`<past-divisions .desk=${desk} .asked=${asked}></past-divisions>`;
      case "sittings":
        return html`<past-sittings .desk=${desk} .asked=${asked}></past-sittings>`;
      case "members":
        return html`<past-members .desk=${desk} .asked=${asked}></past-members>`;
      case "division":
        return html`<past-division .desk=${desk} .asked=${asked} .sitting=${place.sitting} .division=${place.division}></past-division>`;
      case "sitting":
        return html`<past-sitting .desk=${desk} .asked=${asked} .sitting=${place.sitting}></past-sitting>`;
      case "member":
        return html`<past-member .desk=${desk} .asked=${asked} .member=${place.member}></past-member>`;
    }
  }

  #nav(desk: Desk, place: Place, asked: Asked) {
    return html`<nav class="tabs noprint" aria-label=${t().nav}>
      ${TABS.filter((tab) => tab !== "members" || desk.seesMembers).map(
        (tab) =>
          html`<a href=${tabLink(tab, asked)} aria-current=${place.tab === tab ? "page" : nothing}>${t()[tab]}</a>`,
      )}
    </nav>`;
  }

  #bar(desk?: Desk) {
    return html`<header class="bar">
      ${guard([], () => mark())}
      <p class="where"><b>${t().page}</b><span>${desk ? say(desk.identity.name) : common().product}</span></p>
      <div class="push tools noprint">
        ${desk ? html`<span class="soft holder">${desk.identity.holder}</span>` : nothing}
        ${lookButtons()}
      </div>
    </header>`;
  }

  protected work() {
    const desk = this.#desk;
    const place = placeOf(this.hash, desk.seesMembers);
    const asked = askedOf(this.hash);
    return html`${this.#bar(desk)}${this.#nav(desk, place, asked)}
      <main tabindex="-1" aria-label=${t()[place.tab]}>${keyed(JSON.stringify(place), this.#view(desk, place, asked))}</main>`;
  }
}
