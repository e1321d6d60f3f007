/** The panels of a vote: three keys, the recorded choice, one on its way, one to be challenged, refusals. */
import { h } from "@hemicycle/kit/dom";
import { glyph } from "@hemicycle/kit/draw/glyphs";
import { common } from "@hemicycle/kit/i18n";
import { choiceOf } from "@hemicycle/kit/marks";
import { CHOICES, type Choice } from "@hemicycle/kit/types";
import type { Actions } from "./actions.ts";
import { challengedPanel, undecidedPanel } from "./challenges.ts";
import { c } from "./counttexts.ts";
import { formPanel } from "./formpanels.ts";
import type { OnItsWay, Panel, PaperPanel, Shown } from "./panel.ts";
import type { Listing } from "./paper.ts";
import { codeLines, qr } from "./qr.ts";
import { notice, said } from "./sheets.ts";
import { t } from "./texts.ts";

function key(choice: Choice, change: boolean, actions: Actions): HTMLElement {
  const word = common()[choice];
  return h(
    "button",
    {
      type: "button",
      class: `key ${choice}${change ? " change" : ""}`,
      "data-focus": `key-${choice}`,
      "aria-keyshortcuts": CHOICES.indexOf(choice) + 1,
      "aria-label": word,
      click: () => actions.press(choice),
    },
    glyph(choice),
    h("span", {}, word),
  );
}

/** Shows in place which key is being sent: what was pressed is seen before anything else is drawn. */
export function showSending(place: ParentNode, sending: Choice | null): void {
  for (const choice of CHOICES) {
    const one = place.querySelector(`.key.${choice}`);
    const busy = choice === sending;
    if (!one || one.classList.contains("busy") === busy) continue;
    one.classList.toggle("busy", busy);
    one.setAttribute("aria-label", busy ? t().sending(common()[choice]) : common()[choice]);
    one.firstElementChild?.replaceWith(glyph(busy ? "waiting" : choice));
  }
}

/** Three keys, and none of them chosen; outlined where they only serve for practice. */
export function keys(outlined: boolean, actions: Actions): HTMLElement {
  return h(
    "div",
    { class: "keys", role: "group", "aria-label": t().keys },
    ...CHOICES.map((choice) => key(choice, outlined, actions)),
  );
}

/** The other two keys; all three where the choice is covered, so that the missing one doesn't tell it. */
function others(choice: Choice | null, actions: Actions): HTMLElement {
  const shown = CHOICES.filter((one) => one !== choice);
  return h(
    "section",
    { class: `others of-${shown.length}`, "aria-label": t().toChange },
    h("p", {}, t().toChange),
    ...shown.map((one) => key(one, true, actions)),
  );
}

/** The keys to change with; all three in a secret vote, because its choice covers itself. */
function changing(ballot: Shown, covered: boolean, actions: Actions): HTMLElement {
  return others(covered || ballot.head !== "" ? null : choiceOf(ballot.marks), actions);
}

/** What a covered panel says of a sealed ballot: its tracking code, and how to see the choice. */
function sealedWords(ballot: Shown): HTMLElement[] {
  return [
    codeLines(ballot.head),
    h("p", { class: "may" }, t().trackingWords),
    h("p", { class: "may" }, ballot.marks ? t().hold : t().notKept),
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
  const choice = choiceOf(ballot.marks);
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

/** The one press that there is: it is said once more before it is sent. */
function confirmPanel(choice: Choice, actions: Actions): HTMLElement {
  const button = (focus: string, kind: string, words: string, yes: boolean) =>
    h(
      "button",
      { type: "button", class: `btn large ${kind}`, "data-focus": focus, click: () => actions.confirm(yes) },
      words,
    );
  return h(
    "div",
    { class: "recorded alone" },
    h(
      "section",
      { class: "sheet quiet confirm", role: "group", "aria-label": c().confirmTitle },
      h(
        "div",
        {},
        h("p", { class: "said" }, c().confirmTitle),
        h("p", { class: `what ${choice}` }, glyph(choice), h("span", {}, common()[choice])),
        h("p", { class: "may" }, c().confirmWords),
        h(
          "p",
          { class: "ends" },
          button("confirm", "primary", c().confirm, true),
          button("choose", "", c().back, false),
        ),
      ),
    ),
  );
}

/** A ballot that is not recorded yet, and what stands until then. */
export function waitingPanel(
  panel: OnItsWay,
  covered: boolean,
  actions: Actions,
  keptWords = t().keptWords,
): HTMLElement {
  const { ballot, before, kind } = panel;
  const choice = covered ? null : choiceOf(ballot.marks);
  const earlier = choiceOf(before?.marks ?? null);
  const alarm = kind === "kept" && panel.alarm;
  const head = kind === "kept" ? t().kept : t().received;
  const words = kind === "received" ? t().receivedWords : alarm ? t().receiptFalse : keptWords;
  const stands = ballot.head !== "" ? t().beforeStands : earlier && choice && t().before(common()[earlier]);
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
  const choice = choiceOf(stands?.marks ?? null);
  const shown = choice && (covered ? t().covered : t().stands(common()[choice]));
  const words = stands ? shown || t().ballotStands : t().nothingStands;
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

/** Draws a panel; `covered` hides which choice it is, `listing` is what stands on a ballot with names. */
export function drawPanel(
  panel: Exclude<Panel, PaperPanel>,
  listing: Listing | null,
  covered: boolean,
  checkingIn: boolean,
  actions: Actions,
): HTMLElement {
  const form = listing && formPanel(panel, listing, covered, actions);
  if (form) return form;
  switch (panel.kind) {
    case "checking":
      return h("div", { class: "keys", "aria-busy": "true" });
    case "keys":
      return keys(false, actions);
    case "confirm":
      return confirmPanel(panel.choice, actions);
    case "waiting":
      return h("div", { class: "recorded alone" }, notice(panel.title, panel.words, false));
    case "recorded":
      return h(
        "div",
        { class: panel.final ? "recorded alone" : "recorded" },
        choicePanel(panel.ballot, covered, panel.final ? c().final : t().mayChange, actions),
        !panel.final && changing(panel.ballot, covered, actions),
      );
    case "received":
      return h(
        "div",
        { class: panel.open && !panel.final ? "recorded" : "recorded alone" },
        waitingPanel(panel, covered, actions),
        panel.open && !panel.final && changing(panel.ballot, covered, actions),
      );
    case "kept":
      return h(
        "div",
        { class: panel.final ? "recorded alone" : "recorded" },
        waitingPanel(panel, covered, actions),
        !panel.final && changing(panel.ballot, covered, actions),
      );
    case "refused":
      return panel.open
        ? h("div", { class: "recorded" }, refusedPanel(panel, covered), others(null, actions))
        : h("div", { class: "recorded alone" }, refusedPanel(panel, covered));
    case "undecided":
      return undecidedPanel(panel, listing, covered, actions);
    case "challenged":
      return challengedPanel(panel, listing, covered, actions);
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
