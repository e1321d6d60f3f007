/** The server's health: clocks, stores, work, machine, and the last backup. */
import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { PlainElement } from "../../secretariat/src/page.ts";
import { clock, icon, when } from "../../secretariat/src/parts.ts";
import { attention, backupIsDue, type Check, type CheckGroup, checksOf, type Health } from "./checks.ts";
import { t } from "./texts.ts";

const MIB = 1 << 20;

function command(words: string, label: string) {
  return html`<p class="code command" tabindex="0" role="group" aria-label=${label}>${words}</p>`;
}

@customElement("operator-health")
export class OperatorHealth extends PlainElement {
  @property({ attribute: false }) health: Health | null = null;

  #check({ id, name, value, ok, advice }: Check) {
    return html`<li class=${ok ? "" : "bad"} data-check=${id}>
      <span class="state">${icon(ok ? "tick" : "trouble")}<span class="visually-hidden">${ok ? t().ok : t().notOk}</span></span>
      <b>${name}</b><span>${value}</span>
      ${advice ? html`<p class="advice">${advice}</p>` : nothing}
    </li>`;
  }

  #group({ name, checks }: CheckGroup) {
    return html`<section class="sheet group"><h2>${name}</h2><ul>${checks.map((one) => this.#check(one))}</ul></section>`;
  }

  #processes({ processes }: Health) {
    if (processes.length < 2) return nothing;
    return html`<section class="sheet group">
      <h2 id="per-process">${t().perProcess}</h2>
      <table aria-labelledby="per-process">
        <thead><tr><th scope="col">${t().pid}</th><th scope="col">${t().connections}</th><th scope="col">${t().lag}</th><th scope="col">${t().memory}</th></tr></thead>
        <tbody>
          ${processes.map(
            (one) =>
              html`<tr><th scope="row">${one.pid}</th><td>${one.connections}</td><td>${t().ms(one.lag_ms)}</td><td>${Math.round(one.resident_bytes / MIB)} MiB</td></tr>`,
          )}
        </tbody>
      </table>
    </section>`;
  }

  #backup(health: Health) {
    const { backup, sqlite } = health;
    const due = backupIsDue(health);
    return html`<section class="sheet group backup" data-due=${due ? "yes" : "no"}>
      <h2>${t().backup}</h2>
      <p class="last ${due ? "bad" : ""}"><span class="state">${icon(due ? "trouble" : "tick")}</span><b>${backup ? t().backupAt(when(backup.time_ms), backup.file) : t().backupNever}</b></p>
      ${backup ? html`<p class="soft">${t().backupSize((backup.bytes / MIB).toFixed(1), backup.acts)}</p>` : nothing}
      ${backup && due ? html`<p class="advice">${t().backupDue}</p>` : nothing}
      <p>${t().backupHow}</p>
      ${command(`hemicycle backup --data DIR${sqlite ? "" : " --database-url URL"} -o FILE`, t().backupHow)}
      <p>${t().restoreHow}</p>
      ${command(`hemicycle restore FILE --data NEW${sqlite ? "" : " --database-url URL"}`, t().restoreHow)}
      <p class="soft">${t().backupWhen}</p>
    </section>`;
  }

  protected override render() {
    const { health } = this;
    if (!health) return html`<div class="alone"><h1>${t().connecting}</h1></div>`;
    const needs = attention(health);
    return html`<div class="health">
      <div class="head">
        <h1>${t().healthTitle}</h1>
        <p class="verdict ${needs > 0 ? "bad" : ""}" role="status">${icon(needs > 0 ? "trouble" : "tick")}${needs > 0 ? t().someNeed(needs) : t().allWell}</p>
        <p class="soft push">${t().checked(clock(health.time_ms))} · Hemicycle ${health.version}</p>
      </div>
      <div class="groups">
        ${checksOf(health).map((group) => this.#group(group))}${this.#backup(health)}${this.#processes(health)}
      </div>
    </div>`;
  }
}
