/** A part of the page that is drawn anew only when its value is another one; focus and scrolled places outlast that. */
import type { Child } from "@hemicycle/kit/dom";
import { lang } from "@hemicycle/kit/i18n";

export class Region {
  #drawn = "";

  constructor(readonly element: HTMLElement) {}

  draw(value: unknown, children: () => readonly Child[]): void {
    const wanted = JSON.stringify([lang.value, value]);
    if (wanted === this.#drawn) return;
    this.#drawn = wanted;
    const focus = this.element.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset.focus
      : undefined;
    const scrolled = [...this.#scrolling()].map(
      ({ dataset, scrollTop }) => [dataset.scroll, scrollTop] as const,
    );
    this.element.replaceChildren(...children().filter((child): child is Node | string => Boolean(child)));
    if (focus)
      this.element.querySelector<HTMLElement>(`[data-focus="${focus}"]`)?.focus({ preventScroll: true });
    for (const [name, top] of scrolled)
      for (const one of this.#scrolling()) if (one.dataset.scroll === name) one.scrollTop = top;
  }

  /** Parts that scroll by themselves. */
  #scrolling(): NodeListOf<HTMLElement> {
    return this.element.querySelectorAll<HTMLElement>("[data-scroll]");
  }
}
