/** Documents before the house (docs/documents.md): what a division has, and a file that is what the record names. */
import { type Api, ApiError } from "./api.ts";
import { b64u } from "./encoding.ts";
import type { Bilingual, Division } from "./types.ts";

/** A document that stands, as a division in the state has it. */
export interface DocumentView {
  readonly id: string;
  readonly title: Bilingual;
  readonly language: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly pages: number;
  /** Whose it is of the names on the ballot, from 0; null of the item itself. */
  readonly candidate: number | null;
}

/** What a division may have beside all else. */
export interface Documented {
  readonly documents?: readonly DocumentView[];
}

/** What is read of a division: its text and names, and its documents. */
export type Read = Pick<Division, "id" | "title" | "text" | "names"> & Documented;

/** Everything that is shown of what is read, to compare. */
export function contentOf({ title, text, names, documents = [] }: Read): string {
  return JSON.stringify([title, text, names, documents]);
}

/** The greatest file that is taken. */
export const MAX_BYTES = 20 * 1024 * 1024;

const ALTERED = new ApiError(0, "document-altered", {
  zh: "文件与会议记录所载的不符，不予显示。请告诉工作人员。",
  en: "The file is not the one that the record names, and is not shown. Tell the staff.",
});

export function documentPath(sitting: string, division: string, document: string): string {
  return `/v1/sittings/${sitting}/divisions/${division}/documents/${document}`;
}

/** The file's bytes, hashed here. @throws ApiError, `document-altered` where they are not those that the act names */
export async function readDocument(
  api: Pick<Api, "blob">,
  path: string,
  { sha256, bytes }: Pick<DocumentView, "sha256" | "bytes">,
): Promise<Uint8Array<ArrayBuffer>> {
  const blob = await api.blob(path);
  if (blob.size !== bytes) throw ALTERED;
  const data = new Uint8Array(await blob.arrayBuffer());
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  if (b64u(digest) !== sha256) throw ALTERED;
  return data;
}

/** 340 KB, 2.4 MB. */
export function sizeWords(bytes: number): string {
  const mega = bytes / (1024 * 1024);
  return mega >= 1 ? `${mega.toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`;
}

/** How many documents a division has. */
export function papersOf({ documents }: Documented): number {
  return documents?.length ?? 0;
}
