/** What a deputy does with the paper of the vote on the screen. */
import type { Marks } from "@hemicycle/kit/marks";
import type { PaperActions } from "./actions.ts";
import {
  backToPaper,
  change,
  type Desk,
  deskFor,
  markRow,
  moveRow,
  putAway,
  submit,
  undo,
  writeIn,
} from "./desk.ts";
import type { Listing } from "./paper.ts";
import { lastBallot, type Vote } from "./vote.ts";

export interface PaperDeskOptions {
  /** The vote on the screen and what stands on its ballot; null unless that is a ballot with names. */
  readonly at: () => { readonly vote: Vote; readonly on: Listing } | null;
  readonly cast: (marks: Marks) => void;
  /** Whether a ballot is final once it is cast. */
  readonly final?: () => boolean;
  readonly changed: () => void;
}

export class PaperDesk {
  #desk: Desk | null;
  readonly actions: PaperActions = {
    mark: (row, mark) => this.#fill((desk, on) => markRow(desk, on, row, mark)),
    move: (row, by) => this.#fill((desk, on) => moveRow(desk, on, row, by)),
    undo: () => this.#fill(undo),
    write: (slot, text) => this.#fill((desk, on) => writeIn(desk, on, slot, text)),
    submit: () => this.#submit(),
    back: () => this.#fill(backToPaper),
    change: () => this.#change(),
    putAway: () => this.#fill(putAway),
  };

  constructor(
    private readonly options: PaperDeskOptions,
    desk: Desk | null = null,
  ) {
    this.#desk = desk;
  }

  get desk(): Desk | null {
    return this.#desk;
  }

  /** Opens the paper as it lies there: a ballot was put back before it was cast. */
  reopen(): void {
    this.#fill((desk, on) => change(desk, on, null, false));
  }

  /** Clears the desk: a vote is over. */
  forget(): void {
    this.#desk = null;
  }

  #fill(step: (desk: Desk, on: Listing, vote: Vote) => Desk): void {
    const now = this.options.at();
    // what is being cast is not changed any more
    if (!now || now.vote.pressing) return;
    this.#desk = step(deskFor(this.#desk, now.vote.open, now.on), now.on, now.vote);
    this.options.changed();
  }

  #submit(): void {
    let cast: Marks | null = null;
    this.#fill((desk, on) => {
      const { desk: next, marks } = submit(desk, on, this.options.final?.());
      cast = marks;
      return next;
    });
    if (cast) this.options.cast(cast);
  }

  /** With what was cast last, or as it lies there if that does not count. */
  #change(): void {
    this.#fill((desk, on, vote) => {
      const { refused, failed } = vote;
      const last = refused?.ballot ?? lastBallot(vote);
      return change(desk, on, last?.marks ?? null, !refused && !failed);
    });
  }
}
