/** What the page says before a file is open: what it verifies, and what it can't tell. */
import { type GlyphName, glyph } from "@hemicycle/kit/draw/glyphs";
import { html } from "lit";
import { guard } from "lit/directives/guard.js";
import { STEPS } from "./engine/findings.ts";
import { t } from "./texts.ts";

/** A mark that is drawn once. */
export const glyphOf = (name: GlyphName) => guard([name], () => glyph(name));

export function aboutView() {
  return html`<div class="about">
    <section>
      <h2>${t().whatTitle}</h2>
      <ol class="what">
        ${STEPS.map((step) => html`<li><b>${t()[step]}</b><span>${t()[`${step}Words`]}</span></li>`)}
      </ol>
    </section>
    <section>
      <h2>${t().howTitle}</h2>
      <p>${t().howWords}</p>
      <h2>${t().limitsTitle}</h2>
      <ul class="limits">
        ${[t().limitKit, t().limitPage, t().limitPressed, t().limitAbsent].map((words) => html`<li>${words}</li>`)}
      </ul>
    </section>
  </div>`;
}
