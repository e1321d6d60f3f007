/** A scanner that acts as a keyboard: keys that come faster than anybody types, ended by Enter. Pure. */

/** Nobody types that fast, ms between two keys. */
const FASTEST_HAND_MS = 60;
/** Shorter runs are a person's. */
const LEAST_KEYS = 6;

/** What a key stands for, also while an input method holds it back. */
export function characterOf(key: string, code: string): string {
  if (key.length === 1) return key.toUpperCase();
  return /^(?:Key([A-Z])|Digit(\d))$/.exec(code)?.slice(1).find(Boolean) ?? "";
}

export class Keystrokes {
  #read = "";
  #last = Number.NEGATIVE_INFINITY;

  /** Takes one key at a time, ms; gives what was scanned when Enter ends it, else null. */
  press(key: string, code: string, at: number): string | null {
    const fast = at - this.#last <= FASTEST_HAND_MS;
    this.#last = at;
    if (key === "Enter") {
      const scanned = fast && this.#read.length >= LEAST_KEYS ? this.#read : null;
      this.#read = "";
      return scanned;
    }
    const character = characterOf(key, code);
    if (character) this.#read = (fast ? this.#read : "") + character;
    return null;
  }
}
