/** Who sees the choice on the screen: in a named vote until the deputy covers it, in a secret one for a few seconds and while touched. */

/** How long a secret choice stays after a press or when it is asked for, ms. */
const SHOWN_FOR_MS = 5000;

export class Cover {
  #covered = false;
  #peeking = false;
  #secret = "";
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly changed: () => void) {}

  get covered(): boolean {
    return this.#covered && !this.#peeking;
  }

  /** Follows the secret ballot on the screen by a name of it, "" for none: a new one is shown, then covered. */
  follow(ballot: string): void {
    if (ballot === this.#secret) return;
    this.#secret = ballot;
    this.#peeking = false;
    this.#set(false);
  }

  /** Covers the choice or shows it again. */
  toggle(): void {
    this.#peeking = false;
    this.#set(!this.#covered);
    this.changed();
  }

  /** Shows the choice: the key of what is recorded was pressed again. */
  show(): void {
    this.#set(false);
    this.changed();
  }

  /** Shows the choice while it is touched. */
  peek(on: boolean): void {
    if (on === this.#peeking || this.#secret === "") return;
    this.#peeking = on;
    this.changed();
  }

  #set(covered: boolean): void {
    this.#covered = covered;
    clearTimeout(this.#timer);
    if (covered || this.#secret === "") return;
    this.#timer = setTimeout(() => {
      this.#covered = true;
      this.changed();
    }, SHOWN_FOR_MS);
  }
}
