/**
 * A ballot with names on the page: its rows, and beside them how far it is and the one control that casts it. It is drawn once and
 * changes in place, so that a press loses neither the place in the list nor what is being typed.
 *
 * The list scrolls, and is not cut into pages: a deputy sees the rows before and after, nothing that was marked goes out of reach,
 * and a screen reader reads it as one list. What casts it, and what says how many names still have no mark, never scrolls away.
 */
import { type Child, h } from "@hemicycle/kit/dom";
import { glyph } from "@hemicycle/kit/draw/glyphs";
import { CHOOSE, GRADES, RANKING } from "@hemicycle/kit/marks";
import type { PaperActions } from "./actions.ts";
import type { Answer } from "./desk.ts";
import { f } from "./formtexts.ts";
import type { PaperPanel } from "./panel.ts";
import { type Filling, keysOf, type Listing, lackOf, marksOf, nextUnmarked } from "./paper.ts";
import { answerWords, countWords, hintWords, lackWords, progressWords } from "./paperwords.ts";
import { type Row, rowOf } from "./rows.ts";
import { summary } from "./summary.ts";
import { type WriteIns, writeIns } from "./writein.ts";

export interface PaperView {
  readonly element: HTMLElement;
  update(panel: PaperPanel): void;
}

/** Within this time after the marks are shown a second press is one of a double press, ms. */
const DOUBLE_PRESS_MS = 400;

const STEPS: Readonly<Record<string, readonly [rows: number, keys: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** More options than this stand in two columns where there is room. */
const ONE_COLUMN = 6;

function kindOf({ item, labels }: Listing): string {
  if (item.type === CHOOSE) return labels.length > ONE_COLUMN ? "two" : "one";
  return item.type === RANKING ? "one" : `of-${keysOf(item)}`;
}

/** One stop of the tab key a row; arrows go on from there, and figures press the keys of the row. */
class Rows {
  readonly element: HTMLElement;
  readonly #rows: readonly Row[];
  readonly #writeIns: WriteIns | null;
  /** The row that the deputy was in last; −1 before the first. */
  #at = -1;

  constructor(
    private readonly listing: Listing,
    actions: PaperActions,
  ) {
    this.#rows = listing.labels.map((_, row) => rowOf(listing, row, actions));
    this.#writeIns = listing.item.w > 0 ? writeIns(listing, actions) : null;
    this.element = h(
      "ol",
      {
        class: `rows ${kindOf(listing)}`,
        "data-scroll": "rows",
        "aria-label": f().paper,
        keydown: (event) => this.#key(event as KeyboardEvent),
        focusin: (event) => this.#enter(event.target as HTMLElement),
      },
      ...this.#rows.map((row) => row.element),
      this.#writeIns?.element,
    );
    this.element.style.setProperty("--half", String(Math.ceil(listing.labels.length / 2)));
    for (const row of this.#rows) this.#stop(row, 0);
  }

  update(paper: Filling, answer: Answer | null): void {
    for (const [i, row] of this.#rows.entries()) {
      row.update(paper);
      row.element.classList.toggle("denied", answer?.kind === "full" && answer.row === i);
    }
    this.#writeIns?.update(paper);
  }

  /** Goes to the next row without a mark. */
  next(paper: Filling): void {
    this.#go(nextUnmarked(paper, this.#at));
  }

  /** Goes to the slots for names that are on no list. */
  writeIn(): void {
    this.#writeIns?.focus(0);
  }

  /** Goes to what is lacking. */
  show(answer: Answer): void {
    if (answer.kind !== "lack") return;
    const { lack } = answer;
    if (lack.kind === "written") this.#writeIns?.focus(lack.slot);
    if (lack.kind === "unmarked") this.#go(lack.row);
  }

  #go(row: number): void {
    const found = this.#rows[row];
    found?.controls[0]?.focus({ preventScroll: true });
    found?.element.scrollIntoView({ block: "center" });
  }

  #enter(target: HTMLElement): void {
    this.#at = this.#rows.findIndex((row) => row.element.contains(target));
    const row = this.#rows[this.#at];
    if (row) this.#stop(row, row.controls.indexOf(target as HTMLButtonElement));
  }

  #stop(row: Row, at: number): void {
    for (const [i, one] of row.controls.entries()) one.tabIndex = i === Math.max(0, at) ? 0 : -1;
  }

  #key(event: KeyboardEvent): void {
    const row = this.#rows[this.#at];
    if (!row || event.ctrlKey || event.altKey || event.metaKey) return;
    const key = row.controls.length === keysOf(this.listing.item) && row.controls[Number(event.key) - 1];
    if (key && !event.repeat) {
      key.focus();
      key.click();
      event.preventDefault();
      return;
    }
    const step = STEPS[event.key];
    if (!step) return;
    const column = Math.max(0, row.controls.indexOf(document.activeElement as HTMLButtonElement));
    const next = step[1] === 0 ? this.#rows[this.#at + step[0]] : row;
    const controls = next?.controls ?? [];
    controls[Math.min(controls.length - 1, Math.max(0, column + step[1]))]?.focus();
    event.preventDefault();
  }
}

function button(focus: string, kind: string, act: () => void, ...words: Child[]): HTMLButtonElement {
  return h("button", { type: "button", class: `btn ${kind}`, "data-focus": focus, click: act }, ...words);
}

/** The control that casts, with what is lacking under its word. */
function submitButton(word: string, act: () => void) {
  const said = h("span", {});
  const lacking = h("small", {});
  const element = button("submit", "primary submit", act, said, lacking);
  const update = (lack: string, sending: boolean) => {
    said.replaceChildren(...(sending ? [glyph("waiting"), f().submitting] : [word]));
    lacking.textContent = lack;
    lacking.hidden = lack === "";
    element.setAttribute("aria-disabled", String(lack !== ""));
    element.setAttribute("aria-busy", String(sending));
  };
  return { element, update };
}

/** A paper to be filled in. */
export function paperView(listing: Listing, actions: PaperActions): PaperView {
  const { item } = listing;
  let now: PaperPanel | null = null;
  const rows = new Rows(listing, actions);
  const progress = h("p", { class: "progress" });
  const count = h("p", { class: "count" });
  const hint = h("p", { class: "hint" }, hintWords(item));
  // beside the list, so that no row moves under the finger
  const said = h("p", { class: "answer" });
  const submit = submitButton(f().submit, () => {
    if (!now?.sending) actions.submit();
  });
  const keyed = keysOf(item) > 1 && item.type !== GRADES;
  const next = button("next", "next", () => now && rows.next(now.filling), f().nextUnmarked);
  const back = button("undo", "undo", () => actions.undo(), f().undo);
  const leave = button("put-away", "quiet leave", () => actions.putAway(), f().keepCast);
  const element = h(
    "section",
    { class: "paper", "aria-label": f().paper },
    rows.element,
    h(
      "div",
      { class: "side" },
      h("div", { class: "tally" }, progress, count, hint, said),
      keyed && next,
      item.w > 0 && button("write-in", "next", () => rows.writeIn(), f().writeIn),
      item.type === RANKING && back,
      leave,
      submit.element,
    ),
  );
  return {
    element,
    update(panel) {
      const { filling, answer, sending } = panel;
      const told = answer !== now?.answer ? answer : null;
      now = panel;
      element.toggleAttribute("inert", sending);
      rows.update(filling, answer);
      progress.textContent = progressWords(filling);
      count.textContent = countWords(filling);
      said.textContent = answer?.kind === "full" ? answerWords(answer, filling) : "";
      said.hidden = said.textContent === "";
      hint.hidden = !said.hidden;
      next.setAttribute("aria-disabled", String(nextUnmarked(filling, -1) < 0));
      back.setAttribute("aria-disabled", String(!panel.undoable));
      leave.hidden = !panel.stands;
      submit.update(lackWords(lackOf(filling)), sending);
      if (told) rows.show(told);
    },
  };
}

/** All marks together, to be cast or gone back on. */
export function reviewView(listing: Listing, actions: PaperActions): PaperView {
  const since = performance.now();
  const sheet = h("div", { class: "sheet review" });
  const submit = submitButton(f().submitNow, () => {
    if (performance.now() - since > DOUBLE_PRESS_MS) actions.submit();
  });
  const element = h(
    "section",
    { class: "paper", "aria-label": f().reviewTitle },
    sheet,
    h(
      "div",
      { class: "side" },
      h(
        "div",
        { class: "tally" },
        h("p", { class: "progress" }, f().reviewTitle),
        h("p", { class: "hint" }, f().reviewWords),
      ),
      button("back", "next", () => actions.back(), f().backToPaper),
      submit.element,
    ),
  );
  let drawn = "";
  return {
    element,
    update({ filling, sending }) {
      const marks = marksOf(filling);
      const wanted = JSON.stringify(marks);
      if (marks && wanted !== drawn) sheet.replaceChildren(summary(listing, marks));
      drawn = wanted;
      element.toggleAttribute("inert", sending);
      submit.update("", sending);
    },
  };
}
