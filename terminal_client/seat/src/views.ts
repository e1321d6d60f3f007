/** The screens of the seat, drawn from their values. */
import { type Child, h, phrases } from "@hemicycle/kit/dom";
import { glyph } from "@hemicycle/kit/draw/glyphs";
import { common, say } from "@hemicycle/kit/i18n";
import type { Choice, SeatPlan } from "@hemicycle/kit/types";
import type { Actions } from "./actions.ts";
import { f } from "./formtexts.ts";
import { type Clock, clockOf, motionHead } from "./head.ts";
import { ownSeat, type PlaceKind } from "./known.ts";
import { resultScreen } from "./outcome.ts";
import { ownPlace } from "./ownplace.ts";
import { isPaper, resting } from "./panel.ts";
import { checkInButton, drawPanel, keys, showSending, waitingPanel } from "./panels.ts";
import type { Listing } from "./paper.ts";
import { paperView, reviewView } from "./paperview.ts";
import { recordButton } from "./record.ts";
import { Region } from "./region.ts";
import type { AgendaRow, Screen } from "./screen.ts";
import { notice } from "./sheets.ts";
import { t } from "./texts.ts";

/** What drawing needs beside the screen itself. */
export interface Setting {
  readonly covered: boolean;
  readonly checkingIn: boolean;
  readonly plan: SeatPlan | null;
  readonly seat: string;
  readonly actions: Actions;
}

export const BLANK_SETTING: Omit<Setting, "actions"> = {
  covered: false,
  checkingIn: false,
  plan: null,
  seat: "",
};

export interface Drawn {
  readonly children: readonly HTMLElement[];
  /** Redraws the clock for the server's time, ms; gives the seconds that are left. */
  readonly tick: ((now: number) => number | undefined) | null;
  /** Shows another value of the same screen in place. */
  readonly follow?: (screen: Screen, setting: Setting) => void;
}

function agendaList(rows: readonly AgendaRow[], actions: Actions): HTMLElement {
  const items = rows.map((row) =>
    h(
      "li",
      { class: row.current ? "current" : "", "aria-current": row.current && "step" },
      h("span", { class: "n" }, String(row.number)),
      h(
        "span",
        {},
        row.title,
        row.papers > 0 &&
          h(
            "button",
            {
              type: "button",
              class: "btn papers-of",
              "data-focus": `papers-of-${row.id}`,
              "aria-label": t().papersOf(row.title, row.papers),
              click: () => void actions.readPapers(row.id),
            },
            glyph("document"),
            t().papers(row.papers),
          ),
      ),
      h("span", { class: "st" }, row.status),
    ),
  );
  return h(
    "section",
    { class: "agenda", "aria-labelledby": "agenda-title" },
    h("h1", { id: "agenda-title" }, t().agenda),
    items.length > 0 ? h("ol", {}, ...items) : h("p", { class: "soft" }, t().noAgenda),
  );
}

const PLACES: Readonly<Record<PlaceKind, () => { readonly title: string; readonly words: string }>> = {
  present: () => ({ title: t().checkedIn, words: t().checkedInWords }),
  absent: () => ({ title: t().notCheckedIn, words: t().notCheckedInWords }),
  "not-open": () => ({ title: t().notOpen, words: t().notOpenWords }),
  closed: () => ({ title: t().sittingClosed, words: t().sittingClosedWords }),
  attendee: () => ({ title: t().attending, words: t().attendingWords }),
};

function practiceButton(on: boolean, actions: Actions): HTMLElement {
  const words = on ? t().tryKeys : t().endPractice;
  return h(
    "button",
    { type: "button", class: "btn", "data-focus": "practise", click: () => actions.practise(on) },
    words,
  );
}

function practice(pressed: Choice | "none", actions: Actions): readonly HTMLElement[] {
  const words = pressed === "none" ? t().practiceWords : t().practised(common()[pressed]);
  return [
    h(
      "section",
      { class: "motion" },
      h(
        "div",
        {},
        h("p", { class: "kicker" }, h("span", { class: "tag" }, glyph("ring"), t().practice)),
        h("h1", {}, t().tryKeys),
        h("p", { class: "rule", role: "status" }, words),
      ),
      practiceButton(false, actions),
    ),
    keys(true, actions),
  ];
}

function placePanel(kind: PlaceKind, failure: string, setting: Setting, practising: boolean): HTMLElement {
  const { title, words } = PLACES[kind]();
  const own = ownSeat(setting.plan, setting.seat);
  const where = own ? t().place(own.row, own.col) : t().seat(setting.seat);
  const seats = setting.plan?.seats ?? [];
  const children: Child[] = [
    seats.length > 0 &&
      ownPlace(seats, setting.seat, own ? t().placeOnMap(own.row, own.col) : where, common().rostrum),
    h("p", { class: "big" }, kind === "present" && glyph("tick"), title),
    h("p", {}, where),
    // what fails here may be in the way of voting: that one can vote is not said beside it
    (kind !== "present" || failure === "") && h("p", { class: "soft" }, words),
    failure !== "" && h("p", { class: "trouble", role: "alert" }, failure),
    kind === "absent" && checkInButton(setting.checkingIn, setting.actions),
    kind === "present" && practising && practiceButton(true, setting.actions),
  ];
  return h("section", { class: "sheet place" }, ...children);
}

/** The names that will be on the ballot, in its order. */
function onBallot({ labels }: Listing): HTMLElement {
  const names = labels.map((label) => h("li", {}, say(label)));
  return h("ol", { class: "labels", "aria-label": f().onPaper(labels.length) }, ...names);
}

function announced(screen: Extract<Screen, { kind: "announced" }>, setting: Setting): readonly HTMLElement[] {
  return [
    motionHead(screen.motion, null),
    h(
      "div",
      { class: "beside" },
      h(
        "section",
        {
          class: screen.listing ? "sheet draft labelled" : "sheet draft",
          "aria-label": t().document,
          tabindex: 0,
        },
        h("p", { class: "lead" }, screen.ahead || (screen.listing ? f().announcedPaper : t().announcedWords)),
        screen.motion.secret && h("p", { class: "lead" }, t().announcedSecret),
        ...(screen.listing ? [onBallot(screen.listing)] : []),
        screen.basis !== "" && h("p", { class: "soft" }, f().basis(screen.basis)),
        ...(screen.listing && screen.text === "" ? [] : paragraphs(screen.text)),
      ),
      placePanel(screen.place, screen.failure, setting, false),
    ),
  ];
}

function pinScreen(pin: string, actions: Actions): HTMLElement {
  const button = (focus: string, kind: string, holds: boolean, words: string) =>
    h(
      "button",
      {
        type: "button",
        class: `btn large ${kind}`,
        "data-focus": focus,
        click: () => actions.answerPin(holds),
      },
      words,
    );
  return h(
    "div",
    { class: "recorded alone" },
    h(
      "section",
      { class: "sheet quiet pin" },
      h(
        "div",
        {},
        h("h1", { class: "said" }, t().pinTitle),
        h("p", { class: "code mark-text" }, pin),
        h("p", { class: "may" }, t().pinWords),
        h(
          "p",
          { class: "ends" },
          button("pin-same", "primary", true, t().pinSame),
          button("pin-other", "", false, t().pinOther),
        ),
      ),
    ),
  );
}

function noticeScreen(screen: Extract<Screen, { kind: "notice" }>, setting: Setting): HTMLElement {
  const { actions } = setting;
  const sheet = notice(screen.title, screen.words, screen.alarm);
  // alone on its page, what is said is the page's heading
  const said = sheet.querySelector(".said");
  said?.setAttribute("role", "heading");
  said?.setAttribute("aria-level", "1");
  const button = (words: string, act: () => void) =>
    h("button", { type: "button", class: "btn", "data-focus": "act", click: act }, words);
  if (screen.action === "enrol")
    sheet.firstElementChild?.append(button(t().enrolAgain, () => actions.enrolAgain()));
  if (screen.action === "reload")
    sheet.firstElementChild?.append(button(t().useHere, () => actions.reload()));
  return h("div", { class: "recorded alone" }, sheet);
}

function storedScreen({ title, panel }: Extract<Screen, { kind: "stored" }>, setting: Setting) {
  const { covered, actions } = setting;
  const sheet = waitingPanel(panel, covered, actions, t().storedWords);
  if (panel.ballot.head !== "") sheet.lastElementChild?.append(h("p", { class: "may" }, t().notKept));
  return [
    h(
      "section",
      { class: "motion", "aria-labelledby": "motion-title" },
      h(
        "div",
        {},
        h("p", { class: "kicker" }, h("span", { class: "tag" }, glyph("waiting"), t().loading)),
        h("h1", { id: "motion-title", class: "title" }, ...phrases(title)),
      ),
    ),
    h("div", { class: "recorded alone" }, sheet),
  ];
}

/** Paragraphs of a plain text. */
export function paragraphs(text: string): HTMLElement[] {
  const parts = text.split(/\n+/).filter((part) => part.trim() !== "");
  return parts.length > 0
    ? parts.map((part) => h("p", {}, part))
    : [h("p", { class: "soft" }, t().noDocument)];
}

type VoteScreen = Extract<Screen, { kind: "vote" }>;

/** The head of a vote, drawn anew only when it says something else. */
class Head {
  readonly #region = new Region(h("div", { class: "head" }));
  #clock: Clock | null = null;

  get element(): HTMLElement {
    return this.#region.element;
  }

  show(motion: VoteScreen["motion"]): void {
    this.#region.draw(motion, () => {
      this.#clock = motion.clock && clockOf(motion.clock);
      return [motionHead(motion, this.#clock)];
    });
  }

  tick(now: number): number | undefined {
    return this.#clock?.tick(now);
  }
}

/** A paper is drawn once and follows: head and rows change in place. */
function paperScreen(screen: VoteScreen, listing: Listing, actions: Actions): Drawn {
  const view = (screen.panel.kind === "review" ? reviewView : paperView)(listing, actions.paper);
  const head = new Head();
  const follow = (next: Screen) => {
    if (next.kind !== "vote" || !isPaper(next.panel)) return;
    head.show(next.motion);
    view.update(next.panel);
  };
  follow(screen);
  return { children: [head.element, view.element], tick: (now) => head.tick(now), follow };
}

/** A paper while it is covered: nothing of it is seen, and nothing is lost. */
function coveredPaper(): HTMLElement {
  return h("div", { class: "recorded alone" }, notice(f().coveredPaper, t().touchToShow, false));
}

/** Any other vote: a press changes its keys in place, the ballot's way what lies under the head. */
function voteScreen(screen: VoteScreen, setting: Setting): Drawn {
  const head = new Head();
  const under = new Region(h("div", { class: "under" }));
  const follow = (next: Screen, { covered, checkingIn, actions }: Setting) => {
    if (next.kind !== "vote") return;
    const { motion, listing } = next;
    const { panel, sending } = resting(next.panel);
    head.show(motion);
    under.draw([panel, listing, covered, checkingIn], () => [
      isPaper(panel) ? coveredPaper() : drawPanel(panel, listing, covered, checkingIn, actions),
    ]);
    showSending(under.element, sending);
  };
  follow(screen, setting);
  return { children: [head.element, under.element], tick: (now) => head.tick(now), follow };
}

function isOpenPaper(screen: Screen, covered: boolean): screen is VoteScreen & { listing: Listing } {
  return screen.kind === "vote" && screen.listing !== null && isPaper(screen.panel) && !covered;
}

/** What a drawn screen is redrawn for; what it follows in place is left out. */
export function drawnFor(screen: Screen, { covered, checkingIn, plan }: Setting): unknown {
  if (screen.kind !== "vote") return [screen, covered, checkingIn, plan?.v];
  const { division, opened } = screen.motion;
  return isOpenPaper(screen, covered)
    ? [screen.panel.kind, division, opened, screen.listing]
    : ["vote", division, opened];
}

/** Draws a screen. */
export function drawScreen(screen: Screen, setting: Setting): Drawn {
  switch (screen.kind) {
    case "notice":
      return { children: [noticeScreen(screen, setting)], tick: null };
    case "stored":
      return { children: storedScreen(screen, setting), tick: null };
    case "practice":
      return { children: practice(screen.pressed, setting.actions), tick: null };
    case "agenda": {
      const place = placePanel(screen.place, screen.failure, setting, true);
      if (screen.place !== "attendee") place.append(recordButton(setting.actions.showRecord));
      return {
        children: [h("div", { class: "wait" }, agendaList(screen.rows, setting.actions), place)],
        tick: null,
      };
    }
    case "pin":
      return { children: [pinScreen(screen.pin, setting.actions)], tick: null };
    case "announced":
      return { children: announced(screen, setting), tick: null };
    case "result":
      return { children: resultScreen(screen, setting), tick: null };
    case "vote":
      return isOpenPaper(screen, setting.covered)
        ? paperScreen(screen, screen.listing, setting.actions)
        : voteScreen(screen, setting);
  }
}
