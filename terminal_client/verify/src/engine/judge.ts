/** What every rule of a sitting asks: who acts, in which state (docs/protocol.md §5). */
import type { Act } from "./acts.ts";
import { USHER } from "./cards.ts";
import type { Detail, Findings } from "./findings.ts";
import type { Reason } from "./reasons.ts";
import { inOffice, type Roster, type Span } from "./register.ts";
import type { Division, Sitting } from "./state.ts";

/** The states of a division before its vote. */
export const UNTIL_OPENED = ["draft", "approved", "announced"];
const OCCUPYING = ["announced", "open", "closed"];

export class Judge {
  /** The acts of the register that may be the latest at the act judged. */
  span: Span = { first: 0, last: 0 };

  constructor(
    readonly sitting: Sitting,
    readonly findings: Findings,
  ) {}

  allow(act: Act, holds: boolean, reason: Reason, detail: Detail = {}): boolean {
    return this.findings.require(holds, "act-rule", act.place, reason, detail);
  }

  rosters(): Roster[] {
    return this.sitting.register.rostersIn(this.span);
  }

  /** Whether a member may be a deputy in office. */
  inOffice(member: string): boolean {
    return this.rosters().some((roster) => {
      const found = roster.get(member);
      return found !== undefined && inOffice(found);
    });
  }

  role(act: Act): string {
    return this.sitting.register.holder(act.actor, this.span)?.role ?? "";
  }

  actor(act: Act, ...roles: string[]): boolean {
    return this.allow(act, roles.includes(this.role(act)), "actor-role", { roles: roles.join(" / ") });
  }

  server(act: Act): boolean {
    return this.allow(act, act.actor === this.sitting.server, "not-the-server");
  }

  inState(act: Act, division: Division, ...states: string[]): boolean {
    const wanted = states.toSorted().join(" / ");
    const { state } = division;
    return this.allow(act, states.includes(state), "division-state", { state, wanted });
  }

  sittingOpen(act: Act): boolean {
    const { state } = this.sitting;
    return state !== "closed" && this.allow(act, state === "open", "sitting-not-open", { state });
  }

  sameOpen(act: Act, division: Division): boolean {
    return this.allow(act, act.doc.open === division.open, "open-differs");
  }

  /** No division but one is announced, open or closed. */
  idle(act: Act, but?: Division): boolean {
    const others = [...this.sitting.divisions.values()].filter(
      (one) => one !== but && OCCUPYING.includes(one.state),
    );
    return this.allow(act, others.length === 0, "division-busy", {
      divisions: others.map(({ id }) => id).join(", "),
    });
  }

  /** The secretariat, or the terminal of one of the seats; an usher, too, where one may. */
  forSeat(act: Act, seats: readonly string[], usher = false): boolean {
    const key = this.sitting.register.holder(act.actor, this.span);
    const own = key?.role === "deputy" && seats.includes(key.seat);
    const every = key?.role === "secretariat" || (usher && key?.role === USHER);
    return this.allow(act, own || every, "not-the-seat", { seat: seats.join(" / ") });
  }
}
