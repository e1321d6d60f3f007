/** What is before the house, read at the seat: over the screen, but never over the keys of an open vote, which stay beneath it. */
import type { Api } from "@hemicycle/kit/api";
import { contentOf, type Read } from "@hemicycle/kit/documents";
import { h } from "@hemicycle/kit/dom";
import { common } from "@hemicycle/kit/i18n";
import type { Papers, Reader } from "@hemicycle/kit/reader";
import type { Screen } from "./screen.ts";
import { t } from "./texts.ts";
import "./papers.css";

/** Panels that lie under the papers; the keys are smaller then, and in their places. */
const KEYS = "keys";

/** What is shown now, as far as it matters here. */
function panelOf(screen: Screen): string {
  return screen.kind === "vote" ? screen.panel.kind : "";
}

export class PapersPlace {
  readonly element = h("div", { class: "papers-place", hidden: true });
  #reader: Reader | null = null;
  /** What was asked for last. */
  #papers: Papers | null = null;
  #panel = "";
  #screen: Screen | null = null;
  #left: number | null = null;
  #opener = "";

  constructor(
    private readonly api: Api,
    /** A division as it is now. */
    private readonly divisionNow: (id: string) => Read | undefined,
  ) {}

  /** Opens a division's papers; what draws them is loaded when they are first asked for. */
  async open(papers: Papers): Promise<void> {
    this.#papers = papers;
    this.#opener = (document.activeElement as HTMLElement | null)?.dataset.focus ?? "";
    if (!this.#reader) {
      const { Reader } = await import("@hemicycle/kit/reader");
      this.#reader ??= new Reader(this.api, () => this.#closed());
      this.element.replaceChildren(this.#reader.element);
    }
    // while it was loaded something else may have been asked for, or have come up
    if (this.#papers !== papers || this.#isPast()) return;
    this.element.hidden = false;
    document.body.classList.add("reading");
    this.#tell();
    this.#reader.show(papers);
  }

  #closed(): void {
    this.element.hidden = true;
    document.body.classList.remove("reading");
    if (this.#opener) document.querySelector<HTMLElement>(`[data-focus="${this.#opener}"]`)?.focus();
  }

  /** Whether another item is before the house now, or the papers are no longer these. */
  #isPast(): boolean {
    const [papers, screen] = [this.#papers, this.#screen];
    if (!papers) return false;
    const { division } = papers;
    if ((screen?.kind === "vote" || screen?.kind === "announced") && screen.motion.division !== division.id)
      return true;
    const now = this.divisionNow(division.id);
    return !now || (now !== division && contentOf(now) !== contentOf(division));
  }

  /**
   * Puts the papers away when something else must be seen: what a press led to, another item's vote (its keys never lie under these papers),
   * other papers, or an end of the terminal's work.
   */
  follow(screen: Screen): void {
    const before = this.#panel;
    this.#panel = panelOf(screen);
    this.#screen = screen;
    if (screen.kind !== "vote" || !screen.motion.clock) this.#left = null;
    if (!this.#reader?.isOpen) return;
    const pressed = before === KEYS && this.#panel !== KEYS && this.#panel !== "";
    if (pressed || this.#isPast() || screen.kind === "notice" || screen.kind === "pin") this.#reader.close();
    else this.#tell();
  }

  /** Seconds that are left of the open vote. */
  tick(seconds: number): void {
    this.#left = seconds;
    if (this.#reader?.isOpen) this.#tell();
  }

  #tell(): void {
    const screen = this.#screen;
    const voting = screen?.kind === "vote";
    const left = voting && this.#left !== null ? [t().secondsLeft(this.#left)] : [];
    const motion = voting || screen?.kind === "announced" ? screen.motion : null;
    const status = motion
      ? [common().item(motion.number), motion.short, motion.tag, ...left].join(" · ")
      : "";
    const waits = voting && ["paper", "keys"].includes(this.#panel);
    this.#reader?.tell({ back: voting ? t().backToVote : "", status, urgent: waits && this.#panel !== KEYS });
  }
}
