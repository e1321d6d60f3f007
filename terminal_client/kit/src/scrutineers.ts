/** The scrutineers of a sitting as pages show them: who has done what, who is missing, what a ceremony starts with (docs/sealed.md). Pure. */
import type { Division, Role, SealedView, SealView, State } from "./types.ts";

/** A key of the register, as far as it matters here. */
export interface RegisteredKey {
  readonly key: string;
  readonly role: Role;
  readonly holder: string;
  readonly state: "active" | "revoked";
  readonly device?: string;
}

/** How a counting desk calls itself in the register: a scrutineer signs counts there and takes part in no ceremony. */
export const COUNTING_DESK = "计票台 Counting desk";

/** Who takes part in a ceremony: keys of scrutineers in the order of the register, and all of chairs. */
export interface CeremonyPeople {
  readonly scrutineers: readonly RegisteredKey[];
  readonly chairs: readonly string[];
}

export const FEWEST_SCRUTINEERS = 2;
export const MOST_SCRUTINEERS = 15;
/** Under so many ballots nobody releases. */
export const FEWEST_BALLOTS = 3;

/** All active scrutineers but those at counting desks, and all active chairs sorted as `ceremony-start` wants them. */
export function ceremonyPeople(keys: readonly RegisteredKey[]): CeremonyPeople {
  const active = (role: Role) => keys.filter((key) => key.role === role && key.state === "active");
  return {
    scrutineers: active("scrutineer").filter(({ device }) => device !== COUNTING_DESK),
    chairs: active("chair")
      .map(({ key }) => key)
      .sort(),
  };
}

/** Why no ceremony can be held with these people; null if one can. */
export function peopleFault({
  scrutineers,
  chairs,
}: CeremonyPeople): "too-few" | "too-many" | "no-chair" | null {
  if (scrutineers.length < FEWEST_SCRUTINEERS) return "too-few";
  if (scrutineers.length > MOST_SCRUTINEERS) return "too-many";
  return chairs.length === 0 ? "no-chair" : null;
}

/** How many of n open a sum unless somebody chooses: a majority. */
export function usualThreshold(n: number): number {
  return Math.max(2, Math.floor(n / 2) + 1);
}

/** The thresholds that n scrutineers allow. */
export function thresholds(n: number): number[] {
  return Array.from({ length: Math.max(0, n - 1) }, (_, i) => i + 2);
}

/** The members of `ceremony-start` after the sitting's latest attempt. */
export function ceremonyStart(seal: SealView | null, { scrutineers, chairs }: CeremonyPeople, k: number) {
  return {
    attempt: (seal?.attempt ?? 0) + 1,
    k,
    scrutineers: scrutineers.map(({ key }) => key),
    chairs: [...chairs],
  };
}

/** Whether a vote of this sitting could not open for want of keys. */
export function lacksSeal(state: State): boolean {
  return state.seal?.phase !== "ready";
}

/** Whether a ceremony is under way. */
export function inCeremony(seal: SealView | null): boolean {
  return seal !== null && seal.phase !== "ready" && seal.phase !== "aborted";
}

/** Whether a ceremony may be started: no vote is announced, open or closed. */
export function mayStart(state: State): boolean {
  const live = ["announced", "open", "closed"];
  return (
    state.sitting.state !== "closed" && !state.divisions.some((division) => live.includes(division.state))
  );
}

const ROUNDS = ["committing", "revealing", "dealing", "sealing"] as const;
export type Round = (typeof ROUNDS)[number];
export const CEREMONY_ROUNDS: readonly Round[] = ROUNDS;

/** How many rounds a scrutineer has done, 0..4; none after an attempt that failed. */
export function roundsDone(seal: SealView, index: number): number {
  if (seal.phase === "ready") return ROUNDS.length;
  if (seal.phase === "aborted") return 0;
  return ROUNDS.indexOf(seal.phase) + (seal.done.includes(index) ? 1 : 0);
}

/** How many certificates an opening and a freeze need now: q, docs/sealed.md §3. */
export function certificatesOf(seal: SealView): number {
  return Math.ceil((seal.scrutineers.filter(({ active }) => active).length + seal.k) / 2);
}

/** Who has not sent the message of the present round. */
export function awaited(seal: SealView): number[] {
  return seal.scrutineers.map(({ index }) => index).filter((index) => !seal.done.includes(index));
}

/** The person of an index; "" where the ceremony names none. */
export function holderOf(seal: SealView | null, index: number): string {
  return seal?.scrutineers.find((one) => one.index === index)?.holder ?? "";
}

/** What a secret vote waits for. `too-few`: nobody opens so few ballots. */
export type SecretStage =
  | "certifying"
  | "voting"
  | "freezing"
  | "rooting"
  | "too-few"
  | "by-hand"
  | "releasing"
  | "counting";

const among = (said: readonly number[], active: readonly number[]) =>
  said.filter((index) => active.includes(index));

/** Active scrutineers who certified the opening, or the freeze. */
export function certifiers({ active, certified, rooted }: SealedView, act: "open" | "root"): number[] {
  return among(act === "open" ? certified : rooted, active);
}

/** Whether tablets may encrypt: enough scrutineers certified the opening. */
export function isCertified(sealed: SealedView): boolean {
  return certifiers(sealed, "open").length >= sealed.q;
}

/** The stage of an open or closed secret vote; null for every other division. */
export function stageOf(division: Division): SecretStage | null {
  const { sealed, state } = division;
  if (!sealed) return null;
  if (state === "open") return isCertified(sealed) ? "voting" : "certifying";
  return state === "closed" ? closedStage(sealed) : null;
}

function closedStage(sealed: SealedView): SecretStage {
  if (sealed.frozen === "") return "freezing";
  if (certifiers(sealed, "root").length < sealed.q) return "rooting";
  if (sealed.n !== null && sealed.n > 0 && sealed.n < FEWEST_BALLOTS) return "too-few";
  if (sealed.released.length >= sealed.k) return "counting";
  return sealed.by_hand ? "by-hand" : "releasing";
}

/** The active scrutineers whom a stage waits for: they have neither done their part nor refused it. */
export function missingAt(sealed: SealedView, stage: SecretStage): number[] {
  const act = { certifying: "open", rooting: "root", releasing: "release", "by-hand": "release" } as const;
  const step = act[stage as keyof typeof act];
  if (!step) return [];
  const done = { open: sealed.certified, root: sealed.rooted, release: sealed.released }[step];
  const refused = sealed.refusals.filter((refusal) => refusal.act === step).map(({ index }) => index);
  return sealed.active.filter((index) => !done.includes(index) && !refused.includes(index));
}

/** Whether a step can still come about although some refuse it: as many as it needs have done it or may still. */
export function canStill(sealed: SealedView, act: "open" | "root" | "release"): boolean {
  const refused = sealed.refusals.filter((refusal) => refusal.act === act).map(({ index }) => index);
  const left = sealed.active.filter((index) => !refused.includes(index)).length;
  return left >= (act === "release" ? sealed.k : sealed.q);
}

/** Whether a scrutineer may be stood down: sealed, nothing open, more than k there, nobody proposed. */
export function mayStandDown(state: State): boolean {
  const { seal } = state;
  if (seal?.phase !== "ready" || seal.stand_down || state.sitting.state === "closed") return false;
  if (state.divisions.some((division) => division.state === "open")) return false;
  return seal.scrutineers.filter(({ active }) => active).length > seal.k;
}
