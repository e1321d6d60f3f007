/** The checker's page for a verdict. */
import { type Child, h } from "@hemicycle/kit/dom";
import { choiceGlyph, glyph } from "@hemicycle/kit/draw/glyphs";
import { common } from "@hemicycle/kit/i18n";
import type { Choices } from "@hemicycle/kit/sealed/forms";
import type { Choice } from "@hemicycle/kit/types";
import type { KeyOrigin, Verdict } from "./check.ts";
import { t } from "./texts.ts";

type Mark = Choices[number][number];

function isChoice(mark: Mark): mark is Choice {
  return typeof mark === "string";
}

/** A mark in words; a number is a grade, or 0 and 1 where options are chosen. */
function words(mark: Mark, item: readonly Mark[]): Child[] {
  if (isChoice(mark)) return [choiceGlyph(mark), common()[mark]];
  if (mark === null) return [t().blank];
  const chosen = item.every((one) => one === 0 || one === 1);
  return [chosen ? (mark === 1 ? t().chosen : t().notChosen) : t().level(mark)];
}

function held(choices: Choices): HTMLElement {
  const marks = choices.flatMap((item) => [...item].map((mark) => ({ mark, item: [...item] })));
  if (marks.length === 1 && marks[0]) {
    const { mark, item } = marks[0];
    return h("p", { class: "held" }, ...words(mark, item));
  }
  return h(
    "ol",
    { class: "held-list" },
    ...marks.map(({ mark, item }, i) =>
      h("li", {}, h("span", { class: "soft" }, t().item(i + 1)), h("b", {}, ...words(mark, item))),
    ),
  );
}

function code(text: string): HTMLElement {
  const half = (text.length - 1) / 2;
  const [first, second] = [text.slice(0, half), text.slice(half + 1)];
  return h(
    "p",
    { class: "code tracking" },
    h("small", {}, t().tracking),
    h("span", {}, first),
    " ",
    h("span", {}, second),
  );
}

function trouble(title: string, ...children: Child[]): HTMLElement {
  return h(
    "section",
    { class: "verdict wrong", role: "alert" },
    h("h2", {}, glyph("trouble"), title),
    ...children,
  );
}

function origin(of: Exclude<KeyOrigin, { kind: "foreign" }>, again: () => void): HTMLElement {
  if (of.kind === "scrutineers")
    return h(
      "section",
      { class: "sheet origin" },
      h("h3", {}, t().pin),
      h("p", { class: "code" }, of.pin),
      h("p", { class: "soft" }, t().pinWords),
    );
  return h(
    "section",
    { class: "sheet origin trouble" },
    h("h3", {}, glyph("trouble"), t().unknown),
    h("p", {}, t().unknownWords),
    h("button", { type: "button", class: "btn", click: again }, t().again),
  );
}

/** What is shown of a verdict; `again` asks once more. */
export function drawVerdict(verdict: Verdict | null, again: () => void): HTMLElement[] {
  switch (verdict?.kind) {
    case undefined:
      return [h("p", { class: "soft", role: "status" }, t().checking)];
    case "none":
      return [h("h2", {}, t().none), h("p", { class: "soft" }, t().noneWords)];
    case "broken":
      return [trouble(t().broken, h("p", {}, t().brokenWords))];
    case "differs":
      return [trouble(t().differs, h("p", {}, t().differsWords(verdict.code, verdict.found)))];
    case "foreign":
      return [trouble(t().foreign, code(verdict.code), h("p", {}, t().foreignWords))];
    case "holds":
      return [
        h(
          "section",
          { class: "verdict sheet", role: "status" },
          code(verdict.code),
          h("h2", {}, t().holds),
          held(verdict.choices),
          h("p", {}, t().compare),
        ),
        origin(verdict.origin, again),
        h("p", { class: "soft" }, t().spoiled),
      ];
  }
}
