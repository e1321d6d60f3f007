/** Work that is worth a processor: signatures, ballots, sums, shares and mixes, each a pure function of what is sent. */
import { verify } from "@hemicycle/kit/crypto";
import type { Bytes } from "@hemicycle/kit/encoding";
import { type Form, HEADER_LENGTH } from "@hemicycle/kit/sealed/forms";
import { ZERO } from "@hemicycle/kit/sealed/group";
import { type EntryFault, judgeBallots } from "./entries.ts";
import { judgeRows, type MixPart, type MixRow } from "./mixrows.ts";
import { readPoint } from "./points.ts";
import { type Binding, type CellShare, judgeShares, openCells, type SharedCell } from "./sharework.ts";
import { Ciphertext, combine, type SetTerms } from "./sums.ts";

/** A signature to be judged. */
export interface Signed {
  readonly key: Bytes;
  readonly s: Bytes;
  readonly tag: string;
  readonly fields: readonly Bytes[];
}

export type Job =
  | { readonly kind: "signatures"; readonly items: readonly Signed[] }
  | {
      readonly kind: "ballots";
      readonly form: Form;
      readonly publicKey: Bytes | null;
      readonly items: readonly Bytes[];
    }
  | { readonly kind: "sums"; readonly cells: readonly SetTerms[]; readonly items: readonly Bytes[] }
  | ({ readonly kind: "shares"; readonly items: readonly CellShare[] } & Binding)
  | { readonly kind: "opened"; readonly weights: readonly bigint[]; readonly items: readonly SharedCell[] }
  | { readonly kind: "points"; readonly items: readonly Bytes[] }
  | { readonly kind: "mix"; readonly x: bigint; readonly items: readonly MixRow[] };

/** What each kind of job gives for its items; of sums `A‖B` of every cell, once; of a mix the sums of all rows given, once. */
export interface Outcomes {
  readonly signatures: boolean[];
  readonly ballots: EntryFault[][];
  readonly sums: Bytes[];
  readonly shares: (Bytes | null)[];
  readonly opened: Bytes[];
  readonly points: boolean[];
  readonly mix: MixPart[];
}
export type Kind = keyof Outcomes;
export type JobOf<K extends Kind> = Extract<Job, { readonly kind: K }>;

export async function doJob<K extends Kind>(job: JobOf<K>): Promise<Outcomes[K]> {
  return (await outcomeOf(job)) as Outcomes[K];
}

function outcomeOf(job: Job): Promise<Outcomes[Kind]> | Outcomes[Kind] {
  switch (job.kind) {
    case "signatures":
      return Promise.all(job.items.map(({ key, s, tag, fields }) => verify(key, s, tag, ...fields)));
    case "ballots":
      return judgeBallots(job.items, job.form, job.publicKey);
    case "sums":
      return addUp(job.cells, job.items);
    case "shares":
      return judgeShares(job.items, job);
    case "opened":
      return openCells(job.items, job.weights);
    case "points":
      return job.items.map((bytes) => readPoint(bytes) !== null);
    case "mix":
      return [judgeRows(job.items, job.x)];
  }
}

/** `A‖B` of every cell over some bodies, whose ciphertexts are known to be points (docs/sealed.md §6). */
function addUp(cells: readonly SetTerms[], bodies: readonly Bytes[]): Bytes[] {
  const used = [...new Set(cells.flatMap((terms) => terms.map(([number]) => number)))];
  const sums = new Map<number, Ciphertext>();
  for (const body of bodies)
    for (const number of used) {
      const at = HEADER_LENGTH + 64 * number;
      const ct = Ciphertext.decode(body.subarray(at, at + 64));
      const sum = sums.get(number);
      sums.set(number, sum ? new Ciphertext(sum.alpha.add(ct.alpha), sum.beta.add(ct.beta)) : ct);
    }
  const whole = Array.from(
    { length: Math.max(-1, ...used) + 1 },
    (_, i) => sums.get(i) ?? new Ciphertext(ZERO, ZERO),
  );
  return cells.map((terms) => combine(whole, terms).bytes);
}
