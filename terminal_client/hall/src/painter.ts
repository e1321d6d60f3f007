/** Draws one screen: builds a scene when there is another, else changes its figures. A screen has one; the operator one for each picture. */

import type { SittingModel } from "@hemicycle/kit/store";
import { attendanceOf } from "@hemicycle/kit/store";
import { chosenScene, keyOf, type Scene } from "./scene.ts";
import { build, type Figures, type Shown, type Sources } from "./scenes.ts";
import type { Show } from "./show.ts";

/** What a screen knows and shall show. */
export interface Seen {
  readonly show: Show;
  readonly number: number;
  readonly name: string;
  readonly model: SittingModel;
  /** As of `SittingLink`: null: the body has none; undefined: not known yet. */
  readonly sitting: string | null | undefined;
  /** The server's clock, ms. */
  readonly now: number;
}

const NOBODY = { due: 0, present: 0, absent: 0, leave: 0 };

export class Painter {
  #key = "";
  #shown: Shown | null = null;
  #stop: () => void = () => undefined;
  /** The division shown last, how many had pressed when it was, and since when the scene stands. */
  #last = "";
  #pressed = 0;
  #since = 0;

  constructor(
    readonly element: HTMLElement,
    private readonly bodyName: () => string,
    private readonly sources: Sources,
  ) {}

  /** The scene that stands, for whoever watches the screens; "" before the first. */
  get scene(): string {
    return this.element.dataset.scene ?? "";
  }

  /** Another scene stands at once; figures wait for `tick`. */
  look(seen: Seen): void {
    const scene = this.#sceneOf(seen);
    const key = keyOf(scene);
    // a link that looks for its sitting anew knows nothing for a moment: what was shown stays
    if (key === this.#key || (scene.kind === "connecting" && this.#shown)) return;
    if ("division" in scene && scene.division.id !== this.#last) this.#pressed = 0;
    this.#last = "division" in scene ? scene.division.id : this.#last;
    this.#key = key;
    this.#since = performance.now();
    this.#lay(scene, seen, 0);
  }

  /** The figures as they are now. */
  tick(seen: Seen): void {
    this.look(seen);
    const scene = this.#sceneOf(seen);
    if (this.#shown && keyOf(scene) === this.#key) this.#shown.update(scene, this.#figures(seen));
  }

  /** The same scene in the other language. */
  again(seen: Seen): void {
    if (this.#shown) this.#lay(this.#sceneOf(seen), seen, performance.now() - this.#since);
  }

  end(): void {
    this.#stop();
  }

  #sceneOf(seen: Seen): Scene {
    return chosenScene(seen, seen.model.state, seen.sitting, this.#last);
  }

  #lay(scene: Scene, seen: Seen, age: number): void {
    this.#stop();
    this.#shown = build(scene, this.bodyName(), this.sources);
    this.element.replaceChildren(...this.#shown.elements);
    this.element.dataset.scene = scene.kind;
    this.#shown.update(scene, this.#figures(seen));
    this.#stop = this.#shown.begin?.(age) ?? (() => undefined);
  }

  #figures({ model, now }: Seen): Figures {
    this.#pressed = model.turnout?.pressed ?? this.#pressed;
    return {
      attendance: attendanceOf(model) ?? NOBODY,
      pressed: this.#pressed,
      groups: model.turnout?.delegations ?? null,
      now,
    };
  }
}
