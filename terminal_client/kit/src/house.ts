/** What a sitting's profile shows on pages (docs/profiles.md §8). */
import type { Bilingual } from "./types.ts";

export interface ProfileView {
  readonly id: string;
  readonly name: Bilingual;
  /** Which press of a terminal counts. */
  readonly press: "last" | "first";
  readonly not_pressed: boolean;
  readonly who_pressed: boolean;
}

/** Members of a sitting of which there is something to say. */
export interface Housed {
  readonly profile?: ProfileView;
  /** 届 and 次会议. */
  readonly term?: number;
  readonly session?: number;
  readonly session_kind?: "annual" | "mid-year" | "quarterly";
  /** Who attends without a vote. */
  readonly people?: { readonly attendees: number; readonly observers: number };
  /** The chief scrutineer's holder. */
  readonly chief?: string;
}

/** Members of a division of which there is something to say. */
export interface Recusing {
  /** How many members are recused from it. */
  readonly recusals?: number;
  /** Their ids, for staff. */
  readonly recused?: readonly string[];
}

/** What chair and secretariat are warned of in a result; never who. */
export interface Warned {
  readonly warnings?: readonly (Bilingual & { readonly code: string; readonly count: number })[];
}

/** Whether a terminal's first press counts and no later one. */
export function firstPressCounts({ profile }: Housed): boolean {
  return profile?.press === "first";
}
