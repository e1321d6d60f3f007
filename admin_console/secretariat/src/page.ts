/** What the pages of the desk have in common: they redraw on news and language, and tell what went wrong. */
import { wordsOf } from "@hemicycle/kit/i18n";
import { PlainElement, Watch } from "@hemicycle/kit/plain";
import { property, state } from "lit/decorators.js";
import type { Desk } from "./desk.ts";

export { PlainElement, Watch };

/** A page with a desk. */
export class DeskPage extends PlainElement {
  @property({ attribute: false }) desk!: Desk;
  /** What is being done, in words; "" when nothing is. */
  @state() protected busy = "";
  @state() protected problem = "";

  constructor() {
    super();
    new Watch(this, () => this.desk?.view);
  }

  protected get view() {
    return this.desk.view.value;
  }

  /** Does one thing at a time; what goes wrong is told in words. Whether it went well. */
  protected async attempt(busy: string, work: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = busy;
    this.problem = "";
    try {
      await work();
      return true;
    } catch (error) {
      this.problem = wordsOf(error);
      return false;
    } finally {
      this.busy = "";
    }
  }
}
