/** Seals ballots off the page's thread, or on it where no worker runs. */
import type { Bytes } from "../encoding.ts";
import type { AckFrame } from "../types.ts";
import type { Place } from "./entries.ts";
import type { Choices, Form } from "./forms.ts";
import { SealedError } from "./group.ts";
import { type Call, perform, type Sealed, type Sealing, Workshop } from "./workshop.ts";

/** A call with the number its answer bears. */
export interface Question extends Call {
  readonly id: number;
}

/** The worker's answer. */
export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: SealedError["code"] };

/** Longer than the longest ballot takes on a slow tablet; a worker that is silent so long is given up. */
const PATIENCE_MS = 10_000;

interface Waiting {
  readonly question: Question;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

function startWorker(): Worker {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "sealing" });
}

/**
 * A {@link Workshop} in a worker. If the worker can't be started, dies or stays silent, the page itself goes on: what was not answered is done
 * there, and a ballot that was sealed but neither cast nor challenged is `gone` and to be sealed anew.
 */
export class Prover implements Sealing {
  #worker: Worker | null = null;
  #workshop: Workshop | null = null;
  #vote: [Form, Bytes] | null = null;
  #calls = 0;
  readonly #waiting = new Map<number, Waiting>();

  constructor(start: () => Worker = startWorker) {
    try {
      this.#worker = start();
    } catch {
      this.#workshop = new Workshop();
      return;
    }
    this.#worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => this.#hear(data));
    for (const failure of ["error", "messageerror"])
      this.#worker.addEventListener(failure, (event) => {
        event.preventDefault();
        this.#fallBack();
      });
  }

  /** Whether ballots are sealed off the page's thread. */
  get offThread(): boolean {
    return this.#worker !== null;
  }

  prepare(form: Form, publicKey: Bytes): Promise<void> {
    this.#vote = [form, publicKey];
    return this.#ask("prepare", form, publicKey);
  }

  seal(place: Place, choices: Choices): Promise<Sealed> {
    return this.#ask("seal", place, choices);
  }

  cast(head: string): Promise<Bytes> {
    return this.#ask("cast", head);
  }

  spoil(head: string): Promise<Bytes> {
    return this.#ask("spoil", head);
  }

  reveal(head: string, ack: AckFrame, server: string): Promise<Bytes> {
    return this.#ask("reveal", head, ack, server);
  }

  forget(): Promise<void> {
    this.#vote = null;
    return this.#ask("forget");
  }

  /** Ends the worker; nothing can be asked after that. */
  close(): void {
    this.#worker?.terminate();
    for (const { reject } of this.#stopWaiting()) reject(new SealedError("gone"));
    this.#worker = null;
    this.#workshop = null;
  }

  #ask<Value>(name: keyof Sealing, ...args: unknown[]): Promise<Value> {
    return new Promise<Value>((resolve, reject) => {
      const question = { id: ++this.#calls, name, args };
      const answers = { resolve: resolve as (value: unknown) => void, reject };
      if (!this.#worker) return this.#doHere({ question, ...answers });
      const timer = setTimeout(() => this.#fallBack(), PATIENCE_MS);
      this.#waiting.set(question.id, { question, timer, ...answers });
      this.#worker.postMessage(question);
    });
  }

  #hear(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    if (!waiting) return;
    this.#waiting.delete(reply.id);
    clearTimeout(waiting.timer);
    if ("error" in reply) waiting.reject(new SealedError(reply.error));
    else waiting.resolve(reply.value);
  }

  #doHere({ question, resolve, reject }: Omit<Waiting, "timer">): void {
    if (this.#workshop) perform(this.#workshop, question).then(resolve, reject);
    else reject(new SealedError("gone"));
  }

  #fallBack(): void {
    if (!this.#worker) return;
    this.#worker.terminate();
    this.#worker = null;
    this.#workshop = new Workshop();
    if (this.#vote) void this.#workshop.prepare(...this.#vote).catch(() => undefined);
    for (const waiting of this.#stopWaiting()) this.#doHere(waiting);
  }

  #stopWaiting(): Waiting[] {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { timer } of all) clearTimeout(timer);
    return all;
  }
}
