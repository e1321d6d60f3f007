/** What the scrutineers opened of the sums, and what it counts (docs/sealed.md §6, docs/sealed-names.md §7). */
import { type Bytes, b64u } from "@hemicycle/kit/encoding";
import { ELECTION, RANKING, THREE_KEYS } from "@hemicycle/kit/marks";
import { ABSTAIN } from "@hemicycle/kit/sealed/forms";
import { decodePoint, encodePoint, type Point, timesPublic, ZERO } from "@hemicycle/kit/sealed/group";
import { nameOf, rankingOf } from "@hemicycle/kit/sealed/names";
import { parts, raw } from "./bytes.ts";
import { type Count, countCells, countOrders, countWritten, labelsOf } from "./counts.ts";
import type { Crew } from "./crew.ts";
import type { Findings } from "./findings.ts";
import { Naming } from "./naming.ts";
import { Opened } from "./opened.ts";
import { readPoint } from "./points.ts";
import type { Division, Frozen } from "./state.ts";
import { FEWEST } from "./state.ts";
import { cellsOf, type SumCell } from "./sums.ts";
import { saidCount } from "./tally.ts";
import type { Work } from "./work.ts";

/** Ciphertexts of a written name. */
const NAME_PARTS = 2;

/** Asks for q `root-ok` where anything followed from the freeze. */
function checkCertificate({ sealed, tally }: Division, findings: Findings): void {
  const followed = sealed !== null && (sealed.released.size > 0 || tally !== null);
  if (!sealed?.freeze || !followed || sealed.wasCertified) return;
  const found = [...sealed.rooted.keys()].sort((a, b) => a - b).join(", ");
  findings.fail("freeze", sealed.freeze.place, "few-root-ok", { found });
}

/**
 * Judges what was released, mixed and opened, and counts it; null if nothing counts. `electors` bounds the search, `rows` are the names of
 * the counted ballots, null where those are in another record.
 */
export async function countSecret(
  division: Division,
  electors: number,
  rows: readonly Bytes[] | null,
  findings: Findings,
  crew: Crew,
  work: Work,
): Promise<Count | null> {
  checkCertificate(division, findings);
  const { frozen, tally } = division;
  const opened = frozen && (await judgeReleases(frozen, division, findings, crew, work));
  if (!frozen || !opened) return null;
  const { item, attempt, sealed, n } = frozen;
  const [found, wanted] = [opened.shares.size, attempt.k];
  if (tally) findings.require(found >= wanted, "release", tally.place, "few-shares", { found, wanted });
  const said = tally ?? sealed.call;
  let cells: Cells | null = null;
  if (said && found >= wanted) {
    cells = await openSums(frozen, opened, Math.min(n, electors), likelyOf(division, frozen), crew);
    findings.require(cells !== null, "tally", said.place, "tally-out-of-range");
  }
  const flags = cells && flagsOf(frozen, cells);
  const points = await new Naming(frozen, tally, findings, crew, work).open(flags, rows);
  if (!tally || !cells) return null;
  if (flags && !points) {
    if (sealed.call)
      findings.fail("row-release", tally.place, "few-shares", { found: sealed.validRows.size, wanted });
    return null;
  }
  if (item.type === RANKING)
    return countOrders(
      (points ?? []).map(([point]) => rankingOf(point as Point, item.c)),
      n,
      item.c,
    );
  if (item.w === 0) return countCells(item, n, cells);
  const written = countWritten((points ?? []).map(namesOf), labelsOf(item), flags ?? 0);
  findings.require(written !== null, "tally", tally.place, "names-mismatch");
  return written && countCells(item, n, cells, written);
}

type Cells = readonly (readonly number[])[];

/** How many names the sums say; of an order how many ballots. */
function flagsOf({ item, n }: Frozen, cells: Cells): number {
  if (item.type === RANKING) return n;
  return item.w > 0 ? (cells.at(-1)?.[0] ?? 0) : 0;
}

/** The names of a row, "" of blank slots, null of what is no name. */
function namesOf(row: readonly Point[]): (string | null)[] {
  return Array.from({ length: row.length / NAME_PARTS }, (_, i) => {
    const points = row.slice(NAME_PARTS * i, NAME_PARTS * (i + 1));
    return points.every((point) => point.is0()) ? "" : nameOf(points);
  });
}

/** The shares that hold; null where there is nothing that could be opened. */
async function judgeReleases(
  { sealed, keys, freeze, item, n }: Frozen,
  { tally }: Division,
  findings: Findings,
  crew: Crew,
  work: Work,
): Promise<Opened | null> {
  for (const act of [...sealed.released.values(), ...(tally ? [tally] : [])])
    findings.require(n === 0 || n >= FEWEST, "release", act.place, "few-ballots", { n });
  const cells = parts(raw(freeze.doc.cells), 64);
  const points = parts(raw(freeze.doc.cells), 32).every(
    (bytes) => bytes.length === 32 && readPoint(bytes, true),
  );
  if (cells.length !== cellsOf(item).length || !points) {
    findings.fail("freeze", `${freeze.place} member=cells`, "not-points");
    return null;
  }
  const opened = new Opened(cells);
  const count = n > 0 ? cells.length : 0;
  for (const [index, act] of [...sealed.released].sort(([a], [b]) => a - b)) {
    const own = keys.shares[index - 1] as Bytes;
    const to = { tag: "share", bound: raw(sealed.frz), party: index, own };
    const told = work.begin(act, count);
    await opened.add(act, to, count, findings, crew, told);
  }
  sealed.valid = new Set(opened.shares.keys());
  return opened;
}

/** What every cell counts of n ballots: (for, abstain) of three keys, else (x); null if a sum is no possible count. */
async function openSums(
  { item, keys, attempt }: Frozen,
  opened: Opened,
  n: number,
  likely: Cells,
  crew: Crew,
): Promise<Cells | null> {
  const cells = cellsOf(item);
  if (n === 0) return cells.map(({ threeKeys }) => (threeKeys ? [0, 0] : [0]));
  const y = decodePoint(keys.publicKey);
  const table = new Multiples(y);
  const totals = await opened.totals(attempt.k, crew);
  const found = cells.map((cell, number) => {
    const total = totals[number] as Point;
    return cell.threeKeys
      ? threeKeys(total, y, n, likely[number], table)
      : single(total, y, n, cell, likely[number], table);
  });
  return found.every((counts) => counts !== null) ? found : null;
}

/** The multiples x·Y by their bytes, made once they are needed. */
class Multiples {
  readonly #numbers = new Map<string, number>();
  #next = ZERO;

  constructor(readonly y: Point) {}

  find(point: Point, most: number): number | null {
    while (this.#numbers.size <= most) {
      this.#numbers.set(b64u(encodePoint(this.#next)), this.#numbers.size);
      this.#next = this.#next.add(this.y);
    }
    const found = this.#numbers.get(b64u(encodePoint(point)));
    return found !== undefined && found <= most ? found : null;
  }
}

/** The only (for, abstain) with a sum ≤ n that `total` can be: what is likely is tried first, then all. */
function threeKeys(
  total: Point,
  y: Point,
  n: number,
  [f = 0, b = 0]: readonly number[] = [],
  table: Multiples,
): readonly number[] | null {
  if (f + b <= n && total.equals(timesPublic(y, BigInt(f) + BigInt(ABSTAIN) * BigInt(b)))) return [f, b];
  const step = timesPublic(y, BigInt(ABSTAIN));
  let rest = total;
  for (let abstain = 0; abstain <= n; abstain++, rest = rest.subtract(step)) {
    const votes = table.find(rest, n - abstain);
    if (votes !== null) return [votes, abstain];
  }
  return null;
}

function single(
  total: Point,
  y: Point,
  n: number,
  { most }: SumCell,
  [x]: readonly number[] = [],
  table: Multiples,
): readonly number[] | null {
  if (x !== undefined && x <= n * most && total.equals(timesPublic(y, BigInt(x)))) return [x];
  const found = table.find(total, n * most);
  return found === null ? null : [found];
}

/** What the sums count if the result is true, cell by cell. */
function likelyOf(division: Division, { item }: Frozen): (readonly number[])[] {
  const result = division.tally?.doc.result;
  const count: Count | null = result ? saidCount(division, item, result) : null;
  if (!count) return [];
  if (item.type === THREE_KEYS || item.type === ELECTION)
    return count.names.map(([yes = 0, , abstain = 0]) => [yes, abstain]);
  const rows: readonly (readonly number[])[] = count.names;
  return rows.flatMap((row) => (row.length === 1 ? [row] : row.slice(0, -1).map((x) => [x])));
}
