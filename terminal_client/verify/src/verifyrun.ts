/** The worker that verifies bundles: it reads the file, leads the crew, and tells the page how far it is. */
import { crewOf, Stopped } from "./crew.ts";
import { type Anchors, type Tell, verifyBundle } from "./engine/bundle.ts";
import type { Step } from "./engine/findings.ts";
import type { MixNote } from "./engine/work.ts";
import { type Paper, readPaper } from "./papers.ts";
import { type Report, reportOf } from "./report.ts";
import { warmUp } from "./warm.ts";

/** What the page asks. */
export type Order =
  | { readonly do: "verify"; readonly id: number; readonly file: File; readonly anchors: Anchors }
  | { readonly do: "read"; readonly file: File }
  | { readonly do: "stop" };

/** What the page is told. */
export type News =
  | { readonly is: "ready"; readonly workers: number }
  | {
      readonly is: "step";
      readonly id: number;
      readonly step: Step;
      readonly done: number;
      readonly total: number;
      readonly note: MixNote | undefined;
    }
  | { readonly is: "paper"; readonly paper: Paper }
  | { readonly is: "report"; readonly id: number; readonly report: Report }
  | { readonly is: "stopped"; readonly id: number }
  | { readonly is: "trouble"; readonly id: number; readonly why: string };

const MOST_WORKERS = 16;
/** The page is not told more often than this, in milliseconds. */
const OFTEN = 80;

let stopping = false;

function tellNews(news: News): void {
  postMessage(news);
}

const count = Math.min(Math.max(1, navigator.hardwareConcurrency || 1), MOST_WORKERS);
const workers = Array.from(
  { length: count },
  () => new Worker(new URL("./verifyhand.ts", import.meta.url), { type: "module" }),
);
const crew = crewOf(workers, () => stopping);

void Promise.all([crew, warmUp()]).then(() => tellNews({ is: "ready", workers: count }));

function telling(id: number): Tell {
  let last = 0;
  let told: MixNote | undefined;
  return (step, done, total, note) => {
    const now = performance.now();
    if (done !== 0 && done < total && note === told && now - last < OFTEN) return;
    told = note;
    last = now;
    tellNews({ is: "step", id, step, done, total, note });
  };
}

async function verify(id: number, file: File, anchors: Anchors): Promise<void> {
  const began = performance.now();
  try {
    const data = new Uint8Array(await file.arrayBuffer());
    const verdict = await verifyBundle(data, await crew, anchors, telling(id));
    tellNews({ is: "report", id, report: reportOf(file.name, verdict, performance.now() - began) });
  } catch (error) {
    if (error instanceof Stopped) tellNews({ is: "stopped", id });
    else tellNews({ is: "trouble", id, why: String(error) });
  }
}

let queue = Promise.resolve();

addEventListener("message", ({ data }: MessageEvent<Order>) => {
  if (data.do === "stop") {
    stopping = true;
    void queue.then(() => {
      stopping = false;
    });
    return;
  }
  if (data.do === "read") {
    const { file } = data;
    queue = queue.then(async () => {
      tellNews({ is: "paper", paper: await readPaper(file) });
    });
    return;
  }
  const { id, file, anchors } = data;
  queue = queue.then(async () => {
    if (stopping) tellNews({ is: "stopped", id });
    else await verify(id, file, anchors);
  });
});
