/** A file for whoever sits at the page. */
import { h } from "./dom.ts";

/** Offers a file for download under a name. */
export function download(name: string, blob: Blob): void {
  const href = URL.createObjectURL(blob);
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}
