/** Light or dark, and the text size, as chosen on this device. */
import { Observable } from "./store.ts";

export type Theme = "light" | "dark" | "device";
export const ZOOMS = [1, 1.15, 1.3] as const;
export type Zoom = (typeof ZOOMS)[number];

const THEME = "hemicycle.theme";
const ZOOM = "hemicycle.zoom";

export const zoom = new Observable<Zoom>(
  ZOOMS.find((z) => String(z) === globalThis.localStorage?.getItem(ZOOM)) ?? 1,
);

/** Sets `data-theme` from `?theme=` (remembered), what was chosen before, or `fallback`. */
export function applyTheme(fallback: Theme): void {
  const asked = new URLSearchParams(location.search).get("theme");
  if (asked === "light" || asked === "dark" || asked === "device") localStorage.setItem(THEME, asked);
  const theme = (localStorage.getItem(THEME) as Theme | null) ?? fallback;
  if (theme === "device") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** Light where it is dark, and dark where it is light; remembered. */
export function toggleTheme(): void {
  const next: Theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  localStorage.setItem(THEME, next);
}

/** Keeps the `--zoom` of the page true. */
export function followZoom(): void {
  zoom.subscribe((now) => document.documentElement.style.setProperty("--zoom", String(now)));
}

/** The next text size, remembered. */
export function nextZoom(): void {
  const next = ZOOMS[(ZOOMS.indexOf(zoom.value) + 1) % ZOOMS.length] ?? 1;
  localStorage.setItem(ZOOM, String(next));
  zoom.value = next;
}
