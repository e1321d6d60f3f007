/** The seating plan: fetched at once, and again some time after the register changed, since a hall that enrols must not fetch it for every key. */
import type { SeatPlan } from "@hemicycle/kit/types";

export class Planning {
  #plan: SeatPlan | null = null;
  #asked = "";
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly fetch: () => Promise<SeatPlan>,
    /** A time for the next look, ms. */
    private readonly wait: () => number,
    private readonly changed: () => void,
  ) {}

  get plan(): SeatPlan | null {
    return this.#plan;
  }

  /** Another sitting has another plan. */
  forget(): void {
    this.#plan = null;
    this.#asked = "";
  }

  /** Nothing more is fetched: the terminal is out of use. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Follows the register by a name of its state. */
  follow(version: string): void {
    if (this.#asked === version) return;
    const first = this.#asked === "";
    this.#asked = version;
    if (first) void this.#look();
    else this.#timer ??= setTimeout(() => void this.#look(), this.wait());
  }

  async #look(): Promise<void> {
    this.#timer = undefined;
    try {
      this.#plan = await this.fetch();
      this.changed();
    } catch {
      this.#asked = "";
    }
  }
}
