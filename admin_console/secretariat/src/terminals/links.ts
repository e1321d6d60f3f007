/** Where a code is used: the page of its role, under the address at which the devices reach the server. Pure. */
import type { Role } from "@hemicycle/kit/types";

/** A scrutineer's device has a program and a page of its own, which no server hands out. */
const PAGES: Readonly<Record<Exclude<Role, "scrutineer">, string>> = {
  deputy: "seat",
  chair: "chair",
  observer: "hall",
  secretariat: "secretariat",
  operator: "operator",
  teller: "teller",
  usher: "door",
};

/** The roles whose devices are pages of this server. */
export type PageRole = keyof typeof PAGES;

export function hasPage(role: Role): role is PageRole {
  return role !== "scrutineer";
}

const trimmed = (address: string) => address.replace(/\/+$/, "");

/** Where a device of this role enrols. */
export function pageLink(address: string, role: PageRole): string {
  return `${trimmed(address)}/${PAGES[role]}/`;
}

/**
 * The link that enrols; the code stands in the fragment, which no browser sends to a server. A seat's carries the scrutineers'
 * pin too (docs/sealed.md §2), "" while there is none.
 */
export function enrolLink(address: string, role: PageRole, code: string, pin = ""): string {
  const scrutineers = role === "deputy" && pin ? `&scrutineers=${pin}` : "";
  return `${pageLink(address, role)}#code=${code}${scrutineers}`;
}

/** The link on the sheet on the wall: a terminal that is enrolled learns the scrutineers' pin by it. */
export function pinLink(address: string, pin: string): string {
  return `${pageLink(address, "deputy")}#scrutineers=${pin}`;
}

/** What a scrutineer's machine runs; the code is typed into the page that it opens. */
export function scrutineerCommand(address: string): string {
  return `hemicycle scrutineer --server ${trimmed(address)}`;
}

/** Where a scrutineer signs counts of paper ballots and hands: another device, with a code of its own. */
export function countingDesk(address: string): string {
  return pageLink(address, "teller");
}

/** Whether other devices can't open this address: it names the machine itself. */
export function isLoopback(address: string): boolean {
  try {
    return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(address).hostname);
  } catch {
    return true;
  }
}
