/** What is on the ballot of a vote on many names, before and while it is voted on. */
import { emWidth } from "@hemicycle/kit/dom";
import { levelWords } from "@hemicycle/kit/i18n";
import { CHOOSE, ELECTION, GRADES, isMotion, itemOf, RANKING, THREE_KEYS } from "@hemicycle/kit/marks";
import { namesOf, taskWords } from "@hemicycle/kit/outcomes";
import type { Division } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { t } from "./formtexts.ts";
import { mayOpenNames, opensOrders } from "./naming.ts";
import { sourceLine } from "./parts.ts";

/** Whether a division is voted on by names and not by its title. */
export function isForm({ form, names }: Division): boolean {
  return !isMotion(form, names);
}

/** Names up to so many ems wide stand in three columns, in two; a few names have room for one. */
const [SHORT, LONG, FEW] = [7, 13, 8] as const;

/** A small list with more rows than this takes room from the drawing over it. */
const TALL = 6;

/** How the list is set, by how wide its names are and how many; `small`: under a drawing. */
export function listClass(names: readonly string[], small: boolean): string {
  const widest = Math.max(0, ...names.map(emWidth));
  const fitting = widest <= SHORT ? 3 : widest <= LONG ? 2 : 1;
  const wanted = small ? 3 : names.length <= FEW ? 1 : names.length <= 2 * FEW ? 2 : 3;
  const columns = Math.min(fitting, wanted);
  const tall = names.length > (small ? TALL : FEW) * columns ? "tall" : "";
  return `onballot of-${columns} ${tall} ${small ? "small" : names.length <= FEW ? "few" : ""}`;
}

/** The numbered names in the ballot's order. */
export function ballotList(division: Division, small = false) {
  const names = namesOf(division);
  return html`<ol class=${listClass(names, small)}>${names.map((name) => html`<li>${name}</li>`)}</ol>`;
}

/** How the ballot is marked. */
function howWords(division: Division): readonly string[] {
  const { item } = itemOf(division);
  switch (item.type) {
    case THREE_KEYS:
      return [t()["how-1"]];
    case CHOOSE:
      return [t().choose(item.min, item.max)];
    case GRADES:
      return [t().levels(levelWords(item.max).join(" / "))];
    case ELECTION:
      return [t()["how-4"](item.max), ...(item.w > 0 ? [t().writeIns(item.w)] : [])];
    case RANKING:
      return [t()["how-5"]];
  }
}

/** What decides. */
function ruleWords(division: Division, members: number): readonly string[] {
  const { item } = itemOf(division);
  const { id, needed } = division.rule;
  if (item.type === THREE_KEYS) return [t().ruleEach(needed)];
  if (item.type === GRADES) return [t().ruleGrades];
  if (item.type === RANKING) return [t().rulePoints(item.c)];
  if (id === "E6" || id === "projects") return [t().ruleReach(needed, members), t().ruleHighest(item.max)];
  return [t().ruleTop(item.max)];
}

/** What nobody has verified: the rule of counting, the ground for holding an election on terminals. */
function unverified(division: Division) {
  const { basis, rule } = division;
  if (!basis && rule.verified) return html`<div></div>`;
  return html`<div class="trouble">
    ${basis ? html`<p><b>${t().basis(basis)}</b><br /><span class="soft">${t().basisUnverified}</span></p>` : nothing}
    ${rule.verified ? nothing : html`<p>${t().ruleUnverified}</p>`}
  </div>`;
}

/** What of a secret ballot is opened as it was written (docs/sealed-names.md §9). */
function opened(division: Division) {
  if (division.secrecy !== "secret" || !mayOpenNames(division)) return nothing;
  return html`<p class="soft">${opensOrders(division) ? t().opensOrders : t().opensNames}</p>`;
}

/** Names, how they are marked, what decides. */
export function ballotPanel(division: Division, members: number) {
  return html`<section class="sheet right ballot" tabindex="0" aria-label=${t().ballot}>
    <h2><span>${t().ballot}</span><span class="strong">${taskWords(division)}</span></h2>
    ${unverified(division)} ${ballotList(division)}
    <div class="how">
      <p>${howWords(division).join("；")}</p>
      ${opened(division)}
      <p>${ruleWords(division, members).join("；")}<br /><span class="soft">${sourceLine(division.rule)}</span></p>
    </div>
  </section>`;
}
