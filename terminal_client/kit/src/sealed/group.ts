/** ristretto255 and its scalars (docs/sealed.md §1; RFC 9496): strict on input, total in arithmetic. */
import { ristretto255 } from "@noble/curves/ed25519.js";
import { type Field, hash, randomBytes } from "../crypto.ts";
import type { Bytes } from "../encoding.ts";

export type Point = InstanceType<typeof ristretto255.Point>;

/** Thrown where a sealed ballot or what it is made of breaks the rules; tells nothing of a choice. */
export class SealedError extends Error {
  override readonly name = "SealedError";
  constructor(
    readonly code:
      | "bad-point"
      | "bad-scalar"
      | "bad-proof"
      | "bad-ballot"
      | "bad-form"
      | "bad-choice"
      | "bad-seal"
      | "bad-opening"
      | "not-certified"
      | "gone"
      | "already-used"
      | "not-spoiled",
  ) {
    super(code);
  }
}

/** ℓ, the number of points. */
export const ORDER = ristretto255.Point.Fn.ORDER;
export const ZERO: Point = ristretto255.Point.ZERO;

/** The bits of a table's window; the greatest gain before building it costs more than a vote saves. */
const WINDOW = 6;

/** The point of 32 canonical bytes; the identity only where the protocol allows it. @throws SealedError `bad-point` */
export function decodePoint(bytes: Uint8Array, allowZero = false): Point {
  let point: Point;
  try {
    point = ristretto255.Point.fromBytes(bytes);
  } catch {
    throw new SealedError("bad-point");
  }
  if (!allowZero && point.is0()) throw new SealedError("bad-point");
  return point;
}

export function encodePoint(point: Point): Bytes {
  return Uint8Array.from(point.toBytes());
}

/** The representative in [0, ℓ). */
export function mod(value: bigint): bigint {
  const rest = value % ORDER;
  return rest < 0n ? rest + ORDER : rest;
}

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i] ?? 0);
  return value;
}

/** The scalar of 32 bytes below ℓ; nothing is reduced. @throws SealedError `bad-scalar` */
export function decodeScalar(bytes: Uint8Array): bigint {
  const value = littleEndian(bytes);
  if (bytes.length !== 32 || value >= ORDER) throw new SealedError("bad-scalar");
  return value;
}

export function encodeScalar(value: bigint): Bytes {
  const out = new Uint8Array(32);
  let rest = mod(value);
  for (let i = 0; i < 32; i++, rest >>= 8n) out[i] = Number(rest & 255n);
  return out;
}

/** A secret: 64 bytes of the system's randomness modulo ℓ, not 0. */
export function randomScalar(): bigint {
  for (;;) {
    const wide = randomBytes(64);
    const value = littleEndian(wide) % ORDER;
    wide.fill(0);
    if (value !== 0n) return value;
  }
}

/** `Hs(tag; …)`. */
export async function hashToScalar(tag: string, ...fields: readonly Field[]): Promise<bigint> {
  return littleEndian(await hash(tag, ...fields)) % ORDER;
}

/** `x·P` for public values, in a time that depends on x; 0 is an ordinary value. */
export function timesPublic(point: Point, scalar: bigint): Point {
  return point.multiplyUnsafe(mod(scalar));
}

/** `x·P` for a secret x other than 0 and any P but 0, by the same steps for all. */
export function timesSecret(point: Point, scalar: bigint): Point {
  return point.multiply(mod(scalar));
}

/** A point that is multiplied by secrets again and again, with a table of its multiples. */
export class Base {
  readonly bytes: Bytes;

  constructor(readonly point: Point) {
    this.bytes = encodePoint(point);
    point.precompute(WINDOW);
  }

  /** `x·P` for a secret x, by the same steps for every x but 0. */
  times(scalar: bigint): Point {
    const reduced = mod(scalar);
    return reduced === 0n ? ZERO : this.point.multiply(reduced);
  }
}

export const G = new Base(ristretto255.Point.BASE);

/** The key Y of a vote, ready to encrypt under; builds its table. @throws SealedError `bad-point` */
export function voteKey(bytes: Uint8Array): Base {
  const base = new Base(decodePoint(bytes));
  base.times(1n);
  return base;
}
