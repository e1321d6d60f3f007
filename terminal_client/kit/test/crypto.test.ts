import { getPublicKeyAsync, signAsync } from "@noble/ed25519";
import { describe, expect, it } from "vitest";
import {
  digest,
  framed,
  generateKey,
  hash,
  hasNativeEd25519,
  sign,
  signerOf,
  signerOfCode,
  signerOfSeed,
  verify,
} from "../src/crypto.ts";
import { type Bytes, u32be, utf8 } from "../src/encoding.ts";

const hex = (text: string): Bytes =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const toHex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** RFC 8032 §7.1, tests 1–3: seed, public key, message, signature. */
const VECTORS = [
  [
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "",
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  ],
  [
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    "72",
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
  ],
  [
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    "af82",
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
  ],
] as const;

describe.each([
  ["WebCrypto", true],
  ["the library", false],
] as const)("Ed25519 by %s", (_name, native) => {
  it.each(VECTORS)("agrees with RFC 8032 (%s)", async (seed, key, message, signature) => {
    const signer = await signerOfSeed(hex(seed), native);
    expect(toHex(signer.publicKey)).toBe(key);
    expect(toHex(await signer.sign(hex(message)))).toBe(signature);
  });

  it("makes keys that sign, come out of a structured clone and tell no secret", async () => {
    const stored = await generateKey(native);
    expect(stored.kind).toBe(native ? "native" : "wrapped");
    const secret = stored.kind === "native" ? stored.key : stored.lock;
    expect(secret.extractable).toBe(false);
    const signer = signerOf(structuredClone(stored));
    const signature = await sign(signer, "act", "body");
    expect(await verify(stored.publicKey, signature, "act", "body")).toBe(true);
  });
});

describe("framing", () => {
  it("gives each field its length, so that fields can't run into each other", async () => {
    const expected = `0000000f${toHex(utf8("hemicycle/1/act"))}00000002616200000000`;
    expect(toHex(framed("act", "ab", ""))).toBe(expected);
    expect(await hash("act", "ab", "c")).not.toEqual(await hash("act", "a", "bc"));
    expect(await digest("act", u32be(7))).toEqual((await hash("act", u32be(7))).slice(0, 32));
  });
});

describe("verification", () => {
  it("refuses another key, tag, field or bit", async () => {
    expect(await hasNativeEd25519()).toBe(true);
    const a = signerOf(await generateKey());
    const b = signerOf(await generateKey());
    const signature = await sign(a, "ack", "one", u32be(1));
    expect(await verify(a.publicKey, signature, "ack", "one", u32be(1))).toBe(true);
    expect(await verify(b.publicKey, signature, "ack", "one", u32be(1))).toBe(false);
    expect(await verify(a.publicKey, signature, "refuse", "one", u32be(1))).toBe(false);
    expect(await verify(a.publicKey, signature, "ack", "one", u32be(2))).toBe(false);
    for (const at of [0, 31, 32, 63]) {
      const flipped = signature.slice();
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      expect(await verify(a.publicKey, flipped, "ack", "one", u32be(1))).toBe(false);
    }
    expect(await verify(a.publicKey, signature.slice(0, 63), "ack", "one", u32be(1))).toBe(false);
  });

  it("refuses points of small order and encodings that are not canonical", async () => {
    const identity = hex(`01${"00".repeat(31)}`);
    // with the identity as key and R and S = 0 the bare equation holds for every message
    const forged = new Uint8Array(64);
    forged.set(identity);
    expect(await verify(identity, forged, "act", "anything")).toBe(false);
    const beyond = hex(`ee${"ff".repeat(30)}7f`);
    expect(await verify(beyond, forged, "act", "anything")).toBe(false);
  });

  it("refuses S + ℓ", async () => {
    const seed = hex(VECTORS[0][0]);
    const message = framed("act", "body");
    const signature = Uint8Array.from(await signAsync(message, seed));
    const publicKey = Uint8Array.from(await getPublicKeyAsync(seed));
    expect(await verify(publicKey, signature, "act", "body")).toBe(true);
    const order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let carry = 0;
    for (let i = 0; i < 32; i++) {
      const sum = (signature[32 + i] ?? 0) + (order[i] ?? 0) + carry;
      signature[32 + i] = sum & 255;
      carry = sum >> 8;
    }
    expect(await verify(publicKey, signature, "act", "body")).toBe(false);
  });
});

describe("code keys", () => {
  it("are the same for the same code and differ for another", async () => {
    const once = await signerOfCode("ABCDEFGHJKMNPQRS");
    const seed = (await hash("code-seed", "ABCDEFGHJKMNPQRS")).slice(0, 32);
    expect(once.publicKey).toEqual(Uint8Array.from(await getPublicKeyAsync(seed)));
    expect((await signerOfCode("ABCDEFGHJKMNPQRT")).publicKey).not.toEqual(once.publicKey);
  });
});
