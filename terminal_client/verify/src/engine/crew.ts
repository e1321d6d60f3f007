/** Who does the jobs: several workers, or this thread alone. */
import { doJob, type JobOf, type Kind, type Outcomes } from "./jobs.ts";

/** Called as a job goes on, with how many of its items are done. */
export type Told = (done: number) => void;

export interface Crew {
  /** The outcomes of a job, in the order of its items. */
  run<K extends Kind>(job: JobOf<K>, told?: Told): Promise<Outcomes[K]>;
  /** Signatures of acts that held before: bundles of one sitting share most of them. */
  readonly known: Set<string>;
}

/** This thread alone. */
export function alone(): Crew {
  return {
    known: new Set(),
    async run(job, told = () => undefined) {
      const outcome = await doJob(job);
      told(job.items.length);
      return outcome;
    },
  };
}
