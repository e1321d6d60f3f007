/** What the acts of a sitting made: divisions, who is present, the scrutineers' work (docs/protocol.md §5, docs/sealed.md). */
import { type Bytes, u32be } from "@hemicycle/kit/encoding";
import { certificatesNeeded } from "@hemicycle/kit/sealed/keys";
import { type Act, bodyDigest, type Doc, type Log } from "./acts.ts";
import { compareBytes, dig, digText, listed, raw, ZERO32_TEXT } from "./bytes.ts";
import { type Item, itemOfDefinition } from "./counts.ts";
import type { Attached } from "./documents.ts";
import type { HandCount } from "./handcount.ts";
import { INHERITED, isSameLink, type Link, ownLinks } from "./links.ts";
import { CHANNELS } from "./names.ts";
import type { Profile } from "./profile.ts";
import type { Register } from "./register.ts";
import { hasLayout } from "./sums.ts";

export const ROUNDS = ["ceremony-commit", "ceremony-reveal", "ceremony-deal", "ceremony-seal"] as const;
export type Round = (typeof ROUNDS)[number];

/** How a draft or a definition is held; one that is no channel is judged with the opening. */
export function channelOf(doc: Readonly<Record<string, unknown>>): string {
  const channel = doc.channel ?? "terminal";
  return typeof channel === "string" && CHANNELS.includes(channel) ? channel : "terminal";
}

export const hasBox = (channel: string): boolean => channel !== "paper" && channel !== "hands";

/** The public keys of a ceremony: Y, and S_1..S_n. */
export interface SealedKeys {
  readonly publicKey: Bytes;
  readonly shares: readonly Bytes[];
}

/** An attempt at the key ceremony; indices count from 1. */
export class Attempt {
  readonly number: number;
  readonly k: number;
  readonly scrutineers: readonly string[];
  readonly chairs: readonly string[];
  readonly messages: Record<Round, Map<number, Act>>;
  readonly stoodDown = new Map<number, Act>();
  readonly confirmations = new Set<number>();
  readonly erased = new Set<number>();
  aborted: Act | null = null;
  opened = false;
  proposal: Act | null = null;
  keys: SealedKeys | null = null;

  constructor(readonly start: Act) {
    ({
      attempt: this.number,
      k: this.k,
      scrutineers: this.scrutineers,
      chairs: this.chairs,
    } = start.doc as never);
    this.messages = Object.fromEntries(ROUNDS.map((round) => [round, new Map()])) as typeof this.messages;
  }

  get n(): number {
    return this.scrutineers.length;
  }

  /** The type of message that is due; null when all are there. */
  get due(): Round | null {
    return ROUNDS.find((round) => this.messages[round].size < this.n) ?? null;
  }

  get sealed(): boolean {
    return this.messages["ceremony-seal"].size === this.n && this.aborted === null;
  }

  /** The acts of a round, by index. */
  of(round: Round): [number, Act][] {
    return [...this.messages[round]].sort(([a], [b]) => a - b);
  }

  get digest(): string {
    return this.of("ceremony-seal")[0]?.[1].doc.seal ?? "";
  }

  get active(): number[] {
    return this.scrutineers.map((_, i) => i + 1).filter((index) => !this.stoodDown.has(index));
  }

  /** `D("scrutineers"; …)`. */
  get pin(): Bytes {
    return dig("scrutineers", listed(this.scrutineers.map(raw).sort(compareBytes)));
  }

  /** A scrutineer's index; 0 of a key that is none's. */
  indexOf(key: string): number {
    return this.scrutineers.indexOf(key) + 1;
  }

  quorum(active: number): number {
    return certificatesNeeded(active, this.k);
  }
}

/** Nobody opens the sum, or the names, of fewer ballots but for none at all (docs/sealed.md §6). */
export const FEWEST = 3;

/** All that a frozen secret vote is counted by; n is the number of counted ballots as the freeze says it. */
export interface Frozen {
  readonly sealed: Sealed;
  readonly attempt: Attempt;
  readonly keys: SealedKeys;
  readonly freeze: Act;
  readonly item: Item;
  readonly n: number;
}

/** What the scrutineers did in an opened secret division, by index. */
export class Sealed {
  readonly certified = new Map<number, Act>();
  readonly refusedOpen = new Map<number, Act>();
  readonly rooted = new Map<number, Act>();
  readonly refusedRoot = new Map<number, Act>();
  readonly released = new Map<number, Act>();
  readonly mixes = new Map<number, Act>();
  readonly openedRows = new Map<number, Act>();
  readonly voidOk = new Map<number, Act>();
  freeze: Act | null = null;
  call: Act | null = null;
  wasCertified = false;
  valid: ReadonlySet<number> = new Set();
  validRows: ReadonlySet<number> = new Set();

  constructor(readonly attempt: Attempt | null) {}

  /** `D("freeze"; …)`; "" before it. */
  get frz(): string {
    return this.freeze ? bodyDigest("freeze", this.freeze) : "";
  }

  get lastMix(): string {
    const last = [...this.mixes.values()].at(-1);
    return last ? mixDigest(last) : ZERO32_TEXT;
  }

  /** The digest of the chain of mixes (docs/sealed-names.md §5). */
  get chain(): string {
    const links = [...this.mixes].map(([index, act]) =>
      Uint8Array.from([...u32be(index), ...raw(mixDigest(act))]),
    );
    return digText("mixes", raw(this.frz), listed(links));
  }

  /** Whether enough of those active now have signed `root-ok`. */
  get certificateHolds(): boolean {
    const { attempt } = this;
    if (!attempt) return false;
    const { active } = attempt;
    return active.filter((index) => this.rooted.has(index)).length >= attempt.quorum(active.length);
  }

  reckon(): void {
    this.wasCertified ||= this.certificateHolds;
  }
}

function mixDigest(act: Act): string {
  return digText("mix-message", raw(act.doc.message));
}

/** A division as its acts made it. */
export class Division {
  readonly id: string;
  state = "draft";
  opening: Act | null = null;
  /** `D("open"; …)`; "" before the opening. */
  open = "";
  item: Item | null = null;
  deadlineMs: number | null = null;
  close: Act | null = null;
  tally: Act | null = null;
  declaration: Act | null = null;
  proposed: Act | null = null;
  void: Act | null = null;
  confirmation: Act | null = null;
  sealed: Sealed | null = null;
  hand: HandCount | null = null;
  knownBefore: readonly Division[] = [];
  readonly documents = new Map<string, Attached>();

  /** The objection by which a package was split, and the chair's choice to vote on the whole though clauses failed. */
  objection: Act | null = null;
  proceed: Act | null = null;
  /** With whose consent it was withdrawn or deferred. */
  consent: Doc | null = null;

  /** `own` are its links, `links` also those of what it stands for; `replaced` is what it is held again of (docs/sequences.md §2). */
  constructor(
    readonly draft: Act,
    readonly own: readonly Link[],
    readonly links: readonly Link[],
    readonly replaced: readonly Division[],
  ) {
    this.id = draft.doc.division;
  }

  /** Notes the opening and what it puts on the ballot. */
  opened(act: Act): void {
    this.state = "open";
    this.opening = act;
    this.open = bodyDigest("open", act);
    this.item = itemOfDefinition(act.doc.definition, !this.secret, this.channel === "paper");
  }

  get asked(): Readonly<Record<string, unknown>> {
    return this.opening?.doc.definition ?? this.draft.doc;
  }

  get secret(): boolean {
    return this.asked.secrecy === "secret";
  }

  get channel(): string {
    return channelOf(this.asked);
  }

  /** Whether the ballots are encrypted. */
  get encrypted(): boolean {
    return this.secret && hasBox(this.channel);
  }

  /** What a secret vote is counted by, once it was frozen; null where some of it is missing. */
  get frozen(): Frozen | null {
    const { sealed, item } = this;
    const { attempt, freeze } = sealed ?? {};
    const keys = attempt?.keys;
    if (!sealed || !attempt || !keys || !freeze || !item || !hasLayout(item)) return null;
    return { sealed, attempt, keys, freeze, item, n: freeze.doc.n };
  }

  /** What the record says of a void secret division's count (docs/sealed.md §7); "" of others. */
  get count(): "" | "unknown" | "known" | "may-be-known" {
    if (this.state !== "void" || !this.opening || !this.secret) return "";
    if (this.tally) return "known";
    if (!this.sealed) return this.hand?.told ? "may-be-known" : "unknown";
    const { attempt, voidOk, released } = this.sealed;
    if (!attempt) return "may-be-known";
    const active: readonly number[] = this.opening.doc.active;
    const able = active.filter((index) => !voidOk.has(index)).length;
    return Math.max(able, released.size) < attempt.k ? "unknown" : "may-be-known";
  }
}

/** A member's check-in with its seat, or departure (seat null), by act n. */
export interface Presence {
  readonly n: number;
  readonly member: string;
  readonly seat: string | null;
  readonly act: string;
  readonly video: boolean;
}

interface Recusal {
  readonly n: number;
  readonly division: string;
  readonly member: string;
  readonly end: boolean;
}

export class Sitting {
  created: Act | null = null;
  state = "none";
  quorum = "";
  server = "";
  referred = 0;
  /** What it is held by, if its document is right. */
  profile: Profile | null = null;
  readonly presences: Presence[] = [];
  readonly present = new Map<string, Presence>();
  readonly divisions = new Map<string, Division>();
  readonly attempts: Attempt[] = [];
  readonly recusals: Recusal[] = [];

  constructor(
    readonly log: Log,
    readonly register: Register,
  ) {}

  get current(): Attempt | null {
    return this.attempts.at(-1) ?? null;
  }

  /** Adds what a draft makes, with its links to what was drafted before. */
  add(draft: Act): void {
    const { divisions } = this;
    const own = ownLinks(draft.doc).filter((link) => divisions.has(link.division));
    const again = divisions.get(draft.doc.again_of);
    const inherited = own
      .filter(({ kind }) => kind === "revises" || kind === "part")
      .flatMap((link) => {
        const links = divisions.get(link.division)?.links ?? [];
        return links.filter(({ kind }) => INHERITED.includes(kind));
      });
    const links = [...own, ...(again?.links ?? []), ...inherited];
    const distinct = links.filter((link, i) => links.findIndex((one) => isSameLink(one, link)) === i);
    const replaced = again ? [again, ...again.replaced] : [];
    divisions.set(draft.doc.division, new Division(draft, own, distinct, replaced));
  }

  recusedAfter(n: number, division: string): Set<string> {
    const recused = new Set<string>();
    for (const change of this.recusals) {
      if (change.n > n || change.division !== division) continue;
      if (change.end) recused.delete(change.member);
      else recused.add(change.member);
    }
    return recused;
  }

  presentAfter(n: number): Map<string, Presence> {
    const present = new Map<string, Presence>();
    for (const change of this.presences) {
      if (change.n > n) break;
      if (change.seat === null) present.delete(change.member);
      else present.set(change.member, change);
    }
    return present;
  }

  /** Who makes up the P of an opening. */
  takingPart(opening: Act): Presence[] {
    const { after, division } = opening.doc;
    const recused = this.recusedAfter(after.n, division);
    return [...this.presentAfter(after.n).values()].filter(({ member }) => !recused.has(member));
  }
}
