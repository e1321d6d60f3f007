/** Written names and rankings: the call, the mixes and the opened rows (docs/sealed-names.md §4 to §6, §10). */
import { type Bytes, b64u, concat } from "@hemicycle/kit/encoding";
import type { Point } from "@hemicycle/kit/sealed/group";
import type { Act } from "./acts.ts";
import type { Box } from "./box.ts";
import { parts, raw } from "./bytes.ts";
import type { Item } from "./counts.ts";
import type { Crew } from "./crew.ts";
import { ciphertextsOf } from "./entries.ts";
import type { Findings } from "./findings.ts";
import { failedEquations, readMix } from "./mixing.ts";
import { Opened } from "./opened.ts";
import { type Elector, placeOf } from "./opening.ts";
import { FEWEST, type Frozen } from "./state.ts";
import { rowOf } from "./sums.ts";
import type { Work } from "./work.ts";

/** The names of every counted ballot, in the electorate's order. A row that equals an earlier one's is left out, and its seat named. */
export function inputRows(box: Box, item: Item, place: string, findings: Findings): Bytes[] {
  const numbers = rowOf(item);
  const rows = new Map<string, { readonly row: Bytes; readonly elector: Elector }>();
  for (const elector of box.electors) {
    const body = box.last.get(elector.key)?.body;
    if (!body) continue;
    const cts = ciphertextsOf(body, Math.max(...numbers) + 1);
    const row = concat(...numbers.map((number) => cts[number] as Bytes));
    const name = b64u(row);
    const first = rows.get(name);
    if (!first) rows.set(name, { row, elector });
    else {
      const { seat } = first.elector;
      findings.warn("names-call", `${place}${placeOf(elector)}`, "row-left-out", { seat });
    }
  }
  return [...rows.values()].map(({ row }) => row);
}

/**
 * Judges what followed the freeze of a division that has names or orders to open. `rows` are those of the counted ballots; null where
 * the ballots are not in this record: the first mix's proof is over them, and is left to the record that has them.
 */
export class Naming {
  readonly #width: number;

  constructor(
    readonly frozen: Frozen,
    readonly tally: Act | null,
    readonly findings: Findings,
    readonly crew: Crew,
    readonly work: Work,
  ) {
    this.#width = rowOf(frozen.item).length;
  }

  /** The opened rows; null if there are none, or they could not be opened. `flags` is how many names (or orders) the sums say; null if that is not known. */
  async open(flags: number | null, rows: readonly Bytes[] | null): Promise<Point[][] | null> {
    const { call } = this.frozen.sealed;
    if (!call) {
      if (this.tally && flags) this.findings.fail("names-call", this.tally.place, "no-call", { flags });
      return null;
    }
    this.#checkCall(call, flags, rows);
    const n = rows?.length ?? call.doc.rows;
    const output = n > 0 && this.#width > 0 ? await this.#followMixes(rows, n) : null;
    return output && this.#openRows(output);
  }

  /** A call says what was opened, and comes after k valid releases. */
  #checkCall(call: Act, flags: number | null, rows: readonly Bytes[] | null): void {
    const { findings } = this;
    const { sealed, attempt } = this.frozen;
    for (const [name, wanted] of [
      ["flags", flags],
      ["rows", rows?.length ?? null],
    ] as const) {
      const found = call.doc[name];
      const same = wanted === null || found === wanted;
      findings.require(same, "names-call", `${call.place} member=${name}`, "member-differs", {
        found,
        wanted,
      });
    }
    const ask = (holds: boolean, reason: Parameters<Findings["fail"]>[2], detail = {}) =>
      findings.require(holds, "names-call", call.place, reason, detail);
    ask(this.#width > 0 && call.doc.flags > 0, "nothing-to-open");
    ask(call.doc.rows >= FEWEST, "few-rows", { n: call.doc.rows });
    const before = [...sealed.released].filter(([index, act]) => act.n < call.n && sealed.valid.has(index));
    ask(before.length >= attempt.k, "few-shares", { found: before.length, wanted: attempt.k });
  }

  /** Judges every mix over the output before; gives the last output of a whole chain. */
  async #followMixes(input: readonly Bytes[] | null, n: number): Promise<readonly Bytes[] | null> {
    const { findings, crew, work } = this;
    const { sealed, keys, attempt } = this.frozen;
    let [rows, step] = [input, 0];
    for (const [index, act] of sealed.mixes) {
      step += 1;
      const place = `${act.place} step=${step} index=${index}`;
      const data = raw(act.doc.message);
      const told = work.begin(act, n, { step, of: attempt.k, rows: n, columns: this.#width });
      const mix = await readMix(data, n, this.#width, crew);
      if ("reason" in mix) {
        findings.fail("mix", `${place} part=${mix.part}`, mix.reason, { length: data.length });
        return null;
      }
      if (rows) {
        const frz = raw(sealed.frz);
        const failed = await failedEquations(mix, rows, step, frz, keys.publicKey, crew, told);
        findings.require(failed.length === 0, "mix", place, "mix-proof", { equations: failed.join(", ") });
        findings.count("mixes", 1);
      }
      told(n);
      rows = mix.rows;
    }
    return sealed.mixes.size === attempt.k ? rows : null;
  }

  /** Judges every share of the last output's cells; gives its points if k are valid. */
  async #openRows(rows: readonly Bytes[]): Promise<Point[][] | null> {
    const { sealed, keys, attempt } = this.frozen;
    const opened = new Opened(rows.flatMap((row) => parts(row, 64)));
    const { length } = opened.cells;
    for (const [index, act] of [...sealed.openedRows].sort(([a], [b]) => a - b)) {
      const own = keys.shares[index - 1] as Bytes;
      const to = { tag: "row-share", bound: raw(sealed.chain), party: index, own };
      await opened.add(act, to, length, this.findings, this.crew, this.work.begin(act, length));
    }
    sealed.validRows = new Set(opened.shares.keys());
    if (opened.shares.size < attempt.k) return null;
    const points = await opened.totals(attempt.k, this.crew);
    return rows.map((_, i) => points.slice(i * this.#width, (i + 1) * this.#width));
  }
}
