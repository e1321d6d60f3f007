/** The Chinese font, served by us in slices; only the slices whose characters a page shows are fetched. */

/** Loads the font's style sheet beside the page, so that the first paint doesn't wait for it. */
export async function loadFonts(): Promise<void> {
  await import("@fontsource/noto-sans-sc/400.css");
}
