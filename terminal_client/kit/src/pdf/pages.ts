/** The pages of a PDF under one another: those in sight are drawn, with their text over them for readers and for copying; the others are empty paper. */
import { h } from "../dom.ts";
import { Observable } from "../store.ts";
import { AnnotationMode, type Pdf, type PdfPage, readPdf, TextLayer } from "./engine.ts";

export const ZOOMS = [0.75, 1, 1.25, 1.5, 2, 3] as const;
/** Points of a page's canvas at most: four of them are 64 MB. */
const MAX_POINTS = 4_000_000;
/** The widest that a page is drawn when it fits the window, px. */
const WIDEST = 960;
const GAP = 16;

interface Sheet {
  readonly element: HTMLElement;
  /** Width and height in points. */
  size: readonly [number, number];
  /** What is drawn now; "" for nothing. */
  drawn: string;
  cancel: () => void;
}

export interface Place {
  readonly page: number;
  readonly pages: number;
  /** As a factor of the width that fits. */
  readonly zoom: number;
}

export class PdfPages {
  readonly element = h("div", { class: "pdf-pages", tabindex: 0, role: "document" });
  readonly place = new Observable<Place>({ page: 1, pages: 0, zoom: 1 });
  #pdf: Pdf | null = null;
  #end: () => void = () => undefined;
  #sheets: Sheet[] = [];
  #drawing = false;
  readonly #resized = new ResizeObserver(() => this.#layOut());

  constructor(private readonly label: (page: number) => string) {
    this.element.addEventListener("scroll", () => this.#look(), { passive: true });
  }

  /** Shows a file. Rejects where it can't be read, or when it is closed meanwhile. */
  async open(data: Uint8Array, language: string): Promise<void> {
    const task = readPdf(data);
    this.#end = () => void task.destroy();
    const pdf = await task.promise;
    const { width, height } = (await pdf.getPage(1)).getViewport({ scale: 1 });
    this.#pdf = pdf;
    this.element.lang = language;
    this.#sheets = Array.from({ length: pdf.numPages }, (_, i) => ({
      element: h("section", { class: "pdf-page", "aria-label": this.label(i + 1) }),
      size: [width, height] as const,
      drawn: "",
      cancel: () => undefined,
    }));
    this.element.replaceChildren(...this.#sheets.map(({ element }) => element));
    this.place.patch({ page: 1, pages: pdf.numPages });
    this.#resized.observe(this.element);
    this.#layOut();
  }

  close(): void {
    this.#resized.disconnect();
    for (const sheet of this.#sheets) this.#empty(sheet);
    this.#sheets = [];
    this.#pdf = null;
    this.#end();
  }

  /** Turns to a page, from 1. */
  turnTo(page: number): void {
    const sheet = this.#sheets[Math.min(Math.max(1, page), this.#sheets.length) - 1];
    if (sheet) this.element.scrollTop = sheet.element.offsetTop - GAP;
  }

  /** One step larger or smaller; the place on the page stays. */
  zoomBy(step: 1 | -1): void {
    const now = ZOOMS.indexOf(this.place.value.zoom as (typeof ZOOMS)[number]);
    const zoom = ZOOMS[Math.min(Math.max(0, now + step), ZOOMS.length - 1)] ?? 1;
    const at = this.element.scrollTop / Math.max(1, this.element.scrollHeight);
    this.place.patch({ zoom });
    this.#layOut();
    this.element.scrollTop = at * this.element.scrollHeight;
  }

  #scale([width]: Sheet["size"]): number {
    const room = Math.min(this.element.clientWidth - 2 * GAP, WIDEST);
    return (Math.max(200, room) / width) * this.place.value.zoom;
  }

  #layOut(): void {
    for (const { element, size } of this.#sheets) {
      const scale = this.#scale(size);
      element.style.width = `${Math.floor(size[0] * scale)}px`;
      element.style.height = `${Math.floor(size[1] * scale)}px`;
      element.style.setProperty("--total-scale-factor", String(scale));
    }
    this.#look();
  }

  /** Which pages are in sight, and which is read: the last that begins above the middle. */
  #look(): void {
    const { scrollTop, clientHeight } = this.element;
    const middle = scrollTop + clientHeight / 2;
    const read = this.#sheets.findLastIndex(({ element }) => element.offsetTop <= middle);
    if (this.#sheets.length > 0 && read + 1 !== this.place.value.page)
      this.place.patch({ page: Math.max(1, read + 1) });
    void this.#draw();
  }

  #inSight({ element }: Sheet): boolean {
    const { scrollTop, clientHeight } = this.element;
    const top = element.offsetTop;
    return (
      top < scrollTop + 1.5 * clientHeight && top + element.offsetHeight > scrollTop - 0.5 * clientHeight
    );
  }

  /** Draws what is in sight and is not drawn as it is wanted, one page after the other; empties what is not. */
  async #draw(): Promise<void> {
    if (this.#drawing) return;
    this.#drawing = true;
    try {
      for (let next = this.#next(); next >= 0; next = this.#next()) await this.#drawSheet(next);
    } finally {
      this.#drawing = false;
    }
  }

  #wanted(sheet: Sheet): string {
    return this.#inSight(sheet) ? this.#scale(sheet.size).toFixed(4) : "";
  }

  #next(): number {
    for (const sheet of this.#sheets) if (sheet.drawn && !this.#inSight(sheet)) this.#empty(sheet);
    return this.#sheets.findIndex((sheet) => sheet.drawn !== this.#wanted(sheet));
  }

  async #drawSheet(at: number): Promise<void> {
    const sheet = this.#sheets[at];
    if (!sheet || !this.#pdf) return;
    const wanted = this.#wanted(sheet);
    sheet.drawn = wanted;
    try {
      const page = await this.#pdf.getPage(at + 1);
      const { width, height } = page.getViewport({ scale: 1 });
      if (width !== sheet.size[0] || height !== sheet.size[1]) {
        sheet.size = [width, height];
        sheet.drawn = "";
        this.#layOut();
        return;
      }
      if (this.#sheets[at] === sheet) await this.#paint(sheet, page, Number(wanted));
    } catch {
      // a page that can't be drawn stays empty; others go on
    }
  }

  async #paint(sheet: Sheet, page: PdfPage, scale: number): Promise<void> {
    const viewport = page.getViewport({ scale });
    const fine = Math.min(devicePixelRatio, Math.sqrt(MAX_POINTS / (viewport.width * viewport.height)));
    const canvas = h("canvas", { "aria-hidden": "true" });
    canvas.width = Math.floor(viewport.width * fine);
    canvas.height = Math.floor(viewport.height * fine);
    const painting = page.render({
      canvas,
      viewport,
      transform: fine === 1 ? undefined : [fine, 0, 0, fine, 0, 0],
      annotationMode: AnnotationMode.ENABLE,
    });
    sheet.cancel = () => painting.cancel();
    await painting.promise;
    const words = h("div", { class: "textLayer" });
    const layer = new TextLayer({
      textContentSource: page.streamTextContent(),
      container: words,
      viewport,
    });
    sheet.cancel = () => {
      layer.cancel();
      canvas.width = 0;
      canvas.height = 0;
      page.cleanup();
    };
    for (const old of sheet.element.querySelectorAll("canvas")) old.width = 0;
    sheet.element.replaceChildren(canvas, words);
    await layer.render();
  }

  #empty(sheet: Sheet): void {
    sheet.cancel();
    sheet.cancel = () => undefined;
    sheet.drawn = "";
    sheet.element.replaceChildren();
  }
}
