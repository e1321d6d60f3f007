/** Where ballots are sealed: keeps a draft ready for the vote under way, and the sealed ballots until they are cast or opened. */
import { type Bytes, b64u, equal } from "../encoding.ts";
import type { AckFrame } from "../types.ts";
import { BallotDraft, type SealedBallot } from "./ballot.ts";
import { type Place, trackingCode } from "./entries.ts";
import type { Choices, Form } from "./forms.ts";
import { type Base, SealedError, voteKey } from "./group.ts";

/** A ballot that is sealed and neither cast nor challenged yet. */
export interface Sealed {
  /** b64u; names the ballot, and a QR carries it. */
  readonly head: string;
  readonly trackingCode: string;
}

/** What a page asks for; the same whether a worker answers or the page itself does. */
export interface Sealing {
  /**
   * Gets ready for a vote, in the background; forgets all ballots of another one. Call it as soon as form and key are known:
   * from then on sealing costs little. @throws SealedError `bad-form`, `bad-point`
   */
  prepare(form: Form, publicKey: Bytes): Promise<void>;
  /** Seals a choice. @throws SealedError `bad-choice`, `bad-ballot`; `gone` without a vote */
  seal(place: Place, choices: Choices): Promise<Sealed>;
  /** The body to sign and send; the ballot can't be opened after that. @throws SealedError `gone`, `already-used` */
  cast(head: string): Promise<Bytes>;
  /** The spoil entry to sign and send; the ballot can't be cast after that. @throws SealedError `gone`, `already-used` */
  spoil(head: string): Promise<Bytes>;
  /** What the checker gets, once the spoil entry is acknowledged under the server's key. @throws SealedError `gone`, `not-spoiled` */
  reveal(head: string, ack: AckFrame, server: string): Promise<Bytes>;
  /** Stops what is being prepared and forgets everything. */
  forget(): Promise<void>;
}

/** A method's name and arguments, as they travel to a worker. */
export interface Call {
  readonly name: keyof Sealing;
  readonly args: readonly unknown[];
}

/** Does at a workshop what was called for. */
export function perform(workshop: Sealing, { name, args }: Call): Promise<unknown> {
  return Reflect.apply(workshop[name], workshop, args);
}

/** Leaves the thread to what waits: a press, a paint. */
const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

export class Workshop implements Sealing {
  #vote: { readonly form: Form; readonly key: Base; readonly name: string } | null = null;
  #draft: BallotDraft | null = null;
  readonly #sealed = new Map<string, SealedBallot>();

  async prepare(form: Form, publicKey: Bytes): Promise<void> {
    const numbers = form.map(({ type, c, min, max, w }) => [type, c, min, max, w]);
    const name = JSON.stringify([numbers, b64u(publicKey)]);
    if (this.#vote?.name === name) return;
    this.#clear();
    const key = voteKey(publicKey);
    this.#draft = new BallotDraft(form, key);
    this.#vote = { form, key, name };
    void this.#work(this.#draft);
  }

  async seal(place: Place, choices: Choices): Promise<Sealed> {
    const [vote, draft] = [this.#vote, this.#draft];
    if (!vote || !draft) throw new SealedError("gone");
    const sealing = draft.seal(place, choices);
    this.#draft = new BallotDraft(vote.form, vote.key);
    const ballot = await sealing.finally(() => this.#draft && void this.#work(this.#draft));
    if (this.#vote !== vote) throw new SealedError("gone");
    this.#dropOthers(ballot);
    const head = b64u(ballot.head);
    this.#sealed.set(head, ballot);
    return { head, trackingCode: trackingCode(ballot.head) };
  }

  async cast(head: string): Promise<Bytes> {
    return this.#ballot(head).cast();
  }

  async spoil(head: string): Promise<Bytes> {
    return this.#ballot(head).spoil();
  }

  async reveal(head: string, ack: AckFrame, server: string): Promise<Bytes> {
    return this.#ballot(head).reveal(ack, server);
  }

  async forget(): Promise<void> {
    this.#clear();
  }

  /** The ballots of an earlier vote under the same key and form are not needed any more. */
  #dropOthers({ place }: SealedBallot): void {
    for (const [head, ballot] of this.#sealed)
      if (!equal(ballot.place.open, place.open)) this.#sealed.delete(head);
  }

  #clear(): void {
    this.#vote = this.#draft = null;
    this.#sealed.clear();
  }

  #ballot(head: string): SealedBallot {
    const ballot = this.#sealed.get(head);
    if (!ballot) throw new SealedError("gone");
    return ballot;
  }

  /** Works a draft out, step by step, until it is done, used or forgotten. */
  async #work(draft: BallotDraft): Promise<void> {
    for (const _ of draft.prepare()) {
      await pause();
      if (this.#draft !== draft) return;
    }
  }
}
