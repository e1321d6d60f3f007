/** Codes that deputies keep: receipt codes of named ballots, tracking codes of sealed ones (docs/protocol.md §6, docs/sealed.md §4). */
import { type Bytes, concat, crockford, u32be } from "@hemicycle/kit/encoding";
import { CIPHERTEXT_LENGTH, HEADER_LENGTH, layoutOf } from "@hemicycle/kit/sealed/forms";
import { dig, plainCrockford } from "./engine/bytes.ts";
import { paperOf } from "./engine/counts.ts";
import type { Division } from "./engine/state.ts";

const RECEIPT = 8;
/** So many characters have to be typed. */
export const LEAST_CODE = RECEIPT;
const TRACKING = 24;

/** The code of an entry without spaces; "" of one that is none. A spoiled one has the code that was challenged. */
export function trackingOf(entry: Bytes, division: Division): string {
  const { item, sealed } = division;
  if (entry[0] === 2) return crockford(entry.slice(101, 133), TRACKING);
  const body = entry.slice(1, -64);
  if (!sealed) return crockford(dig("ballot", body), RECEIPT);
  try {
    const { cells } = layoutOf(item ? paperOf(item).form : []);
    const list = body.slice(HEADER_LENGTH, HEADER_LENGTH + CIPHERTEXT_LENGTH * cells.length);
    const place = [body.slice(3, 35), body.slice(35, 67), body.slice(67, 71), body.slice(71, 103)];
    return crockford(dig("head", ...place, concat(u32be(cells.length), list)), TRACKING);
  } catch {
    return "";
  }
}

/** The code in an address `/verify/#code=…`; "" if there is none. What follows # is sent to no server. */
export function codeOfAddress(hash: string): string {
  return /^#code=([0-9A-Za-z-]{8,40})$/.exec(hash)?.[1] ?? "";
}

/** Whether a code that somebody typed may be the one of a ballot: at least its first eight characters. */
export function isCode(typed: string, code: string): boolean {
  const plain = plainCrockford(typed);
  return plain.length >= RECEIPT && plainCrockford(code).startsWith(plain);
}
