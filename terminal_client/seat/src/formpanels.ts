/** The panels of a ballot with names once it is cast: what is recorded, on its way, refused; and the way back to the paper. */
import { type Child, h } from "@hemicycle/kit/dom";
import type { Actions } from "./actions.ts";
import { c } from "./counttexts.ts";
import { f } from "./formtexts.ts";
import type { Panel, Shown } from "./panel.ts";
import type { Listing } from "./paper.ts";
import { codeLines, qr } from "./qr.ts";
import { notice, said } from "./sheets.ts";
import { summary } from "./summary.ts";
import { t } from "./texts.ts";

/** The one thing to press beside a ballot that was cast. */
function changeSide(words: string, actions: Actions): HTMLElement {
  return h(
    "section",
    { class: "others of-1" },
    h("p", {}, t().mayChange),
    h(
      "button",
      {
        type: "button",
        class: "btn large",
        "data-focus": "change",
        click: () => actions.paper.change(),
      },
      words,
    ),
  );
}

function coveredWords({ head, marks }: Shown): Child[] {
  if (head === "") return [h("p", { class: "may" }, `${t().covered} · ${t().touchToShow}`)];
  return [
    codeLines(head),
    h("p", { class: "may" }, t().trackingWords),
    h("p", { class: "may" }, marks ? t().hold : t().notKept),
  ];
}

function recordedPanel(
  ballot: Shown,
  listing: Listing,
  covered: boolean,
  words: string,
  actions: Actions,
): HTMLElement {
  const { head, marks } = ballot;
  if (covered || !marks)
    return h(
      "section",
      { class: `choice covered${head ? " sealed" : ""}`, pointerdown: () => actions.peek(true) },
      head !== "" && qr(head, t().trackingQr),
      h("div", {}, said("tick", t().recorded), ...coveredWords(ballot)),
    );
  return h(
    "section",
    { class: "choice listed" },
    h("div", { class: "head" }, said("tick", t().recorded), words !== "" && h("p", { class: "may" }, words)),
    summary(listing, marks),
  );
}

function waitingPanel(
  panel: Extract<Panel, { kind: "kept" | "received" }>,
  listing: Listing,
  covered: boolean,
  actions: Actions,
): HTMLElement {
  const { ballot, before, kind } = panel;
  const marks = covered ? null : ballot.marks;
  const alarm = kind === "kept" && panel.alarm;
  const words = kind === "received" ? t().receivedWords : alarm ? t().receiptFalse : t().keptWords;
  return h(
    "section",
    {
      class: `kept ${kind}${marks ? " listed" : " covered"}`,
      pointerdown: () => actions.peek(true),
    },
    h(
      "div",
      { class: "head" },
      said(alarm ? "trouble" : "waiting", kind === "kept" ? t().kept : t().received),
      h("p", { class: "may" }, words),
      before && h("p", { class: "may" }, t().beforeStands),
    ),
    marks && summary(listing, marks),
  );
}

function refusedPanel({ reason, stands }: Extract<Panel, { kind: "refused" }>): HTMLElement {
  return h(
    "section",
    { class: "kept refused" },
    h(
      "div",
      {},
      said("trouble", t().notCounted),
      h("p", { class: "reason" }, reason),
      h("p", { class: "may" }, stands ? t().ballotStands : t().nothingStands),
    ),
  );
}

function endedPanel(
  { ballot, left }: Extract<Panel, { kind: "ended" }>,
  listing: Listing,
  covered: boolean,
  actions: Actions,
): HTMLElement {
  if (ballot)
    return recordedPanel(ballot, listing, covered, left ? f().changeNotCast : t().closedWords, actions);
  return notice(f().notCast, left ? f().notCastWords : t().closedWords, left);
}

function pair(left: HTMLElement, right: HTMLElement | null): HTMLElement {
  return h("div", { class: right ? "recorded" : "recorded alone" }, left, right);
}

/** The panel, where it is another one than that of a motion; else null. */
export function formPanel(
  panel: Panel,
  listing: Listing,
  covered: boolean,
  actions: Actions,
): HTMLElement | null {
  const side = "final" in panel && panel.final ? null : changeSide(f().change, actions);
  switch (panel.kind) {
    case "recorded":
      return pair(recordedPanel(panel.ballot, listing, covered, side ? "" : c().final, actions), side);
    case "received":
      return pair(waitingPanel(panel, listing, covered, actions), panel.open ? side : null);
    case "kept":
      return pair(waitingPanel(panel, listing, covered, actions), side);
    case "refused":
      return pair(refusedPanel(panel), panel.open ? changeSide(f().fillAgain, actions) : null);
    case "ended":
      return pair(endedPanel(panel, listing, covered, actions), null);
    default:
      return null;
  }
}
