/** What stands on the ballot of a division that is no motion, and the words of its rule. */
import { ruleSentence } from "@hemicycle/kit/i18n";
import { isMotion, itemOf } from "@hemicycle/kit/marks";
import type { Division } from "@hemicycle/kit/types";
import { f } from "./formtexts.ts";
import type { Known } from "./known.ts";
import type { Listing } from "./paper.ts";

/** By the signed opening while it is known, else by what the state says; null for a motion. */
export function listingOf({ vote }: Known, division: Division): Listing | null {
  const paper = (vote?.division === division.id && vote.opening?.definition) || division;
  return isMotion(paper.form, paper.names) ? null : itemOf(paper);
}

/** Whom a rule counts. */
export interface Bases {
  readonly members: number;
  readonly present: number;
}

/** The sentence under the title: what is needed to be carried, elected, chosen. */
export function ruleWords({ rule }: Division, listing: Listing | null, { members, present }: Bases): string {
  const { id, needed } = rule;
  const most = listing?.item.max ?? 0;
  switch (id) {
    case "E6":
      return f().ruleElection(members, needed, most);
    case "projects":
      return f().ruleProjects(members, needed, most);
    case "top":
    case "plurality":
      return f().ruleTop(most);
    case "grades-all":
      return f().gradesAll(members);
    case "grades-present":
      return f().gradesPresent(present);
    case "grades-valid":
      return f().gradesValid;
    case "points":
      return f().rulePoints(listing?.item.c ?? 0);
    default: {
      const sentence = ruleSentence(id, id === "M7" ? present : members, needed);
      return listing ? f().each(sentence) : sentence;
    }
  }
}
