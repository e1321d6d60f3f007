/** The hall's screens: a small picture of each, and for the one that is picked its content, language and theme. */
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import {
  type ScreenChoice,
  type ScreenLang,
  SHOWS,
  type Show,
} from "../../../terminal_client/hall/src/show.ts";
import { DeskPage, Watch } from "../../secretariat/src/page.ts";
import { clock, empty, icon, tag, trouble } from "../../secretariat/src/parts.ts";
import "./picture.ts";
import { asSeenByAll, choiceOf, isOutdated, type Screen } from "./screens.ts";
import { t } from "./texts.ts";
import type { Watcher } from "./watch.ts";

const LANGS: readonly ScreenLang[] = ["zh", "en", "both"];
const THEMES = ["dark", "light"] as const;

@customElement("operator-screens")
export class OperatorScreens extends DeskPage {
  @property({ attribute: false }) watcher!: Watcher;
  /** The key of the screen that is picked; the first one until another is. */
  @state() private picked = "";

  constructor() {
    super();
    new Watch(this, () => this.watcher?.seen);
  }

  get #screens(): readonly Screen[] {
    return this.watcher.seen.value.screens?.screens ?? [];
  }

  get #one(): Screen | undefined {
    return this.#screens.find(({ key }) => key === this.picked) ?? this.#screens[0];
  }

  async #choose(screens: readonly Screen[], choice: ScreenChoice): Promise<void> {
    await this.attempt(t().screenContent, () => this.watcher.choose(screens, choice));
  }

  #picture(screen: Screen) {
    const { register, model, chosen } = this.view;
    if (!screen.online)
      return html`<p class="off">${icon("offline")}<b>${t().isOffline}</b><span>${t().seenAt(clock(screen.seen_ms))}</span></p>`;
    return html`<screen-picture
      aria-label=${t().pictureOf(screen.name, t().show(choiceOf(screen).show))}
      .api=${this.desk.api}
      .model=${asSeenByAll(model)}
      .sitting=${chosen || null}
      .body=${register?.body.name ?? { zh: "", en: "" }}
      .choice=${choiceOf(screen)}
      .number=${screen.number}
      .name=${screen.name}
      .now=${this.#now}
    ></screen-picture>`;
  }

  readonly #now = (): number => this.watcher.now();

  #card(screen: Screen) {
    const on = screen.key === this.#one?.key;
    const old = isOutdated(screen, this.watcher.seen.value.screens?.version ?? "");
    return html`<li class="screen ${on ? "picked" : ""}" data-screen=${screen.number}>
      ${this.#picture(screen)}
      <button type="button" aria-pressed=${on ? "true" : "false"} @click=${() => {
        this.picked = screen.key;
      }}>
        <b class="no">${screen.number}</b>
        <span class="name"><b>${screen.name}</b><span class="soft">${t().show(choiceOf(screen).show)}</span></span>
        ${screen.online ? tag("online", t().online, "live") : tag("trouble", t().isOffline, "notice")}
        ${old ? tag("trouble", t().faultVersion, "notice") : nothing}
      </button>
    </li>`;
  }

  #option<T extends string>(
    screen: Screen,
    name: "show" | "lang" | "theme",
    value: T,
    words: string,
    more = "",
  ) {
    const choice = choiceOf(screen);
    const on = choice[name] === value;
    return html`<button
      class="btn small"
      type="button"
      data-choice=${value}
      aria-pressed=${on ? "true" : "false"}
      @click=${() => void this.#choose([screen], { ...choice, [name]: value })}
    ><b>${words}</b>${more ? html`<span class="soft">${more}</span>` : nothing}</button>`;
  }

  #facts({ width, height, version, seen_ms, online }: Screen) {
    const fact = (name: string, value: string) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
    const current = this.watcher.seen.value.screens?.version ?? "";
    const page =
      version === "" ? t().unknown : version === current ? t().current(version) : t().outdated(version);
    return html`<dl>
      ${fact(t().screenSize, `${width} × ${height}`)}
      ${fact(t().lastSeen, online ? t().now : clock(seen_ms))}
      ${fact(t().version, page)}
    </dl>`;
  }

  #panel(screen: Screen) {
    const group = (id: string, title: string, options: unknown) =>
      html`<section role="group" aria-labelledby=${id}><h3 id=${id}>${title}</h3><div class="options ${id}">${options}</div></section>`;
    const langs: Readonly<Record<ScreenLang, string>> = { zh: "中文", en: "English", both: t().langBoth };
    return html`<section class="sheet choices" aria-labelledby="picked">
      <h2 id="picked">${t().screenOf(screen.number, screen.name)}</h2>
      ${group(
        "content",
        t().screenContent,
        SHOWS.map((show: Show) => this.#option(screen, "show", show, t().show(show), t().showMore(show))),
      )}
      ${group(
        "speech",
        t().screenLang,
        LANGS.map((one) => this.#option(screen, "lang", one, langs[one])),
      )}
      ${group(
        "ground",
        t().screenTheme,
        THEMES.map((one) => this.#option(screen, "theme", one, one === "dark" ? t().dark : t().light)),
      )}
      ${
        this.#screens.length > 1
          ? html`<button class="btn small" type="button" @click=${() => void this.#choose(this.#screens, choiceOf(screen))}>${t().screenAll}</button>`
          : nothing
      }
      ${trouble(this.problem)}
      ${this.#facts(screen)}
      <p class="soft">${t().screenLaw}</p>
    </section>`;
  }

  protected override render() {
    const { screens } = this.watcher.seen.value;
    if (!screens) return html`<div class="alone"><h1>${t().connecting}</h1></div>`;
    const one = this.#one;
    if (!one)
      return html`<div class="alone"><h1 class="visually-hidden">${t().screens}</h1>${empty(t().noScreens, t().noScreensWhy)}</div>`;
    return html`<div class="screens">
      <h1 class="visually-hidden">${t().screens}</h1>
      <ul class="wall" aria-label=${t().screens}>
        ${repeat(
          screens.screens,
          ({ key }) => key,
          (screen) => this.#card(screen),
        )}
      </ul>
      ${this.#panel(one)}
    </div>`;
  }
}
