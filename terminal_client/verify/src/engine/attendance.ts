/** Who comes, leaves, is on leave or recused (docs/protocol.md §5, docs/check-in.md §4, docs/profiles.md §6). */
import type { Act } from "./acts.ts";
import { isDoorCheckIn, isDoorDeparture } from "./cards.ts";
import { type Judge, UNTIL_OPENED } from "./judge.ts";
import { isSeated, pagesOf } from "./register.ts";
import type { Division, Presence } from "./state.ts";

/** Applies acts about members; one that is refused moves nobody. */
export class Attendance {
  constructor(readonly judge: Judge) {}

  /** Applies an act of the sitting; whether it is one of attendance. */
  apply(act: Act): boolean {
    const handlers: Record<string, () => void> = {
      "check-in": () => this.#checkIn(act),
      depart: () => this.#depart(act),
      "leave-grant": () => this.#leave(act),
    };
    handlers[act.type]?.();
    return act.type in handlers;
  }

  /** Applies an act in a division; whether it is a recusal or the end of one. */
  applyTo(act: Act, division: Division): boolean {
    const mine = act.type === "recuse" || act.type === "recuse-cancel";
    if (mine) this.#recuse(act, division);
    return mine;
  }

  #checkIn(act: Act): void {
    const { judge } = this;
    const { member, seat, by } = act.doc;
    const seated = judge.rosters().some((roster) => isSeated(roster, member, seat));
    const video = by === "video";
    const conditions = [
      judge.forSeat(act, [seat], true),
      judge.sittingOpen(act),
      judge.allow(act, seated, "not-seated-there", { member, seat }),
      judge.allow(act, !judge.sitting.present.has(member), "already-present", { member }),
      isDoorCheckIn(judge, act),
      judge.allow(act, !video || judge.role(act) === "secretariat", "video-by-hand"),
    ];
    if (!video) this.#pages(act, seat);
    judge.findings.count("check-ins", 1);
    if (conditions.every(Boolean)) this.#move({ n: act.n, member, seat, act: act.id, video });
  }

  /** Nobody checks in at a terminal without the pages that the sitting requires (docs/protocol.md §14). */
  #pages(act: Act, seat: string): void {
    const { sitting, span } = this.judge;
    const wanted = sitting.created?.doc.pages;
    if (!wanted?.required) return;
    const right = sitting.register.terminalsOf(seat, span).some(({ n, key }) => {
      const told = key && pagesOf(key, n);
      return !key || (told?.hash === wanted.hash && told?.loaded === "installed");
    });
    this.judge.allow(act, right, "pages-differ", { seat });
  }

  #depart(act: Act): void {
    const { judge } = this;
    const { member } = act.doc;
    const presence = judge.sitting.present.get(member);
    if (!presence) judge.allow(act, false, "not-present", { member });
    else if (judge.forSeat(act, [presence.seat ?? ""], true) && isDoorDeparture(judge, act))
      this.#move({ n: act.n, member, seat: null, act: act.id, video: false });
  }

  #move(presence: Presence): void {
    const { presences, present } = this.judge.sitting;
    presences.push(presence);
    if (presence.seat === null) present.delete(presence.member);
    else present.set(presence.member, presence);
  }

  #leave(act: Act): void {
    const { judge } = this;
    const { member } = act.doc;
    judge.actor(act, "secretariat");
    judge.allow(act, judge.inOffice(member), "not-in-office", { member });
    judge.allow(act, !judge.sitting.present.has(member), "already-present", { member });
  }

  #recuse(act: Act, division: Division): void {
    const { judge } = this;
    const { member } = act.doc;
    const end = act.type === "recuse-cancel";
    const recused = judge.sitting.recusedAfter(act.n, division.id).has(member);
    const seats = judge.rosters().flatMap((roster) => roster.get(member)?.seat ?? []);
    const conditions = [
      judge.forSeat(act, [...new Set(seats)].sort()),
      judge.inState(act, division, ...UNTIL_OPENED),
      judge.allow(act, recused === end, end ? "not-recused" : "already-recused", { member }),
      end || judge.allow(act, judge.inOffice(member), "not-in-office", { member }),
    ];
    if (conditions.every(Boolean))
      judge.sitting.recusals.push({ n: act.n, division: division.id, member, end });
  }
}
