/** Ballots, receipts and refusals of docs/protocol.md §6. */
import { decodeCanonical } from "./canonical.ts";
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
import { verifyInclusion } from "./tree.ts";
import type {
  AckFrame,
  Bilingual,
  Choice,
  CountedProof,
  MineFrame,
  Opening,
  RefusedFrame,
  RuleId,
  Secrecy,
} from "./types.ts";

const PREFIX = utf8("HB1");
const BODY_LENGTH = 104;
/** Form type 129, named three keys: the byte of each choice. */
const BYTE = { against: 0, for: 1, abstain: 2 } as const satisfies Record<Choice, number>;

/** A signed ballot as it is kept and sent; the same bytes every time. */
export interface Ballot {
  /** b64u digests of the opening and of this ballot. */
  readonly open: string;
  readonly id: string;
  readonly seq: number;
  readonly choice: Choice;
  readonly b: string;
  readonly s: string;
}

/** Signs ballot `seq`, which follows the ballot with id `prev` (the opening for the first). */
export async function makeBallot(
  signer: Signer,
  open: string,
  seq: number,
  prev: string,
  choice: Choice,
): Promise<Ballot> {
  const body = concat(
    PREFIX,
    unb64u(open, 32),
    signer.publicKey,
    u32be(seq),
    unb64u(prev, 32),
    Uint8Array.of(BYTE[choice]),
  );
  const s = b64u(await sign(signer, "ballot", body));
  return { open, id: b64u(await ballotId(body)), seq, choice, b: b64u(body), s };
}

/** `D("ballot"; body)`. */
export function ballotId(body: Uint8Array): Promise<Bytes> {
  return digest("ballot", body);
}

/** The receipt code shown to a deputy: 8 Crockford characters of the ballot's id, in two groups. */
export function receiptCode(id: string): string {
  return groups(crockford(unb64u(id, 32), 8));
}

/** The terminal's last entry as the server tells it, or null unless it bears this terminal's own signature. */
export async function ownBallot(mine: MineFrame, publicKey: Bytes): Promise<Ballot | null> {
  const body = unb64u(mine.b);
  const choice = (Object.keys(BYTE) as Choice[]).find((name) => BYTE[name] === body[BODY_LENGTH - 1]);
  if (body.length !== BODY_LENGTH || choice === undefined) return null;
  const open = b64u(body.slice(3, 35));
  const seq = new DataView(body.buffer).getUint32(67);
  if (!equal(body.subarray(0, 3), PREFIX) || !equal(body.subarray(35, 67), publicKey)) return null;
  if (open !== mine.open || seq !== mine.seq || b64u(await ballotId(body)) !== mine.id) return null;
  if (!(await verify(publicKey, unb64u(mine.s, 64), "ballot", body))) return null;
  return { open, id: mine.id, seq, choice, b: mine.b, s: mine.s };
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
  readonly definition: {
    readonly title: Bilingual;
    readonly text: Bilingual;
    readonly rule: RuleId;
    readonly secrecy: Secrecy;
  };
}

/** The signed opening, or null unless digest and signature hold and it names the pinned server. */
export async function verifyOpening(opening: Opening, server: string): Promise<SignedOpening | null> {
  const body = unb64u(opening.b);
  if (b64u(await digest("open", body)) !== opening.open) return null;
  const document = decodeCanonical(body) as unknown as SignedOpening & {
    readonly type: string;
    readonly actor: string;
  };
  if (document.type !== "division-open" || document.server !== server) return null;
  if (document.division !== opening.division) return null;
  return (await verify(unb64u(document.actor, 32), unb64u(opening.s, 64), "act", body)) ? document : null;
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
