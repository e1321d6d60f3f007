/** The terminals: counts and map at the left with the seat test under them, the list with problems first at the right. */
import { legendMark, type SeatMark } from "@hemicycle/kit/draw/seatmap";
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { bitsOf } from "../../chair/src/lost.ts";
import { DeskPage, Watch } from "../../secretariat/src/page.ts";
import { empty, trouble } from "../../secretariat/src/parts.ts";
import type { CodeEntry, KeyEntry } from "../../secretariat/src/register.ts";
import "../../secretariat/src/terminals/replace.ts";
import "./map.ts";
import "./list.ts";
import { countsOf, type Terminal, terminalsOf } from "./terminals.ts";
import { t } from "./texts.ts";
import type { Watcher } from "./watch.ts";
import { left } from "./words.ts";

const VOTING = new Set(["announced", "open"]);

@customElement("operator-terminals")
export class OperatorTerminals extends DeskPage {
  @property({ attribute: false }) watcher!: Watcher;
  /** The seat whose details are shown. */
  @state() private opened = "";
  @state() private replacing: { readonly key: KeyEntry } | { readonly code: CodeEntry } | null = null;
  #tick: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    new Watch(this, () => this.watcher?.seen);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#tick = setInterval(() => this.#test && this.requestUpdate(), 1000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#tick);
  }

  get #test() {
    return this.watcher.seen.value.devices?.test ?? null;
  }

  #terminals(): readonly Terminal[] {
    const { register, model, status } = this.view;
    if (!register) return [];
    const told = model.attendance?.online;
    const online = told !== undefined && status.phase === "online" ? bitsOf(told) : null;
    return terminalsOf(register, this.watcher.seen.value.devices, online, model.state?.sitting.pages);
  }

  #legend(testing: boolean, counts: ReturnType<typeof countsOf>) {
    const one = (mark: SeatMark, words: string, count: number) =>
      html`<li>${guard([mark], () => legendMark(mark))}<span>${words}</span> <b>${count}</b></li>`;
    const { online, offline, attention, missing, all, enrolled, tested } = counts;
    const unknown = enrolled - online - offline;
    return html`<ul class="legend">
      ${
        testing
          ? html`${one("on", t().legendTested, tested)}${one("off", t().legendUntested, online - tested)}`
          : html`${one("on", t().legendOn, online + unknown - attention)}${one("off", t().legendAttention, attention)}`
      }
      ${one("fault", t().legendOffline, offline)}${one("none", t().legendMissing, missing)}${one("gone", t().legendNone, all - enrolled - missing)}
    </ul>`;
  }

  async #switch(on: boolean): Promise<void> {
    await this.attempt(on ? t().testStart : t().testStop, () => this.watcher.test(on));
  }

  #blocked(): string {
    const { chosen, status, model } = this.view;
    if (!chosen) return t().testNoSitting;
    if (status.phase !== "online") return t().testOffline;
    return model.state?.divisions.some(({ state }) => VOTING.has(state)) ? t().testBlocked : "";
  }

  #seatTest({ tested, online }: ReturnType<typeof countsOf>) {
    const test = this.#test;
    const blocked = this.#blocked();
    if (test && !blocked)
      return html`<section class="sheet test running" aria-labelledby="test-title">
        <h2 id="test-title">${t().testTitle}</h2>
        <p class="progress"><b>${t().testProgress(tested, online)}</b><span class="soft">${t().testLeft(left(test.ends_ms - this.watcher.now()))}</span></p>
        <progress max=${Math.max(1, online)} value=${tested} aria-labelledby="test-title"></progress>
        <p role="status">${online > 0 && tested === online ? t().testDone : ""}</p>
        <button class="btn" type="button" ?disabled=${this.busy !== ""} @click=${() => void this.#switch(false)}>${t().testStop}</button>
        ${trouble(this.problem)}
      </section>`;
    return html`<section class="sheet test" aria-labelledby="test-title">
      <h2 id="test-title">${t().testTitle}</h2>
      <p class="soft">${t().testHow}</p>
      <button class="btn primary" type="button" ?disabled=${blocked !== "" || this.busy !== ""} aria-describedby="test-blocked" @click=${() => void this.#switch(true)}>${t().testStart}</button>
      <p id="test-blocked" class="soft">${blocked}</p>
      ${trouble(this.problem)}
    </section>`;
  }

  #replace() {
    if (!this.replacing) return nothing;
    return html`<replace-panel
      .desk=${this.desk}
      .device=${this.replacing}
      @leave=${() => {
        this.replacing = null;
      }}
    ></replace-panel>`;
  }

  protected override render() {
    const { register, chosen } = this.view;
    if (!register) return html`<div class="alone"><h1>${t().connecting}</h1></div>`;
    if (register.seats.length === 0)
      return html`<div class="alone">${empty(t().noPlan, t().noPlanWhy)}</div>`;
    const terminals = this.#terminals();
    const counts = countsOf(terminals);
    const devices = this.watcher.seen.value.devices;
    const testing = this.#test !== null && this.#blocked() === "";
    const label = t().mapLabel(counts.online, counts.offline, counts.attention, counts.all - counts.enrolled);
    const open = (seat: string) => {
      this.opened = seat;
    };
    return html`<div class="terminals">
      <h1 class="visually-hidden">${t().terminals}</h1>
      <div class="left">
        <section class="sheet hall">
          <p class="figure"><b>${counts.online}</b> ${t().onlineCount}<span class="soft">${t().ofEnrolled(counts.enrolled)}</span></p>
          <operator-map
            .seats=${register.seats}
            .terminals=${terminals}
            .testing=${testing}
            .label=${label}
            @pick=${(event: CustomEvent<string>) => open(event.detail)}
          ></operator-map>
          ${this.#legend(testing, counts)}
          ${chosen ? nothing : html`<p class="trouble"><b>${t().noSitting}</b> ${t().noSittingWhy}</p>`}
        </section>
        ${this.#seatTest(counts)}
      </div>
      <operator-list
        .terminals=${terminals}
        .version=${devices?.version ?? ""}
        .testing=${testing}
        .opened=${this.opened}
        @open=${(event: CustomEvent<string>) => open(event.detail)}
        @replace=${(event: CustomEvent<KeyEntry>) => {
          this.replacing = { key: event.detail };
        }}
        @renew=${(event: CustomEvent<CodeEntry>) => {
          this.replacing = { code: event.detail };
        }}
      ></operator-list>
      ${this.#replace()}
    </div>`;
  }
}
