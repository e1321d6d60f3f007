/** Types of docs/protocol.md §5–§12, as they travel. */

import type { Json } from "./canonical.ts";
import type { Channelled } from "./channels.ts";
import type { Documented } from "./documents.ts";
import type { Housed, Recusing, Warned } from "./house.ts";
import type { ExpectedPages } from "./pages.ts";
import type { Result, Rule } from "./results.ts";
import type { Sequenced } from "./sequences.ts";

export * from "./results.ts";

export type Lang = "zh" | "en";
export type Bilingual = { readonly zh: string; readonly en: string };
export type Head = { readonly n: number; readonly d: string };

export type Choice = "for" | "against" | "abstain";
export const CHOICES = ["for", "against", "abstain"] as const satisfies readonly Choice[];

export type Role =
  | "deputy"
  | "chair"
  | "secretariat"
  | "scrutineer"
  | "teller"
  | "operator"
  | "observer"
  | "usher";
/** 记名 or 无记名. */
export type Secrecy = "named" | "secret";
export type MemberRole = "deputy" | "attendee" | "observer";
export type SittingState = "created" | "open" | "closed";
export type SittingKind =
  | "plenary"
  | "preparatory"
  | "presidium"
  | "standing-committee"
  | "joint-group"
  | "street";
export type DivisionState =
  | "draft"
  | "approved"
  | "announced"
  | "open"
  | "closed"
  | "tallied"
  | "declared"
  | "published"
  | "archived"
  | "void"
  | "withdrawn"
  | "deferred";

/** One item of a form (docs/forms.md §1), of a named or a secret vote alike. */
export interface FormItem {
  /** 1 three keys, 2 choose min..max of c, 3 grades with `max` levels, 4 election of at most `max`, 5 ranking. */
  readonly type: 1 | 2 | 3 | 4 | 5;
  readonly c: number;
  readonly min: number;
  readonly max: number;
  /** Slots for names that are on no list. */
  readonly w: number;
}

export type Form = readonly FormItem[];

/** What is on a ballot: its form, and for each item the names in their order. */
export interface Paper {
  readonly form: Form;
  readonly names: readonly (readonly Bilingual[])[];
}

export interface Division extends Paper, Channelled, Documented, Sequenced, Recusing, Warned {
  readonly id: string;
  readonly number: number;
  readonly title: Bilingual;
  readonly short: Bilingual;
  readonly text: Bilingual;
  readonly template: string;
  /** The local rule by which an election is held on terminals, not verified; "" if none. */
  readonly basis: string;
  readonly state: DivisionState;
  readonly secrecy: Secrecy;
  readonly countdown_s: number;
  readonly again_of: string;
  readonly rule: Rule;
  readonly reason: string;
  /** Why votes are revealed: `hands-visible` from the draft on, `few-present` before the tally, `unanimous` after it. */
  readonly reveals: readonly Revealing[];
  /** What may be known of the count of a void secret division; "" for all others. */
  readonly count: "" | "unknown" | "known" | "may-be-known";
  /** How far the scrutineers are; null for a named division and before the opening. */
  readonly sealed: SealedView | null;
  /** Digest of the opening; "" before it. */
  readonly open: string;
  readonly void: { readonly act: string; readonly reason: string } | null;
  readonly result: Result | null;
  /** The `result` to be signed, for the chair, from the tally to the declaration. */
  readonly result_full?: Readonly<Record<string, Json>>;
}

export type Revealing = "few-present" | "unanimous" | "hands-visible";

/** What the scrutineers did in a secret division (docs/sealed.md §8). Indices are those of {@link SealView}. */
export interface SealedView {
  readonly k: number;
  /** Certificates that an opening and a freeze need. */
  readonly q: number;
  readonly active: readonly number[];
  readonly certified: readonly number[];
  /** Digest of the freeze; "" before it. */
  readonly frozen: string;
  readonly rooted: readonly number[];
  readonly released: readonly number[];
  /** Counted ballots; null before the freeze. */
  readonly n: number | null;
  /** Whether the scrutineers release by hand because few voted. */
  readonly by_hand: boolean;
  readonly refusals: readonly SealedRefusal[];
  readonly void_ok: readonly number[];
  readonly naming: NamingView | null;
}

/** How far names or rankings are mixed and opened; null before they are called for (docs/sealed-names.md §10). */
export interface NamingView {
  readonly item: number;
  /** How many write-ins were flagged; of a ranking the counted ballots. */
  readonly flags: number;
  readonly rows: number;
  readonly mixed: readonly number[];
  readonly released: readonly number[];
}

export interface SealedRefusal {
  readonly index: number;
  readonly act: "open" | "root" | "release" | "rows";
  readonly code: string;
  readonly detail: string;
}

export type CeremonyPhase = "committing" | "revealing" | "dealing" | "sealing" | "ready" | "aborted";

/** The sitting's latest ceremony (docs/sealed.md §2, §8). */
export interface SealView {
  readonly attempt: number;
  readonly k: number;
  readonly n: number;
  readonly phase: CeremonyPhase;
  /** Who has done this phase. */
  readonly done: readonly number[];
  readonly scrutineers: readonly {
    readonly index: number;
    readonly key: string;
    readonly holder: string;
    readonly active: boolean;
  }[];
  /** S, and Y; "" before the phase `ready`. */
  readonly digest: string;
  readonly public: string;
  readonly fault: { readonly by: number; readonly culprit: number; readonly code: string } | null;
  readonly stand_down: {
    readonly act: string;
    readonly index: number;
    readonly reason: string;
    readonly confirmed: readonly number[];
  } | null;
}

/** The running vote: `b`, `s` are the signed `division-open`. */
export interface Opening {
  readonly division: string;
  readonly open: string;
  readonly b: string;
  readonly s: string;
  readonly deadline_ms: number | null;
  readonly p: number;
  readonly n: number;
  readonly opened_ms: number;
  /** The signed `open-ok` acts; empty for a named vote. */
  readonly certificate: readonly { readonly b: string; readonly s: string }[];
}

export interface Attendance {
  readonly due: number;
  readonly present: number;
  readonly absent: number;
  readonly leave: number;
  /** Present by video (docs/profiles.md §5). */
  readonly video?: number;
}

export interface SittingView extends Housed {
  readonly id: string;
  readonly title: Bilingual;
  readonly kind: SittingKind;
  readonly state: SittingState;
  readonly body: { readonly id: string; readonly name: Bilingual; readonly kind: string };
  readonly quorum: Rule & { readonly met: boolean };
  readonly demo: boolean;
  /** What it expects of its terminals, if anything. */
  readonly pages?: ExpectedPages;
}

/** What keeps the sitting from going on; `division` is "" when it concerns the whole sitting. */
export interface Problem {
  readonly code: string;
  readonly division: string;
}

/** `state` of the state frame. */
export interface State {
  readonly sitting: SittingView;
  readonly head: Head;
  readonly register: Head;
  readonly attendance: Attendance;
  readonly divisions: readonly Division[];
  readonly current: string;
  readonly open: Opening | null;
  /** The keys for secret votes; null before the first ceremony. */
  readonly seal: SealView | null;
  /** For the chair only. */
  readonly problems?: readonly Problem[];
}

export interface Member {
  readonly id: string;
  readonly name: string;
  readonly latin: string;
  readonly delegation: string;
}

export interface SeatPlan {
  readonly v: number;
  readonly plan: { readonly kind: "arc" | "grid"; readonly name: string };
  readonly seats: readonly PlanSeat[];
}
export interface PlanSeat {
  readonly id: string;
  readonly row: number;
  readonly col: number;
  /** 0..10000, y downwards. */
  readonly x: number;
  readonly y: number;
  readonly member: string;
  readonly name: string;
  readonly latin: string;
  readonly delegation: string;
  readonly role: string;
}

export interface WelcomeFrame {
  readonly t: "welcome";
  readonly role: Role;
  readonly seat: string;
  readonly holder: string;
  readonly member: Member | null;
  readonly time_ms: number;
  readonly sitting: string;
}
export interface StateFrame {
  readonly t: "state";
  readonly id: string;
  readonly v: number;
  readonly state: State;
}
export interface MineFrame {
  readonly t: "mine";
  readonly r?: number;
  readonly open: string;
  readonly seq: number;
  readonly id: string;
  readonly b: string;
  readonly s: string;
  readonly pos: number;
  readonly checked_in: boolean;
  readonly in_electorate: boolean;
  readonly revoked: boolean;
}
/**
 * For staff and screens: who is present, a bit a seat in the plan's order (b64u), and how many of each delegation; for the staff
 * only whose terminal is connected.
 */
export interface SeatBits {
  readonly bits?: string;
  readonly online?: string;
  /** Who is present by video: nobody presses at that seat. */
  readonly by_video?: string;
  readonly delegations?: readonly (readonly [name: string, present: number, due: number])[];
}
export interface AttendanceFrame extends Attendance, SeatBits {
  readonly t: "attendance";
  readonly v: number;
}
export interface TurnoutFrame {
  readonly t: "turnout";
  readonly open: string;
  readonly pressed: number;
  readonly bits?: string;
  readonly delegations?: readonly (readonly [name: string, pressed: number, present: number])[];
  /** For chair and scrutineer in a secret vote. */
  readonly verify?: Verifying;
  readonly time_ms: number;
}
/** Entries received, on the board, and verified by each scrutineer. */
export interface Verifying {
  readonly received: number;
  readonly recorded: number;
  readonly scrutineers: readonly (readonly [index: number, size: number])[];
}
/** The server's word that an entry of a secret vote is durably received; it is recorded only with the `ack`. */
export interface ReceivedFrame {
  readonly t: "received";
  readonly r: number;
  readonly open: string;
  readonly epoch: number;
  readonly arrival: number;
  readonly seq: number;
  readonly id: string;
  readonly s: string;
}
export interface AckFrame {
  readonly t: "ack";
  readonly r: number;
  readonly open: string;
  readonly epoch: number;
  readonly pos: number;
  readonly seq: number;
  readonly id: string;
  readonly s: string;
}
export interface RefusedFrame {
  readonly t: "refused";
  readonly r: number;
  readonly open: string;
  readonly seq: number;
  readonly id: string;
  readonly code: string;
  readonly s: string;
}
export interface ErrorFrame {
  readonly t: "error";
  readonly r?: number;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}
export interface DoneFrame {
  readonly t: "done";
  readonly r: number;
  readonly n: number;
  readonly d: string;
  readonly id: string;
}
export interface PongFrame {
  readonly t: "pong";
  readonly r: number;
  readonly time_ms: number;
}
export interface ChallengeFrame {
  readonly t: "challenge";
  readonly nonce: string;
  readonly server: string;
  readonly time_ms: number;
}
export interface ByeFrame {
  readonly t: "bye";
  readonly code: string;
}
/** A test of all seats' keys begins, or ends (`id` ""). */
export interface SeatTestFrame {
  readonly t: "seat-test";
  readonly id: string;
  readonly ends_ms: number;
}
export type ServerFrame =
  | ChallengeFrame
  | WelcomeFrame
  | StateFrame
  | MineFrame
  | AttendanceFrame
  | TurnoutFrame
  | SeatTestFrame
  | AckFrame
  | ReceivedFrame
  | RefusedFrame
  | ErrorFrame
  | DoneFrame
  | PongFrame
  | ByeFrame;

/** Answer of `GET /v1/codes/{C}`. */
export interface CodeInfo {
  readonly body: string;
  readonly name: Bilingual;
  readonly role: Role;
  readonly seat: string;
  readonly holder: string;
  readonly expires_ms: number;
  readonly state: "open" | "used" | "cancelled" | "expired";
  readonly head: Head;
  readonly server: string;
}

/** An entry of `GET /v1/bodies/{id}/sittings`. */
export interface SittingEntry {
  readonly id: string;
  readonly title: Bilingual;
  readonly kind: SittingKind;
  readonly state: SittingState;
  readonly head: Head;
}

/** Answer of `GET /v1/sittings/{id}/divisions/{d}/counted`. */
export interface CountedProof {
  readonly leaf: string;
  readonly index: number;
  readonly size: number;
  /** Null before the declaration, and `counted_root` "". */
  readonly path: readonly string[] | null;
  readonly counted_root: string;
  readonly s: string;
}
