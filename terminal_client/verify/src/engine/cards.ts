/** Attendance cards and check-ins at the door (docs/check-in.md §3, §4). */
import type { Act } from "./acts.ts";
import type { Judge } from "./judge.ts";
import type { Span } from "./register.ts";

export const USHER = "usher";

/** A member's card: valid from act `issued` of the register until before act `ended`. */
interface Card {
  readonly member: string;
  readonly issued: number;
  ended: number | null;
}

/** All cards that a register ever had, by their keys, and each member's valid one. */
export class Cards {
  readonly issued = new Map<string, Card>();
  readonly valid = new Map<string, Card>();

  /** Adds a card, which ends the member's earlier one. */
  issue(n: number, key: string, member: string): void {
    this.end(n, member);
    const card = { member, issued: n, ended: null };
    this.issued.set(key, card);
    this.valid.set(member, card);
  }

  end(n: number, member: string): void {
    const card = this.valid.get(member);
    if (card) card.ended = n;
    this.valid.delete(member);
  }

  /** Ends the cards of members who are gone or bear another name by a new roster. */
  follow(n: number, before: ReadonlyMap<string, Named>, after: ReadonlyMap<string, Named>): void {
    for (const member of [...this.valid.keys()])
      if (after.get(member)?.name !== before.get(member)?.name) this.end(n, member);
  }

  /** Whether a card may have been valid, and the member's, after one of some acts. */
  mayBe(key: string, member: string, { first, last }: Span): boolean {
    const card = this.issued.get(key);
    if (!card || card.member !== member || card.issued > last) return false;
    return card.ended === null || card.ended > first;
  }
}

interface Named {
  readonly name: string;
}

/** Judges what an usher says with a check-in, and that nobody else says it. */
export function isDoorCheckIn(judge: Judge, act: Act): boolean {
  const { way, card, reason, member } = act.doc;
  if (!judge.allow(act, (judge.role(act) === USHER) === (way !== undefined), "door-way")) return false;
  const fits = (way === "card") === (card !== undefined) && (way === "hand") === (reason !== undefined);
  if (!judge.allow(act, fits, "door-members", { way: way ?? "" })) return false;
  if (card === undefined) return true;
  const valid = judge.sitting.register.cards.mayBe(card, member, judge.span);
  return judge.allow(act, valid, "card-not-valid", { card, member });
}

/** An usher gives a reason for a departure. */
export function isDoorDeparture(judge: Judge, act: Act): boolean {
  return judge.allow(act, judge.role(act) !== USHER || act.doc.reason !== undefined, "door-reason");
}
