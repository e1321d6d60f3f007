/**
 * The sealed ballot of docs/sealed.md §4: made ready before the choice is known, sealed by it, and then either cast or opened to
 * a checker, never both.
 */
import { verifyAck } from "../ballots.ts";
import { digest } from "../crypto.ts";
import { type Bytes, b64u, concat, u32be } from "../encoding.ts";
import type { AckFrame } from "../types.ts";
import { headerBytes, type Place, readHeader, spoilBytes, trackingCode } from "./entries.ts";
import {
  type Cell,
  type Choices,
  CIPHERTEXT_LENGTH,
  choicesOf,
  type Form,
  HEADER_LENGTH,
  type Layout,
  layoutOf,
  plaintexts,
  proofLength,
} from "./forms.ts";
import { type Base, decodePoint, decodeScalar, encodePoint, encodeScalar, SealedError } from "./group.ts";
import { type DraftedProof, draftProof, PREPARED_VALUES, readProof, type Secret } from "./proofs.ts";
import { Ciphertext, CiphertextDraft, type Draw } from "./statements.ts";

const SCALAR_LENGTH = 32;
const POINT_LENGTH = 32;
const NUMBER_LENGTH = 4;

/** `head = D("head"; open, K, u32 seq, prev, list(ct))`. */
async function headOf(place: Place, cts: readonly Ciphertext[]): Promise<Bytes> {
  const { open, key, seq, prev } = place;
  const list = concat(u32be(cts.length), ...cts.map((ct) => ct.bytes));
  return digest("head", open, key, u32be(seq), prev, list);
}

/** A ballot whose choice is sealed. It is cast or challenged, never both; nothing shows the choice by accident. */
export class SealedBallot {
  #body: Bytes | null;
  #secrets: readonly Secret[] | null;

  constructor(
    readonly place: Place,
    readonly head: Bytes,
    body: Bytes,
    secrets: readonly Secret[],
  ) {
    this.#body = body;
    this.#secrets = secrets;
  }

  /** The body to sign and send; what would open it is gone after that. @throws SealedError `already-used` if challenged */
  cast(): Bytes {
    if (!this.#body) throw new SealedError("already-used");
    this.#secrets = null;
    return this.#body;
  }

  /** The spoil entry to sign and send; the body is gone after that. @throws SealedError `already-used` if cast */
  spoil(): Bytes {
    if (!this.#secrets) throw new SealedError("already-used");
    this.#body = null;
    return spoilBytes(this.place, this.head);
  }

  /**
   * What a checker needs: `r‖u32 m` of every ciphertext, of a name's `ρ‖N`. Only once the spoil entry is recorded under the server's signature.
   * @throws SealedError `not-spoiled`, `already-used`
   */
  async reveal(ack: AckFrame, server: string): Promise<Bytes> {
    if (this.#body) throw new SealedError("not-spoiled");
    const { open, key, seq } = this.place;
    const entry = { open: b64u(open), seq, id: b64u(await digest("spoil", this.spoil())) };
    if (!(await verifyAck(ack, entry, key, server).catch(() => false))) throw new SealedError("not-spoiled");
    return concat(
      ...(this.#secrets ?? []).flatMap(({ r, m }) => [
        encodeScalar(r),
        typeof m === "number" ? u32be(m) : encodePoint(m),
      ]),
    );
  }
}

/** The plaintexts to work out ahead; a point is added to what 0 needs. */
function prepared(cell: Cell): readonly number[] {
  if (cell === "point") return [0];
  return cell.length <= PREPARED_VALUES ? cell : [];
}

/** Everything of one ballot that does not depend on the choice; drawn afresh for every ballot. */
export class BallotDraft {
  readonly #form: Form;
  readonly #layout: Layout;
  readonly #cells: readonly CiphertextDraft[];
  readonly #proofs: readonly DraftedProof[];

  /** A draft under the vote's key. @throws SealedError `bad-form` */
  constructor(form: Form, key: Base, draw?: Draw) {
    this.#form = form;
    this.#layout = layoutOf(form);
    this.#cells = this.#layout.cells.map(() => new CiphertextDraft(key, draw));
    const rs = this.#cells.map(({ r }) => r);
    this.#proofs = this.#layout.proofs.map((statement) => draftProof(statement, key, rs, draw));
  }

  /** Works out ahead what each choice would need, in short steps; sealing does what is missing. */
  *prepare(): Generator<void> {
    for (const [i, cell] of this.#cells.entries()) {
      for (const m of prepared(this.#layout.cells[i] ?? [])) void cell.of(m).bytes;
      yield;
    }
    for (const proof of this.#proofs) {
      proof.prepare();
      yield;
    }
  }

  /** Seals some choices; a draft seals one ballot. @throws SealedError `bad-choice`, `bad-ballot`, `already-used` */
  async seal(place: Place, choices: Choices): Promise<SealedBallot> {
    const plain = plaintexts(this.#form, choices);
    const header = headerBytes(place);
    const secrets = this.#cells.map(({ r }, i) => ({ r, m: plain[i] ?? 0 }));
    const cts = this.#cells.map((cell, i) => cell.of(plain[i] ?? 0));
    const head = await headOf(place, cts);
    const proofs = await Promise.all(
      this.#proofs.map((proof, index) => proof.prove({ head, index }, cts, plain)),
    );
    const body = concat(header, ...cts.map((ct) => ct.bytes), ...proofs);
    return new SealedBallot(place, head, body, secrets);
  }
}

/** A ballot whose points, scalars and proofs hold; signature, electorate and order are the board's to judge. */
export interface ProvenBallot {
  readonly place: Place;
  readonly head: Bytes;
}

/** Checks a body under the vote's form and key. @throws SealedError `bad-ballot`, `bad-point`, `bad-scalar`, `bad-proof` */
export async function verifyBody(form: Form, key: Base, body: Bytes): Promise<ProvenBallot> {
  const { cells, proofs, length } = layoutOf(form);
  if (body.length !== length) throw new SealedError("bad-ballot");
  const place = readHeader(body);
  const cts = cells.map((_, i) => {
    const from = HEADER_LENGTH + CIPHERTEXT_LENGTH * i;
    return Ciphertext.decode(body.subarray(from, from + CIPHERTEXT_LENGTH));
  });
  let at = HEADER_LENGTH + CIPHERTEXT_LENGTH * cells.length;
  const checks = proofs.map((statement) => {
    const from = at;
    at += proofLength(statement);
    return readProof(statement, body.subarray(from, at));
  });
  const head = await headOf(place, cts);
  for (const [index, holds] of checks.entries())
    if (!(await holds({ head, index }, cts, key))) throw new SealedError("bad-proof");
  return { place, head };
}

/** What a checker finds in a challenged ballot. */
export interface Checked {
  /** To be compared with what the tablet showed before it was challenged. */
  readonly head: Bytes;
  readonly trackingCode: string;
  readonly choices: Choices;
}

/** Reads what was revealed of a ballot. @throws SealedError `bad-ballot` (length), `bad-scalar`, `bad-point` */
function readSecrets(cells: readonly Cell[], revealed: Bytes): Secret[] {
  let at = 0;
  const take = (length: number) => {
    at += length;
    return revealed.slice(at - length, at);
  };
  const plainLength = (cell: Cell) => (cell === "point" ? POINT_LENGTH : NUMBER_LENGTH);
  const length = cells.reduce((sum, cell) => sum + SCALAR_LENGTH + plainLength(cell), 0);
  if (revealed.length !== length) throw new SealedError("bad-ballot");
  return cells.map((cell) => {
    const r = decodeScalar(take(SCALAR_LENGTH));
    const plain = take(plainLength(cell));
    return { r, m: cell === "point" ? decodePoint(plain, true) : new DataView(plain.buffer).getUint32(0) };
  });
}

/**
 * Recomputes a challenged ballot from what {@link SealedBallot.reveal} gave, the vote's form and key, and its place.
 * @throws SealedError `bad-ballot`, `bad-scalar`, `bad-point`, `bad-choice`
 */
export async function checkOpening(form: Form, key: Base, place: Place, revealed: Bytes): Promise<Checked> {
  const secrets = readSecrets(layoutOf(form).cells, revealed);
  const choices = choicesOf(
    form,
    secrets.map(({ m }) => m),
  );
  const head = await headOf(
    place,
    secrets.map(({ r, m }) => Ciphertext.of(key, m, r)),
  );
  return { head, trackingCode: trackingCode(head), choices };
}
