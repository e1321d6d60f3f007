/** The sitting's acts: who may do what, when, and what it leads to (docs/protocol.md §5). */
import type { Act, Log, Point } from "./acts.ts";
import { Attendance } from "./attendance.ts";
import { applyDocument } from "./documents.ts";
import { checkDraft, checkOpened } from "./drafts.ts";
import type { Findings } from "./findings.ts";
import { Hands } from "./handcount.ts";
import { House } from "./house.ts";
import { Judge, UNTIL_OPENED } from "./judge.ts";
import { isSeated, personOf, type Register, type Roster } from "./register.ts";
import { Scrutiny } from "./scrutiny.ts";
import { Sequence } from "./sequence.ts";
import { type Division, type Presence, Sitting } from "./state.ts";

const VOIDABLE = ["announced", "open", "closed", "tallied"];
const ENDED = ["declared", "published", "archived", "void", "withdrawn", "deferred"];
const AFTER_CLOSE = ["division-publish", "division-archive", "void-ok", "erased"];
const RELEASE_MS = 60_000;

/** Reads the sitting; every act that breaks its rule is found. A refused act still moves its division on, but nobody in or out. */
export function readSitting(
  log: Log,
  register: Register,
  body: string,
  server: string,
  findings: Findings,
): Sitting {
  const machine = new Machine(new Sitting(log, register), findings, body, server);
  for (const act of log.acts) machine.apply(act);
  if (!machine.sitting.created)
    findings.fail("act-rule", `${log.name} act=0`, "first-act", { wanted: "sitting-create" });
  return machine.sitting;
}

class Machine extends Judge {
  readonly #scrutiny = new Scrutiny(this);
  readonly #hands = new Hands(this);
  readonly #attendance = new Attendance(this);
  readonly #house = new House(this);
  readonly #sequence = new Sequence(this);

  constructor(
    sitting: Sitting,
    findings: Findings,
    readonly body: string,
    readonly serverKey: string,
  ) {
    super(sitting, findings);
  }

  /** Judges an act by the state before it, and changes the state. */
  apply(act: Act): void {
    this.#refer(act);
    this.span = this.sitting.register.span(act.receivedMs, this.sitting.referred);
    const over = this.sitting.state === "closed" && !AFTER_CLOSE.includes(act.type);
    this.allow(act, !over, "sitting-closed");
    const handlers: Record<string, () => void> = {
      "sitting-create": () => this.#create(act),
      "sitting-open": () => this.#open(act),
      "sitting-close": () => this.#close(act),
      "division-draft": () => this.#draft(act),
      "chief-designate": () => this.#chief(act),
    };
    const handler = handlers[act.type];
    if (handler) handler();
    else if (!this.#attendance.apply(act) && !this.#scrutiny.apply(act)) this.#inDivision(act);
  }

  #inDivision(act: Act): void {
    const id: string = act.doc.division;
    const division = this.sitting.divisions.get(id);
    if (!this.allow(act, division !== undefined, "division-unknown", { division: id }) || !division) return;
    if (this.#scrutiny.applyTo(act, division) || this.#hands.applyTo(act, division)) return;
    if (this.#attendance.applyTo(act, division) || applyDocument(this, act, division)) return;
    const handlers: Record<string, () => void> = {
      "division-approve": () => this.#approve(act, division),
      "division-announce": () => this.#announce(act, division),
      "division-open": () => this.#divisionOpen(act, division),
      "division-extend": () => this.#extend(act, division),
      "division-close": () => this.#divisionClose(act, division),
      "division-tally": () => this.#tally(act, division),
      "division-declare": () => this.#declare(act, division),
      "division-publish": () => this.#publish(act, division),
      "division-archive": () => this.#archive(act, division),
      "division-void": () => this.#void(act, division),
      "division-void-confirm": () => this.#voidConfirm(act, division),
      "division-void-cancel": () => this.#voidCancel(act, division),
      "division-withdraw": () => this.#drop(act, division, "withdrawn"),
      "division-defer": () => this.#drop(act, division, "deferred"),
      "division-object": () => this.#sequence.object(act, division),
      "division-proceed": () => this.#sequence.proceed(act, division),
    };
    handlers[act.type]?.();
  }

  /** Nothing is judged by an older state of the register than one that was referred to. */
  #refer(act: Act): void {
    const point: Point | undefined = act.doc.register;
    if (!point) return;
    const known = this.sitting.referred;
    const opening = act.type === "division-open";
    const code = opening ? "opening" : "act-after";
    const place = `${act.place} member=register`;
    const { n } = point;
    if (!this.findings.require(this.sitting.register.log.has(point), code, place, "register-differs", { n }))
      return;
    this.findings.require(!opening || n >= known, code, place, "register-older", { n, known });
    this.sitting.referred = Math.max(known, n);
  }

  // --- the sitting ---

  #create(act: Act): void {
    const { sitting } = this;
    if (!this.allow(act, act.n === 0, "only-first")) return;
    const { id, body, server, quorum } = act.doc;
    this.actor(act, "secretariat");
    const named = `sitting.${id}` === sitting.log.name && body === this.body;
    this.allow(act, named, "other-body", { found: `${body} / ${id}` });
    this.allow(act, server === this.serverKey, "server-differs");
    sitting.created = act;
    sitting.state = "created";
    [sitting.quorum, sitting.server] = [quorum, server];
    this.#house.create(act);
  }

  #open(act: Act): void {
    const { state } = this.sitting;
    this.actor(act, "chair");
    this.allow(act, state === "created", "sitting-state", { state });
    this.sitting.state = "open";
  }

  #close(act: Act): void {
    this.actor(act, "chair");
    this.sittingOpen(act);
    const busy = [...this.sitting.divisions.values()].filter(({ state }) => VOIDABLE.includes(state));
    const divisions = busy.map(({ id }) => id).join(", ");
    this.allow(act, busy.length === 0, "division-busy", { divisions });
    this.sitting.state = "closed";
  }

  #chief(act: Act): void {
    const { key } = act.doc;
    this.actor(act, "secretariat", "chair");
    const holder = this.sitting.register.holder(key, this.span);
    this.allow(act, holder?.role === "scrutineer", "not-a-scrutineer", { key });
  }

  // --- divisions ---

  #draft(act: Act): void {
    this.actor(act, "secretariat", "chair");
    const { division, again_of: againOf } = act.doc;
    const again = this.sitting.divisions.get(againOf);
    const ended = againOf === "" || (again !== undefined && ENDED.includes(again.state));
    this.allow(act, ended, "again-of", { division: againOf });
    checkDraft(this, act);
    this.#house.draft(act);
    this.#sequence.draft(act);
    const known = this.sitting.divisions.has(division);
    if (this.allow(act, !known, "division-known", { division })) this.sitting.add(act);
  }

  #approve(act: Act, division: Division): void {
    this.actor(act, "secretariat", "chair");
    this.inState(act, division, "draft");
    division.state = "approved";
  }

  #announce(act: Act, division: Division): void {
    this.actor(act, "chair");
    this.sittingOpen(act);
    this.inState(act, division, "approved");
    this.idle(act, division);
    this.#house.conflict(act, division.draft.doc);
    this.#sequence.announce(act, division);
    division.state = "announced";
  }

  #divisionOpen(act: Act, division: Division): void {
    this.actor(act, "chair");
    this.inState(act, division, "announced");
    const outdated = this.#outdated(act);
    this.findings.require(outdated.length === 0, "opening", act.place, "presence-outdated", {
      members: outdated.join(", "),
    });
    if (division.opening) return;
    division.opened(act);
    division.sealed = division.encrypted ? this.#scrutiny.open(act) : null;
    division.hand = this.#hands.open(act, division);
    const earlier = division.secret ? division.replaced : [];
    division.knownBefore = earlier.filter(({ count }) => count === "known" || count === "may-be-known");
    checkOpened(this, act, division);
    this.#house.opening(act, division);
    this.#sequence.opening(act, division);
    const { auto_close_s: seconds, opened_ms: opened } = act.doc;
    division.deadlineMs = seconds ? opened + 1000 * seconds : null;
  }

  /** Who is counted, or present, and no longer has the seat of the check-in. */
  #outdated(act: Act): string[] {
    const { register } = this.sitting;
    const presentThen = this.sitting.presentAfter(act.doc.after.n);
    const unseated = (roster: Roster, present: ReadonlyMap<string, Presence>) =>
      [...present.values()]
        .filter(({ member, seat }) => !isSeated(roster, member, seat ?? ""))
        .map(({ member }) => member);
    const counted = unseated(register.roster(act.doc.register.n), presentThen);
    if (counted.length > 0) return counted;
    const now = this.rosters().map((roster) => unseated(roster, this.sitting.present));
    return now.sort((a, b) => a.length - b.length)[0] ?? [];
  }

  #extend(act: Act, division: Division): void {
    const conditions = [this.actor(act, "chair"), this.inState(act, division, "open")];
    this.sameOpen(act, division);
    const deadline = division.deadlineMs;
    const wanted: number = act.doc.deadline_ms;
    const inTime = deadline !== null && act.receivedMs < deadline && deadline < wanted;
    conditions.push(this.allow(act, inTime, "extend-too-late", { deadline, wanted }));
    if (conditions.every(Boolean)) division.deadlineMs = wanted;
  }

  #divisionClose(act: Act, division: Division): void {
    this.inState(act, division, "open");
    this.sameOpen(act, division);
    this.#hands.closing(act, division);
    const { findings, sitting } = this;
    const { place, receivedMs: found } = act;
    if (act.doc.reason === "chair")
      findings.require(this.role(act) === "chair", "close", place, "close-not-by-chair");
    else if (findings.require(act.actor === sitting.server, "close", place, "close-not-by-server")) {
      const deadline = division.deadlineMs;
      const due = deadline !== null && found >= deadline;
      findings.require(due, "close", place, "close-too-early", { deadline, found });
    }
    if (division.close) return;
    division.state = "closed";
    division.close = act;
  }

  #tally(act: Act, division: Division): void {
    this.server(act);
    this.inState(act, division, "closed");
    this.sameOpen(act, division);
    this.allow(act, act.doc.close === division.close?.id, "other-act", { member: "close" });
    this.allow(act, act.doc.freeze === division.sealed?.frz, "freeze-differs");
    this.#hands.tally(act, division);
    if (division.tally) return;
    division.state = "tallied";
    division.tally = act;
  }

  #declare(act: Act, division: Division): void {
    this.actor(act, "chair");
    this.inState(act, division, "tallied");
    this.sameOpen(act, division);
    const { tally } = division;
    this.allow(act, act.doc.tally === tally?.id, "other-act", { member: "tally" });
    const found = act.doc.after.n;
    if (tally) this.allow(act, found >= tally.n, "before-the-tally", { found, tally: tally.n });
    if (division.declaration) return;
    division.state = "declared";
    division.declaration = act;
  }

  #publish(act: Act, division: Division): void {
    this.actor(act, "secretariat", "chair");
    this.allow(act, division.draft.doc.template !== "trial", "trial-vote");
    if (this.inState(act, division, "declared")) division.state = "published";
  }

  #archive(act: Act, division: Division): void {
    this.server(act);
    if (this.inState(act, division, "published")) division.state = "archived";
  }

  #void(act: Act, division: Division): void {
    this.actor(act, "chair");
    const alone = this.allow(act, division.proposed === null, "void-pending");
    if (this.inState(act, division, ...VOIDABLE) && alone) division.proposed = act;
  }

  #proposed(act: Act, { proposed }: Division): Act | null {
    const found = proposed?.id === act.doc.void ? proposed : null;
    this.allow(act, found !== null, "void-not-proposed");
    return found;
  }

  #voidConfirm(act: Act, division: Division): void {
    const conditions = [
      this.actor(act, "secretariat", "scrutineer"),
      this.inState(act, division, ...VOIDABLE),
    ];
    const proposal = this.#proposed(act, division);
    if (!proposal) return;
    conditions.push(
      this.allow(act, this.#twoPersons(proposal, act), "void-one-person"),
      this.allow(act, !releasing(act, division), "release-under-way"),
    );
    if (!conditions.every(Boolean)) return;
    division.state = "void";
    [division.void, division.confirmation, division.proposed] = [proposal, act, null];
  }

  #twoPersons(one: Act, other: Act): boolean {
    const { keys } = this.sitting.register;
    const [a, b] = [keys.get(one.actor), keys.get(other.actor)];
    if (one.actor === other.actor) return false;
    return a !== undefined && b !== undefined && personOf(a.holder) !== personOf(b.holder);
  }

  #voidCancel(act: Act, division: Division): void {
    this.actor(act, "chair");
    if (this.#proposed(act, division)) division.proposed = null;
  }

  #drop(act: Act, division: Division, state: string): void {
    this.actor(act, "chair");
    this.#sequence.drop(act, division);
    if (!this.inState(act, division, ...UNTIL_OPENED)) return;
    division.consent = act.doc.consent ?? null;
    division.state = state;
  }
}

/** Whether the first release came within the last minute and there is no tally. */
function releasing(act: Act, { sealed, tally }: Division): boolean {
  if (!sealed || tally || sealed.released.size === 0) return false;
  const first = Math.min(...[...sealed.released.values()].map(({ receivedMs }) => receivedMs));
  return act.receivedMs < first + RELEASE_MS;
}
