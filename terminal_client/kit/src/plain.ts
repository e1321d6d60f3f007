/** What the pages' elements have in common: they take the page's style sheets, and redraw on news and in the other language. */
import { LitElement, type ReactiveController } from "lit";
import { lang } from "./i18n.ts";

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
