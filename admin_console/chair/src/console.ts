/** The console of one sitting. */
import type { Votes } from "@hemicycle/kit/draw/votesmap";
import { lang, say, setLang } from "@hemicycle/kit/i18n";
import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import "./chamber.ts";
import type { Desk, OpenOrder } from "./desk.ts";
import "./hold.ts";
import type { HoldControl } from "./hold.ts";
import { isLocked, lockCover, setLocked } from "./lock.ts";
import type { Order } from "./orders.ts";
import { rightPanel } from "./panels.ts";
import { bar, dayStrip, motion } from "./parts.ts";
import { type RecordFile, readRecord, recordPanel } from "./record.ts";
import { againId, isRunning } from "./state.ts";
import type { OtherStep, Step } from "./steps.ts";
import { t } from "./texts.ts";
import { issuesOf, tray } from "./tray.ts";
import { type View, viewOf } from "./view.ts";
import "./votes.ts";
import type { VotesWanted } from "./votes.ts";
import { scriptOf } from "./words.ts";
import { wordsCard } from "./wordscard.ts";

type Asked = "void" | "withdraw" | "defer";
type Aside =
  | { readonly kind: "reason"; readonly what: Asked; readonly division: string }
  | { readonly kind: "document"; readonly division: string }
  | { readonly kind: "record"; readonly record: RecordFile };

const COUNTDOWNS = [0, 30, 60, 90, 120] as const;
const TICK_MS = 250;

@customElement("chair-console")
export class ChairConsole extends LitElement {
  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false }) switchSitting: (() => void) | null = null;
  @state() private chosen = "";
  @state() private countdownS: number | null = null;
  @state() private aside: Aside | null = null;
  @state() private locked = isLocked();
  @state() private at = 0;
  @state() private reasonMissing = false;
  #script = "";
  #stop: (() => void)[] = [];

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const { link, plan, notices, busy } = this.desk;
    const update = () => this.requestUpdate();
    const clock = setInterval(update, TICK_MS);
    this.#stop = [
      link.model.subscribe(update),
      link.status.subscribe(update),
      plan.subscribe(update),
      notices.subscribe(update),
      busy.subscribe(update),
      lang.subscribe(update),
      () => clearInterval(clock),
    ];
    addEventListener("keydown", this.#keydown);
    addEventListener("keyup", this.#keyup);
    this.addEventListener("click", this.#giveFocusBack);
    this.addEventListener("votes-wanted", this.#fetchVotes);
    link.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#stop) stop();
    removeEventListener("keydown", this.#keydown);
    removeEventListener("keyup", this.#keyup);
    this.desk.link.end();
  }

  get #view(): View | null {
    const { link, plan, onlineForMs } = this.desk;
    return viewOf(link.model.value, {
      chosen: this.chosen,
      plan: plan.value,
      now: link.now(),
      onlineForMs,
    });
  }

  protected override willUpdate(_changed: PropertyValues): void {
    const view = this.#view;
    if (!view) return;
    if (view.focus && isRunning(view.focus)) this.chosen = view.focus.id;
    const script = scriptOf(view.state, view.focus, lang.value);
    const name = `${view.focus?.id} ${view.focus?.state} ${view.state.sitting.state}`;
    if (name !== this.#script) {
      this.at = script.first;
      this.#script = name;
      if (view.focus?.state !== "announced") this.countdownS = null;
      if (this.aside?.kind === "reason" && !view.others.includes(this.aside.what)) this.aside = null;
    }
    this.at = Math.min(this.at, Math.max(0, script.lines.length - 1));
  }

  protected override updated(): void {
    // what is under way stays in sight in lists that scroll: the item on the strip, the sentence to say now
    for (const part of [".day .cur", ".saynow"])
      this.querySelector(part)?.scrollIntoView?.({ block: "nearest", inline: "nearest" });
  }

  // --- acts ---

  readonly #dominant = (): void => {
    const view = this.#view;
    if (!view || view.step.blocked) return;
    const { kind, division } = view.step;
    this.aside = null;
    if (kind === "next") this.chosen = division;
    else if (kind === "open") void this.#perform({ kind, division, countdownS: this.#countdown(view) });
    else if (kind !== "counting" && kind !== "no-items" && kind !== "finished")
      void this.#perform({ kind, division });
  };

  async #perform(order: Order | OpenOrder): Promise<void> {
    // the item stays in sight when the act ends it
    if (order.division) this.chosen = order.division;
    const done = await this.desk.perform(order);
    if (done && order.kind !== "open" && order.kind !== "again") this.aside = null;
  }

  #countdown(view: View): number {
    return this.countdownS ?? view.focus?.countdown_s ?? 0;
  }

  #other(other: OtherStep, view: View): void {
    const division = view.focus?.id ?? "";
    switch (other) {
      case "void":
      case "withdraw":
      case "defer":
        this.reasonMissing = false;
        this.aside = { kind: "reason", what: other, division };
        break;
      case "document":
        this.aside = this.aside?.kind === "document" ? null : { kind: "document", division };
        break;
      case "record":
        void this.#showRecord(division);
        break;
      case "again":
        void this.#holdAgain(view, division);
        break;
      default:
        void this.#perform({ kind: other, division });
    }
  }

  async #holdAgain(view: View, division: string): Promise<void> {
    const id = againId(view.state, division);
    if (await this.desk.perform({ kind: "again", division })) this.chosen = id;
  }

  async #showRecord(division: string): Promise<void> {
    const { link, sitting } = this.desk;
    try {
      const blob = await link.api.blob(`/v1/sittings/${sitting}/divisions/${division}/bundle`);
      this.aside = { kind: "record", record: await readRecord(sitting, division, blob) };
    } catch (error) {
      this.desk.report(error);
    }
  }

  readonly #fetchVotes = (event: Event): void => {
    const wanted = event as VotesWanted;
    const { link, sitting } = this.desk;
    const path = `/v1/sittings/${sitting}/divisions/${wanted.division}/votes`;
    wanted.votes = link.api.get<{ choices: Votes }>(path).then(({ choices }) => choices);
    wanted.votes.catch((error) => this.desk.report(error));
  };

  // --- keyboard ---

  get #control(): HoldControl | null {
    return this.querySelector<HoldControl>("hold-control");
  }

  /** Space belongs to the dominant control unless it is typed or meant for a focused button. */
  #isFree(event: KeyboardEvent): boolean {
    const target = event.target instanceof Element ? event.target : null;
    return target === null || target.closest("input, textarea, select, button:not(.hold), a") === null;
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    if (!this.#isFree(event)) return;
    if (event.key === " ") {
      event.preventDefault();
      if (!event.repeat) this.#control?.press();
    } else if (!this.locked && ["ArrowDown", "PageDown"].includes(event.key)) this.#turn(event, 1);
    else if (!this.locked && ["ArrowUp", "PageUp"].includes(event.key)) this.#turn(event, -1);
  };

  readonly #keyup = (event: KeyboardEvent): void => {
    if (event.key === " " && this.#isFree(event)) this.#control?.release();
  };

  #turn(event: KeyboardEvent, by: number): void {
    event.preventDefault();
    this.at = Math.max(0, this.at + by);
  }

  /** After a click with a pointer the focus goes back to the page, so that space means the dominant control again. */
  readonly #giveFocusBack = (event: MouseEvent): void => {
    if (event.detail === 0 || !(event.target instanceof Element)) return;
    event.target.closest<HTMLElement>("button")?.blur();
  };

  // --- rendering ---

  #note(view: View): string {
    const { step, state, focus, secondsLeft } = view;
    const { n, p } = { n: view.attendance.due, p: view.attendance.present };
    if (this.desk.busy.value) return t().sending;
    if (step.blocked === "no-quorum") return t().blockQuorum(state.sitting.quorum.needed);
    if (step.blocked === "void-proposed") return t().blockVoid;
    const held = step.holdMs > 0 ? `${t().holdFor(step.holdMs / 1000)} · ` : "";
    switch (step.kind) {
      case "open-sitting":
        return held + t().noteOpenSitting;
      case "approve":
        return t().noteApprove;
      case "announce":
        return t().noteAnnounce;
      case "open":
        return t().noteOpen(n, p, focus?.rule.needed ?? 0);
      case "close":
        return held + (secondsLeft === null ? t().noteClose : t().noteCloses(secondsLeft));
      case "counting":
        return t().noteCounting;
      case "declare":
        return held + t().noteDeclare;
      case "next": {
        const next = state.divisions.find(({ id }) => id === step.division);
        return next ? t().noteNext(next.number, say(next.short) || say(next.title)) : "";
      }
      case "close-sitting":
        return held + t().noteCloseSitting;
      case "no-items":
        return t().noteNoItems;
      case "finished":
        return t().noteFinished;
    }
  }

  #hint(step: Step): string {
    if (step.blocked) return "";
    return step.holdMs > 1000 ? t().holdHint(step.holdMs / 1000) : t().keyHint;
  }

  #countdownChoice(view: View) {
    if (view.step.kind !== "open") return nothing;
    const now = this.#countdown(view);
    const choices = [...new Set([...COUNTDOWNS, view.focus?.countdown_s ?? 0])].sort((a, b) => a - b);
    return html`<label class="choice"
      >${t().countdown}
      <select @change=${(event: Event) => {
        this.countdownS = Number((event.target as HTMLSelectElement).value);
      }}>
        ${choices.map(
          (seconds) => html`<option value=${seconds} ?selected=${seconds === now}>
            ${seconds === 0 ? t().countdownNone : t().countdownSeconds(seconds)}
          </option>`,
        )}
      </select></label
    >`;
  }

  #acts(view: View) {
    const others = view.others;
    const busy = this.desk.busy.value !== null;
    const button = (other: OtherStep) => html`<button
      class="btn ${other === "void" || other === "void-cancel" ? "last" : ""}"
      type="button"
      data-act=${other}
      ?disabled=${busy}
      @click=${() => this.#other(other, view)}
    >
      ${t()[`other-${other}`]}
    </button>`;
    return html`<section class="act">
      <hold-control
        .step=${`${view.step.kind} ${view.step.division}`}
        data-step=${view.step.kind}
        .label=${t()[`step-${view.step.kind}`]}
        .note=${this.#note(view)}
        .hint=${this.#hint(view.step)}
        .holdMs=${view.step.holdMs}
        .blocked=${busy || view.step.blocked !== null}
        @done=${this.#dominant}
      ></hold-control>
      <p class="more">${this.#countdownChoice(view)}${others.map(button)}</p>
    </section>`;
  }

  #reasonForm(aside: Extract<Aside, { kind: "reason" }>) {
    const { what, division } = aside;
    const submit = (event: SubmitEvent) => {
      event.preventDefault();
      const reason = String(new FormData(event.target as HTMLFormElement).get("reason")).trim();
      this.reasonMissing = reason === "";
      if (reason !== "") void this.#perform({ kind: what, division, reason });
    };
    return html`<form class="sheet inline" @submit=${submit} aria-labelledby="ask-title">
      <h2 id="ask-title">${t()[`ask-${what}`]}</h2>
      <p class="soft">${t()[`why-${what}`]}</p>
      <label>${t().reason}<textarea name="reason" rows="2" maxlength="500" autofocus></textarea></label>
      ${this.reasonMissing ? html`<p class="trouble" role="alert">${t().reasonNeeded}</p>` : nothing}
      <p class="row">
        <button class="btn primary" type="submit" ?disabled=${this.desk.busy.value !== null}>${t()[`do-${what}`]}</button>
        <button class="btn" type="button" @click=${() => {
          this.aside = null;
        }}>${t().back}</button>
      </p>
    </form>`;
  }

  #middle(view: View) {
    const close = () => {
      this.aside = null;
    };
    const { aside } = this;
    const division = view.state.divisions.find(
      ({ id }) => id === (aside?.kind === "record" ? aside.record.division : aside?.division),
    );
    if (aside?.kind === "reason") return this.#reasonForm(aside);
    if (aside?.kind === "record") return recordPanel(aside.record, division ?? null, close);
    if (aside?.kind === "document" && division)
      return html`<section class="sheet inline document" aria-label=${t()["other-document"]}>
        <h2>${say(division.title)}</h2>
        <div class="text" tabindex="0">${say(division.text)}</div>
        <p class="row"><button class="btn" type="button" @click=${close}>${t().close}</button></p>
      </section>`;
    return wordsCard(scriptOf(view.state, view.focus, lang.value), this.at, view.step.kind === "declare");
  }

  #setLocked(locked: boolean): void {
    setLocked(locked);
    this.locked = locked;
  }

  protected override render() {
    const { desk } = this;
    const view = this.#view;
    const troubles = { status: desk.link.status.value, notices: desk.notices.value, lost: desk.longLost };
    const issues = issuesOf(view, troubles, {
      dismiss: (id) => desk.dismiss(id),
      takeBack: () => {
        desk.link.end();
        desk.link.start();
      },
    });
    if (!view) return html`<main class="empty"></main>${tray(null, issues)}`;
    if (this.locked) return lockCover(view, () => this.#setLocked(false));
    const actions = {
      lock: () => this.#setLocked(true),
      language: () => setLang(lang.value === "zh" ? "en" : "zh"),
      switchSitting: this.switchSitting,
    };
    const choose = (id: string) => {
      this.chosen = id;
      this.aside = null;
    };
    return html`${bar(view, desk.identity.holder, actions)}${dayStrip(view, choose)}
      <main>
        <div class="left">${motion(view)}${this.#middle(view)}${this.#acts(view)}</div>
        ${rightPanel(view)}
      </main>
      ${tray(view, issues)}`;
  }
}
