/** What a checker makes of a challenged ballot (docs/sealed.md §4): recomputed from its opening, under the key of the scrutineers. */
import { Api, ApiError, type ServerInfo } from "@hemicycle/kit/api";
import { type ChallengedBallot, decodeChallenge } from "@hemicycle/kit/challenge";
import { b64u, equal } from "@hemicycle/kit/encoding";
import { checkOpening } from "@hemicycle/kit/sealed/ballot";
import { trackingCode } from "@hemicycle/kit/sealed/entries";
import type { Choices } from "@hemicycle/kit/sealed/forms";
import { SealedError, voteKey } from "@hemicycle/kit/sealed/group";
import {
  type KeySet,
  pinText,
  type SealDocument,
  scrutineersPin,
  verifyKeySet,
} from "@hemicycle/kit/sealed/keys";

/** Whose key the ballot was encrypted under. Whoever may choose it opens a ballot as anything. */
export type KeyOrigin =
  /** The scrutineers' whose pin this is. */
  | { readonly kind: "scrutineers"; readonly pin: string }
  | { readonly kind: "foreign" }
  /** It could not be asked. */
  | { readonly kind: "unknown" };

export type Verdict =
  /** The link holds no ballot. */
  | { readonly kind: "none" }
  /** What the link holds is no opening of a ballot. */
  | { readonly kind: "broken" }
  /** The opening belongs to another ballot than the code. */
  | { readonly kind: "differs"; readonly code: string; readonly found: string }
  | { readonly kind: "foreign"; readonly code: string }
  | {
      readonly kind: "holds";
      readonly code: string;
      readonly choices: Choices;
      readonly origin: Exclude<KeyOrigin, { kind: "foreign" }>;
    };

/** The keys that a sitting's scrutineers sealed; null if they can't be had. @throws SealedError if they don't hold */
export type KeysOf = (sitting: string) => Promise<KeySet | null>;

/** Asks the server that this page came from. */
export async function keysFromServer(sitting: string): Promise<KeySet | null> {
  const api = new Api();
  try {
    const { key } = await api.get<ServerInfo>("/v1/server", false);
    const path = `/v1/sittings/${encodeURIComponent(sitting)}/seal`;
    return await verifyKeySet(await api.get<SealDocument>(path, false), { sitting, server: key, pin: null });
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

async function originOf({ sitting, publicKey }: ChallengedBallot, keysOf: KeysOf): Promise<KeyOrigin> {
  try {
    const keys = await keysOf(sitting);
    if (!keys) return { kind: "unknown" };
    if (keys.publicKey !== b64u(publicKey)) return { kind: "foreign" };
    return { kind: "scrutineers", pin: pinText(await scrutineersPin(keys.scrutineers)) };
  } catch (error) {
    if (error instanceof SealedError) return { kind: "foreign" };
    throw error;
  }
}

/** Judges the ballot in an address's fragment (without `#`). */
export async function judge(fragment: string, keysOf: KeysOf): Promise<Verdict> {
  if (fragment === "") return { kind: "none" };
  const ballot = decodeChallenge(fragment);
  if (!ballot) return { kind: "broken" };
  const { form, publicKey, place, opening, head } = ballot;
  const code = trackingCode(head);
  try {
    const found = await checkOpening(form, voteKey(publicKey), place, opening);
    if (!equal(found.head, head)) return { kind: "differs", code, found: found.trackingCode };
    const origin = await originOf(ballot, keysOf);
    return origin.kind === "foreign"
      ? { kind: "foreign", code }
      : { kind: "holds", code, choices: found.choices, origin };
  } catch (error) {
    if (error instanceof SealedError) return { kind: "broken" };
    throw error;
  }
}
