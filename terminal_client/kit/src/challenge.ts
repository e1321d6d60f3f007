/** The link that takes a challenged ballot from the tablet to the checker's page (docs/sealed.md §4): all of it in the fragment. */
import { type Bytes, b64u, unb64u } from "./encoding.ts";
import type { Place } from "./sealed/entries.ts";
import { encodeForm, type Form, type FormItem, layoutOf } from "./sealed/forms.ts";

/** What a checker recomputes a ballot from, and what it should come to. */
export interface ChallengedBallot {
  readonly sitting: string;
  readonly place: Place;
  readonly form: Form;
  /** Y. */
  readonly publicKey: Bytes;
  /** `r‖u32 m` of every ciphertext. */
  readonly opening: Bytes;
  /** What the tablet showed before it was challenged. */
  readonly head: Bytes;
}

const COUNT_LENGTH = 4;
const ITEM_LENGTH = 5;

function decodeForm(bytes: Bytes): Form {
  const items = Array.from({ length: Math.floor((bytes.length - COUNT_LENGTH) / ITEM_LENGTH) }, (_, i) => {
    const [type, c, min, max, w] = bytes.subarray(COUNT_LENGTH + ITEM_LENGTH * i);
    return { type, c, min, max, w } as FormItem;
  });
  if (b64u(encodeForm(items)) !== b64u(bytes)) throw new RangeError("bad-form");
  layoutOf(items);
  return items;
}

/** The fragment, without `#`. */
export function encodeChallenge(ballot: ChallengedBallot): string {
  const { sitting, place, form, publicKey, opening, head } = ballot;
  return new URLSearchParams({
    sitting,
    open: b64u(place.open),
    key: b64u(place.key),
    seq: String(place.seq),
    prev: b64u(place.prev),
    form: b64u(encodeForm(form)),
    public: b64u(publicKey),
    opening: b64u(opening),
    head: b64u(head),
  }).toString();
}

/** The ballot in a fragment; null if something is missing or malformed. */
export function decodeChallenge(fragment: string): ChallengedBallot | null {
  const said = new URLSearchParams(fragment);
  const bytes = (name: string, length?: number) => unb64u(said.get(name) ?? "", length);
  const seq = said.get("seq") ?? "";
  try {
    if (!/^[1-9]\d{0,9}$/.test(seq) || Number(seq) > 0xffffffff) return null;
    const place = {
      open: bytes("open", 32),
      key: bytes("key", 32),
      seq: Number(seq),
      prev: bytes("prev", 32),
    };
    return {
      sitting: said.get("sitting") ?? "",
      place,
      form: decodeForm(bytes("form")),
      publicKey: bytes("public", 32),
      opening: bytes("opening"),
      head: bytes("head", 32),
    };
  } catch {
    return null;
  }
}
