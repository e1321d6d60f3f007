/** Scenes of votes on many names: what is on the ballot beside who has voted; the declared result, every name with its votes. */

import { emWidth, h } from "@hemicycle/kit/dom";
import { say } from "@hemicycle/kit/i18n";
import { isMotion } from "@hemicycle/kit/marks";
import { namesOf, taskWords } from "@hemicycle/kit/outcomes";
import type { Division } from "@hemicycle/kit/types";
import { prepareWords, voteWords } from "./countscenes.ts";
import { type Box, type Fit, fitNames, inColumns, nameWidth } from "./fit.ts";
import { corner, crowd, divisionHeader, withValues } from "./parts.ts";
import { type Scene, titleSize, waitsForScrutineers } from "./scene.ts";
import type { Shown } from "./scenes.ts";
import { t } from "./texts.ts";

type Of<Kind extends Scene["kind"]> = Extract<Scene, { kind: Kind }>;

/** Whether a division is voted on by names and not by its title. */
export function isForm({ form, names }: Division): boolean {
  return !isMotion(form, names);
}

/** Line height of a title by its size, in units, and its type. */
const TITLE = { one: [101, 84], two: [72, 60], three: [55, 48] } as const;
const [KICKER_ENDS, UNDER_TITLE, TITLE_WIDTH] = [113, 34, 1740] as const;

/** Where what stands under a title begins, in units. */
export function topUnder(title: string): number {
  const [line, type] = TITLE[titleSize(title)];
  const lines = Math.ceil((1.04 * emWidth(title) * type) / TITLE_WIDTH);
  return KICKER_ENDS + line * lines + UNDER_TITLE;
}

/** The names' place at the left of the drawing: two digits stand before each name. */
const LIST: Omit<Box, "height"> = { width: 1120, most: 84 };
const NUMBERED = { beside: 1.7, under: 0.14, head: 0 };
const FOOT = 1040;

/** How the names are set; null if they don't fit at 44 units: then only their number is told, who they are is on every seat. */
function listFit(division: Division): Fit | null {
  const box = { ...LIST, height: FOOT - topUnder(say(division.title)) };
  return fitNames(namesOf(division).map(nameWidth), box, NUMBERED);
}

function nameList(division: Division, { size, columns }: Fit): HTMLElement {
  const names = namesOf(division).map((name, i) => ({ name, number: i + 1 }));
  const line = ({ name, number }: { name: string; number: number }) =>
    h("li", {}, h("span", {}, String(number)), h("b", {}, name));
  const lists = inColumns(names, columns).map((own) => h("ol", {}, ...own.map(line)));
  const top = topUnder(say(division.title));
  return withValues(h("div", { class: "onballot" }, ...lists), { size, columns, top });
}

interface Panel {
  readonly elements: readonly Element[];
  readonly people: ReturnType<typeof crowd>;
  /** Words and figures: in the well of the large drawing, else under the small one. */
  say(large: string, small: string, label: string): void;
}

/** The drawing of participation: small beside the names, or large where they don't fit. */
export function participation(division: Division, members: number): Panel {
  const people = crowd(members);
  const fit = listFit(division);
  if (!fit) return { elements: [people.element], people, say: people.say };
  const figure = h("b");
  const caption = h("span");
  people.element.classList.add("beside");
  return {
    elements: [nameList(division, fit), people.element, h("p", { class: "cast" }, figure, caption)],
    people,
    say(large, small, label) {
      const isCount = /^\d+$/.test(large);
      people.say(isCount ? large : "", "", label);
      figure.textContent = isCount ? "" : large;
      caption.textContent = small;
    },
  };
}

/** A line of the smallest type, in ems. */
const LINE_EMS = 38;

/** What the ballot asks; where its names are not listed, that they are on every seat. What does not fit into the line is left out. */
export function kicker(division: Division, more = ""): HTMLElement {
  const always = [voteWords(division), taskWords(division)];
  const unlisted = listFit(division) ? "" : t().onSeats;
  const full = [...always, unlisted, more].filter((part) => part !== "");
  const fits = emWidth([t().item(division.number), ...full].join(" · ")) <= LINE_EMS;
  return divisionHeader(division, ...(fits ? full : [...always, unlisted]));
}

export function announcedForm(scene: Of<"announced">): Shown {
  const { division, state } = scene;
  const panel = participation(division, state.attendance.due);
  const here = corner("left", t().present);
  here.element.classList.toggle("beside", panel.elements.length > 1);
  panel.people.time(null);
  return {
    elements: [kicker(division), ...panel.elements, here.element],
    update(now, { attendance }) {
      const needed = "division" in now ? now.division.rule.needed : division.rule.needed;
      const needs = needed > 0 ? t().reach(needed) : "";
      here.set(String(attendance.present));
      panel.people.count(0, attendance.present);
      panel.say(
        prepareWords(division),
        needs,
        [prepareWords(division), needs].filter((part) => part !== "").join(". "),
      );
    },
  };
}

export function openForm(scene: Of<"open">): Shown {
  const { division, opening } = scene;
  const panel = participation(division, opening.n);
  const here = corner("left", t().present);
  const left = corner("right", t().secondsLeft, "timer");
  for (const { element } of [here, left]) element.classList.toggle("beside", panel.elements.length > 1);
  const waits = waitsForScrutineers(division);
  return {
    elements: [kicker(division, waits ? "" : t().fill), ...panel.elements, here.element, left.element],
    update(now, { pressed, now: time }) {
      const { deadline_ms } = now.kind === "open" ? now.opening : opening;
      here.set(String(opening.p));
      panel.people.count(pressed, opening.p);
      if (waits) panel.say(t().prepare, t().certifying, `${t().prepare}. ${t().certifying}`);
      else panel.say(String(pressed), t().cast, t().castLabel(pressed, opening.p));
      left.element.hidden = deadline_ms === null;
      if (deadline_ms === null) panel.people.time(null);
      else {
        const rest = Math.max(0, deadline_ms - time);
        left.set(String(Math.ceil(rest / 1000)));
        panel.people.time(rest / Math.max(1, deadline_ms - opening.opened_ms));
      }
    },
  };
}
