/** Result sheets and minutes, as pages offer them for download (docs/protocol.md §11). */
import { lang, texts } from "./i18n.ts";
import type { Division, Lang } from "./types.ts";

export type SheetFormat = "pdf" | "xlsx" | "json" | "html";

/** A file that the server makes: where it is read, and the name it is saved under. */
export interface SheetFile {
  readonly format: SheetFormat;
  readonly label: string;
  readonly path: string;
  readonly name: string;
}

export const sheetWords = texts(
  { sheet: "结果单", minutes: "会议记录", page: "网页", save: (what: string, as: string) => `${what} ${as}` },
  {
    sheet: "Result sheet",
    minutes: "Minutes",
    page: "Web page",
    save: (what: string, as: string) => `${what}, ${as}`,
  },
);

const OF_RECORD: ReadonlySet<Division["state"]> = new Set(["declared", "published", "archived", "void"]);
const PUBLISHED: ReadonlySet<Division["state"]> = new Set(["published", "archived"]);
const FILES = ["pdf", "xlsx", "json"] as const satisfies readonly SheetFormat[];

function fileOf(path: string, name: string, format: SheetFormat, language: Lang): SheetFile {
  return {
    format,
    label: format === "html" ? sheetWords().page : format.toUpperCase(),
    path: `${path}?format=${format}&lang=${language}`,
    name: `${name}.${language}.${format}`,
  };
}

/** The files of a division's result: none before the declaration, the page from the publication on, none of a test vote. */
export function sheetsOf(
  sitting: string,
  division: Pick<Division, "id" | "state" | "template">,
  language: Lang = lang.value,
): SheetFile[] {
  if (!OF_RECORD.has(division.state) || division.template === "trial") return [];
  const formats: readonly SheetFormat[] = PUBLISHED.has(division.state) ? [...FILES, "html"] : FILES;
  const path = `/v1/sittings/${sitting}/divisions/${division.id}/sheet`;
  return formats.map((format) => fileOf(path, `${sitting}@${division.id}`, format, language));
}

/** The minutes of a sitting. */
export function minutesOf(sitting: string, language: Lang = lang.value): SheetFile[] {
  return FILES.map((format) =>
    fileOf(`/v1/sittings/${sitting}/minutes`, `${sitting}.minutes`, format, language),
  );
}
