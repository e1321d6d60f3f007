import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import {
  Base,
  decodePoint,
  decodeScalar,
  encodePoint,
  encodeScalar,
  G,
  hashToScalar,
  mod,
  ORDER,
  randomScalar,
  timesPublic,
  voteKey,
  ZERO,
} from "../src/sealed/group.ts";

const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
const hex = (data: Uint8Array) => Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** RFC 9496, appendix A. */
const vectors = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../../../tests/vectors/rfc9496.json"), "utf8"),
);
const MULTIPLES: readonly string[] = vectors.multiples_of_the_generator;
const BAD: readonly string[] = vectors.bad_encodings;

describe("points", () => {
  it("1: are the multiples of the generator of RFC 9496", () => {
    for (const [i, encoding] of MULTIPLES.entries()) {
      expect(hex(encodePoint(timesPublic(G.point, BigInt(i))))).toBe(encoding);
      expect(hex(encodePoint(G.times(BigInt(i))))).toBe(encoding);
      expect(hex(encodePoint(decodePoint(bytes(encoding), true)))).toBe(encoding);
    }
  });

  it("1: are refused in every bad encoding of RFC 9496", () => {
    expect(BAD.length).toBeGreaterThanOrEqual(29);
  });

  it.each(BAD)("1: are refused as %s", (encoding) => {
    expect(() => decodePoint(bytes(encoding), true)).toThrow("bad-point");
  });

  it("1: are refused with bit 255 set, too short or too long", () => {
    for (const good of MULTIPLES) {
      const high = bytes(good);
      high[31] = (high[31] ?? 0) | 0x80;
      expect(() => decodePoint(high, true)).toThrow("bad-point");
      expect(() => decodePoint(bytes(good).subarray(0, 31), true)).toThrow("bad-point");
      expect(() => decodePoint(bytes(`${good}00`), true)).toThrow("bad-point");
    }
  });

  it("2: are the identity only where it is allowed", () => {
    expect(decodePoint(new Uint8Array(32), true).equals(ZERO)).toBe(true);
    expect(() => decodePoint(new Uint8Array(32))).toThrow("bad-point");
    expect(() => voteKey(new Uint8Array(32))).toThrow("bad-point");
  });

  it("2: are multiplied by anything", () => {
    const key = new Base(timesPublic(G.point, 77n));
    for (const x of [0n, 1n, 2n, ORDER - 1n, ORDER, ORDER + 5n, -1n, -ORDER, 2n ** 300n]) {
      const expected = encodePoint(timesPublic(G.point, mod(x * 77n)));
      expect(encodePoint(key.times(x))).toEqual(expected);
      expect(encodePoint(timesPublic(key.point, x))).toEqual(expected);
      expect(timesPublic(ZERO, x).equals(ZERO)).toBe(true);
    }
  });

  it("distribute over scalars", () => {
    for (let i = 0; i < 20; i++) {
      const [x, y] = [randomScalar(), randomScalar()];
      expect(
        G.times(x)
          .add(G.times(y))
          .equals(G.times(x + y)),
      ).toBe(true);
      expect(timesPublic(G.times(x), y).equals(G.times(x * y))).toBe(true);
    }
  });
});

describe("scalars", () => {
  it("3: are 32 bytes below the order, never reduced", () => {
    for (const value of [0n, 1n, ORDER - 1n]) expect(decodeScalar(encodeScalar(value))).toBe(value);
    const order = encodeScalar(ORDER - 1n);
    order[0] = (order[0] ?? 0) + 1;
    for (const bad of [order, new Uint8Array(32).fill(255), new Uint8Array(31), new Uint8Array(33)])
      expect(() => decodeScalar(bad)).toThrow("bad-scalar");
  });

  it("are drawn from the whole range, never twice", () => {
    const drawn = Array.from({ length: 200 }, randomScalar);
    expect(new Set(drawn).size).toBe(200);
    expect(drawn.every((x) => x > 0n && x < ORDER)).toBe(true);
    expect(drawn.some((x) => x > ORDER / 2n) && drawn.some((x) => x < ORDER / 2n)).toBe(true);
  });

  it("12: come from all 64 bytes of a hash", async () => {
    const drawn = await Promise.all(Array.from({ length: 50 }, (_, i) => hashToScalar("set", String(i))));
    expect(drawn.every((x) => x < ORDER)).toBe(true);
    expect(drawn.filter((x) => x > ORDER / 2n).length).toBeGreaterThan(5);
  });
});
