/** What the page says of the device's and the others' work. Pure. */
import type { GlyphName } from "@hemicycle/kit/draw/glyphs";
import type { Ceremony, CeremonyPhase, LiveView, Person, Refusal, Vote } from "./types.ts";

/** Which screen a device that follows a sitting shows. */
export type Screen = "waiting" | "ceremony" | "compare" | "ready" | "vote";

export function screenOf(view: LiveView): Screen {
  const { ceremony, vote } = view;
  if (!ceremony || ceremony.phase === "aborted") return vote ? "vote" : ceremony ? "ceremony" : "waiting";
  if (ceremony.phase !== "ready") return "ceremony";
  const asked = ceremony.compared || ceremony.disputed;
  if (ceremony.index > 0 && !asked && ceremony.share === "kept") return "compare";
  return vote ? "vote" : "ready";
}

export const ROUNDS: readonly CeremonyPhase[] = ["committing", "revealing", "dealing", "sealing"];

/** How many of the four rounds a scrutineer has done. */
export function roundsDone(ceremony: Ceremony, index: number): number {
  if (ceremony.phase === "ready") return ROUNDS.length;
  const at = ROUNDS.indexOf(ceremony.phase);
  return at < 0 ? 0 : at + (ceremony.done.includes(index) ? 1 : 0);
}

export type StepState = "done" | "current" | "ahead" | "trouble";

export interface Step {
  readonly name: string;
  readonly state: StepState;
}

/** The first that is not done is the current one. */
function inTurn(names: readonly (readonly [string, boolean])[], trouble = ""): readonly Step[] {
  const first = names.findIndex(([, done]) => !done);
  return names.map(([name, done], i) => ({
    name,
    state: name === trouble ? "trouble" : done ? "done" : i === first ? "current" : "ahead",
  }));
}

/** join, commit, reveal, deal, seal, compare. */
export function ceremonySteps(ceremony: Ceremony): readonly Step[] {
  const mine = roundsDone(ceremony, ceremony.index);
  const ended = ceremony.phase === "aborted";
  const names: readonly (readonly [string, boolean])[] = [
    ["join", ceremony.joined],
    ["commit", mine > 0],
    ["reveal", mine > 1],
    ["deal", mine > 2],
    ["seal", mine > 3],
    ["compare", ceremony.compared],
  ];
  if (ended) return names.map(([name]) => ({ name, state: "ahead" }));
  return inTurn(names, ceremony.valid ? "seal" : ceremony.disputed ? "compare" : "");
}

/** `opening`: what was mixed is being released. */
export type NamingStage = "mixing" | "opening";

/** Where a vote is whose names or orders were called for; null before. */
export function namingStage({ naming }: Vote, k: number): NamingStage | null {
  if (!naming) return null;
  return naming.mixed.length < k ? "mixing" : "opening";
}

/** certify, verify, root, release, and where names or orders are opened mix, rows: this device's own part in a vote. */
export function voteSteps(vote: Vote, index: number, k: number): readonly Step[] {
  const refused = vote.refusals.find((refusal) => refusal.index === index);
  const all = vote.frozen !== null && vote.verified >= vote.frozen.size;
  const names: readonly (readonly [string, boolean])[] = [
    ["certify", vote.certified.includes(index)],
    ["verify", all && !vote.bad_entry],
    ["root", vote.rooted.includes(index)],
    ["release", vote.released.includes(index)],
    ...namingSteps(vote, index, k),
  ];
  return inTurn(names, troubleOf(vote, refused));
}

function troubleOf(vote: Vote, refused: Refusal | undefined): string {
  if (vote.bad_entry) return "verify";
  if (refused) return refused.act === "open" ? "certify" : "root";
  return vote.wait?.code === "call-differs" ? "mix" : "";
}

/** Any k mix: when they have, nothing is left to do for the others. */
function namingSteps(vote: Vote, index: number, k: number): readonly (readonly [string, boolean])[] {
  const { naming } = vote;
  if (!naming) return [];
  const mixed = naming.mixed.includes(index) || namingStage(vote, k) === "opening";
  return [
    ["mix", mixed],
    ["rows", naming.released.includes(index)],
  ];
}

/** How far a scrutineer is with the board, and of how many. */
export function progressOf(
  vote: Vote,
  index: number,
  me: number,
): { readonly done: number; readonly of: number } {
  const told = vote.progress.find(([of]) => of === index)?.[1] ?? 0;
  const done =
    index === me ? vote.verified : vote.rooted.includes(index) ? (vote.frozen?.size ?? told) : told;
  const of = vote.frozen?.size ?? Math.max(vote.recorded, vote.verified, done);
  return { done: Math.min(done, of), of };
}

/** One word for where a scrutineer stands in a vote, and its mark. */
export interface Standing {
  readonly word:
    | "refused"
    | "released"
    | "mixed"
    | "opened"
    | "rooted"
    | "toRelease"
    | "verifying"
    | "certified"
    | "absent"
    | "awaited";
  readonly mark: GlyphName;
  readonly bad: boolean;
}

export function standing(vote: Vote, person: Person, me: number): Standing {
  const { index } = person;
  const at = (word: Standing["word"], mark: GlyphName, bad = false): Standing => ({ word, mark, bad });
  if (vote.refusals.some((refusal) => refusal.index === index)) return at("refused", "trouble", true);
  if (!vote.active.includes(index)) return at("absent", "none");
  if (vote.naming?.released.includes(index)) return at("opened", "tick");
  if (vote.naming?.mixed.includes(index)) return at("mixed", "tick");
  if (vote.released.includes(index)) return at("released", "tick");
  if (vote.rooted.includes(index))
    return index === me && vote.wait?.code === "by-hand" ? at("toRelease", "dot") : at("rooted", "tick");
  if (vote.state === "closed") return at("verifying", "waiting");
  return vote.certified.includes(index) ? at("certified", "tick") : at("awaited", "waiting");
}
