/** Holds the terminal's leaf of each count against its receipt: once a division is tallied, and again when it is declared. */
import type { SittingLink } from "@hemicycle/kit/sitting";
import type { CountedProof } from "@hemicycle/kit/types";
import type { Booth } from "./booth.ts";
import { hasLeaves } from "./elsewhere.ts";

export class CountCheck {
  readonly #checked = new Set<string>();

  constructor(
    private readonly link: Pick<SittingLink, "api" | "model" | "sitting">,
    private readonly booth: () => Booth | null,
    /** When this terminal of a whole hall fetches its leaf, ms. */
    private readonly wait: () => number,
  ) {}

  /** Looks at a division that the booth has turned to. */
  async look(division: string): Promise<void> {
    const { state, mine } = this.link.model.value;
    const found = state?.divisions.find((one) => one.id === division);
    const vote = this.booth()?.vote.value;
    const step = `${division} ${found?.result?.counted_root ?? ""}`;
    if (!found || !hasLeaves(found) || vote?.division !== division || this.#checked.has(step)) return;
    if (!vote.recorded && !mine?.checked_in) return;
    this.#checked.add(step);
    await new Promise((resolve) => setTimeout(resolve, this.wait()));
    // the next vote may have begun meanwhile
    if (this.booth()?.vote.value?.division !== division) {
      this.#checked.delete(step);
      return;
    }
    const path = `/v1/sittings/${this.link.sitting.value}/divisions/${division}/counted`;
    try {
      await this.booth()?.check(await this.link.api.get<CountedProof>(path), found);
    } catch {
      this.#checked.delete(step);
    }
  }
}
