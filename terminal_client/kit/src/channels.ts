/** Votes that are counted by hand, as they travel: paper, show of hands, mixed totals (docs/channels.md §1, §4, §6, §7). */
import type { Bilingual } from "./types.ts";

export type Channel = "terminal" | "paper" | "hands" | "mixed";
/** Channels with a count by hand. */
export type HandChannel = Exclude<Channel, "terminal">;

/** Why a ballot is invalid (E2, E5), in the order in which it is told. */
export const INVALID = ["too-many", "written", "unreadable", "foreign", "other"] as const;
export type InvalidReason = (typeof INVALID)[number];
export type Invalid<N = number> = Readonly<Record<InvalidReason, N>>;

export interface WrittenVotes<N = number> {
  readonly name: string;
  readonly votes: N;
}

/** What a teller counted of paper ballots; `N` may be null while it is typed. `written` stands with slots only. */
export interface PaperFigures<N = number> {
  readonly valid: N;
  readonly invalid: Invalid<N>;
  /** Per name the numbers of docs/forms.md §5; of a motion one list of for, against, abstain. */
  readonly counts: readonly (readonly N[])[];
  readonly written?: readonly WrittenVotes<N>[];
}

/** How many raised a hand, and for what. */
export interface Portion<N = number> {
  readonly voted: N;
  readonly counts: readonly (readonly N[])[];
}
export interface Section<N = number> extends Portion<N> {
  readonly name: string;
}
export interface HandFigures<N = number> {
  readonly sections: readonly Section<N>[];
}
export type Figures<N = number> = PaperFigures<N> | HandFigures<N>;

/** A place in figures: `["valid"]`, `["counts", 0, 2]`, `["sections", "一区", "voted"]`. */
export type Path = readonly (string | number)[];

export interface Person {
  readonly key: string;
  readonly holder: string;
}

export type CountStage = "voting" | "returning" | "overfull" | "counting" | "signing" | "signed";

/** An attempt of two tellers that came to nothing. Figures are told to chair, secretariat, tellers and scrutineers. */
export interface CountAttempt {
  readonly attempt: number;
  /** `returned`, `differ`, `faults`, or what somebody gave as the reason. */
  readonly reason: string;
  readonly tellers: readonly (Person & { readonly figures: Figures | null })[];
  readonly differences: readonly {
    readonly path: Path;
    readonly values: readonly [number | null, number | null] | null;
  }[];
  readonly faults: readonly ({ readonly code: string; readonly path: Path } & Bilingual)[];
}

/** How far the count by hand is. */
export interface HandCount {
  readonly stage: CountStage;
  /** Members who may get a ballot or raise a hand; of a mixed vote those by video. */
  readonly entitled: number;
  readonly issued: number | null;
  readonly returned: number | null;
  /** Who said one after the other that more came back than went out; with two it is final. Absent in records from before. */
  readonly overfull?: readonly Person[];
  readonly attempt: number;
  readonly committed: readonly Person[];
  readonly revealed: readonly Person[];
  readonly attempts: readonly CountAttempt[];
  /** Act id of the reveal with which the count stands; "" before. */
  readonly count: string;
  readonly figures: Figures | null;
  readonly asked: readonly Person[];
  readonly signed: readonly Person[];
  readonly next: readonly { readonly act: string; readonly role: string }[];
}

/** Whether only one teller said that more came back than went out: another one says the number again. */
export function isDoubted({ stage, overfull }: HandCount): boolean {
  return stage === "overfull" && overfull?.length === 1;
}

/** Members of a division that tell of its channel; absent in records and servers that know terminals only. */
export interface Channelled {
  readonly channel?: Channel;
  readonly hand_count?: HandCount | null;
}

/** Members of a result that are of single channels. */
export interface OfChannel {
  readonly issued?: number;
  readonly returned?: number;
  readonly unreturned?: number;
  readonly invalid?: Invalid;
  readonly sections?: readonly Section[];
  readonly parts?: { readonly terminal: Portion; readonly hands: Portion };
}

export function channelOf({ channel }: Channelled): Channel {
  return channel ?? "terminal";
}

/** Whether ballots or hands are counted by tellers. */
export function isCounted(division: Channelled): boolean {
  return channelOf(division) !== "terminal";
}

/** Whether nobody presses a key: on paper, or by hands alone. */
export function isUnpressed(division: Channelled): boolean {
  const channel = channelOf(division);
  return channel === "paper" || channel === "hands";
}

export function isOfHands<N>(figures: Figures<N>): figures is HandFigures<N> {
  return "sections" in figures;
}

/** All invalid ballots. */
export function invalidTotal(invalid: Invalid): number {
  return INVALID.reduce((sum, reason) => sum + invalid[reason], 0);
}

/** Whoever is asked to sign the count, each person once: with how many devices does not matter. */
export function signers({ asked, signed }: Pick<HandCount, "asked" | "signed">) {
  const done = new Set(signed.map(({ holder }) => holder));
  return [...new Set([...asked, ...signed].map(({ holder }) => holder))].map((holder) => ({
    holder,
    signed: done.has(holder),
  }));
}
