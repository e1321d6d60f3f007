/** Hashes, trees and texts of the protocol, worked out at once: a verifier has nothing else to do meanwhile (docs/protocol.md §1, §7). */
import { type Field, framed } from "@hemicycle/kit/crypto";
import { type Bytes, b64u, concat, crockford, u32be, unb64u } from "@hemicycle/kit/encoding";
import { sha256, sha512 } from "@noble/hashes/sha2.js";

export const ZERO32 = new Uint8Array(32);
export const ZERO32_TEXT = b64u(ZERO32);
/** What results hold of a leaf's hash (docs/protocol.md §7). */
export const PREFIX_BYTES = 4;

/** `D(tag; …)`, 32 bytes. */
export function dig(tag: string, ...fields: readonly Field[]): Bytes {
  return Uint8Array.from(sha512(framed(tag, ...fields)).subarray(0, 32));
}

/** `D(tag; …)` in b64u. */
export function digText(tag: string, ...fields: readonly Field[]): string {
  return b64u(dig(tag, ...fields));
}

/** The bytes of b64u whose form was checked. */
export function raw(text: string): Bytes {
  return unb64u(text);
}

/** `list(x…)`: their number, then one after another. */
export function listed(items: readonly Uint8Array[]): Bytes {
  return concat(u32be(items.length), ...items);
}

/** Parts of `size` bytes. */
export function parts(bytes: Bytes, size: number): Bytes[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );
}

/** Less than 0 if `a` comes before `b`. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const by = (a[i] ?? 0) - (b[i] ?? 0);
    if (by !== 0) return by;
  }
  return a.length - b.length;
}

export function leafHash(leaf: Uint8Array): Bytes {
  return Uint8Array.from(sha256(concat(Uint8Array.of(0), leaf)));
}

function nodeHash(left: Uint8Array, right: Uint8Array): Bytes {
  return Uint8Array.from(sha256(concat(Uint8Array.of(1), left, right)));
}

/** A tree that grows leaf by leaf and knows its root after each (RFC 9162 §2.1). */
export class Tree {
  #peaks: { readonly width: number; readonly top: Bytes }[] = [];

  /** Adds a leaf by its hash. */
  append(leaf: Bytes): void {
    let [width, top] = [1, leaf];
    for (let last = this.#peaks.at(-1); last?.width === width; last = this.#peaks.at(-1)) {
      this.#peaks.pop();
      [width, top] = [2 * width, nodeHash(last.top, top)];
    }
    this.#peaks.push({ width, top });
  }

  root(): Bytes {
    if (this.#peaks.length === 0) return Uint8Array.from(sha256(new Uint8Array()));
    return this.#peaks.map(({ top }) => top).reduceRight((top, left) => nodeHash(left, top));
  }
}

/** The root over leaf hashes. */
export function rootOf(leaves: Iterable<Bytes>): Bytes {
  const tree = new Tree();
  for (const leaf of leaves) tree.append(leaf);
  return tree.root();
}

function grouped(text: string, size: number): string {
  return text.match(new RegExp(`.{1,${size}}`, "g"))?.join("-") ?? "";
}

/** The first 20 Crockford characters in four groups: pins, and what keys are compared by. */
export function twenty(bytes: Uint8Array): string {
  return grouped(crockford(bytes, 20), 5);
}

/** A key's fingerprint for people (docs/protocol.md §9). */
export function fingerprint(key: string): string {
  return twenty(dig("fingerprint", raw(key)));
}

/** Characters that people wrote with hyphens, spaces, in lower case, or as I, L and O. */
export function plainCrockford(text: string): string {
  return text.toUpperCase().replace(/[\s-]/g, "").replace(/[IL]/g, "1").replaceAll("O", "0");
}
