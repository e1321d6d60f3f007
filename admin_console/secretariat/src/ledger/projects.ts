/** Livelihood projects of a year: the list, one project with its next step, the year's candidates. */
import { say } from "@hemicycle/kit/i18n";
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { empty, tag } from "../parts.ts";
import "./actform.ts";
import "./candidates.ts";
import { type FormName, isForm, type Values } from "./fields.ts";
import { freshId, type Project, type Term, yearsOf } from "./model.ts";
import { choice, fact, LedgerPart, outcome, overdueTag, stateTag } from "./pieces.ts";
import "./take.ts";
import { t } from "./texts.ts";
import { words } from "./words.ts";

@customElement("ledger-projects")
export class LedgerProjects extends LedgerPart {
  @state() private year = 0;
  /** The chosen project's id; `""` for the forms of the year. */
  @state() private chosen = "";

  #years(): number[] {
    const now = Number(this.ledger.today.slice(0, 4));
    return [...new Set([now + 1, now, ...yearsOf(this.ledger)])].sort((a, b) => b - a);
  }

  protected override render() {
    const year = this.year || (yearsOf(this.ledger)[0] ?? Number(this.ledger.today.slice(0, 4)));
    const shown = this.ledger.projects.filter((project) => project.year === year);
    const project = shown.find(({ id }) => id === this.chosen);
    return html`<section class="sheet tbl" aria-label=${t().projects}>
        <div class="sift">
          <label
            >${t().year}
            <select
              @change=${(event: Event) => {
                this.year = Number((event.target as HTMLSelectElement).value);
                this.chosen = "";
              }}
            >
              ${this.#years().map((one) => html`<option value=${one} ?selected=${one === year}>${one}</option>`)}
            </select></label
          >
          <button
            class="btn small"
            type="button"
            aria-pressed=${project ? "false" : "true"}
            @click=${() => {
              this.chosen = "";
            }}
          >
            ${t()["form project-collect"]}
          </button>
        </div>
        ${
          shown.length === 0
            ? empty(t().noProjects, t().noProjectsWords)
            : html`<ol class="list picks scroll">
                ${shown.map((one) => this.#row(one, one.id === this.chosen))}
              </ol>`
        }
      </section>
      <section class="sheet scroll pane" tabindex="0" aria-label=${project ? say(project.title) : t()["form project-collect"]}>
        ${project ? this.#detail(project) : this.#forms(year)}
      </section>`;
  }

  #row(project: Project, chosen: boolean) {
    const late = project.plan_overdue || project.schedule.some(({ overdue }) => overdue);
    return choice(
      chosen,
      () => {
        this.chosen = project.id;
        void this.fromTop();
      },
      html`<b>${say(project.title)}</b>
        <span class="soft">${project.proposer}${project.votes === null ? "" : ` · ${t().votesGot(project.votes)}`}</span>
        <span class="marks">${late && project.state === "handed-over" ? overdueTag() : nothing}${stateTag(project.state)}</span>`,
    );
  }

  #forms(year: number) {
    const taken = this.ledger.projects.map(({ id }) => id);
    return html`<act-form
        form="project-collect"
        .desk=${this.desk}
        .today=${this.ledger.today}
        .start=${{ year: String(year) }}
        .given=${{ project: freshId(`p-${year}`, taken) }}
      ></act-form>
      <candidate-list .desk=${this.desk} .ledger=${this.ledger} .year=${year}></candidate-list>
      ${this.ledger.years.length > 0 ? html`<take-result .desk=${this.desk} .ledger=${this.ledger}></take-result>` : nothing}`;
  }

  #detail(project: Project) {
    return html`<div class="form">
        <h2>${say(project.title)}</h2>
        <p>${stateTag(project.state)}</p>
        <dl class="facts-list">
          ${fact(t()["field proposer"], project.proposer)} ${fact(t()["field text"], project.text)}
          ${fact(t().excludedBecause, this.#reasons(project))}
          ${fact(t()["field target"], project.screening?.target ?? "")} ${fact(t()["field note"], project.screening?.note ?? "")}
          ${fact(t().vote, project.votes === null ? null : t().votesGot(project.votes))}
          ${fact(t()["form project-hand-over"], project.handed && t().handedOn(project.handed.date, project.handed.department))}
          ${fact(words().plan, this.#plan(project))}
          ${fact(t().satisfaction, project.grade && `${project.grade.year} ${outcome(project.grade.verdict, project.grade.counts)}`)}
          ${fact(words().published, project.published && `${project.published.date} ${project.published.text}`)}
        </dl>
        ${project.schedule.length > 0 ? this.#schedule(project.schedule) : nothing}
      </div>
      ${project.next.filter(isForm).map((form) => this.#form(form, project))}`;
  }

  #reasons(project: Project) {
    const reasons = project.screening?.reasons ?? [];
    return reasons.length === 0
      ? null
      : html`<ul>${reasons.map((reason) => html`<li>${say(reason)}</li>`)}</ul>`;
  }

  #plan({ handed, plan, plan_overdue }: Project) {
    if (plan) return `${plan.date} ${plan.text}`;
    return handed && html`${t().planDue(handed.plan_due)} ${plan_overdue ? overdueTag() : nothing}`;
  }

  #schedule(terms: readonly Term[]) {
    return html`<h3>${t().schedule}</h3>
      <p class="soft">${t().scheduleNote}</p>
      <ul class="terms">
        ${terms.map(
          ({ kind, due, overdue, report }) =>
            html`<li>
              <b>${words()[kind]}</b>
              <span>${report ? t().reported(report.date, report.percent) : t().dueOn(due)}</span>
              ${overdue ? overdueTag() : report ? tag("tick", report.text, "small soft") : nothing}
            </li>`,
        )}
      </ul>`;
  }

  #form(form: FormName, project: Project) {
    const open = project.schedule.filter(({ report }) => report === null);
    const report = open.map(({ kind, due }) => ({
      value: `${kind}|${due}`,
      label: `${words()[kind]} · ${t().dueOn(due)}`,
    }));
    return html`<act-form
      .form=${form}
      .desk=${this.desk}
      .today=${this.ledger.today}
      .start=${form === "project-screen" ? screened(project) : {}}
      .given=${{ project: project.id }}
      .choices=${{ report }}
      .note=${form === "project-screen" ? t().screenNote : ""}
    ></act-form>`;
  }
}

/** The answers given before, to be changed. */
function screened({ screening }: Project): Values {
  if (!screening) return {};
  const { target, note, ...answers } = screening;
  const yes = (["major", "routine", "assigned", "cross_year"] as const).map((name) => [
    name,
    answers[name] ? "yes" : "",
  ]);
  return { ...Object.fromEntries(yes), target, note };
}
