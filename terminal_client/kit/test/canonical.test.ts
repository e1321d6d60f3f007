import { describe, expect, it } from "vitest";
import { decodeCanonical, encodeCanonical, type Json } from "../src/canonical.ts";
import { utf8 } from "../src/encoding.ts";

const text = (value: Json) => new TextDecoder().decode(encodeCanonical(value));

describe("canonical JSON", () => {
  it("sorts members and leaves no space", () => {
    expect(text({ b: [1, true, null], a: { z: "", "1": -5 } })).toBe(
      '{"a":{"1":-5,"z":""},"b":[1,true,null]}',
    );
  });

  it("writes strings as RFC 8785 §3.2.2.2 does", () => {
    const value = "€$\u000f\u000aA'\u0042\u0022\u005c\\\"/\u2028\u007f临湖\u{1f5f3}";
    expect(text(value)).toBe('"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\u2028\u007f临湖\u{1f5f3}"');
  });

  it("writes minus zero as zero", () => {
    expect(text([-0, Number.MAX_SAFE_INTEGER])).toBe("[0,9007199254740991]");
  });

  it.each([[0.5], [2 ** 53], [Number.NaN], ["\ud800"], ["a\udc00b"]] as const)("can't carry %o", (value) => {
    expect(() => encodeCanonical(value)).toThrow("not-canonical");
  });

  it("can't carry a member name that is not ASCII", () => {
    expect(() => encodeCanonical({ é: 1 })).toThrow("not-canonical");
  });

  it("decodes what it encodes", () => {
    const value = { v: 1, list: ["关于", { n: -1 }], ok: false };
    expect(decodeCanonical(encodeCanonical(value))).toEqual(value);
  });

  it.each([
    '{"a":1,"a":2}',
    '{"b":1,"a":2}',
    '{"a": 1}',
    '{"a":1}\n',
    "[1.0]",
    "[1e2]",
    "[-0]",
    '["\\u0041"]',
    '["\\/"]',
    '["\\ud800"]',
    "[9007199254740993]",
    "",
    "nul",
  ])("refuses %s", (document) => {
    expect(() => decodeCanonical(utf8(document))).toThrow("not-canonical");
  });

  it("refuses a byte order mark and broken UTF-8", () => {
    expect(() => decodeCanonical(Uint8Array.of(0xef, 0xbb, 0xbf, 0x31))).toThrow("not-canonical");
    expect(() => decodeCanonical(Uint8Array.of(0x22, 0xc0, 0x80, 0x22))).toThrow("not-canonical");
  });
});
