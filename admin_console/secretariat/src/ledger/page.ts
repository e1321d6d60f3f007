/** The ledger: projects, appointments, grades, what is due; every step is one signed act (docs/ledger.md). */
import { download } from "@hemicycle/kit/download";
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { DeskPage } from "../page.ts";
import { head, trouble, working } from "../parts.ts";
import "./banks.ts";
import "./cases.ts";
import "./due.ts";
import "./grades.ts";
import { type Ledger, waiting } from "./model.ts";
import "./projects.ts";
import { t } from "./texts.ts";

const TABS = ["projects", "cases", "grades", "due", "banks"] as const;
type Tab = (typeof TABS)[number];

@customElement("ledger-page")
export class LedgerPage extends DeskPage {
  @state() private tab: Tab = "projects";

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#read();
  }

  async #read(): Promise<void> {
    await this.attempt(t().ledger, () => this.desk.readLedger());
  }

  async #export(format: "xlsx" | "json"): Promise<void> {
    await this.attempt(t().exporting, async () => {
      const { body } = this.desk.identity;
      const file = await this.desk.api.blob(`/v1/bodies/${body}/ledger/export?format=${format}`);
      download(`ledger-${body}-${this.view.ledger?.today ?? ""}.${format}`, file);
    });
  }

  protected override render() {
    const { ledger } = this.view;
    if (!ledger)
      return html`${head(t().ledger, "")}${trouble(this.problem)}${working(this.busy)}${
        this.problem
          ? html`<p><button class="btn small" type="button" @click=${() => void this.#read()}>${t().readAgain}</button></p>`
          : nothing
      }`;
    const overdue = ledger.due.filter((each) => each.overdue).length;
    const tasks = ledger.tasks.filter((task) => task.state === "open").length;
    return html`${head(
      t().ledger,
      t().facts(ledger.projects.length, ledger.cases.length, overdue, tasks),
      html`<button class="btn small" type="button" @click=${() => void this.#export("xlsx")}>${t().xlsx}</button>
        <button class="btn small" type="button" @click=${() => void this.#export("json")}>${t().json}</button>`,
    )}
    ${this.#tabs(ledger)}${trouble(this.problem)}${working(this.busy)} ${this.#part(ledger)}`;
  }

  #tabs(ledger: Ledger) {
    const figures: Readonly<Record<Tab, number>> = {
      projects: ledger.projects.length,
      cases: ledger.cases.length,
      grades: ledger.grades.length,
      due: waiting(ledger),
      banks: ledger.banks.length,
    };
    return html`<div class="tabs" role="group" aria-label=${t().tabs}>
      ${TABS.map(
        (name) =>
          html`<button
            class="btn small"
            type="button"
            aria-pressed=${this.tab === name ? "true" : "false"}
            @click=${() => {
              this.tab = name;
            }}
          >
            ${t()[name]}${figures[name] > 0 ? html` <span class="figure">${figures[name]}</span>` : nothing}
          </button>`,
      )}
    </div>`;
  }

  #part(ledger: Ledger) {
    switch (this.tab) {
      case "projects":
        return html`<ledger-projects class="cols agenda" .desk=${this.desk} .ledger=${ledger}></ledger-projects>`;
      case "cases":
        return html`<ledger-cases class="cols agenda" .desk=${this.desk} .ledger=${ledger}></ledger-cases>`;
      case "grades":
        return html`<ledger-grades class="cols agenda" .desk=${this.desk} .ledger=${ledger}></ledger-grades>`;
      case "due":
        return html`<ledger-due class="cols agenda" .desk=${this.desk} .ledger=${ledger}></ledger-due>`;
      case "banks":
        return html`<ledger-banks class="cols agenda" .desk=${this.desk} .ledger=${ledger}></ledger-banks>`;
    }
  }
}
