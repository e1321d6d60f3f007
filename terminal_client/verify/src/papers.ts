/** PDF files beside a record, against the documents that it names (docs/documents.md §4). */
import { sha256 } from "@hemicycle/kit/crypto";
import { b64u } from "@hemicycle/kit/encoding";
import type { Bilingual } from "@hemicycle/kit/types";

const MOST_BYTES = 20 * 2 ** 20;
const COPY = / ?\(\d+\)$/;
const STORED = /^([0-9a-f]{64})(?:-\d+)?$/;

/** A document that stood before the house, as its act names it. */
export interface Named {
  readonly document: string;
  readonly title: Bilingual;
  readonly language: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly pages: number;
}

/** A file that a person opened, with its SHA-256; "" of one that is too long for a document, null of one that the device can't read. */
export interface Paper {
  readonly name: string;
  readonly sha256: string | null;
  readonly size: number;
}

export interface Found {
  readonly document: Named;
  readonly state: "there" | "altered" | "size" | "missing";
  readonly files: readonly string[];
}

/** What became of the documents, and the files that are none of them. */
export interface Matched {
  readonly documents: readonly Found[];
  readonly elsewhere: readonly string[];
  readonly foreign: readonly string[];
  readonly unread: readonly string[];
}

export const isPaper = ({ name }: File): boolean => /\.pdf$/i.test(name);

export async function readPaper(file: File): Promise<Paper> {
  const { name, size } = file;
  if (size > MOST_BYTES) return { name, sha256: "", size };
  const bytes = await file.arrayBuffer().catch(() => null);
  return { name, sha256: bytes && b64u(await sha256(new Uint8Array(bytes))), size };
}

/** Whether a file is called what a document is called: by its id, or as the server stores it. */
function bears({ name }: Paper, { document, sha256: wanted }: Named): boolean {
  const stem = name.replace(/\.pdf$/i, "").replace(COPY, "");
  const stored = STORED.exec(stem)?.[1]?.match(/../g);
  const said = stored && b64u(Uint8Array.from(stored, (pair) => Number.parseInt(pair, 16)));
  return stem === document || said === wanted;
}

function find(document: Named, papers: readonly Paper[], strange: readonly Paper[]): Found {
  const same = papers.filter((paper) => paper.sha256 === document.sha256);
  const altered = strange.filter((paper) => bears(paper, document));
  const files = [...altered, ...same].map(({ name }) => name);
  if (altered.length > 0) return { document, state: "altered", files };
  if (same.length === 0) return { document, state: "missing", files };
  return { document, state: same.every(({ size }) => size === document.bytes) ? "there" : "size", files };
}

/** Matches files with the documents that stood, by their bytes; by their names what is altered. `known` are the SHA-256 of all documents in the sitting. */
export function matchPapers(
  standing: readonly Named[],
  known: readonly string[],
  opened: readonly Paper[],
): Matched {
  const papers = opened.filter(({ sha256 }) => sha256 !== null);
  const strange = papers.filter(({ sha256 }) => !known.includes(sha256 ?? ""));
  const documents = standing.map((document) => find(document, papers, strange));
  const taken = new Set(documents.flatMap(({ files }) => files));
  const rest = papers.filter(({ name }) => !taken.has(name));
  const names = (strangers: boolean) =>
    rest.filter((paper) => strange.includes(paper) === strangers).map(({ name }) => name);
  const unread = opened.filter(({ sha256 }) => sha256 === null).map(({ name }) => name);
  return { documents, elsewhere: names(false), foreign: names(true), unread };
}
