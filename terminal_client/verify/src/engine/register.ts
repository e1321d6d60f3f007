/** The register of a body: people, seats, keys, and what it said at every act (docs/protocol.md §4, docs/profiles.md §1). */
import { clean, sameName } from "@hemicycle/kit/written";
import type { Act, Doc, Log } from "./acts.ts";
import { Cards } from "./cards.ts";
import type { Detail, Findings } from "./findings.ts";
import { LEVELS } from "./names.ts";
import type { Reason } from "./reasons.ts";

export interface Member {
  readonly id: string;
  readonly name: string;
  readonly seat: string;
  readonly role: string;
  readonly status: string;
}
export type Roster = ReadonlyMap<string, Member>;

/** The levels that each kind of body has. */
const LEVELS_OF: Readonly<Record<string, readonly string[]>> = {
  congress: LEVELS,
  "standing-committee": LEVELS.slice(0, -1),
  presidium: LEVELS,
  street: [],
};

/** An enrolled key: active from act `enrolled` until before act `revoked`. */
export interface Key {
  readonly key: string;
  readonly role: string;
  readonly seat: string;
  readonly holder: string;
  readonly enrolled: number;
  readonly enrolment: string;
  revoked: number | null;
  /** What the terminal told of its pages, by act (docs/protocol.md §14). */
  readonly told: { readonly n: number; readonly pages: Pages }[];
}

/** A bundle of pages and how it was loaded. */
export interface Pages {
  readonly hash: string;
  readonly loaded: string;
}

/** What a terminal had told of its pages after act n, last. */
export function pagesOf({ told }: Key, n: number): Pages | null {
  return told.findLast((one) => one.n <= n)?.pages ?? null;
}

interface Code {
  readonly role: string;
  readonly seat: string;
  readonly expiresMs: number;
  readonly holder: string;
  open: boolean;
}

/** The acts of the register of which the latest at some moment is one: those of one millisecond may have come either way. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** What all spellings of a person's name share (docs/channels.md §3). */
export function personOf(holder: string): string {
  return sameName(clean(holder));
}

export function isActive(key: Key, n: number): boolean {
  return key.enrolled <= n && (key.revoked === null || n < key.revoked);
}

/** Whether a member counts for N. */
export function inOffice({ role, status }: Member): boolean {
  return role === "deputy" && status === "in-office";
}

export function isSeated(roster: Roster, member: string, seat: string): boolean {
  const found = roster.get(member);
  return found !== undefined && inOffice(found) && found.seat === seat;
}

export class Register {
  readonly keys = new Map<string, Key>();
  readonly codes = new Map<string, Code>();
  readonly rosters: { readonly n: number; readonly roster: Roster }[] = [{ n: -1, roster: new Map() }];
  readonly administrators: Act[] = [];
  readonly cards = new Cards();
  readonly clock: readonly number[];
  readonly kind: string;
  /** "" if the body has none, or none that its kind has. */
  readonly level: string;

  constructor(readonly log: Log) {
    let latest = 0;
    this.clock = log.received.map((ms) => {
      latest = Math.max(latest, ms);
      return latest;
    });
    const [first] = log.acts;
    const created = first?.type === "body-create" ? first.doc : null;
    this.kind = created?.kind ?? "";
    const level: string = created?.level ?? "";
    this.level = LEVELS_OF[this.kind]?.includes(level) ? level : "";
  }

  /** Which acts may be the latest at a time, when act `referred` is known to be there. */
  span(receivedMs: number, referred: number): Span {
    const earlier = this.clock.filter((ms) => ms < receivedMs).length;
    const reached = this.clock.filter((ms) => ms <= receivedMs).length;
    const first = Math.max(earlier - 1, referred);
    return { first, last: Math.max(reached - 1, first) };
  }

  roster(n: number): Roster {
    return this.rosters.findLast((one) => one.n <= n)?.roster ?? new Map();
  }

  rostersIn({ first, last }: Span): Roster[] {
    const later = this.rosters.filter(({ n }) => first < n && n <= last).map(({ roster }) => roster);
    return [this.roster(first), ...later];
  }

  /** An enrolled key that may be active. */
  holder(key: string, { first, last }: Span): Key | null {
    const found = this.keys.get(key);
    if (!found || found.enrolled > last) return null;
    return found.revoked === null || found.revoked > first ? found : null;
  }

  /** The active terminal of every seat that has one, after act n. */
  terminals(n: number): Map<string, Key> {
    const active = [...this.keys.values()].filter((key) => key.role === "deputy" && isActive(key, n));
    return new Map(active.map((key) => [key.seat, key]));
  }

  /** The active keys of a role, for every act that may be the latest. */
  active(role: string, { first, last }: Span): Key[][] {
    const keys = [...this.keys.values()].filter((key) => key.role === role);
    return Array.from({ length: last - first + 1 }, (_, i) => keys.filter((key) => isActive(key, first + i)));
  }

  /** By act the terminal that may be active at a seat; null where it may have none. */
  terminalsOf(seat: string, { first, last }: Span): { readonly n: number; readonly key: Key | null }[] {
    const own = [...this.keys.values()].filter((key) => key.role === "deputy" && key.seat === seat);
    return Array.from({ length: last - first + 1 }, (_, i) => {
      const n = first + i;
      return { n, key: own.find((key) => isActive(key, n)) ?? null };
    });
  }

  /** N after act n. */
  inOffice(n: number): number {
    return [...this.roster(n).values()].filter(inOffice).length;
  }
}

/** Reads the register of a body; every act that breaks §4 is found. */
export function readRegister(log: Log, body: string, findings: Findings): Register {
  const machine = new Machine(new Register(log), body, findings);
  for (const act of log.acts) machine.apply(act);
  const [first] = log.acts;
  if (first?.n !== 0 || first.type !== "body-create")
    findings.fail("act-rule", `${log.name} act=0`, "first-act", { wanted: "body-create" });
  return machine.register;
}

class Machine {
  readonly #terminals = new Set<string>();
  #plan: ReadonlySet<string> | null = null;

  constructor(
    readonly register: Register,
    readonly body: string,
    readonly findings: Findings,
  ) {}

  /** Judges an act by the state before it, and changes the state if it may. */
  apply(act: Act): void {
    const handlers: Record<string, () => void> = {
      "body-create": () => this.#create(act),
      "admin-enrol": () => this.#administrator(act),
      "roster-set": () => this.#roster(act),
      "seats-set": () => this.#seats(act),
      "codes-issue": () => this.#issue(act),
      "code-cancel": () => this.#cancel(act),
      enrol: () => this.#enrol(act),
      "key-revoke": () => this.#revoke(act),
      "key-replace": () => this.#replace(act),
      "pages-tell": () => this.#tell(act),
      "cards-issue": () => this.#cards(act),
      "card-cancel": () => this.#endCard(act),
    };
    handlers[act.type]?.();
  }

  #allow(act: Act, holds: boolean, reason: Reason, detail: Detail = {}): boolean {
    return this.findings.require(holds, "act-rule", act.place, reason, detail);
  }

  #actor(act: Act, ...roles: string[]): boolean {
    const key = this.register.keys.get(act.actor);
    const role = key && isActive(key, act.n) ? key.role : "";
    return this.#allow(act, roles.includes(role), "actor-role", { roles: roles.join(" / ") });
  }

  #mayGovern(act: Act, role: string): boolean {
    return role === "deputy" ? this.#actor(act, "secretariat", "operator") : this.#actor(act, "secretariat");
  }

  #create(act: Act): void {
    const { id, kind, level } = act.doc;
    this.#allow(act, act.n === 0, "only-first");
    this.#allow(act, id === this.body, "other-body", { found: id });
    const fits = level === undefined || (LEVELS_OF[kind] ?? []).includes(level);
    this.#allow(act, fits, "level-differs", { kind, level });
    this.#administrator(act);
  }

  #administrator(act: Act): void {
    const { code, holder } = act.doc;
    if (!this.#allow(act, !this.register.codes.has(code), "code-not-open")) return;
    if (!this.#newKey(act, "secretariat", "", holder)) return;
    this.register.codes.set(code, {
      role: "secretariat",
      seat: "",
      expiresMs: act.receivedMs,
      holder,
      open: false,
    });
    this.register.administrators.push(act);
  }

  #newKey(act: Act, role: string, seat: string, holder: string): boolean {
    const fresh = this.#allow(act, !this.register.keys.has(act.actor), "key-enrolled-before");
    if (!fresh) return false;
    this.register.keys.set(act.actor, {
      key: act.actor,
      role,
      seat,
      holder,
      enrolled: act.n,
      enrolment: act.id,
      revoked: null,
      told: [],
    });
    if (role === "deputy") this.#terminals.add(seat);
    return true;
  }

  #roster(act: Act): void {
    const members: readonly Member[] = act.doc.members;
    const taken = members.map(({ seat }) => seat).filter(Boolean);
    const planned = taken.map((seat) => this.#planned(act, seat));
    if (!this.#actor(act, "secretariat") || !planned.every(Boolean)) return;
    const roster = new Map(members.map((member) => [member.id, member]));
    this.register.cards.follow(act.n, this.register.rosters.at(-1)?.roster ?? new Map(), roster);
    this.register.rosters.push({ n: act.n, roster });
  }

  #seats(act: Act): void {
    const plan = new Set<string>(act.doc.seats.map(({ id }: Doc) => id));
    const roster = this.register.rosters.at(-1)?.roster ?? new Map<string, Member>();
    const lacking = [...roster.values()].map(({ seat }) => seat).filter((seat) => seat && !plan.has(seat));
    const whole = this.#allow(act, lacking.length === 0, "plan-lacks-seats", { seats: lacking.join(", ") });
    if (this.#actor(act, "secretariat") && whole) this.#plan = plan;
  }

  /** Before there is a plan every seat will do. */
  #planned(act: Act, seat: string): boolean {
    return this.#allow(act, this.#plan?.has(seat) ?? true, "seat-not-in-plan", { seat });
  }

  #issue(act: Act): void {
    const codes: readonly Doc[] = act.doc.codes;
    if (this.#mayGovern(act, codes.every(({ role }) => role === "deputy") ? "deputy" : "other"))
      for (const code of codes) this.#newCode(act, code);
  }

  #newCode(act: Act, { key, role, seat, holder, expires_ms: expiresMs }: Doc): void {
    const fresh = this.#allow(act, !this.register.codes.has(key), "code-known", { code: key });
    if (fresh && (!seat || this.#planned(act, seat)))
      this.register.codes.set(key, { role, seat, expiresMs, holder, open: true });
  }

  #cancel(act: Act): void {
    const code = this.register.codes.get(act.doc.code);
    const may = this.#mayGovern(act, code?.role ?? "deputy");
    if (!code?.open) this.#allow(act, false, "code-not-open");
    else if (may) code.open = false;
  }

  #enrol(act: Act): void {
    const code = this.register.codes.get(act.doc.code);
    if (!code?.open) {
      this.#allow(act, false, "code-not-open");
      return;
    }
    const inTime = this.#allow(act, act.receivedMs < code.expiresMs, "code-expired");
    const free = this.#allow(act, !this.#terminals.has(code.seat), "seat-has-key", { seat: code.seat });
    if (inTime && free && this.#newKey(act, code.role, code.seat, code.holder)) {
      code.open = false;
      if (act.doc.pages !== undefined) this.#told(act);
    }
  }

  #told(act: Act): void {
    this.register.keys.get(act.actor)?.told.push({ n: act.n, pages: act.doc.pages });
  }

  #tell(act: Act): void {
    if (!this.#actor(act, "deputy")) return;
    const key = this.register.keys.get(act.actor);
    const { hash, loaded } = act.doc.pages;
    const told = key ? pagesOf(key, act.n) : null;
    this.#allow(act, told?.hash !== hash || told?.loaded !== loaded, "already-told");
    this.#told(act);
  }

  #cards(act: Act): void {
    const list: readonly Doc[] = act.doc.cards;
    if (!this.#actor(act, "secretariat") || !this.#allow(act, list.length > 0, "wrong-member")) return;
    const { cards, codes, keys, rosters } = this.register;
    for (const { key, member } of list) {
      const known = rosters.at(-1)?.roster.has(member) === true;
      const fresh = !cards.issued.has(key) && !codes.has(key) && !keys.has(key);
      const conditions = [
        this.#allow(act, known, "card-for-nobody", { member }),
        this.#allow(act, fresh, "card-known", { card: key }),
      ];
      if (conditions.every(Boolean)) cards.issue(act.n, key, member);
    }
  }

  #endCard(act: Act): void {
    const card = this.register.cards.issued.get(act.doc.card);
    const valid = this.#allow(act, card?.ended === null, "card-ended", { card: act.doc.card });
    if (valid && this.#actor(act, "secretariat") && card) this.register.cards.end(act.n, card.member);
  }

  /** The key that an act may end, or null. */
  #ending(act: Act): Key | null {
    const key = this.register.keys.get(act.doc.key);
    if (!key || !isActive(key, act.n)) {
      this.#allow(act, false, "key-not-active", { key: act.doc.key });
      return null;
    }
    return this.#mayGovern(act, key.role) ? key : null;
  }

  #end(act: Act, key: Key): void {
    key.revoked = act.n;
    this.#terminals.delete(key.seat);
  }

  #revoke(act: Act): void {
    const key = this.#ending(act);
    if (!key) return;
    const others = [...this.register.keys.values()].filter(
      (one) => one.role === "secretariat" && one !== key,
    );
    const spared = key.role !== "secretariat" || others.some((one) => isActive(one, act.n));
    if (this.#allow(act, spared, "last-secretariat")) this.#end(act, key);
  }

  #replace(act: Act): void {
    const key = this.#ending(act);
    if (!key) return;
    const { code } = act.doc;
    const same = code.role === key.role && code.seat === key.seat;
    if (!this.#allow(act, same, "replacement-differs", { key: key.key })) return;
    this.#end(act, key);
    this.#newCode(act, code);
  }
}
