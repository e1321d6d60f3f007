/** What a paper says of itself: how far it is, what is lacking, why a press was refused. */
import { common, levelWords } from "@hemicycle/kit/i18n";
import { CHOOSE, ELECTION, GRADES, RANKING } from "@hemicycle/kit/marks";
import type { FormItem } from "@hemicycle/kit/types";
import type { Answer } from "./desk.ts";
import { f } from "./formtexts.ts";
import {
  againstsOf,
  chosenOf,
  type Filling,
  type Lack,
  lackOf,
  type MarkKind,
  markedOf,
  type SlotFault,
  slotFault,
  writtenOf,
} from "./paper.ts";

/** How far the paper is. */
export function progressWords(paper: Filling): string {
  const { item, labels } = paper;
  const done = markedOf(paper);
  switch (item.type) {
    case CHOOSE: {
      if (item.min === 0) return f().chosen(done, item.max);
      return item.min === item.max
        ? f().chosenExactly(done, item.max)
        : f().chosenOf(done, item.min, item.max);
    }
    case GRADES:
      return f().graded(done, labels.length);
    case RANKING:
      return f().placed(done, labels.length);
    default:
      return f().marked(done, labels.length);
  }
}

/** What is counted beside: of an election, approvals and names written in against what is allowed. */
export function countWords(paper: Filling): string {
  const { item, draft } = paper;
  if (item.type !== ELECTION) return "";
  const [chosen, written] = [chosenOf(paper), writtenOf(draft).length];
  const count = f().chosen(chosen, item.max);
  return item.w > 0 ? f().counted(count, f().approved(chosen - written, written)) : count;
}

/** How the paper is filled in. */
export function hintWords({ type }: FormItem): string {
  switch (type) {
    case CHOOSE:
      return f().chooseHint;
    case GRADES:
      return f().gradesHint;
    case RANKING:
      return f().rankingHint;
    default:
      return f().keysHint;
  }
}

/** How many may be written in by now. */
export function slotsWords(paper: Filling): string {
  const against = againstsOf(paper);
  return f().slots(against, Math.min(against, paper.item.w));
}

export function slotFaultWords(fault: SlotFault, { max }: FormItem): string {
  return fault === "full" ? f().full(max) : f()[fault];
}

export function lackWords(lack: Lack | null): string {
  if (!lack) return "";
  if (lack.kind === "written") return f().faultyName;
  return lack.kind === "few" ? f().tooFew(lack.count) : f().unmarkedLeft(lack.count);
}

/** Why the last press changed nothing. */
export function answerWords(answer: Answer | null, { item }: Filling): string {
  if (answer?.kind !== "full") return lackWords(answer?.lack ?? null);
  return item.type === CHOOSE ? f().fullOptions(item.max) : f().fullNames(item.max);
}

/** What a screen reader hears after a change: the refusal, a name that can't stand, or how far the paper is. */
export function spokenWords(paper: Filling, answer: Answer | null): string {
  if (answer) return answerWords(answer, paper);
  const lack = lackOf(paper);
  const fault = lack?.kind === "written" ? slotFault(paper, lack.slot) : null;
  return fault ? slotFaultWords(fault, paper.item) : progressWords(paper);
}

/** What a mark is called. */
export function markWords(mark: MarkKind, { type }: Pick<FormItem, "type">): string {
  switch (mark.kind) {
    case "choice":
      return common()[mark.choice];
    case "level":
      return levelWords(mark.of)[mark.level - 1] ?? "";
    case "chosen":
      return f().groupChosen;
    case "written":
      return common().writtenIn;
    case "order":
      return f().groupOrder;
    case "none":
      return type === RANKING ? f().notPlaced : common().blank;
  }
}
