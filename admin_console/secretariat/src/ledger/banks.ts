/** Banks of questions: imported from a file whose errors are told line by line, replaced as a whole. */
import type { Json } from "@hemicycle/kit/canonical";
import { say } from "@hemicycle/kit/i18n";
import type { Bilingual } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { empty, field, trouble, working } from "../parts.ts";
import { freshId } from "./model.ts";
import { LedgerPart } from "./pieces.ts";
import { t } from "./texts.ts";

/** The answer of `bank-preview`. */
interface Preview {
  readonly file: string;
  readonly encoding: string;
  readonly items: readonly Json[];
  readonly errors: readonly (Bilingual & { readonly line: number; readonly field: string })[];
  readonly rows: number;
}

@customElement("ledger-banks")
export class LedgerBanks extends LedgerPart {
  @state() private preview: Preview | null = null;
  @state() private name = "";

  async #read(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = "";
    if (!file) return;
    this.preview = null;
    await this.attempt(t().bankReading, async () => {
      const path = `/v1/bodies/${this.desk.identity.body}/ledger/bank-preview`;
      this.preview = await this.desk.api.preview<Preview>(path, file);
      this.name = this.preview.file.replace(/\.[^.]+$/, "");
    });
  }

  async #save(preview: Preview): Promise<void> {
    const { banks } = this.ledger;
    const name = this.name.trim();
    const bank =
      banks.find((one) => one.name === name)?.id ??
      freshId(
        "bank",
        banks.map(({ id }) => id),
      );
    const done = await this.attempt(t().signing, () =>
      this.desk.onLedger("bank-set", { bank, name, items: [...preview.items] }),
    );
    if (!done) return;
    this.preview = null;
    this.desk.say(t().done);
  }

  protected override render() {
    const { banks } = this.ledger;
    return html`<section class="sheet tbl" aria-label=${t().banks}>
        ${
          banks.length === 0
            ? empty(t().noBanks, t().noBanksWords)
            : html`<ol class="list picks scroll" tabindex="0">${banks.map(({ name, items }) => html`<li class="plain"><b>${name}</b><span class="soft">${t().bankCount(items)}</span></li>`)}</ol>`
        }
      </section>
      <section class="sheet scroll pane" tabindex="0" aria-label=${t().bankImport}>
        <div class="form">
          <h3>${t().bankImport}</h3>
          <p class="soft">${t().noBanksWords}</p>
          <p>
            <label class="btn small file"
              >${t().bankFile}<input class="visually-hidden" type="file" accept=".xlsx,.csv,.txt" @change=${(event: Event) => void this.#read(event)}
            /></label>
          </p>
          ${trouble(this.problem)}${working(this.busy)} ${this.preview ? this.#found(this.preview) : nothing}
        </div>
      </section>`;
  }

  #found(preview: Preview) {
    const { file, encoding, items, errors, rows } = preview;
    const ready = items.length > 0 && this.name.trim() !== "";
    return html`<p role="status">${t().bankFound(file, encoding, items.length, rows)}</p>
      ${
        errors.length === 0
          ? nothing
          : html`<p class="notice">${t().bankErrors(errors.length)}</p>
              <ul class="terms">
                ${errors.slice(0, 200).map((error) => html`<li><b>${t().line(error.line)}</b><span>${this.#column(error.field)}</span><span>${say(error)}</span></li>`)}
              </ul>`
      }
      ${field(
        "bank-name",
        t().bankName,
        html`<input
          id="bank-name"
          maxlength="200"
          .value=${this.name}
          @input=${(event: Event) => {
            this.name = (event.target as HTMLInputElement).value;
          }}
        />`,
      )}
      <p class="end">
        <span class="soft">${t().bankReplace}</span>
        <button
          class="btn small primary"
          type="button"
          aria-disabled=${ready ? "false" : "true"}
          ?disabled=${this.busy !== ""}
          @click=${() => (ready ? void this.#save(preview) : undefined)}
        >
          ${t().bankSave(items.length)}
        </button>
      </p>`;
  }

  #column(name: string): string {
    return name === "text" ? t().questionColumn : name === "answer" ? t().answerColumn : t().option(name);
  }
}
