/** What is said at the places of a form that do not add up, with the numbers. Pure but for the language. */
import { INVALID, isOfHands, type Path, type Portion } from "@hemicycle/kit/channels";
import {
  type Draft,
  type Fault,
  faultsOf,
  type Ground,
  repeatedSections,
  sumOf,
  withCleanNames,
} from "@hemicycle/kit/counts";
import { CHOOSE } from "@hemicycle/kit/marks";
import { t } from "./texts.ts";

/** A place that does not add up. */
export interface Note {
  readonly path: Path;
  readonly words: string;
}

const by = (sum: number, wanted: number) => (sum < wanted ? t().fewer(wanted - sum) : t().more(sum - wanted));

/** The section of a path, or the ballots as a whole. */
function portionOf(draft: Draft, path: Path): Portion<number | null> {
  if (!isOfHands(draft)) return { voted: draft.valid, counts: draft.counts };
  return draft.sections.find(({ name }) => name === path[1]) ?? { voted: null, counts: [] };
}

function chosenWords(draft: Draft, path: Path, { item }: Ground): string {
  const { voted, counts } = portionOf(draft, path);
  const first = sumOf(counts.map((row) => row[0] ?? null)) ?? 0;
  const n = voted ?? 0;
  if (item.type === CHOOSE) return t().chosenSum(first, item.min * n, item.max * n);
  return t().electedSum(first + writtenVotes(draft), item.max * n);
}

function writtenVotes(draft: Draft): number {
  if (isOfHands(draft)) return 0;
  return (draft.written ?? []).reduce((sum, { votes }) => sum + (votes ?? 0), 0);
}

function wordsOf({ code, path }: Fault, draft: Draft, ground: Ground): string {
  const hands = isOfHands(draft);
  const { voted, counts } = portionOf(draft, path);
  const n = voted ?? 0;
  switch (code) {
    case "sum": {
      const sum = sumOf(counts[Number(path.at(-1))] ?? []) ?? 0;
      return t().sumWrong(sum, n, by(sum, n), hands);
    }
    case "above":
      return t().aboveWrong(n, hands);
    case "returned": {
      const returned = ground.returned ?? 0;
      const sum = hands ? 0 : (sumOf([draft.valid, ...INVALID.map((reason) => draft.invalid[reason])]) ?? 0);
      return t().addsNot(sum, returned, by(sum, returned));
    }
    case "chosen":
      return chosenWords(draft, path, ground);
    case "against":
      return t().againstSum(writtenVotes(draft), sumOf(counts.map((row) => row[1] ?? null)) ?? 0);
    case "listed":
      return t().listedWrong;
    case "repeated":
      return t().repeatedWrong;
    case "present":
      return t().presentWrong(
        hands ? (sumOf(draft.sections.map((one) => one.voted)) ?? 0) : 0,
        ground.entitled,
      );
    default:
      return "";
  }
}

/** Everything that does not add up so far. */
export function notesOf(typed: Draft, ground: Ground): Note[] {
  const draft = withCleanNames(typed);
  const faults = [...faultsOf(draft, ground), ...(isOfHands(draft) ? repeatedSections(draft) : [])];
  return faults.map((fault) => ({ path: fault.path, words: wordsOf(fault, draft, ground) }));
}
