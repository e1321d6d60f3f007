/** What became of divisions, and what stands in the way of one (docs/sequences.md §2, §4). */
import { CHOOSE, ELECTION, THREE_KEYS } from "@hemicycle/kit/marks";
import type { Bilingual } from "@hemicycle/kit/types";
import type { Doc } from "./acts.ts";
import { draftedItem, isCarried, verdictsOf } from "./counts.ts";
import type { Link } from "./links.ts";
import type { Reason } from "./reasons.ts";
import type { Division, Sitting } from "./state.ts";
import { groundOf, saidCount, totalOf } from "./tally.ts";

export const DECIDED = ["declared", "published", "archived"];
const PACKAGES = ["package-merged", "appoint-merged"];
const SUCCESS = ["carried", "elected", "chosen"];
const TIED = "tied";

/** What a declared vote came to: the verdict of every name on the ballot (of a motion one), and of those written in. */
export interface Outcome {
  readonly own: readonly string[];
  readonly written: readonly (readonly [name: string, verdict: string])[];
}
const NOTHING: Outcome = { own: [], written: [] };

export const succeeds = (verdict: string | undefined): boolean => SUCCESS.includes(verdict ?? "");

function verdictsIn({ own, written }: Outcome): string[] {
  return [...own, ...written.map(([, verdict]) => verdict)];
}

/** How many names were carried, elected or chosen. */
export function succeeded(outcome: Outcome): number {
  return verdictsIn(outcome).filter(succeeds).length;
}

/** What a declared division came to: its declared counts, by the rules as they are worked out here. */
function outcomeOf(division: Division, quorum: string): Outcome {
  const { item, declaration, opening } = division;
  if (!item || !declaration || !opening) return NOTHING;
  const said = saidCount(division, item, declaration.doc.result);
  const count = item.motion === "items" in declaration.doc.result ? null : totalOf(division, said);
  if (!count) return NOTHING;
  const ground = groundOf(division, quorum);
  if (item.motion) {
    const carried = isCarried(ground, count.voted, count.names[0]?.[0] ?? 0);
    return { own: [carried ? "carried" : "not-carried"], written: [] };
  }
  const { own, written } = verdictsOf(item, ground, count);
  const names = count.written?.names ?? [];
  return { own, written: names.map(({ name }, i) => [name, written[i] ?? ""] as const) };
}

export const isMotion = ({ draft }: Division): boolean => !("form" in draft.doc);
export const isDecided = ({ state }: Division): boolean => DECIDED.includes(state);

/** Where lines end, and what is blank about them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: separators of lines
const ENDS = /\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: blanks of old
const BLANK = /^[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*$/;

/** How many lines a package has as drafted: what is voted on together; 0 of what is no package. */
export function linesOf(draft: Doc): number {
  if (!PACKAGES.includes(draft.template) || "form" in draft) return 0;
  const count = (text: string) => text.split(ENDS).filter((line) => !BLANK.test(line)).length;
  return count(draft.text.zh) || count(draft.text.en);
}

export function isPackage(division: Division): boolean {
  return PACKAGES.includes(division.draft.doc.template) && isMotion(division);
}

/** The names on a ballot as drafted; none of a motion. */
export function namesOf(division: Division): readonly Bilingual[] {
  return isMotion(division) ? [] : (division.draft.doc.names?.[0] ?? []);
}

/** Whether a division is neither withdrawn nor void. */
export const stands = ({ state }: Division): boolean => state !== "withdrawn" && state !== "void";

/** Whether a division counts for nothing: withdrawn without consent and without an objection. */
function isDropped({ state, consent, objection }: Division): boolean {
  return state === "withdrawn" && !consent && !objection;
}

interface Fate {
  readonly heir: Division;
  /** Decided, withdrawn with consent, or split and all its parts settled. */
  readonly settled: boolean;
  readonly carried: boolean;
  /** Further votes that were decided, and those after them. */
  readonly following: ReadonlyMap<string, Division>;
  readonly tiesOpen: boolean;
}

/** The divisions of a sitting as they are now. What follows from later ones is worked out from the last draft back. */
export class Agenda {
  readonly #place = new Map<Division, number>();
  readonly #linked = new Map<string, [Link, Division][]>();
  readonly #successor = new Map<string, Division>();
  readonly #fates = new Map<string, Fate>();

  /** `outcomes` are those that were worked out before. */
  constructor(
    readonly sitting: Sitting,
    readonly outcomes: Map<string, Outcome>,
  ) {
    const divisions = [...sitting.divisions.values()];
    for (const [place, division] of divisions.entries()) {
      this.#place.set(division, place);
      this.#enter(division);
    }
    for (const division of divisions.reverse()) this.#fates.set(division.id, this.#workOut(division));
  }

  #enter(division: Division): void {
    for (const link of division.links) {
      const others = this.#linked.get(link.division) ?? [];
      others.push([link, division]);
      this.#linked.set(link.division, others);
    }
    if (isDropped(division)) return;
    const revised = division.own.filter(({ kind }) => kind === "revises").map((link) => link.division);
    const again = division.replaced.slice(0, 1).map(({ id }) => id);
    for (const before of [...revised, ...again]) this.#successor.set(before, division);
  }

  #workOut(division: Division): Fate {
    const successor = this.#successor.get(division.id);
    const heir = successor ? this.#fate(successor).heir : division;
    const own = successor
      ? this.#fate(heir)
      : { settled: this.#isSettled(division), carried: this.#isCarried(division) };
    const decided = isDecided(division);
    const following = new Map<string, Division>();
    for (const other of this.linked(division, "tie", "further").filter(isDecided)) {
      following.set(other.id, other);
      for (const [id, later] of this.#fate(other).following) following.set(id, later);
    }
    const tied = decided && verdictsIn(this.outcome(division)).includes(TIED);
    const ties = this.linked(division, "tie").filter(isDecided);
    const tiesOpen = tied && ties.every((other) => this.#fate(other).tiesOpen);
    return { heir, settled: own.settled, carried: own.carried, following, tiesOpen };
  }

  #isSettled(division: Division): boolean {
    if (isDecided(division) || (division.state === "withdrawn" && division.consent)) return true;
    if (!division.objection) return false;
    return this.parts(division).every((part) => part !== null && this.settled(part));
  }

  #isCarried(division: Division): boolean {
    const parts = division.objection ? this.parts(division) : [];
    const ofParts = parts.some((part) => part !== null && this.#fate(part).carried);
    return ofParts || (isDecided(division) && succeeded(this.outcome(division)) > 0);
  }

  #fate({ id }: Division): Fate {
    return this.#fates.get(id) as Fate;
  }

  // --- what became of one ---

  /** What a decided division came to. */
  outcome(division: Division): Outcome {
    const known = this.outcomes.get(division.id) ?? outcomeOf(division, this.sitting.quorum);
    this.outcomes.set(division.id, known);
    return known;
  }

  /** The latest division that stands for this one. */
  heir(division: Division): Division {
    return this.#fate(division).heir;
  }

  settled(division: Division): boolean {
    return this.#fate(division).settled;
  }

  /** Whether a division, or one name of it (a line of a package), was carried. */
  carried(division: Division, name = 0): boolean {
    if (name === 0) return this.#fate(division).carried;
    const heir = this.heir(division);
    if (heir.objection) {
      const part = this.parts(heir)[name - 1];
      return part ? this.#fate(part).carried : false;
    }
    if (!isDecided(heir)) return false;
    const { own } = this.outcome(heir);
    return isMotion(heir) ? own[0] === "carried" : succeeds(own[name - 1]);
  }

  /** Whether a clause or another division is decided and not carried; of a clause with names, one of them. */
  failed(division: Division): boolean {
    const heir = this.heir(division);
    if (!isDecided(heir)) return false;
    const one = !isMotion(heir) && this.outcome(heir).own.some((verdict) => !succeeds(verdict));
    return !this.carried(division) || one;
  }

  /** The latest part of every line of a package; null where there is none. */
  parts(division: Division): (Division | null)[] {
    const found = Array<Division | null>(linesOf(division.draft.doc)).fill(null);
    for (const [{ kind, name }, part] of this.#linked.get(division.id) ?? [])
      if (kind === "part" && name <= found.length && !isDropped(part)) found[name - 1] = part;
    return found;
  }

  /** How many seats a declared vote, and what followed it, left open. */
  seatsLeft(division: Division): number {
    const item = draftedItem(division.draft.doc, true);
    const seats = item
      ? ({ [THREE_KEYS]: item.c, [CHOOSE]: item.max, [ELECTION]: item.max }[item.type as number] ?? 0)
      : 0;
    const voted = [division, ...this.#fate(division).following.values()].filter(isDecided);
    const filled = voted.reduce((sum, other) => sum + succeeded(this.outcome(other)), 0);
    return Math.max(0, seats - filled);
  }

  /** Whether names are tied and no further vote, nor one after it, decided among them. */
  tiesOpen(division: Division): boolean {
    return this.#fate(division).tiesOpen;
  }

  /** The tied names as a further vote has them. */
  tiedNames(division: Division): Bilingual[] {
    const { own, written } = this.outcome(division);
    const listed = namesOf(division).filter((_, i) => own[i] === TIED);
    return [...listed, ...written.filter(([, one]) => one === TIED).map(([zh]) => ({ zh, en: "" }))];
  }

  // --- what it has to do with others ---

  /** The divisions with a link of one of some kinds to this one, in the order of drafting. */
  linked({ id }: Division, ...kinds: string[]): Division[] {
    const links = this.#linked.get(id) ?? [];
    return links.filter(([{ kind }]) => kinds.includes(kind)).map(([, other]) => other);
  }

  /** The amendments, or clauses, of a division, in the order, those dropped left out. */
  followers(division: Division, kind: string): Division[] {
    const found = [division, ...division.replaced].flatMap((target) => this.linked(target, kind));
    return [...new Set(found)].filter((other) => !isDropped(other)).sort((a, b) => this.#compare(a, b));
  }

  /** Less than 0 if `a` comes first: by number, then by drafting. */
  #compare(a: Division, b: Division): number {
    const drafted = (one: Division) => this.#place.get(one) ?? 0;
    return a.draft.doc.number - b.draft.doc.number || drafted(a) - drafted(b);
  }

  /** The revised drafts that take a division's place. */
  revised(division: Division): Division[] {
    return this.linked(division, "revises").filter(({ state }) => state !== "withdrawn");
  }

  failedClauses(division: Division): Division[] {
    return this.followers(division, "clause").filter((clause) => this.failed(clause));
  }

  unsettled(divisions: readonly Division[]): Division[] {
    return divisions.filter((division) => !this.settled(division));
  }

  /** Why a division may not be put to the vote, and the others concerned: the first of §4 that applies. */
  inTheWay(division: Division): readonly [Reason, readonly Division[]] | null {
    const amendments = this.followers(division, "amends");
    const failed = this.failedClauses(division);
    const chosen: readonly string[] | undefined = division.proceed?.doc.clauses;
    const proceeded = chosen !== undefined && String(chosen) === String(failed.map(({ id }) => id));
    const reasons: (readonly [Reason, readonly Division[]])[] = [
      ["already-revised", this.revised(division)],
      ["amendment-pending", this.unsettled(amendments)],
      ["clause-pending", this.unsettled(this.followers(division, "clause"))],
      ["text-changed", amendments.filter((amendment) => this.carried(amendment))],
      ["clause-failed", proceeded ? [] : failed],
      ["earlier-pending", this.#earlier(division)],
      ...this.#posts(division),
    ];
    return reasons.find(([, others]) => others.length > 0) ?? null;
  }

  /** The amendments and clauses of the same division that come before and are not settled. */
  #earlier(division: Division): Division[] {
    const found = new Set<Division>();
    for (const { kind, division: id } of division.links) {
      const whole = this.sitting.divisions.get(id);
      if (!whole || (kind !== "amends" && kind !== "clause")) continue;
      const before = this.followers(whole, kind).filter((other) => this.#compare(other, division) < 0);
      for (const other of [...before, ...(kind === "clause" ? this.followers(whole, "amends") : [])])
        if (this.heir(other) !== this.heir(division)) found.add(other);
    }
    return this.unsettled([...found]);
  }

  /** What stands in the way of an appointment: the post is not vacant yet, or stays filled (V10). */
  #posts(division: Division): [Reason, Division[]][] {
    const [pending, filled]: [Division[], Division[]] = [[], []];
    for (const { kind, division: id, name } of division.links) {
      const other = this.sitting.divisions.get(id);
      if (kind !== "fills" || !other) continue;
      const settled = this.settled(other);
      if (!settled && !isDropped(other)) pending.push(other);
      else if (!settled || !this.carried(other, name)) filled.push(other);
    }
    return [
      ["dismissal-pending", pending],
      ["post-not-vacant", filled],
    ];
  }
}
