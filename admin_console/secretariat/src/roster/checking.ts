/** One person judged by the rules of the import, which are the server's: `roster-preview` of a file of one line. */
import type { Api } from "@hemicycle/kit/api";
import type { Fields } from "./changing.ts";
import type { PreviewRow } from "./importing.ts";
import { previewRoster } from "./preview.ts";

const LINE = 2;

/** What was found of each field, and the fields as the server would write them. */
export interface Checked extends Pick<PreviewRow, "errors" | "warnings"> {
  /** Null while there are errors. */
  readonly cleaned: Fields | null;
}

/** @throws ApiError */
export async function checkPerson(api: Api, body: string, fields: Fields): Promise<Checked> {
  const file = new File(["代表证号,姓名,拉丁名,代表团,席位,身份,状态\r\n0,x,,,,,\r\n"], "person.csv");
  const { rows, members } = await previewRoster(api, body, file, { [LINE]: fields });
  const [row, member] = [rows[0], members[0]];
  const { errors, warnings } = row ?? { errors: [], warnings: [] };
  if (!member) return { errors, warnings, cleaned: null };
  const { id, name, latin, delegation, seat, role, status } = member;
  return { errors, warnings, cleaned: { number: id, name, latin, delegation, seat, role, status } };
}
