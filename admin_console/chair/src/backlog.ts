/** How fast ballots of a secret vote are verified, and how long that still takes. Pure. */
import type { TurnoutFrame, Verifying } from "@hemicycle/kit/types";

/** What was told of one vote at one time, the server's clock in ms. */
export interface Sample extends Verifying {
  readonly open: string;
  readonly ms: number;
}

/** Speed is judged over as long as this, ms. */
const WINDOW_MS = 8000;

/** So few entries are always under way; they are done in no time, and say nothing about speed. */
const FEW = 16;

/** The samples of the vote that a frame is about, the new one last; older ones are let go. */
export function sampled(before: readonly Sample[], frame: TurnoutFrame | null): readonly Sample[] {
  if (!frame?.verify) return frame === null ? [] : before.filter(({ open }) => open === frame.open);
  const now: Sample = { ...frame.verify, open: frame.open, ms: frame.time_ms };
  const kept = before.filter(({ open, ms }) => open === now.open && ms < now.ms && ms >= now.ms - WINDOW_MS);
  return [...kept, now];
}

type Count = (sample: Sample) => number;

/** Seconds until `done` reaches what was received, at its speed over the samples; null if it stands still. */
function secondsLeft(samples: readonly Sample[], done: Count): number | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || done(last) >= last.received) return 0;
  const left = last.received - done(last);
  const perMs = (done(last) - done(first)) / Math.max(1, last.ms - first.ms);
  if (perMs <= 0) return null;
  return left <= FEW ? 0 : left / perMs / 1000;
}

function verifiedBy(index: number): Count {
  return ({ scrutineers }) => scrutineers.find(([who]) => who === index)?.[1] ?? 0;
}

/** What a vote that is closed now would still have to wait for. */
export interface Backlog {
  /** Entries received that are not on the board yet. */
  readonly waiting: number;
  /** Seconds until enough have verified everything; null if nobody can say. */
  readonly seconds: number | null;
}

/** The backlog of a vote that needs `q` of the scrutineers to follow; null before anything was told. */
export function backlogOf(samples: readonly Sample[], q: number): Backlog | null {
  const last = samples.at(-1);
  if (!last) return null;
  const waiting = Math.max(0, last.received - last.recorded);
  const each = last.scrutineers.map(([index]) => secondsLeft(samples, verifiedBy(index)));
  const settled = each.map((seconds) => seconds ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  const scrutineers = settled[q - 1] ?? Number.POSITIVE_INFINITY;
  const own = secondsLeft(samples, ({ recorded }) => recorded) ?? Number.POSITIVE_INFINITY;
  const seconds = Math.max(own, scrutineers);
  return { waiting, seconds: Number.isFinite(seconds) ? Math.ceil(seconds) : null };
}
