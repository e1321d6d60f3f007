/** The rows of a paper: a name with its keys, an option to tick, a thing to be placed. Each changes in place as it is marked. */
import { h } from "@hemicycle/kit/dom";
import { glyph } from "@hemicycle/kit/draw/glyphs";
import { common, levelWords, say } from "@hemicycle/kit/i18n";
import { CHOOSE, GRADES, RANKING } from "@hemicycle/kit/marks";
import { CHOICES } from "@hemicycle/kit/types";
import type { PaperActions } from "./actions.ts";
import { f } from "./formtexts.ts";
import { type Filling, keysOf, type Listing, markedOf } from "./paper.ts";

export interface Row {
  readonly element: HTMLElement;
  /** What can be pressed in it, from the left. */
  readonly controls: readonly HTMLButtonElement[];
  update(paper: Filling): void;
}

type Press = () => void;

function control(
  focus: string,
  kind: string,
  press: Press,
  ...words: readonly (Node | string)[]
): HTMLButtonElement {
  return h("button", { type: "button", class: kind, "data-focus": focus, click: press }, ...words);
}

function pressed(button: HTMLButtonElement, on: boolean): void {
  button.setAttribute("aria-pressed", String(on));
}

function nameOf({ labels }: Listing, row: number): string {
  const label = labels[row];
  return label ? say(label) : "";
}

/** Three keys, or one for each level: the same size, and none of them chosen before it is pressed. */
function keyRow(listing: Listing, row: number, actions: PaperActions): Row {
  const { item } = listing;
  const levels = levelWords(item.max);
  const key = (i: number) => {
    const press = () => actions.mark(row, i + 1);
    const choice = CHOICES[i] ?? "abstain";
    const words = h("span", {}, item.type === GRADES ? (levels[i] ?? "") : common()[choice]);
    const focus = `row-${row}-${i}`;
    return item.type === GRADES
      ? control(focus, "mk level", press, words)
      : control(focus, `mk ${choice}`, press, glyph(choice), words);
  };
  const controls = Array.from({ length: keysOf(item) }, (_, i) => key(i));
  const id = `row-name-${row}`;
  const element = h(
    "li",
    {},
    h(
      "div",
      { class: "row keyed", role: "group", "aria-labelledby": id },
      h(
        "p",
        { class: "name", id },
        h("span", { class: "n" }, String(row + 1)),
        h("span", {}, nameOf(listing, row)),
      ),
      h("div", { class: "mks" }, ...controls),
    ),
  );
  return {
    element,
    controls,
    update({ draft }) {
      const mark = draft.rows[row] ?? 0;
      element.classList.toggle("marked", mark > 0);
      for (const [i, one] of controls.entries()) pressed(one, mark === i + 1);
    },
  };
}

/** An option to choose: the whole row is its key. */
function tickRow(listing: Listing, row: number, actions: PaperActions): Row {
  const button = control(
    `row-${row}-0`,
    "row tick",
    () => actions.mark(row, 1),
    h("span", { class: "box" }, glyph("tick")),
    h("span", { class: "n" }, String(row + 1)),
    h("span", { class: "name" }, nameOf(listing, row)),
  );
  const element = h("li", {}, button);
  return {
    element,
    controls: [button],
    update({ draft, item }) {
      const on = draft.rows[row] === 1;
      const full = !on && draft.rows.filter((mark) => mark === 1).length >= item.max;
      element.classList.toggle("marked", on);
      pressed(button, on);
      button.setAttribute("aria-disabled", String(full));
    },
  };
}

/** A thing to be placed: pressed in turn, moved by its two buttons. The rows stay where they are. */
function placeRow(listing: Listing, row: number, actions: PaperActions): Row {
  const name = nameOf(listing, row);
  const badge = h("span", { class: "badge" });
  const place = h("span", { class: "visually-hidden" });
  const button = control(
    `row-${row}-0`,
    "row place",
    () => actions.mark(row, 1),
    badge,
    h("span", { class: "name" }, name),
    place,
  );
  const mover = (by: -1 | 1, i: number) => {
    const words = by < 0 ? f().forward : f().backward;
    const one = control(
      `row-${row}-${i}`,
      "btn mover",
      () => actions.move(row, by),
      glyph(by < 0 ? "up" : "down"),
    );
    one.setAttribute("aria-label", `${name}${f().colon}${words}`);
    one.title = words;
    return one;
  };
  const [up, down] = [mover(-1, 1), mover(1, 2)];
  const element = h("li", { class: "placed" }, button, up, down);
  return {
    element,
    controls: [button, up, down],
    update(paper) {
      const mark = paper.draft.rows[row] ?? 0;
      element.classList.toggle("marked", mark > 0);
      badge.textContent = mark > 0 ? String(mark) : "";
      place.textContent = mark > 0 ? f().atPlace(mark) : f().notPlaced;
      pressed(button, mark > 0);
      up.setAttribute("aria-disabled", String(mark < 2));
      down.setAttribute("aria-disabled", String(mark === 0 || mark === markedOf(paper)));
    },
  };
}

/** A row of a paper. */
export function rowOf(listing: Listing, row: number, actions: PaperActions): Row {
  switch (listing.item.type) {
    case CHOOSE:
      return tickRow(listing, row, actions);
    case RANKING:
      return placeRow(listing, row, actions);
    default:
      return keyRow(listing, row, actions);
  }
}
