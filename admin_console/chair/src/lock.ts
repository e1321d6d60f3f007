/**
 * The lock against unintended touches while the chair is away: it covers the page and is undone only by holding. It is no
 * guard of the key: who may use the device may hold the button. It outlives a reload; Escape does nothing.
 */
import { glyph } from "@hemicycle/kit/draw/glyphs";
import { common, lang, say, setLang } from "@hemicycle/kit/i18n";
import { html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import { t } from "./texts.ts";
import type { View } from "./view.ts";

const STORED = "hemicycle.chair.locked";
const UNLOCK_MS = 2000;

export function isLocked(): boolean {
  return localStorage.getItem(STORED) === "1";
}

export function setLocked(locked: boolean): void {
  if (locked) localStorage.setItem(STORED, "1");
  else localStorage.removeItem(STORED);
}

/** The covering page: what is under way stays visible, nothing else can be done. */
export function lockCover(view: View, unlock: () => void) {
  const { focus, secondsLeft, state } = view;
  return html`<main class="cover">
    <h1>${t().locked}</h1>
    <p>${t().lockedWhy}</p>
    <p class="tag live">
      ${guard([], () => glyph("dot"))}${focus && state.sitting.state === "open" ? `${common().item(focus.number)} · ${say(focus.short) || say(focus.title)} · ${t()[focus.state]}` : say(state.sitting.title)}
      ${secondsLeft !== null && focus?.state === "open" ? ` · ${t().left(secondsLeft)}` : nothing}
    </p>
    <hold-control
      step="unlock"
      .label=${t().unlock}
      .note=${t().holdFor(UNLOCK_MS / 1000)}
      .hint=${t().keyHint}
      .holdMs=${UNLOCK_MS}
      @done=${unlock}
    ></hold-control>
    <button
      class="btn"
      type="button"
      lang=${lang.value === "zh" ? "en" : "zh-CN"}
      @click=${() => setLang(lang.value === "zh" ? "en" : "zh")}
    >${common().other}</button>
  </main>`;
}
