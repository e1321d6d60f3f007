/** By whose rules a sitting is held, and what they warn of (docs/profiles.md §8). */
import { glyph } from "@hemicycle/kit/draw/glyphs";
import { firstPressCounts } from "@hemicycle/kit/house";
import { say } from "@hemicycle/kit/i18n";
import type { Division, State } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import { t } from "./texts.ts";

/** The profile's name, which press counts, whether it is told how many did not press; nothing without a profile. */
export function rulesLine({ sitting }: State) {
  const { profile } = sitting;
  if (!profile) return nothing;
  const press = firstPressCounts(sitting) ? t().firstPress : t().lastPress;
  const shown = profile.not_pressed ? t().notPressedShown : t().notPressedHidden;
  return html`<ul class="checks">
    <li>${t().heldBy(say(profile.name))}</li>
    <li>${press}</li>
    <li>${shown}</li>
  </ul>`;
}

/** Warnings of a result, beside its checks. */
export function warningLines({ warnings = [] }: Division) {
  return warnings.map((each) => html`<li>${guard([], () => glyph("trouble"))}${say(each)}</li>`);
}
