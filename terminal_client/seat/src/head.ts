/** The head of a vote: what is voted on, by which rule, and the time that is left. */
import { h, phrases } from "@hemicycle/kit/dom";
import { glyph } from "@hemicycle/kit/draw/glyphs";
import { type TimeArc, timeArc } from "@hemicycle/kit/draw/timearc";
import { common } from "@hemicycle/kit/i18n";
import type { Motion } from "./screen.ts";
import { t } from "./texts.ts";

export interface Clock {
  readonly element: HTMLElement;
  readonly tick: (now: number) => number;
}

export function clockOf(clock: NonNullable<Motion["clock"]>): Clock {
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

export function motionHead(motion: Motion, clock: Clock | null): HTMLElement {
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
        h("span", {}, motion.how),
      ),
      h("h1", { id: "motion-title", class: "title" }, ...phrases(motion.title)),
      motion.rule !== "" && h("p", { class: "rule" }, motion.rule),
    ),
    clock?.element,
  );
}
