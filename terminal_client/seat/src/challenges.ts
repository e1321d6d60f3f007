/** The panels of a challenge: a sealed ballot before it is decided on, and one that was opened to its checker. */
import { h } from "@hemicycle/kit/dom";
import { choiceGlyph } from "@hemicycle/kit/draw/glyphs";
import { common } from "@hemicycle/kit/i18n";
import { choiceOf } from "@hemicycle/kit/marks";
import type { Actions } from "./actions.ts";
import type { Panel, Shown } from "./panel.ts";
import type { Listing } from "./paper.ts";
import { codeLines, qr } from "./qr.ts";
import { said } from "./sheets.ts";
import { summary } from "./summary.ts";
import { t } from "./texts.ts";

function marksLine({ marks }: Shown, listing: Listing | null, covered: boolean): HTMLElement | null {
  if (!marks) return null;
  if (listing && !covered) return summary(listing, marks);
  const choice = choiceOf(marks);
  return h(
    "p",
    { class: "held" },
    ...(covered || !choice ? [t().hold] : [choiceGlyph(choice), common()[choice]]),
  );
}

function button(
  focus: string,
  kind: string,
  act: () => void,
  busy: boolean,
  word: string,
  meaning = "",
): HTMLElement {
  return h(
    "button",
    { type: "button", class: `btn ${kind}`, "data-focus": focus, disabled: busy, click: act },
    h("span", {}, word),
    meaning !== "" && h("small", {}, meaning),
  );
}

/** A ballot that is sealed and neither cast nor challenged: its code is to be noted first. */
export function undecidedPanel(
  { ballot, busy }: Extract<Panel, { kind: "undecided" }>,
  listing: Listing | null,
  covered: boolean,
  actions: Actions,
): HTMLElement {
  return h(
    "div",
    { class: "recorded" },
    h(
      "section",
      { class: "choice covered sealed", pointerdown: () => actions.peek(true) },
      qr(ballot.head, t().trackingQr),
      h(
        "div",
        {},
        said("waiting", t().undecided),
        codeLines(ballot.head),
        marksLine(ballot, listing, covered),
        h("p", { class: "may" }, t().undecidedWords),
      ),
    ),
    h(
      "section",
      { class: "decide" },
      button("decide-cast", "primary", () => actions.cast(), busy, t().cast, t().castWords),
      button("decide-challenge", "", () => actions.challenge(), busy, t().challenge, t().challengeWords),
      button("decide-back", "quiet", () => actions.putBack(), busy, t().chooseAgain),
    ),
  );
}

/** A code of so many modules that it needs the room. */
function isLong(link: string | null): boolean {
  return (link?.length ?? 0) > 900;
}

/** A ballot that was challenged: on its way to be spoiled, then open to whoever scans it. */
export function challengedPanel(
  { ballot, link, stands }: Extract<Panel, { kind: "challenged" }>,
  listing: Listing | null,
  covered: boolean,
  actions: Actions,
): HTMLElement {
  const head = link === null ? t().spoiling : link === "" ? t().notCounted : t().opened;
  const words = link === null ? "" : link === "" ? t().notOpened : t().openedWords;
  return h(
    "div",
    { class: "recorded" },
    h(
      "section",
      {
        class: `choice covered sealed opened${isLong(link) ? " long" : ""}`,
        pointerdown: () => actions.peek(true),
      },
      link ? qr(link, t().checkerQr) : h("span", { class: "qr empty" }),
      h(
        "div",
        {},
        said(link ? "tick" : link === null ? "waiting" : "trouble", head),
        codeLines(ballot.head),
        marksLine(ballot, listing, covered),
        words !== "" && h("p", { class: "may" }, words),
      ),
    ),
    h(
      "section",
      { class: "decide one" },
      button("decide-back", "primary", () => actions.putBack(), link === null, t().voteAgain),
      stands && h("p", {}, t().ballotStands),
    ),
  );
}
