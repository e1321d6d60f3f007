/** Reads what is before the house, in a part of a page: a list of texts and documents, one of them open, and always a way back. */
import { type Api, ApiError } from "./api.ts";
import { type DocumentView, documentPath, type Read, readDocument, sizeWords } from "./documents.ts";
import { type Child, h, phrases } from "./dom.ts";
import { glyph } from "./draw/glyphs.ts";
import { lang, say, texts, wordsOf } from "./i18n.ts";
import { type PdfPages, ZOOMS } from "./pdf/pages.ts";
import "../styles/reader.css";

const t = texts(
  {
    papers: "会议材料",
    list: "材料目录",
    text: "表决稿",
    close: "关闭",
    reading: "正在取得并核对文件",
    again: "重试",
    larger: "放大",
    smaller: "缩小",
    before: "上一页",
    after: "下一页",
    page: (page: number, pages: number) => `${page} / ${pages}`,
    pageName: (page: number) => `第 ${page} 页`,
    facts: (pages: number, size: string) => `${pages} 页 · ${size}`,
    checked: "与会议记录所载一致",
    broken: "文件无法显示",
  },
  {
    papers: "Papers",
    list: "All papers",
    text: "Draft",
    close: "Close",
    reading: "Fetching and checking the file",
    again: "Try again",
    larger: "Larger",
    smaller: "Smaller",
    before: "Previous page",
    after: "Next page",
    page: (page: number, pages: number) => `${page} / ${pages}`,
    pageName: (page: number) => `Page ${page}`,
    facts: (pages: number, size: string) => `${pages} ${pages === 1 ? "page" : "pages"} · ${size}`,
    checked: "as the record names it",
    broken: "The file can't be shown",
  },
);

/** What is read of one division: its text, and its documents. */
export interface Papers {
  readonly sitting: string;
  readonly division: Read;
}

/** The words of the way back, and what goes on meanwhile ("" for nothing). */
export interface Meanwhile {
  readonly back: string;
  readonly status: string;
  /** Whether something waits for an answer. */
  readonly urgent: boolean;
}

const NOTHING: Meanwhile = { back: "", status: "", urgent: false };

export class Reader {
  readonly element = h("section", { class: "papers", hidden: true });
  #papers: Papers | null = null;
  #open: DocumentView | "text" | null = null;
  #pages: PdfPages | null = null;
  #loading = false;
  #failure: unknown = null;
  /** Grows with each thing opened: what was asked for earlier is dropped. */
  #turn = 0;
  #meanwhile = NOTHING;
  #back = h("button", {
    type: "button",
    class: "btn back",
    "data-focus": "papers-back",
    click: () => this.close(),
  });
  readonly #status = h("p", { class: "meanwhile", role: "status" });

  constructor(
    private readonly api: Api,
    /** Told when it is closed, and whether it had the focus. */
    private readonly closed: (focused: boolean) => void = () => undefined,
  ) {
    this.element.addEventListener("keydown", (event) => this.#key(event));
    lang.subscribe(() => this.#papers && this.#draw());
  }

  get isOpen(): boolean {
    return this.#papers !== null;
  }

  /** Shows a division's papers; the only one at once. */
  show(papers: Papers): void {
    this.#forget();
    this.#papers = papers;
    this.element.hidden = false;
    const { documents = [], text } = papers.division;
    const [only] = documents;
    if (only && documents.length === 1 && say(text) === "") void this.#read(only);
    else if (!only) this.#pick("text");
    else this.#draw();
    this.#back.focus();
  }

  close(): void {
    if (!this.#papers) return;
    const focused = this.element.contains(document.activeElement);
    this.#forget();
    this.#papers = null;
    this.element.hidden = true;
    this.element.replaceChildren();
    this.closed(focused);
  }

  /** What goes on while one reads; changes words only. */
  tell(meanwhile: Meanwhile): void {
    this.#meanwhile = meanwhile;
    this.#sayMeanwhile();
  }

  #sayMeanwhile(): void {
    const { back, status, urgent } = this.#meanwhile;
    this.#back.textContent = back || t().close;
    this.#back.classList.toggle("primary", urgent);
    if (this.#status.textContent !== status) this.#status.textContent = status;
  }

  #forget(): void {
    this.#turn += 1;
    this.#pages?.close();
    this.#pages = null;
    this.#open = null;
    this.#loading = false;
    this.#failure = null;
  }

  #pick(open: DocumentView | "text" | null): void {
    this.#forget();
    this.#open = open;
    this.#draw();
  }

  async #read(document: DocumentView): Promise<void> {
    const papers = this.#papers;
    if (!papers) return;
    this.#pick(document);
    const turn = this.#turn;
    this.#loading = true;
    this.#draw();
    try {
      const path = documentPath(papers.sitting, papers.division.id, document.id);
      const [data, { PdfPages }] = await Promise.all([
        readDocument(this.api, path, document),
        import("./pdf/pages.ts"),
      ]);
      if (turn !== this.#turn) return;
      const pages = new PdfPages((page) => t().pageName(page));
      this.#pages = pages;
      const opening = pages.open(data, document.language);
      this.#loading = false;
      this.#draw();
      await opening;
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#pages = null;
      this.#failure = error ?? new Error("nothing was told");
    } finally {
      if (turn === this.#turn) {
        this.#loading = false;
        this.#draw();
      }
    }
  }

  #draw(): void {
    if (!this.#papers) return;
    const { division } = this.#papers;
    const several = (division.documents?.length ?? 0) + (say(division.text) ? 1 : 0) > 1;
    const active = document.activeElement as HTMLElement | null;
    const focused = active && this.element.contains(active) ? (active.dataset.focus ?? "") : null;
    this.element.setAttribute("aria-label", t().papers);
    this.element.replaceChildren(
      h(
        "div",
        { class: "papers-bar" },
        this.#back,
        several && this.#open !== null && this.#button("papers-list", t().list, () => this.#pick(null)),
        h("h1", { class: "title" }, ...phrases(this.#heading(division))),
        this.#status,
        this.#pages && this.#tools(this.#pages),
      ),
      this.#body(division),
    );
    this.#sayMeanwhile();
    // what had the focus may be gone: the way back is always there
    if (focused !== null)
      (this.element.querySelector<HTMLElement>(`[data-focus="${focused}"]`) ?? this.#back).focus();
  }

  #heading(division: Read): string {
    return this.#open && this.#open !== "text" ? this.#titleOf(this.#open, division) : say(division.title);
  }

  #titleOf({ title, candidate }: DocumentView, { names }: Read): string {
    const person = candidate === null ? undefined : names[0]?.[candidate];
    return person ? `${say(person)} · ${say(title)}` : say(title);
  }

  #button(
    focus: string,
    words: string,
    act: () => void,
    more: Record<string, string> = {},
  ): HTMLButtonElement {
    return h("button", { type: "button", class: "btn", "data-focus": focus, ...more, click: act }, words);
  }

  #tools(pages: PdfPages): HTMLElement {
    const place = h("span", { class: "num" });
    const smaller = this.#button("papers-smaller", "−", () => pages.zoomBy(-1), {
      "aria-label": t().smaller,
    });
    const larger = this.#button("papers-larger", "+", () => pages.zoomBy(1), { "aria-label": t().larger });
    const turn = (by: number) => pages.turnTo(pages.place.value.page + by);
    const before = this.#button("papers-before", "", () => turn(-1), { "aria-label": t().before });
    const after = this.#button("papers-after", "", () => turn(1), { "aria-label": t().after });
    before.append(glyph("up"));
    after.append(glyph("down"));
    pages.place.subscribe(({ page, pages: all, zoom }) => {
      place.textContent = all > 0 ? t().page(page, all) : "";
      before.disabled = page <= 1;
      after.disabled = page >= all;
      smaller.disabled = zoom === ZOOMS[0];
      larger.disabled = zoom === ZOOMS.at(-1);
    });
    return h("span", { class: "papers-tools" }, before, place, after, smaller, larger);
  }

  #body(division: Read): HTMLElement {
    if (this.#failure !== null) {
      const [open, failure] = [this.#open, this.#failure];
      const words = failure instanceof ApiError ? wordsOf(failure) : t().broken;
      return h(
        "div",
        { class: "papers-body" },
        h("p", { class: "trouble", role: "alert" }, glyph("trouble"), h("span", {}, words)),
        open &&
          open !== "text" &&
          h(
            "p",
            {},
            this.#button("papers-again", t().again, () => void this.#read(open)),
          ),
      );
    }
    if (this.#loading)
      return h("div", { class: "papers-body" }, h("p", { class: "soft", role: "status" }, t().reading));
    if (this.#pages) return this.#pages.element;
    if (this.#open === "text") return this.#text(say(division.text));
    return this.#list(division);
  }

  #text(text: string): HTMLElement {
    const parts = text.split(/\n+/).filter((part) => part.trim() !== "");
    return h(
      "div",
      { class: "papers-body prose", tabindex: 0, role: "document" },
      ...parts.map((part) => h("p", {}, part)),
    );
  }

  #list(division: Read): HTMLElement {
    const { documents = [], text } = division;
    const line = (focus: string, title: string, facts: string, act: () => void): Child =>
      h(
        "li",
        {},
        h(
          "button",
          { type: "button", class: "paper-line", "data-focus": focus, click: act },
          glyph("document"),
          h("bdi", {}, title),
          h("span", { class: "soft" }, facts),
        ),
      );
    return h(
      "div",
      { class: "papers-body" },
      h(
        "ul",
        { class: "paper-lines", "aria-label": t().list },
        say(text) !== "" && line("papers-text", t().text, "", () => this.#pick("text")),
        ...documents.map((one) =>
          line(
            `papers-${one.id}`,
            this.#titleOf(one, division),
            t().facts(one.pages, sizeWords(one.bytes)),
            () => void this.#read(one),
          ),
        ),
      ),
    );
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape") this.close();
    else if (event.key === "+" || event.key === "=") this.#pages?.zoomBy(1);
    else if (event.key === "-") this.#pages?.zoomBy(-1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
