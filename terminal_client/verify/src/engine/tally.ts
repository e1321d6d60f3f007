/** The figures of a result recomputed (docs/protocol.md §7, §8, docs/forms.md §5, docs/channels.md §6). */
import type { Act, Doc } from "./acts.ts";
import { PREFIX_BYTES, raw } from "./bytes.ts";
import {
  type Count,
  type Ground,
  type Item,
  isCarried,
  possible,
  type Result,
  signedCount,
  verdictsOf,
  widthOf,
} from "./counts.ts";
import { together } from "./figures.ts";
import type { Findings } from "./findings.ts";
import { same } from "./opening.ts";
import { needed } from "./rules.ts";
import { type Division, hasBox } from "./state.ts";

const OF_CHANNELS = ["issued", "returned", "invalid", "sections", "parts"];
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  paper: ["issued", "returned", "invalid"],
  hands: ["sections"],
  mixed: ["sections", "parts"],
};

function standingFigures({ hand, tally }: Division): Doc | null {
  return tally && hand?.figures ? (hand.figures as Doc) : null;
}

/** The count of all channels together; `count` is that of the terminals, or of a hand count that is missing. */
export function totalOf(division: Division, count: Count | null): Count | null {
  const { hand, channel } = division;
  if (!hand) return count;
  const byHand = standingFigures(division) ? hand.count : null;
  if (!byHand) return hasBox(channel) ? null : count;
  if (!hasBox(channel)) return byHand;
  return count && together(count, byHand);
}

function partOf({ voted, names }: Count): Doc {
  return { voted, counts: names };
}

/** The further members of a result where paper or hands were counted. */
function channelMembers(division: Division, count: Count | null): Doc {
  const { hand, channel } = division;
  if (!hand) return {};
  const figures = standingFigures(division);
  const epoch = hasBox(channel) ? {} : { epoch: 0 };
  if (channel === "paper") {
    const { issued, returned } = hand;
    return { ...epoch, issued, returned, ...(figures ? { invalid: figures.invalid } : {}) };
  }
  if (!figures) return epoch;
  const both = channel === "mixed" && hand.count && count;
  const parts = both ? { parts: { terminal: partOf(count), hands: partOf(hand.count as Count) } } : {};
  return { ...epoch, sections: figures.sections, ...parts };
}

/** What a division is judged by. */
export function groundOf(division: Division, quorum: string): Ground {
  const { n, p } = division.opening?.doc ?? { n: 0, p: 0 };
  return { rule: division.draft.doc.rule, quorum, members: n, present: p };
}

/** The figures that follow from the opening and the counted ballots; without counts, from the opening alone. */
export function expected(division: Division, quorum: string, count: Count | null): Doc {
  const { item, opening } = division;
  if (!opening) return {};
  const ground = groundOf(division, quorum);
  const { rule, members, present } = ground;
  const figures = {
    members,
    present,
    rule,
    needed: needed(rule, members, present),
    ...channelMembers(division, count),
  };
  const whole = totalOf(division, count);
  if (!whole || !item) return figures;
  const { voted } = whole;
  const pressed = { ...figures, not_pressed: present - voted };
  if (!item.motion) return { ...pressed, voted, items: [formItem(item, ground, whole)] };
  const [yes = 0, against = 0, abstain = 0] = whole.names[0] ?? [];
  return { ...pressed, for: yes, against, abstain, carried: isCarried(ground, voted, yes) };
}

function formItem(item: Item, ground: Ground, count: Count): Doc {
  const { own, written } = verdictsOf(item, ground, count);
  const names = count.names.map((counts, i) => ({ counts, verdict: own[i] }));
  const slots = count.written && {
    ...count.written,
    names: count.written.names.map((one, i) => ({ ...one, verdict: written[i] })),
  };
  return { names, ...(slots ? { written: slots } : {}), ...(count.orders ? { orders: count.orders } : {}) };
}

type Difference = readonly [path: string, found: unknown, wanted: unknown];

function differences(found: unknown, wanted: unknown, path: string): Difference[] {
  if (Array.isArray(found) && Array.isArray(wanted) && found.length === wanted.length)
    return found.flatMap((one, i) => differences(one, wanted[i], `${path}[${i}]`));
  const objects = [found, wanted].every(
    (one) => typeof one === "object" && one !== null && !Array.isArray(one),
  );
  if (!objects) return same(found, wanted) ? [] : [[path, found, wanted]];
  const [one, other] = [found, wanted] as [Doc, Doc];
  const names = new Set([...Object.keys(other), ...Object.keys(one)]);
  return [...names].flatMap((name) => differences(one[name], other[name], `${path}.${name}`));
}

/** The terminals' part of a mixed result; null if it can't be one. */
function terminalPart(item: Item, result: Result): Count | null {
  const { voted, counts } = result.parts?.terminal ?? { voted: 0, counts: [] };
  const whole = counts.length === item.c && counts.every((row: unknown[]) => row.length === widthOf(item));
  const count = { voted, names: counts };
  return whole && possible(item, count) ? count : null;
}

/** The count of the ballots as a result says it: of a mixed vote that of its terminals. */
export function saidCount({ hand }: Division, item: Item, result: Result): Count | null {
  if (item.motion === "items" in result) return null;
  return hand?.channel === "mixed" ? terminalPart(item, result) : signedCount(item, result);
}

/**
 * Recomputes both results. Without a count (the ballots are in another bundle, or could not be opened) the signed counts are taken,
 * and only what follows from them is judged.
 */
export function checkTally(
  division: Division,
  quorum: string,
  count: Count | null,
  findings: Findings,
): void {
  const { tally, declaration } = division;
  for (const act of [tally, declaration]) if (act) checkResult(division, act, quorum, count, findings);
  if (!tally || !declaration) return;
  const [mine, theirs] = [tally.doc.result, declaration.doc.result];
  for (const name of new Set([...Object.keys(mine), ...Object.keys(theirs)].sort()))
    findings.require(
      same(mine[name], theirs[name]),
      "tally",
      `${declaration.place} member=result.${name}`,
      "declaration-differs",
    );
  findings.count("results", 1);
}

/** No result holds that was not counted: `total` is that of all channels. */
export function checkCounted({ tally }: Division, total: Count | null, findings: Findings): void {
  if (tally && !total && findings.failures.length === 0)
    findings.fail("tally", `${tally.place} member=result`, "not-counted");
}

function checkResult(
  division: Division,
  act: Act,
  quorum: string,
  given: Count | null,
  findings: Findings,
): void {
  const { result } = act.doc;
  const { item, opening, channel } = division;
  const at = (path: string) => `${act.place} member=${path}`;
  let count = given;
  if (item) {
    const fits = item.motion !== "items" in result;
    if (!findings.require(fits, "tally", at("result"), "result-of-another-form")) return;
    if (!count) {
      count = saidCount(division, item, result);
      findings.require(count !== null, "tally", at("result.items"), "counts-impossible");
    }
  }
  for (const [name, wanted] of Object.entries(expected(division, quorum, count)))
    for (const [path, found, should] of differences(result[name], wanted, `result.${name}`))
      findings.fail("tally", at(path), "member-differs", { found, wanted: should });
  const allowed = ALLOWED[division.hand ? channel : ""] ?? [];
  for (const name of OF_CHANNELS)
    findings.require(
      name in result === allowed.includes(name),
      "tally",
      at(`result.${name}`),
      "result-of-another-channel",
      { channel },
    );
  const sizes: [string, number][] = [["entries", result.size]];
  if (opening) sizes.push(["counted", hasBox(channel) ? opening.doc.electorate.size : 0]);
  for (const [name, wanted] of sizes) {
    const found = raw(result[name]).length / PREFIX_BYTES;
    findings.require(found === wanted, "tally", at(`result.${name}`), "member-differs", { found, wanted });
  }
}
