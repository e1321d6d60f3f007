/** What a terminal knows of its vote when it comes to a division, from the opening and what it keeps. */
import { verifyOpening } from "@hemicycle/kit/ballots";
import type { Opening, Secrecy } from "@hemicycle/kit/types";
import type { KeptEntry } from "./kept.ts";
import type { Entry, Vote } from "./vote.ts";
import type { Answer, ServerWord } from "./word.ts";

const SECRECIES: readonly unknown[] = ["named", "secret"] satisfies Secrecy[];

async function answered(
  kept: readonly KeptEntry[],
  answer: (one: KeptEntry) => Answer | null,
  word: ServerWord,
): Promise<Entry[]> {
  const holds = await Promise.all(kept.map((one) => word.holds(answer(one), one.entry)));
  return kept.filter((_, i) => holds[i]).map(({ entry }) => entry);
}

function lastRefusal(kept: readonly KeptEntry[]): Vote["refused"] {
  const last = kept.at(-1);
  return last?.refusal ? { ballot: last.entry, code: last.refusal.code } : null;
}

/**
 * The vote as of now; `opening` is null when the division is over. What was once shown as secret is never voted on in clear: a named
 * opening of it is false.
 */
export async function arrive(
  division: string,
  opening: Opening | null,
  keptHere: readonly KeptEntry[],
  word: ServerWord,
  shownSecret = false,
): Promise<Vote> {
  const signed = opening && (await verifyOpening(opening, word.server).catch(() => null));
  const open = opening?.open ?? keptHere[0]?.entry.open ?? "";
  const kept = keptHere.filter(({ entry }) => entry.open === open);
  const waiting = kept.filter(({ ack, refusal }) => !ack && !refusal);
  const recorded = await answered(kept, ({ ack }) => ack, word);
  const received = await answered(waiting, ({ receipt }) => receipt, word);
  const secrecy = signed?.definition.secrecy;
  const secret = signed ? secrecy === "secret" : kept.some(({ entry }) => entry.head !== "");
  return {
    division,
    open,
    opening: signed && SECRECIES.includes(secrecy) && !(shownSecret && !secret) ? signed : null,
    secret,
    gate: secret ? "keys" : "open",
    certified: null,
    recorded: recorded.filter(({ kind }) => kind === "ballot").at(-1) ?? null,
    tip: recorded.at(-1) ?? null,
    pending: waiting.map(({ entry }) => entry),
    received: received.map(({ id }) => id),
    pressing: null,
    undecided: null,
    challenged: null,
    refused: lastRefusal(kept),
    slow: false,
    falseAnswer: false,
    failed: false,
    counted: null,
  };
}
