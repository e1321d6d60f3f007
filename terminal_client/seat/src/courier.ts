/** Carries a terminal's entries to the server, one after the other, and the server's signed answers back. */
import { RequestError } from "@hemicycle/kit/connection";
import type { Entry, Vote } from "./vote.ts";
import type { Answer, Request, ServerWord } from "./word.ts";

export interface CourierOptions {
  readonly request: Request;
  readonly word: ServerWord;
  /** What is to be acknowledged, in order. */
  readonly pending: () => readonly Entry[];
  /** Hears every answer that the server signed, one after the other; true if the next entry may follow. */
  readonly onAnswer: (entry: Entry, answer: Answer) => Promise<boolean>;
  /** Tells how it goes, of a certain opening where an answer is about it. */
  readonly tell: (part: Pick<Partial<Vote>, "slow" | "falseAnswer">, open?: string) => void;
}

const SLOW_AFTER_MS = 1000;
const RETRY_AFTER_MS = 500;
/** An entry received and not acknowledged for so long is sent again: its answer may have been lost with a server process. */
const ASK_AGAIN_AFTER_MS = 8000;

export class Courier {
  #sending = false;
  #slow: ReturnType<typeof setTimeout> | undefined;
  /** Entries received on this connection: their last answer is to come. */
  readonly #received = new Set<string>();
  /** Answers may come by request and as frames of their own; none is taken twice. */
  readonly #taken = new WeakMap<Answer, Promise<boolean>>();
  #taking: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: CourierOptions) {}

  /** Sends entries in order until one gets no answer. */
  async flush(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    this.#slow = setTimeout(() => this.options.tell({ slow: true }), SLOW_AFTER_MS);
    try {
      while (await this.#sendNext());
    } finally {
      clearTimeout(this.#slow);
      this.#sending = false;
      if (!this.#next()) this.options.tell({ slow: false });
    }
  }

  /** What was received has to be sent again: on another connection, or because the box lost it. */
  forget(): void {
    this.#received.clear();
  }

  /** Takes an answer that came as a frame of its own. */
  async answered(entry: Entry, answer: Answer): Promise<void> {
    if (await this.#take(entry, answer)) void this.flush();
  }

  #next(): Entry | undefined {
    return this.options.pending().find(({ id }) => !this.#received.has(id));
  }

  /** One entry to its first answer; true if the next one may follow. */
  async #sendNext(): Promise<boolean> {
    const entry = this.#next();
    if (!entry) return false;
    const { kind, b, s } = entry;
    try {
      const answer = await this.options.request<Answer>({ t: kind === "spoil" ? "spoil" : "cast", b, s });
      return await this.#take(entry, answer);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (error.code !== "disconnected") {
        this.options.tell({ slow: true });
        setTimeout(() => void this.flush(), RETRY_AFTER_MS);
      }
      return false;
    }
  }

  #take(entry: Entry, answer: Answer): Promise<boolean> {
    let taken = this.#taken.get(answer);
    if (!taken) {
      taken = this.#taking.then(() => this.#believe(entry, answer));
      this.#taking = taken.catch(() => undefined);
      this.#taken.set(answer, taken);
    }
    return taken;
  }

  async #believe(entry: Entry, answer: Answer): Promise<boolean> {
    const holds = await this.options.word.holds(answer, entry);
    this.options.tell({ falseAnswer: !holds }, entry.open);
    if (!holds) return false;
    if (answer.t === "received") {
      this.#received.add(entry.id);
      setTimeout(() => this.#askAgain(entry.id), ASK_AGAIN_AFTER_MS);
    }
    return this.options.onAnswer(entry, answer);
  }

  #askAgain(id: string): void {
    const waits = this.options.pending().some((entry) => entry.id === id);
    if (this.#received.delete(id) && waits) void this.flush();
  }
}
