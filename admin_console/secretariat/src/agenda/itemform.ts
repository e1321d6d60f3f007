/** Drafts one item: its kind of vote, its words, its names, how it is voted on, what it hangs together with. One signed act. */
import type { Division } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { DeskPage } from "../page.ts";
import { field, trouble, working } from "../parts.ts";
import { ballotFields } from "./ballotfields.ts";
import { ballotView } from "./ballotview.ts";
import {
  blankItem,
  draftMembers,
  fitted,
  type House,
  type ItemDraft,
  itemFault,
  nextNumber,
  templatesOf,
  withTemplate,
} from "./draft.ts";
import { faultWords } from "./faults.ts";
import { howFields } from "./howfields.ts";
import { linkFields } from "./linkfields.ts";
import { isKept, linesOf } from "./links.ts";
import { numberField } from "./numberfield.ts";
import "./picker.ts";
import { t } from "./texts.ts";

const LONGEST_TEXT = 4000;

@customElement("item-form")
export class ItemForm extends DeskPage {
  @property({ attribute: false }) house!: House;
  @property({ attribute: false }) divisions: readonly Division[] = [];
  @state() private item: ItemDraft | null = null;
  /** The form was filled in by a proposal. */
  @state() private proposed = false;

  /** Fills the form in. */
  async fill(item: ItemDraft): Promise<void> {
    this.item = item;
    this.proposed = true;
    this.problem = "";
    await this.updateComplete;
    this.querySelector(".fields")?.scrollTo({ top: 0 });
    this.querySelector<HTMLElement>("#title-zh")?.focus();
  }

  get #now(): ItemDraft {
    this.item ??= this.#blank();
    return this.item;
  }

  #blank(): ItemDraft {
    const [first] = templatesOf(this.house);
    return blankItem(first?.id ?? "resolution", this.house);
  }

  readonly #change = (change: Partial<ItemDraft>): void => {
    this.item = fitted({ ...this.#now, ...change }, this.house);
  };

  #template(template: string): void {
    const next = withTemplate(this.#now, template, this.house);
    this.item = { ...next, of: this.#now.of.filter((link) => isKept(link, template)) };
  }

  async #draft(): Promise<void> {
    const item = this.#now;
    const number = item.number || nextNumber(this.divisions);
    const done = await this.attempt(t().drafting, async () => {
      await this.desk.onSitting("division-draft", draftMembers({ ...item, number }, this.divisions));
    });
    if (!done) return;
    this.desk.say(t().drafted(number));
    const { channel, secrecy, rule, countdown_s, ballot } = item;
    this.item = fitted(
      { ...blankItem(item.template, this.house), channel, secrecy, rule, countdown_s, ballot },
      this.house,
    );
    this.proposed = false;
    await this.updateComplete;
    this.querySelector(".fields")?.scrollTo({ top: 0 });
    this.querySelector<HTMLElement>("#title-zh")?.focus();
  }

  protected override render() {
    const item = this.#now;
    const fault = itemFault(item, this.house);
    return html`<form
      class="sheet form draft"
      aria-label=${t().newItem}
      @submit=${(event: Event) => {
        event.preventDefault();
        if (!fault) void this.#draft();
      }}
    >
      <div class="scroll fields">
        ${this.proposed ? html`<p class="proposal-note">${t().fromStep}</p>` : nothing}
        <template-picker
          .desk=${this.desk}
          .house=${this.house}
          .chosen=${item.template}
          @template=${(event: CustomEvent<string>) => this.#template(event.detail)}
        ></template-picker>
        ${this.#words(item)}
        ${ballotFields(item, this.house, this.#change)}
        ${howFields(item, this.house, this.#change)}
        ${linkFields(item, this.divisions, this.#change)}
        ${ballotView(item)}
      </div>
      ${trouble(this.problem)}${working(this.busy)}
      <p class="end">
        <span class="soft" role="status">${fault ? faultWords(fault) : ""}</span>
        <button
          class="btn"
          type="button"
          @click=${() => {
            this.item = null;
            this.proposed = false;
          }}
        >
          ${t().emptyForm}
        </button>
        <button class="btn primary" aria-disabled=${fault ? "true" : "false"} ?disabled=${this.busy !== ""}>${t().draftIt}</button>
      </p>
    </form>`;
  }

  #words(item: ItemDraft) {
    const lines = linesOf(item).length > 0 || item.template.endsWith("-merged");
    return html`
      <div class="numbered">
        ${numberField("number", t().number, item.number || nextNumber(this.divisions), 1, 9999, (number) => this.#change({ number }))}
        ${this.#line("title", "zh", t().itemZh)}
      </div>
      ${this.#line("title", "en", t().itemEn)}
      <div class="pair">${this.#line("short", "zh", t().shortZh)} ${this.#line("short", "en", t().shortEn)}</div>
      <div class="pair">${this.#area("zh", t().textZh)} ${this.#area("en", t().textEn)}</div>
      ${lines ? html`<p class="note">${t().linesNote}</p>` : nothing}
    `;
  }

  #typed(name: "title" | "short" | "text", language: "zh" | "en") {
    return (event: Event) => {
      const { value } = event.target as HTMLInputElement | HTMLTextAreaElement;
      this.#change({ [name]: { ...this.#now[name], [language]: value } });
    };
  }

  #line(name: "title" | "short", language: "zh" | "en", label: string) {
    const id = `${name}-${language}`;
    return field(
      id,
      label,
      html`<input
        id=${id}
        lang=${language === "zh" ? "zh-CN" : "en"}
        maxlength="200"
        .value=${this.#now[name][language]}
        @input=${this.#typed(name, language)}
      />`,
    );
  }

  #area(language: "zh" | "en", label: string) {
    const id = `text-${language}`;
    return field(
      id,
      label,
      html`<textarea
        id=${id}
        lang=${language === "zh" ? "zh-CN" : "en"}
        rows="3"
        maxlength=${LONGEST_TEXT}
        placeholder=${t().optional}
        .value=${this.#now.text[language]}
        @input=${this.#typed("text", language)}
      ></textarea>`,
    );
  }
}
