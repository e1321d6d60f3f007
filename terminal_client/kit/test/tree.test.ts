import { describe, expect, it } from "vitest";
import { sha256 } from "../src/crypto.ts";
import { type Bytes, concat, utf8 } from "../src/encoding.ts";
import { leafHash, verifyInclusion } from "../src/tree.ts";

/** RFC 9162 §2.1.1 and §2.1.3.1, written from their definitions. */
function split(size: number): number {
  let k = 1;
  while (k * 2 < size) k *= 2;
  return k;
}
async function root(leaves: readonly Bytes[]): Promise<Bytes> {
  const [first] = leaves;
  if (!first) return sha256(new Uint8Array(0));
  if (leaves.length === 1) return leafHash(first);
  const k = split(leaves.length);
  return sha256(concat(Uint8Array.of(1), await root(leaves.slice(0, k)), await root(leaves.slice(k))));
}
async function path(m: number, leaves: readonly Bytes[]): Promise<Bytes[]> {
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  return m < k
    ? [...(await path(m, leaves.slice(0, k))), await root(leaves.slice(k))]
    : [...(await path(m - k, leaves.slice(k))), await root(leaves.slice(0, k))];
}

describe("inclusion", () => {
  it("holds for every leaf of trees up to 33 and for no other place", async () => {
    for (const size of [1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 33]) {
      const leaves = Array.from({ length: size }, (_, i) => utf8(`leaf ${i}`));
      const top = await root(leaves);
      for (const [index, leaf] of leaves.entries()) {
        const proof = await path(index, leaves);
        expect(await verifyInclusion(leaf, index, size, proof, top)).toBe(true);
        expect(await verifyInclusion(leaf, index === 0 ? size : index - 1, size, proof, top)).toBe(false);
        expect(await verifyInclusion(utf8("another"), index, size, proof, top)).toBe(false);
        expect(await verifyInclusion(leaf, index, size, [...proof, top], top)).toBe(false);
        if (proof.length > 0)
          expect(await verifyInclusion(leaf, index, size, proof.slice(1), top)).toBe(false);
      }
    }
  });

  it("refuses sizes and places that are none", async () => {
    const leaf = utf8("leaf");
    const top = await leafHash(leaf);
    for (const [index, size] of [
      [-1, 1],
      [0, 0],
      [0.5, 1],
      [1, 1],
    ] as const) {
      expect(await verifyInclusion(leaf, index, size, [], top)).toBe(false);
    }
  });
});
