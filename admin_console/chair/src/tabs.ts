/** Several sides of one thing, one of them shown. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";

export interface Tab {
  readonly word: string;
  readonly show: () => TemplateResult;
}

@customElement("chair-tabs")
export class ChairTabs extends LitElement {
  /** What the sides are of: another one begins with its first side. */
  @property() of = "";
  @property({ attribute: false }) tabs: readonly Tab[] = [];
  /** What stands beside the tabs. */
  @property({ attribute: false }) beside: unknown = nothing;
  @state() private at = 0;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("of")) this.at = 0;
    this.at = Math.min(this.at, Math.max(0, this.tabs.length - 1));
  }

  protected override render() {
    const button = ({ word }: Tab, i: number) => html`<button
      class="btn small"
      type="button"
      aria-pressed=${i === this.at ? "true" : "false"}
      @click=${() => {
        this.at = i;
      }}
    >
      ${word}
    </button>`;
    return html`<p class="heads"><span class="tabs">${this.tabs.map(button)}</span>${this.beside}</p>
      <div class="side" tabindex="0">${this.tabs[this.at]?.show()}</div>`;
  }
}
