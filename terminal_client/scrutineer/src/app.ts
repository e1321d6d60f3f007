/** The page: covers until a sitting is followed, then its screen beside the steps. */
import { lang, wordsOf } from "@hemicycle/kit/i18n";
import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { ceremonyScreen, compareScreen } from "./ceremony.ts";
import { cover, type Desk, lostCover } from "./covers.ts";
import type { Device } from "./device.ts";
import "@hemicycle/kit/hold";
import "@hemicycle/kit/twopress";
import { namingSmall, namingWords } from "./naming.ts";
import { bar, type Piece, stepList } from "./parts.ts";
import { readyScreen } from "./ready.ts";
import { ceremonySteps, type Screen, screenOf, voteSteps } from "./steps.ts";
import { t } from "./texts.ts";
import { troublesOf } from "./troubles.ts";
import { isLive, type LiveView } from "./types.ts";
import { voteScreen } from "./vote.ts";

@customElement("scrutineer-app")
export class ScrutineerApp extends LitElement {
  @property({ attribute: false }) device: Device | null = null;
  @state() private busy = false;
  /** What went wrong, said in the reader's language when it is shown. */
  @state() private problem: (() => string) | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    lang.subscribe(() => {
      document.title = t().page;
      this.requestUpdate();
    });
  }

  /** Shows a device from now on. */
  show(device: Device): void {
    this.device = device;
    device.view.subscribe(() => this.requestUpdate());
    device.link.subscribe(() => this.requestUpdate());
  }

  get #desk(): Desk & { readonly backup: () => Promise<Blob> } {
    return {
      busy: this.busy,
      problem: this.problem?.() ?? "",
      complain: (words) => {
        this.problem = words;
      },
      attempt: (wish, body) => this.#attempt(wish, body),
      backup: () => this.device?.backup() ?? Promise.reject(new Error("no device")),
    };
  }

  async #attempt(wish: string, body: Readonly<Record<string, unknown>> = {}): Promise<boolean> {
    if (this.busy || !this.device) return false;
    this.busy = true;
    this.problem = null;
    try {
      await this.device.wish(wish, body);
      return true;
    } catch (error) {
      this.problem = () => wordsOf(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  #steps(live: LiveView, screen: Screen): Piece {
    const { ceremony, vote } = live;
    if (screen === "vote" && vote && ceremony)
      return stepList(
        t().stepsVote,
        voteSteps(vote, ceremony.index, ceremony.k),
        {
          ...namingSmall(vote, ceremony.k),
          certify: t().certifySmall,
          verify: t().verifySmall(vote.verified),
          root: t().rootSmall(vote.rooted.length, vote.q),
          release: t().releaseSmall,
        },
        namingWords(vote),
      );
    if (!ceremony) return nothing;
    return stepList(t().stepsCeremony, ceremonySteps(ceremony), {
      join: t().joinSmall,
      commit: t().commitSmall,
      reveal: t().revealSmall,
      deal: t().dealSmall,
      seal: t().sealSmall,
      compare: t().compareSmall,
    });
  }

  #screen(live: LiveView, screen: Screen): Piece {
    const { ceremony, vote } = live;
    const desk = this.#desk;
    if (screen === "vote" && vote && ceremony) return voteScreen(live, vote, ceremony, desk);
    if (screen === "compare" && ceremony) return compareScreen(live, ceremony, desk);
    if (screen === "ceremony" && ceremony) return ceremonyScreen(live, ceremony, desk);
    return readyScreen(live, desk);
  }

  #main(live: LiveView): Piece {
    const screen = screenOf(live);
    const steps = this.#steps(live, screen);
    return html`<main class="${steps === nothing ? "" : "stepped"}" data-screen=${screen}>
      ${steps}
      <div class="work">
        <div class="troubles" aria-live="polite">
          ${troublesOf(live, this.#desk)}
          ${this.problem ? html`<p class="trouble" role="alert">${this.problem()}</p>` : nothing}
        </div>
        ${this.#screen(live, screen)}
      </div>
    </main>`;
  }

  protected override render() {
    const link = this.device ? this.device.link.value : "stranger";
    const view = this.device?.view.value ?? null;
    const body =
      link !== ""
        ? html`<main class="cover">${lostCover(link)}</main>`
        : !view
          ? nothing
          : isLive(view)
            ? this.#main(view)
            : html`<main class="cover">${cover(view, this.#desk)}</main>`;
    return html`${bar(view)}${body}`;
  }
}
