/** What a QR code holds, and the card's key (docs/check-in.md §3). */
import { type Signer, signerOfCard } from "@hemicycle/kit/crypto";
import { normalizeCode } from "@hemicycle/kit/encoding";

export const CARD_PREFIX = "HEMICARD";

/** The characters of a card's code; null if it is none. */
export function charactersOf(read: string): string | null {
  const text = read.trim().toUpperCase();
  if (!text.startsWith(CARD_PREFIX)) return null;
  try {
    return normalizeCode(text.slice(CARD_PREFIX.length));
  } catch {
    return null;
  }
}

/** The key of a card that was read; null if it is no card. */
export async function cardOf(read: string): Promise<Signer | null> {
  const characters = charactersOf(read);
  return characters === null ? null : signerOfCard(characters);
}
