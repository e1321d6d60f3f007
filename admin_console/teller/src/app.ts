/** The page: enrolment, then the desk of a teller or scrutineer. */
import { isDoubted } from "@hemicycle/kit/channels";
import type { Stop } from "@hemicycle/kit/connection";
import { offlineStrip } from "@hemicycle/kit/deskbar";
import type { Identity } from "@hemicycle/kit/enrol";
import { EnrolledApp } from "@hemicycle/kit/enrolledapp";
import { say } from "@hemicycle/kit/i18n";
import "@hemicycle/kit/hold";
import { blankDraft } from "@hemicycle/kit/counts";
import { overfullWhyWords, overfullWords } from "@hemicycle/kit/countwords";
import { itemOf } from "@hemicycle/kit/marks";
import { PlainElement } from "@hemicycle/kit/plain";
import { COUNTING_DESK } from "@hemicycle/kit/scrutineers";
import { sign } from "@hemicycle/kit/sign";
import { stopped } from "@hemicycle/kit/stopped";
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Desk } from "./desk.ts";
import "./entry.ts";
import type { Typed } from "./entry.ts";
import "./keypad.ts";
import "./number.ts";
import type { Numbered } from "./number.ts";
import { bar, heading, keepingWords, said, steps } from "./parts.ts";
import type { Counted, Screen, ScreenKind } from "./screen.ts";
import { lastAttempt } from "./shown.ts";
import { t } from "./texts.ts";
import { type Act, actOf, ground, idle, wordsOf } from "./work.ts";

const KEYPAD = "hemicycle.teller.keypad";
/** Where something was handed in and may have to be given up. */
const MAY_COUNT_AGAIN: ReadonlySet<ScreenKind> = new Set(["waiting", "revealing", "lost", "others"]);

/** Where it matters what this device keeps. */
const OF_THE_SHELF: ReadonlySet<ScreenKind> = new Set(["entry", "unsent", "waiting", "revealing", "lost"]);

@customElement("teller-app")
export class TellerApp extends EnrolledApp {
  protected readonly enrolment = { page: "teller", roles: ["teller", "scrutineer"], alone: true } as const;
  #desk!: Desk;

  protected get words() {
    return { ...t(), device: COUNTING_DESK };
  }

  protected begin(identity: Identity): void {
    this.#desk = new Desk(identity);
  }

  protected work() {
    return html`<teller-desk .desk=${this.#desk}></teller-desk>`;
  }
}

@customElement("teller-desk")
export class TellerDesk extends PlainElement {
  @property({ attribute: false }) desk!: Desk;
  /** The number of ballots that is typed; null: nothing. */
  @state() private number: number | null = null;
  /** The number returned is being corrected. */
  @state() private correcting = false;
  /** Asked why it should be counted again. */
  @state() private asking = false;
  @state() private reasonMissing = false;
  @state() private keypad = localStorage.getItem(KEYPAD) === "1" || matchMedia("(pointer: coarse)").matches;
  #shown = "";
  #stop: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    const update = () => this.requestUpdate();
    const { link, mine, keeping, unreadable, busy, trouble } = this.desk;
    const watched = [link.model, link.status, link.sitting, mine, keeping, unreadable, busy, trouble];
    this.#stop = watched.map((one) => one.subscribe(update));
    link.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#stop) stop();
    this.desk.link.end();
  }

  get #screen(): Screen {
    const { screen } = this.desk;
    const correcting = this.correcting && screen.kind === "entry" && screen.counted?.channel === "paper";
    return correcting ? { ...screen, kind: "return" } : screen;
  }

  protected override willUpdate(): void {
    const { kind, counted } = this.#screen;
    const shown = `${kind} ${counted?.division.open} ${counted?.count.attempt}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.asking = false;
    this.number =
      kind === "issue"
        ? (counted?.count.issued ?? null)
        : kind === "return"
          ? counted && !isDoubted(counted.count)
            ? counted.count.returned
            : null
          : null;
    if (kind !== "return") this.correcting = false;
  }

  // --- acts ---

  get #online(): boolean {
    return this.desk.link.status.value.phase === "online";
  }

  get #act(): Act | null {
    const { mine } = this.desk;
    return actOf(this.#screen, { draft: mine.value.draft, number: this.number, online: this.#online });
  }

  readonly #do = async (): Promise<void> => {
    const act = this.#act;
    if (!act || act.blocked) return;
    const { desk } = this;
    switch (act.kind) {
      case "issue":
        await desk.say("issued", this.number ?? 0);
        break;
      case "return":
        if (await desk.say("returned", this.number ?? 0)) this.correcting = false;
        break;
      case "hand-in":
        await desk.handIn();
        break;
      case "send-again":
        await desk.sendAgain();
        break;
      case "sign":
        await desk.sign();
        break;
    }
  };

  async #countAgain(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const reason = String(new FormData(event.target as HTMLFormElement).get("reason")).trim();
    this.reasonMissing = reason === "";
    if (reason !== "" && (await this.desk.countAgain(reason))) this.asking = false;
  }

  // --- rendering ---

  #numberForm({ count }: Counted, kind: "issue" | "return") {
    const { number } = this;
    const issue = kind === "issue";
    const [issued, entitled] = [count.issued ?? 0, count.entitled];
    const wrong = number !== null && number > (issue ? entitled : issued);
    const doubted = !issue && isDoubted(count);
    const word = () => {
      if (issue)
        return wrong ? t().issuedMore(entitled) : count.issued === null ? "" : t().issuedAre(count.issued);
      if (number === null || number === issued) return "";
      return wrong ? t().returnedMore(number - issued) : t().returnedFewer(issued - number);
    };
    return html`${doubted ? said(overfullWords(count), overfullWhyWords(count)) : nothing}<ballot-number
      .label=${issue ? t().issuedTitle : t().returnedTitle}
      .how=${issue ? t().issuedHow(entitled) : t().returnedHow(issued)}
      .word=${word()}
      .wrong=${wrong}
      .value=${number}
      @numbered=${(event: Numbered) => {
        this.number = event.number;
      }}
    ></ballot-number>`;
  }

  #entryForm(counted: Counted) {
    const { division, count, channel } = counted;
    const { draft } = this.desk.mine.value;
    if (!draft) return nothing;
    const last = count.attempts.at(-1);
    return html`${lastAttempt(division, count.attempts)}
      <p class="entry-head">
        <b>${count.attempt > 1 ? t().entryAgain(count.attempt) : t().entryTitle}</b><span class="soft">${t().entryHow}</span>
      </p>
      <figure-entry
        .division=${division}
        .ground=${ground(counted)}
        .draft=${draft}
        .differences=${last?.reason === "differ" ? last.differences : []}
        @typed=${(event: Typed) => this.desk.type(event.draft)}
      ></figure-entry>
      <p class="entry-tools">
        <button class="btn small" type="button" aria-pressed=${this.keypad ? "true" : "false"} @click=${this.#toggleKeypad}>${t().keypad}</button>
        <button class="btn small" type="button" @click=${() => this.desk.type(blankDraft(channel, itemOf(division).item))}>${t().clear}</button>
        ${
          channel === "paper"
            ? html`<button class="btn small" type="button" @click=${() => {
                this.correcting = true;
              }}>${t().correctReturned}</button>`
            : nothing
        }
        ${keepingWords(this.desk.keeping.value)}
      </p>`;
  }

  readonly #toggleKeypad = (): void => {
    this.keypad = !this.keypad;
    localStorage.setItem(KEYPAD, this.keypad ? "1" : "0");
  };

  #askReason() {
    return html`<form class="sheet ask" @submit=${(event: SubmitEvent) => void this.#countAgain(event)} aria-labelledby="ask-title">
      <h2 id="ask-title">${t().countAgainTitle}</h2>
      <p class="soft">${t().countAgainWhy}</p>
      <label>${t().reason}<textarea name="reason" rows="2" maxlength="500" autofocus></textarea></label>
      ${this.reasonMissing ? html`<p class="trouble" role="alert">${t().reasonNeeded}</p>` : nothing}
      <p class="row">
        <button class="btn primary" type="submit" ?disabled=${this.desk.busy.value !== ""}>${t().countAgainDo}</button>
        <button class="btn" type="button" @click=${() => {
          this.asking = false;
        }}>${t().back}</button>
      </p>
    </form>`;
  }

  /** Beside the dominant control. */
  #others({ kind }: Screen) {
    if (MAY_COUNT_AGAIN.has(kind) && this.desk.identity.role === "teller" && !this.asking)
      return html`<button class="btn ${kind === "lost" ? "primary" : ""}" type="button" @click=${() => {
        this.reasonMissing = false;
        this.asking = true;
      }}>${t().countAgain}</button>`;
    if (kind === "unsent" && this.desk.isKnown)
      return html`<button class="btn" type="button" @click=${() => this.desk.takeBack()}>${t().takeBack}</button>`;
    if (this.correcting)
      return html`<button class="btn" type="button" @click=${() => {
        this.correcting = false;
      }}>${t().back}</button>`;
    return nothing;
  }

  #foot(screen: Screen, known: boolean) {
    const act = known ? this.#act : null;
    const others = this.#others(screen);
    if (!act && others === nothing) return nothing;
    const busy = this.desk.busy.value !== "";
    return html`<div class="foot">
      ${
        act
          ? html`<hold-control
              data-step=${act.kind}
              .step=${`${act.kind} ${screen.counted?.division.id} ${screen.counted?.count.attempt}`}
              .label=${act.label}
              .note=${busy ? t().sending : act.note}
              .hint=${act.blocked ? "" : t().key}
              .holdMs=${act.holdMs}
              .typing=${"input.text, textarea, select"}
              .blocked=${busy || act.blocked}
              @done=${this.#do}
            ></hold-control>`
          : nothing
      }
      ${others}
    </div>`;
  }

  #work(screen: Screen) {
    const { counted, kind } = screen;
    if (!counted) return idle(this.desk.state, this.desk.link.sitting.value);
    const form = () => {
      if (kind === "issue" || kind === "return") return this.#numberForm(counted, kind);
      if (kind === "entry") return this.#entryForm(counted);
      return wordsOf(screen, this.desk);
    };
    const ofShelf = OF_THE_SHELF.has(kind);
    const known = !ofShelf || this.desk.isKnown;
    const typing = this.keypad && (kind === "entry" || kind === "issue" || kind === "return");
    return html`${steps(counted)}
      <div class="work" data-screen=${kind}>
        ${heading(counted)}
        ${ofShelf && this.desk.unreadable.value ? html`<div role="alert">${said(t().unreadable, t().unreadableWhy)}</div>` : nothing}
        ${this.asking ? this.#askReason() : known ? form() : nothing}
        ${typing ? html`<number-keys></number-keys>` : nothing}
        ${this.#foot(screen, known)}
      </div>`;
  }

  #strip() {
    const { phase, stop } = this.desk.link.status.value;
    const { trouble } = this.desk;
    if (phase === "offline") return offlineStrip(t().offline, t().offlineWhy);
    if (phase !== "stopped" && !trouble.value) return nothing;
    if (trouble.value && phase !== "stopped")
      return html`<div class="strip" role="alert">
        <b>${sign("trouble")}${say(trouble.value)}</b>
        <button class="btn small" type="button" @click=${() => this.desk.dismiss()}>${t().back}</button>
      </div>`;
    return stop ? html`<div class="stopped">${this.#stopped(stop)}</div>` : nothing;
  }

  #stopped(stop: Stop) {
    const { title, why, action } = stopped(stop, "teller", () => {
      this.desk.link.end();
      this.desk.link.start();
    });
    return said(title, why, null, action);
  }

  protected override render() {
    const screen = this.#screen;
    const { identity } = this.desk;
    return html`${bar(this.desk.state, identity, this.#online)}${this.#strip()}
      <main class=${screen.counted ? "stepped" : "alone"}>${this.#work(screen)}</main>`;
  }
}
