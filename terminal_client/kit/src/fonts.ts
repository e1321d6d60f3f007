/** The fonts, served by us in slices: Chinese, and the scripts of other names; only the slices whose characters a page shows are fetched. */

const WEIGHTS = [400, 500, 700] as const;

/**
 * Loads the font's style sheet beside the page, so that the first paint doesn't wait for it, then the slices for `ahead`: words
 * that must not need the network when they are shown.
 */
export async function loadFonts(ahead = ""): Promise<void> {
  await Promise.all([
    import("@fontsource/noto-sans-sc/400.css"),
    import("@fontsource/noto-serif-tibetan/400.css"),
    import("@fontsource/noto-sans-arabic/400.css"),
    import("@fontsource/noto-sans-mongolian/400.css"),
  ]);
  if (ahead === "") return;
  await Promise.all(WEIGHTS.map((weight) => document.fonts.load(`${weight} 18px "Noto Sans SC"`, ahead)));
}
