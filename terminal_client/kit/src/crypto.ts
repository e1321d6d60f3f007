/**
 * Hashes and Ed25519 keys of docs/protocol.md §1. Keys are made in WebCrypto and can't be read by any script. Where a browser
 * lacks Ed25519 the seed lies in IndexedDB encrypted by an AES key that can't be read, and a small library signs.
 */
import { type Bytes, b64u, concat, lp, unb64u, utf8 } from "./encoding.ts";

export type Field = Uint8Array | string;

/** What IndexedDB keeps of a key; structured clone keeps CryptoKeys unreadable. */
export type StoredKey =
  | { readonly kind: "native"; readonly publicKey: Bytes; readonly key: CryptoKey }
  | {
      readonly kind: "wrapped";
      readonly publicKey: Bytes;
      readonly lock: CryptoKey;
      readonly iv: Bytes;
      readonly sealed: Bytes;
    };

/** A key pair that signs. */
export interface Signer {
  readonly publicKey: Bytes;
  sign(message: Bytes): Promise<Bytes>;
}

const ED25519 = { name: "Ed25519" };
const PKCS8_SEED = new Uint8Array([0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20]);
const FIELD_PRIME = 2n ** 255n - 19n;
const GROUP_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
/** y of the points of order 1, 2, 4 and 8 (RFC 8032 curve), least first. */
const SMALL_ORDER_Y = new Set([
  0n,
  1n,
  FIELD_PRIME - 1n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd83d3d706a17c7n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
]);

/** The bytes that `H` hashes and `Sig` signs: the tag, then every field, each with its length. */
export function framed(tag: string, ...fields: readonly Field[]): Bytes {
  return concat(
    lp(utf8(`hemicycle/1/${tag}`)),
    ...fields.map((f) => lp(typeof f === "string" ? utf8(f) : f)),
  );
}

/** `H(tag; …)`, 64 bytes. */
export async function hash(tag: string, ...fields: readonly Field[]): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-512", framed(tag, ...fields)));
}

/** `D(tag; …)`, 32 bytes. */
export async function digest(tag: string, ...fields: readonly Field[]): Promise<Bytes> {
  return (await hash(tag, ...fields)).slice(0, 32);
}

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

export function randomBytes(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}

let native: Promise<boolean> | undefined;

/** Whether this browser's WebCrypto has Ed25519. */
export function hasNativeEd25519(): Promise<boolean> {
  native ??= crypto.subtle.generateKey(ED25519, false, ["sign", "verify"]).then(
    () => true,
    () => false,
  );
  return native;
}

const library = () => import("@noble/ed25519");

/** Makes a terminal's own key. `useNative` is for tests of the second way. */
export async function generateKey(useNative?: boolean): Promise<StoredKey> {
  if (useNative ?? (await hasNativeEd25519())) {
    const pair = (await crypto.subtle.generateKey(ED25519, false, ["sign", "verify"])) as CryptoKeyPair;
    const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    return { kind: "native", publicKey, key: pair.privateKey };
  }
  const seed = randomBytes(32);
  const lock = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
  const iv = randomBytes(12);
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, lock, seed));
  const publicKey = Uint8Array.from(await (await library()).getPublicKeyAsync(seed));
  seed.fill(0);
  return { kind: "wrapped", publicKey, lock, iv, sealed };
}

export function signerOf(stored: StoredKey): Signer {
  const { publicKey } = stored;
  if (stored.kind === "native") {
    const { key } = stored;
    return {
      publicKey,
      sign: async (message) => new Uint8Array(await crypto.subtle.sign(ED25519, key, message)),
    };
  }
  const { lock, iv, sealed } = stored;
  return {
    publicKey,
    async sign(message) {
      const seed = new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, lock, sealed));
      const signature = Uint8Array.from(await (await library()).signAsync(message, seed));
      seed.fill(0);
      return signature;
    },
  };
}

/** The key pair of a 32-byte seed (RFC 8032). */
export async function signerOfSeed(seed: Bytes, useNative?: boolean): Promise<Signer> {
  if (!(useNative ?? (await hasNativeEd25519()))) {
    const { getPublicKeyAsync, signAsync } = await library();
    const publicKey = Uint8Array.from(await getPublicKeyAsync(seed));
    return { publicKey, sign: async (message) => Uint8Array.from(await signAsync(message, seed)) };
  }
  const key = await crypto.subtle.importKey("pkcs8", concat(PKCS8_SEED, seed), ED25519, true, ["sign"]);
  const publicKey = unb64u((await crypto.subtle.exportKey("jwk", key)).x ?? "", 32);
  return signerOf({ kind: "native", publicKey, key });
}

/** The key pair of an enrolment code's 16 characters (§4). */
export async function signerOfCode(code: string): Promise<Signer> {
  return signerOfSeed((await hash("code-seed", code)).slice(0, 32));
}

/** The key pair of an attendance card's 16 characters (docs/check-in.md §3). */
export async function signerOfCard(characters: string): Promise<Signer> {
  return signerOfSeed((await hash("card-seed", characters)).slice(0, 32));
}

/** `Sig(K, tag; …)`, 64 bytes. */
export function sign(signer: Signer, tag: string, ...fields: readonly Field[]): Promise<Bytes> {
  return signer.sign(framed(tag, ...fields));
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function soundPoint(bytes: Uint8Array): boolean {
  const y = littleEndian(bytes) & (2n ** 255n - 1n);
  return y < FIELD_PRIME && !SMALL_ORDER_Y.has(y);
}

const soundKeys = new Set<string>();

/** Whether an encoded point has prime order; throws if there is no such point. */
async function primeOrder(point: Bytes): Promise<boolean> {
  const { Point } = await library();
  return Point.fromBytes(point).isTorsionFree();
}

/** `primeOrder`, asked once a key. */
async function soundKey(key: Bytes): Promise<boolean> {
  const name = b64u(key);
  if (!soundKeys.has(name) && (await primeOrder(key))) soundKeys.add(name);
  return soundKeys.has(name);
}

/** Looks at a key before anything has to be verified under it: on a slow device that takes a tenth of a second. */
export async function knowKey(publicKey: Bytes): Promise<void> {
  await soundKey(publicKey).catch(() => false);
}

/**
 * Whether `signature` is `publicKey`'s over the framed fields. Refuses what §1 refuses whatever the equation says: points not canonical
 * or not of prime order, S ≥ ℓ. WebCrypto does not look at a key's order, and the library's equation has the cofactor.
 */
export async function verify(
  publicKey: Bytes,
  signature: Bytes,
  tag: string,
  ...fields: readonly Field[]
): Promise<boolean> {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  if (!soundPoint(publicKey) || !soundPoint(signature.subarray(0, 32))) return false;
  if (littleEndian(signature.subarray(32)) >= GROUP_ORDER) return false;
  const message = framed(tag, ...fields);
  try {
    if (!(await soundKey(publicKey))) return false;
    if (await hasNativeEd25519()) {
      const key = await crypto.subtle.importKey("raw", publicKey, ED25519, false, ["verify"]);
      return await crypto.subtle.verify(ED25519, key, signature, message);
    }
    if (!(await primeOrder(signature.slice(0, 32)))) return false;
    return await (await library()).verifyAsync(signature, message, publicKey);
  } catch {
    return false;
  }
}
