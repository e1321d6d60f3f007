/** Points from outside, sums of many public multiples in one go, and weights under which many equations are one. */
import { randomBytes } from "@hemicycle/kit/crypto";
import type { Bytes } from "@hemicycle/kit/encoding";
import { decodePoint, mod, type Point, ZERO } from "@hemicycle/kit/sealed/group";
import { interleavedMSMUnsafe } from "@noble/curves/abstract/curve.js";
import { ristretto255 } from "@noble/curves/ed25519.js";

const WEIGHT_BYTES = 16;
/** Window of the odd multiples: four points a table. */
const WINDOW = 4;

/** A point of 32 bytes, or null; 0 only where it is allowed. */
export function readPoint(bytes: Bytes, zero = false): Point | null {
  try {
    return decodePoint(bytes, zero);
  } catch {
    return null;
  }
}

/** `Σ scalar·point`, collected and then worked out at once. */
export class Sum {
  readonly #points: Point[] = [];
  readonly #scalars: bigint[] = [];

  add(scalar: bigint, point: Point): this {
    this.#points.push(point);
    this.#scalars.push(mod(scalar));
    return this;
  }

  get total(): Point {
    if (this.#points.length === 0) return ZERO;
    return interleavedMSMUnsafe(ristretto255.Point, this.#points, WINDOW)(this.#scalars);
  }

  /** Whether the sum is 0. */
  get isZero(): boolean {
    return this.total.equals(ZERO);
  }
}

/** A fresh random weight: a sum of equations under such weights holds only if each does, but for one chance in 2¹²⁸. */
export function weight(): bigint {
  return randomBytes(WEIGHT_BYTES).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) + 1n;
}
