import { describe, expect, it } from "vitest";
import {
  b64u,
  concat,
  crockford,
  groups,
  lp,
  normalizeCode,
  u32be,
  u64be,
  unb64u,
  utf8,
} from "../src/encoding.ts";

describe("base64url", () => {
  it.each([
    ["", ""],
    ["f", "Zg"],
    ["fo", "Zm8"],
    ["foo", "Zm9v"],
    ["foob", "Zm9vYg"],
  ])("writes %o as RFC 4648 does, without padding", (text, encoded) => {
    expect(b64u(utf8(text))).toBe(encoded);
    expect(unb64u(encoded)).toEqual(utf8(text));
  });

  it.each(["Zg==", "Zh", "Zm9", "Zm9vY", "Zm+v", "Zm/v", "Zm 9v", "Zm9v\n", "Zé"])("refuses %o", (text) => {
    expect(() => unb64u(text)).toThrow("bad-base64");
  });

  it("carries every byte and long inputs", () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 7) & 255);
    expect(unb64u(b64u(bytes))).toEqual(bytes);
  });

  it("refuses another length than asked for", () => {
    expect(() => unb64u("Zm9v", 32)).toThrow("bad-length");
  });
});

describe("integers and fields", () => {
  it("are big-endian", () => {
    expect([...u32be(0x01020304)]).toEqual([1, 2, 3, 4]);
    expect([...u64be(0x0102030405)]).toEqual([0, 0, 0, 1, 2, 3, 4, 5]);
    expect([...lp(utf8("ab"))]).toEqual([0, 0, 0, 2, 97, 98]);
    expect([...concat(Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2))]).toEqual([1, 2]);
  });

  it.each([-1, 0.5, 2 ** 32, Number.NaN])("refuse %d as u32", (value) => {
    expect(() => u32be(value)).toThrow("bad-integer");
  });

  it("refuse as u64 what is not exact", () => {
    expect(() => u64be(2 ** 53)).toThrow("bad-integer");
    expect(() => u64be(-1)).toThrow("bad-integer");
  });
});

describe("Crockford base32", () => {
  it("reads five bits at a time from the highest", () => {
    expect(crockford(Uint8Array.of(0xff, 0x00, 0xff, 0x00, 0xff))).toBe("ZW0FY07Z");
    expect(crockford(new Uint8Array(32).fill(0xff), 8)).toBe("ZZZZZZZZ");
    expect(crockford(Uint8Array.of(0x08, 0x42), 3)).toBe("111");
    expect(groups("ABCD1234EF")).toBe("ABCD 1234 EF");
  });

  it("takes codes as people write them", () => {
    expect(normalizeCode("abcd-efgh jkmn\tpqrs")).toBe("ABCDEFGHJKMNPQRS");
    expect(normalizeCode("oOiIlL0011223344")).toBe("0011110011223344");
  });

  it.each(["", "ABCD", "ABCDEFGHJKMNPQRU", "ABCDEFGHJKMNPQRSA", "ABCDEFGHJKMNPQR!"])("refuses %o", (text) => {
    expect(() => normalizeCode(text)).toThrow("bad-code");
  });
});
