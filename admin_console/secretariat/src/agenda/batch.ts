/** A part of the agenda's page that drafts several items at once. */
import { ApiError } from "@hemicycle/kit/api";
import { say } from "@hemicycle/kit/i18n";
import type { Division } from "@hemicycle/kit/types";
import { property } from "lit/decorators.js";
import { DeskPage } from "../page.ts";
import type { House, ItemDraft } from "./draft.ts";
import { draftAll } from "./drafting.ts";
import { t } from "./texts.ts";

export class Batch extends DeskPage {
  @property({ attribute: false }) house!: House;
  @property({ attribute: false }) divisions: readonly Division[] = [];

  /** Drafts all items or none. Whether they are drafted. */
  protected async draft(items: readonly ItemDraft[]): Promise<boolean> {
    const done = await this.attempt(t().importing(items.length), () => this.#together(items));
    if (done) this.desk.say(t().imported(items.length));
    return done;
  }

  /** @throws ApiError that names the item which is refused */
  async #together(items: readonly ItemDraft[]): Promise<void> {
    try {
      await draftAll(this.desk, items, this.divisions);
    } catch (error) {
      const at = error instanceof ApiError ? error.detail.at : undefined;
      const item = typeof at === "number" ? items[at] : undefined;
      if (!item || !(error instanceof ApiError)) throw error;
      const words = t().refused(say(item.title), say(error.words));
      throw new ApiError(error.status, error.code, { zh: words, en: words }, error.detail);
    }
  }
}
