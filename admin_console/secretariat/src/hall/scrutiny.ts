/** What the scrutineers of the running secret vote have done, and who of them refuses. */
import { certifiers, stageOf } from "@hemicycle/kit/scrutineers";
import { refusalWords, scrutineerName } from "@hemicycle/kit/scrutineerwords";
import type { SealedView, State } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { icon } from "../parts.ts";
import { t } from "./texts.ts";

/** How far a secret vote is with its scrutineers, in one line; "" where it needs none. */
export function stageWords(state: State): string {
  const division = state.divisions.find((each) => stageOf(each) !== null);
  const sealed = division?.sealed;
  const stage = division && stageOf(division);
  if (!sealed || !stage) return "";
  const { k, q, released, n } = sealed;
  switch (stage) {
    case "certifying":
      return t().certifying(certifiers(sealed, "open").length, q);
    case "rooting":
      return t().rooting(certifiers(sealed, "root").length, q);
    case "releasing":
      return t().releasing(released.length, k);
    case "by-hand":
      return t().byHand(released.length, k);
    case "too-few":
      return t().tooFew(n ?? 0);
    case "freezing":
    case "counting":
      return t()[stage];
    case "voting":
      return "";
  }
}

function refusals(state: State, sealed: SealedView) {
  return sealed.refusals.map(
    (refusal) =>
      html`<p class="trouble" role="alert">${icon("trouble")} <b>${refusalWords(state.seal, refusal)}</b> ${refusal.detail}</p>`,
  );
}

/** Refusals of a running vote and a proposed absence. */
export function scrutiny(state: State) {
  const sealed = state.divisions.find((division) => stageOf(division) !== null)?.sealed;
  const absent = state.seal?.stand_down;
  if (!sealed && !absent) return nothing;
  return html`${sealed ? refusals(state, sealed) : nothing}
    ${absent ? html`<p class="sheet now">${t().standDown(scrutineerName(state.seal, absent.index), absent.reason)}</p>` : nothing}`;
}
