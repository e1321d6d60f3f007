/** The screens of the seat, drawn from their values. */
import { type Child, h, phrases } from "@hemicycle/kit/dom";
import { choiceGlyph, glyph } from "@hemicycle/kit/draw/glyphs";
import { resultArc } from "@hemicycle/kit/draw/resultarc";
import { type TimeArc, timeArc } from "@hemicycle/kit/draw/timearc";
import { common, thresholdWords } from "@hemicycle/kit/i18n";
import type { Choice, SeatPlan } from "@hemicycle/kit/types";
import type { Actions } from "./actions.ts";
import { ownSeat, type PlaceKind } from "./known.ts";
import { ownPlace } from "./ownplace.ts";
import { checkInButton, drawPanel, keys } from "./panels.ts";
import { codeOf } from "./qr.ts";
import type { AgendaRow, Motion, Screen } from "./screen.ts";
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

export interface Drawn {
  readonly children: readonly HTMLElement[];
  /** Redraws the clock for the server's time, ms; gives the seconds that are left. */
  readonly tick: ((now: number) => number) | null;
}

interface Clock {
  readonly element: HTMLElement;
  readonly tick: (now: number) => number;
}

function clockOf(clock: NonNullable<Motion["clock"]>): Clock {
  const arc: TimeArc = timeArc();
  const figure = h("b", {});
  const element = h(
    "div",
    { class: "clock", role: "timer" },
    arc.element,
    h("p", { "aria-hidden": "true" }, figure, " ", h("span", {}, common().seconds)),
  );
  let shown = -1;
  return {
    element,
    tick(now) {
      const left = Math.max(0, clock.deadline_ms - now);
      const seconds = Math.ceil(left / 1000);
      arc.set(left / Math.max(1, clock.deadline_ms - clock.opened_ms));
      if (seconds !== shown) {
        shown = seconds;
        figure.textContent = String(seconds);
        element.setAttribute("aria-label", seconds > 0 ? t().remaining(seconds) : t().timeUp);
      }
      return seconds;
    },
  };
}

function motionHead(motion: Motion, clock: Clock | null): HTMLElement {
  return h(
    "section",
    { class: clock ? "motion timed" : "motion", "aria-labelledby": "motion-title" },
    h(
      "div",
      {},
      h(
        "p",
        { class: "kicker" },
        h(
          "span",
          { class: motion.live ? "tag live" : "tag" },
          glyph(motion.live ? "dot" : "ring"),
          motion.tag,
        ),
        h("span", {}, common().item(motion.number)),
        h("span", {}, motion.secret ? common().secretVote : common().namedVote),
      ),
      h("h1", { id: "motion-title", class: "title" }, ...phrases(motion.title)),
      motion.rule !== "" && h("p", { class: "rule" }, motion.rule),
    ),
    clock?.element,
  );
}

function agendaList(rows: readonly AgendaRow[]): HTMLElement {
  const items = rows.map((row) =>
    h(
      "li",
      { class: row.current ? "current" : "", "aria-current": row.current && "step" },
      h("span", { class: "n" }, String(row.number)),
      h("span", {}, row.title),
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
    keys(null, true, actions),
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
    h("p", { class: "soft" }, words),
    failure !== "" && h("p", { class: "trouble", role: "alert" }, failure),
    kind === "absent" && checkInButton(setting.checkingIn, setting.actions),
    kind === "present" && practising && practiceButton(true, setting.actions),
  ];
  return h("section", { class: "sheet place" }, ...children);
}

function announced(screen: Extract<Screen, { kind: "announced" }>, setting: Setting): readonly HTMLElement[] {
  return [
    motionHead(screen.motion, null),
    h(
      "div",
      { class: "beside" },
      h(
        "section",
        { class: "sheet draft", "aria-label": t().document, tabindex: 0 },
        h("p", { class: "lead" }, t().announcedWords),
        screen.motion.secret && h("p", { class: "lead" }, t().announcedSecret),
        ...paragraphs(screen.text),
      ),
      placePanel(screen.place, screen.failure, setting, false),
    ),
  ];
}

function countedWords({ motion, head }: Extract<Screen, { kind: "result" }>): string {
  if (!motion.secret) return t().countedSame;
  return head ? t().countedSecret(codeOf(head)) : t().countedNone;
}

function result(screen: Extract<Screen, { kind: "result" }>, setting: Setting): readonly HTMLElement[] {
  const { result: r } = screen;
  const verdict = r.carried ? common().carried : common().notCarried;
  const figures = [
    ["for", common().for, r.for],
    ["against", common().against, r.against],
    ["abstain", common().abstain, r.abstain],
    ["none", common().notPressed, r.not_pressed],
  ] as const;
  const arc = resultArc(r, {
    label: `${verdict}${t().join}${t().resultLabel(r.for, r.against, r.abstain, r.not_pressed, r.absent)}`,
    tick: `${thresholdWords(r.rule)} ${r.needed}`,
  });
  return [
    motionHead(screen.motion, null),
    h(
      "div",
      { class: "beside result" },
      h("section", { class: "sheet drawn" }, arc, h("p", { class: "verdict" }, verdict)),
      h(
        "section",
        { class: "words" },
        h(
          "dl",
          { class: "figures" },
          ...figures.map(([mark, word, votes]) =>
            h("div", {}, h("dt", {}, choiceGlyph(mark), word), h("dd", {}, String(votes))),
          ),
        ),
        h("p", { class: "sentence" }, screen.sentence),
        screen.refused !== "" &&
          h("p", { class: "trouble" }, `${t().notCounted}${t().join}${screen.refused}`),
        screen.choice &&
          h(
            "p",
            { class: "tag" },
            ...(setting.covered
              ? [glyph("hidden"), t().covered]
              : [choiceGlyph(screen.choice), t().yourVote(common()[screen.choice])]),
          ),
        screen.counted === "same" && h("p", { class: "tag" }, glyph("tick"), countedWords(screen)),
        screen.counted === "differs" &&
          h("p", { class: "trouble strong", role: "alert" }, glyph("trouble"), t().countedDiffers),
        h(
          "button",
          { type: "button", class: "btn", "data-focus": "dismiss", click: () => setting.actions.dismiss() },
          t().backToAgenda,
        ),
      ),
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
  const button = (words: string, act: () => void) =>
    h("button", { type: "button", class: "btn", "data-focus": "act", click: act }, words);
  if (screen.action === "enrol")
    sheet.firstElementChild?.append(button(t().enrolAgain, () => actions.enrolAgain()));
  if (screen.action === "reload")
    sheet.firstElementChild?.append(button(t().useHere, () => actions.reload()));
  return h("div", { class: "recorded alone" }, sheet);
}

/** Paragraphs of a plain text. */
export function paragraphs(text: string): HTMLElement[] {
  const parts = text.split(/\n+/).filter((part) => part.trim() !== "");
  return parts.length > 0
    ? parts.map((part) => h("p", {}, part))
    : [h("p", { class: "soft" }, t().noDocument)];
}

/** Draws a screen. */
export function drawScreen(screen: Screen, setting: Setting): Drawn {
  switch (screen.kind) {
    case "notice":
      return { children: [noticeScreen(screen, setting)], tick: null };
    case "practice":
      return { children: practice(screen.pressed, setting.actions), tick: null };
    case "agenda": {
      const place = placePanel(screen.place, screen.failure, setting, true);
      return { children: [h("div", { class: "wait" }, agendaList(screen.rows), place)], tick: null };
    }
    case "pin":
      return { children: [pinScreen(screen.pin, setting.actions)], tick: null };
    case "announced":
      return { children: announced(screen, setting), tick: null };
    case "result":
      return { children: result(screen, setting), tick: null };
    case "vote": {
      const clock = screen.motion.clock && clockOf(screen.motion.clock);
      const panel = drawPanel(screen.panel, setting.covered, setting.checkingIn, setting.actions);
      return { children: [motionHead(screen.motion, clock), panel], tick: clock?.tick ?? null };
    }
  }
}
