/** What one list of acts may hold (docs/documents.md §5), and how many acts go into it. Pure. */
import { type ActRequest, actBody } from "@hemicycle/kit/acts";
import { ApiError } from "@hemicycle/kit/api";

export const MOST_ACTS = 200;
export const MOST_BYTES = 3_276_800;

const KEY = new Uint8Array(32);
const ENVELOPE = '{"acts":[]}'.length;
/** `{"b":"…","s":"…"},` with a signature of 64 bytes; b64u has no padding. */
const AROUND = '{"b":"","s":""},'.length + 86;

/** The bytes of an act in the request: nonce, time and key are as long in every act. */
export function bytesOf(request: ActRequest): number {
  return Math.ceil((actBody(request, KEY).length * 4) / 3) + AROUND;
}

/** How many of these acts, from the first, are taken at once. */
export function fitting(requests: readonly ActRequest[]): number {
  let bytes = ENVELOPE;
  const most = requests.slice(0, MOST_ACTS).findIndex((request) => {
    bytes += bytesOf(request);
    return bytes > MOST_BYTES;
  });
  return most < 0 ? Math.min(requests.length, MOST_ACTS) : most;
}

/** Acts that may stand each for itself, in lists that are taken; an act that is too long alone is left to the server to refuse. */
export function inParts(requests: readonly ActRequest[]): (readonly ActRequest[])[] {
  if (requests.length === 0) return [];
  const most = Math.max(1, fitting(requests));
  return [requests.slice(0, most), ...inParts(requests.slice(most))];
}

/** @throws ApiError `too-large` with advice where acts that belong together are more than one list may hold */
export function checkFits(requests: readonly ActRequest[]): void {
  const most = fitting(requests);
  if (most === requests.length) return;
  const words =
    most === 0
      ? {
          zh: "第 1 项太长，不能写入，请缩短。还没有写入任何内容。",
          en: "The first of these is too long to be written; make it shorter. Nothing has been written.",
        }
      : {
          zh: `一次不能写入 ${requests.length} 项：一批最多 ${MOST_ACTS} 项、3.2 MB。请分批，第一批到第 ${most} 项为止。还没有写入任何内容。`,
          en: `${requests.length} can't be written at once: a batch holds ${MOST_ACTS} and 3.2 MB at most. Divide them; the first batch ends with number ${most}. Nothing has been written.`,
        };
  throw new ApiError(413, "too-large", words, { most });
}
