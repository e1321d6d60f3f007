/** The agenda: items are drafted and approved; each is one signed act. */
import { say } from "@hemicycle/kit/i18n";
import { lacksSeal } from "@hemicycle/kit/scrutineers";
import type { Bilingual, Division, Secrecy, State } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { DeskPage } from "../page.ts";
import { empty, field, head, tag, trouble, working } from "../parts.ts";
import { MAJORITIES, proposedRule, proposedSecrecy, TEMPLATES, type TemplateChoice } from "../rules.ts";
import "../twopress.ts";
import { draftMembers, type ItemDraft, inOrder, itemFault, nextNumber, stateWord } from "./drafts.ts";
import { ruleNote } from "./page.ts";
import { t } from "./texts.ts";

const SECRECIES = ["secret", "named"] as const satisfies readonly Secrecy[];
const NOTHING: Bilingual = { zh: "", en: "" };
const BLANK: ItemDraft = {
  number: 0,
  title: NOTHING,
  short: NOTHING,
  text: NOTHING,
  template: "resolution",
  rule: "M1",
  secrecy: "secret",
  countdown_s: 60,
};

@customElement("agenda-page")
export class AgendaPage extends DeskPage {
  @state() private item: ItemDraft = BLANK;
  /** Whether rule and secrecy were chosen by hand and no longer follow the template. */
  #ruled = false;
  #kept = false;

  async #draft(now: State): Promise<void> {
    const number = this.item.number || nextNumber(now.divisions);
    const done = await this.attempt(t().drafting, async () => {
      await this.desk.onSitting("division-draft", draftMembers({ ...this.item, number }, now.divisions));
    });
    if (!done) return;
    this.desk.say(t().drafted(number));
    this.item = {
      ...BLANK,
      template: this.item.template,
      rule: this.item.rule,
      secrecy: this.item.secrecy,
      countdown_s: this.item.countdown_s,
    };
    await this.updateComplete;
    this.querySelector<HTMLElement>("#title-zh")?.focus();
  }

  async #approve(ids: readonly string[]): Promise<void> {
    const done = await this.attempt(t().approving, async () => {
      for (const division of ids) await this.desk.onSitting("division-approve", { division });
    });
    if (done) this.desk.say(t().approvedNow);
  }

  protected override render() {
    const now = this.view.model.state;
    if (!now)
      return this.view.chosen
        ? working(this.view.status.phase === "offline" ? "" : t().agenda)
        : html`${head(t().agenda, "")}${empty(
            t().needSitting,
            t().needSittingWords,
            html`<p><a class="btn small primary" href="#/sitting">${t().toSitting}</a></p>`,
          )}`;
    const items = inOrder(now.divisions);
    const drafts = items.filter(({ state: its }) => its === "draft").map(({ id }) => id);
    return html`${head(
      t().agenda,
      t().agendaWords(items.length, drafts.length),
      drafts.length > 0
        ? html`<two-press
              kind="small primary"
              .label=${t().approveAll(drafts.length)}
              .question=${t().confirmApproveAll(drafts.length)}
              .blocked=${this.busy !== ""}
              @done=${() => void this.#approve(drafts)}
            ></two-press>`
        : this.#next(now),
    )}
      <div class="cols agenda">
        ${items.length === 0 ? empty(t().noItems, t().noItemsWords) : html`<section class="sheet tbl"><ol class="list scroll" tabindex="0">${items.map((item) => this.#row(item))}</ol></section>`}
        ${now.sitting.state === "closed" ? html`<p class="sheet pad">${t().sittingEnded}</p>` : this.#form(now)}
      </div>`;
  }

  /** Secret votes need keys before the hall. */
  #next(now: State) {
    const keys = lacksSeal(now) && now.divisions.some(({ secrecy }) => secrecy === "secret");
    return html`<a class="btn small primary" href=${keys ? "#/scrutineers" : "#/hall"}>${keys ? t().nextScrutineers : t().nextHall}</a>`;
  }

  #row(item: Division) {
    const template = TEMPLATES.find(({ id }) => id === item.template);
    return html`<li>
      <span class="no">${item.number}</span>
      <div>
        <p class="title"><b>${say(item.title)}</b>${item.again_of ? html` <span class="soft">${t().again}</span>` : nothing}</p>
        <p class="soft">
          ${say(item.short)} · <b>${t()[item.secrecy]}</b> · ${say(template?.name ?? { zh: item.template, en: item.template })} · ${item.rule.id} ${item.rule.formula} ·
          ${t().seconds(item.countdown_s)}${template?.paper ? html` · <span class="notice">${t().onPaper}</span>` : nothing}
        </p>
      </div>
      ${tag(item.state === "draft" ? "ring" : "tick", t()[stateWord(item.state)], item.state === "draft" ? "" : "soft")}
      ${
        item.state === "draft"
          ? html`<button class="btn small" type="button" ?disabled=${this.busy !== ""} @click=${() => void this.#approve([item.id])}>${t().approve}</button>`
          : html`<span></span>`
      }
    </li>`;
  }

  #form(now: State) {
    const { item } = this;
    const fault = itemFault(item);
    const rule = MAJORITIES.find(({ id }) => id === item.rule);
    return html`<form
      class="sheet form draft"
      @submit=${(event: Event) => {
        event.preventDefault();
        if (!fault) void this.#draft(now);
      }}
    >
      <h2>${t().newItem}</h2>
      <div class="scroll fields">
        <div class="trio">
          ${this.#number("number", t().number, item.number || nextNumber(now.divisions), 1, 9999)}
          ${this.#number("countdown_s", t().countdown, item.countdown_s, 0, 3600)}
        ${field(
          "secrecy",
          t().secrecy,
          html`<select
              id="secrecy"
              @change=${(event: Event) => {
                this.#kept = true;
                this.item = { ...item, secrecy: (event.target as HTMLSelectElement).value as Secrecy };
              }}
            >
              ${SECRECIES.map((one) => html`<option value=${one} ?selected=${one === item.secrecy}>${t()[one]}</option>`)}
            </select>`,
          item.secrecy === "secret" ? t().secretNote : t().namedNote,
        )}
        </div>
        ${this.#words("title", "zh", t().itemZh)} ${this.#words("title", "en", t().itemEn)}
        <div class="pair">${this.#words("short", "zh", t().shortZh)} ${this.#words("short", "en", t().shortEn)}</div>
        ${this.#area("zh", t().textZh)} ${this.#area("en", t().textEn)}
        ${field(
          "template",
          t().template,
          html`<select
            id="template"
            @change=${(event: Event) => {
              const template = (event.target as HTMLSelectElement).value;
              const proposed = this.#ruled ? item.rule : proposedRule(template, now.sitting.kind);
              const secrecy = this.#kept ? item.secrecy : proposedSecrecy(template);
              this.item = { ...item, template, rule: proposed, secrecy };
            }}
          >
            <optgroup label=${t().onTerminals}>${TEMPLATES.filter(({ paper }) => !paper).map((one) => this.#template(one))}</optgroup>
            <optgroup label=${t().onPaper}>${TEMPLATES.filter(({ paper }) => paper).map((one) => this.#template(one))}</optgroup>
          </select>`,
        )}
        ${field(
          "rule",
          t().rule,
          html`<select
            id="rule"
            aria-describedby="rule-note"
            @change=${(event: Event) => {
              this.#ruled = true;
              const chosen = MAJORITIES.find(({ id }) => id === (event.target as HTMLSelectElement).value);
              if (chosen) this.item = { ...item, rule: chosen.id };
            }}
          >
            ${MAJORITIES.map(({ id, name }) => html`<option value=${id} ?selected=${id === item.rule}>${id} ${say(name)}</option>`)}
          </select>`,
          html`${ruleNote(rule)}`,
        )}
      </div>
      ${trouble(this.problem)}${working(this.busy)}
      <p class="end">
        <span class="soft">${fault ? t()[fault] : ""}</span>
        <button class="btn primary" aria-disabled=${fault ? "true" : "false"} ?disabled=${this.busy !== ""}>${t().draftIt}</button>
      </p>
    </form>`;
  }

  #template({ id, name }: TemplateChoice) {
    return html`<option value=${id} ?selected=${id === this.item.template}>${say(name)}</option>`;
  }

  #number(name: "number" | "countdown_s", label: string, value: number, least: number, most: number) {
    return field(
      name,
      label,
      html`<input
        id=${name}
        type="number"
        min=${least}
        max=${most}
        .value=${String(value)}
        @input=${(event: Event) => {
          const typed = (event.target as HTMLInputElement).valueAsNumber;
          if (Number.isInteger(typed) && typed >= least && typed <= most)
            this.item = { ...this.item, [name]: typed };
        }}
      />`,
    );
  }

  #change(name: "title" | "short" | "text", language: "zh" | "en") {
    return (event: Event) => {
      const words = {
        ...this.item[name],
        [language]: (event.target as HTMLInputElement | HTMLTextAreaElement).value,
      };
      this.item = { ...this.item, [name]: words };
    };
  }

  #words(name: "title" | "short", language: "zh" | "en", label: string) {
    const id = `${name}-${language}`;
    return field(
      id,
      label,
      html`<input
        id=${id}
        lang=${language === "zh" ? "zh-CN" : "en"}
        maxlength="200"
        .value=${this.item[name][language]}
        @input=${this.#change(name, language)}
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
        maxlength="4000"
        placeholder=${t().optional}
        .value=${this.item.text[language]}
        @input=${this.#change("text", language)}
      ></textarea>`,
    );
  }
}
