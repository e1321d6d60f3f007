/** The box of a division: named ballots, heads, and the board that the chair signed (docs/protocol.md §6, §7). */
import { decodeMarks } from "@hemicycle/kit/clear";
import { type Bytes, b64u, concat, u32be, u64be } from "@hemicycle/kit/encoding";
import type { Marks } from "@hemicycle/kit/marks";
import type { Act, Doc } from "./acts.ts";
import { digText, leafHash, PREFIX_BYTES, parts, raw, rootOf, Tree, ZERO32_TEXT } from "./bytes.ts";
import { type Count, countMarks, type Item, marksLength, paperOf } from "./counts.ts";
import type { Crew, Told } from "./crew.ts";
import type { Findings } from "./findings.ts";
import { type Elector, placeOf } from "./opening.ts";
import type { Division } from "./state.ts";

const HEADER = 103;
const SIGNATURE = 64;
/** A head does not name its epoch: each is tried, up to so many. */
const MAX_EPOCHS = 16;

/** What counts of an elector: its place in the chain, and the marks of a named ballot or the body of a sealed one. */
export interface CountedBallot {
  readonly seq: number;
  readonly id: string;
  readonly marks?: Marks;
  readonly body?: Bytes;
}

/** The entries of a division, and each elector's counted ballot. Of a bare one only the leaves are known. */
export class Box {
  readonly last = new Map<string, CountedBallot>();
  readonly byKey: ReadonlyMap<string, Elector>;

  constructor(
    readonly electors: readonly Elector[],
    readonly leaves: readonly Bytes[],
    /** Whose each entry is. */
    readonly casters: readonly string[],
    readonly bare = false,
  ) {
    this.byKey = new Map(electors.map((elector) => [elector.key, elector]));
  }

  static of(entries: readonly Bytes[], electors: readonly Elector[]): Box {
    return new Box(electors, entries.map(leafHash), entries.map(casterOf));
  }

  get size(): number {
    return this.leaves.length;
  }

  countedLeaves(): Bytes[] {
    return this.electors.map(({ key }) => {
      const { seq, id } = this.last.get(key) ?? { seq: 0, id: ZERO32_TEXT };
      return leafHash(concat(raw(key), u32be(seq), raw(id)));
    });
  }

  counts(item: Item): Count {
    return countMarks(
      item,
      [...this.last.values()].flatMap(({ marks }) => (marks ? [marks] : [])),
    );
  }
}

/** The key of an entry: a spoil entry has no `HB1` before its opening. */
export function casterOf(entry: Bytes): string {
  return b64u(entry[0] === 2 ? entry.slice(33, 65) : entry.slice(36, 68));
}

export function seqOf(bytes: Bytes, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0);
}

/** A key's place in its chain of entries. */
export interface Link {
  readonly open: string;
  readonly key: string;
  readonly seq: number;
  readonly prev: string;
  readonly id: string;
}

/** Judges seq and prev after the entry before; whether it is newer than that. */
export function follows(
  link: Link,
  before: Pick<Link, "seq" | "id"> | undefined,
  limit: number,
  place: string,
  findings: Findings,
): boolean {
  const { seq: last, id } = before ?? { seq: 0, id: link.open };
  const { seq: found, prev } = link;
  const inOrder = found === last + 1 && prev === id;
  findings.require(inOrder, "ballot-sequence", place, "ballot-sequence", { found, wanted: last + 1 });
  findings.require(found <= limit, "ballot-sequence", place, "ballot-limit", { found, limit });
  return found > last;
}

interface NamedBallot extends Link {
  readonly position: number;
  readonly body: Bytes;
  readonly s: Bytes;
  readonly marks: Marks;
}

function readNamed(
  position: number,
  entry: Bytes,
  item: Item,
  findings: Findings,
  by: Box["byKey"],
): NamedBallot | null {
  const marked = entry[0] === 1 && entry[1] === 0x48 && entry[2] === 0x42 && entry[3] === 0x31;
  if (!marked || entry.length !== 1 + HEADER + marksLength(item) + SIGNATURE) {
    findings.fail("ballot-form", `position=${position}`, "ballot-form", { length: entry.length });
    return null;
  }
  const body = entry.slice(1, -SIGNATURE);
  const key = b64u(body.slice(35, 67));
  const written = body.slice(HEADER);
  try {
    return {
      position,
      body,
      s: entry.slice(-SIGNATURE),
      marks: decodeMarks(paperOf(item), written),
      open: b64u(body.slice(3, 35)),
      key,
      seq: seqOf(body, 67),
      prev: b64u(body.slice(71, 103)),
      id: digText("ballot", body),
    };
  } catch {
    const marks = [...written].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    findings.fail("ballot-form", `position=${position}${placeOf(by.get(key))}`, "ballot-marks", { marks });
    return null;
  }
}

/** Judges every entry of a named vote. */
export async function readNamedBox(
  entries: readonly Bytes[],
  division: Division,
  item: Item,
  electors: readonly Elector[],
  findings: Findings,
  crew: Crew,
  told: Told,
): Promise<Box> {
  const box = Box.of(entries, electors);
  const limit: number = division.opening?.doc.max_seq ?? 0;
  const ballots = entries.flatMap((entry, i) => readNamed(i + 1, entry, item, findings, box.byKey) ?? []);
  const items = ballots.map(({ key, s, body }) => ({ key: raw(key), s, tag: "ballot", fields: [body] }));
  const signed = await crew.run<"signatures">({ kind: "signatures", items }, told);
  for (const [i, ballot] of ballots.entries()) {
    const { key, open } = ballot;
    const elector = box.byKey.get(key);
    const place = `position=${ballot.position}${placeOf(elector)}`;
    const valid = [
      findings.require(signed[i] === true, "ballot-signature", place, "ballot-signature"),
      findings.require(elector !== undefined, "ballot-electorate", place, "ballot-electorate", { key }),
      findings.require(open === division.open, "ballot-open", place, "ballot-open"),
    ];
    if (valid.every(Boolean) && follows(ballot, box.last.get(key), limit, place, findings))
      box.last.set(key, { seq: ballot.seq, id: ballot.id, marks: ballot.marks });
  }
  findings.count("ballots", entries.length);
  return box;
}

/** Judges the heads: signature, root over the entries that each covers, and order. */
export async function checkHeads(
  heads: readonly Doc[],
  division: Division,
  box: Box,
  server: string,
  findings: Findings,
  crew: Crew,
): Promise<void> {
  const roots = rootsOf(division, box, new Set(heads.map(({ size }) => size)));
  const most: number = Math.min(division.tally?.doc.result.epoch ?? MAX_EPOCHS, MAX_EPOCHS);
  let [epoch, lastSize, lastMs] = [0, 0, 0];
  for (const [index, head] of heads.entries()) {
    const place = `head=${index}`;
    const { size, ms } = head;
    const epochs = Array.from({ length: most - epoch + 1 }, (_, i) => epoch + i);
    const found = await epochOf(head, division, server, epochs, crew);
    findings.require(found !== null, "head-signature", place, "head-signature");
    epoch = found ?? epoch;
    const root = roots.get(size);
    if (root === undefined) findings.fail("head-root", place, "head-beyond", { size, entries: box.size });
    else findings.require(head.root === root, "head-root", place, "head-root", { size });
    findings.require(size >= lastSize && ms >= lastMs, "head-order", place, "head-order", { size, ms });
    [lastSize, lastMs] = [size, ms];
  }
  findings.count("heads", heads.length);
}

function rootsOf({ opening }: Division, box: Box, sizes: ReadonlySet<number>): Map<number, string> {
  const roots = new Map<number, string>();
  if (!opening) return roots;
  const tree = new Tree();
  tree.append(leafHash(opening.body));
  roots.set(0, b64u(tree.root()));
  for (const [i, leaf] of box.leaves.entries()) {
    tree.append(leaf);
    if (sizes.has(i + 1)) roots.set(i + 1, b64u(tree.root()));
  }
  return roots;
}

async function epochOf(
  { root, s, size, ms }: Doc,
  { open }: Division,
  server: string,
  epochs: readonly number[],
  crew: Crew,
): Promise<number | null> {
  for (const epoch of epochs) {
    const fields = [raw(open), u32be(epoch), u64be(size), raw(root), u64be(ms)];
    const item = { key: raw(server), s: raw(s), tag: "head", fields };
    const [holds] = await crew.run<"signatures">({ kind: "signatures", items: [item] });
    if (holds) return epoch;
  }
  return null;
}

/** Size, root and counted root of the board with the close. */
export function boardOf(
  opening: Act,
  close: Act,
  box: Box,
): Record<"size" | "root" | "counted_root", unknown> {
  return {
    size: box.size,
    root: b64u(rootOf([leafHash(opening.body), ...box.leaves, leafHash(close.body)])),
    counted_root: b64u(rootOf(box.countedLeaves())),
  };
}

/** Compares the box with what the tally and the declaration sign. */
export function checkBoard(
  { opening, close, tally, declaration }: Division,
  box: Box,
  findings: Findings,
): void {
  if (!opening || !close) return;
  const board = boardOf(opening, close, box);
  const counted = box.countedLeaves().map(prefixOf);
  for (const act of [tally, declaration]) {
    if (!act) continue;
    const { result } = act.doc;
    for (const [name, wanted] of Object.entries(board))
      findings.require(
        result[name] === wanted,
        "board",
        `${act.place} member=result.${name}`,
        "member-differs",
        {
          found: result[name],
          wanted,
        },
      );
    compareEntries(act, box, findings);
    compareCounted(act, counted, box, findings);
  }
}

function prefixOf(leaf: Uint8Array): string {
  return b64u(leaf.subarray(0, PREFIX_BYTES));
}

function prefixes(text: string): string[] {
  return parts(raw(text), PREFIX_BYTES).map(b64u);
}

/** Names the positions that differ from what was signed: altered, missing or added. */
function compareEntries(act: Act, box: Box, findings: Findings): void {
  const signed = prefixes(act.doc.result.entries);
  const found = box.leaves.map(prefixOf);
  for (const { position, reason } of differences(signed, found)) {
    const caster = reason === "entry-missing" ? "" : placeOf(box.byKey.get(box.casters[position - 1] ?? ""));
    findings.fail("board", `${act.place} member=result.entries position=${position}${caster}`, reason, {
      position,
    });
  }
}

type Difference = {
  readonly position: number;
  readonly reason: "entry-differs" | "entry-missing" | "entry-added";
};

/** Where two lists differ between what they have in common at both ends: as many as can be are altered, the rest missing or added. */
function differences(signed: readonly string[], found: readonly string[]): Difference[] {
  const shorter = Math.min(signed.length, found.length);
  let start = 0;
  while (start < shorter && signed[start] === found[start]) start++;
  let end = 0;
  while (end < shorter - start && signed.at(-1 - end) === found.at(-1 - end)) end++;
  const both = shorter - start - end;
  const rest = Math.max(signed.length, found.length) - start - end;
  return Array.from({ length: rest }, (_, i): Difference => {
    const position = start + i + 1;
    if (i >= both)
      return { position, reason: signed.length > found.length ? "entry-missing" : "entry-added" };
    return { position, reason: "entry-differs" };
  }).filter(({ position }) => signed[position - 1] !== found[position - 1]);
}

function compareCounted(act: Act, counted: readonly string[], box: Box, findings: Findings): void {
  const signed = prefixes(act.doc.result.counted);
  const place = `${act.place} member=result.counted`;
  const same = findings.require(signed.length === counted.length, "board", place, "counted-length", {
    found: signed.length,
    wanted: counted.length,
  });
  if (!same) return;
  for (const [i, elector] of box.electors.entries())
    findings.require(signed[i] === counted[i], "board", `${place}${placeOf(elector)}`, "counted-differs");
}
