/** A ballot with names as it was marked: its names by their marks. */
import { type Child, h } from "@hemicycle/kit/dom";
import { choiceGlyph, glyph } from "@hemicycle/kit/draw/glyphs";
import { say } from "@hemicycle/kit/i18n";
import type { Marks } from "@hemicycle/kit/marks";
import { f } from "./formtexts.ts";
import { groupsOf, type Listing, type MarkGroup, type MarkKind } from "./paper.ts";
import { markWords } from "./paperwords.ts";

/** The mark before its word: a choice has its own, what was chosen or graded a tick, nothing the broken ring. */
export function markGlyph(mark: MarkKind): SVGSVGElement | null {
  switch (mark.kind) {
    case "choice":
      return choiceGlyph(mark.choice);
    case "none":
      return choiceGlyph("none");
    case "order":
      return null;
    default:
      return glyph("tick");
  }
}

function nameItem(name: string, number: number | null): HTMLElement {
  return h("li", {}, number !== null && h("span", { class: "n" }, String(number)), h("span", {}, name));
}

function groupOf({ mark, rows, written }: MarkGroup, { item, labels }: Listing): HTMLElement {
  const names = rows.map((row) => {
    const label = labels[row];
    return label ? say(label) : "";
  });
  const ordered = mark.kind === "order";
  const items = [...names, ...written].map((name, i) => nameItem(name, ordered ? i + 1 : null));
  return h(
    "section",
    { class: `group of-${mark.kind}` },
    h("h2", {}, markGlyph(mark), markWords(mark, item), h("b", {}, String(items.length))),
    h("ol", {}, ...items),
  );
}

/** All marks of a ballot. */
export function summary(listing: Listing, marks: Marks): HTMLElement {
  const groups: Child[] = groupsOf(listing.item, marks).map((one) => groupOf(one, listing));
  return h(
    "div",
    { class: "summary", "data-scroll": "summary", tabindex: 0, role: "group", "aria-label": f().paper },
    ...(groups.length > 0 ? groups : [h("p", {}, f().nothing)]),
  );
}
