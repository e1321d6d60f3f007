/** Holds the terminal's leaf of each count against its receipt: once a division is tallied, and again when it is declared. */
import type { SittingLink } from "@hemicycle/kit/sitting";
import type { CountedProof, Division } from "@hemicycle/kit/types";
import type { Booth } from "./booth.ts";
import { hasLeaves } from "./elsewhere.ts";

/** How long after a failed try the next one is made, ms; then the next state is waited for. */
const AGAIN_MS = [2000, 4000, 8000, 16_000, 30_000];

export class CountCheck {
  readonly #checked = new Set<string>();

  constructor(
    private readonly link: Pick<SittingLink, "api" | "model" | "sitting">,
    private readonly booth: () => Booth | null,
    /** When this terminal of a whole hall fetches its leaf, ms. */
    private readonly wait: () => number,
  ) {}

  /** Looks at a division that the booth has turned to; tries again for a while, until the vote or its result is another. */
  async look(division: string): Promise<void> {
    const { mine } = this.link.model.value;
    const vote = this.booth()?.vote.value;
    const step = this.#stepOf(division);
    if (step === null || this.#checked.has(step) || (!vote?.recorded && !mine?.checked_in)) return;
    this.#checked.add(step);
    if (!(await this.#check(division, step))) this.#checked.delete(step);
  }

  /** What is to be checked now: a division with its root; null: nothing, or the booth has turned to another vote. */
  #stepOf(division: string): string | null {
    const found = this.#division(division);
    if (!found || !hasLeaves(found) || this.booth()?.vote.value?.division !== division) return null;
    return `${division} ${found.result?.counted_root ?? ""}`;
  }

  #division(id: string): Division | undefined {
    return this.link.model.value.state?.divisions.find((one) => one.id === id);
  }

  /** Whether it was checked. */
  async #check(division: string, step: string): Promise<boolean> {
    const path = `/v1/sittings/${this.link.sitting.value}/divisions/${division}/counted`;
    for (const after of [0, ...AGAIN_MS]) {
      // each time at a moment of its own: a whole hall may be waiting for the same server
      await new Promise((resolve) => setTimeout(resolve, after + this.wait()));
      if (this.#stepOf(division) !== step) return false;
      const proof = await this.link.api.get<CountedProof>(path).catch(() => null);
      const [booth, found] = [this.booth(), this.#division(division)];
      if (!proof || !booth || !found) continue;
      if (this.#stepOf(division) !== step) return false;
      await booth.check(proof, found);
      return true;
    }
    return false;
  }
}
