/** Chooses the kind of vote: in groups, with a search, each with what it is and its usual rule. */
import { say } from "@hemicycle/kit/i18n";
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { DeskPage } from "../page.ts";
import { blankItem, channelSource, type House, templatesOf } from "./draft.ts";
import { GROUPS, sought, type TemplateChoice, templateOf } from "./templates.ts";
import { t } from "./texts.ts";

@customElement("template-picker")
export class TemplatePicker extends DeskPage {
  @property({ attribute: false }) house!: House;
  @property() chosen = "";
  @state() private open = false;
  @state() private words = "";

  async #show(): Promise<void> {
    this.open = true;
    this.words = "";
    await this.updateComplete;
    this.querySelector<HTMLInputElement>("#template-search")?.focus();
    this.querySelector(`[data-template="${this.chosen}"]`)?.scrollIntoView({ block: "nearest" });
  }

  async #close(): Promise<void> {
    this.open = false;
    await this.updateComplete;
    this.querySelector<HTMLElement>("#template")?.focus();
  }

  async #choose(id: string): Promise<void> {
    this.dispatchEvent(new CustomEvent("template", { detail: id }));
    await this.#close();
  }

  protected override render() {
    const { name, about } = templateOf(this.chosen);
    return html`<div class="field">
      <span class="label" id="template-label">${t().template}</span>
      <button
        id="template"
        class="btn template"
        type="button"
        aria-expanded=${this.open ? "true" : "false"}
        aria-labelledby="template-label template"
        aria-describedby="template-note"
        @click=${() => void (this.open ? this.#close() : this.#show())}
      >
        <b>${say(name)}</b><span>${this.#facts(this.chosen)}</span><span class="change">${t().changeTemplate}</span>
      </button>
      <p class="note" id="template-note">${say(about)}</p>
      ${this.open ? this.#list() : nothing}
    </div>`;
  }

  /** Its usual rule, and where it is held by force. */
  #facts(id: string): string {
    const { rule, channel } = blankItem(id, this.house);
    const forced = channel === "paper" || channel === "hands" ? [t()[channel]] : [];
    return [rule, ...forced].join(" · ");
  }

  #list() {
    const found = sought(this.words, templatesOf(this.house));
    return html`<div
      class="picker"
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === "Escape") void this.#close();
      }}
    >
      <div class="sift">
        <input
          id="template-search"
          type="search"
          aria-label=${t().findTemplate}
          placeholder=${t().findTemplate}
          @input=${(event: Event) => {
            this.words = (event.target as HTMLInputElement).value;
          }}
        />
        <p class="soft" role="status">${found.length === 0 ? t().noTemplate : t().foundTemplates(found.length)}</p>
      </div>
      <div class="scroll" tabindex="-1">
        ${GROUPS.map((group) => {
          const here = found.filter((one) => one.group === group);
          return here.length === 0
            ? nothing
            : html`<section aria-label=${t()[group]}>
                <h2>${t()[group]}</h2>
                <ul>
                  ${here.map((one) => this.#entry(one))}
                </ul>
              </section>`;
        })}
      </div>
    </div>`;
  }

  #entry(one: TemplateChoice) {
    const source = one.paper ? channelSource(blankItem(one.id, this.house), this.house) : null;
    return html`<li>
      <button
        class="pick"
        type="button"
        data-template=${one.id}
        aria-pressed=${one.id === this.chosen ? "true" : "false"}
        @click=${() => void this.#choose(one.id)}
      >
        <b>${say(one.name)}</b>
        <span class="marks">${this.#facts(one.id)}</span>
        <span class="soft">${say(one.about)}${source ? html` · ${say(source)}` : nothing}</span>
      </button>
    </li>`;
  }
}
