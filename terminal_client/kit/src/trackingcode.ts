/** The code by which a sealed ballot is found again; apart from what seals, so that a page that shows one needs nothing else. */
import { crockford, groups } from "./encoding.ts";

/** What deputy and checker compare: the first 24 Crockford characters of head, in groups of four. */
export function trackingCode(head: Uint8Array): string {
  return groups(crockford(head, 24));
}
