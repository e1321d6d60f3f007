/** A sitting or an item in the making: what it lacks, and the members of its act. Pure. */
import type { Json } from "@hemicycle/kit/canonical";
import type { ExpectedPages } from "@hemicycle/kit/pages";
import type { Bilingual, Division, DivisionState, SittingKind } from "@hemicycle/kit/types";
import { type ProfileDocument, profilesFor } from "../profiles.ts";
import type { QuorumId } from "../rules.ts";

export const SESSION_KINDS = ["annual", "mid-year", "quarterly"] as const;
export type SessionKind = (typeof SESSION_KINDS)[number];

export interface SittingDraft {
  readonly id: string;
  readonly title: Bilingual;
  readonly kind: SittingKind;
  readonly quorum: QuorumId;
  /** Null: rules are chosen one by one. */
  readonly profile: ProfileDocument | null;
  /** 届 and 次会议; null where they are not said. */
  readonly term: number | null;
  readonly session: number | null;
  readonly session_kind: SessionKind | "";
  /** The pages that its terminals are to run (docs/protocol.md §14); absent or null: none are named. */
  readonly pages?: ExpectedPages | null;
}

export function sittingFault(
  { id, title }: Pick<SittingDraft, "id" | "title">,
  taken: readonly string[],
): "needTitle" | "badId" | "idTaken" | null {
  if (!title.zh.trim() && !title.en.trim()) return "needTitle";
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(id)) return "badId";
  return taken.includes(id) ? "idTaken" : null;
}

/** The members of `sitting-create` that a person chose; the quorum is the profile's where there is one. */
export function sittingMembers(draft: SittingDraft): Record<string, Json> {
  const { title, kind, quorum, profile, term, session, session_kind, pages = null } = draft;
  return {
    title: { zh: title.zh.trim(), en: title.en.trim() },
    kind,
    quorum: profile ? profile.quorum[kind].rule : quorum,
    ...(profile ? { profile: profile as unknown as Json } : {}),
    ...(term === null ? {} : { term }),
    ...(session === null ? {} : { session }),
    ...(session_kind === "" ? {} : { session_kind }),
    ...(pages ? { pages: { ...pages } } : {}),
  };
}

/** The profile that is proposed for a body of this level: the most general one; none without a level. */
export function proposedProfile(profiles: readonly ProfileDocument[], level: string): ProfileDocument | null {
  if (level === "") return null;
  const wanted = level === "national" ? "national" : "local";
  return profilesFor(profiles, level).find(({ id }) => id === wanted) ?? null;
}

/** An unused id from the body's and the day: `linhu-2026-01-14`, then `…-2`. */
export function proposedSittingId(body: string, day: Date, taken: readonly string[]): string {
  const date = [day.getFullYear(), day.getMonth() + 1, day.getDate()]
    .map((part) => String(part).padStart(2, "0"))
    .join("-");
  const stem = `${body.slice(0, 48)}-${date}`;
  let id = stem;
  for (let n = 2; taken.includes(id); n += 1) id = `${stem}-${n}`;
  return id;
}

export function inOrder(divisions: readonly Division[]): Division[] {
  return [...divisions].sort((a, b) => a.number - b.number);
}

/** The key of a state's word in this folder's texts. */
export function stateWord(state: DivisionState) {
  return state === "open" ? "voting" : state === "closed" ? "counting" : state;
}
