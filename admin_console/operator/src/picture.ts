/** What a screen shows, small: the very scenes of the hall page, drawn with their own styles, in the screen's language and theme. */
import type { Api } from "@hemicycle/kit/api";
import { h } from "@hemicycle/kit/dom";
import { inLang, say } from "@hemicycle/kit/i18n";
import { EMPTY_MODEL, type SittingModel } from "@hemicycle/kit/store";
import base from "@hemicycle/kit/styles/base.css?inline";
import tokens from "@hemicycle/kit/styles/tokens.css?inline";
import type { Bilingual } from "@hemicycle/kit/types";
import { css, LitElement, type PropertyValues, unsafeCSS } from "lit";
import { customElement, property } from "lit/decorators.js";
import chosen from "../../../terminal_client/hall/src/chosen.css?inline";
import form from "../../../terminal_client/hall/src/form.css?inline";
import hall from "../../../terminal_client/hall/src/hall.css?inline";
import { Painter } from "../../../terminal_client/hall/src/painter.ts";
import type { ScreenChoice } from "../../../terminal_client/hall/src/show.ts";
import { sourcesOf } from "../../../terminal_client/hall/src/sources.ts";
import draw from "../../../terminal_client/kit/src/draw/draw.css?inline";
import { UNCHOSEN } from "./screens.ts";

const TICK_MS = 500;

@customElement("screen-picture")
export class ScreenPicture extends LitElement {
  static override styles = [
    // a picture has the theme of its screen and not the desk's
    unsafeCSS([tokens.replaceAll(":root", ".hall"), base, draw, hall, form, chosen].join("\n")),
    css`
      :host {
        display: block;
        overflow: hidden;
        container-type: inline-size;
        aspect-ratio: 16 / 9;
      }
      .hall {
        --u: calc(100cqw / 1920);
      }
    `,
  ];
  @property({ attribute: false }) api!: Pick<Api, "get">;
  @property({ attribute: false }) model: SittingModel = EMPTY_MODEL;
  @property({ attribute: false }) sitting: string | null = null;
  @property({ attribute: false }) body: Bilingual = { zh: "", en: "" };
  @property({ attribute: false }) choice: ScreenChoice = UNCHOSEN;
  @property({ attribute: false }) number = 0;
  @property({ attribute: false }) name = "";
  @property({ attribute: false }) now: () => number = Date.now;
  readonly #hall = h("div", { class: "hall", "aria-hidden": "true" });
  readonly #painter = new Painter(
    this.#hall,
    () => say(this.body),
    sourcesOf({ get: (path) => this.api.get(path) }, () => this.sitting),
  );
  #tick: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute("role", "img");
    this.#tick = setInterval(() => this.#draw("tick"), TICK_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#tick);
    this.#painter.end();
  }

  #draw(how: "look" | "tick" | "again"): void {
    const { show, lang } = this.choice;
    const { number, name, model, sitting } = this;
    const seen = { show, number, name, model, sitting, now: this.now() };
    inLang(lang === "en" ? "en" : "zh", () => this.#painter[how](seen));
  }

  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get("choice");
    this.#hall.dataset.theme = this.choice.theme;
    this.#hall.lang = this.choice.lang === "en" ? "en" : "zh-CN";
    this.#draw(before && before.lang !== this.choice.lang ? "again" : "look");
  }

  protected override render() {
    return this.#hall;
  }
}
