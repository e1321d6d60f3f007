/** Links between divisions: what comes before what (docs/sequences.md §1, §2). */
import type { Doc } from "./acts.ts";
import { type Check, either, ID, integer, listOf, oneOf, record, string } from "./shape.ts";

/** The kind of link that a vote on the consent to an act has. */
export const CONSENTS: Readonly<Record<string, string>> = {
  "division-withdraw": "consent-withdraw",
  "division-defer": "consent-defer",
};
export const CONSENT_KINDS = Object.values(CONSENTS);
/** What a revised draft, or a part of a package, has of the links of what it stands for. */
export const INHERITED = ["amends", "clause", "fills"];
/** The links that are judged of a vote held again as of the vote before. */
export const JUDGED_AGAIN = ["tie", "further", "resubmits"];

/** A link to another division; `name` counts from 1, 0 if the whole is meant. */
export interface Link {
  readonly kind: string;
  readonly division: string;
  readonly name: number;
}

/** The links that a draft says. */
export function ownLinks(draft: Doc): Link[] {
  return (draft.of ?? []).map(({ kind, division, name = 0 }: Link) => ({ kind, division, name }));
}

export function isSameLink(one: Link, other: Link): boolean {
  return one.kind === other.kind && one.division === other.division && one.name === other.name;
}

// --- shapes (§1, §6) ---

const NUMBERED = { division: ID, name: integer(1, 255) };
const MOST_LINKS = 20;
const LINK = either(
  record({ kind: oneOf("part"), ...NUMBERED }),
  record({ kind: oneOf("fills", "resubmits"), ...NUMBERED }, ["name"]),
  record({
    kind: oneOf("amends", "clause", "revises", "tie", "further", ...CONSENT_KINDS),
    division: ID,
  }),
);
/** Of kinds other than `fills` there is at most one link in all. */
const LIST = listOf(LINK, ({ kind, division, name }) =>
  kind === "fills" ? [`${division} ${name ?? 0}`] : ["one"],
);
export const LINKS: Check = (value) =>
  Array.isArray(value) && value.length > MOST_LINKS ? `[${MOST_LINKS}]` : LIST(value);
export const CONSENT = either(
  record({ by: oneOf("vote"), division: ID }),
  record({ by: oneOf("statement"), who: string(200, 1) }),
);
