/** The scrutineers' acts: who may do what, when, and what it leads to (docs/sealed.md §2, §3, §6, §7, docs/sealed-names.md §10). */
import type { Act } from "./acts.ts";
import type { Detail } from "./findings.ts";
import type { Judge } from "./judge.ts";
import type { Reason } from "./reasons.ts";
import { Attempt, type Division, type Round, Sealed } from "./state.ts";

const SHARED = ["keys", "public", "shares", "seal"];
const LEAST_THRESHOLD = 2;
const MOST_SCRUTINEERS = 15;

type Acts = ReadonlyMap<number, Act>;

export class Scrutiny {
  constructor(readonly judge: Judge) {}

  /** Applies an act of the ceremony or a stand-down; whether it is one. */
  apply(act: Act): boolean {
    const handlers: Record<string, () => void> = {
      "ceremony-start": () => this.#start(act),
      "ceremony-commit": () => this.#message(act, "ceremony-commit"),
      "ceremony-reveal": () => this.#message(act, "ceremony-reveal"),
      "ceremony-deal": () => this.#message(act, "ceremony-deal"),
      "ceremony-seal": () => this.#message(act, "ceremony-seal"),
      "ceremony-abort": () => this.#abort(act),
      erased: () => this.#erased(act),
      "stand-down": () => this.#standDown(act),
      "stand-down-ok": () => this.#standDownOk(act),
      "stand-down-cancel": () => this.#standDownCancel(act),
    };
    handlers[act.type]?.();
    return act.type in handlers;
  }

  /** Applies an act in a division; whether it is one of the scrutineers'. */
  applyTo(act: Act, division: Division): boolean {
    const handlers: Record<string, () => void> = {
      "open-ok": () => this.#certify(act, division, (sealed) => sealed.certified),
      "open-refuse": () => this.#certify(act, division, (sealed) => sealed.refusedOpen),
      "division-freeze": () => this.#freeze(act, division),
      "root-ok": () => this.#root(act, division, (sealed) => sealed.rooted),
      "root-refuse": () => this.#root(act, division, (sealed) => sealed.refusedRoot),
      release: () => this.#release(act, division),
      "names-call": () => this.#call(act, division),
      mix: () => this.#mix(act, division),
      "row-release": () => this.#rowRelease(act, division),
      "void-ok": () => this.#voidOk(act, division),
    };
    handlers[act.type]?.();
    return act.type in handlers;
  }

  #allow(act: Act, holds: boolean, reason: Reason, detail: Detail = {}): boolean {
    return this.judge.allow(act, holds, reason, detail);
  }

  // --- the ceremony ---

  #start(act: Act): void {
    const { attempts, register } = this.judge.sitting;
    const { k, attempt } = act.doc;
    const scrutineers: readonly string[] = act.doc.scrutineers;
    const may = this.judge.actor(act, "secretariat", "chair");
    this.judge.idle(act);
    const wanted = (attempts.at(-1)?.number ?? 0) + 1;
    this.#allow(act, attempt === wanted, "attempt-number", { found: attempt, wanted });
    const n = scrutineers.length;
    const fits = LEAST_THRESHOLD <= k && k <= n && n <= MOST_SCRUTINEERS;
    this.#allow(act, fits, "ceremony-size", { k, n });
    for (const key of scrutineers) {
      const holder = register.holder(key, this.judge.span);
      this.#allow(act, holder?.role === "scrutineer", "not-a-scrutineer", { key });
    }
    const said = JSON.stringify(act.doc.chairs);
    const chairs = register.active("chair", this.judge.span).map((keys) => keys.map(({ key }) => key).sort());
    this.#allow(
      act,
      chairs.some((keys) => JSON.stringify(keys) === said),
      "chairs-differ",
    );
    if (may && fits) attempts.push(new Attempt(act));
  }

  /** The latest attempt, if the act is for it and it was not ended. */
  #underWay(act: Act): Attempt | null {
    const { current } = this.judge.sitting;
    const { attempt } = act.doc;
    const found = current?.number === attempt && current?.aborted === null ? current : null;
    this.#allow(act, found !== null, "no-such-attempt", { attempt });
    return found;
  }

  #isScrutineer(act: Act, attempt: Attempt, index: number): boolean {
    const own = attempt.indexOf(act.actor) === index && this.judge.role(act) === "scrutineer";
    return this.#allow(act, own && index > 0, "not-the-scrutineer", { index });
  }

  /** What comes in the wrong phase is refused, and kept, so that the rest can be judged. */
  #message(act: Act, round: Round): void {
    const attempt = this.#underWay(act);
    const index: number = act.doc.index;
    if (!attempt || !this.#isScrutineer(act, attempt, index)) return;
    const messages = attempt.messages[round];
    if (!this.#allow(act, !messages.has(index), "once", { index })) return;
    this.#allow(act, attempt.due === round, "ceremony-phase", { due: attempt.due ?? "ready" });
    const [other] = round === "ceremony-seal" ? messages.values() : [];
    if (other) {
      const same = SHARED.every((name) => JSON.stringify(act.doc[name]) === JSON.stringify(other.doc[name]));
      this.#allow(act, same, "seals-differ", { other: other.doc.index });
    }
    messages.set(index, act);
  }

  #abort(act: Act): void {
    const attempt = this.#underWay(act);
    if (!attempt) return;
    const { index, culprit } = act.doc;
    const may = index
      ? this.#isScrutineer(act, attempt, index)
      : this.judge.actor(act, "secretariat", "chair");
    const inTime = attempt.due !== null || (index > 0 && !attempt.opened);
    const conditions = [
      may,
      this.#allow(act, inTime, "ceremony-over"),
      this.#allow(act, culprit <= attempt.n, "no-such-index", { index: culprit }),
    ];
    if (conditions.every(Boolean)) attempt.aborted = act;
  }

  #erased(act: Act): void {
    const { current, state } = this.judge.sitting;
    const { attempt, index } = act.doc;
    this.#allow(act, state === "closed", "sitting-goes-on");
    const latest = current?.number === attempt;
    this.#allow(act, latest, "no-such-attempt", { attempt });
    if (!current || !latest || !this.#isScrutineer(act, current, index)) return;
    if (this.#allow(act, !current.erased.has(index), "once", { index })) current.erased.add(index);
  }

  // --- openings ---

  /** Judges what is special of a secret opening. */
  open(act: Act): Sealed {
    const { current } = this.judge.sitting;
    const attempt = current?.sealed ? current : null;
    const ask = (holds: boolean, member: string, reason: Reason, detail: Detail = {}) =>
      this.judge.findings.require(holds, "opening", `${act.place} member=${member}`, reason, detail);
    if (ask(attempt !== null, "active", "not-sealed") && attempt) {
      const { seal: found, active } = act.doc;
      ask(found === attempt.digest, "seal", "other-seal", { found });
      const wanted = attempt.active;
      ask(String(active) === String(wanted), "active", "member-differs", { found: active, wanted });
      ask(attempt.chairs.includes(act.actor), "actor", "chair-not-sealed");
      attempt.opened = true;
    }
    return new Sealed(attempt);
  }

  /** The actor's index among the active scrutineers; 0 if it may not act, or has before. */
  #byActive(act: Act, division: Division, ...taken: readonly Acts[]): number {
    const attempt = division.sealed?.attempt;
    const index = attempt?.indexOf(act.actor) ?? 0;
    const active = attempt?.active.includes(index) === true && this.judge.role(act) === "scrutineer";
    if (!this.#allow(act, active, "not-active")) return 0;
    return this.#allow(
      act,
      taken.every((acts) => !acts.has(index)),
      "once",
      { index },
    )
      ? index
      : 0;
  }

  #ofSecret(act: Act, division: Division, state: string): Sealed | null {
    if (!this.#allow(act, division.sealed !== null, "not-secret")) return null;
    this.judge.sameOpen(act, division);
    return this.judge.inState(act, division, state) ? division.sealed : null;
  }

  #certify(act: Act, division: Division, where: (sealed: Sealed) => Map<number, Act>): void {
    const sealed = this.#ofSecret(act, division, "open");
    const index = sealed ? this.#byActive(act, division, sealed.certified, sealed.refusedOpen) : 0;
    if (sealed && index) where(sealed).set(index, act);
  }

  // --- freeze and release ---

  #freeze(act: Act, division: Division): void {
    this.judge.server(act);
    const sealed = this.#ofSecret(act, division, "closed");
    this.#allow(act, act.doc.close === division.close?.id, "other-act", { member: "close" });
    if (sealed && this.#allow(act, sealed.freeze === null, "frozen-before")) sealed.freeze = act;
  }

  #frozen(act: Act, division: Division): Sealed | null {
    const sealed = this.#ofSecret(act, division, "closed");
    if (!sealed) return null;
    const same = sealed.freeze !== null && act.doc.freeze === sealed.frz;
    return this.#allow(act, same, "freeze-differs") ? sealed : null;
  }

  #root(act: Act, division: Division, where: (sealed: Sealed) => Map<number, Act>): void {
    const sealed = this.#frozen(act, division);
    const index = sealed ? this.#byActive(act, division, sealed.rooted, sealed.refusedRoot) : 0;
    if (!sealed || !index) return;
    where(sealed).set(index, act);
    sealed.reckon();
  }

  #release(act: Act, division: Division): void {
    const sealed = this.#frozen(act, division);
    const index = sealed ? this.#byActive(act, division, sealed.released) : 0;
    if (!sealed || !index) return;
    this.judge.findings.require(sealed.certificateHolds, "release", act.place, "released-too-early");
    sealed.released.set(index, act);
  }

  // --- names and rankings ---

  #call(act: Act, division: Division): void {
    this.judge.server(act);
    const sealed = this.#frozen(act, division);
    if (sealed && this.#allow(act, sealed.call === null, "called-before")) sealed.call = act;
  }

  #called(act: Act, division: Division): { sealed: Sealed; k: number } | null {
    const sealed = this.#frozen(act, division);
    if (!sealed?.attempt) return null;
    return this.#allow(act, sealed.call !== null, "not-called") ? { sealed, k: sealed.attempt.k } : null;
  }

  #mix(act: Act, division: Division): void {
    const found = this.#called(act, division);
    const index = found ? this.#byActive(act, division, found.sealed.mixes) : 0;
    if (!found || !index) return;
    const { sealed, k } = found;
    const fresh = this.#allow(act, act.doc.previous === sealed.lastMix, "mix-stale");
    if (this.#allow(act, sealed.mixes.size < k, "mixes-enough", { k }) && fresh) sealed.mixes.set(index, act);
  }

  #rowRelease(act: Act, division: Division): void {
    const found = this.#called(act, division);
    const index = found ? this.#byActive(act, division, found.sealed.openedRows) : 0;
    if (!found || !index) return;
    const { sealed, k } = found;
    const { size } = sealed.mixes;
    const whole = this.#allow(act, size === k, "mixes-missing", { found: size, k });
    if (this.#allow(act, act.doc.chain === sealed.chain, "chain-differs") && whole)
      sealed.openedRows.set(index, act);
  }

  #voidOk(act: Act, division: Division): void {
    const sealed = this.#ofSecret(act, division, "void");
    const index = sealed ? this.#byActive(act, division, sealed.voidOk, sealed.released) : 0;
    if (sealed && index) sealed.voidOk.set(index, act);
  }

  // --- stand-down ---

  #standDown(act: Act): void {
    const { current: attempt, divisions } = this.judge.sitting;
    const { index } = act.doc;
    this.judge.actor(act, "chair");
    if (!this.#allow(act, attempt?.sealed === true, "not-sealed") || !attempt) return;
    const opened = [...divisions.values()].filter(({ state }) => state === "open").map(({ id }) => id);
    const { active, k } = attempt;
    const conditions = [
      this.#allow(act, opened.length === 0, "division-busy", { divisions: opened.join(", ") }),
      this.#allow(act, active.length > k, "too-few-scrutineers", { found: active.length, k }),
      this.#allow(act, active.includes(index), "no-such-index", { index }),
      this.#allow(act, attempt.proposal === null, "stand-down-pending"),
    ];
    if (!conditions.every(Boolean)) return;
    attempt.proposal = act;
    attempt.confirmations.clear();
  }

  #proposed(act: Act): Attempt | null {
    const { current } = this.judge.sitting;
    const same = current?.proposal?.id === act.doc.stand_down;
    return this.#allow(act, same, "stand-down-not-proposed") ? current : null;
  }

  #standDownOk(act: Act): void {
    const attempt = this.#proposed(act);
    if (!attempt?.proposal) return;
    const absent: number = attempt.proposal.doc.index;
    const index = attempt.indexOf(act.actor);
    const { active, confirmations } = attempt;
    const other = active.includes(index) && index !== absent && this.judge.role(act) === "scrutineer";
    if (!this.#allow(act, other, "not-active")) return;
    this.#allow(act, !confirmations.has(index), "once", { index });
    confirmations.add(index);
    if (!active.every((one) => one === absent || confirmations.has(one))) return;
    attempt.stoodDown.set(absent, act);
    attempt.proposal = null;
    for (const { sealed, state } of this.judge.sitting.divisions.values())
      if (sealed?.attempt === attempt && state === "closed") sealed.reckon();
  }

  #standDownCancel(act: Act): void {
    this.judge.actor(act, "chair");
    const attempt = this.#proposed(act);
    if (attempt) attempt.proposal = null;
  }
}
