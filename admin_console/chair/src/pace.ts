/** How a secret vote gets on: since when it waits for what, and how fast its ballots are verified. */
import { stageOf } from "@hemicycle/kit/scrutineers";
import type { SittingModel } from "@hemicycle/kit/store";
import { type Sample, sampled } from "./backlog.ts";

export class Pace {
  samples: readonly Sample[] = [];
  #stage = "";
  #since = 0;

  /** For how long the present stage has lasted, ms. */
  get stageForMs(): number {
    return performance.now() - this.#since;
  }

  /** Takes in what the server said. */
  follow({ state, turnout }: SittingModel): void {
    this.samples = sampled(this.samples, turnout);
    const live = state?.divisions.find((division) => stageOf(division) !== null);
    const naming = live?.sealed?.naming;
    const rows = naming ? `${naming.mixed.length} ${naming.released.length}` : "";
    const stage = live ? `${live.id} ${stageOf(live)} ${rows}` : "";
    if (stage === this.#stage) return;
    this.#stage = stage;
    this.#since = performance.now();
  }
}
