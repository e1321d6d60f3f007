/** Quorums and majorities in integers (docs/protocol.md §8, docs/forms.md §4). N members in office, P present. */
import type { Bilingual } from "@hemicycle/kit/types";

type Least = (members: number, present: number) => number;
type Holds = (members: number, present: number) => boolean;

const twoThirds: Holds = (n, p) => 3 * p >= 2 * n;
const moreThanHalf: Holds = (n, p) => 2 * p > n;
const overTwoThirds: Holds = (n, p) => 3 * p > 2 * n;

const QUORUMS: Readonly<Record<string, Holds>> = {
  Q1: twoThirds,
  Q2: twoThirds,
  Q3: moreThanHalf,
  Q4: twoThirds,
  Q5: twoThirds,
  Q6: moreThanHalf,
  Q7: twoThirds,
  Q8: overTwoThirds,
};
const SHARES: Readonly<Record<string, Holds>> = {
  "two-thirds": twoThirds,
  majority: moreThanHalf,
  "over-two-thirds": overTwoThirds,
};
export const SHARE_IDS = Object.keys(SHARES);
export const QUORUM_IDS = Object.keys(QUORUMS);
/** A quorum that only warns where it is missed. */
export const WARNING_ONLY: ReadonlySet<string> = new Set(["Q6"]);

const ofMembers: Least = (n) => Math.floor(n / 2) + 1;
const nothing: Least = () => 0;
const NEEDED: Readonly<Record<string, Least>> = {
  M1: ofMembers,
  M2: (n) => Math.ceil((2 * n) / 3),
  M4: ofMembers,
  M5: ofMembers,
  M7: (_, p) => Math.floor(p / 2) + 1,
  E6: ofMembers,
  projects: ofMembers,
  top: nothing,
  plurality: nothing,
  "grades-all": nothing,
  "grades-present": nothing,
  "grades-valid": nothing,
  points: nothing,
};
export const RULE_IDS = Object.keys(NEEDED);

/** Whether the quorum holds when a vote opens; a profile's share takes the place of the rule's own. */
export function quorumMet(rule: string, members: number, present: number, share?: string): boolean {
  const holds = (share !== undefined ? SHARES[share] : undefined) ?? QUORUMS[rule] ?? twoThirds;
  return holds(members, present);
}

/** The least number of votes for that carries, elects or chooses; 0 where the rule asks none. */
export function needed(rule: string, members: number, present: number): number {
  return (NEEDED[rule] ?? nothing)(members, present);
}

/** Whether enough took part: Q7 asks for more than half of all members. */
export function tookPart(quorum: string, members: number, pressed: number): boolean {
  return quorum !== "Q7" || 2 * pressed > members;
}

/** The formula of a motion's rule with its figures. */
export function formula(rule: string, members: number, present: number, votes: number): string {
  if (rule === "M2") return `3F ≥ 2N · ${3 * votes} ≥ ${2 * members}`;
  if (rule === "M7") return `2F > P · ${2 * votes} > ${present}`;
  return `2F > N · ${2 * votes} > ${members}`;
}

const BASES: Readonly<Record<string, (n: number, p: number) => Bilingual>> = {
  M1: (n) => ({ zh: `全体代表 ${n} 人的半数`, en: `half of all ${n} deputies` }),
  M2: (n) => ({ zh: `全体代表 ${n} 人的三分之二`, en: `two thirds of all ${n} deputies` }),
  M4: (n) => ({ zh: `全体组成人员 ${n} 人的半数`, en: `half of all ${n} members` }),
  M5: (n) => ({ zh: `主席团全体成员 ${n} 人的半数`, en: `half of all ${n} members of the presidium` }),
  M7: (_, p) => ({ zh: `出席 ${p} 人的半数`, en: `half of the ${p} present` }),
};

/** A motion's figures as its sentence needs them. */
export interface Outcome {
  readonly rule: string;
  readonly quorum: string;
  readonly members: number;
  readonly present: number;
  readonly voted: number;
  readonly for: number;
}

/** The outcome of a motion in a sentence (docs/protocol.md §8). */
export function sentence({ rule, quorum, members, present, voted, for: votes }: Outcome): Bilingual {
  const least = needed(rule, members, present);
  const enough = votes >= least;
  const took = tookPart(quorum, members, voted);
  const base = (BASES[rule] ?? BASES.M1)?.(members, present) ?? { zh: "", en: "" };
  const reach = rule === "M2" ? "达到" : "超过";
  const more =
    rule === "M2" ? (enough ? "reach" : "do not reach") : enough ? "are more than" : "are not more than";
  const idle = enough && !took;
  return {
    zh:
      `赞成 ${votes} 票，${enough ? "" : "未"}${reach}${base.zh}（至少 ${least} 票）` +
      `${idle ? `，但参加表决 ${voted} 人，未超过全体 ${members} 人的半数` : ""}，${enough && took ? "通过" : "未通过"}`,
    en:
      `${votes} for ${more} ${base.en} (at least ${least})` +
      `${idle ? `, but only ${voted} of ${members} took part` : ""}: ${enough && took ? "carried" : "not carried"}`,
  };
}
