/** The files that a person opened, and how far their verification is. */
import { Observable } from "@hemicycle/kit/store";
import type { Anchors } from "./engine/bundle.ts";
import type { Step } from "./engine/findings.ts";
import type { MixNote } from "./engine/work.ts";
import { isPaper, type Paper } from "./papers.ts";
import type { Report } from "./report.ts";
import type { News, Order } from "./verifyrun.ts";

export type Stage = "waiting" | "running" | "done" | "stopped" | "trouble";

export interface Progress {
  readonly done: number;
  readonly total: number;
  /** The mix that is judged. */
  readonly note?: MixNote | undefined;
}

/** A file and what is known of it. */
export interface Opened {
  readonly id: number;
  readonly file: File;
  readonly stage: Stage;
  readonly steps: Readonly<Partial<Record<Step, Progress>>>;
  /** When its verification began, by `performance.now()`; 0 before. */
  readonly began: number;
  readonly report: Report | null;
}

export interface State {
  /** How many workers there are; 0 until they are. */
  readonly workers: number;
  /** The worker that verifies can't be had. */
  readonly broken: boolean;
  readonly files: readonly Opened[];
  /** The file that is shown. */
  readonly shown: number;
  /** The PDF files that were opened beside records. */
  readonly papers: readonly Paper[];
}

/** About how long an item of a step takes, in no unit: what is left is reckoned by it. */
const WEIGHTS: Readonly<Partial<Record<Step, number>>> = {
  roster: 2,
  acts: 1,
  ballots: 3,
  secret: 0.001,
};

export class Desk {
  readonly state = new Observable<State>({
    workers: 0,
    broken: false,
    files: [],
    shown: 0,
    papers: [],
  });
  #worker: Worker | null = null;
  #next = 1;

  /** Starts the workers, before any file is there. */
  start(): void {
    try {
      const worker = new Worker(new URL("./verifyrun.ts", import.meta.url), { type: "module" });
      worker.onmessage = ({ data }: MessageEvent<News>) => this.#hear(data);
      worker.onerror = () => this.state.patch({ broken: true });
      this.#worker = worker;
    } catch {
      this.state.patch({ broken: true });
    }
  }

  /** Verifies some records, one after the other; PDF files are read to be compared with the documents of all. */
  open(files: readonly File[], anchors: Anchors): void {
    for (const file of files.filter(isPaper)) this.#order({ do: "read", file });
    const records = files.filter((file) => !isPaper(file));
    const opened = records.map((file): Opened => {
      return { id: this.#next++, file, stage: "waiting", steps: {}, began: 0, report: null };
    });
    const [first] = opened;
    if (!first) return;
    this.state.patch({ files: [...this.state.value.files, ...opened], shown: first.id });
    for (const { id, file } of opened) this.#order({ do: "verify", id, file, anchors });
  }

  /** Verifies all files anew, with other keys to compare. */
  again(anchors: Anchors): void {
    const files = this.state.value.files.map((one): Opened => {
      return { ...one, id: this.#next++, stage: "waiting", steps: {}, began: 0, report: null };
    });
    this.state.patch({ files, shown: files[0]?.id ?? 0 });
    for (const { id, file } of files) this.#order({ do: "verify", id, file, anchors });
  }

  stop(): void {
    this.#order({ do: "stop" });
  }

  show(id: number): void {
    this.state.patch({ shown: id });
  }

  /** Forgets all files. */
  clear(): void {
    this.stop();
    this.state.patch({ files: [], shown: 0, papers: [] });
  }

  #order(order: Order): void {
    this.#worker?.postMessage(order);
  }

  #hear(news: News): void {
    if (news.is === "ready") {
      this.state.patch({ workers: news.workers });
      return;
    }
    if (news.is === "paper") {
      const others = this.state.value.papers.filter(({ name }) => name !== news.paper.name);
      this.state.patch({ papers: [...others, news.paper] });
      return;
    }
    const change = changeOf(news);
    const files = this.state.value.files.map((one) =>
      one.id === news.id ? { ...one, ...change(one) } : one,
    );
    this.state.patch({ files });
  }
}

function changeOf(news: Exclude<News, { is: "ready" | "paper" }>): (one: Opened) => Partial<Opened> {
  switch (news.is) {
    case "step": {
      const { step, done, total, note } = news;
      return ({ steps, began }) => ({
        stage: "running",
        began: began || performance.now(),
        steps: { ...steps, [step]: { done, total, note } },
      });
    }
    case "report":
      return () => ({ stage: "done", report: news.report });
    case "stopped":
      return () => ({ stage: "stopped" });
    case "trouble":
      return () => ({ stage: "trouble" });
  }
}

/** How much of a file's work is done, 0..1. */
export function shareOf({ steps, stage }: Opened): number {
  if (stage === "done") return 1;
  let [done, total] = [0, 0];
  for (const [step, progress] of Object.entries(steps)) {
    const weight = WEIGHTS[step as Step] ?? 0;
    done += weight * progress.done;
    total += weight * progress.total;
  }
  return total === 0 ? 0 : Math.min(1, done / total);
}

/** Seconds that are left by what was done so far; null while that can't be told. */
export function secondsLeft(opened: Opened, now: number): number | null {
  const share = shareOf(opened);
  const elapsed = (now - opened.began) / 1000;
  if (opened.stage !== "running" || share < 0.1 || elapsed < 1) return null;
  return Math.max(0, elapsed / share - elapsed);
}
