/**
 * Addresses within the page: `#/divisions`, `#/divisions/<sitting>/<division>`, `#/sittings/<id>`, `#/members/<id>`, each with what its
 * list was asked for, so that one comes back to it. Pure.
 */
import { type Asked, periodOf, withAsked } from "./asked.ts";

export const TABS = ["divisions", "sittings", "members"] as const;
export type Tab = (typeof TABS)[number];

export type Place =
  | { readonly name: Tab; readonly tab: Tab }
  | {
      readonly name: "division";
      readonly tab: "divisions";
      readonly sitting: string;
      readonly division: string;
    }
  | { readonly name: "sitting"; readonly tab: "sittings"; readonly sitting: string }
  | { readonly name: "member"; readonly tab: "members"; readonly member: string };

function decoded(part: string | undefined): string {
  try {
    return decodeURIComponent(part ?? "");
  } catch {
    return "";
  }
}

/** The place that an address names; the list of votes for any other, and for members where they may not be read. */
export function placeOf(hash: string, seesMembers: boolean): Place {
  const [path = ""] = hash.split("?");
  const [tab, first, second] = path.replace(/^#\//, "").split("/").map(decoded);
  if (tab === "divisions" && first && second)
    return { name: "division", tab, sitting: first, division: second };
  if (tab === "sittings")
    return first && seesMembers ? { name: "sitting", tab, sitting: first } : { name: tab, tab };
  if (tab === "members" && seesMembers)
    return first ? { name: "member", tab, member: first } : { name: tab, tab };
  return { name: "divisions", tab: "divisions" };
}

/** A list as it was asked for. */
export const listLink = (tab: Tab, asked: Partial<Asked>): string => withAsked(`#/${tab}`, asked);
/** Another list of the same period. */
export const tabLink = (tab: Tab, asked: Asked): string => listLink(tab, periodOf(asked));
export const divisionLink = (sitting: string, division: string, asked: Partial<Asked> = {}): string =>
  withAsked(`#/divisions/${encodeURIComponent(sitting)}/${encodeURIComponent(division)}`, asked);
export const sittingLink = (sitting: string, asked: Partial<Asked> = {}): string =>
  withAsked(`#/sittings/${encodeURIComponent(sitting)}`, asked);
export const memberLink = (member: string, asked: Partial<Asked> = {}): string =>
  withAsked(`#/members/${encodeURIComponent(member)}`, asked);
