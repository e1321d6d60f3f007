/** The key ceremony recomputed from its messages (docs/sealed.md §2, rounds 1 to 5). */
import { type Bytes, b64u, u32be, utf8 } from "@hemicycle/kit/encoding";
import {
  decodeScalar,
  encodePoint,
  G,
  hashToScalar,
  type Point,
  timesPublic,
  ZERO,
} from "@hemicycle/kit/sealed/group";
import { type Act, joined } from "./acts.ts";
import { compareBytes, dig, listed, parts, raw } from "./bytes.ts";
import type { Detail, Findings } from "./findings.ts";
import { same } from "./opening.ts";
import { readPoint } from "./points.ts";
import type { Reason } from "./reasons.ts";
import { type Attempt, ROUNDS, type SealedKeys, type Sitting } from "./state.ts";

const COMMIT = 32;
const DEAL = 80;
const PROOF = 64;

interface Reveal {
  readonly index: number;
  readonly act: Act;
  readonly heard: Bytes;
  readonly written: readonly Bytes[];
  readonly points: readonly Point[];
  readonly proofs: readonly Bytes[];
}

/** Judges a sealed attempt; gives its keys as its seals say them (tablets used these), or else as recomputed. */
export async function checkCeremony(
  attempt: Attempt,
  sitting: Sitting,
  findings: Findings,
): Promise<SealedKeys | null> {
  const ceremony = new Ceremony(attempt, sitting, findings);
  const derived = await ceremony.derived();
  if (derived) ceremony.compare(derived);
  findings.count("ceremonies", 1);
  return said(attempt) ?? derived;
}

class Ceremony {
  readonly #group: readonly Bytes[];
  readonly #listing: Bytes;
  readonly #cer: Bytes;
  readonly #heard: Bytes;

  constructor(
    readonly attempt: Attempt,
    readonly sitting: Sitting,
    readonly findings: Findings,
  ) {
    const { n, k, scrutineers, number } = attempt;
    const id = sitting.log.name.replace(/^sitting\./, "");
    this.#group = [utf8(id), Uint8Array.of(n), Uint8Array.of(k)];
    this.#listing = listed(scrutineers.map(raw));
    this.#cer = dig("ceremony", ...this.#group, this.#listing, u32be(number));
    this.#heard = dig(
      "commits",
      this.#cer,
      listed(this.#messages("ceremony-commit").map(({ message }) => message)),
    );
  }

  #require(holds: boolean, act: Act, part: string, reason: Reason, detail: Detail = {}): boolean {
    return this.findings.require(
      holds,
      "ceremony",
      `${act.place} index=${act.doc.index}${part}`,
      reason,
      detail,
    );
  }

  #messages(round: "ceremony-commit" | "ceremony-reveal" | "ceremony-deal") {
    return this.attempt.of(round).map(([index, act]) => ({ index, act, message: raw(act.doc.message) }));
  }

  #length(act: Act, message: Bytes, wanted: number): boolean {
    const { length } = message;
    return this.#require(length === wanted, act, " member=message", "message-length", { length });
  }

  /** The keys recomputed from the reveals; null if a message is missing or has no points to sum. */
  async derived(): Promise<SealedKeys | null> {
    const { attempt } = this;
    const missing = ROUNDS.flatMap((round) =>
      attempt.scrutineers.flatMap((_, i) =>
        attempt.messages[round].has(i + 1) ? [] : [`${round} ${i + 1}`],
      ),
    );
    const { place } = attempt.start;
    const messages = missing.join(", ");
    if (!this.findings.require(missing.length === 0, "ceremony", place, "messages-missing", { messages }))
      return null;
    for (const { act, message } of this.#messages("ceremony-commit")) this.#length(act, message, COMMIT);
    const reveals: Reveal[] = [];
    for (const { index, act, message } of this.#messages("ceremony-reveal")) {
      const reveal = await this.#reveal(index, act, message);
      if (reveal) reveals.push(reveal);
    }
    this.#checkDeals();
    if (reveals.length < attempt.n) return null;
    this.#checkDistinct(reveals);
    return this.#keys(reveals);
  }

  async #reveal(index: number, act: Act, message: Bytes): Promise<Reveal | null> {
    const count = this.attempt.k + 1;
    if (!this.#length(act, message, 32 + (32 + PROOF) * count)) return null;
    const written = parts(message.slice(32, 32 + 32 * count), 32);
    const points = written.map((bytes) => readPoint(bytes));
    const good = points.filter((point) => point !== null);
    if (!this.#require(good.length === points.length, act, " member=message", "not-points")) return null;
    const proofs = parts(message.slice(32 + 32 * count), PROOF);
    this.#require(compareBytes(message.slice(0, 32), this.#heard) === 0, act, "", "commits-differ");
    const pair = written.at(-1) as Bytes;
    const opened = dig("commit", this.#cer, u32be(index), listed(written.slice(0, -1)), pair, listed(proofs));
    const committed = this.attempt.messages["ceremony-commit"].get(index)?.doc.message;
    this.#require(b64u(opened) === committed, act, "", "commit-not-opened");
    const reveal = { index, act, heard: message.slice(0, 32), written, points: good, proofs };
    for (const [position, proof] of proofs.entries()) {
      const knows = await this.#knows(reveal, position, proof);
      this.#require(knows, act, ` proof=${position}`, "ceremony-proof");
    }
    return reveal;
  }

  /** Whether `R = z·G + h·K` holds. */
  async #knows({ index, points, written }: Reveal, position: number, proof: Bytes): Promise<boolean> {
    const r = readPoint(proof.slice(0, 32));
    const [point, bytes] = [points[position], written[position]];
    if (!r || !point || !bytes) return false;
    try {
      const z = decodeScalar(proof.slice(32));
      const h = await hashToScalar(
        "pok",
        this.#cer,
        u32be(index),
        u32be(position),
        bytes,
        proof.slice(0, 32),
      );
      return r.equals(timesPublic(G.point, z).add(timesPublic(point, h)));
    } catch {
      return false;
    }
  }

  /** No point twice among all of the attempt. */
  #checkDistinct(reveals: readonly Reveal[]): void {
    const seen = new Map<string, number>();
    for (const { index, act, written } of reveals)
      for (const [position, bytes] of written.entries()) {
        const name = b64u(bytes);
        const first = seen.get(name);
        this.#require(first === undefined, act, ` point=${position}`, "point-twice", { first });
        if (first === undefined) seen.set(name, index);
      }
  }

  #checkDeals(): void {
    const { n } = this.attempt;
    for (const { act, message } of this.#messages("ceremony-deal")) {
      if (!this.#length(act, message, DEAL * n)) continue;
      for (const [i, part] of parts(message, DEAL).entries())
        this.#require(
          readPoint(part.slice(0, 32)) !== null,
          act,
          ` member=message to=${i + 1}`,
          "not-points",
        );
    }
  }

  /** `Y = Σ K_i0` and `S_j = Σ_l j^l·(Σ_i K_il)`. */
  #keys(reveals: readonly Reveal[]): SealedKeys {
    const { n, k } = this.attempt;
    const sums = Array.from({ length: k }, (_, power) =>
      reveals.reduce((sum, { points }) => sum.add(points[power] ?? ZERO), ZERO),
    );
    const share = (j: number) =>
      sums.reduce((sum, point, power) => sum.add(timesPublic(point, BigInt(j) ** BigInt(power))), ZERO);
    const shares = Array.from({ length: n }, (_, i) => encodePoint(share(i + 1)));
    return { publicKey: encodePoint(sums[0] ?? ZERO), shares };
  }

  /** Compares every seal with the keys, Z and S recomputed. */
  compare({ publicKey, shares }: SealedKeys): void {
    const zero = b64u(encodePoint(ZERO));
    const texts = shares.map(b64u);
    const sound = b64u(publicKey) !== zero && !texts.includes(zero) && new Set(texts).size === texts.length;
    this.findings.require(sound, "ceremony", this.attempt.start.place, "keys-unsound");
    const round = (tag: string, name: "ceremony-reveal" | "ceremony-deal") =>
      listed(this.#messages(name).map(({ message }) => dig(tag, message)));
    const z = dig(
      "keys",
      this.#cer,
      this.#heard,
      round("reveal", "ceremony-reveal"),
      round("deal", "ceremony-deal"),
      publicKey,
      listed(shares),
    );
    const chairs = listed(this.attempt.chairs.map((chair) => Uint8Array.from([1, ...raw(chair)])));
    const seal = dig("sitting", ...this.#group, this.#listing, z, raw(this.sitting.server), chairs);
    const all = { keys: b64u(z), public: b64u(publicKey), shares: texts, seal: b64u(seal) };
    for (const [, act] of this.attempt.of("ceremony-seal"))
      for (const [name, wanted] of Object.entries(all)) {
        const found = act.doc[name];
        this.#require(same(found, wanted), act, ` member=${name}`, "member-differs", { found, wanted });
      }
  }
}

/** The keys as the first seal says them; null if they are none. */
function said(attempt: Attempt): SealedKeys | null {
  const doc = attempt.of("ceremony-seal")[0]?.[1].doc;
  if (!doc) return null;
  const publicKey = raw(doc.public);
  const shares = parts(joined(doc.shares), 32);
  const whole =
    shares.length === attempt.n && [publicKey, ...shares].every((bytes) => readPoint(bytes) !== null);
  return whole ? { publicKey, shares } : null;
}

/** The sealed attempts that an opening of the sitting names. */
export function namedAttempts({ attempts, divisions }: Sitting): Attempt[] {
  return attempts.filter((attempt) =>
    [...divisions.values()].some(({ sealed }) => sealed?.attempt === attempt),
  );
}
