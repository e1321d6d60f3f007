/** The console of one sitting. */

import { isUnpressed } from "@hemicycle/kit/channels";
import { papersOf } from "@hemicycle/kit/documents";
import { download } from "@hemicycle/kit/download";
import { lang, setLang } from "@hemicycle/kit/i18n";
import "@hemicycle/kit/hold";
import { mayStandDown } from "@hemicycle/kit/scrutineers";
import type { SheetFile } from "@hemicycle/kit/sheets";
import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type Aside, asidePanel, thresholdOf } from "./asides.ts";
import { thresholdChoice } from "./ceremonypanel.ts";
import "./chamber.ts";
import type { Desk, OpenOrder } from "./desk.ts";
import { lawfulPanel, takenAs, writtenFor } from "./lawful.ts";
import { isLocked, lockCover, setLocked } from "./lock.ts";
import { otherLabel, stepHint, stepLabel, stepNote } from "./notes.ts";
import type { Order } from "./orders.ts";
import { rightPanel } from "./panels.ts";
import type { ChairPapers } from "./papers.ts";
import { bar, dayStrip, motion } from "./parts.ts";
import { readRecord } from "./record.ts";
import { againId, findDivision, isRunning } from "./state.ts";
import { mayChoose, type OtherStep } from "./steps.ts";
import { t } from "./texts.ts";
import { issuesOf, tray } from "./tray.ts";
import { type View, viewOf } from "./view.ts";
import "./votes.ts";
import type { VotesAnswer, VotesWanted } from "./votes.ts";
import { scriptOf } from "./words.ts";
import { wordsCard } from "./wordscard.ts";

const COUNTDOWNS = [0, 30, 60, 90, 120] as const;
const TICK_MS = 250;

@customElement("chair-console")
export class ChairConsole extends LitElement {
  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false }) switchSitting: (() => void) | null = null;
  @state() private chosen = "";
  @state() private countdownS: number | null = null;
  /** How many scrutineers a ceremony is to ask for; null: as many as usual. */
  @state() private k: number | null = null;
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
    const { link, plan, notices, busy, keyring } = this.desk;
    const update = () => this.requestUpdate();
    const clock = setInterval(update, TICK_MS);
    this.#stop = [
      link.model.subscribe(update),
      link.status.subscribe(update),
      plan.subscribe(update),
      keyring.keys.subscribe(update),
      notices.subscribe(update),
      busy.subscribe(update),
      lang.subscribe(update),
      () => clearInterval(clock),
    ];
    addEventListener("keydown", this.#keydown);
    this.addEventListener("click", this.#giveFocusBack);
    this.addEventListener("votes-wanted", this.#fetchVotes);
    link.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#stop) stop();
    removeEventListener("keydown", this.#keydown);
    this.desk.link.end();
  }

  get #view(): View | null {
    const { link, plan, onlineForMs, keyring, pace } = this.desk;
    return viewOf(link.model.value, {
      chosen: this.chosen,
      plan: plan.value,
      now: link.now(),
      onlineForMs,
      keys: keyring.keys.value,
      stageForMs: pace.stageForMs,
      samples: pace.samples,
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
      if (this.aside && !this.#stillAsked(view, this.aside)) this.aside = null;
    }
    this.at = Math.min(this.at, Math.max(0, script.lines.length - 1));
  }

  /** Whether an aside is still about something that can be done. */
  #stillAsked(view: View, aside: Aside): boolean {
    if (aside.kind === "reason") return view.others.includes(aside.what);
    if (aside.kind === "stand-down") return mayStandDown(view.state);
    if (aside.kind === "lawful") return (view.focus?.next ?? []).some(({ id }) => id === aside.step.id);
    if (aside.kind === "object") return view.others.includes("object");
    // what a vote has come to must be seen
    if (aside.kind === "papers") return !view.focus || !isRunning(view.focus);
    return aside.kind !== "scrutineers" || view.others.includes("scrutineers");
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
    switch (kind) {
      case "next":
        this.chosen = division;
        break;
      case "open":
        void this.#perform({ kind, division, countdownS: this.#countdown(view) });
        break;
      case "ceremony":
        void this.#perform({ kind, division, k: thresholdOf(view, this.k) });
        break;
      case "in-ceremony":
      case "counting":
      case "no-items":
      case "finished":
        break;
      default:
        void this.#perform({ kind, division });
    }
  };

  async #perform(order: Order | OpenOrder): Promise<void> {
    // the item stays in sight when the act ends it
    if (order.division) this.chosen = order.division;
    const done = await this.desk.perform(order);
    if (!done || order.kind === "open" || order.kind === "again" || order.kind === "stand-down-cancel")
      return;
    // before the sitting nothing else on the page shows how the ceremony gets on
    const watched = order.kind === "ceremony" && this.desk.state?.sitting.state === "created";
    this.aside = watched ? { kind: "scrutineers" } : null;
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
      case "count-again":
        this.#show({ kind: "reason", what: other, division });
        break;
      case "object":
        this.#show({ kind: "object", division });
        break;
      case "document":
        this.#show(this.aside?.kind === "document" ? null : { kind: "document", division });
        break;
      case "papers":
        this.#show(this.aside?.kind === "papers" ? null : { kind: "papers", division });
        break;
      case "scrutineers":
        this.#show(this.aside?.kind === "scrutineers" ? null : { kind: "scrutineers" });
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

  async #saveSheet({ path, name }: SheetFile): Promise<void> {
    try {
      download(name, await this.desk.link.api.blob(path));
    } catch (error) {
      this.desk.report(error);
    }
  }

  readonly #fetchVotes = (event: Event): void => {
    const wanted = event as VotesWanted;
    const { link, sitting } = this.desk;
    const path = `/v1/sittings/${sitting}/divisions/${wanted.division}/votes`;
    wanted.votes = link.api.get<VotesAnswer>(path);
    wanted.votes.catch((error) => this.desk.report(error));
  };

  // --- keyboard ---

  /** Escape puts papers away. Arrows turn the day's pages unless they are meant for a focused control. */
  readonly #keydown = (event: KeyboardEvent): void => {
    if (this.aside?.kind === "papers") {
      if (event.key === "Escape") this.querySelector<ChairPapers>("chair-papers")?.close();
      return;
    }
    const target = event.target instanceof Element ? event.target : null;
    if (this.locked || target?.closest("input, textarea, select, button:not(.hold), a")) return;
    if (["ArrowDown", "PageDown"].includes(event.key)) this.#turn(event, 1);
    else if (["ArrowUp", "PageUp"].includes(event.key)) this.#turn(event, -1);
  };

  #turn(event: KeyboardEvent, by: number): void {
    event.preventDefault();
    this.at = Math.max(0, this.at + by);
  }

  /** After a click with a pointer the focus goes back to the page, so that space means the dominant control again. */
  readonly #giveFocusBack = (event: MouseEvent): void => {
    if (event.detail === 0 || !(event.target instanceof Element)) return;
    const { activeElement } = document;
    // what was pressed may be gone, and another button have the focus
    if (event.target.closest("button") && activeElement instanceof HTMLButtonElement) activeElement.blur();
  };

  // --- rendering ---

  #countdownChoice(view: View) {
    if (view.step.kind !== "open" || (view.focus && isUnpressed(view.focus))) return nothing;
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
    const choice = view.step.kind === "ceremony" ? this.#thresholdChoice(view) : this.#countdownChoice(view);
    const button = (other: OtherStep) => html`<button
      class="btn ${other === "void" || other === "void-cancel" ? "last" : ""}"
      type="button"
      data-act=${other}
      ?disabled=${busy}
      @click=${() => this.#other(other, view)}
    >
      ${otherLabel(other, view.focus)}
    </button>`;
    return html`<section class="act">
      <hold-control
        .step=${`${view.step.kind} ${view.step.division}`}
        data-step=${view.step.kind}
        .label=${stepLabel(view)}
        .note=${busy ? t().sending : stepNote(view)}
        .hint=${stepHint(view.step)}
        .holdMs=${view.step.holdMs}
        .blocked=${busy || view.step.blocked !== null}
        @done=${this.#dominant}
      ></hold-control>
      <p class="more ${others.length + (choice === nothing ? 0 : 1) > 4 ? "many" : ""}">${choice}${others.map(button)}</p>
    </section>`;
  }

  #thresholdChoice(view: View) {
    if (view.step.blocked || !view.keys.people) return nothing;
    return thresholdChoice(view, thresholdOf(view, this.k), (k) => {
      this.k = k;
    });
  }

  #show(aside: Aside | null): void {
    this.reasonMissing = false;
    this.aside = aside;
    // what is asked before a ceremony shows who would hold it
    if (aside?.kind === "ceremony") this.desk.keyring.read().catch((error) => this.desk.report(error));
  }

  /** Turns to an item. Its papers are read at once where it can't come up now. */
  #choose(id: string, { state }: View): void {
    const turns = mayChoose(state);
    if (turns) this.chosen = id;
    const division = findDivision(state, id);
    const reads = (!turns || state.sitting.state === "created") && division && papersOf(division) > 0;
    this.#show(reads ? { kind: "papers", division: id } : null);
  }

  #middle(view: View) {
    const words = () =>
      wordsCard(scriptOf(view.state, view.focus, lang.value), this.at, view.step.kind === "declare");
    if (!this.aside) return words();
    const panel = asidePanel(this.aside, view, {
      busy: this.desk.busy.value !== null,
      reasonMissing: this.reasonMissing,
      k: this.k,
      chooseK: (k) => {
        this.k = k;
      },
      show: (aside) => this.#show(aside),
      missReason: (missing) => {
        this.reasonMissing = missing;
      },
      perform: (order) => void this.#perform(order),
      api: this.desk.link.api,
      save: (file) => void this.#saveSheet(file),
    });
    return panel ?? words();
  }

  /** The panel that goes with the state; beneath it what may lawfully follow. */
  #right(view: View) {
    const lawful = lawfulPanel(view.focus, {
      busy: this.desk.busy.value !== null,
      take: (step) =>
        writtenFor(step).length > 0
          ? this.#show({ kind: "lawful", step })
          : void this.#perform(takenAs(step)),
    });
    return lawful ? html`<div class="beside">${rightPanel(view)}${lawful}</div>` : rightPanel(view);
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
      standDown: (index) => this.#show({ kind: "stand-down", index }),
      voidIt: (division) => this.#show({ kind: "reason", what: "void", division }),
      cancelStandDown: () => void this.#perform({ kind: "stand-down-cancel", division: "" }),
    });
    if (!view) return html`<main class="empty"></main>${tray(null, issues)}`;
    if (this.locked) return lockCover(view, () => this.#setLocked(false));
    const actions = {
      lock: () => this.#setLocked(true),
      language: () => setLang(lang.value === "zh" ? "en" : "zh"),
      switchSitting: this.switchSitting,
    };
    return html`${bar(view, desk.identity.holder, actions)}${dayStrip(view, (id) => this.#choose(id, view))}
      <main>
        <div class="left ${this.aside?.kind === "papers" ? "reading" : ""}">${motion(view)}${this.#middle(view)}${this.#acts(view)}</div>
        ${this.#right(view)}
      </main>
      ${tray(view, issues)}`;
  }
}
