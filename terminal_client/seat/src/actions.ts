/** What a deputy can do on the page. */
import type { Choice } from "@hemicycle/kit/types";

export interface Actions {
  press(choice: Choice): void;
  checkIn(): void;
  toggleCover(): void;
  /** Puts a declared result away. */
  dismiss(): void;
  /** Begins or ends trying the keys. */
  practise(on: boolean): void;
  enrolAgain(): void;
  reload(): void;
}
