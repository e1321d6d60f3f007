/** What the dominant control says beside its name. Pure but for the language. */
import { say } from "@hemicycle/kit/i18n";
import { awaited } from "@hemicycle/kit/scrutineers";
import { scrutineerNames } from "@hemicycle/kit/scrutineerwords";
import { t as secret } from "./secrettexts.ts";
import type { Block, Step } from "./steps.ts";
import { t } from "./texts.ts";
import type { View } from "./view.ts";

/** A step held for longer says so in its hint. */
const LONG_HOLD_MS = 1000;

/** Its name: a vote whose result may reveal votes is opened all the same. */
export function stepLabel({ step, focus, stage }: View): string {
  if (stage === "too-few") return secret().cannotBeCounted;
  const warned = step.kind === "open" && focus?.reveals.includes("few-present");
  return warned ? secret().openAllTheSame : t()[`step-${step.kind}`];
}

export function stepHint(step: Step): string {
  if (step.blocked) return "";
  return step.holdMs > LONG_HOLD_MS ? t().holdHint(step.holdMs / 1000) : t().keyHint;
}

function blockedWords(blocked: Block | null, needed: number): string {
  switch (blocked) {
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
    default:
      return "";
  }
}

function closing({ secondsLeft, stage, backlog }: View): string {
  if (stage === "certifying") return secret().noteCertifying;
  if (backlog && backlog.waiting > 0 && backlog.seconds === null)
    return secret().noteBacklog(backlog.waiting);
  if (backlog?.seconds) return secret().noteBacklogSeconds(backlog.seconds);
  return secondsLeft === null ? t().noteClose : t().noteCloses(secondsLeft);
}

/** What a closed vote waits for. */
function counting({ stage }: View): string {
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

/** The words for a step that can be taken, without how long it is held. */
function going(view: View): string {
  const { step, state, focus, attendance } = view;
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
      return t().noteOpen(attendance.due, attendance.present, focus?.rule.needed ?? 0);
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
  const blocked = blockedWords(step.blocked, state.sitting.quorum.needed);
  if (blocked) return blocked;
  // a long hold is told by the hint already
  const held = step.holdMs > 0 && step.holdMs <= LONG_HOLD_MS ? `${t().holdFor(step.holdMs / 1000)} · ` : "";
  return held + going(view);
}
