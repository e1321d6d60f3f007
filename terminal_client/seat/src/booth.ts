/**
 * The voting booth of docs/protocol.md §6 at one terminal: signs choices in their chain, keeps every ballot before it is sent,
 * sends again byte for byte until it is answered, and believes only the server's signature.
 */
import {
  type Ballot,
  makeBallot,
  ownBallot,
  type SignedOpening,
  verifyAck,
  verifyCounted,
  verifyOpening,
  verifyRefusal,
} from "@hemicycle/kit/ballots";
import { RequestError } from "@hemicycle/kit/connection";
import type { Signer } from "@hemicycle/kit/crypto";
import { Observable } from "@hemicycle/kit/store";
import type {
  AckFrame,
  Choice,
  CountedProof,
  MineFrame,
  Opening,
  RefusedFrame,
  Result,
} from "@hemicycle/kit/types";
import type { BallotShelf, KeptBallot } from "./kept.ts";

/** What the terminal knows of its own vote in one division. */
export interface Vote {
  readonly division: string;
  /** The opening's digest; "" when the page was loaded after the close. */
  readonly open: string;
  /** The signed opening; null while it runs only if its signature is wrong. */
  readonly opening: SignedOpening | null;
  readonly recorded: Ballot | null;
  /** Ballots without an answer, in order of sending. */
  readonly pending: readonly Ballot[];
  /** A choice that is being signed and kept. */
  readonly pressing: Choice | null;
  readonly refused: { readonly ballot: Ballot; readonly code: string } | null;
  /** The first pending ballot has been on its way for more than a second. */
  readonly slow: boolean;
  /** The server gave an answer that it did not sign. */
  readonly falseAnswer: boolean;
  /** The last press could not be signed or kept on this device. */
  readonly failed: boolean;
  readonly counted: "same" | "differs" | null;
}

/** A division from its tally on: the opening's digest and, once declared, its result. */
export interface CountedDivision {
  readonly open: string;
  readonly result: Pick<Result, "counted_root"> | null;
}

export interface BoothOptions {
  readonly signer: Signer;
  /** The pinned server key. */
  readonly server: string;
  readonly shelf: BallotShelf;
  readonly request: <T extends AckFrame | RefusedFrame | MineFrame>(
    frame: { readonly t: string } & Readonly<Record<string, unknown>>,
  ) => Promise<T>;
}

const SLOW_AFTER_MS = 1000;
const RETRY_AFTER_MS = 500;
const RESYNC = new Set(["sequence-gap", "sequence-conflict"]);

export class Booth {
  readonly vote = new Observable<Vote | null>(null);
  #queue: Promise<unknown> = Promise.resolve();
  #sending = false;
  #resynced = false;
  #slow: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: BoothOptions) {}

  /** Turns to a division: the running one with its opening, or one that is over (`opening` null). */
  enter(division: string, opening: Opening | null): Promise<void> {
    return this.#inTurn(async () => {
      const now = this.vote.value;
      if (now?.division === division && (!opening || now.open === opening.open)) return;
      const kept = await this.options.shelf.load(division);
      const signed = opening && (await verifyOpening(opening, this.options.server).catch(() => null));
      const open = opening?.open ?? kept[0]?.ballot.open ?? "";
      const answered = kept.filter((one) => one.ballot.open === open);
      this.#resynced = false;
      this.vote.value = {
        division,
        open,
        opening: signed,
        recorded: await this.#lastRecorded(answered),
        pending: answered.filter((one) => !one.ack && !one.refusal).map((one) => one.ballot),
        pressing: null,
        refused: lastRefusal(answered),
        slow: false,
        falseAnswer: false,
        failed: false,
        counted: null,
      };
      void this.flush();
    });
  }

  /** Leaves the present division, if any. */
  leave(): void {
    this.vote.value = null;
  }

  /** Signs and keeps a choice and sends it. The same choice again does nothing. */
  press(choice: Choice): void {
    const now = this.vote.value;
    if (!now?.opening || now.pressing || choice === lastBallot(now)?.choice) return;
    this.#patch(now.open, { pressing: choice, refused: null, failed: false });
    void this.#inTurn(async () => {
      try {
        await this.#keepNext(choice);
      } catch {
        this.#patch(now.open, { failed: true });
      } finally {
        this.#patch(now.open, { pressing: null });
      }
      void this.flush();
    });
  }

  /** Takes the server's word on this terminal's last entry: goes on from it and asks again for what is not acknowledged. */
  hear(mine: MineFrame): Promise<void> {
    return this.#inTurn(async () => {
      const now = this.vote.value;
      if (!now || mine.open !== now.open || mine.open === "") return;
      const known = [...(now.recorded ? [now.recorded] : []), ...now.pending];
      if ((now.recorded?.seq ?? 0) > mine.seq) {
        // the box lost what it had acknowledged: nothing is recorded until it acknowledges it again
        const kept = await this.options.shelf.load(now.division);
        const again = kept
          .map((one) => one.ballot)
          .filter((one) => one.open === now.open && one.seq > mine.seq);
        this.#patch(now.open, { recorded: null, pending: again });
      } else if (mine.seq > 0 && !known.some((one) => one.seq === mine.seq)) {
        await this.#adopt(mine);
      }
      void this.flush();
    });
  }

  /** Sends pending ballots in order until one gets no answer. Call on every welcome. */
  async flush(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    this.#slow = setTimeout(() => this.#mark({ slow: true }), SLOW_AFTER_MS);
    try {
      while (await this.#sendFirst());
    } finally {
      clearTimeout(this.#slow);
      this.#sending = false;
      if (this.vote.value?.pending.length === 0) this.#mark({ slow: false });
    }
  }

  /**
   * Checks the terminal's leaf of the count against its own receipt, and under the declared root once there is one. A difference
   * once found stays, whatever comes later.
   */
  async check(proof: CountedProof, division: CountedDivision): Promise<void> {
    const now = this.vote.value;
    if (!now || now.pending.length > 0) return;
    const { signer, server } = this.options;
    const same = await verifyCounted(proof, {
      open: now.open || division.open,
      last: now.recorded,
      publicKey: signer.publicKey,
      server,
      root: division.result?.counted_root ?? "",
    }).catch(() => false);
    const differs = !same || this.vote.value?.counted === "differs";
    this.#patch(now.open, { counted: differs ? "differs" : "same" });
  }

  /** One ballot to its answer; true if the next one may follow. */
  async #sendFirst(): Promise<boolean> {
    const ballot = this.vote.value?.pending[0];
    if (!ballot) return false;
    try {
      const answer = await this.options.request<AckFrame | RefusedFrame>({
        t: "cast",
        b: ballot.b,
        s: ballot.s,
      });
      return answer.t === "ack"
        ? await this.#acknowledged(ballot, answer)
        : await this.#refused(ballot, answer);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (error.code !== "disconnected") {
        this.#mark({ slow: true });
        setTimeout(() => void this.flush(), RETRY_AFTER_MS);
      }
      return false;
    }
  }

  async #acknowledged(ballot: Ballot, ack: AckFrame): Promise<boolean> {
    const { signer, server } = this.options;
    if (!(await verifyAck(ack, ballot, signer.publicKey, server).catch(() => false)))
      return this.#distrust(ballot);
    await this.#keep({ ballot, ack, refusal: null });
    const now = this.vote.value;
    if (now?.open !== ballot.open) return false;
    this.#resynced = false;
    this.#patch(ballot.open, {
      recorded: ballot,
      pending: now.pending.filter((one) => one.id !== ballot.id),
      refused: null,
      falseAnswer: false,
    });
    return true;
  }

  async #refused(ballot: Ballot, refusal: RefusedFrame): Promise<boolean> {
    const { signer, server } = this.options;
    if (!(await verifyRefusal(refusal, ballot, signer.publicKey, server).catch(() => false))) {
      return this.#distrust(ballot);
    }
    const now = this.vote.value;
    if (now?.open !== ballot.open) return false;
    if (RESYNC.has(refusal.code) && !this.#resynced) return this.#resync(now);
    for (const one of now.pending) {
      const answer = one.id === ballot.id ? refusal : { ...refusal, seq: one.seq, id: one.id };
      await this.#keep({ ballot: one, ack: null, refusal: answer });
    }
    const last = now.pending.at(-1) ?? ballot;
    this.#patch(ballot.open, {
      pending: [],
      refused: { ballot: last, code: refusal.code },
      falseAnswer: false,
    });
    return false;
  }

  /** Goes on from the entry that the box has, with the choice that was wanted last. */
  async #resync(now: Vote): Promise<boolean> {
    this.#resynced = true;
    const mine = await this.options.request<MineFrame>({ t: "mine" });
    await this.#inTurn(async () => {
      const wanted = this.vote.value?.pending.at(-1)?.choice;
      const base =
        mine.seq > 0 ? await ownBallot(mine, this.options.signer.publicKey).catch(() => null) : null;
      await this.options.shelf.clear(now.division);
      if (base) await this.#keep({ ballot: base, ack: null, refusal: null });
      this.#patch(now.open, { recorded: null, pending: base ? [base] : [] });
      if (wanted && wanted !== base?.choice) await this.#keepNext(wanted);
    });
    return true;
  }

  async #adopt(mine: MineFrame): Promise<void> {
    const ballot = await ownBallot(mine, this.options.signer.publicKey).catch(() => null);
    if (!ballot) {
      this.#mark({ falseAnswer: true });
      return;
    }
    await this.#keep({ ballot, ack: null, refusal: null });
    const later = this.vote.value?.pending.filter((one) => one.seq > ballot.seq) ?? [];
    this.#patch(mine.open, { pending: [ballot, ...later] });
  }

  async #keepNext(choice: Choice): Promise<void> {
    const now = this.vote.value;
    if (!now) return;
    const last = lastBallot(now);
    const ballot = await makeBallot(
      this.options.signer,
      now.open,
      (last?.seq ?? 0) + 1,
      last?.id ?? now.open,
      choice,
    );
    await this.#keep({ ballot, ack: null, refusal: null });
    this.#patch(now.open, { pending: [...(this.vote.value?.pending ?? []), ballot] });
  }

  async #keep(kept: KeptBallot): Promise<void> {
    const division = this.vote.value?.division;
    if (division !== undefined) await this.options.shelf.keep(division, kept);
  }

  async #lastRecorded(kept: readonly KeptBallot[]): Promise<Ballot | null> {
    const { signer, server } = this.options;
    for (const { ballot, ack } of [...kept].reverse()) {
      if (ack && (await verifyAck(ack, ballot, signer.publicKey, server).catch(() => false))) return ballot;
    }
    return null;
  }

  #distrust(ballot: Ballot): false {
    this.#patch(ballot.open, { falseAnswer: true });
    return false;
  }

  #patch(open: string, part: Partial<Vote>): void {
    const now = this.vote.value;
    if (now?.open === open) this.vote.value = { ...now, ...part };
  }

  #mark(part: Partial<Vote>): void {
    const now = this.vote.value;
    if (now) this.vote.value = { ...now, ...part };
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}

/** The ballot that the next one follows. */
export function lastBallot(vote: Vote): Ballot | null {
  return vote.pending.at(-1) ?? vote.recorded;
}

function lastRefusal(kept: readonly KeptBallot[]): Vote["refused"] {
  const last = kept.at(-1);
  return last?.refusal ? { ballot: last.ballot, code: last.refusal.code } : null;
}
