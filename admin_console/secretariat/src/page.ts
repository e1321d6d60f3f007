/** What the pages of the desk have in common: they redraw on news and language, and tell what went wrong. */
import { lang, wordsOf } from "@hemicycle/kit/i18n";
import { LitElement, type ReactiveController } from "lit";
import { property, state } from "lit/decorators.js";
import type { Desk } from "./desk.ts";

/** What can be followed, whatever its value. */
interface Followed {
  subscribe(listener: () => void): () => void;
}

/** Redraws an element whenever an observable changes. */
export class Watch implements ReactiveController {
  #stop: (() => void) | undefined;

  constructor(
    private readonly host: LitElement,
    private readonly what: () => Followed | undefined,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    // deriving classes give their observables as properties, which are set before connecting
    this.#stop = this.what()?.subscribe(() => this.host.requestUpdate());
  }

  hostDisconnected(): void {
    this.#stop?.();
  }
}

/** An element without a shadow: it takes the page's style sheets, and redraws in the other language. */
export class PlainElement extends LitElement {
  constructor() {
    super();
    new Watch(this, () => lang);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

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
