/** Counts by hand: what tellers and scrutineers did, and who may do what when (docs/channels.md §2, §3, §5). */
import { encodeCanonical } from "@hemicycle/kit/canonical";
import { u32be } from "@hemicycle/kit/encoding";
import type { Act } from "./acts.ts";
import { digText, raw } from "./bytes.ts";
import type { Count, Item } from "./counts.ts";
import { countOf, type Fault, type Figures, faultsOf } from "./figures.ts";
import type { Judge } from "./judge.ts";
import { type Key, personOf } from "./register.ts";
import type { Division } from "./state.ts";

const TELLERS = 2;
const ATTEMPTS = 50;
/** Templates about persons: nobody on the ballot counts or signs. */
const OF_PERSONS = new Set([
  "election-single",
  "election-multi",
  "by-election",
  "primary",
  "tie-revote",
  "decide-appointment",
]);

/** An attempt at a count; `reason` says how it came to nothing. */
export class Counting {
  readonly commits = new Map<string, Act>();
  readonly reveals = new Map<string, Act>();
  reason: string | null = null;
  faults: readonly Fault[] = [];

  constructor(readonly number: number) {}

  get figures(): Figures[] {
    return [...this.reveals.values()].map(({ doc }) => doc.figures);
  }
}

export class HandCount {
  issued: number | null = null;
  returned: number | null = null;
  overfullBy: readonly string[] = [];
  readonly attempts: Counting[] = [new Counting(1)];
  standing: Act | null = null;
  asked: readonly Key[] = [];
  readonly signed = new Map<string, Act>();

  constructor(
    readonly channel: string,
    readonly entitled: number,
    readonly item: Item | null,
  ) {}

  get running(): Counting {
    return this.attempts.at(-1) as Counting;
  }

  get overfull(): boolean {
    return (this.returned ?? 0) > (this.issued ?? 0);
  }

  /** Who could read the other's figures in an attempt that is over, and gave none. */
  get silent(): string[] {
    const given = this.attempts.filter(({ reason, reveals }) => reason !== null && reveals.size === 1);
    return given.flatMap(({ commits, reveals }) => [...commits.keys()].filter((key) => !reveals.has(key)));
  }

  get figures(): Figures | null {
    return this.standing?.doc.figures ?? null;
  }

  get count(): Count | null {
    return this.figures && this.item ? countOf(this.figures, this.item) : null;
  }

  get told(): boolean {
    return this.attempts.some(({ reveals }) => reveals.size > 0);
  }

  takeBack(returned: number, person: string): void {
    if (this.running.commits.size > 0) this.begin("returned");
    this.returned = returned;
    this.overfullBy = this.overfull ? [...this.overfullBy, person] : [];
  }

  begin(reason: string): void {
    this.running.reason = reason;
    this.attempts.push(new Counting(this.running.number + 1));
  }

  /** Ends an attempt with the second reveal: it stands if the figures are equal and have no fault. */
  end(act: Act): void {
    const [one, other] = this.running.figures.map((figures) => JSON.stringify(figures));
    if (one !== other) {
      this.begin("differ");
      return;
    }
    const returned = this.channel === "paper" ? (this.returned ?? 0) : null;
    this.running.faults = faultsOf(act.doc.figures, this.item, returned, this.entitled);
    if (this.running.faults.length > 0) this.begin("faults");
    else this.standing = act;
  }
}

/** Judges and applies the acts of counts by hand. One that is refused is as if it were not there. */
export class Hands {
  constructor(readonly judge: Judge) {}

  /** Applies an act in a division; whether it is one of a count. */
  applyTo(act: Act, division: Division): boolean {
    const handlers: Record<string, () => void> = {
      "paper-issue": () => this.#issue(act, division),
      "paper-return": () => this.#return(act, division),
      "count-commit": () => this.#commit(act, division),
      "count-reveal": () => this.#reveal(act, division),
      "count-again": () => this.#again(act, division),
      "count-sign": () => this.#sign(act, division),
    };
    handlers[act.type]?.();
    return act.type in handlers;
  }

  /** Judges who is there to count and to sign at an opening. */
  open(act: Act, division: Division): HandCount | null {
    const { channel, item } = division;
    if (channel === "terminal") return null;
    const { sitting, span, findings } = this.judge;
    const tellers = sitting.register
      .active("teller", span)
      .map((keys) => new Set(keys.map(({ holder }) => personOf(holder))).size);
    const scrutineers = sitting.register.active("scrutineer", span).map((keys) => keys.length);
    const found = Math.max(0, ...tellers);
    findings.require(found >= TELLERS, "opening", act.place, "too-few-tellers", { found });
    findings.require(Math.max(0, ...scrutineers) > 0, "opening", act.place, "no-scrutineer");
    const byVideo = sitting.takingPart(act).filter(({ video }) => video).length;
    return new HandCount(channel, channel === "mixed" ? byVideo : act.doc.electorate.size, item);
  }

  #of(act: Act, division: Division, states: readonly string[], roles: readonly string[], paper = false) {
    const { judge } = this;
    const { hand, channel } = division;
    const conditions = [
      judge.actor(act, ...roles),
      judge.inState(act, division, ...states),
      judge.allow(act, hand !== null && (channel === "paper" || !paper), "not-of-channel", { channel }),
      judge.sameOpen(act, division),
    ];
    return conditions.every(Boolean) ? hand : null;
  }

  #issue(act: Act, division: Division): void {
    const hand = this.#of(act, division, ["open"], ["teller"], true);
    const { issued } = act.doc;
    const most = hand?.entitled ?? 0;
    if (hand && this.judge.allow(act, issued <= most, "too-many-issued", { issued, most }))
      hand.issued = issued;
  }

  /** Nobody closes ballot boxes before ballots were issued. */
  closing(act: Act, { hand }: Division): void {
    this.judge.allow(act, hand?.channel !== "paper" || hand.issued !== null, "not-issued");
  }

  #uncounted(act: Act, division: Division, roles: readonly string[], paper = false): HandCount | null {
    const hand = this.#of(act, division, ["closed"], roles, paper);
    return hand && this.judge.allow(act, hand.standing === null, "count-stands") ? hand : null;
  }

  #within(act: Act, { overfull, returned, issued }: HandCount): boolean {
    return this.judge.allow(act, !overfull, "more-returned", { returned, issued });
  }

  #person(act: Act): Key | undefined {
    return this.judge.sitting.register.keys.get(act.actor);
  }

  #return(act: Act, division: Division): void {
    const hand = this.#uncounted(act, division, ["teller"], true);
    const holder = this.#person(act)?.holder;
    if (!hand || holder === undefined) return;
    if (hand.overfullBy.length === TELLERS && !this.#within(act, hand)) return;
    const another = !hand.overfullBy.includes(personOf(holder));
    const conditions = [
      this.judge.allow(act, another, "returned-by-another", { holder }),
      hand.running.commits.size === 0 || this.#another(act, hand),
    ];
    if (conditions.every(Boolean)) hand.takeBack(act.doc.returned, personOf(holder));
  }

  #another(act: Act, hand: HandCount): boolean {
    return this.judge.allow(act, hand.running.number < ATTEMPTS, "too-many-attempts", { most: ATTEMPTS });
  }

  #inAttempt(act: Act, division: Division, ...roles: string[]): HandCount | null {
    const hand = this.#uncounted(act, division, roles);
    const found = act.doc.attempt;
    const wanted = hand?.running.number ?? 0;
    return hand && this.judge.allow(act, found === wanted, "wrong-count", { found, wanted }) ? hand : null;
  }

  #persons(keys: Iterable<string>): Set<string> {
    const { register } = this.judge.sitting;
    const holders = [...keys].flatMap((key) => register.keys.get(key)?.holder ?? []);
    return new Set(holders.map(personOf));
  }

  #commit(act: Act, division: Division): void {
    const { judge } = this;
    const hand = this.#inAttempt(act, division, "teller");
    if (!hand) return;
    const { commits } = hand.running;
    const holder = this.#person(act)?.holder ?? "?";
    const person = personOf(holder);
    const own = commits.has(act.actor);
    const conditions = [
      judge.allow(act, hand.channel !== "paper" || hand.returned !== null, "not-returned"),
      this.#within(act, hand),
      judge.allow(act, !own, "committed-before"),
      judge.allow(act, own || !this.#persons(commits.keys()).has(person), "teller-twice", { holder }),
      judge.allow(act, commits.size < TELLERS, "count-full"),
      judge.allow(act, hand.running.number <= ATTEMPTS, "too-many-attempts", { most: ATTEMPTS }),
      judge.allow(act, !this.#persons(hand.silent).has(person), "teller-silent", { holder }),
      judge.allow(act, !isCandidate(holder, division), "scrutineer-candidate", { holder }),
    ];
    if (conditions.every(Boolean)) commits.set(act.actor, act);
  }

  #reveal(act: Act, division: Division): void {
    const { judge } = this;
    const hand = this.#inAttempt(act, division, "teller");
    if (!hand) return;
    const { running } = hand;
    const own = running.commits.get(act.actor);
    if (!judge.allow(act, own !== undefined && running.commits.size === TELLERS, "not-committed") || !own)
      return;
    const conditions = [
      judge.allow(act, !running.reveals.has(act.actor), "revealed-before"),
      judge.findings.require(
        commitment(act, division.open) === own.doc.digest,
        "hand-count",
        act.place,
        "commitment-differs",
        { commit: own.n },
      ),
    ];
    judge.findings.count("commitments", 1);
    if (!conditions.every(Boolean)) return;
    running.reveals.set(act.actor, act);
    if (running.reveals.size < TELLERS) return;
    hand.end(act);
    if (hand.standing) hand.asked = judge.sitting.register.active("scrutineer", judge.span).at(-1) ?? [];
  }

  #again(act: Act, division: Division): void {
    const hand = this.#inAttempt(act, division, "teller", "chair");
    if (!hand) return;
    const begun = this.judge.allow(act, hand.running.commits.size > 0, "nothing-committed");
    if (begun && this.#another(act, hand)) hand.begin(act.doc.reason);
  }

  #sign(act: Act, division: Division): void {
    const { judge } = this;
    const hand = this.#of(act, division, ["closed", "tallied"], ["scrutineer"]);
    if (!hand || !judge.allow(act, act.doc.count === hand.standing?.id, "no-count")) return;
    const holder = this.#person(act)?.holder ?? "?";
    const counted = this.#persons(hand.running.commits.keys());
    const conditions = [
      judge.allow(act, !hand.signed.has(act.actor), "signed-before"),
      judge.allow(act, !counted.has(personOf(holder)), "teller-signs", { holder }),
      judge.allow(act, !isCandidate(holder, division), "scrutineer-candidate", { holder }),
    ];
    if (conditions.every(Boolean)) hand.signed.set(act.actor, act);
  }

  /** A tally of what was counted by hand needs a count that stands and is signed. */
  tally(act: Act, { hand }: Division): void {
    if (!hand) return;
    const { findings } = this.judge;
    const { overfull, returned, issued } = hand;
    if (hand.channel === "paper" && overfull) {
      findings.fail("hand-count", act.place, "more-returned", { returned, issued });
      return;
    }
    const stands = findings.require(hand.standing !== null, "hand-count", act.place, "no-standing-count", {
      attempts: hand.attempts.length,
    });
    if (stands) findings.require(hand.signed.size > 0, "hand-count", act.place, "count-unsigned");
  }
}

/** The digest that a reveal opens. */
function commitment(act: Act, open: string): string {
  const { attempt, salt, figures } = act.doc;
  return digText(
    "count-commit",
    raw(open),
    u32be(attempt),
    raw(act.actor),
    raw(salt),
    encodeCanonical(figures),
  );
}

function isCandidate(holder: string, { item, draft }: Division): boolean {
  if (!item || !OF_PERSONS.has(draft.doc.template)) return false;
  const persons = item.names.flatMap(({ zh, en }) => [personOf(zh), personOf(en)]).filter(Boolean);
  return persons.includes(personOf(holder));
}
