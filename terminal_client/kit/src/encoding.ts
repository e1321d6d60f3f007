/** Byte encodings of docs/protocol.md §1: base64url, LP fields, big-endian integers, Crockford base32. */

export type Bytes = Uint8Array<ArrayBuffer>;

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Thrown where text or bytes are not in the one form the protocol allows. */
export class EncodingError extends Error {
  override readonly name = "EncodingError";
  constructor(
    readonly code:
      | "bad-base64"
      | "bad-length"
      | "bad-code"
      | "bad-integer"
      | "not-canonical"
      | "bad-name"
      | "bad-marks"
      | "bad-ballot",
  ) {
    super(code);
  }
}

export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text);
}

export function concat(...parts: readonly Uint8Array[]): Bytes {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

export function u32be(value: number): Bytes {
  if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) throw new EncodingError("bad-integer");
  const out = new Uint8Array(4);
  new DataView(out.buffer).setUint32(0, value);
  return out;
}

export function u64be(value: number): Bytes {
  if (!Number.isSafeInteger(value) || value < 0) throw new EncodingError("bad-integer");
  const out = new Uint8Array(8);
  new DataView(out.buffer).setBigUint64(0, BigInt(value));
  return out;
}

/** `u32(len b)‖b`. */
export function lp(field: Uint8Array): Bytes {
  return concat(u32be(field.length), field);
}

/** base64url without padding (RFC 4648 §5). */
export function b64u(bytes: Uint8Array): string {
  let binary = "";
  for (let i = 0; i < bytes.length; i += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Strict inverse of {@link b64u}; `length` bytes if given. @throws EncodingError `bad-base64`, `bad-length` */
export function unb64u(text: string, length?: number): Bytes {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw new EncodingError("bad-base64");
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const out = Uint8Array.from(binary, (char) => char.charCodeAt(0));
  if (b64u(out) !== text) throw new EncodingError("bad-base64");
  if (length !== undefined && out.length !== length) throw new EncodingError("bad-length");
  return out;
}

/** The first `chars` characters of the Crockford base32 of `bytes` (whole bytes only where 5·chars bits allow). */
export function crockford(bytes: Uint8Array, chars = Math.floor((bytes.length * 8) / 5)): string {
  let bits = 0;
  let held = 0;
  let out = "";
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5 && out.length < chars) {
      bits -= 5;
      out += CROCKFORD.charAt((held >>> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return out;
}

/** An enrolment code as people type it, in its 16 upper-case characters (§4). @throws EncodingError `bad-code` */
export function normalizeCode(typed: string): string {
  const code = typed.toUpperCase().replace(/[\s-]/g, "").replace(/[IL]/g, "1").replaceAll("O", "0");
  if (!/^[0-9A-HJKMNP-TV-Z]{16}$/.test(code)) throw new EncodingError("bad-code");
  return code;
}

/** Characters in groups of four, as codes are shown. */
export function groups(text: string): string {
  return text.match(/.{1,4}/g)?.join(" ") ?? "";
}
