/** The stage: takes what is known of the sitting to a scene, and keeps the last one when the connection is lost. */

import { h } from "@hemicycle/kit/dom";
import { glyph } from "@hemicycle/kit/draw/glyphs";
import type { Votes } from "@hemicycle/kit/draw/votesmap";
import { lang, say } from "@hemicycle/kit/i18n";
import type { SittingLink } from "@hemicycle/kit/sitting";
import { attendanceOf } from "@hemicycle/kit/store";
import type { SeatPlan } from "@hemicycle/kit/types";
import { keyOf, type Scene, sceneOf } from "./scene.ts";
import { build, type Figures, type NamedVotes, type Shown } from "./scenes.ts";
import { t } from "./texts.ts";

/** Dots and figures change at most twice a second, so that no press can be paired with a person. */
const TICK_MS = 500;

export class Stage {
  readonly element = h("main");
  readonly #lost = h("p", { class: "lost", role: "status", hidden: true });
  #key = "";
  #shown: Shown | null = null;
  #stop: () => void = () => undefined;
  /** The division shown last, and how many had pressed when it was. */
  #last = "";
  #pressed = 0;

  constructor(private readonly link: SittingLink) {}

  /** Shows the sitting from now on. */
  start(): void {
    document.body.replaceChildren(this.element, this.#lost);
    this.link.model.subscribe(() => this.#changed());
    this.link.sitting.subscribe(() => this.#changed());
    this.link.status.subscribe(() => this.#showStatus());
    lang.subscribe(() => {
      document.title = t().page;
      this.#key = "";
      this.#changed();
      this.#showStatus();
    });
    setInterval(() => this.#update(), TICK_MS);
  }

  #scene(): Scene {
    return sceneOf(this.link.model.value.state, this.link.sitting.value, this.#last);
  }

  #changed(): void {
    const scene = this.#scene();
    const key = keyOf(scene);
    // a link that looks for its sitting anew knows nothing for a moment: what was shown stays
    if (key === this.#key || (scene.kind === "connecting" && this.#shown)) return;
    if ("division" in scene && scene.division.id !== this.#last) this.#pressed = 0;
    this.#last = "division" in scene ? scene.division.id : "";
    this.#key = key;
    this.#stop();
    this.#stop = () => undefined;
    this.#shown = build(scene, say(this.link.identity.name), (division) => this.#namedVotes(division));
    this.element.replaceChildren(...this.#shown.elements);
    this.element.dataset.scene = scene.kind;
    this.#update();
    this.#stop = this.#shown.begin?.() ?? this.#stop;
  }

  #figures(): Figures {
    const { model } = this.link;
    const none = { due: 0, present: 0, absent: 0, leave: 0 };
    this.#pressed = model.value.turnout?.pressed ?? this.#pressed;
    return { attendance: attendanceOf(model.value) ?? none, pressed: this.#pressed, now: this.link.now() };
  }

  #update(): void {
    const scene = this.#scene();
    if (this.#shown && keyOf(scene) === this.#key) this.#shown.update(scene, this.#figures());
  }

  #showStatus(): void {
    const { phase } = this.link.status.value;
    this.#lost.hidden = phase !== "offline" && phase !== "stopped";
    this.#lost.replaceChildren(glyph("trouble"), phase === "stopped" ? t().stopped : t().lost);
  }

  /** Votes and plan of a declared named vote; null if either can't be had or no seat is placed. */
  async #namedVotes(division: string): Promise<NamedVotes | null> {
    const sitting = this.link.sitting.value;
    try {
      const [{ choices }, plan] = await Promise.all([
        this.link.api.get<{ choices: Votes }>(`/v1/sittings/${sitting}/divisions/${division}/votes`),
        this.link.api.get<SeatPlan>(`/v1/sittings/${sitting}/plan`),
      ]);
      return plan.seats.length > 0 ? { plan, votes: choices } : null;
    } catch {
      return null;
    }
  }
}
