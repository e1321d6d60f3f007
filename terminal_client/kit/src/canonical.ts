/** Canonical JSON of docs/protocol.md §2: RFC 8785 narrowed to integers and ASCII member names. */
import { type Bytes, EncodingError, equal, utf8 } from "./encoding.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

function write(value: Json): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new EncodingError("not-canonical");
    return String(value);
  }
  if (typeof value === "string") {
    if (/\p{Surrogate}/u.test(value)) throw new EncodingError("not-canonical");
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(write).join(",")}]`;
  const object = value as { readonly [name: string]: Json };
  const members = Object.keys(object)
    .sort()
    .map((name) => {
      const member = object[name];
      if (!/^[\x20-\x7e]*$/.test(name) || member === undefined) throw new EncodingError("not-canonical");
      return `${JSON.stringify(name)}:${write(member)}`;
    });
  return `{${members.join(",")}}`;
}

/** The canonical bytes of a document. @throws EncodingError `not-canonical` for what the protocol can't carry */
export function encodeCanonical(value: Json): Bytes {
  return utf8(write(value));
}

/** Decodes canonical bytes; refuses any that would not be encoded the same. @throws EncodingError `not-canonical` */
export function decodeCanonical(bytes: Uint8Array): Json {
  let value: Json;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new EncodingError("not-canonical");
  }
  if (!equal(encodeCanonical(value), bytes)) throw new EncodingError("not-canonical");
  return value;
}
