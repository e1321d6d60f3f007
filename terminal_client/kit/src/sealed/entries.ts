/** Entries of a seat in the box of a secret vote: their place, bytes, signatures and receipts (docs/sealed.md §4, §5). */
import { digest, type Signer, sign, verify } from "../crypto.ts";
import { type Bytes, b64u, concat, equal, u32be, u64be, unb64u, utf8 } from "../encoding.ts";
import type { MineFrame, ReceivedFrame } from "../types.ts";
import { HEADER_LENGTH } from "./forms.ts";
import { SealedError } from "./group.ts";

const PREFIX = utf8("HB1");
const SPOIL = Uint8Array.of(2);
const SPOIL_LENGTH = 133;

/** Where an entry stands: the vote, the seat's key, and its place in the seat's chain. */
export interface Place {
  readonly open: Bytes;
  readonly key: Bytes;
  readonly seq: number;
  /** The id of the seat's entry before it; the opening's digest for the first. */
  readonly prev: Bytes;
}

/** What an entry is, and the tag it is signed and named under. */
export type EntryKind = "ballot" | "spoil";

/** An entry as it is kept and sent; the same bytes every time. */
export interface Entry {
  readonly kind: EntryKind;
  readonly open: string;
  readonly id: string;
  readonly seq: number;
  readonly b: string;
  readonly s: string;
}

function placeBytes({ open, key, seq, prev }: Place): Bytes {
  if (open.length !== 32 || key.length !== 32 || prev.length !== 32 || seq < 1)
    throw new SealedError("bad-ballot");
  return concat(open, key, u32be(seq), prev);
}

function readPlace(bytes: Bytes): Place {
  const seq = new DataView(bytes.buffer, bytes.byteOffset).getUint32(64);
  if (seq < 1) throw new SealedError("bad-ballot");
  return { open: bytes.slice(0, 32), key: bytes.slice(32, 64), seq, prev: bytes.slice(68, 100) };
}

/** `"HB1"‖open‖K‖u32 seq‖prev`, which every body begins with. @throws SealedError `bad-ballot` */
export function headerBytes(place: Place): Bytes {
  return concat(PREFIX, placeBytes(place));
}

/** The place of a body. @throws SealedError `bad-ballot` */
export function readHeader(body: Bytes): Place {
  if (body.length < HEADER_LENGTH || !equal(body.subarray(0, 3), PREFIX)) throw new SealedError("bad-ballot");
  return readPlace(body.subarray(3));
}

/** `02‖open‖K‖u32 seq‖prev‖head`. @throws SealedError `bad-ballot` */
export function spoilBytes(place: Place, head: Bytes): Bytes {
  return concat(SPOIL, placeBytes(place), head);
}

export { trackingCode } from "../trackingcode.ts";

/** The signed entry of a ballot's body or of spoil bytes. */
export async function signEntry(signer: Signer, kind: EntryKind, place: Place, bytes: Bytes): Promise<Entry> {
  const [s, id] = await Promise.all([sign(signer, kind, bytes), digest(kind, bytes)]);
  return { kind, open: b64u(place.open), id: b64u(id), seq: place.seq, b: b64u(bytes), s: b64u(s) };
}

/** The seat's last entry as the server tells it, or null unless it bears this seat's own signature. */
export async function ownEntry(mine: MineFrame, publicKey: Bytes): Promise<Entry | null> {
  try {
    const bytes = unb64u(mine.b);
    const spoilt = bytes.length === SPOIL_LENGTH && equal(bytes.subarray(0, 1), SPOIL);
    const [kind, place] = spoilt
      ? (["spoil", readPlace(bytes.subarray(1))] as const)
      : (["ballot", readHeader(bytes)] as const);
    const { id, s, b } = mine;
    const entry: Entry = { kind, open: b64u(place.open), id, seq: place.seq, b, s };
    const told = entry.open === mine.open && entry.seq === mine.seq && equal(place.key, publicKey);
    if (!told || id !== b64u(await digest(kind, bytes))) return null;
    return (await verify(publicKey, unb64u(s, 64), kind, bytes)) ? entry : null;
  } catch {
    return null;
  }
}

/** Whether `frame` is the server's signed word that `entry` is durably received. */
export async function verifyReceipt(
  frame: ReceivedFrame,
  entry: Pick<Entry, "open" | "seq" | "id">,
  publicKey: Bytes,
  server: string,
): Promise<boolean> {
  if (frame.open !== entry.open || frame.seq !== entry.seq || frame.id !== entry.id) return false;
  const fields = [
    unb64u(frame.open, 32),
    u32be(frame.epoch),
    u64be(frame.arrival),
    publicKey,
    u32be(frame.seq),
    unb64u(frame.id, 32),
  ];
  return verify(unb64u(server, 32), unb64u(frame.s, 64), "receipt", ...fields);
}
