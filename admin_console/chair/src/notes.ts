/** What the dominant control says beside its name. Pure but for the language. */
import { papersOf } from "@hemicycle/kit/documents";
import { say } from "@hemicycle/kit/i18n";
import { isMotion } from "@hemicycle/kit/marks";
import { taskWords } from "@hemicycle/kit/outcomes";
import { awaited } from "@hemicycle/kit/scrutineers";
import { scrutineerNames } from "@hemicycle/kit/scrutineerwords";
import { countLabel, countNote, openingNote } from "./counting.ts";
import { t as count } from "./counttexts.ts";
import { t as form } from "./formtexts.ts";
import { namingStage, opensOrders } from "./naming.ts";
import { t as secret } from "./secrettexts.ts";
import type { Block, OtherStep, Step } from "./steps.ts";
import { t } from "./texts.ts";
import type { View } from "./view.ts";

/** A step held for longer says so in its hint. */
const LONG_HOLD_MS = 1000;

/** Its name: a vote whose result may reveal votes is opened all the same. */
export function stepLabel({ step, focus, stage }: View): string {
  if (stage === "too-few") return secret().cannotBeCounted;
  const counted = countLabel(focus);
  if (counted && (step.kind === "close" || step.kind === "counting")) return counted;
  const warned = step.kind === "open" && focus?.reveals.includes("few-present");
  return warned ? secret().openAllTheSame : t()[`step-${step.kind}`];
}

/** The name of another lawful act. */
export function otherLabel(other: OtherStep, focus: View["focus"]): string {
  if (other === "papers") return t()["other-papers"](focus ? papersOf(focus) : 0);
  return other === "count-again" ? count()[`other-${other}`] : t()[`other-${other}`];
}

export function stepHint(step: Step): string {
  if (step.blocked) return "";
  return step.holdMs > LONG_HOLD_MS ? t().holdHint(step.holdMs / 1000) : t().keyHint;
}

function blockedWords(blocked: Block | null, needed: number, focus: View["focus"]): string {
  switch (blocked) {
    case "comes-later":
      return focus?.waits?.[0] ? say(focus.waits[0]) : "";
    case "no-quorum":
      return t().blockQuorum(needed);
    case "void-proposed":
      return t().blockVoid;
    case "not-sealed":
      return secret().blockNotSealed;
    case "other-chair":
      return secret().blockOtherChair;
    case "few-scrutineers":
      return secret().blockFewScrutineers;
    case "no-chair":
      return secret().blockNoChair;
    case "not-issued":
      return count().noteIssue;
    default:
      return "";
  }
}

function closing({ secondsLeft, stage, backlog, focus }: View): string {
  const byHand = countNote(focus);
  if (byHand) return byHand;
  if (stage === "certifying") return secret().noteCertifying;
  if (backlog && backlog.waiting > 0 && backlog.seconds === null)
    return secret().noteBacklog(backlog.waiting);
  if (backlog?.seconds) return secret().noteBacklogSeconds(backlog.seconds);
  return secondsLeft === null ? t().noteClose : t().noteCloses(secondsLeft);
}

/** What a closed vote waits for. */
function counting({ stage, focus }: View): string {
  const byHand = countNote(focus);
  if (byHand) return byHand;
  const naming = focus?.sealed ? namingStage(focus.sealed) : null;
  if (focus && naming) {
    const orders = opensOrders(focus);
    if (naming === "mixing") return orders ? form().noteMixingRanks : form().noteMixing;
    return orders ? form().noteRowsRanks : form().noteRows;
  }
  switch (stage) {
    case "rooting":
      return secret().noteRooting;
    case "releasing":
      return secret().noteReleasing;
    case "by-hand":
      return secret().byHand;
    case "too-few":
      return secret().tooFewWays;
    default:
      return t().noteCounting;
  }
}

/** What it takes, beside how many are there. */
function opening(view: View): string {
  const byHand = openingNote(view);
  if (byHand) return byHand;
  const { attendance, focus } = view;
  const { due, present } = attendance;
  const needed = focus?.rule.needed ?? 0;
  if (!focus || isMotion(focus.form, focus.names)) return t().noteOpen(due, present, needed);
  return form().noteTask(due, present, taskWords(focus));
}

/** The words for a step that can be taken, without how long it is held. */
function going(view: View): string {
  const { step, state, focus } = view;
  switch (step.kind) {
    case "open-sitting":
      return t().noteOpenSitting;
    case "approve":
      return t().noteApprove;
    case "ceremony":
      return view.keys.people ? secret().noteCeremony(view.keys.people.scrutineers.length) : "";
    case "in-ceremony":
      return state.seal ? secret().noteInCeremony(scrutineerNames(state.seal, awaited(state.seal))) : "";
    case "announce":
      return t().noteAnnounce;
    case "open":
      return opening(view);
    case "close":
      return closing(view);
    case "counting":
      return counting(view);
    case "declare":
      return focus?.reveals.includes("unanimous") ? secret().noteUnanimous : t().noteDeclare;
    case "next": {
      const next = state.divisions.find(({ id }) => id === step.division);
      return next ? t().noteNext(next.number, say(next.short) || say(next.title)) : "";
    }
    case "close-sitting":
      return t().noteCloseSitting;
    case "no-items":
      return t().noteNoItems;
    case "finished":
      return t().noteFinished;
  }
}

/** The small line of the control. */
export function stepNote(view: View): string {
  const { step, state } = view;
  const blocked = blockedWords(step.blocked, state.sitting.quorum.needed, view.focus);
  if (blocked) return blocked;
  // a long hold is told by the hint already
  const held = step.holdMs > 0 && step.holdMs <= LONG_HOLD_MS ? `${t().holdFor(step.holdMs / 1000)} · ` : "";
  return held + going(view);
}
