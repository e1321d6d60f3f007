/** One line of the problems tray. */
import { t } from "./traytexts.ts";

export interface Issue {
  readonly what: string;
  /** How long already; changes every second and is not spoken. */
  readonly lasts?: string;
  readonly means: string;
  /** The way on that is one press, with its words; null if it resolves by itself or is told in `means`. */
  readonly way: { readonly words: string; readonly go: () => void } | null;
}

export const told = (what: string, ...means: readonly string[]): Issue => ({
  what,
  means: means.filter(Boolean).join(t().stop),
  way: null,
});
