/** What keeps an item off the agenda, in words. */
import type { Fault } from "./draft.ts";
import { t } from "./texts.ts";

export function faultWords({ code, numbers }: Fault): string {
  const words = t()[code] as (...numbers: readonly number[]) => string;
  return words(...numbers);
}
