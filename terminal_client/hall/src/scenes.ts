/** The scenes: each is built once and then only its figures change. */

import { emWidth, h } from "@hemicycle/kit/dom";
import { gauge } from "@hemicycle/kit/draw/gauge";
import { choiceGlyph } from "@hemicycle/kit/draw/glyphs";
import { mark } from "@hemicycle/kit/draw/mark";
import { growingArc } from "@hemicycle/kit/draw/resultarc";
import { type Votes, votesMap } from "@hemicycle/kit/draw/votesmap";
import { common, say, thresholdWords } from "@hemicycle/kit/i18n";
import type { Attendance, Division, Result, SeatPlan } from "@hemicycle/kit/types";
import { corner, crowd, divisionHeader, header } from "./parts.ts";
import { type Scene, waitsForScrutineers } from "./scene.ts";
import { t } from "./texts.ts";

/** Figures that change while a scene stands. */
export interface Figures {
  readonly attendance: Attendance;
  readonly pressed: number;
  /** The server's clock, ms. */
  readonly now: number;
}

/** Votes of a named vote with the plan to show them on. */
export interface NamedVotes {
  readonly plan: SeatPlan;
  readonly votes: Votes;
}

export interface Shown {
  readonly elements: readonly Element[];
  update(scene: Scene, figures: Figures): void;
  /** Called once the scene stands on the page; gives the way to stop. */
  begin?(): () => void;
}

type Of<Kind extends Scene["kind"]> = Extract<Scene, { kind: Kind }>;
const still = (...elements: Element[]): Shown => ({ elements, update: () => undefined });

function plain(kicker: string, title: string, words: string): Shown {
  return still(header([kicker], title), h("p", { class: "middle" }, words), logo());
}

function logo(): SVGSVGElement {
  const drawn = mark();
  drawn.classList.add("large");
  return drawn;
}

function gathering(scene: Of<"before" | "present">): Shown {
  const { sitting } = scene.state;
  const place = h("div", { class: "stage gathering" });
  const kicker = scene.kind === "before" ? t().before : t().checkIn;
  let drawn = "";
  return {
    elements: [header([say(sitting.body.name), kicker], say(sitting.title)), place],
    update(_, { attendance }) {
      const { present, due } = attendance;
      const { needed } = sitting.quorum;
      if (drawn === `${present} ${due} ${needed}`) return;
      drawn = `${present} ${due} ${needed}`;
      const options = {
        label: t().attendanceLabel(present, due, needed),
        needed: { count: needed, words: t().quorum(needed) },
        figure: String(present),
        caption: t().presentOf(due),
      };
      place.replaceChildren(gauge(present, due, options));
    },
  };
}

const secrecy = (division: Division) => t()[division.secrecy];

function announced(scene: Of<"announced">): Shown {
  const { division, state } = scene;
  const people = crowd(state.attendance.due);
  const here = corner("left", t().present);
  people.time(null);
  return {
    elements: [divisionHeader(division, secrecy(division)), people.element, here.element],
    update(now, { attendance }) {
      const needed = "division" in now ? now.division.rule.needed : division.rule.needed;
      here.set(String(attendance.present));
      people.count(0, attendance.present);
      people.say(t().prepare, t().needs(needed), `${t().prepare}. ${t().needs(needed)}`);
    },
  };
}

function open(scene: Of<"open">): Shown {
  const { division, opening } = scene;
  const people = crowd(opening.n);
  const here = corner("left", t().present);
  const left = corner("right", t().secondsLeft, "timer");
  const waits = waitsForScrutineers(division);
  const heading = divisionHeader(division, secrecy(division), waits ? "" : t().press);
  return {
    elements: [heading, people.element, here.element, left.element],
    update(now, { pressed, now: time }) {
      const { deadline_ms } = now.kind === "open" ? now.opening : opening;
      here.set(String(opening.p));
      people.count(pressed, opening.p);
      if (waits) people.say(t().prepare, t().certifying, `${t().prepare}. ${t().certifying}`);
      else people.say(String(pressed), t().pressed, t().turnoutLabel(pressed, opening.p));
      left.element.hidden = deadline_ms === null;
      if (deadline_ms === null) people.time(null);
      else {
        const rest = Math.max(0, deadline_ms - time);
        left.set(String(Math.ceil(rest / 1000)));
        people.time(rest / Math.max(1, deadline_ms - opening.opened_ms));
      }
    },
  };
}

function waiting(scene: Of<"waiting">): Shown {
  const { division, state } = scene;
  const people = crowd(state.attendance.due);
  const here = corner("left", t().present);
  people.time(null);
  return {
    elements: [divisionHeader(division, secrecy(division)), people.element, here.element],
    update(_, { attendance, pressed }) {
      here.set(String(attendance.present));
      people.count(pressed, attendance.present);
      people.say(t().closed, t().awaiting, `${t().closed}, ${t().awaiting}`);
    },
  };
}

function ended(scene: Of<"ended">): Shown {
  const { division, how } = scene;
  const reason = division.reason || division.void?.reason || "";
  return still(
    divisionHeader(division, secrecy(division)),
    h("p", { class: "middle" }, t()[how]),
    h("p", { class: "line" }, reason),
  );
}

// --- declared ---

const GROW_MS = 600;
/** How long the result stands before the seats of a named vote are shown. */
const RESULT_MS = 12_000;

function figure(choice: "for" | "against" | "abstain" | "none", word: string, count: number): HTMLElement {
  return h("div", {}, h("dt", {}, choiceGlyph(choice), word), h("dd", {}, String(count)));
}

function verdictOf(result: Result): string {
  return result.carried ? common().carried : common().notCarried;
}

function sentence(result: Result): HTMLElement {
  const words = say(result.sentence);
  return h("p", { class: emWidth(words) > 33 ? "line small" : "line" }, words);
}

/** Lets the bands grow once, all together; at once where motion is not wanted. */
function grow(set: (share: number) => void): () => void {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return () => undefined;
  const start = performance.now();
  let frame = 0;
  const draw = (now: number) => {
    const share = Math.min(1, Math.max(0, now - start) / GROW_MS);
    set(1 - (1 - share) ** 3);
    if (share < 1) frame = requestAnimationFrame(draw);
  };
  frame = requestAnimationFrame(draw);
  return () => cancelAnimationFrame(frame);
}

function labelOf(result: Result): string {
  return t().resultLabel(result.for, result.against, result.abstain, result.not_pressed, result.members);
}

function resultElements(scene: Of<"declared">): { elements: Element[]; set(share: number): void } {
  const { division, result } = scene;
  const verdict = verdictOf(result);
  const arc = growingArc(result, {
    label: labelOf(result),
    tick: `${thresholdWords(result.rule)} ${result.needed}`,
    least: 5,
    thickness: 0.274,
    middle: { large: verdict, size: Math.min(104, Math.floor(286 / emWidth(verdict))) },
  });
  arc.element.classList.add("stage", "result");
  const figures = h(
    "div",
    { class: result.members > 999 ? "figs large" : "figs" },
    h("dl", { class: "main" }, figure("for", common().for, result.for)),
    h(
      "dl",
      { class: "rest" },
      figure("against", common().against, result.against),
      figure("abstain", common().abstain, result.abstain),
      figure("none", common().notPressed, result.not_pressed),
    ),
  );
  return {
    elements: [
      divisionHeader(division, secrecy(division), t().result),
      arc.element,
      figures,
      sentence(result),
    ],
    set: arc.set,
  };
}

/** The seats of a named vote, with verdict and figures. */
function votesElements(scene: Of<"declared">, { plan, votes }: NamedVotes): Element[] {
  const { division, result } = scene;
  const map = votesMap(plan.seats, votes, labelOf(result));
  map.classList.add("stage", "seats");
  const legend = h(
    "dl",
    { class: "legend" },
    figure("for", common().for, result.for),
    figure("against", common().against, result.against),
    figure("abstain", common().abstain, result.abstain),
    figure("none", t().neither, result.not_pressed + result.absent),
  );
  return [divisionHeader(division, t().named, verdictOf(result)), map, legend];
}

function declared(
  scene: Of<"declared">,
  namedVotes: (division: string) => Promise<NamedVotes | null>,
): Shown {
  const place = h("div", { class: "place" });
  const result = resultElements(scene);
  place.append(...result.elements);
  return {
    elements: [place],
    update: () => undefined,
    begin() {
      const stopGrowing = grow(result.set);
      // whose vote was what is never shown of a secret one: nobody knows
      if (scene.division.secrecy === "secret") return stopGrowing;
      const timer = setTimeout(async () => {
        const found = await namedVotes(scene.division.id);
        if (found && place.isConnected) place.replaceChildren(...votesElements(scene, found));
      }, RESULT_MS);
      return () => {
        stopGrowing();
        clearTimeout(timer);
      };
    },
  };
}

/** Builds a scene. `namedVotes` gives the votes of a declared division, null where they can't be shown. */
export function build(
  scene: Scene,
  bodyName: string,
  namedVotes: (division: string) => Promise<NamedVotes | null>,
): Shown {
  switch (scene.kind) {
    case "connecting":
      return plain(bodyName, t().connecting, "");
    case "no-sitting":
      return plain(t().welcome, bodyName, t().noSitting);
    case "over":
      return plain(say(scene.state.sitting.body.name), say(scene.state.sitting.title), t().over);
    case "before":
    case "present":
      return gathering(scene);
    case "announced":
      return announced(scene);
    case "open":
      return open(scene);
    case "waiting":
      return waiting(scene);
    case "declared":
      return declared(scene, namedVotes);
    case "ended":
      return ended(scene);
  }
}
