/** The entries of a sealed box, each by itself: its form, signature and proofs (docs/sealed.md §4, §5). */
import { digest, verify } from "@hemicycle/kit/crypto";
import { type Bytes, concat, u32be } from "@hemicycle/kit/encoding";
import { type Form, HEADER_LENGTH, layoutOf, proofLength, type Statement } from "@hemicycle/kit/sealed/forms";
import { type Base, SealedError, voteKey } from "@hemicycle/kit/sealed/group";
import { readProof } from "@hemicycle/kit/sealed/proofs";
import { Batch } from "./batch.ts";
import { Ciphertext } from "./sums.ts";

/** What is wrong with an entry by itself: a code, a reason, and which ciphertext or proof. */
export interface EntryFault {
  readonly code: "ballot-form" | "ballot-signature" | "ballot-proof";
  readonly reason:
    | "ballot-form"
    | "ballot-point"
    | "ballot-scalar"
    | "ballot-commitment"
    | "ballot-signature"
    | "ballot-proof";
  readonly part: string;
}

const SIGNATURE = 64;
const SPOIL = 133;

const keys = new Map<string, Base>();

/** The vote's key with its table, made once a vote. */
function keyOf(bytes: Bytes): Base {
  const name = bytes.join();
  const known = keys.get(name) ?? voteKey(bytes);
  keys.set(name, known);
  return known;
}

/** Whether bytes have the length and marks of an entry of the form: a ballot, or a spoil entry. */
export function isEntry(entry: Bytes, length: number): boolean {
  if (entry[0] === 2) return entry.length === SPOIL + SIGNATURE;
  const marked = entry[0] === 1 && entry[1] === 0x48 && entry[2] === 0x42 && entry[3] === 0x31;
  return marked && entry.length === 1 + length + SIGNATURE;
}

/** The body of an entry, and its signature. A spoil entry's body begins with its mark. */
export function partsOf(entry: Bytes): { body: Bytes; s: Bytes; spoils: boolean } {
  const spoils = entry[0] === 2;
  return { body: entry.slice(spoils ? 0 : 1, -SIGNATURE), s: entry.slice(-SIGNATURE), spoils };
}

/** The ciphertexts of a ballot's body as they are written. */
export function ciphertextsOf(body: Bytes, count: number): Bytes[] {
  return Array.from({ length: count }, (_, i) =>
    body.slice(HEADER_LENGTH + 64 * i, HEADER_LENGTH + 64 * (i + 1)),
  );
}

/** An entry that has the form's length, with what its proofs say. */
interface Read {
  readonly cts: readonly Ciphertext[];
  readonly head: Bytes;
  readonly proofs: readonly { readonly statement: Statement; readonly bytes: Bytes }[];
}

/** How many ballots are judged in one sum. */
const TOGETHER = 16;

/** What is wrong with each of some entries. */
export async function judgeBallots(
  entries: readonly Bytes[],
  form: Form,
  publicKey: Bytes | null,
): Promise<EntryFault[][]> {
  const faults: EntryFault[][] = [];
  for (let at = 0; at < entries.length; at += TOGETHER)
    faults.push(...(await judgeEntries(entries.slice(at, at + TOGETHER), form, publicKey)));
  return faults;
}

/** Judges entries together where they can be; those of a sum that is not 0 one by one. */
async function judgeEntries(
  entries: readonly Bytes[],
  form: Form,
  publicKey: Bytes | null,
): Promise<EntryFault[][]> {
  const { length } = layoutOf(form);
  const faults: EntryFault[][] = [];
  const bodies: { readonly faults: EntryFault[]; readonly read: Read }[] = [];
  for (const entry of entries) {
    const own: EntryFault[] = [];
    faults.push(own);
    if (!isEntry(entry, length)) {
      own.push({ code: "ballot-form", reason: "ballot-form", part: "" });
      continue;
    }
    const { body, s, spoils } = partsOf(entry);
    const key = spoils ? body.slice(33, 65) : body.slice(35, 67);
    if (!(await verify(key, s, spoils ? "spoil" : "ballot", body)))
      own.push({ code: "ballot-signature", reason: "ballot-signature", part: "" });
    const read = spoils ? null : await readBody(body, form, own);
    if (read) bodies.push({ faults: own, read });
  }
  if (!publicKey) return faults;
  const key = keyOf(publicKey);
  if (
    await holdTogether(
      bodies.map(({ read }) => read),
      key,
    )
  )
    return faults;
  for (const { faults: own, read } of bodies) own.push(...(await judgeProofs(read, key)));
  return faults;
}

/** The parts of a body; null where a ciphertext is none. */
async function readBody(body: Bytes, form: Form, faults: EntryFault[]): Promise<Read | null> {
  const { cells, proofs } = layoutOf(form);
  const written = ciphertextsOf(body, cells.length);
  const cts = written.map(readCiphertext);
  const good = cts.filter((ct) => ct !== null);
  if (good.length < cts.length) {
    for (const [i, ct] of cts.entries())
      if (!ct) faults.push({ code: "ballot-form", reason: "ballot-point", part: ` ciphertext=${i}` });
    return null;
  }
  const place = [body.slice(3, 35), body.slice(35, 67), body.slice(67, 71), body.slice(71, 103)];
  const head = await digest("head", ...place, listOf(written));
  let at = HEADER_LENGTH + 64 * cells.length;
  const own = proofs.map((statement) => {
    const bytes = body.slice(at, at + proofLength(statement));
    at += bytes.length;
    return { statement, bytes };
  });
  return { cts: good, head, proofs: own };
}

/** Whether the proofs of all ballots hold. Those of written names and of orders are judged singly. */
async function holdTogether(ballots: readonly Read[], key: Base): Promise<boolean> {
  if (ballots.length === 0) return true;
  const batch = new Batch(key);
  try {
    for (const { cts, head, proofs } of ballots) {
      const sets = proofs.flatMap(({ statement, bytes }, index) =>
        "values" in statement ? [{ head, index, bytes, ...statement }] : [],
      );
      if (!(await batch.add(cts, sets))) return false;
      for (const [index, { statement, bytes }] of proofs.entries())
        if (!("values" in statement) && !(await readProof(statement, bytes)({ head, index }, cts, key)))
          return false;
    }
    return batch.holds();
  } catch {
    return false;
  }
}

async function judgeProofs({ cts, head, proofs }: Read, key: Base): Promise<EntryFault[]> {
  const faults: EntryFault[] = [];
  for (const [index, { statement, bytes }] of proofs.entries()) {
    const fault = await judgeProof(() => readProof(statement, bytes)({ head, index }, cts, key));
    if (fault) faults.push({ ...fault, part: ` proof=${index}` });
  }
  return faults;
}

function listOf(items: readonly Bytes[]): Bytes {
  return concat(u32be(items.length), ...items);
}

function readCiphertext(bytes: Bytes): Ciphertext | null {
  try {
    return Ciphertext.decode(bytes);
  } catch {
    return null;
  }
}

async function judgeProof(holds: () => Promise<boolean>): Promise<Omit<EntryFault, "part"> | null> {
  try {
    return (await holds()) ? null : { code: "ballot-proof", reason: "ballot-proof" };
  } catch (error) {
    const scalar = error instanceof SealedError && error.code === "bad-scalar";
    return { code: "ballot-form", reason: scalar ? "ballot-scalar" : "ballot-commitment" };
  }
}
