/** A worker of the crew: does the jobs that it is given. The policy of this page lets it connect to nothing. */
import { type Answered, type Asked, READY } from "./crew.ts";
import { doJob, type JobOf, type Kind } from "./engine/jobs.ts";
import { warmUp } from "./warm.ts";

addEventListener("message", ({ data: { id, job } }: MessageEvent<Asked>) => {
  doJob(job as JobOf<Kind>).then(
    (outcome) => postMessage({ id, outcome } satisfies Answered),
    (error: unknown) => postMessage({ id, trouble: String(error) } satisfies Answered),
  );
});

void warmUp().then(() => postMessage({ id: READY } satisfies Answered));
