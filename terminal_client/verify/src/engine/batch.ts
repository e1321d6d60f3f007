/**
 * The proofs of many ballots at once (docs/sealed.md §4): all equations with fresh random weights, in one sum that is 0. Where it is
 * not, the single checks find what is wrong.
 */
import type { Bytes } from "@hemicycle/kit/encoding";
import { type Base, G, mod } from "@hemicycle/kit/sealed/group";
import { type Ciphertext, challengeOf, combine, decodeProof } from "@hemicycle/kit/sealed/statements";
import { Sum, weight } from "./points.ts";
import type { SetTerms } from "./sums.ts";

/** A proof of "the sum is one of these values". */
export interface SetProofOf {
  readonly head: Bytes;
  readonly index: number;
  readonly terms: SetTerms;
  readonly values: readonly number[];
  readonly bytes: Bytes;
}

/** The sum of all equations so far. */
export class Batch {
  readonly #sum = new Sum();
  #g = 0n;
  #y = 0n;

  constructor(readonly key: Base) {}

  /**
   * Adds the proofs of a ballot; false where one has another challenge than its own, and does not hold.
   * @throws SealedError where commitments are no points, or scalars not below ℓ
   */
  async add(cts: readonly Ciphertext[], proofs: readonly SetProofOf[]): Promise<boolean> {
    const alphas = cts.map(() => 0n);
    const betas = cts.map(() => 0n);
    for (const { head, index, terms, values, bytes } of proofs) {
      const branches = decodeProof(bytes);
      const commitments = Uint8Array.from(branches.flatMap((branch) => [...branch.commitments]));
      const challenge = await challengeOf({ head, index, ct: combine(cts, terms), values }, commitments);
      if (mod(branches.reduce((sum, { c }) => sum + c, 0n)) !== challenge) return false;
      for (const [j, { a, b, c, z }] of branches.entries()) {
        const [one, other] = [weight(), weight()];
        this.#sum.add(one, a.negate());
        this.#sum.add(other, b.negate());
        this.#g += one * z;
        this.#y += other * (z - BigInt(values[j] ?? 0) * c);
        for (const [cell, factor] of terms) {
          alphas[cell] = (alphas[cell] ?? 0n) + BigInt(factor) * one * c;
          betas[cell] = (betas[cell] ?? 0n) + BigInt(factor) * other * c;
        }
      }
    }
    for (const [cell, { alpha, beta }] of cts.entries()) {
      this.#sum.add(alphas[cell] ?? 0n, alpha);
      this.#sum.add(betas[cell] ?? 0n, beta);
    }
    return true;
  }

  /** Whether all equations hold. */
  holds(): boolean {
    return this.#sum.add(this.#g, G.point).add(this.#y, this.key.point).isZero;
  }
}
