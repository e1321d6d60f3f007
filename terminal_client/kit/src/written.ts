/** Names that are on no list (另选他人), as text: their one written form (docs/sealed-names.md §2, §7). */
import { type Bytes, EncodingError, utf8 } from "./encoding.ts";

export const NAME_BYTES = 60;

/** Fixed ranges instead of Unicode's tables: verifiers of different age must agree on whatever a modified client writes. */
const REFUSED: readonly (readonly [from: number, to: number])[] = [
  [0x0000, 0x001f],
  [0x007f, 0x00a0],
  [0x00ad, 0x00ad],
  [0x061c, 0x061c],
  [0x115f, 0x1160],
  [0x1680, 0x1680],
  [0x180b, 0x180f],
  [0x2000, 0x200f],
  [0x2028, 0x202f],
  [0x205f, 0x206f],
  [0x2800, 0x2800],
  [0x3000, 0x3000],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xffff],
  [0xe0000, 0x10ffff],
];
const SPACES = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
const DOTS = /[\u2022\u2027\u2219\u22c5\u30fb\uff65]/g;

/** A name as typed in the form in which it is written: NFC, single spaces, `·` for every middle dot. */
export function clean(typed: string): string {
  return typed.normalize("NFC").replace(SPACES, " ").replace(DOTS, "·").replace(/^ | $/g, "");
}

function isRefused(letter: string): boolean {
  const point = letter.codePointAt(0) ?? 0;
  return REFUSED.some(([from, to]) => from <= point && point <= to);
}

/** Whether a name is in written form and not blank. */
export function isWritten(name: string): boolean {
  const spaced = name.startsWith(" ") || name.endsWith(" ") || name.includes("  ");
  return name !== "" && !spaced && ![...name].some(isRefused) && utf8(name).length <= NAME_BYTES;
}

/** The 60 bytes of a name (`""`: blank). @throws EncodingError `bad-name` unless it is in written form */
export function nameBytes(name: string): Bytes {
  if (name !== "" && !isWritten(name)) throw new EncodingError("bad-name");
  const bytes = new Uint8Array(NAME_BYTES);
  bytes.set(utf8(name));
  return bytes;
}

/** Strict inverse of {@link nameBytes}. @throws EncodingError `bad-name` */
export function readName(bytes: Uint8Array): string {
  const end = bytes.findLastIndex((byte) => byte !== 0) + 1;
  let name: string;
  try {
    name = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, end));
  } catch {
    throw new EncodingError("bad-name");
  }
  if (bytes.length !== NAME_BYTES || (name !== "" && !isWritten(name))) throw new EncodingError("bad-name");
  return name;
}

/** What two spellings of one name share: the name without spaces. */
export function sameName(name: string): string {
  return name.replace(SPACES, "");
}
