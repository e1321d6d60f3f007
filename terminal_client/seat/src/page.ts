/** The page around a screen: bar, strip, foot, reader and spoken words. Redraws only what changed. */
import { type Child, h, phrases } from "@hemicycle/kit/dom";
import { glyph } from "@hemicycle/kit/draw/glyphs";
import { mark } from "@hemicycle/kit/draw/mark";
import { common, lang, setLang } from "@hemicycle/kit/i18n";
import { choiceOf } from "@hemicycle/kit/marks";
import { nextZoom } from "@hemicycle/kit/theme";
import { c } from "./counttexts.ts";
import { f } from "./formtexts.ts";
import type { Frame } from "./frame.ts";
import type { Shown } from "./panel.ts";
import { isBegun } from "./paper.ts";
import type { PapersPlace } from "./papers.ts";
import { spokenWords } from "./paperwords.ts";
import { Region } from "./region.ts";
import type { Screen } from "./screen.ts";
import { t } from "./texts.ts";
import { type Drawn, drawnFor, drawScreen, paragraphs, type Setting } from "./views.ts";

/** Seconds at which the remaining time is spoken. */
const SPOKEN = new Set([30, 10, 0]);

/** Characters of a receipt code that fits beside its label. */
const SHORT_CODE = 9;

function bar(frame: Frame): Child[] {
  const connection = frame.online
    ? h("span", { class: "tag live" }, glyph("online"), common().connected)
    : h("span", { class: "tag notice always" }, glyph("offline"), common().disconnected);
  return [
    mark(),
    h("p", { class: "where" }, h("b", {}, frame.body), h("span", {}, frame.sitting)),
    h("p", { class: "push" }, frame.demo && h("span", { class: "tag demo" }, common().demo), connection),
    h("p", { class: "me" }, h("b", {}, frame.name), h("span", {}, frame.place)),
  ];
}

function strip(value: NonNullable<Frame["strip"]>): Child[] {
  return [
    h("b", {}, glyph("offline"), t().offline),
    h("span", {}, value.ballot ? t().offlineWithBallot : t().offlineWords),
  ];
}

/** A long code has the line to itself. */
function receiptWords({ label, code, words }: NonNullable<Frame["receipt"]>): HTMLElement {
  const shown = h("b", { class: "code" }, code);
  return code.length > SHORT_CODE
    ? h("p", { class: "receipt long" }, shown, h("br"), `${label} · ${words}`)
    : h("p", { class: "receipt" }, `${label} `, shown, h("br"), words);
}

export class Page {
  readonly #bar = new Region(h("header", { class: "bar" }));
  readonly #strip = new Region(h("div", { class: "strip", role: "alert", hidden: true }));
  readonly #screen = new Region(h("div", { class: "screen" }));
  readonly #foot = new Region(h("footer", { class: "foot" }));
  readonly #reader = h("dialog", { class: "reader" });
  readonly #polite = h("p", { class: "visually-hidden", role: "status" });
  readonly #assertive = h("p", { class: "visually-hidden", "aria-live": "assertive" });
  readonly #main = h("main", {}, this.#screen.element, this.#foot.element);
  #drawn: Drawn | null = null;
  #spoken = -1;
  #papers: PapersPlace | null = null;
  #screenWords = "";

  constructor() {
    const main = this.#main;
    document.body.replaceChildren(
      this.#bar.element,
      this.#strip.element,
      main,
      this.#reader,
      this.#polite,
      this.#assertive,
    );
  }

  show(frame: Frame, screen: Screen, setting: Setting): void {
    const { body, sitting, demo, name, place, online } = frame;
    this.#bar.draw({ body, sitting, demo, name, place, online }, () => bar(frame));
    this.#strip.element.hidden = frame.strip === null;
    this.#strip.draw(frame.strip, () => (frame.strip ? strip(frame.strip) : []));
    const { covered } = setting;
    this.#screen.draw(drawnFor(screen, setting), () => {
      this.#drawn = drawScreen(screen, setting);
      return this.#drawn.children;
    });
    this.#drawn?.follow?.(screen, setting);
    this.#screen.element.dataset.screen = screen.kind === "vote" ? screen.panel.kind : screen.kind;
    const { note, about, newer, sound, receipt, coverable, challenging, document: text } = frame;
    this.#foot.draw({ note, about, newer, sound, receipt, coverable, covered, challenging, text }, () =>
      this.#footOf(frame, setting),
    );
    this.#speak(screen, covered);
    this.#papers?.follow(screen);
  }

  /** Gives what is before the house a place above the screen. */
  place(papers: PapersPlace): void {
    this.#papers = papers;
    this.#main.prepend(papers.element);
  }

  /** Replaces the screen by an element that lives by itself (enrolment). */
  showElement(element: HTMLElement, frame: Frame, setting: Setting): void {
    this.#drawn = null;
    this.#bar.draw(["enrol", frame], () => [
      mark(),
      h("p", { class: "where" }, h("b", {}, common().product)),
    ]);
    this.#strip.element.hidden = true;
    this.#screen.draw("enrol", () => [element]);
    this.#screen.element.dataset.screen = "enrol";
    this.#foot.draw("enrol", () => this.#footOf(frame, setting));
  }

  /** Redraws the clock for the server's time, ms. */
  clock(now: number): void {
    const seconds = this.#drawn?.tick?.(now);
    if (seconds === undefined || seconds === this.#spoken) return;
    this.#papers?.tick(seconds);
    this.#spoken = seconds;
    if (SPOKEN.has(seconds)) this.#polite.textContent = seconds > 0 ? t().remaining(seconds) : t().timeUp;
  }

  #footOf(frame: Frame, setting: Setting): Child[] {
    const { receipt, document: text } = frame;
    const button = (focus: string, act: () => void, props: Record<string, string>, ...children: Child[]) =>
      h("button", { type: "button", class: "btn", "data-focus": focus, ...props, click: act }, ...children);
    const read = (shown: NonNullable<Frame["document"]>) =>
      // what draws papers may not have come before the line broke: a text is there all the same
      void setting.actions.readPapers(shown.division).catch(() => this.#read(shown));
    return [
      receipt
        ? receiptWords(receipt)
        : h("p", {}, frame.note, frame.note && frame.about && h("br"), frame.about),
      h(
        "span",
        { class: "push" },
        frame.coverable &&
          button(
            "cover",
            () => setting.actions.toggleCover(),
            {},
            glyph(frame.covered ? "shown" : "hidden"),
            frame.covered ? t().uncover : t().cover,
          ),
        frame.challenging !== null &&
          button(
            "challenging",
            () => setting.actions.setChallenging(!frame.challenging),
            { "aria-pressed": String(frame.challenging) },
            t().challengeMode,
          ),
        text &&
          button(
            "document",
            () => read(text),
            {},
            glyph("document"),
            text.papers ? t().papersHere : t().document,
          ),
        frame.newer && button("newer", () => setting.actions.changePages(), {}, t().newerPages),
        frame.sound !== null &&
          button(
            "sound",
            () => setting.actions.toggleSound(),
            { "aria-pressed": String(frame.sound) },
            t().sound,
          ),
        button("zoom", nextZoom, {}, t().textSize),
        button(
          "lang",
          () => setLang(lang.value === "zh" ? "en" : "zh"),
          { lang: lang.value === "zh" ? "en" : "zh-CN" },
          common().other,
        ),
      ),
    ];
  }

  /** Shows the draft beside the page's own controls, which stay usable. */
  #read(text: NonNullable<Frame["document"]>): void {
    const close = h("button", { type: "button", class: "btn", click: () => this.#reader.close() }, t().close);
    this.#reader.setAttribute("aria-label", t().document);
    this.#reader.replaceChildren(
      h("h2", { class: "title" }, ...phrases(text.title)),
      ...paragraphs(text.text),
      h("p", { class: "ends" }, close),
    );
    this.#reader.show();
    close.focus();
  }

  #speak(screen: Screen, covered: boolean): void {
    const assertive = screen.kind === "vote" && screen.panel.kind === "recorded";
    const words = wordsOf(screen, covered);
    if (words === this.#screenWords) return;
    this.#screenWords = words;
    (assertive ? this.#assertive : this.#polite).textContent = words;
  }
}

/** A secret choice is spoken when it is recorded, and not again when it is covered and shown. */
function choiceWords({ marks, head }: Shown, covered: boolean): string {
  const choice = choiceOf(marks);
  return choice && (head !== "" || !covered) ? t().join + common()[choice] : "";
}

function wordsOf(screen: Screen, covered: boolean): string {
  switch (screen.kind) {
    case "vote": {
      const { panel, motion } = screen;
      if (panel.kind === "recorded")
        return t().recorded + (screen.listing ? "" : choiceWords(panel.ballot, covered));
      if (panel.kind === "review") return f().reviewTitle;
      if (panel.kind === "confirm")
        return `${c().confirmTitle} ${common()[panel.choice]}${t().join}${c().confirmWords}`;
      if (panel.kind === "paper" && (panel.answer || isBegun(panel.filling.draft)))
        return spokenWords(panel.filling, panel.answer);
      if (panel.kind === "received") return t().received;
      if (panel.kind === "undecided") return `${t().undecided}${t().join}${t().undecidedWords}`;
      if (panel.kind === "challenged") return panel.link ? t().opened : t().spoiling;
      if (panel.kind === "waiting") return panel.title;
      if (panel.kind === "kept") return t().kept;
      if (panel.kind === "refused") return `${t().notCounted}${t().join}${panel.reason}`;
      return `${motion.tag}${t().join}${motion.title}`;
    }
    case "result":
      return screen.sentence;
    case "announced":
      return `${screen.motion.tag}${t().join}${screen.motion.title}`;
    case "notice":
      return screen.title;
    case "stored":
      return screen.panel.kind === "received" ? t().received : `${t().kept}${t().join}${t().storedWords}`;
    case "pin":
      return t().pinTitle;
    case "practice":
      return t().practice;
    case "agenda":
      return t().agenda;
  }
}
