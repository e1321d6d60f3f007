/** What waits for people: plans and reports with their due dates, tasks that two bad years raised. */
import { say } from "@hemicycle/kit/i18n";
import { html } from "lit";
import { customElement, state } from "lit/decorators.js";
import { empty, tag } from "../parts.ts";
import "./actform.ts";
import type { Task } from "./model.ts";
import { LedgerPart, overdueTag } from "./pieces.ts";
import { t } from "./texts.ts";
import { words } from "./words.ts";

@customElement("ledger-due")
export class LedgerDue extends LedgerPart {
  /** The task whose form is open. */
  @state() private task = "";

  protected override render() {
    const { due, tasks } = this.ledger;
    return html`<section class="sheet tbl" aria-label=${t().dueTitle}>
        ${
          due.length === 0
            ? empty(t().noDue, t().noDueWords)
            : html`<div class="scroll" tabindex="0">
                <table>
                  <caption>${t().dueTitle} <span class="soft">${t().scheduleNote}</span></caption>
                  <thead>
                    <tr><th scope="col">${t().dueDate}</th><th scope="col">${t().what}</th><th scope="col">${t().name}</th><th scope="col">${t().state}</th></tr>
                  </thead>
                  <tbody>
                    ${due.map(
                      (one) => html`<tr>
                        <th scope="row">${one.due}</th>
                        <td>${words()[one.what]}</td>
                        <td>${say(one.title)}</td>
                        <td>${one.overdue ? overdueTag() : ""}</td>
                      </tr>`,
                    )}
                  </tbody>
                </table>
              </div>`
        }
      </section>
      <section class="sheet scroll pane" tabindex="0" aria-label=${t().tasks}>
        ${tasks.length === 0 ? empty(t().noTasks, t().noTasksWords) : html`<ul class="tasks">${tasks.map((task) => this.#task(task))}</ul>`}
      </section>`;
  }

  #task(task: Task) {
    const open = task.state === "open";
    return html`<li>
      <p class="row"><b>${say(task.name)}</b> ${open ? tag("ring", t().open, "notice") : tag("tick", t().closed, "soft")}</p>
      <p>${say(task)}</p>
      ${task.note ? html`<p class="soft">${task.note}</p>` : ""}
      ${
        open && this.task === task.id
          ? html`<act-form
              form="task-done"
              .desk=${this.desk}
              .today=${this.ledger.today}
              .given=${{ task: task.id }}
              @signed=${() => {
                this.task = "";
              }}
            ></act-form>`
          : open
            ? html`<button
                class="btn small"
                type="button"
                @click=${() => {
                  this.task = task.id;
                }}
              >
                ${t().toSeeTo}
              </button>`
            : ""
      }
    </li>`;
  }
}
