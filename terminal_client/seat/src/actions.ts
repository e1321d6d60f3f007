/** What a deputy can do on the page. */
import type { Choice } from "@hemicycle/kit/types";

export interface Actions {
  press(choice: Choice): void;
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
  /** Says whether the scrutineers' pin is that of the sheet on the wall. */
  answerPin(holds: boolean): void;
  /** Puts a declared result away. */
  dismiss(): void;
  /** Begins or ends trying the keys. */
  practise(on: boolean): void;
  enrolAgain(): void;
  reload(): void;
}

const nothing = () => undefined;

/** Where nothing can be done. */
export const NO_ACTIONS: Actions = {
  press: nothing,
  checkIn: nothing,
  toggleCover: nothing,
  peek: nothing,
  setChallenging: nothing,
  cast: nothing,
  challenge: nothing,
  putBack: nothing,
  answerPin: nothing,
  dismiss: nothing,
  practise: nothing,
  enrolAgain: nothing,
  reload: nothing,
};
