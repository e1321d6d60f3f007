/** What panels are made of. */
import { h } from "@hemicycle/kit/dom";
import { glyph } from "@hemicycle/kit/draw/glyphs";

/** The state of a panel: shape and words. */
export function said(mark: "tick" | "waiting" | "trouble", words: string): HTMLElement {
  return h("p", { class: "said" }, glyph(mark), words);
}

/** A sheet with words where there is nothing to press. */
export function notice(title: string, words: string, alarm: boolean): HTMLElement {
  return h(
    "section",
    { class: alarm ? "kept refused" : "sheet quiet" },
    h(
      "div",
      {},
      alarm ? said("trouble", title) : h("p", { class: "said" }, title),
      words !== "" && h("p", { class: "may" }, words),
    ),
  );
}
