/** The keys of a sitting and the certificate of an opening, as a tablet checks them before it encrypts (docs/sealed.md §2, §3). */
import type { SignedDocument } from "../acts.ts";
import { decodeCanonical, type Json } from "../canonical.ts";
import { digest, verify } from "../crypto.ts";
import { type Bytes, b64u, concat, crockford, equal, u32be, unb64u } from "../encoding.ts";
import { readPaper } from "../forms.ts";
import type { Opening, Paper, Secrecy } from "../types.ts";
import { layoutOf } from "./forms.ts";
import { decodePoint, SealedError } from "./group.ts";

const MAX_SCRUTINEERS = 15;
const SEALED = ["keys", "public", "shares", "seal"] as const;
const CHAIR = Uint8Array.of(1);

/** What all n scrutineers signed. Keys are b64u. */
export interface KeySet {
  readonly sitting: string;
  /** The pinned server key. */
  readonly server: string;
  /** S. */
  readonly seal: string;
  readonly k: number;
  /** I_1..I_n. */
  readonly scrutineers: readonly string[];
  readonly chairs: readonly string[];
  /** Y, the key that ballots are encrypted under. */
  readonly publicKey: string;
  /** S_1..S_n. */
  readonly shares: readonly string[];
}

/** What `GET /v1/sittings/{id}/seal` answers. */
export interface SealDocument {
  readonly start: SignedDocument;
  readonly seals: readonly SignedDocument[];
}

/** What a tablet knows of a sitting beside what the server tells. */
export interface Trust {
  readonly sitting: string;
  /** The pinned server key. */
  readonly server: string;
  /** The pin of the scrutineers from outside the server; null leaves it to the caller, who asks a person. */
  readonly pin: string | null;
}

/** A secret vote that may be voted in. */
export interface CertifiedVote extends Paper {
  readonly open: string;
  readonly publicKey: string;
  readonly maxSeq: number;
}

type Body = { readonly [member: string]: Json };

function list(items: readonly Uint8Array[]): Bytes {
  return concat(u32be(items.length), ...items);
}

function spaced(text: string, size: number): string {
  return text.match(new RegExp(`.{${size}}`, "g"))?.join("-") ?? "";
}

/** `pin = D("scrutineers"; list(I sorted as bytes))`, b64u. */
export async function scrutineersPin(scrutineers: readonly string[]): Promise<string> {
  const keys = scrutineers.map((key) => unb64u(key, 32)).sort((a, b) => order(a, b));
  return b64u(await digest("scrutineers", list(keys)));
}

function order(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

/** A pin as people compare it: 20 Crockford characters in four groups. */
export function pinText(pin: string): string {
  return spaced(crockford(unb64u(pin, 32), 20), 5);
}

/** S as people read it aloud: 12 Crockford characters in three groups. */
export function sealFingerprint(seal: string): string {
  return spaced(crockford(unb64u(seal, 32), 12), 4);
}

/** `q = ⌈(|active| + k)/2⌉`. */
export function certificatesNeeded(active: number, k: number): number {
  return Math.ceil((active + k) / 2);
}

/** `S = D("sitting"; sitting id, u8 n, u8 k, list(I), Z, server key, list(u8 1‖chair key))`. */
export async function sittingSeal(
  trust: Pick<Trust, "sitting" | "server">,
  keys: Pick<KeySet, "k" | "scrutineers" | "chairs">,
  z: Bytes,
): Promise<Bytes> {
  const people = keys.scrutineers.map((key) => unb64u(key, 32));
  const chairs = keys.chairs.map((key) => concat(CHAIR, unb64u(key, 32)));
  const sizes = [people.length, keys.k].map((size) => Uint8Array.of(size));
  return digest("sitting", trust.sitting, ...sizes, list(people), z, unb64u(trust.server, 32), list(chairs));
}

/** The body of an act of the sitting's log with its actor's signature, or null. */
async function signedBody(document: SignedDocument, sitting: string, type: string): Promise<Body | null> {
  try {
    const bytes = unb64u(document.b);
    const body = decodeCanonical(bytes) as Body;
    if (body.type !== type || body.log !== `sitting.${sitting}` || typeof body.actor !== "string")
      return null;
    return (await verify(unb64u(body.actor, 32), unb64u(document.s, 64), "act", bytes)) ? body : null;
  } catch {
    return null;
  }
}

function texts(value: Json | undefined): readonly string[] {
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string"))
    throw new SealedError("bad-seal");
  return value;
}

function text(value: Json | undefined): string {
  if (typeof value !== "string") throw new SealedError("bad-seal");
  return value;
}

/** Whether the seals are those of I_1..I_n in order, of the started attempt, and say the same. */
function inAccord(start: Body, seals: readonly Body[], scrutineers: readonly string[]): boolean {
  return (
    seals.length === scrutineers.length &&
    seals.every(
      (seal, i) =>
        seal.index === i + 1 &&
        seal.actor === scrutineers[i] &&
        seal.attempt === start.attempt &&
        SEALED.every((member) => JSON.stringify(seal[member]) === JSON.stringify(seals[0]?.[member])),
    )
  );
}

/** The key set of a sitting, if everything about it holds. @throws SealedError `bad-seal`, `bad-point` */
export async function verifyKeySet(document: SealDocument, trust: Trust): Promise<KeySet> {
  const read = (one: SignedDocument, type: string) => signedBody(one, trust.sitting, type);
  const start = await read(document.start, "ceremony-start");
  const bodies = await Promise.all(document.seals.map((seal) => read(seal, "ceremony-seal")));
  const seals = bodies.filter((body) => body !== null);
  const first = seals[0];
  if (!start || !first || seals.length !== bodies.length) throw new SealedError("bad-seal");
  const keys: KeySet = {
    sitting: trust.sitting,
    server: trust.server,
    seal: text(first.seal),
    k: typeof start.k === "number" ? start.k : 0,
    scrutineers: texts(start.scrutineers),
    chairs: texts(start.chairs),
    publicKey: text(first.public),
    shares: texts(first.shares),
  };
  const n = keys.scrutineers.length;
  const sound = keys.k >= 2 && keys.k <= n && n <= MAX_SCRUTINEERS && new Set(keys.scrutineers).size === n;
  if (!sound || !inAccord(start, seals, keys.scrutineers)) throw new SealedError("bad-seal");
  for (const point of [keys.publicKey, ...keys.shares]) decodePoint(unb64u(point, 32));
  if (keys.shares.length !== n || new Set(keys.shares).size !== n) throw new SealedError("bad-seal");
  const seal = await sittingSeal(trust, keys, unb64u(text(first.keys), 32));
  if (!equal(seal, unb64u(keys.seal, 32))) throw new SealedError("bad-seal");
  if (trust.pin !== null && trust.pin !== (await scrutineersPin(keys.scrutineers)))
    throw new SealedError("bad-seal");
  return keys;
}

function activeIndices(value: Json | undefined, keys: KeySet): number[] {
  const indices = Array.isArray(value) ? (value as number[]) : [];
  const sound = indices.every(
    (index, i) =>
      Number.isInteger(index) && index > (indices[i - 1] ?? 0) && index <= keys.scrutineers.length,
  );
  if (!sound || indices.length < keys.k) throw new SealedError("bad-opening");
  return indices;
}

/** Indices of active scrutineers who certified the opening; what does not hold is left out. */
async function certifiedBy(
  open: string,
  certificate: readonly SignedDocument[],
  keys: KeySet,
  active: readonly number[],
): Promise<Set<number>> {
  const found = new Set<number>();
  for (const document of certificate) {
    const body = await signedBody(document, keys.sitting, "open-ok");
    const index = keys.scrutineers.indexOf(String(body?.actor)) + 1;
    if (body?.open === open && active.includes(index)) found.add(index);
  }
  return found;
}

/**
 * The vote of an opening that a tablet may encrypt in: secret, under this key set, signed by one of its chairs and certified by
 * enough of its scrutineers. @throws SealedError `bad-opening`, `bad-form`; `not-certified` while certificates are missing
 */
export async function verifyCertifiedOpening(
  opening: Pick<Opening, "division" | "open" | "b" | "s">,
  certificate: readonly SignedDocument[],
  keys: KeySet,
): Promise<CertifiedVote> {
  const body = await signedBody(opening, keys.sitting, "division-open");
  const definition = body?.definition as (Paper & { readonly secrecy: Secrecy }) | undefined;
  if (!body || b64u(await digest("open", unb64u(opening.b))) !== opening.open || !definition)
    throw new SealedError("bad-opening");
  const matches =
    body.division === opening.division &&
    body.seal === keys.seal &&
    body.server === keys.server &&
    keys.chairs.includes(String(body.actor)) &&
    definition.secrecy === "secret";
  if (!matches || typeof body.max_seq !== "number") throw new SealedError("bad-opening");
  const paper = readPaper(definition);
  if (!paper) throw new SealedError("bad-form");
  layoutOf(paper.form);
  const active = activeIndices(body.active, keys);
  const certified = await certifiedBy(opening.open, certificate, keys, active);
  if (certified.size < certificatesNeeded(active.length, keys.k)) throw new SealedError("not-certified");
  return {
    open: opening.open,
    ...paper,
    publicKey: keys.publicKey,
    maxSeq: body.max_seq,
  };
}
