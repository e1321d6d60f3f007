/** The panels of a vote: three keys, the recorded choice, one on its way, one to be challenged, refusals. */
import { h } from "@hemicycle/kit/dom";
import { glyph } from "@hemicycle/kit/draw/glyphs";
import { common } from "@hemicycle/kit/i18n";
import { CHOICES, type Choice } from "@hemicycle/kit/types";
import type { Actions } from "./actions.ts";
import { challengedPanel, undecidedPanel } from "./challenges.ts";
import type { Panel, Shown } from "./panel.ts";
import { codeLines, qr } from "./qr.ts";
import { notice, said } from "./sheets.ts";
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

/** The keys to change with; all three in a secret vote, because its choice covers itself. */
function changing(ballot: Shown, covered: boolean, sending: Choice | null, actions: Actions): HTMLElement {
  return others(covered || ballot.head !== "" ? null : ballot.choice, sending, actions);
}

/** What a covered panel says of a sealed ballot: its tracking code, and how to see the choice. */
function sealedWords(ballot: Shown): HTMLElement[] {
  return [
    codeLines(ballot.head),
    h("p", { class: "may" }, t().trackingWords),
    h("p", { class: "may" }, ballot.choice ? t().hold : t().notKept),
  ];
}

function coveredPanel(ballot: Shown, actions: Actions): HTMLElement {
  if (ballot.head === "") {
    const words = h("p", { class: "may" }, `${t().covered} · ${t().touchToShow}`);
    return h("section", { class: "choice covered" }, h("div", {}, said("tick", t().recorded), words));
  }
  return h(
    "section",
    { class: "choice covered sealed", pointerdown: () => actions.peek(true) },
    qr(ballot.head, t().trackingQr),
    h("div", {}, said("tick", t().recorded), ...sealedWords(ballot)),
  );
}

function choicePanel(ballot: Shown, covered: boolean, may: string, actions: Actions): HTMLElement {
  const { choice } = ballot;
  if (covered || !choice) return coveredPanel(ballot, actions);
  return h(
    "section",
    { class: `choice ${choice}` },
    glyph(choice),
    h(
      "div",
      {},
      said("tick", t().recorded),
      h("p", { class: "what" }, common()[choice]),
      h("p", { class: "may" }, may),
    ),
  );
}

/** A ballot that is not recorded yet, and what stands until then. */
function waitingPanel(
  panel: Extract<Panel, { kind: "kept" | "received" }>,
  covered: boolean,
  actions: Actions,
): HTMLElement {
  const { ballot, before, kind } = panel;
  const choice = covered ? null : ballot.choice;
  const alarm = kind === "kept" && panel.alarm;
  const head = kind === "kept" ? t().kept : t().received;
  const words = kind === "received" ? t().receivedWords : alarm ? t().receiptFalse : t().keptWords;
  const stands =
    ballot.head !== "" ? t().beforeStands : before?.choice && choice && t().before(common()[before.choice]);
  return h(
    "section",
    { class: `kept ${kind}${choice ? "" : " covered"}`, pointerdown: () => actions.peek(true) },
    choice && h("span", { class: `mark-of ${choice}` }, glyph(choice)),
    h(
      "div",
      {},
      said(alarm ? "trouble" : "waiting", head),
      choice && h("p", { class: `what ${choice}` }, common()[choice]),
      h("p", { class: "may" }, words),
      before && stands && h("p", { class: "may" }, stands),
    ),
  );
}

function refusedPanel(panel: Extract<Panel, { kind: "refused" }>, covered: boolean): HTMLElement {
  const { stands } = panel;
  const choice = stands?.choice && (covered ? t().covered : t().stands(common()[stands.choice]));
  const words = stands ? choice || t().ballotStands : t().nothingStands;
  return h(
    "section",
    { class: "kept refused" },
    h(
      "div",
      {},
      said("trouble", t().notCounted),
      h("p", { class: "reason" }, panel.reason),
      h("p", { class: "may" }, words),
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
    case "waiting":
      return h("div", { class: "recorded alone" }, notice(panel.title, panel.words, false));
    case "recorded":
      return h(
        "div",
        { class: "recorded" },
        choicePanel(panel.ballot, covered, t().mayChange, actions),
        changing(panel.ballot, covered, panel.sending, actions),
      );
    case "received":
      return h(
        "div",
        { class: panel.open ? "recorded" : "recorded alone" },
        waitingPanel(panel, covered, actions),
        panel.open && changing(panel.ballot, covered, panel.sending, actions),
      );
    case "kept":
      return h(
        "div",
        { class: "recorded" },
        waitingPanel(panel, covered, actions),
        changing(panel.ballot, covered, null, actions),
      );
    case "refused":
      return panel.open
        ? h("div", { class: "recorded" }, refusedPanel(panel, covered), others(null, null, actions))
        : h("div", { class: "recorded alone" }, refusedPanel(panel, covered));
    case "undecided":
      return undecidedPanel(panel, covered, actions);
    case "challenged":
      return challengedPanel(panel, covered, actions);
    case "ended":
      return h(
        "div",
        { class: "recorded alone" },
        panel.ballot
          ? choicePanel(panel.ballot, covered, t().closedWords, actions)
          : notice(t().notPressed, t().closedWords, false),
      );
    case "watch":
      return h("div", { class: "recorded alone" }, watchPanel(panel, checkingIn, actions));
  }
}
