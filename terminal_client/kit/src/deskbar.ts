/** The bar of a desk's page and the strip below it: where one is, whether it is connected, who works here. */
import { html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import { mark } from "./draw/mark.ts";
import { common, lang, say, setLang, texts } from "./i18n.ts";
import { sign } from "./sign.ts";
import { toggleTheme } from "./theme.ts";
import type { State } from "./types.ts";

const t = texts({ light: "浅色", dark: "深色" }, { light: "Light", dark: "Dark" });

/** Light or dark, and the other language. */
export function lookButtons() {
  return html`<button class="btn small quiet" type="button" @click=${toggleTheme}>${t().light}/${t().dark}</button>
    <button
      class="btn small quiet"
      type="button"
      lang=${lang.value === "zh" ? "en" : "zh-CN"}
      @click=${() => setLang(lang.value === "zh" ? "en" : "zh")}
    >
      ${common().other}
    </button>`;
}

/** Connected or not: shape and word. */
export function connectedTag(online: boolean) {
  return online
    ? html`<span class="tag live">${sign("online")}${common().connected}</span>`
    : html`<span class="tag notice">${sign("offline")}${common().disconnected}</span>`;
}

export interface DeskBar {
  /** The page's name. */
  readonly title: string;
  readonly state: State | null;
  readonly online: boolean;
  /** Who works at the desk, and as what. */
  readonly holder: string;
  readonly role: string;
  /** The page's own views. */
  readonly nav?: unknown;
}

export function deskBar({ title, state, online, holder, role, nav = nothing }: DeskBar) {
  const sitting = state?.sitting;
  return html`<header class="bar">
    ${guard([], () => mark())}
    <p class="where"><b>${title}</b><span>${sitting ? say(sitting.title) : ""}${sitting?.demo ? ` · ${common().demo}` : ""}</span></p>
    ${nav}
    <div class="push tools">${connectedTag(online)}${lookButtons()}</div>
    <p class="holder"><b>${holder}</b><span>${role}</span></p>
  </header>`;
}

/** The server can't be reached, and what that means here. */
export function offlineStrip(title: string, why: string) {
  return html`<div class="strip" role="alert"><b>${sign("offline")}${title}</b><span>${why}</span></div>`;
}
