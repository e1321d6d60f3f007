/** The panels of a vote: three keys, the recorded choice, the kept one, refusals. */
import { h } from "@hemicycle/kit/dom";
import { glyph } from "@hemicycle/kit/draw/glyphs";
import { common } from "@hemicycle/kit/i18n";
import { CHOICES, type Choice } from "@hemicycle/kit/types";
import type { Actions } from "./actions.ts";
import type { Panel } from "./screen.ts";
import { t } from "./texts.ts";

function key(choice: Choice, sending: Choice | null, change: boolean, actions: Actions): HTMLElement {
  const word = common()[choice];
  const busy = sending === choice;
  return h(
    "button",
    {
      type: "button",
      class: `key ${choice}${change ? " change" : ""}${busy ? " busy" : ""}`,
      "data-focus": `key-${choice}`,
      "aria-keyshortcuts": CHOICES.indexOf(choice) + 1,
      "aria-label": busy ? t().sending(word) : word,
      click: () => actions.press(choice),
    },
    glyph(busy ? "waiting" : choice),
    h("span", {}, word),
  );
}

/** Three keys, and none of them chosen; outlined where they only serve for practice. */
export function keys(sending: Choice | null, outlined: boolean, actions: Actions): HTMLElement {
  return h(
    "div",
    { class: "keys", role: "group", "aria-label": t().keys },
    ...CHOICES.map((choice) => key(choice, sending, outlined, actions)),
  );
}

/** The other two keys; all three where the choice is covered, so that the missing one doesn't tell it. */
function others(choice: Choice | null, sending: Choice | null, actions: Actions): HTMLElement {
  const shown = CHOICES.filter((one) => one !== choice);
  return h(
    "section",
    { class: `others of-${shown.length}`, "aria-label": t().toChange },
    h("p", {}, t().toChange),
    ...shown.map((one) => key(one, sending, true, actions)),
  );
}

function said(mark: "tick" | "waiting" | "trouble", words: string): HTMLElement {
  return h("p", { class: "said" }, glyph(mark), words);
}

function choicePanel(choice: Choice, covered: boolean, head: string, may: string): HTMLElement {
  if (covered) {
    return h(
      "section",
      { class: "choice covered" },
      h(
        "div",
        {},
        said("tick", t().recorded),
        h("p", { class: "may" }, `${t().covered} · ${t().touchToShow}`),
      ),
    );
  }
  return h(
    "section",
    { class: `choice ${choice}` },
    glyph(choice),
    h(
      "div",
      {},
      said("tick", head),
      h("p", { class: "what" }, common()[choice]),
      h("p", { class: "may" }, may),
    ),
  );
}

function keptPanel(panel: Extract<Panel, { kind: "kept" }>, covered: boolean): HTMLElement {
  const { choice, before, alarm } = panel;
  return h(
    "section",
    { class: `kept${covered ? " covered" : ""}` },
    !covered && h("span", { class: `mark-of ${choice}` }, glyph(choice)),
    h(
      "div",
      {},
      said(alarm ? "trouble" : "waiting", t().kept),
      !covered && h("p", { class: `what ${choice}` }, common()[choice]),
      h("p", { class: "may" }, alarm ? t().receiptFalse : t().keptWords),
      !covered && before && h("p", { class: "may" }, t().before(common()[before])),
    ),
  );
}

function refusedPanel(panel: Extract<Panel, { kind: "refused" }>, covered: boolean): HTMLElement {
  const stands = panel.stands ? t().stands(common()[panel.stands]) : t().nothingStands;
  return h(
    "section",
    { class: "kept refused" },
    h(
      "div",
      {},
      said("trouble", t().notCounted),
      h("p", { class: "reason" }, panel.reason),
      h("p", { class: "may" }, covered && panel.stands ? t().covered : stands),
    ),
  );
}

/** The button 报到. */
export function checkInButton(busy: boolean, actions: Actions): HTMLElement {
  return h(
    "button",
    {
      type: "button",
      class: "btn primary large",
      "data-focus": "check-in",
      disabled: busy,
      click: () => actions.checkIn(),
    },
    busy ? t().checkingIn : t().checkIn,
  );
}

function watchPanel(
  panel: Extract<Panel, { kind: "watch" }>,
  checkingIn: boolean,
  actions: Actions,
): HTMLElement {
  const sheet = notice(panel.title, panel.words, panel.alarm);
  const words = sheet.firstElementChild;
  if (panel.checkIn) words?.append(checkInButton(checkingIn, actions));
  if (panel.failure !== "") words?.append(h("p", { class: "trouble", role: "alert" }, panel.failure));
  return sheet;
}

/** Draws a panel; `covered` hides which choice it is. */
export function drawPanel(
  panel: Panel,
  covered: boolean,
  checkingIn: boolean,
  actions: Actions,
): HTMLElement {
  switch (panel.kind) {
    case "checking":
      return h("div", { class: "keys", "aria-busy": "true" });
    case "keys":
      return keys(panel.sending, false, actions);
    case "recorded":
      return h(
        "div",
        { class: "recorded" },
        choicePanel(panel.choice, covered, t().recorded, t().mayChange),
        others(covered ? null : panel.choice, panel.sending, actions),
      );
    case "kept":
      return h(
        "div",
        { class: "recorded" },
        keptPanel(panel, covered),
        others(covered ? null : panel.choice, null, actions),
      );
    case "refused":
      return panel.open
        ? h("div", { class: "recorded" }, refusedPanel(panel, covered), others(null, null, actions))
        : h("div", { class: "recorded alone" }, refusedPanel(panel, covered));
    case "ended":
      return h(
        "div",
        { class: "recorded alone" },
        panel.choice
          ? choicePanel(panel.choice, covered, t().recorded, t().closedWords)
          : notice(t().notPressed, t().closedWords, false),
      );
    case "watch":
      return h("div", { class: "recorded alone" }, watchPanel(panel, checkingIn, actions));
  }
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
