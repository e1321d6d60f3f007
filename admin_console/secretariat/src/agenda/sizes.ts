/** How long a sealed ballot is, and how many names it has room for (docs/sealed.md §4, docs/forms.md §1). Pure. */
import { CHOOSE, ELECTION, GRADES, RANKING } from "@hemicycle/kit/marks";
import type { FormItem } from "@hemicycle/kit/types";

export const MAX_BODY = 20_480;
export const MAX_RANKED = 30;
export const MAX_NAMES = 255;
/** Slots for written names on a terminal; on paper there are as many as names. */
export const MAX_SLOTS = 5;
const MAX_ROW_CELLS = 24_000;
const HEADER = 103;
const CIPHERTEXT = 64;
const BRANCH = 128;
const SLOT_CIPHERTEXTS = 3;
const SLOT_PROOF = 576;
const RANKING_PROOF = 64;

function ciphertexts({ type, c, max, w }: FormItem): number {
  if (type === GRADES) return c * max;
  if (type === RANKING) return 1;
  return c + (type === ELECTION ? 1 + SLOT_CIPHERTEXTS * w : 0);
}

function proofBytes({ type, c, min, max, w }: FormItem): number {
  if (type === RANKING) return RANKING_PROOF;
  if (type === ELECTION) return BRANCH * (3 * c + (c + 1) + (max + 1) + (c + 1)) + SLOT_PROOF * w;
  if (type === GRADES) return BRANCH * (2 * c * max + 2 * c);
  if (type === CHOOSE) return BRANCH * (2 * c + (min === 0 && max === c ? 0 : max - min + 1));
  return BRANCH * 3 * c;
}

/** The length of a sealed ballot's body, bytes. */
export function bodyBytes(item: FormItem): number {
  return HEADER + CIPHERTEXT * ciphertexts(item) + proofBytes(item);
}

/** How many names a ballot of this kind has room for; null where this one is not too long. */
export function roomFor(item: FormItem): number | null {
  if (bodyBytes(item) <= MAX_BODY) return null;
  for (let c = item.c - 1; c > 0; c -= 1) {
    const max = item.type === GRADES ? item.max : Math.min(item.max, c + item.w);
    if (bodyBytes({ ...item, c, max, min: Math.min(item.min, max) }) <= MAX_BODY) return c;
  }
  return 0;
}

/** How many voters a secret election with slots may have (`too-many-rows`); null without slots. */
export function mostElectors({ type, w }: FormItem): number | null {
  return type === ELECTION && w > 0 ? Math.floor(MAX_ROW_CELLS / (2 * w)) : null;
}
