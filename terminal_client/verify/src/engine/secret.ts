/** The ballots of a secret vote: every entry, what counts, and the freeze (docs/sealed.md §4 to §6, §11). */
import { type Bytes, b64u } from "@hemicycle/kit/encoding";
import { layoutOf } from "@hemicycle/kit/sealed/forms";
import { ZERO } from "@hemicycle/kit/sealed/group";
import type { Doc } from "./acts.ts";
import { Box, boardOf, follows, seqOf } from "./box.ts";
import { digText, parts, raw } from "./bytes.ts";
import { type Item, paperOf } from "./counts.ts";
import type { Crew, Told } from "./crew.ts";
import { ciphertextsOf, type EntryFault, isEntry, partsOf } from "./entries.ts";
import type { Findings } from "./findings.ts";
import { type Elector, placeOf } from "./opening.ts";
import { readPoint } from "./points.ts";
import type { Division } from "./state.ts";
import { Ciphertext, cellsOf, rowOf } from "./sums.ts";

const COUNTED_ROW = 68;
const CHUNK = 64;

interface SealedEntry {
  readonly position: number;
  readonly spoils: boolean;
  readonly body: Bytes;
  readonly open: string;
  readonly key: string;
  readonly seq: number;
  readonly prev: string;
  readonly id: string;
  readonly ciphertexts: readonly string[];
}

function readEntry(position: number, entry: Bytes, length: number, cells: number): SealedEntry | null {
  if (!isEntry(entry, length)) return null;
  const { body, spoils } = partsOf(entry);
  const at = spoils ? 1 : 3;
  return {
    position,
    spoils,
    body,
    open: b64u(body.slice(at, at + 32)),
    key: b64u(body.slice(at + 32, at + 64)),
    seq: seqOf(body, at + 64),
    prev: b64u(body.slice(at + 68, at + 100)),
    id: digText(spoils ? "spoil" : "ballot", body),
    ciphertexts: spoils ? [] : ciphertextsOf(body, cells).map((bytes) => b64u(bytes.subarray(0, 32))),
  };
}

/** Judges every entry: by itself in several workers, then key by key. */
export async function readSealedBox(
  entries: readonly Bytes[],
  division: Division,
  item: Item,
  electors: readonly Elector[],
  findings: Findings,
  crew: Crew,
  told: Told,
): Promise<Box> {
  const publicKey = division.sealed?.attempt?.keys?.publicKey ?? null;
  if (!publicKey) findings.fail("ballot-proof", "member=ballots", "no-keys");
  const { form } = paperOf(item);
  const { length, cells, proofs } = layoutOf(form);
  const faults = await crew.run<"ballots">({ kind: "ballots", form, publicKey, items: entries }, told);
  const board = new Board(Box.of(entries, electors), division, item, findings);
  for (const [i, entry] of entries.entries())
    board.add(readEntry(i + 1, entry, length, cells.length), entry, faults[i] ?? [], i + 1);
  findings.count("ballots", entries.length);
  findings.count("proofs", proofs.length * entries.filter((entry) => entry[0] === 1).length);
  return board.box;
}

/** Follows every key from entry to entry. */
class Board {
  readonly #before = new Map<string, SealedEntry>();
  readonly #alphas = new Map<string, { readonly entry: SealedEntry; readonly number: number }>();
  readonly #row: readonly number[];
  readonly #limit: number;

  constructor(
    readonly box: Box,
    readonly division: Division,
    item: Item,
    readonly findings: Findings,
  ) {
    this.#row = rowOf(item);
    this.#limit = division.opening?.doc.max_seq ?? 0;
  }

  /** Judges an entry after those before it. One that is not its key's, or has nothing to sum, is not followed. */
  add(read: SealedEntry | null, entry: Bytes, faults: readonly EntryFault[], position: number): void {
    const elector = this.box.byKey.get(this.box.casters[position - 1] ?? "");
    const seat = placeOf(elector);
    const { findings } = this;
    for (const { code, reason, part } of faults)
      findings.fail(code, `position=${position}${part}${seat}`, reason, { length: entry.length });
    if (!read) return;
    const place = `position=${position}${seat}`;
    const { key, open } = read;
    const sound = !faults.some(({ reason }) => reason === "ballot-signature" || reason === "ballot-point");
    const conditions = [
      sound,
      findings.require(elector !== undefined, "ballot-electorate", place, "ballot-electorate", { key }),
      findings.require(open === this.division.open, "ballot-open", place, "ballot-open"),
    ];
    if (conditions.every(Boolean)) this.#follow(read, place);
  }

  #follow(entry: SealedEntry, place: string): void {
    const { key, seq, id, body } = entry;
    const newer = follows(entry, this.#before.get(key), this.#limit, place, this.findings);
    this.#compareAlphas(entry, place);
    if (!newer) return;
    this.#before.set(key, entry);
    if (!entry.spoils) this.box.last.set(key, { seq, id, body });
  }

  /** An α that was there before: of another seat a failure, of the same seat or of a name an alarm. */
  #compareAlphas(entry: SealedEntry, place: string): void {
    for (const [number, alpha] of entry.ciphertexts.entries()) {
      const first = this.#alphas.get(alpha);
      if (!first) {
        this.#alphas.set(alpha, { entry, number });
        continue;
      }
      const { position, key } = first.entry;
      const other = placeOf(this.box.byKey.get(key)).trim();
      const where = place.replace(" ", ` ciphertext=${number} repeats=${position} `);
      const harmless = key === entry.key || this.#row.includes(number);
      if (harmless) this.findings.warn("alpha-repeated", where, "alpha-repeated", { position, other });
      else this.findings.fail("alpha-repeated", where, "alpha-repeated", { position, other });
    }
  }
}

/** The box of a public edition, as far as leaf hashes tell of it. */
export function readPublicBox(
  document: Doc,
  division: Division,
  electors: readonly Elector[],
  findings: Findings,
): Box {
  findings.warn("bundle-form", "member=format", "public-edition");
  findings.unjudged.add("public");
  findings.require(division.secret, "bundle-form", "member=format", "public-named");
  const leaves = parts(raw(document.leaves), 32);
  const box = new Box(electors, leaves, [], true);
  const rows = parts(raw(document.counted), COUNTED_ROW);
  findings.require(rows.length <= leaves.length, "ballot-form", "member=counted", "counted-many", {
    found: rows.length,
    entries: leaves.length,
  });
  const limit: number = division.opening?.doc.max_seq ?? 0;
  let before = "";
  for (const [number, row] of rows.entries()) {
    const key = b64u(row.slice(0, 32));
    const hex = [...row.subarray(0, 32)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const elector = box.byKey.get(key);
    const place = `member=counted row=${number}${placeOf(elector)}`;
    const found = seqOf(row, 32);
    findings.require(hex > before, "ballot-form", place, "counted-order");
    findings.require(found >= 1 && found <= limit, "ballot-sequence", place, "ballot-limit", {
      found,
      limit,
    });
    before = hex;
    if (findings.require(elector !== undefined, "ballot-electorate", place, "ballot-electorate", { key }))
      box.last.set(key, { seq: found, id: b64u(row.slice(36)) });
  }
  findings.count("leaves", leaves.length);
  return box;
}

/** Recomputes what the freeze says. */
export async function checkFreeze(
  division: Division,
  box: Box,
  item: Item,
  findings: Findings,
  crew: Crew,
): Promise<void> {
  const { sealed, opening, close } = division;
  if (!sealed?.freeze || !opening || !close) return;
  const { doc, place } = sealed.freeze;
  for (const [name, wanted] of Object.entries({ ...boardOf(opening, close, box), n: box.last.size }))
    findings.require(doc[name] === wanted, "freeze", `${place} member=${name}`, "member-differs", {
      found: doc[name],
      wanted,
    });
  if (box.bare) return;
  const said = raw(doc.cells);
  const cells = cellsOf(item);
  const wanted = 64 * cells.length;
  const whole = findings.require(said.length === wanted, "freeze", `${place} member=cells`, "cells-length", {
    found: said.length,
    wanted,
  });
  if (!whole) return;
  const sums = await sumsOf(box, item, crew);
  for (const [number, own] of parts(said, 64).entries())
    findings.require(
      b64u(own) === b64u(sums[number] ?? new Uint8Array()),
      "freeze",
      `${place} member=cells cell=${number}`,
      "cell-differs",
    );
}

/** `A‖B` of every cell over the counted ballots, some at a time. */
async function sumsOf(box: Box, item: Item, crew: Crew): Promise<Bytes[]> {
  const bodies = [...box.last.values()].flatMap(({ body }) => (body ? [body] : []));
  const cells = cellsOf(item).map(({ terms }) => terms);
  const chunks = Array.from({ length: Math.ceil(bodies.length / CHUNK) }, (_, i) =>
    bodies.slice(CHUNK * i, CHUNK * (i + 1)),
  );
  const partial = await Promise.all(chunks.map((items) => crew.run<"sums">({ kind: "sums", cells, items })));
  return cells.map((_, number) => {
    const all = partial.map((sums) => sums[number] as Bytes);
    const half = (from: number) =>
      all.reduce((sum, own) => sum.add(readPoint(own.slice(from, from + 32), true) ?? ZERO), ZERO);
    return new Ciphertext(half(0), half(32)).bytes;
  });
}
