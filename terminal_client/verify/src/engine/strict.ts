/** Canonical JSON, and where bytes first are none (docs/protocol.md §2). */
import { decodeCanonical, encodeCanonical, type Json } from "@hemicycle/kit/canonical";
import { utf8 } from "@hemicycle/kit/encoding";

/** Bytes that are not canonical JSON, from `offset` on as far as it can be told. */
export class NotCanonical extends Error {
  constructor(readonly offset: number) {
    super(`not canonical at byte ${offset}`);
  }
}

/** The value of canonical JSON. @throws NotCanonical */
export function decodeStrict(bytes: Uint8Array): Json {
  try {
    return decodeCanonical(bytes);
  } catch {
    throw new NotCanonical(offsetOf(bytes));
  }
}

function firstDifference(one: Uint8Array, other: Uint8Array): number {
  const length = Math.min(one.length, other.length);
  for (let i = 0; i < length; i++) if (one[i] !== other[i]) return i;
  return length;
}

/** Where the bytes leave the canonical form; 0 where that can't be told. */
function offsetOf(bytes: Uint8Array): number {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const broken = firstDifference(bytes, utf8(text));
  if (broken < bytes.length) return broken;
  try {
    return firstDifference(bytes, encodeCanonical(JSON.parse(text)));
  } catch (error) {
    const at = /position (\d+)/.exec(String(error))?.[1];
    return at === undefined ? 0 : utf8(text.slice(0, Number(at))).length;
  }
}
