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
  BRANCH_LENGTH,
  type Choices,
  CIPHERTEXT_LENGTH,
  choicesOf,
  type Form,
  HEADER_LENGTH,
  type Layout,
  layoutOf,
  plaintexts,
  type Statement,
  totalOf,
} from "./forms.ts";
import { type Base, decodeScalar, encodeScalar, mod, SealedError } from "./group.ts";
import {
  Ciphertext,
  CiphertextDraft,
  combine,
  type Draw,
  decodeProof,
  ProofDraft,
  verifyProof,
} from "./statements.ts";

const SECRET_LENGTH = 36;
/** Proofs over more values than this are left to the moment of sealing: working all of them out grows with the square. */
const PREPARED_VALUES = 3;

/** `head = D("head"; open, K, u32 seq, prev, list(ct))`. */
async function headOf(place: Place, cts: readonly Ciphertext[]): Promise<Bytes> {
  const { open, key, seq, prev } = place;
  const list = concat(u32be(cts.length), ...cts.map((ct) => ct.bytes));
  return digest("head", open, key, u32be(seq), prev, list);
}

/** The plaintext and randomness of every ciphertext of a ballot. */
interface Secret {
  readonly m: number;
  readonly r: bigint;
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
   * What a checker needs: `r‖u32 m` of every ciphertext. Only once the spoil entry is recorded under the server's signature.
   * @throws SealedError `not-spoiled`, `already-used`
   */
  async reveal(ack: AckFrame, server: string): Promise<Bytes> {
    if (this.#body) throw new SealedError("not-spoiled");
    const { open, key, seq } = this.place;
    const entry = { open: b64u(open), seq, id: b64u(await digest("spoil", this.spoil())) };
    if (!(await verifyAck(ack, entry, key, server).catch(() => false))) throw new SealedError("not-spoiled");
    return concat(...(this.#secrets ?? []).flatMap(({ r, m }) => [encodeScalar(r), u32be(m)]));
  }
}

function weighted({ terms }: Statement, secrets: readonly Secret[]): bigint {
  return mod(terms.reduce((sum, [cell, factor]) => sum + BigInt(factor) * (secrets[cell]?.r ?? 0n), 0n));
}

/** Everything of one ballot that does not depend on the choice; drawn afresh for every ballot. */
export class BallotDraft {
  readonly #form: Form;
  readonly #layout: Layout;
  readonly #cells: readonly CiphertextDraft[];
  readonly #proofs: readonly { readonly statement: Statement; readonly draft: ProofDraft }[];

  /** A draft under the vote's key. @throws SealedError `bad-form` */
  constructor(form: Form, key: Base, draw?: Draw) {
    this.#form = form;
    this.#layout = layoutOf(form);
    this.#cells = this.#layout.cells.map(() => new CiphertextDraft(key, draw));
    this.#proofs = this.#layout.proofs.map((statement) => ({
      statement,
      draft: new ProofDraft(key, statement.values, draw),
    }));
  }

  /** Works out ahead what each choice would need, in short steps; sealing does what is missing. */
  *prepare(): Generator<void> {
    const prepared = (values: readonly number[]) => values.length <= PREPARED_VALUES;
    for (const [i, cell] of this.#cells.entries()) {
      const values = this.#layout.cells[i] ?? [];
      if (prepared(values)) for (const m of values) void cell.of(m).bytes;
      yield;
    }
    for (const { statement, draft } of this.#proofs) {
      if (prepared(statement.values)) for (const m of statement.values) draft.commitments(m);
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
      this.#proofs.map(({ statement, draft }, index) => {
        const claim = { head, index, ct: combine(cts, statement.terms) };
        return draft.prove(claim, totalOf(statement, plain), weighted(statement, secrets));
      }),
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
  const decoded = proofs.map(({ values }) => {
    at += BRANCH_LENGTH * values.length;
    return decodeProof(body.subarray(at - BRANCH_LENGTH * values.length, at));
  });
  const head = await headOf(place, cts);
  for (const [index, { terms, values }] of proofs.entries()) {
    const claim = { head, index, ct: combine(cts, terms), values };
    if (!(await verifyProof(claim, decoded[index] ?? [], key))) throw new SealedError("bad-proof");
  }
  return { place, head };
}

/** What a checker finds in a challenged ballot. */
export interface Checked {
  /** To be compared with what the tablet showed before it was challenged. */
  readonly head: Bytes;
  readonly trackingCode: string;
  readonly choices: Choices;
}

/**
 * Recomputes a challenged ballot from what {@link SealedBallot.reveal} gave, the vote's form and key, and its place.
 * @throws SealedError `bad-ballot`, `bad-scalar`, `bad-choice`
 */
export async function checkOpening(form: Form, key: Base, place: Place, revealed: Bytes): Promise<Checked> {
  const { cells } = layoutOf(form);
  if (revealed.length !== SECRET_LENGTH * cells.length) throw new SealedError("bad-ballot");
  const secrets = cells.map((_, i) => {
    const item = revealed.slice(SECRET_LENGTH * i, SECRET_LENGTH * (i + 1));
    return { r: decodeScalar(item.subarray(0, 32)), m: new DataView(item.buffer).getUint32(32) };
  });
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
