/** What a ballot proves of its write-in slots and of a ranking (docs/sealed-names.md §3). */
import { type Bytes, concat, u32be } from "../encoding.ts";
import { RANKING_PROOF_LENGTH, SLOT_PROOF_LENGTH } from "./forms.ts";
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
  timesSecret,
} from "./group.ts";
import type { Ciphertext, Draw } from "./statements.ts";

/** One of the flag and one of each block of the name. */
type Triple<T> = readonly [flag: T, first: T, second: T];
export type Slot = Triple<Ciphertext>;
/** r of the flag, ρ_1 and ρ_2 of the name. */
export type SlotSecrets = Triple<bigint>;

/** What a proof is about beside the ciphertexts: the ballot, and the number of the proof in it. */
export interface Spot {
  readonly head: Bytes;
  readonly index: number;
}

const BLANK_POINTS = 6;
const NAMED_POINTS = 4;
const BLANK_LENGTH = 32 * (BLANK_POINTS + 4);

function each<A, B>([flag, first, second]: Triple<A>, work: (one: A) => B): Triple<B> {
  return [work(flag), work(first), work(second)];
}

function list(points: readonly Bytes[]): Bytes {
  return concat(u32be(points.length), ...points);
}

function slotChallenge(
  { head, index }: Spot,
  [flag, ...name]: Slot,
  blank: readonly Bytes[],
  named: readonly Bytes[],
): Promise<bigint> {
  const names = list(name.map(({ bytes }) => bytes));
  return hashToScalar("write-in", head, u32be(index), flag.bytes, names, list(blank), list(named));
}

/** What one branch drew. */
interface Branch {
  readonly u: Triple<bigint>;
  readonly c: bigint;
}

/** The commitments that depend on neither flag nor name. */
interface Fixed {
  readonly blank: Triple<Bytes>;
  readonly named: Triple<Bytes>;
  /** `(u_t − c_0·ρ_t)·Y`. */
  readonly masks: readonly [Point, Point];
}

/** The randomness of a slot's proof and what can be worked out before the name is known. Proves once. */
export class SlotDraft {
  readonly #key: Base;
  readonly #secrets: SlotSecrets;
  #drawn: { readonly blank: Branch; readonly named: Branch } | null;
  #fixed: Fixed | null = null;
  /** b of both branches, by the flag. */
  readonly #flags = new Map<number, readonly [Bytes, Bytes]>();

  constructor(key: Base, secrets: SlotSecrets, draw: Draw = randomScalar) {
    this.#key = key;
    this.#secrets = secrets;
    const branch = (): Branch => ({ u: [draw(), draw(), draw()], c: draw() });
    this.#drawn = { blank: branch(), named: branch() };
  }

  /** Works out what any name would need. */
  prepare(): void {
    this.#prepared();
    for (const w of [0, 1]) this.#flagged(w);
  }

  /** The proof of the slot with flag w; the same steps whatever flag and name are. @throws SealedError `already-used` */
  async prove(spot: Spot, slot: Slot, w: number): Promise<Bytes> {
    const { blank, named } = this.#branches();
    const [zero, one] = this.#commitments(slot, w);
    // a second challenge under the same u would give r away
    this.#drawn = null;
    const sum = await slotChallenge(spot, slot, zero, one);
    const [c0, c1] = w === 0 ? [mod(sum - named.c), named.c] : [blank.c, mod(sum - blank.c)];
    return concat(...zero, ...this.#answers(blank, c0), ...one, ...this.#answers(named, c1));
  }

  #branches() {
    if (!this.#drawn) throw new SealedError("already-used");
    return this.#drawn;
  }

  #prepared(): Fixed {
    const { blank, named } = this.#branches();
    const points = ({ u }: Branch) => each(u, (one) => encodePoint(G.times(one)));
    const [[, u1, u2], [, rho1, rho2]] = [blank.u, this.#secrets];
    const mask = (u: bigint, rho: bigint) => this.#key.times(u - blank.c * rho);
    this.#fixed ??= { blank: points(blank), named: points(named), masks: [mask(u1, rho1), mask(u2, rho2)] };
    return this.#fixed;
  }

  /** `(u + (w−v)·c_v)·Y` for v = 0, 1. */
  #flagged(w: number): readonly [Bytes, Bytes] {
    const { blank, named } = this.#branches();
    const b = ({ u: [u], c }: Branch, v: number) => encodePoint(this.#key.times(u + BigInt(w - v) * c));
    const made = this.#flags.get(w) ?? [b(blank, 0), b(named, 1)];
    this.#flags.set(w, made);
    return made;
  }

  #commitments([, first, second]: Slot, w: number): readonly [Bytes[], Bytes[]] {
    const { c } = this.#branches().blank;
    const { blank, named, masks } = this.#prepared();
    const [b0, b1] = this.#flagged(w);
    const hidden = (mask: Point, { beta }: Ciphertext) => encodePoint(mask.add(timesSecret(beta, c)));
    const [a, a1, a2] = blank;
    const [flag, ...name] = named;
    return [
      [a, b0, a1, hidden(masks[0], first), a2, hidden(masks[1], second)],
      [flag, b1, ...name],
    ];
  }

  /** `c‖z‖z_1‖z_2`. */
  #answers({ u: [u, u1, u2] }: Branch, c: bigint): readonly Bytes[] {
    const [r, rho1, rho2] = this.#secrets;
    return [c, u - c * r, u1 - c * rho1, u2 - c * rho2].map(encodeScalar);
  }
}

interface DecodedBranch {
  readonly commitments: readonly Bytes[];
  readonly points: readonly Point[];
  readonly c: bigint;
  readonly z: Triple<bigint>;
}

export interface SlotProof {
  readonly blank: DecodedBranch;
  readonly named: DecodedBranch;
}

function decodeBranch(bytes: Bytes, points: number): DecodedBranch {
  const parts = Array.from({ length: bytes.length / 32 }, (_, i) => bytes.subarray(32 * i, 32 * i + 32));
  const commitments = parts.slice(0, points);
  const [c, ...z] = parts.slice(points).map(decodeScalar) as [bigint, bigint, bigint, bigint];
  return { commitments, points: commitments.map((one) => decodePoint(one)), c, z };
}

/** The proof of 576 bytes. @throws SealedError `bad-ballot` (length), `bad-point`, `bad-scalar` */
export function decodeSlotProof(bytes: Bytes): SlotProof {
  if (bytes.length !== SLOT_PROOF_LENGTH) throw new SealedError("bad-ballot");
  return {
    blank: decodeBranch(bytes.subarray(0, BLANK_LENGTH), BLANK_POINTS),
    named: decodeBranch(bytes.subarray(BLANK_LENGTH), NAMED_POINTS),
  };
}

/** Whether `point = z·base + c·of`. */
function holds(point: Point | undefined, base: Point, z: bigint, of: Point, c: bigint): boolean {
  return point?.equals(timesPublic(base, z).add(timesPublic(of, c))) ?? false;
}

/** Whether the proof shows that the slot's flag and name agree, under the key. */
export async function verifySlot(
  spot: Spot,
  slot: Slot,
  { blank, named }: SlotProof,
  key: Base,
): Promise<boolean> {
  const sum = await slotChallenge(spot, slot, blank.commitments, named.commitments);
  if (mod(blank.c + named.c) !== sum) return false;
  const zero = slot.every(({ alpha, beta }, i) => {
    const [a, b, z] = [blank.points[2 * i], blank.points[2 * i + 1], blank.z[i] ?? 0n];
    return holds(a, G.point, z, alpha, blank.c) && holds(b, key.point, z, beta, blank.c);
  });
  const [flag, ...name] = slot;
  const [a, b, ...rest] = named.points;
  const [z, ...zs] = named.z;
  return (
    zero &&
    holds(a, G.point, z, flag.alpha, named.c) &&
    holds(b, key.point, z - named.c, flag.beta, named.c) &&
    name.every(({ alpha }, t) => holds(rest[t], G.point, zs[t] ?? 0n, alpha, named.c))
  );
}

function rankingChallenge({ head, index }: Spot, ct: Ciphertext, a: Bytes): Promise<bigint> {
  return hashToScalar("ranking", head, u32be(index), ct.bytes, a);
}

/** The randomness of a ranking's proof. Proves once. */
export class RankingDraft {
  readonly #rho: bigint;
  #u: bigint | null;
  #a: Bytes | null = null;

  constructor(rho: bigint, draw: Draw = randomScalar) {
    this.#rho = rho;
    this.#u = draw();
  }

  prepare(): void {
    if (this.#u !== null) this.#a ??= encodePoint(G.times(this.#u));
  }

  /** `a‖z`. @throws SealedError `already-used` */
  async prove(spot: Spot, ct: Ciphertext): Promise<Bytes> {
    this.prepare();
    const [u, a] = [this.#u, this.#a];
    if (u === null || a === null) throw new SealedError("already-used");
    this.#u = null;
    const c = await rankingChallenge(spot, ct, a);
    return concat(a, encodeScalar(u - c * this.#rho));
  }
}

export interface RankingProof {
  readonly a: Bytes;
  readonly point: Point;
  readonly z: bigint;
}

/** The proof of 64 bytes. @throws SealedError `bad-ballot` (length), `bad-point`, `bad-scalar` */
export function decodeRankingProof(bytes: Bytes): RankingProof {
  if (bytes.length !== RANKING_PROOF_LENGTH) throw new SealedError("bad-ballot");
  const a = bytes.subarray(0, 32);
  return { a, point: decodePoint(a), z: decodeScalar(bytes.subarray(32)) };
}

/** Whether whoever made the ciphertext knows what is in it. */
export async function verifyRanking(
  spot: Spot,
  ct: Ciphertext,
  { a, point, z }: RankingProof,
): Promise<boolean> {
  return holds(point, G.point, z, ct.alpha, await rankingChallenge(spot, ct, a));
}
