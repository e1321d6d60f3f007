/** Small pieces of the ledger's pages: states with their marks, facts, figures. */
import type { GlyphName } from "@hemicycle/kit/draw/glyphs";
import { verdictWords } from "@hemicycle/kit/i18n";
import type { Verdict } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { property } from "lit/decorators.js";
import { DeskPage } from "../page.ts";
import { tag } from "../parts.ts";
import type { CaseState, Ledger, ProjectState } from "./model.ts";
import { t } from "./texts.ts";
import { words } from "./words.ts";

/** A part of the ledger's page. */
export class LedgerPart extends DeskPage {
  @property({ attribute: false }) ledger!: Ledger;

  /** The pane at the right shows another thing: from its top. */
  protected async fromTop(): Promise<void> {
    await this.updateComplete;
    this.querySelector(".pane")?.scrollTo({ top: 0 });
  }
}

const MARKS: Readonly<Record<ProjectState | CaseState, readonly [GlyphName, string]>> = {
  collected: ["ring", ""],
  screened: ["tick", ""],
  excluded: ["against", "notice"],
  candidate: ["dot", ""],
  chosen: ["tick", "live"],
  "not-chosen": ["abstain", "soft"],
  tied: ["tie", "notice"],
  "handed-over": ["up", "live"],
  published: ["tick", "soft"],
  proposed: ["ring", ""],
  reviewed: ["tick", ""],
  returned: ["against", "notice"],
  submitted: ["dot", ""],
  appointed: ["tick", "live"],
  failed: ["against", "notice"],
  sworn: ["tick", "soft"],
  blocked: ["against", "notice"],
  barred: ["against", "notice"],
};

/** A state: mark and word. */
export function stateTag(state: ProjectState | CaseState) {
  const [mark, kind] = MARKS[state];
  return tag(mark, words()[state], kind);
}

/** The mark of what is late. */
export function overdueTag() {
  return tag("trouble", t().overdue, "notice small");
}

/** A fact with its name; nothing where there is none. */
export function fact(name: string, value: unknown) {
  return value === null || value === "" || value === nothing
    ? nothing
    : html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** An outcome with its figures: `通过（29/1/1）`. */
export function outcome(verdict: Verdict, counts: readonly number[]): string {
  return verdictWords(verdict) + t().counts(counts.join("/"));
}

/** A row of a list that can be chosen by pointer and keyboard. */
export function choice(chosen: boolean, choose: () => void, content: unknown) {
  return html`<li class=${chosen ? "chosen" : ""}>
    <button class="pick" type="button" aria-pressed=${chosen ? "true" : "false"} @click=${choose}>${content}</button>
  </li>`;
}
