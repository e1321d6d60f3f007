/** The page: files by drop, chooser or keyboard; how far each is; what was found. */
import { mark } from "@hemicycle/kit/draw/mark";
import { common, lang, setLang } from "@hemicycle/kit/i18n";
import { nextZoom } from "@hemicycle/kit/theme";
import { html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { keyed } from "lit/directives/keyed.js";
import { Desk, type Opened, type State } from "./desk.ts";
import type { Anchors } from "./engine/bundle.ts";
import { fileList } from "./filelist.ts";
import { KeysForm } from "./keysform.ts";
import { verdictOf } from "./report.ts";
import { resultView } from "./resultview.ts";
import { progressView, stepList } from "./steps.ts";
import { t } from "./texts.ts";
import "./track.ts";
import { codeOfAddress } from "./tracking.ts";
import { aboutView, glyphOf } from "./welcome.ts";

@customElement("verify-app")
export class VerifyApp extends LitElement {
  readonly #desk = new Desk();
  /** The code to look up, by the address; it does not stay there. */
  readonly #code = codeOfAddress(location.hash);
  readonly #keys = new KeysForm(() => this.requestUpdate());
  @state() private now: State = this.#desk.state.value;
  @state() private over = false;
  #clock: ReturnType<typeof setInterval> | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    lang.subscribe(() => {
      document.title = t().page;
      this.requestUpdate();
    });
    this.#desk.state.subscribe((now) => {
      this.now = now;
      this.#tick(now.files.some(({ stage }) => stage === "running"));
    });
    if (this.#code) history.replaceState(null, "", location.pathname);
    this.#desk.start();
    addEventListener("dragover", this.#dragged);
    addEventListener("dragleave", this.#left);
    addEventListener("drop", this.#dropped);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("dragover", this.#dragged);
    removeEventListener("dragleave", this.#left);
    removeEventListener("drop", this.#dropped);
    this.#tick(false);
  }

  /** While something runs the seconds go on. */
  #tick(running: boolean): void {
    if (running === (this.#clock !== undefined)) return;
    if (running) this.#clock = setInterval(() => this.requestUpdate(), 500);
    else {
      clearInterval(this.#clock);
      this.#clock = undefined;
    }
  }

  readonly #dragged = (event: DragEvent): void => {
    event.preventDefault();
    this.over = true;
  };
  readonly #left = (event: DragEvent): void => {
    if (!event.relatedTarget) this.over = false;
  };
  readonly #dropped = (event: DragEvent): void => {
    event.preventDefault();
    this.over = false;
    this.#open(event.dataTransfer?.files);
  };

  #open(files: FileList | null | undefined): void {
    if (files?.length && this.now.workers > 0) this.#desk.open([...files], this.#keys.anchors);
  }

  readonly #chosen = ({ target }: Event): void => {
    const input = target as HTMLInputElement;
    this.#open(input.files);
    input.value = "";
  };

  protected override render() {
    const shown = this.now.files.find(({ id }) => id === this.now.shown) ?? null;
    return html`${this.#bar()}
      <main class=${shown ? "with-file" : ""} data-ready=${this.now.workers > 0 ? "" : nothing}>
        ${this.now.broken ? brokenView() : shown ? this.#file(shown) : this.#welcome()}
      </main>
      <p class="visually-hidden" role="status">${shown ? t()[stageWord(shown)] : ""}</p>`;
  }

  #bar() {
    const to = lang.value === "zh" ? "en" : "zh";
    return html`<header class="bar">
      ${guard([], () => mark())}
      <div class="where"><h1>${t().title}</h1><span>${t().local}</span></div>
      <div class="push tools noprint">
        <button class="btn small" type="button" @click=${() => nextZoom()}>${t().size}</button>
        <button class="btn small" type="button" lang=${to === "zh" ? "zh-CN" : to} @click=${() => setLang(to)}>${common().other}</button>
      </div>
    </header>`;
  }

  #chooser(words: string, primary: boolean) {
    const able = this.now.workers > 0;
    return html`<label class="btn chooser ${primary ? "primary" : "small"}" aria-disabled=${able ? nothing : "true"}>
      <input class="visually-hidden" type="file" multiple accept=".json,.pdf,application/json,application/pdf" ?disabled=${!able} @change=${this.#chosen} />
      ${words}
    </label>`;
  }

  #welcome() {
    const { workers } = this.now;
    return html`<section class="drop sheet ${this.over ? "over" : ""}">
        <h2>${t().openTitle}</h2>
        <p>${t().openWords}</p>
        ${this.#chooser(t().choose, true)}
        ${this.#code ? html`<p>${t().codeGiven(this.#code)}</p>` : nothing}
        <p class="soft">${this.over ? t().dropNow : t().drop}</p>
        ${this.now.papers.length > 0 ? html`<p class="soft" role="status">${t().papersWait(this.now.papers.length)}</p>` : nothing}
        <p class="soft" role="status">${workers > 0 ? t().ready(workers) : t().starting}</p>
      </section>
      ${this.#keys.view(null)} ${aboutView()}`;
  }

  #file(opened: Opened) {
    const { files } = this.now;
    const running = files.some(({ stage }) => stage === "running" || stage === "waiting");
    const again = running ? null : (anchors: Anchors) => this.#desk.again(anchors);
    return html`<div class="actions noprint">
        ${this.#chooser(t().more, false)}
        ${
          running
            ? html`<button class="btn small" type="button" @click=${() => this.#desk.stop()}>${t().stop}</button>`
            : html`<button class="btn small" type="button" @click=${() => this.#desk.again(this.#keys.anchors)}>${t().again}</button>
                <button class="btn small quiet" type="button" @click=${() => this.#desk.clear()}>${t().remove}</button>`
        }
      </div>
      ${files.length > 1 ? fileList(files, opened.id, (id) => this.#desk.show(id)) : nothing}
      ${keyed(opened.id, opened.report ? resultView(opened.report, this.now.papers, this.#code) : progressView(opened))}
      ${stepList(opened)} ${this.#keys.view(again)}`;
  }
}

function stageWord({
  stage,
  report,
}: Opened): "waiting" | "running" | "stopped" | "trouble" | ReturnType<typeof verdictOf> {
  if (stage !== "done") return stage;
  return report ? verdictOf(report) : "differs";
}

function brokenView() {
  return html`<section class="trouble" role="alert">
    ${glyphOf("trouble")}
    <div><h2>${t().broken}</h2><p>${t().brokenWords}</p></div>
  </section>`;
}
