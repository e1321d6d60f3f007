/** Where a code is used: the page of its role, under the address at which the devices reach the server. Pure. */
import type { Role } from "@hemicycle/kit/types";

const PAGES: Readonly<Record<Role, string>> = {
  deputy: "seat",
  chair: "chair",
  observer: "hall",
  secretariat: "secretariat",
  operator: "secretariat",
  scrutineer: "secretariat",
  teller: "secretariat",
};

export function pageOf(role: Role): string {
  return PAGES[role];
}

/** The link that enrols; the code stands in the fragment, which no browser sends to a server. */
export function enrolLink(address: string, role: Role, code: string): string {
  return `${address.replace(/\/+$/, "")}/${PAGES[role]}/#code=${code}`;
}

/** Whether other devices can't open this address: it names the machine itself. */
export function isLoopback(address: string): boolean {
  try {
    return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(address).hostname);
  } catch {
    return true;
  }
}
