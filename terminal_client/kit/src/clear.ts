/** Marks in clear: how a named ballot carries them (docs/forms.md §3). */
import { type Bytes, concat, EncodingError, equal } from "./encoding.ts";
import { areMarks, ELECTION, itemOf, type Marks, type MarksDraft, RANKING, THREE_KEYS } from "./marks.ts";
import type { Choice, FormItem, Paper } from "./types.ts";
import { NAME_BYTES, nameBytes, readName } from "./written.ts";

const RANKING_BYTES = 30;
/** In the order of their bytes. */
const KEYS = ["against", "for", "abstain"] as const satisfies readonly Choice[];

/** The bytes of some marks. @throws EncodingError `bad-marks` for marks that are not valid */
export function encodeMarks(paper: Paper, marks: Marks): Bytes {
  const { item, labels } = itemOf(paper);
  if (!areMarks(item, marks, labels)) throw new EncodingError("bad-marks");
  return written(item, marks);
}

/** Strict inverse of {@link encodeMarks}, but that a written name may be a candidate's. @throws EncodingError `bad-ballot` */
export function decodeMarks(paper: Paper, bytes: Uint8Array): Marks {
  const { item } = itemOf(paper);
  const marks = read(item, bytes);
  if (!marks || !areMarks(item, marks, []) || !equal(written(item, marks), bytes))
    throw new EncodingError("bad-ballot");
  return marks;
}

function written({ type, w }: FormItem, marks: Marks): Bytes {
  if ("written" in marks) {
    const slots = Array.from({ length: w }, (_, i) => nameBytes(marks.written[i] ?? ""));
    return concat(keyBytes(marks.names), ...slots);
  }
  if (type === THREE_KEYS) return keyBytes(marks as readonly Choice[]);
  const bytes = Uint8Array.from(marks as readonly number[]);
  return type === RANKING ? concat(bytes, new Uint8Array(RANKING_BYTES - bytes.length)) : bytes;
}

function keyBytes(names: readonly Choice[]): Bytes {
  return Uint8Array.from(names, (choice) => KEYS.indexOf(choice));
}

/** What the bytes say if they are marks at all. */
function read({ type, c, w }: FormItem, bytes: Uint8Array): MarksDraft | null {
  const keys = (part: Uint8Array) => Array.from(part, (byte) => KEYS[byte] ?? null);
  if (type === THREE_KEYS) return keys(bytes);
  if (type === ELECTION) {
    if (bytes.length !== c + NAME_BYTES * w) return null;
    const names = slots(bytes.subarray(c));
    return names && { names: keys(bytes.subarray(0, c)), written: names };
  }
  const end = type === RANKING ? bytes.findLastIndex((byte) => byte !== 0) + 1 : bytes.length;
  return Array.from(bytes.subarray(0, end));
}

/** The names in slots, without blank ones; null if one is no name. */
function slots(bytes: Uint8Array): string[] | null {
  try {
    const all = Array.from({ length: bytes.length / NAME_BYTES }, (_, i) =>
      readName(bytes.subarray(NAME_BYTES * i, NAME_BYTES * (i + 1))),
    );
    return all.filter((name) => name !== "");
  } catch {
    return null;
  }
}
