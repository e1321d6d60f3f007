/** The proofs of a ballot, one for each statement of its form (docs/sealed.md §4, docs/sealed-names.md §3). */
import type { Bytes } from "../encoding.ts";
import { type Plain, type SetStatement, SLOT_CELLS, type Statement, totalOf } from "./forms.ts";
import { type Base, mod } from "./group.ts";
import { type Ciphertext, combine, type Draw, decodeProof, ProofDraft, verifyProof } from "./statements.ts";
import {
  decodeRankingProof,
  decodeSlotProof,
  RankingDraft,
  type Slot,
  SlotDraft,
  type SlotSecrets,
  type Spot,
  verifyRanking,
  verifySlot,
} from "./writein.ts";

/** Proofs over more values than this are left to the moment of sealing: working all of them out grows with the square. */
export const PREPARED_VALUES = 3;

/** The plaintext and randomness of a ciphertext. */
export interface Secret {
  readonly m: Plain;
  readonly r: bigint;
}

/** A proof that is drawn and not made. */
export interface DraftedProof {
  /** Works out ahead what any choice would need. */
  prepare(): void;
  /** Proves once. @throws SealedError `already-used`, `bad-choice` */
  prove(spot: Spot, cts: readonly Ciphertext[], plain: readonly Plain[]): Promise<Bytes>;
}

function slotAt<T>(all: readonly T[], first: number): readonly [T, T, T] {
  return all.slice(first, first + SLOT_CELLS) as [T, T, T];
}

function draftSet(statement: SetStatement, key: Base, rs: readonly bigint[], draw?: Draw): DraftedProof {
  const { terms, values } = statement;
  const draft = new ProofDraft(key, values, draw);
  const r = mod(terms.reduce((sum, [cell, factor]) => sum + BigInt(factor) * (rs[cell] ?? 0n), 0n));
  return {
    prepare() {
      if (values.length <= PREPARED_VALUES) for (const m of values) draft.commitments(m);
    },
    prove: (spot, cts, plain) =>
      draft.prove({ ...spot, ct: combine(cts, terms) }, totalOf(statement, plain), r),
  };
}

/** A proof of a statement about ciphertexts with this randomness. */
export function draftProof(
  statement: Statement,
  key: Base,
  rs: readonly bigint[],
  draw?: Draw,
): DraftedProof {
  if ("slot" in statement) {
    const { slot } = statement;
    const draft = new SlotDraft(key, slotAt(rs, slot) as SlotSecrets, draw);
    return {
      prepare: () => draft.prepare(),
      prove: (spot, cts, plain) => draft.prove(spot, slotAt(cts, slot) as Slot, Number(plain[slot])),
    };
  }
  if ("ranking" in statement) {
    const { ranking } = statement;
    const draft = new RankingDraft(rs[ranking] ?? 0n, draw);
    return {
      prepare: () => draft.prepare(),
      prove: (spot, cts) => draft.prove(spot, cts[ranking] as Ciphertext),
    };
  }
  return draftSet(statement, key, rs, draw);
}

/** Whether a proof holds of a ballot's ciphertexts under a key. */
export type Check = (spot: Spot, cts: readonly Ciphertext[], key: Base) => Promise<boolean>;

/** Reads the proof of a statement. @throws SealedError `bad-ballot` (length), `bad-point`, `bad-scalar` */
export function readProof(statement: Statement, bytes: Bytes): Check {
  if ("slot" in statement) {
    const proof = decodeSlotProof(bytes);
    return (spot, cts, key) => verifySlot(spot, slotAt(cts, statement.slot) as Slot, proof, key);
  }
  if ("ranking" in statement) {
    const proof = decodeRankingProof(bytes);
    return (spot, cts) => verifyRanking(spot, cts[statement.ranking] as Ciphertext, proof);
  }
  const { terms, values } = statement;
  const proof = decodeProof(bytes);
  return (spot, cts, key) => verifyProof({ ...spot, ct: combine(cts, terms), values }, proof, key);
}
