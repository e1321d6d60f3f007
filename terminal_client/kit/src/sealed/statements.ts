/** Ciphertexts and the one proof of sealed ballots (docs/sealed.md §4). */
import { type Bytes, concat, u32be } from "../encoding.ts";
import { BRANCH_LENGTH, CIPHERTEXT_LENGTH, type Plain, type SetStatement } from "./forms.ts";
import {
  type Base,
  decodePoint,
  decodeScalar,
  encodePoint,
  encodeScalar,
  G,
  hashToScalar,
  mod,
  type Point,
  randomScalar,
  SealedError,
  timesPublic,
  ZERO,
} from "./group.ts";

/** Where secret scalars come from; another source than the system's is for test vectors alone. */
export type Draw = () => bigint;

/** `(α, β) = (r·G, (r+m)·Y)`; of a point N `(r·G, r·Y + N)`. */
export class Ciphertext {
  #bytes: Bytes | undefined;

  constructor(
    readonly alpha: Point,
    readonly beta: Point,
  ) {}

  /** A ciphertext of a ballot. @throws SealedError `bad-point` */
  static decode(bytes: Uint8Array): Ciphertext {
    if (bytes.length !== CIPHERTEXT_LENGTH) throw new SealedError("bad-point");
    return new Ciphertext(decodePoint(bytes.subarray(0, 32)), decodePoint(bytes.subarray(32)));
  }

  /** The encryption of m with the randomness r. */
  static of(key: Base, m: Plain, r: bigint): Ciphertext {
    return new CiphertextDraft(key, () => r).of(m);
  }

  /** `α‖β`. */
  get bytes(): Bytes {
    this.#bytes ??= concat(encodePoint(this.alpha), encodePoint(this.beta));
    return this.#bytes;
  }
}

/** `Σ factor·ct`; points of the sum may be 0. */
export function combine(cts: readonly Ciphertext[], terms: SetStatement["terms"]): Ciphertext {
  let sum = new Ciphertext(ZERO, ZERO);
  for (const [cell, factor] of terms) {
    const ct = cts[cell];
    if (!ct) throw new SealedError("bad-form");
    if (terms.length === 1 && factor === 1) return ct;
    const scaled = (point: Point) => (factor === 1 ? point : timesPublic(point, BigInt(factor)));
    sum = new Ciphertext(sum.alpha.add(scaled(ct.alpha)), sum.beta.add(scaled(ct.beta)));
  }
  return sum;
}

/** What a proof is about: the ballot, its place in it, the ciphertext and the set. */
export interface Claim {
  readonly head: Bytes;
  /** The number of the proof in the ballot, from 0. */
  readonly index: number;
  readonly ct: Ciphertext;
  readonly values: readonly number[];
}

/** `Hs("set"; …)`; `commitments` is `a_1‖b_1‖…`. */
export function challengeOf({ head, index, ct, values }: Claim, commitments: Bytes): Promise<bigint> {
  const count = u32be(values.length);
  return hashToScalar(
    "set",
    head,
    u32be(index),
    concat(count, ...values.map((value) => encodeScalar(BigInt(value)))),
    ct.bytes.subarray(0, 32),
    ct.bytes.subarray(32),
    concat(count, commitments),
  );
}

/**
 * The randomness of one ciphertext and what can be worked out before its plaintext is known. For one ballot only: whoever sees
 * two ciphertexts with the same r reads their difference.
 */
export class CiphertextDraft {
  readonly r: bigint;
  readonly #key: Base;
  readonly #made = new Map<number, Ciphertext>();

  constructor(key: Base, draw: Draw = randomScalar) {
    this.#key = key;
    this.r = draw();
  }

  /** The encryption of m. */
  of(m: Plain): Ciphertext {
    if (typeof m !== "number") {
      const { alpha, beta } = this.of(0);
      return new Ciphertext(alpha, beta.add(m));
    }
    let made = this.#made.get(m);
    if (!made) {
      const [other] = this.#made.values();
      made = new Ciphertext(other?.alpha ?? G.times(this.r), this.#key.times(this.r + BigInt(m)));
      this.#made.set(m, made);
    }
    return made;
  }
}

interface Branch {
  readonly v: number;
  readonly u: bigint;
  readonly c: bigint;
  a: Bytes | null;
}

/** The randomness of one proof and what can be worked out before the plaintext is known. Proves once. */
export class ProofDraft {
  readonly #key: Base;
  readonly #values: readonly number[];
  #branches: readonly Branch[];
  readonly #commitments = new Map<number, Bytes>();

  constructor(key: Base, values: readonly number[], draw: Draw = randomScalar) {
    this.#key = key;
    this.#values = values;
    const u = values.map(() => draw());
    const c = values.map(() => draw());
    this.#branches = values.map((v, j) => ({ v, u: u[j] as bigint, c: c[j] as bigint, a: null }));
  }

  /** `a_1‖b_1‖…` for the plaintext m; the same steps whichever value it is. */
  commitments(m: number): Bytes {
    let made = this.#commitments.get(m);
    if (!made) {
      const pairs = this.#branches.map((branch) => {
        branch.a ??= encodePoint(G.times(branch.u));
        const b = this.#key.times(branch.u + BigInt(m - branch.v) * branch.c);
        return concat(branch.a, encodePoint(b));
      });
      made = concat(...pairs);
      this.#commitments.set(m, made);
    }
    return made;
  }

  /** The proof of `claim` for its plaintext m and randomness r. @throws SealedError `already-used`, `bad-choice` */
  async prove(claim: Omit<Claim, "values">, m: number, r: bigint): Promise<Bytes> {
    const branches = this.#branches;
    if (branches.length === 0) throw new SealedError("already-used");
    if (!this.#values.includes(m)) throw new SealedError("bad-choice");
    const commitments = this.commitments(m);
    // a second challenge under the same u would give r away
    this.#branches = [];
    this.#commitments.clear();
    const challenge = await challengeOf({ ...claim, values: this.#values }, commitments);
    const others = branches.reduce((sum, { v, c }) => (v === m ? sum : sum + c), 0n);
    const answers = branches.map(({ v, u, c: drawn }, j) => {
      const c = v === m ? mod(challenge - others) : drawn;
      return concat(commitments.subarray(64 * j, 64 * j + 64), encodeScalar(c), encodeScalar(u - c * r));
    });
    return concat(...answers);
  }
}

/** One value's part of a proof. */
interface DecodedBranch {
  readonly commitments: Bytes;
  readonly a: Point;
  readonly b: Point;
  readonly c: bigint;
  readonly z: bigint;
}

export type SetProof = readonly DecodedBranch[];

/** The proof of 128 bytes a value. @throws SealedError `bad-ballot` (length), `bad-point`, `bad-scalar` */
export function decodeProof(bytes: Bytes): SetProof {
  if (bytes.length === 0 || bytes.length % BRANCH_LENGTH !== 0) throw new SealedError("bad-ballot");
  return Array.from({ length: bytes.length / BRANCH_LENGTH }, (_, j) => {
    const branch = bytes.subarray(BRANCH_LENGTH * j, BRANCH_LENGTH * (j + 1));
    return {
      commitments: branch.subarray(0, 64),
      a: decodePoint(branch.subarray(0, 32)),
      b: decodePoint(branch.subarray(32, 64)),
      c: decodeScalar(branch.subarray(64, 96)),
      z: decodeScalar(branch.subarray(96)),
    };
  });
}

/** Whether the proof shows the claim under the key. */
export async function verifyProof(claim: Claim, proof: SetProof, key: Base): Promise<boolean> {
  if (proof.length !== claim.values.length) return false;
  const challenge = await challengeOf(claim, concat(...proof.map(({ commitments }) => commitments)));
  if (mod(proof.reduce((sum, { c }) => sum + c, 0n)) !== challenge) return false;
  const { alpha, beta } = claim.ct;
  return proof.every(({ a, b, c, z }, j) => {
    const answer = z - BigInt(claim.values[j] ?? 0) * c;
    return (
      a.equals(timesPublic(G.point, z).add(timesPublic(alpha, c))) &&
      b.equals(timesPublic(key.point, answer).add(timesPublic(beta, c)))
    );
  });
}
