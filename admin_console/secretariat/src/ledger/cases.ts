/** Appointments: the list, one case with its gates, exams and votes, and its next step. */
import { say } from "@hemicycle/kit/i18n";
import type { Division } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { empty } from "../parts.ts";
import { inOrder } from "../sitting/drafts.ts";
import "./actform.ts";
import type { Option } from "./actform.ts";
import "./exam.ts";
import { type FormName, isForm, type Values } from "./fields.ts";
import { answersFault, answersFrom, type Case, freshId } from "./model.ts";
import { choice, fact, LedgerPart, outcome, stateTag } from "./pieces.ts";
import { placesFor } from "./places.ts";
import "./take.ts";
import { t } from "./texts.ts";

@customElement("ledger-cases")
export class LedgerCases extends LedgerPart {
  @state() private chosen = "";

  protected override render() {
    const { cases } = this.ledger;
    const one = cases.find(({ id }) => id === this.chosen);
    return html`<section class="sheet tbl" aria-label=${t().cases}>
        <div class="sift">
          <button
            class="btn small"
            type="button"
            aria-pressed=${one ? "false" : "true"}
            @click=${() => {
              this.chosen = "";
            }}
          >
            ${t()["form appointment-propose"]}
          </button>
        </div>
        ${
          cases.length === 0
            ? empty(t().noCases, t().noCasesWords)
            : html`<ol class="list picks scroll">
                ${cases.map((each) =>
                  choice(
                    each.id === this.chosen,
                    () => {
                      this.chosen = each.id;
                      void this.fromTop();
                    },
                    html`<b>${each.person}</b><span class="soft">${say(each.post)} · ${each.term}</span>
                      <span class="marks">${stateTag(each.state)}</span>`,
                  ),
                )}
              </ol>`
        }
      </section>
      <section class="sheet scroll pane" tabindex="0" aria-label=${one?.person ?? t()["form appointment-propose"]}>
        ${one ? this.#detail(one) : this.#propose()}
      </section>`;
  }

  #propose() {
    const terms = this.ledger.cases.at(-1)?.term ?? "";
    return html`<act-form
      form="appointment-propose"
      .desk=${this.desk}
      .today=${this.ledger.today}
      .start=${{ term: terms }}
      .given=${{
        case: freshId(
          "c",
          this.ledger.cases.map(({ id }) => id),
        ),
      }}
    ></act-form>
    ${this.ledger.cases.length > 0 ? html`<take-result .desk=${this.desk} .ledger=${this.ledger}></take-result>` : nothing}`;
  }

  #detail(one: Case) {
    const { review, link, statement, oath } = one;
    return html`<div class="form">
        <h2>${one.person} · ${say(one.post)}</h2>
        <p>${stateTag(one.state)}</p>
        <dl class="facts-list">
          ${fact(t().term, one.term)}
          ${fact(t().review, review ? `${review.date} ${review.passed ? t().reviewPassed : t().reviewReturned} ${review.note}` : t().notYet)}
          ${fact(t().exam, this.#exams(one))}
          ${fact(t()["form appointment-submit"], link ? this.#link(link) : t().notYet)}
          ${fact(t().statement, statement ? `${statement.date} ${statement.text}` : t().notYet)}
          ${fact(t().vote, this.#votes(one))} ${fact(t().oath, oath ? `${oath.date} ${oath.text}` : t().notYet)}
          ${fact(
            t().account,
            one.accounts.length > 0
              ? html`<ul>${one.accounts.map((grade) => html`<li>${grade.year} ${outcome(grade.verdict, grade.counts)}</li>`)}</ul>`
              : null,
          )}
        </dl>
      </div>
      ${
        one.next.includes("exam-draw") || one.next.includes("exam-answers")
          ? html`<exam-desk .desk=${this.desk} .ledger=${this.ledger} .one=${one}></exam-desk>`
          : nothing
      }
      ${one.next.filter(isForm).map((form) => this.#form(form, one))}`;
  }

  #exams({ exams }: Case) {
    if (exams.length === 0) return t().notYet;
    return html`<ul>
      ${exams.map(({ attempt, score, passed, seed }) => {
        const result =
          score === null
            ? t().waitingAnswers
            : `${t().score(score)} · ${passed ? t().passed : t().notPassed}`;
        return html`<li>${t().attempt(attempt)}：${result}<br /><span class="soft seed">${t().seed} ${seed}</span></li>`;
      })}
    </ul>`;
  }

  #link({ sitting, division, place }: { sitting: string; division: string; place: number }) {
    return `${t().linkedTo(sitting, division)} · ${place || t().together}`;
  }

  #votes({ votes, failures }: Case) {
    if (votes.length === 0) return t().notYet;
    return html`<ul>
        ${votes.map((vote) => html`<li>${outcome(vote.verdict, vote.counts)} <span class="soft">${this.#link(vote)}</span></li>`)}
      </ul>
      ${failures > 0 ? html`<span class="notice">${t().failures(failures)}</span>` : nothing}`;
  }

  #form(form: FormName, one: Case) {
    if (form === "exam-draw") return nothing; // the exam's own desk asks for the banks
    const place = form === "appointment-submit" ? this.#places(one) : [];
    if (form === "appointment-submit" && place.length === 0)
      return one.state === "submitted"
        ? nothing
        : html`<div class="form"><h3>${t()["form appointment-submit"]}</h3><p class="soft">${t().noPlaces}</p></div>`;
    const passed = [
      { value: "yes", label: t().reviewPassed },
      { value: "no", label: t().reviewReturned },
    ];
    return html`<act-form
      .form=${form}
      .desk=${this.desk}
      .today=${this.ledger.today}
      .given=${{ case: one.id }}
      .choices=${{ passed, place }}
      .note=${form === "appointment-submit" ? t().submitNote : form === "exam-answers" ? t().answersNote : ""}
      .fault=${form === "exam-answers" ? answersProblem : () => ""}
    ></act-form>`;
  }

  /** The agenda's places that a case can be linked to. */
  #places(one: Case): readonly Option[] {
    const { chosen, model } = this.view;
    const divisions: readonly Division[] = inOrder(model.state?.divisions ?? []);
    return placesFor(one.person, divisions).map(({ division, place, name }) => ({
      value: `${chosen}|${division.id}|${place}`,
      label: `${division.number} ${say(division.short)} · ${place === 0 ? t().together : `${place} ${name}`}`,
    }));
  }
}

/** What is wrong with the answers typed, in words. */
function answersProblem(values: Values): string {
  const fault = answersFault(answersFrom(values.answers ?? ""));
  if (fault === null) return "";
  return "at" in fault ? t().answersAt(fault.at) : t().answersCount(fault.count);
}
