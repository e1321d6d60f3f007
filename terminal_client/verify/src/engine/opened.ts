/** Ciphertexts that k scrutineers open together (docs/sealed.md §6, docs/sealed-names.md §6). */
import type { Bytes } from "@hemicycle/kit/encoding";
import { decodePoint, type Point } from "@hemicycle/kit/sealed/group";
import type { Act } from "./acts.ts";
import { parts, raw } from "./bytes.ts";
import type { Crew, Told } from "./crew.ts";
import type { Findings } from "./findings.ts";
import { atZero, type Binding, SHARE } from "./sharework.ts";

export class Opened {
  /** The shares that hold, by index. */
  readonly shares = new Map<number, readonly Bytes[]>();

  /** `cells` are `A‖B`, known to be points. */
  constructor(readonly cells: readonly Bytes[]) {}

  /** Judges the shares of one act, of `count` cells, and keeps them if all of them hold: a bad one is named, others may be enough. */
  async add(
    act: Act,
    to: Binding,
    count: number,
    findings: Findings,
    crew: Crew,
    told?: Told,
  ): Promise<void> {
    const data = raw(act.doc.shares);
    const code = act.type as "release" | "row-release";
    const place = `${act.place} index=${to.party}`;
    const wanted = SHARE * count;
    if (data.length !== wanted) {
      findings.warn(code, `${place} member=shares`, "share-length", { length: data.length, wanted });
      return;
    }
    const items = parts(data, SHARE).map((share, cell) => ({ cell, sums: this.cells[cell] as Bytes, share }));
    const judged = await crew.run<"shares">({ kind: "shares", ...to, items }, told);
    for (const [cell, m] of judged.entries())
      if (!m) findings.warn(code, `${place} cell=${cell}`, "share-invalid");
    const good = judged.filter((m) => m !== null);
    if (good.length === judged.length) this.shares.set(to.party, good);
    findings.count("shares", items.length);
  }

  /** What every cell holds, by the first k valid shares. */
  async totals(k: number, crew: Crew): Promise<Point[]> {
    const chosen = [...this.shares.keys()].sort((a, b) => a - b).slice(0, k);
    const weights = chosen.map((index) => atZero(index, chosen));
    const items = this.cells.map((cell, number) => ({
      beta: cell.slice(32),
      shares: chosen.map((index) => this.shares.get(index)?.[number] as Bytes),
    }));
    const found = await crew.run<"opened">({ kind: "opened", weights, items });
    return found.map((bytes) => decodePoint(bytes, true));
  }
}
