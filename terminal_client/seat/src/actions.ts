/** What a deputy can do on the page. */
import type { Choice } from "@hemicycle/kit/types";

export interface PaperActions {
  /** Presses a key of a row; keys and rows as {@link "./paper.ts"} counts them. */
  mark(row: number, mark: number): void;
  move(row: number, by: -1 | 1): void;
  undo(): void;
  write(slot: number, text: string): void;
  /** Casts it, or shows what is lacking, or all marks first. */
  submit(): void;
  /** From all marks back to the paper. */
  back(): void;
  /** Opens the paper again after a ballot was cast. */
  change(): void;
  /** Leaves what was cast as it is. */
  putAway(): void;
}

export interface Actions {
  press(choice: Choice): void;
  /** Sends the press that waits to be confirmed, or takes it back. */
  confirm(yes: boolean): void;
  checkIn(): void;
  toggleCover(): void;
  /** Shows a covered choice while it is touched. */
  peek(on: boolean): void;
  /** Turns 抽查模式 on or off: sealed ballots then wait for {@link cast} or {@link challenge}. */
  setChallenging(on: boolean): void;
  cast(): void;
  challenge(): void;
  /** Back to the keys from a ballot that waits or was challenged. */
  putBack(): void;
  /** What is done with a ballot that has names. */
  readonly paper: PaperActions;
  /** Says whether the scrutineers' pin is that of the sheet on the wall. */
  answerPin(holds: boolean): void;
  /** Puts a declared result away. */
  dismiss(): void;
  /** Begins or ends trying the keys. */
  practise(on: boolean): void;
  /** Shows what is before the house with an item. */
  /** Rejects where what draws them can't be loaded. */
  readPapers(division: string): Promise<void>;
  /** Shows the deputy's own attendance and named votes. */
  showRecord(): void;
  /** Opens the newer pages that wait. */
  changePages(): void;
  toggleSound(): void;
  enrolAgain(): void;
  reload(): void;
}

const nothing = () => undefined;

/** Where nothing can be done. */
export const NO_ACTIONS: Actions = {
  press: nothing,
  confirm: nothing,
  checkIn: nothing,
  toggleCover: nothing,
  peek: nothing,
  setChallenging: nothing,
  cast: nothing,
  challenge: nothing,
  putBack: nothing,
  paper: {
    mark: nothing,
    move: nothing,
    undo: nothing,
    write: nothing,
    submit: nothing,
    back: nothing,
    change: nothing,
    putAway: nothing,
  },
  answerPin: nothing,
  dismiss: nothing,
  practise: nothing,
  readPapers: () => Promise.resolve(),
  showRecord: nothing,
  changePages: nothing,
  toggleSound: nothing,
  enrolAgain: nothing,
  reload: nothing,
};
