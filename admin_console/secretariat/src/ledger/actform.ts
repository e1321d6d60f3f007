/** The form of one act of the ledger: its fields, what is missing in words, one press that signs. */
import type { Json } from "@hemicycle/kit/canonical";
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { DeskPage } from "../page.ts";
import { field, trouble, working } from "../parts.ts";
import {
  actMembers,
  blank,
  type Field,
  type FormName,
  fieldsOf,
  longest,
  missing,
  type Values,
} from "./fields.ts";
import { t } from "./texts.ts";

export interface Option {
  readonly value: string;
  readonly label: string;
}

@customElement("act-form")
export class ActForm extends DeskPage {
  @property() form: FormName = "project-collect";
  /** The ledger's today. */
  @property() today = "";
  /** What the fields start from. */
  @property({ attribute: false }) start: Values = {};
  /** Members of the act that no field gives. */
  @property({ attribute: false }) given: Readonly<Record<string, Json>> = {};
  /** The words of choices, by field. */
  @property({ attribute: false }) choices: Readonly<Record<string, readonly Option[]>> = {};
  /** What is to be known about the step. */
  @property() note = "";
  /** Why it can't be signed although every field is filled in; "" when it can. */
  @property({ attribute: false }) fault: (values: Values) => string = () => "";
  @state() private values: Values = {};
  #about = "";

  protected override willUpdate(): void {
    const about = JSON.stringify([this.form, this.given, this.start]);
    if (about === this.#about) return;
    this.#about = about;
    this.values = blank(this.form, this.today, this.start);
    for (const { name, kind } of fieldsOf(this.form)) {
      const first = this.choices[name]?.[0];
      if (kind === "choice" && first && !this.values[name])
        this.values = { ...this.values, [name]: first.value };
    }
  }

  #problem(): string {
    const lacking = missing(this.form, this.values, this.today);
    if (lacking === null) return this.fault(this.values);
    return lacking === "date" && (this.values.date ?? "") > this.today
      ? t().dateFuture
      : t().fillIn(label(lacking));
  }

  async #sign(): Promise<void> {
    if (this.#problem()) return;
    const done = await this.attempt(t().signing, async () => {
      await this.desk.onLedger(this.form, actMembers(this.form, this.values, this.given));
    });
    if (!done) return;
    this.desk.say(t().done);
    this.#about = "";
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent("signed", { bubbles: true }));
  }

  protected override render() {
    const problem = this.#problem();
    return html`<form
      class="form act"
      aria-label=${t()[`form ${this.form}`]}
      @submit=${(event: Event) => {
        event.preventDefault();
        void this.#sign();
      }}
    >
      <h2>${t()[`form ${this.form}`]}</h2>
      ${this.note ? html`<p class="soft">${this.note}</p>` : nothing}
      ${fieldsOf(this.form).map((one) => this.#field(one))}
      ${trouble(this.problem)}${working(this.busy)}
      <p class="end">
        <span class="soft">${problem}</span>
        <button class="btn small primary" aria-disabled=${problem ? "true" : "false"} ?disabled=${this.busy !== ""}>
          ${t().sign}
        </button>
      </p>
    </form>`;
  }

  #field(one: Field) {
    const { name, kind } = one;
    const id = `${this.form}-${name}`;
    switch (kind) {
      case "names":
        return html`<div class="pair">${this.#line(one, "zh")} ${this.#line(one, "en")}</div>`;
      case "check":
        return html`<label class="check"
          ><input id=${id} type="checkbox" .checked=${this.values[name] === "yes"} @change=${this.#ticked(name)} />
          ${label(name)}</label
        >`;
      case "choice":
        return field(
          id,
          label(name),
          html`<select id=${id} @change=${this.#typed(name)}>
            ${this.#options(one).map(
              ({ value, label: words }) =>
                html`<option value=${value} ?selected=${value === this.values[name]}>${words}</option>`,
            )}
          </select>`,
        );
      case "lines":
        return field(
          id,
          label(name),
          html`<textarea
            id=${id}
            rows=${name === "answers" ? 6 : 2}
            maxlength=${longest(one)}
            placeholder=${one.optional ? t().optional : ""}
            .value=${this.values[name] ?? ""}
            @input=${this.#typed(name)}
          ></textarea>`,
        );
      default:
        return field(
          id,
          label(name),
          html`<input
            id=${id}
            type=${kind === "line" ? "text" : kind}
            maxlength=${longest(one)}
            min=${one.least ?? nothing}
            max=${kind === "date" ? this.today : (one.most ?? nothing)}
            .value=${this.values[name] ?? ""}
            @input=${this.#typed(name)}
          />`,
        );
    }
  }

  #line(one: Field, language: "zh" | "en") {
    const name = `${one.name}.${language}`;
    const id = `${this.form}-${one.name}-${language}`;
    return field(
      id,
      label(one.name) + t()[language],
      html`<input
        id=${id}
        lang=${language === "zh" ? "zh-CN" : "en"}
        maxlength=${longest(one)}
        .value=${this.values[name] ?? ""}
        @input=${this.#typed(name)}
      />`,
    );
  }

  #options({ name, options }: Field): readonly Option[] {
    return this.choices[name] ?? (options ?? []).map((value) => ({ value, label: value }));
  }

  #typed(name: string) {
    return (event: Event) => {
      const { value } = event.target as HTMLInputElement;
      this.values = { ...this.values, [name]: value };
    };
  }

  #ticked(name: string) {
    return (event: Event) => {
      const { checked } = event.target as HTMLInputElement;
      this.values = { ...this.values, [name]: checked ? "yes" : "" };
    };
  }
}

/** A field's name in words. */
function label(name: string): string {
  return t()[`field ${name}` as "field date"];
}
