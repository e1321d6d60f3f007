/** A crew of workers: as many as the machine has processors, started with the page so that nothing is loaded later. */
import { alone, type Crew, type Told } from "./engine/crew.ts";
import type { Job, JobOf, Kind, Outcomes } from "./engine/jobs.ts";

/** How many items a worker is given at a time. */
const AT_ONCE: Readonly<Record<Kind, number>> = {
  signatures: 24,
  ballots: 16,
  sums: 64,
  shares: 32,
  opened: 64,
  points: 128,
  mix: 24,
};
/** The number of the message that says that a worker is there. */
export const READY = -1;

/** What a worker is asked; it answers with the same number. */
export interface Asked {
  readonly id: number;
  readonly job: Job;
}
export interface Answered {
  readonly id: number;
  readonly outcome?: unknown;
  readonly trouble?: string;
}

/** Thrown where the work was stopped. */
export class Stopped extends Error {}

/** A worker that does one job after another, in the order in which they are given. */
class Hand {
  readonly #waiting = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  #next = 0;
  readonly ready: Promise<void>;

  constructor(readonly worker: Worker) {
    this.ready = new Promise((resolve, reject) => {
      this.#waiting.set(READY, { resolve, reject });
    });
    worker.onmessage = ({ data }: MessageEvent<Answered>) => {
      const asked = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if (data.trouble !== undefined) asked?.reject(new Error(data.trouble));
      else asked?.resolve(data.outcome as never);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      for (const { reject } of this.#waiting.values()) reject(new Error("worker"));
      this.#waiting.clear();
    };
  }

  get busy(): number {
    return this.#waiting.size;
  }

  do<K extends Kind>(job: JobOf<K>): Promise<Outcomes[K]> {
    const id = this.#next++;
    const outcome = new Promise<Outcomes[K]>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: never) => void, reject });
    });
    this.worker.postMessage({ id, job } satisfies Asked);
    return outcome;
  }
}

/** A crew over some workers, there once they are ready; without any this thread does all. */
export async function crewOf(workers: readonly Worker[], stopped: () => boolean): Promise<Crew> {
  const hands = workers.map((worker) => new Hand(worker));
  const there = await Promise.allSettled(hands.map(({ ready }) => ready));
  const able = hands.filter((_, i) => there[i]?.status === "fulfilled");
  return able.length === 0
    ? alone()
    : { known: new Set(), run: (job, told) => share(able, job, stopped, told) };
}

async function share<K extends Kind>(
  hands: readonly Hand[],
  job: JobOf<K>,
  stopped: () => boolean,
  told: Told = () => undefined,
): Promise<Outcomes[K]> {
  const size = AT_ONCE[job.kind];
  const count = Math.ceil(job.items.length / size);
  const found: unknown[][] = [];
  let [done, next] = [0, 0];
  const free = () => hands.reduce((one, other) => (other.busy < one.busy ? other : one));
  const work = async () => {
    for (let at = next++; at < count; at = next++) {
      if (stopped()) throw new Stopped();
      const items = job.items.slice(at * size, (at + 1) * size);
      found[at] = (await free().do({ ...job, items } as JobOf<K>)) as unknown[];
      done += items.length;
      told(done);
    }
  };
  // two for each: a worker finds its next items waiting
  await Promise.all(hands.flatMap(() => [work(), work()]));
  if (stopped()) throw new Stopped();
  return found.flat() as Outcomes[K];
}
