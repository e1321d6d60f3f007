/** One past vote: its outcome, figures, rule, files, and of a named vote who voted how. */
import { download } from "@hemicycle/kit/download";
import { votesBar } from "@hemicycle/kit/draw/bars";
import { nameFigures } from "@hemicycle/kit/draw/formbars";
import { choiceGlyph } from "@hemicycle/kit/draw/glyphs";
import { resultArc } from "@hemicycle/kit/draw/resultarc";
import { common, say, verdictWords } from "@hemicycle/kit/i18n";
import { itemOf } from "@hemicycle/kit/marks";
import { byVotes, rowsOf } from "@hemicycle/kit/outcomes";
import { byStrokes, outcomeWords, type PastDivision, past, voteParts } from "@hemicycle/kit/past";
import { sheetsOf, sheetWords } from "@hemicycle/kit/sheets";
import {
  type Division,
  type FormResult,
  isFormResult,
  type MotionResult,
  type Rule,
} from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import type { NamedVote } from "./desk.ts";
import { day, head, printButton, Reading, scrolled, titled } from "./parts.ts";
import { listLink } from "./places.ts";
import { t } from "./texts.ts";

interface Told {
  readonly row: PastDivision;
  readonly division: Division;
}

@customElement("past-division")
export class PastDivisionView extends Reading<Told> {
  @property({ attribute: false }) sitting = "";
  @property({ attribute: false }) division = "";
  @state() private votes: readonly NamedVote[] | null = null;

  protected override read(): Promise<Told> {
    return this.desk.division(this.sitting, this.division);
  }

  protected override show({ row, division }: Told) {
    return html`<p class="noprint"><a href=${listLink("divisions", this.asked)}>${t().back}</a></p>
      ${head(titled(row.title), `${say(row.sitting_title)} · ${day(row.ms)}`, printButton())}
      <p class="verdict">${outcomeWords(row.outcome)}</p>
      ${row.reason ? html`<p>${t().reason}${past().colon}${row.reason}</p>` : nothing}
      ${division.result && row.sentence ? this.#result(division, row) : nothing}
      ${this.#facts(row, division)}${this.#sheets(division)}${this.#byName(row, division)}`;
  }

  #result(division: Division, { sentence }: PastDivision) {
    const { result } = division;
    if (!result || !sentence) return nothing;
    return html`<p>${say(sentence)}</p>
      ${isFormResult(result) ? namesTable(division, result) : motionFigures(result)}
      <ul class="checks soft">${result.checks.map((check) => html`<li>${say(check)}</li>`)}</ul>`;
  }

  #facts(row: PastDivision, { rule }: Division) {
    const manner = row.secrecy === "secret" ? common().secretVote : common().namedVote;
    return html`<dl class="facts">
      <div><dt>${t().kind}</dt><dd>${say(row.template_name)}</dd></div>
      <div><dt>${t().howHeld}</dt><dd>${manner} · ${t()[`channel-${row.channel}`]}</dd></div>
      <div><dt>${t().rule}</dt><dd>${ruleWords(rule)}</dd></div>
    </dl>`;
  }

  #sheets(division: Division) {
    const files = sheetsOf(this.sitting, division);
    if (files.length === 0) return nothing;
    return html`<p class="files noprint">
      ${files.map(
        (file) =>
          html`<button class="btn small" type="button" @click=${() => void this.attempt(async () => download(file.name, await this.desk.api.blob(file.path)))}>
            ${sheetWords().sheet} ${file.label}
          </button>`,
      )}
      <button class="btn small" type="button" @click=${() => void this.attempt(async () => download(`${this.sitting}@${this.division}.hemicycle.json`, await this.desk.api.blob(`/v1/sittings/${this.sitting}/divisions/${this.division}/bundle`)))}>
        ${t().bundle}
      </button>
      <a href="/verify/" target="_blank" rel="noopener">${t().verify}</a>
      <span class="soft">${t().verifyWords}</span>
    </p>`;
  }

  #byName(row: PastDivision, division: Division) {
    const declared = row.sentence !== null && row.channel !== "paper" && row.channel !== "hands";
    if (!declared || row.secrecy !== "named" || !this.desk.seesMembers) return nothing;
    const read = async () => {
      this.votes = byStrokes(await this.desk.namedVotes(this.sitting, this.division));
    };
    if (!this.votes)
      return html`<p class="noprint"><button class="btn small" type="button" @click=${() => void this.attempt(read)}>${t().showVotes}</button></p>`;
    return html`<h2>${t().oneByOne}</h2>
      ${scrolled(
        t().oneByOne,
        html`<table>
          <thead>
            <tr>${[t().person, t().delegation, t().vote].map((word) => html`<th scope="col">${word}</th>`)}</tr>
          </thead>
          <tbody>${this.votes.map((vote) => namedLine(vote, row, division))}</tbody>
        </table>`,
      )}`;
  }
}

function ruleWords({ formula, source, verified }: Rule): string {
  const words = say(source);
  const mark = verified || words.includes(t().unverified) ? [] : [t().unverified];
  return [formula, words, ...mark].join(" · ");
}

function namedLine(vote: NamedVote, row: PastDivision, { form, names }: Division) {
  const motion = row.figures !== null;
  const parts = voteParts({ ...row, motion, form, names, vote: vote.vote as never });
  return html`<tr>
    <th scope="row">${vote.name}</th>
    <td>${vote.delegation}</td>
    <td>
      ${parts.map(
        ({ choice, words }) =>
          html`<span class="part">${choice ? guard([choice], () => choiceGlyph(choice)) : nothing}${words}</span>`,
      )}
    </td>
  </tr>`;
}

/** The arc over all members, its five figures beside it. */
function motionFigures(result: MotionResult) {
  const figures = [
    [common().for, result.for, "for"],
    [common().against, result.against, "against"],
    [common().abstain, result.abstain, "abstain"],
    [common().notPressed, result.not_pressed, "none"],
    [common().absent, result.absent, null],
  ] as const;
  const told = figures.filter(([, n]) => n !== null);
  const label = told.map(([word, n]) => `${word} ${n}`).join(", ");
  return html`<div class="sheet result">
    ${guard([result, label], () => resultArc(result, { label, tick: String(result.needed) }))}
    <dl class="figures">
      ${told.map(
        ([word, n, mark]) =>
          html`<div><dt>${mark ? guard([mark], () => choiceGlyph(mark)) : nothing}${word}</dt><dd>${n}</dd></div>`,
      )}
    </dl>
  </div>`;
}

/** Names with their figures, most votes first. */
function namesTable(division: Division, result: FormResult) {
  const { item } = itemOf(division);
  const rows = byVotes(item, rowsOf(division, result));
  return scrolled(
    t().names,
    html`<table>
      <thead>
        <tr>
          <th scope="col">${t().names}</th>
          <td class="bars"></td>
          <th scope="col" class="n">${t().counts}</th>
          <th scope="col">${t().verdict}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) => html`<tr>
            <th scope="row">${row.name}${row.written ? html`<small>${common().writtenIn}</small>` : nothing}</th>
            <td class="bars">${guard([row], () => votesBar(nameFigures(item, row, result), { label: "", width: 240, height: 14 }))}</td>
            <td class="n">${row.counts.join(" · ")}</td>
            <td>${verdictWords(row.verdict)}</td>
          </tr>`,
        )}
      </tbody>
    </table>`,
  );
}
