/** Attendance cards made on this page: their characters exist in its memory only (docs/check-in.md §3). */
import { randomBytes, signerOfCard } from "@hemicycle/kit/crypto";
import { b64u, crockford } from "@hemicycle/kit/encoding";
import { Observable } from "@hemicycle/kit/store";

/** A card as it is printed. */
export interface Card {
  /** C, b64u: how the register knows it. */
  readonly key: string;
  /** The 16 characters. */
  readonly text: string;
  readonly member: string;
}

/** What a card's QR code holds: capitals and digits only. */
export const qrText = (card: Card): string => `HEMICARD${card.text}`;

const BATCH = 32;

/** Fresh cards; `progress` hears how many are made. */
export async function makeCards(
  members: readonly string[],
  progress: (made: number) => void,
): Promise<Card[]> {
  const cards: Card[] = [];
  for (const member of members) {
    const text = crockford(randomBytes(10));
    cards.push({ key: b64u((await signerOfCard(text)).publicKey), text, member });
    if (cards.length % BATCH !== 0) continue;
    progress(cards.length);
    await new Promise((resume) => setTimeout(resume));
  }
  return cards;
}

/** A sheet of cards waits here until it is printed, also while another step is shown; a member's newest card only. */
export class CardBox {
  readonly cards = new Observable<readonly Card[]>([]);

  add(fresh: readonly Card[]): void {
    const members = new Set(fresh.map(({ member }) => member));
    this.cards.value = [...this.cards.value.filter(({ member }) => !members.has(member)), ...fresh];
  }

  /** Forgets cards that are not valid any more. */
  keepOnly(valid: ReadonlySet<string>): void {
    const kept = this.cards.value.filter(({ key }) => valid.has(key));
    if (kept.length !== this.cards.value.length) this.cards.value = kept;
  }
}

export const cardBox = new CardBox();
