/** How far the opening of secret votes is: the shares and mixes that were judged, of all in the log. */
import type { Act, Log } from "./acts.ts";
import { raw } from "./bytes.ts";
import type { Told } from "./crew.ts";

/** A mix that is judged: its place in the chain of k, its rows, and ciphertexts a row. */
export interface MixNote {
  readonly step: number;
  readonly of: number;
  readonly rows: number;
  readonly columns: number;
}

const HEAVY: Readonly<Record<string, string>> = {
  release: "shares",
  "row-release": "shares",
  mix: "message",
};
/** A byte of a mix takes so many times as long as one of a share. */
const MIX_BYTE = 5;

/** How much work an act is. */
function effortOf({ type, doc }: Act): number {
  const member = HEAVY[type];
  return member ? raw(doc[member]).length * (type === "mix" ? MIX_BYTE : 1) : 0;
}

export class Work {
  readonly total: number;
  #done = 0;

  constructor(
    log: Log,
    readonly tell: (done: number, total: number, note?: MixNote) => void,
  ) {
    this.total = log.acts.reduce((sum, act) => sum + effortOf(act), 1);
    tell(0, this.total);
  }

  /** An act of so many items begins to be judged; what is given back is told how many of them are done. */
  begin(act: Act, items: number, note?: MixNote): Told {
    const each = effortOf(act) / Math.max(items, 1);
    let before = 0;
    this.tell(this.#done, this.total, note);
    return (done) => {
      this.#done += each * Math.max(0, done - before);
      before = Math.max(before, done);
      this.tell(Math.min(this.#done, this.total), this.total, note);
    };
  }

  end(): void {
    this.tell(this.total, this.total);
  }
}
