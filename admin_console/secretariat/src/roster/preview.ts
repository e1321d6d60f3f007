/** `POST …/roster-preview` with corrections: nothing is written. */
import { type Api, ApiError } from "@hemicycle/kit/api";
import { type Edits, editsHeader, type Preview } from "./importing.ts";
import { t } from "./texts.ts";

const MAX_BYTES = 8 * 1024 * 1024;

function refused(code: string, pick: (texts: ReturnType<typeof t>) => string): ApiError {
  const words = pick(t());
  return new ApiError(0, code, { zh: words, en: words });
}

/** Judges a file with its corrections. @throws ApiError `too-large`, `too-many-edits` or the server's own */
export async function previewRoster(api: Api, body: string, file: File, edits: Edits): Promise<Preview> {
  if (file.size > MAX_BYTES) throw refused("too-large", (texts) => texts.tooLarge);
  const header = editsHeader(edits);
  if (header === null) throw refused("too-many-edits", (texts) => texts.tooManyEdits);
  const { token } = await api.session();
  const response = await fetch(`/v1/bodies/${body}/roster-preview`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${token}`,
      "Content-Type": "application/octet-stream",
      "X-Filename": encodeURIComponent(file.name),
      ...(Object.keys(edits).length > 0 ? { "X-Edits": header } : {}),
    },
    body: file,
  });
  const answer = await response.json();
  if (response.ok) return answer as Preview;
  const { code, zh, en } = answer.error;
  throw new ApiError(response.status, String(code), { zh: String(zh), en: String(en) });
}
