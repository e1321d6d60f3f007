/** The stage: one screen of the hall. Shows what the operator chose for it, and keeps the last scene when the connection is lost. */

import { h } from "@hemicycle/kit/dom";
import { glyph } from "@hemicycle/kit/draw/glyphs";
import { lang, say } from "@hemicycle/kit/i18n";
import type { SittingLink } from "@hemicycle/kit/sitting";
import { Observable } from "@hemicycle/kit/store";
import { Painter, type Seen } from "./painter.ts";
import type { ScreenAnswer, ScreenChoice } from "./show.ts";
import { sourcesOf } from "./sources.ts";
import { t } from "./texts.ts";

/** Dots and figures change at most twice a second, so that no press can be paired with a person. */
const TICK_MS = 500;
/** How long each of two languages stands. */
const TURN_MS = 12_000;

const UNASKED: ScreenAnswer = { number: 0, name: "", choice: null };

export class Stage {
  readonly #lost = h("p", { class: "lost", role: "status", hidden: true });
  readonly #demo = h("p", { class: "demo", hidden: true });
  readonly #painter: Painter;
  #chosen: ScreenChoice | null = null;
  #turn: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly link: SittingLink,
    private readonly screen: Observable<ScreenAnswer> = new Observable(UNASKED),
  ) {
    const sources = sourcesOf(link.api, () => link.sitting.value);
    this.#painter = new Painter(h("main", { class: "hall" }), () => say(link.identity.name), sources);
  }

  /** The scene that stands. */
  get scene(): string {
    return this.#painter.scene;
  }

  /** Shows the sitting from now on. */
  start(): void {
    document.body.replaceChildren(this.#painter.element, this.#demo, this.#lost);
    this.link.model.subscribe(({ state }) => {
      this.#demo.hidden = !state?.sitting.demo;
      this.#painter.look(this.#seen());
    });
    this.link.sitting.subscribe(() => this.#painter.look(this.#seen()));
    this.link.status.subscribe(() => this.#showStatus());
    this.screen.subscribe(({ choice }) => this.#choose(choice));
    lang.subscribe(() => {
      document.title = t().page;
      this.#demo.textContent = t().demo;
      this.#painter.again(this.#seen());
      this.#showStatus();
    });
    setInterval(() => this.#painter.tick(this.#seen()), TICK_MS);
  }

  #seen(): Seen {
    const { number, name, choice } = this.screen.value;
    const { link } = this;
    return {
      show: choice?.show ?? "auto",
      number,
      name,
      model: link.model.value,
      sitting: link.sitting.value,
      now: link.now(),
    };
  }

  /** What is chosen holds until something else is; a key pressed at the screen may change its language meanwhile. */
  #choose(choice: ScreenChoice | null): void {
    const before = this.#chosen;
    this.#chosen = choice;
    if (choice && choice.theme !== before?.theme) document.documentElement.dataset.theme = choice.theme;
    if (choice && choice.lang !== before?.lang) this.#speak(choice.lang);
    this.#painter.look(this.#seen());
  }

  #speak(language: ScreenChoice["lang"]): void {
    clearInterval(this.#turn);
    // not remembered by the browser: other pages on this device keep their own
    const turn = () => {
      lang.value = lang.value === "zh" ? "en" : "zh";
    };
    if (language === "both") this.#turn = setInterval(turn, TURN_MS);
    else lang.value = language;
  }

  #showStatus(): void {
    const { phase } = this.link.status.value;
    this.#lost.hidden = phase !== "offline" && phase !== "stopped";
    this.#lost.replaceChildren(glyph("trouble"), phase === "stopped" ? t().stopped : t().lost);
  }
}
