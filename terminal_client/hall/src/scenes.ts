/** The scenes: each is built once and then only its figures change. */

import { isUnpressed } from "@hemicycle/kit/channels";
import { restFigures, restWords } from "@hemicycle/kit/countwords";
import { emWidth, h } from "@hemicycle/kit/dom";
import { gauge } from "@hemicycle/kit/draw/gauge";
import { choiceGlyph } from "@hemicycle/kit/draw/glyphs";
import { growingArc } from "@hemicycle/kit/draw/resultarc";
import { type Votes, votesMap } from "@hemicycle/kit/draw/votesmap";
import { common, say, thresholdWords } from "@hemicycle/kit/i18n";
import {
  type Attendance,
  type Division,
  isFormResult,
  type MotionResult,
  notPressedOf,
  type SeatBits,
  type SeatPlan,
  type TurnoutFrame,
} from "@hemicycle/kit/types";
import { buildChosen } from "./chosenscenes.ts";
import { countedScene, prepareWords, pressWords, voteWords } from "./countscenes.ts";
import { formResult } from "./formresult.ts";
import { announcedForm, isForm, openForm } from "./formscenes.ts";
import { corner, crowd, divisionHeader, header, logo } from "./parts.ts";
import { type ChosenScene, type Scene, waitsForScrutineers } from "./scene.ts";
import { t } from "./texts.ts";

/** Figures that change while a scene stands. */
export interface Figures {
  readonly attendance: Attendance & SeatBits;
  readonly pressed: number;
  /** Pressed and present by delegation, where every display may show it; else null. */
  readonly groups: TurnoutFrame["delegations"] | null;
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
  /** Called once the scene stands on the page, that has been shown for `age` ms before (in the other language); gives the way to stop. */
  begin?(age: number): () => void;
}

/** What a scene asks for while it stands; null where it can't be had. */
export interface Sources {
  namedVotes(division: string): Promise<NamedVotes | null>;
  plan(): Promise<SeatPlan | null>;
}

type Of<Kind extends Scene["kind"]> = Extract<Scene, { kind: Kind }>;
const still = (...elements: Element[]): Shown => ({ elements, update: () => undefined });

function plain(kicker: string, title: string, words: string): Shown {
  return still(header([kicker], title), h("p", { class: "middle" }, words), logo());
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

function announced(scene: Of<"announced">): Shown {
  const { division, state } = scene;
  const people = crowd(state.attendance.due);
  const here = corner("left", t().present);
  people.time(null);
  return {
    elements: [divisionHeader(division, voteWords(division)), people.element, here.element],
    update(now, { attendance }) {
      const needed = "division" in now ? now.division.rule.needed : division.rule.needed;
      here.set(String(attendance.present));
      people.count(0, attendance.present);
      people.say(
        prepareWords(division),
        t().needs(needed),
        `${prepareWords(division)}. ${t().needs(needed)}`,
      );
    },
  };
}

function open(scene: Of<"open">): Shown {
  const { division, opening } = scene;
  const people = crowd(opening.n);
  const here = corner("left", t().present);
  const left = corner("right", t().secondsLeft, "timer");
  const waits = waitsForScrutineers(division);
  const heading = divisionHeader(division, voteWords(division), waits ? "" : pressWords(division));
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
    elements: [divisionHeader(division, voteWords(division)), people.element, here.element],
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
    divisionHeader(division, voteWords(division)),
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

function verdictOf(result: MotionResult): string {
  return result.carried ? common().carried : common().notCarried;
}

function sentence(result: MotionResult): HTMLElement {
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

function labelOf(result: MotionResult): string {
  return t().resultLabel(result.for, result.against, result.abstain, restWords(result), result.members);
}

function resultElements(
  division: Division,
  result: MotionResult,
): { elements: Element[]; set(share: number): void } {
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
      ...restFigures(result).map(([word, count]) => figure("none", word, count)),
    ),
  );
  figures.classList.toggle("more", restFigures(result).length > 1);
  return {
    elements: [
      divisionHeader(division, voteWords(division), t().result),
      arc.element,
      figures,
      sentence(result),
    ],
    set: arc.set,
  };
}

/** The seats of a named vote, with verdict and figures. */
function votesElements(division: Division, result: MotionResult, { plan, votes }: NamedVotes): Element[] {
  const map = votesMap(plan.seats, votes, labelOf(result));
  map.classList.add("stage", "seats");
  const legend = h(
    "dl",
    { class: "legend" },
    figure("for", common().for, result.for),
    figure("against", common().against, result.against),
    figure("abstain", common().abstain, result.abstain),
    figure("none", t().neither, notPressedOf(result) + result.absent),
  );
  return [divisionHeader(division, t().named, verdictOf(result)), map, legend];
}

function declared(scene: Of<"declared">, { namedVotes }: Sources): Shown {
  const place = h("div", { class: "place" });
  const { division, result } = scene;
  const motion = isFormResult(result) ? null : result;
  const drawn = isFormResult(result) ? formResult(division, result) : resultElements(division, result);
  place.append(...drawn.elements);
  return {
    elements: [place],
    update: () => undefined,
    begin(age) {
      const stopGrowing = age > 0 ? () => undefined : grow(drawn.set);
      // whose vote was what is never shown of a secret one: nobody knows; of many names it is not to be seen at one glance
      if (division.secrecy === "secret" || !motion || isUnpressed(division)) return stopGrowing;
      const timer = setTimeout(
        async () => {
          const found = await namedVotes(division.id);
          if (found && place.isConnected) place.replaceChildren(...votesElements(division, motion, found));
        },
        Math.max(0, RESULT_MS - age),
      );
      return () => {
        stopGrowing();
        clearTimeout(timer);
      };
    },
  };
}

/** Builds a scene. */
export function build(scene: Scene, bodyName: string, sources: Sources): Shown {
  const chosen = buildChosen(scene, bodyName, sources);
  return chosen ?? followed(scene as Exclude<Scene, ChosenScene>, bodyName, sources);
}

function followed(scene: Exclude<Scene, ChosenScene>, bodyName: string, sources: Sources): Shown {
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
      return isForm(scene.division) ? announcedForm(scene) : announced(scene);
    case "open":
      return isForm(scene.division) ? openForm(scene) : open(scene);
    case "counted":
      return countedScene(scene);
    case "waiting":
      return waiting(scene);
    case "declared":
      return declared(scene, sources);
    case "ended":
      return ended(scene);
  }
}
