/** Scenes that stand on a screen because its operator chose them: who is present, the agenda, the item, turnout, clock, number. */

import { h, s } from "@hemicycle/kit/dom";
import { bitAt, legendMark, placeIn, radiusFor, seatMap } from "@hemicycle/kit/draw/seatmap";
import { unb64u } from "@hemicycle/kit/encoding";
import { common, say, spoken } from "@hemicycle/kit/i18n";
import { timeWords } from "@hemicycle/kit/past";
import type { SeatPlan } from "@hemicycle/kit/types";
import { type AgendaRow, agendaRows, fitAgenda } from "./agenda.ts";
import { pressWords, voteWords } from "./countscenes.ts";
import { fitText } from "./fit.ts";
import { topUnder } from "./formscenes.ts";
import { type Group, type Groups, groupList, groupsFit, listedNames } from "./groups.ts";
import { type Crowd, corner, crowd, divisionHeader, header, logo, withValues } from "./parts.ts";
import type { Scene } from "./scene.ts";
import type { Figures, Shown, Sources } from "./scenes.ts";
import { t } from "./texts.ts";

type Of<Kind extends Scene["kind"]> = Extract<Scene, { kind: Kind }>;

// --- delegations beside a small drawing ---

interface Panel {
  readonly element: HTMLElement;
  readonly people: Crowd;
  readonly left: ReturnType<typeof corner>;
  readonly right: ReturnType<typeof corner>;
  /** Delegations beside a small drawing; without it where they need its place; the drawing large where they don't fit at all. */
  set(groups: readonly Group[]): "beside" | "alone" | "none";
  /** Words under the small drawing, or under the list that stands alone. */
  say(figure: string, words: string, all: string): void;
}

function panel(members: number, top: number, words: readonly [left: string, right: string]): Panel {
  const people = crowd(members);
  const [left, right] = [corner("left", words[0]), corner("right", words[1])];
  const [large, small] = [h("b"), h("span")];
  const cast = h("p", { class: "cast" }, large, small);
  const foot = h("p", { class: "line" });
  const element = h("div", { class: "place" }, people.element, left.element, right.element, cast, foot);
  let drawn = "";
  let list: Groups | null = null;
  let how: ReturnType<Panel["set"]> = "none";
  const lay = (groups: readonly Group[]) => {
    list?.element.remove();
    const fit = groupsFit(listedNames(groups), top);
    list = fit && groupList(groups, fit, top);
    how = fit ? (fit.alone ? "alone" : "beside") : "none";
    if (list) element.prepend(list.element);
    for (const part of [people.element, left.element, right.element]) {
      part.classList.toggle("beside", how === "beside");
      part.toggleAttribute("hidden", how === "alone");
    }
    cast.hidden = how !== "beside";
    foot.hidden = how !== "alone";
  };
  return {
    element,
    people,
    left,
    right,
    set(groups) {
      const names = groups.map(([name]) => name).join("\n") || "-";
      if (names !== drawn) {
        drawn = names;
        lay(groups);
      }
      list?.set(groups);
      return how;
    },
    say(figure, words, all) {
      large.textContent = figure;
      small.textContent = words;
      foot.textContent = all;
    },
  };
}

type Plain = Of<"attendance" | "seats" | "agenda" | "no-item" | "no-result">;

function attendanceScene({ state }: Plain): Shown {
  const { sitting } = state;
  const title = say(sitting.title);
  const shown = panel(state.attendance.due, topUnder(title), [t().present, t().due]);
  shown.people.time(null);
  return {
    elements: [header([say(sitting.body.name), t().presence], title), shown.element],
    update(_, { attendance }) {
      const { present, due, delegations = [] } = attendance;
      const { needed } = sitting.quorum;
      const [met, quorum] = [
        present >= needed ? common().quorumMet : common().quorumNotMet,
        t().quorum(needed),
      ];
      const label = t().attendanceLabel(present, due, needed);
      const how = shown.set(delegations);
      shown.left.set(String(present));
      shown.right.set(String(due));
      shown.people.count(present, present);
      shown.people.say(how === "none" ? met : "", how === "none" ? quorum : "", label);
      shown.say(met, quorum, [`${t().present} ${present} / ${due}`, met, quorum].join(" · "));
    },
  };
}

function turnoutScene({ division, opening }: Of<"turnout">): Shown {
  const shown = panel(opening.n, topUnder(say(division.title)), [t().present, t().secondsLeft]);
  return {
    elements: [divisionHeader(division, voteWords(division), pressWords(division)), shown.element],
    update(now, { pressed, groups, now: time }) {
      const { deadline_ms, opened_ms } = now.kind === "turnout" ? now.opening : opening;
      const rest = deadline_ms === null ? null : Math.max(0, deadline_ms - time);
      const seconds = rest === null ? "" : String(Math.ceil(rest / 1000));
      // a display has them only where the rules let everybody see who pressed
      const how = shown.set(groups ?? []);
      shown.left.set(String(opening.p));
      shown.right.set(seconds);
      shown.right.element.hidden = rest === null || how === "alone";
      shown.people.count(pressed, opening.p);
      shown.people.time(rest === null ? null : rest / Math.max(1, (deadline_ms ?? 0) - opened_ms));
      shown.people.say(
        how === "alone" ? "" : String(pressed),
        how === "none" ? t().pressed : "",
        t().turnoutLabel(pressed, opening.p),
      );
      const all = [
        `${t().pressed} ${pressed} / ${opening.p}`,
        rest === null ? "" : `${t().secondsLeft} ${seconds}`,
      ];
      shown.say("", t().pressed, all.filter((part) => part !== "").join(" · "));
    },
  };
}

// --- seats ---

const FRAME = { left: 12, top: 12, width: 676, height: 338 } as const;

function presenceMap(
  { seats }: SeatPlan,
  figures: Figures["attendance"],
): { element: Element; set(now: Figures["attendance"]): void } {
  const placed = placeIn(seats, FRAME);
  const map = seatMap(placed, radiusFor(placed, 9));
  const element = s(
    "svg",
    { class: "seatmap stage presence", viewBox: "0 0 700 362", role: "img" },
    map.element,
  );
  const set = ({ bits = "", present, due }: Figures["attendance"]) => {
    const here = unb64u(bits);
    map.set((i) => (bitAt(here, i) ? "on" : "gone"));
    element.setAttribute("aria-label", t().presentLabel(present, due));
  };
  set(figures);
  return { element, set };
}

/** Who is present, seat by seat and without names. */
function seatsScene(scene: Plain, { plan }: Sources): Shown {
  const { sitting } = scene.state;
  const place = h("div", { class: "place" });
  const here = h("dd");
  const absent = h("dd");
  const legend = h(
    "dl",
    { class: "legend" },
    h("div", {}, h("dt", {}, legendMark("on"), t().present), here),
    h("div", {}, h("dt", {}, legendMark("gone"), t().notHere), absent),
  );
  let drawn: ReturnType<typeof presenceMap> | null = null;
  let last: Figures["attendance"] | null = null;
  return {
    elements: [header([say(sitting.body.name), t().presence], say(sitting.title)), place, legend],
    update(_, { attendance }) {
      last = attendance;
      here.textContent = String(attendance.present);
      absent.textContent = String(Math.max(0, attendance.due - attendance.present));
      drawn?.set(attendance);
    },
    begin() {
      let going = true;
      void plan().then((found) => {
        if (!going || !found || found.seats.length === 0 || !last) return;
        drawn = presenceMap(found, last);
        place.replaceChildren(drawn.element);
      });
      return () => {
        going = false;
      };
    },
  };
}

// --- agenda and item ---

function agendaLine({ number, title, outcome, current }: AgendaRow): HTMLElement {
  return h(
    "li",
    { class: current ? "now" : outcome ? "done" : null, "aria-current": current ? "step" : null },
    h("span", {}, String(number)),
    h("b", {}, title),
    h("span", { class: "v" }, outcome),
  );
}

function agendaScene({ state }: Plain): Shown {
  const { sitting } = state;
  const title = say(sitting.title);
  const top = topUnder(title);
  const rows = agendaRows(state);
  const { shown, left, fit, outcome } = fitAgenda(rows, top);
  const list = withValues(h("ol", { class: "agenda" }, ...shown.map(agendaLine)), {
    size: fit.size,
    top,
    outcome,
  });
  const nothing = h("p", { class: "middle" }, t().noItems);
  return {
    elements: [
      header([say(sitting.body.name), t().agenda], title),
      rows.length > 0 ? list : nothing,
      ...(left > 0 ? [h("p", { class: "line small" }, t().earlier(left))] : []),
    ],
    update: () => undefined,
  };
}

/** Title and text of the item; the text only if it fits whole. */
function itemScene({ division }: Of<"item">): Shown {
  const title = say(division.title);
  const text = say(division.text);
  const top = topUnder(title);
  const size = text === "" ? null : fitText(text, { width: 1640, height: 1010 - top, most: 72 });
  const body =
    size === null
      ? h("p", { class: "middle item" }, text === "" ? "" : t().textOnSeats)
      : withValues(h("p", { class: "item text" }, text), { size, top });
  return {
    elements: [divisionHeader(division, voteWords(division)), body, ...(size === null ? [logo()] : [])],
    update: () => undefined,
  };
}

function waitingFor({ state }: Plain, words: string): Shown {
  const { sitting } = state;
  return {
    elements: [
      header([say(sitting.body.name)], say(sitting.title)),
      h("p", { class: "middle" }, words),
      logo(),
    ],
    update: () => undefined,
  };
}

// --- clock, nothing, number ---

function dayLine(ms: number): string {
  return new Intl.DateTimeFormat(spoken() === "zh" ? "zh-CN" : "en-GB", {
    year: "numeric",
    month: "long",
    day: "numeric",
    weekday: "long",
    timeZone: "Asia/Shanghai",
  }).format(ms);
}

function clockScene(name: string): Shown {
  const time = h("p", { class: "time", role: "timer" });
  const day = h("p", { class: "line" });
  return {
    elements: [header([], name), time, day, logo()],
    update(_, { now }) {
      time.textContent = timeWords(now);
      day.textContent = dayLine(now);
    },
  };
}

function blankScene(): Shown {
  return {
    elements: [h("h1", { class: "visually-hidden" }, t().page), h("div", { class: "alone" }, logo())],
    update: () => undefined,
  };
}

function identifyScene({ number, name }: Of<"identify">): Shown {
  return {
    elements: [
      header([t().identify], name || t().page),
      h("p", { class: "number" }, number > 0 ? String(number) : "–"),
    ],
    update: () => undefined,
  };
}

/** Builds a scene that was chosen. */
export function buildChosen(scene: Scene, bodyName: string, sources: Sources): Shown | null {
  switch (scene.kind) {
    case "attendance":
      return attendanceScene(scene);
    case "seats":
      return seatsScene(scene, sources);
    case "agenda":
      return agendaScene(scene);
    case "item":
      return itemScene(scene);
    case "turnout":
      return turnoutScene(scene);
    case "no-item":
      return waitingFor(scene, t().noItem);
    case "no-result":
      return waitingFor(scene, t().noResult);
    case "clock":
      return clockScene(bodyName);
    case "blank":
      return blankScene();
    case "identify":
      return identifyScene(scene);
    default:
      return null;
  }
}
