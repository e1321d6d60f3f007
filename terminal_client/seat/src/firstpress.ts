/** Where the first press counts: a press waits to be confirmed, for as long as its vote is open here. */
import type { Choice } from "@hemicycle/kit/types";
import type { Vote } from "./vote.ts";

export class FirstPress {
  #pressed: { readonly open: string; readonly choice: Choice } | null = null;

  /** The press of this vote that waits; null if none does. */
  of(vote: Vote | null | undefined): Choice | null {
    return vote && this.#pressed?.open === vote.open ? this.#pressed.choice : null;
  }

  press(vote: Vote | null | undefined, choice: Choice): void {
    this.#pressed = vote ? { open: vote.open, choice } : null;
  }

  /** The press that waited, which waits no longer. */
  take(vote: Vote | null | undefined): Choice | null {
    const choice = this.of(vote);
    this.#pressed = null;
    return choice;
  }
}
