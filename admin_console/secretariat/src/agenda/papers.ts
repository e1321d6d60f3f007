/** Documents on their way to an item: what a dropped file becomes, and the acts that put it before the house (docs/documents.md §2). Pure. */
import type { Json } from "@hemicycle/kit/canonical";
import { type DocumentView, MAX_BYTES } from "@hemicycle/kit/documents";
import type { Bilingual, Division, DivisionState } from "@hemicycle/kit/types";

/** Languages that sittings have papers in, with their own names. */
export const LANGUAGES: readonly (readonly [tag: string, name: string])[] = [
  ["zh", "中文"],
  ["en", "English"],
  ["mn", "ᠮᠣᠩᠭᠣᠯ"],
  ["bo", "བོད་ཡིག"],
  ["ug", "ئۇيغۇرچە"],
  ["kk", "قازاقشا"],
  ["ko", "조선말"],
  ["ii", "ꆈꌠꉙ"],
  ["za", "Vahcuengh"],
];

/** What the server answers to a file that it keeps. */
export interface Kept {
  readonly sha256: string;
  readonly bytes: number;
  readonly pages: number;
}

/** A file that was dropped: on its way, kept, or refused. */
export interface Pending {
  readonly id: string;
  readonly name: string;
  readonly title: Bilingual;
  readonly language: string;
  readonly candidate: number | null;
  /** The document that it takes the place of; "" for none. */
  readonly replaces: string;
  /** 0 to 1. */
  readonly sent: number;
  readonly kept: Kept | null;
  readonly problem: string;
}

/** Until the vote opens papers may change. */
export function mayAttach(state: DivisionState): boolean {
  return state === "draft" || state === "approved" || state === "announced";
}

/** An id that no document of the division ever had, also not one that was withdrawn. */
export function freshId(): string {
  return `doc-${crypto.randomUUID().slice(0, 13)}`;
}

const HAN = /\p{Script=Han}/u;

/** What a file's name says: its title, its language, and whose of the names on the ballot it is about. */
export function pendingOf(
  name: string,
  { names }: Pick<Division, "names">,
  replaced?: DocumentView,
): Pending {
  const words = name
    .replace(/\.pdf$/i, "")
    .replaceAll("_", " ")
    .trim()
    .slice(0, 200);
  const found = (names[0] ?? []).findIndex(({ zh }) => zh !== "" && words.includes(zh));
  const chinese = HAN.test(words);
  return {
    id: freshId(),
    name,
    title: replaced?.title ?? { zh: chinese ? words : "", en: chinese ? "" : words },
    language: replaced?.language ?? (chinese ? "zh" : "en"),
    candidate: replaced ? replaced.candidate : found < 0 ? null : found,
    replaces: replaced?.id ?? "",
    sent: 0,
    kept: null,
    problem: "",
  };
}

/** Why a file is not even sent: a key of this folder's texts. */
export async function fileFault(file: Blob): Promise<"notPdf" | "tooBig" | null> {
  if (file.size > MAX_BYTES) return "tooBig";
  const head = await file.slice(0, 5).text();
  return head === "%PDF-" ? null : "notPdf";
}

/** The members of `document-attach`; null while the file is not kept or has no title. */
export function attachMembers(division: string, pending: Pending): Record<string, Json> | null {
  const { id, title, language, candidate, replaces, kept } = pending;
  const named = { zh: title.zh.trim(), en: title.en.trim() };
  if (!kept || !(named.zh || named.en)) return null;
  return {
    division,
    document: id,
    title: named,
    language,
    ...kept,
    ...(candidate === null ? {} : { candidate }),
    ...(replaces ? { replaces } : {}),
  };
}
