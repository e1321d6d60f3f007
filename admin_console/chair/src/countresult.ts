/** What a result by hand has beside its votes: ballots issued and returned, invalid ones by reason, sections, parts by channel. */
import { INVALID, invalidTotal, type Portion } from "@hemicycle/kit/channels";
import { counted, reasonWords } from "@hemicycle/kit/countwords";
import { common } from "@hemicycle/kit/i18n";
import { isMotion } from "@hemicycle/kit/marks";
import type { Division, Result } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { t } from "./counttexts.ts";

function ballots({ issued, returned, invalid }: Result) {
  if (issued === undefined || returned === undefined || !invalid) return nothing;
  const spoilt = invalidTotal(invalid);
  const figures = [
    [counted().issued, issued],
    [counted().returned, returned],
    [t().valid, returned - spoilt],
  ] as const;
  const reasons = INVALID.filter((reason) => invalid[reason] > 0);
  return html`<dl class="totals">${figures.map(([word, count]) => html`<div><dt>${word}</dt><dd>${count}</dd></div>`)}</dl>
    ${reasons.length > 0 ? html`<p class="soft">${counted().invalid}：${reasons.map((reason) => `${reasonWords(reason)} ${invalid[reason]}`).join(counted().join)}</p>` : nothing}`;
}

function row(name: string, { voted, counts }: Portion, total = false) {
  const [numbers = []] = counts;
  return html`<tr class=${total ? "total" : ""}>
    <th scope="row">${name}</th><td>${voted}</td>${numbers.map((number) => html`<td>${number}</td>`)}
  </tr>`;
}

function sum(portions: readonly Portion[]): Portion {
  const width = portions[0]?.counts[0]?.length ?? 0;
  const column = (i: number) => portions.reduce((all, { counts }) => all + (counts[0]?.[i] ?? 0), 0);
  return {
    voted: portions.reduce((all, { voted }) => all + voted, 0),
    counts: [Array.from({ length: width }, (_, i) => column(i))],
  };
}

function table(head: string, voted: string, rows: readonly (readonly [name: string, portion: Portion])[]) {
  const { for: yes, against, abstain } = common();
  return html`<table class="portions">
    <thead>
      <tr><th scope="col">${head}</th>${[voted, yes, against, abstain].map((word) => html`<th scope="col">${word}</th>`)}</tr>
    </thead>
    <tbody>
      ${rows.map(([name, portion]) => row(name, portion))}
      ${rows.length > 1 ? row(t().inTotal, sum(rows.map(([, portion]) => portion)), true) : nothing}
    </tbody>
  </table>`;
}

/** Under the figures of a result; nothing for one of terminals. */
export function handFigures(division: Division, result: Result) {
  const { sections, parts } = result;
  if (result.invalid) return html`<div class="by-hand">${ballots(result)}</div>`;
  if (!sections || !isMotion(division.form, division.names)) return nothing;
  if (parts) {
    const rows = [
      [counted().terminals, parts.terminal],
      [counted().byHands, parts.hands],
    ] as const;
    return html`<div class="by-hand">${table(t().byChannel, t().tookPart, rows)}</div>`;
  }
  return html`<div class="by-hand">${table(
    t().section,
    t().raised,
    sections.map((section) => [section.name, section] as const),
  )}</div>`;
}
