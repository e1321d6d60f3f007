/** Small pieces that every page uses. */
import { type GlyphName, glyph } from "@hemicycle/kit/draw/glyphs";
import { lang } from "@hemicycle/kit/i18n";
import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { t } from "./texts.ts";

/** A mark before a word. */
export function icon(name: GlyphName) {
  return guard([name], () => glyph(name));
}

/** A state: shape and word. */
export function tag(name: GlyphName, words: string, kind = "") {
  return html`<span class="tag ${kind}">${icon(name)}<span>${words}</span></span>`;
}

/** The head of a work area: title, a few words, and what can be done at the right. */
export function head(title: string, words: string | TemplateResult, actions: unknown = nothing) {
  return html`<div class="head">
    <h1 tabindex="-1">${title}</h1>
    <p class="soft">${words}</p>
    <div class="push">${actions}</div>
  </div>`;
}

/** What went wrong, in words beside a plum bar. */
export function trouble(words: string | TemplateResult) {
  return words ? html`<p class="trouble" role="alert">${icon("trouble")} <span>${words}</span></p>` : nothing;
}

/** Long work: what is being done. */
export function working(words: string) {
  return words
    ? html`<p class="working" role="status">${icon("waiting")} <span>${words}</span></p>`
    : nothing;
}

/** Nothing is there yet: why, and what to do. */
export function empty(title: string, words: string, actions: unknown = nothing) {
  return html`<section class="sheet empty"><h2>${title}</h2><p class="soft">${words}</p>${actions}</section>`;
}

/** A labelled control. */
export function field(id: string, label: string, control: unknown, note: string | TemplateResult = "") {
  return html`<div class="field">
    <label for=${id}>${label}</label>
    ${control}
    ${note ? html`<p class="note" id="${id}-note">${note}</p>` : nothing}
  </div>`;
}

/** Day and time in the reader's language. */
export function when(ms: number): string {
  return new Date(ms).toLocaleString(lang.value === "zh" ? "zh-CN" : "en-GB", {
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
}

/** Time of day with its seconds. */
export function clock(ms: number): string {
  return new Date(ms).toLocaleTimeString(lang.value === "zh" ? "zh-CN" : "en-GB");
}

/** A seat's place in words; its id where the plan does not know it. */
export function placeWords(
  seat: { readonly row: number; readonly col: number } | undefined,
  id: string,
): string {
  return seat ? t().place(seat.row, seat.col) : id;
}

/** Below a part of a long list: shows more rows of it. */
export function moreRows(rows: number, limit: number, step: number, show: (limit: number) => void) {
  if (rows <= limit) return nothing;
  return html`<p class="pad">
    <button class="btn small" type="button" @click=${() => show(limit + step)}>
      ${t().more(Math.min(step, rows - limit))}
    </button>
  </p>`;
}
