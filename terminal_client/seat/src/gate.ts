/** Whether a terminal may encrypt under an opening (docs/sealed.md §2, §3). */
import { SealedError } from "@hemicycle/kit/sealed/group";
import { verifyCertifiedOpening } from "@hemicycle/kit/sealed/keys";
import type { Opening } from "@hemicycle/kit/types";
import type { Keys } from "./keyring.ts";
import type { Gate, Vote } from "./vote.ts";

const WAITING: Readonly<Record<Exclude<Keys["phase"], "ready">, Gate>> = {
  none: "keys",
  checking: "keys",
  unconfirmed: "unconfirmed",
  false: "false",
  foreign: "false",
};

/** Judges a secret opening by the keys that this terminal believes and the scrutineers' signatures so far. */
export async function judge(opening: Opening, keys: Keys): Promise<Pick<Vote, "gate" | "certified">> {
  if (keys.phase !== "ready") return { gate: WAITING[keys.phase], certified: null };
  if (!keys.set) return { gate: "keys", certified: null };
  try {
    const certified = await verifyCertifiedOpening(opening, opening.certificate, keys.set);
    return { gate: "open", certified };
  } catch (error) {
    const waiting = error instanceof SealedError && error.code === "not-certified";
    return { gate: waiting ? "uncertified" : "false", certified: null };
  }
}
