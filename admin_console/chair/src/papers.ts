/** An item's papers, read in the place of the words: nothing of the vote is covered, and the dominant control stays what it is. */
import type { Api } from "@hemicycle/kit/api";
import { contentOf } from "@hemicycle/kit/documents";
import { common, say } from "@hemicycle/kit/i18n";
import { Reader } from "@hemicycle/kit/reader";
import type { Division, State } from "@hemicycle/kit/types";
import { LitElement, type PropertyValues } from "lit";
import { customElement, property } from "lit/decorators.js";
import { isRunning } from "./state.ts";
import { t } from "./texts.ts";

/** Which item is before the house, if any is: what is read may be of another. */
export function underWay(state: State): string {
  const running = state.divisions.find(isRunning);
  if (!running) return "";
  const title = say(running.short) || say(running.title);
  return [common().item(running.number), title, t()[running.state]].join(" · ");
}

/** Reads a division's papers; tells `leave` when they are put away. */
@customElement("chair-papers")
export class ChairPapers extends LitElement {
  @property({ attribute: false }) api!: Api;
  @property() sitting = "";
  @property({ attribute: false }) division!: Division;
  @property() status = "";
  #reader: Reader | null = null;
  readonly #opener = document.activeElement as HTMLElement | null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#reader?.close();
  }

  readonly #left = (focused: boolean): void => {
    if (!this.isConnected) return;
    this.dispatchEvent(new CustomEvent("leave"));
    if (focused) this.#opener?.focus();
  };

  close(): void {
    this.#reader?.close();
  }

  protected override updated(changed: PropertyValues<this>): void {
    const shown = changed.get("division");
    if (!this.#reader) {
      this.#reader = new Reader(this.api, this.#left);
      this.append(this.#reader.element);
      this.#show();
    } else if (shown && (shown.id !== this.division.id || contentOf(shown) !== contentOf(this.division)))
      this.#show();
    this.#reader.tell({ back: "", status: this.status, urgent: false });
  }

  #show(): void {
    const free = document.activeElement === document.body;
    this.#reader?.show({ sitting: this.sitting, division: this.division });
    // papers that come anew take the focus from nobody: space goes on meaning the dominant control
    if (free) (document.activeElement as HTMLElement | null)?.blur();
  }
}
