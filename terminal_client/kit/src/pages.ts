/** Which pages this device runs, and how they were loaded (docs/protocol.md §14). */
import { decodeCanonical } from "./canonical.ts";
import { digest } from "./crypto.ts";
import { b64u, crockford } from "./encoding.ts";

/** What a terminal says of its pages, under its key. */
export interface ToldPages {
  /** The bundle's hash, b64u. */
  readonly hash: string;
  readonly loaded: "installed" | "served";
}

/** What a sitting expects of its terminals. */
export interface ExpectedPages {
  readonly hash: string;
  /** Whether nobody checks in at a terminal that runs others. */
  readonly required: boolean;
}

/** Whether a terminal last told that it runs exactly what is expected, installed. */
export function isRight(told: ToldPages | null | undefined, expected: ExpectedPages): boolean {
  return told?.hash === expected.hash && told.loaded === "installed";
}

export interface OwnPages {
  readonly told: ToldPages;
  /** The origin of the voting server: the page's own, unless a kiosk on this device gives the page. */
  readonly server: string;
  /** What people compare of the hash. */
  readonly fingerprint: string;
}

const MANIFEST = "/seat/bundle.json";
const KIOSK = "Hemicycle-Kiosk";

/** A kiosk's header names an origin and nothing more. */
function originOf(text: string): string | null {
  try {
    const { origin } = new URL(text);
    return origin === text ? origin : null;
  } catch {
    return null;
  }
}

/** What this page is made of; null where nobody tells it: a page under development, or no network. */
export async function ownPages(): Promise<OwnPages | null> {
  const answer = await fetch(MANIFEST, { cache: "no-store" }).catch(() => null);
  if (!answer?.ok) return null;
  const manifest = new Uint8Array(await answer.arrayBuffer());
  try {
    decodeCanonical(manifest);
  } catch {
    return null;
  }
  const hash = await digest("pages", manifest);
  const kiosk = originOf(answer.headers.get(KIOSK) ?? "");
  return {
    told: { hash: b64u(hash), loaded: kiosk ? "installed" : "served" },
    server: kiosk ?? location.origin,
    fingerprint: (crockford(await digest("fingerprint", hash), 20).match(/.{5}/g) ?? []).join("-"),
  };
}

/** Whether two statements say the same. */
export function samePages(one: ToldPages | null | undefined, other: ToldPages | null | undefined): boolean {
  return one?.hash === other?.hash && one?.loaded === other?.loaded;
}
