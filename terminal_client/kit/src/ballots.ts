/** Ballots, receipts and refusals of docs/protocol.md §6. */
import { decodeCanonical } from "./canonical.ts";
import { decodeMarks, encodeMarks } from "./clear.ts";
import { digest, type Signer, sign, verify } from "./crypto.ts";
import {
  type Bytes,
  b64u,
  concat,
  crockford,
  equal,
  groups,
  u32be,
  u64be,
  unb64u,
  utf8,
} from "./encoding.ts";
import { readPaper } from "./forms.ts";
import type { Marks } from "./marks.ts";
import { verifyInclusion } from "./tree.ts";
import type {
  AckFrame,
  Bilingual,
  CountedProof,
  MineFrame,
  Opening,
  Paper,
  RefusedFrame,
  RuleId,
  Secrecy,
} from "./types.ts";

const PREFIX = utf8("HB1");
const HEADER_LENGTH = 103;

/** A signed ballot as it is kept and sent; the same bytes every time. */
export interface Ballot {
  /** b64u digests of the opening and of this ballot. */
  readonly open: string;
  readonly id: string;
  readonly seq: number;
  /** Null where the paper is not known. */
  readonly marks: Marks | null;
  readonly b: string;
  readonly s: string;
}

/**
 * Signs ballot `seq`, which follows the ballot with id `prev` (the opening for the first). @throws EncodingError `bad-marks` for marks
 * that the paper does not take
 */
export async function makeBallot(
  signer: Signer,
  open: string,
  seq: number,
  prev: string,
  paper: Paper,
  marks: Marks,
): Promise<Ballot> {
  const body = concat(
    PREFIX,
    unb64u(open, 32),
    signer.publicKey,
    u32be(seq),
    unb64u(prev, 32),
    encodeMarks(paper, marks),
  );
  const [s, id] = await Promise.all([sign(signer, "ballot", body), ballotId(body)]);
  return { open, id: b64u(id), seq, marks, b: b64u(body), s: b64u(s) };
}

/** `D("ballot"; body)`. */
export function ballotId(body: Uint8Array): Promise<Bytes> {
  return digest("ballot", body);
}

/** The receipt code shown to a deputy: 8 Crockford characters of the ballot's id, in two groups. */
export function receiptCode(id: string): string {
  return groups(crockford(unb64u(id, 32), 8));
}

/** The terminal's last entry as the server tells it, or null unless it bears this terminal's own signature. @throws EncodingError */
export async function ownBallot(
  mine: MineFrame,
  publicKey: Bytes,
  paper: Paper | null,
): Promise<Ballot | null> {
  const body = unb64u(mine.b);
  if (body.length < HEADER_LENGTH) return null;
  const open = b64u(body.slice(3, 35));
  const seq = new DataView(body.buffer).getUint32(67);
  if (!equal(body.subarray(0, 3), PREFIX) || !equal(body.subarray(35, 67), publicKey)) return null;
  if (open !== mine.open || seq !== mine.seq || b64u(await ballotId(body)) !== mine.id) return null;
  if (!(await verify(publicKey, unb64u(mine.s, 64), "ballot", body))) return null;
  const marks = paper && decodeMarks(paper, body.subarray(HEADER_LENGTH));
  return { open, id: mine.id, seq, marks, b: mine.b, s: mine.s };
}

/** Whether `frame` is the server's signed word that `ballot` is in the box. */
export async function verifyAck(
  frame: AckFrame,
  ballot: Pick<Ballot, "open" | "seq" | "id">,
  publicKey: Bytes,
  server: string,
): Promise<boolean> {
  if (frame.open !== ballot.open || frame.seq !== ballot.seq || frame.id !== ballot.id) return false;
  const fields = [
    unb64u(frame.open, 32),
    u32be(frame.epoch),
    u64be(frame.pos),
    publicKey,
    u32be(frame.seq),
    unb64u(frame.id, 32),
  ];
  return verify(unb64u(server, 32), unb64u(frame.s, 64), "ack", ...fields);
}

/** Whether `frame` is the server's signed word that `ballot` will not be counted as it stands. */
export async function verifyRefusal(
  frame: RefusedFrame,
  ballot: Pick<Ballot, "open" | "seq" | "id">,
  publicKey: Bytes,
  server: string,
): Promise<boolean> {
  if (frame.open !== ballot.open || frame.seq !== ballot.seq || frame.id !== ballot.id) return false;
  const fields = [unb64u(frame.open, 32), publicKey, u32be(frame.seq), unb64u(frame.id, 32), frame.code];
  return verify(unb64u(server, 32), unb64u(frame.s, 64), "refuse", ...fields);
}

/** What a signed `division-open` says, as far as a terminal shows it. */
export interface SignedOpening {
  readonly division: string;
  /** The key that signed it. */
  readonly actor: string;
  readonly server: string;
  readonly n: number;
  readonly max_seq: number;
  /** With the form as a division has it, whether named or secret: types 1 to 5. */
  readonly definition: Paper & {
    readonly title: Bilingual;
    readonly text: Bilingual;
    readonly rule: RuleId;
    readonly secrecy: Secrecy;
  };
}

/** The signed opening, or null unless digest and signature hold, it names the pinned server, and its form is one. */
export async function verifyOpening(opening: Opening, server: string): Promise<SignedOpening | null> {
  const body = unb64u(opening.b);
  if (b64u(await digest("open", body)) !== opening.open) return null;
  const document = decodeCanonical(body) as unknown as SignedOpening & { readonly type: string };
  if (document.type !== "division-open" || document.server !== server) return null;
  if (document.division !== opening.division) return null;
  if (!(await verify(unb64u(document.actor, 32), unb64u(opening.s, 64), "act", body))) return null;
  const paper = readPaper(document.definition);
  return paper && { ...document, definition: { ...document.definition, ...paper } };
}

/** What a terminal knows itself of the count of one opening. */
export interface OwnCount {
  /** The opening's digest. */
  readonly open: string;
  /** Its last recorded ballot; null: none. */
  readonly last: Pick<Ballot, "seq" | "id"> | null;
  readonly publicKey: Bytes;
  /** The pinned server key. */
  readonly server: string;
  /** The declared `counted_root`; "" before the declaration. */
  readonly root: string;
}

/**
 * Whether exactly the terminal's last ballot is counted: its counted leaf says so under the server's signature and, once there
 * is a declaration, lies under the `counted_root` that the chair signed.
 */
export async function verifyCounted(proof: CountedProof, own: OwnCount): Promise<boolean> {
  const id = own.last ? unb64u(own.last.id, 32) : new Uint8Array(32);
  const leaf = concat(own.publicKey, u32be(own.last?.seq ?? 0), id);
  if (!equal(leaf, unb64u(proof.leaf))) return false;
  const fields = [unb64u(own.open, 32), leaf];
  if (!(await verify(unb64u(own.server, 32), unb64u(proof.s, 64), "counted", ...fields))) return false;
  if (own.root === "") return true;
  if (proof.path === null || proof.counted_root !== own.root) return false;
  const path = proof.path.map((hash) => unb64u(hash, 32));
  return verifyInclusion(leaf, proof.index, proof.size, path, unb64u(own.root, 32));
}
