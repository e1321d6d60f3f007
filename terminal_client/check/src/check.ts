/** What a checker makes of a challenged ballot (docs/sealed.md §4): recomputed from its opening, under the key of the scrutineers. */
import { Api, ApiError, type ServerInfo } from "@hemicycle/kit/api";
import { type ChallengedBallot, decodeChallenge } from "@hemicycle/kit/challenge";
import { b64u, equal } from "@hemicycle/kit/encoding";
import { checkOpening } from "@hemicycle/kit/sealed/ballot";
import { trackingCode } from "@hemicycle/kit/sealed/entries";
import { type Choices, encodeForm, type Form } from "@hemicycle/kit/sealed/forms";
import { SealedError, voteKey } from "@hemicycle/kit/sealed/group";
import {
  type KeySet,
  pinText,
  type SealDocument,
  scrutineersPin,
  verifyCertifiedOpening,
  verifyKeySet,
} from "@hemicycle/kit/sealed/keys";
import type { Opening, Paper } from "@hemicycle/kit/types";

/** Whose key the ballot was encrypted under. Whoever may choose it opens a ballot as anything. */
export type KeyOrigin =
  /** The scrutineers' whose pin this is. */
  | { readonly kind: "scrutineers"; readonly pin: string }
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
      readonly form: Form;
      readonly choices: Choices;
      /** As the scrutineers certified them; null where they can't be had. */
      readonly names: Paper["names"] | null;
      readonly origin: KeyOrigin;
    };

/** The keys that a sitting's scrutineers sealed; null if they can't be had. @throws SealedError if they don't hold */
export type KeysOf = (sitting: string) => Promise<KeySet | null>;

/** The opening with this digest and its certificate, as a server tells them; null if they can't be had. */
export type OpeningOf = (sitting: string, open: string) => Promise<CertifiedOpening | null>;

export type CertifiedOpening = Pick<Opening, "division" | "b" | "s" | "certificate">;

export interface Asked {
  readonly keys: KeysOf;
  readonly opening: OpeningOf;
}

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

/** Asks the server that this page came from. */
export async function openingFromServer(sitting: string, open: string): Promise<CertifiedOpening | null> {
  const path = `/v1/sittings/${encodeURIComponent(sitting)}/openings/${open}`;
  return new Api().get<CertifiedOpening>(path, false).catch(() => null);
}

/** The sitting's keys, if they can be had. @throws SealedError if the ballot is not encrypted under them */
async function keysOfBallot(
  { sitting, publicKey }: ChallengedBallot,
  keysOf: KeysOf,
): Promise<KeySet | null> {
  const keys = await keysOf(sitting);
  if (keys && keys.publicKey !== b64u(publicKey)) throw new SealedError("bad-seal");
  return keys;
}

/** What the scrutineers certified to be on the ballot, by the opening that its head is made of; null if it can't be had or doesn't hold. */
async function paperOf(
  { sitting, place }: ChallengedBallot,
  keys: KeySet,
  openingOf: OpeningOf,
): Promise<Paper | null> {
  const open = b64u(place.open);
  const told = await openingOf(sitting, open);
  return told && verifyCertifiedOpening({ ...told, open }, told.certificate, keys).catch(() => null);
}

async function believed(
  ballot: ChallengedBallot,
  choices: Choices,
  { keys: keysOf, opening }: Asked,
): Promise<Verdict> {
  const code = trackingCode(ballot.head);
  const { form } = ballot;
  try {
    const keys = await keysOfBallot(ballot, keysOf);
    if (!keys) return { kind: "holds", code, form, choices, names: null, origin: { kind: "unknown" } };
    const paper = await paperOf(ballot, keys, opening);
    if (paper && !equal(encodeForm(paper.form), encodeForm(form))) return { kind: "broken" };
    const pin = pinText(await scrutineersPin(keys.scrutineers));
    return {
      kind: "holds",
      code,
      form,
      choices,
      names: paper?.names ?? null,
      origin: { kind: "scrutineers", pin },
    };
  } catch (error) {
    if (error instanceof SealedError) return { kind: "foreign", code };
    throw error;
  }
}

/** Judges the ballot in an address's fragment (without `#`). */
export async function judge(fragment: string, asked: Asked): Promise<Verdict> {
  if (fragment === "") return { kind: "none" };
  const ballot = decodeChallenge(fragment);
  if (!ballot) return { kind: "broken" };
  const { form, publicKey, place, opening, head } = ballot;
  const code = trackingCode(head);
  try {
    const found = await checkOpening(form, voteKey(publicKey), place, opening);
    if (!equal(found.head, head)) return { kind: "differs", code, found: found.trackingCode };
    return await believed(ballot, found.choices, asked);
  } catch (error) {
    if (error instanceof SealedError) return { kind: "broken" };
    throw error;
  }
}
