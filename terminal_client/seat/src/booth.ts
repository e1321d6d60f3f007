/**
 * The voting booth at one terminal (docs/protocol.md §6, docs/sealed.md §4, §5): writes ballots in their chain, keeps every entry
 * before it is sent, sends again byte for byte until it is answered, and believes only the server's signature.
 */
import { verifyCounted } from "@hemicycle/kit/ballots";
import { encodeChallenge } from "@hemicycle/kit/challenge";
import type { Signer } from "@hemicycle/kit/crypto";
import { unb64u } from "@hemicycle/kit/encoding";
import { type Marks, sameMarks } from "@hemicycle/kit/marks";
import type { Sealing } from "@hemicycle/kit/sealed/workshop";
import { Observable } from "@hemicycle/kit/store";
import type {
  AckFrame,
  CountedProof,
  MineFrame,
  Opening,
  ReceivedFrame,
  RefusedFrame,
} from "@hemicycle/kit/types";
import { arrive } from "./arrival.ts";
import { Courier } from "./courier.ts";
import { judge } from "./gate.ts";
import type { KeptEntry, Shelf } from "./kept.ts";
import type { Keys } from "./keyring.ts";
import { Pen } from "./pen.ts";
import {
  type CountedDivision,
  type Entry,
  lastBallot,
  lastPending,
  nextLink,
  paperOf,
  type Undecided,
  type Vote,
} from "./vote.ts";
import { type Answer, type Request, ServerWord } from "./word.ts";

export interface BoothOptions {
  readonly signer: Signer;
  readonly sitting: string;
  /** The pinned server key. */
  readonly server: string;
  readonly shelf: Shelf;
  readonly sealing: Sealing;
  readonly request: Request;
  /** The address of the checker's page. */
  readonly checker: string;
}

/** A QR code holds no more; what opens a ballot of more than fifty options is longer. */
const MAX_LINK = 2953;
const RESYNC = new Set(["sequence-gap", "sequence-conflict"]);

export class Booth {
  readonly vote = new Observable<Vote | null>(null);
  readonly #pen: Pen;
  readonly #word: ServerWord;
  readonly #courier: Courier;
  #queue: Promise<unknown> = Promise.resolve();
  #resynced = false;
  /** What came of this terminal's last entry before a secret vote could be judged. */
  #unheard: MineFrame | null = null;

  constructor(private readonly options: BoothOptions) {
    const { signer, server, sealing, request } = options;
    this.#pen = new Pen(signer, sealing);
    this.#word = new ServerWord(signer.publicKey, server);
    this.#courier = new Courier({
      request,
      word: this.#word,
      pending: () => this.vote.value?.pending ?? [],
      onAnswer: (entry, answer) => this.#answer(entry, answer),
      tell: (part, open) => (open === undefined ? this.#mark(part) : this.#patch(open, part)),
    });
  }

  /**
   * Turns to a division: the running one with its opening, or one that is over (`opening` null). To be called again as keys and
   * certificates of a secret vote come in. `shownSecret`: the division was announced as a secret one.
   */
  enter(division: string, opening: Opening | null, keys: Keys, shownSecret = false): Promise<void> {
    return this.#inTurn(async () => {
      const now = this.vote.value;
      const here = now?.division === division && (!opening || now.open === opening.open);
      if (!here) {
        this.#resynced = false;
        this.#courier.forget();
        this.vote.value = await arrive(
          division,
          opening,
          await this.options.shelf.load(division),
          this.#word,
          shownSecret,
        );
      }
      if (opening) await this.#admit(opening, keys);
      if (!here) void this.#courier.flush();
    });
  }

  /** Leaves the present division, if any. */
  leave(): void {
    this.vote.value = null;
  }

  /**
   * Writes and keeps marks and sends them; sealed ones that are not `decided` wait for {@link cast} or {@link challenge}. The same
   * marks again do nothing.
   */
  press(marks: Marks, decided = true): void {
    const now = this.vote.value;
    if (!now?.opening || now.gate !== "open" || now.pressing) return;
    if (decided && sameMarks(marks, lastBallot(now)?.marks ?? null)) return;
    const begun = { undecided: null, challenged: null, refused: null, failed: false };
    this.#patch(now.open, { pressing: marks, ...begun });
    this.#write(now.open, async () => {
      if (decided || !now.certified) return this.#keepNext(marks);
      const link = nextLink(this.vote.value ?? now);
      this.#patch(now.open, { undecided: await this.#pen.seal(link, now.certified, marks) });
    });
  }

  /** Casts the sealed ballot that waits. */
  cast(): void {
    this.#decide(async (ballot) => this.#push(await this.#pen.cast(ballot)));
  }

  /** Spoils the sealed ballot that waits; once that is acknowledged it is opened to the checker. */
  challenge(): void {
    this.#decide(async (ballot) => {
      const spoil = await this.#pen.spoil(ballot);
      this.#mark({ challenged: { ballot, id: spoil.id, link: null } });
      await this.#push(spoil);
    });
  }

  /** Puts the ballot that waits, or the one that was challenged, away: the keys come back. */
  putBack(): void {
    this.#mark({ undecided: null, challenged: null });
  }

  /** Takes the server's word on this terminal's last entry: goes on from it and asks again for what is not acknowledged. */
  hear(mine: MineFrame): Promise<void> {
    return this.#inTurn(async () => {
      const now = this.vote.value;
      if (!now || mine.open !== now.open || mine.open === "") return;
      this.#unheard = now.secret && !now.certified ? mine : null;
      if (this.#unheard) return;
      const known = [...(now.tip ? [now.tip] : []), ...now.pending];
      if ((now.tip?.seq ?? 0) > mine.seq) await this.#lost(now, mine.seq);
      else if (mine.seq > 0 && !known.some((one) => one.seq === mine.seq)) await this.#adopt(mine);
      void this.#courier.flush();
    });
  }

  /** Takes the last answer to a sealed entry that was received before. Those to named ballots come with their requests. */
  async answered(answer: AckFrame | RefusedFrame): Promise<void> {
    const entry = this.vote.value?.pending.find(({ id, head }) => id === answer.id && head !== "");
    if (entry) await this.#courier.answered(entry, answer);
  }

  /** A new connection: whatever is not acknowledged is sent again, in order. */
  welcomed(): Promise<void> {
    this.#courier.forget();
    return this.#courier.flush();
  }

  /**
   * Checks the terminal's leaf of the count against its own receipt, and under the declared root once there is one. A difference
   * once found stays, whatever comes later. The count of another division than the present one says nothing of this.
   */
  async check(proof: CountedProof, division: CountedDivision): Promise<void> {
    const now = this.vote.value;
    if (now?.division !== division.id) return;
    const { signer, server } = this.options;
    const counts = (last: Entry | null) =>
      verifyCounted(proof, {
        open: now.open || division.open,
        last,
        publicKey: signer.publicKey,
        server,
        root: division.result?.counted_root ?? "",
      }).catch(() => false);
    // a ballot whose answer the server withholds may count; nothing else than these may
    const own = [now.recorded, ...now.pending.filter(({ kind }) => kind === "ballot")];
    const same = (await Promise.all(own.map(counts))).includes(true);
    const differs = !same || this.vote.value?.counted === "differs";
    this.#patch(now.open, { counted: differs ? "differs" : "same" });
  }

  /** Judges anew whether a secret vote may be encrypted in, and gets ready for it. */
  async #admit(opening: Opening, keys: Keys): Promise<void> {
    const now = this.vote.value;
    if (!now?.opening) return;
    if (!now.secret) {
      // once the scrutineers have named the chairs, nobody else opens a vote here: the server can't turn a secret one into a clear one
      if (keys.set && !keys.set.chairs.includes(now.opening.actor)) this.#patch(now.open, { opening: null });
      return;
    }
    if (now.gate === "open") return;
    const judged = await judge(opening, keys);
    const { certified } = judged;
    // what it works out ahead is only a help: sealing says if it fails
    if (certified)
      void this.options.sealing
        .prepare(certified.form, unb64u(certified.publicKey, 32))
        .catch(() => undefined);
    this.#patch(now.open, judged);
    if (certified && this.#unheard) void this.hear(this.#unheard);
  }

  #answer(entry: Entry, answer: Answer): Promise<boolean> {
    if (answer.t === "received") return this.#received(entry, answer);
    return answer.t === "ack" ? this.#acknowledged(entry, answer) : this.#refused(entry, answer);
  }

  async #received(entry: Entry, receipt: ReceivedFrame): Promise<boolean> {
    // it may be acknowledged already
    if (!this.#awaiting(entry)) return true;
    await this.#keep({ entry, receipt, ack: null, refusal: null });
    const now = this.#awaiting(entry);
    if (now) this.#patch(entry.open, { received: [...new Set([...now.received, entry.id])], slow: false });
    return true;
  }

  /** What is acknowledged is shown at once and then kept: were it not, the entry would only be sent and answered again. */
  async #acknowledged(entry: Entry, ack: AckFrame): Promise<boolean> {
    const now = this.#awaiting(entry);
    if (!now) return false;
    this.#resynced = false;
    this.#patch(entry.open, {
      ...(entry.kind === "ballot" && { recorded: entry }),
      tip: entry,
      pending: now.pending.filter((one) => one.id !== entry.id),
      received: now.received.filter((id) => id !== entry.id),
      refused: null,
    });
    await this.#keep({ entry, receipt: null, ack, refusal: null }).catch(() => undefined);
    if (now.challenged?.id === entry.id) await this.#open(now, now.challenged.ballot, ack);
    return true;
  }

  async #refused(entry: Entry, refusal: RefusedFrame): Promise<boolean> {
    const now = this.#awaiting(entry);
    if (!now) return false;
    if (RESYNC.has(refusal.code) && !this.#resynced) return this.#resync(now);
    const at = now.pending.indexOf(entry);
    for (const one of now.pending.slice(at)) {
      const answer = one.id === entry.id ? refusal : { ...refusal, seq: one.seq, id: one.id };
      await this.#keep({ entry: one, receipt: null, ack: null, refusal: answer });
    }
    const pending = now.pending.slice(0, at);
    this.#patch(entry.open, {
      pending,
      received: now.received.filter((id) => pending.some((one) => one.id === id)),
      refused: { ballot: lastPending(now) ?? entry, code: refusal.code },
      challenged: null,
    });
    return false;
  }

  /** Goes on from the entry that the box has, with the marks that were wanted last. */
  async #resync(now: Vote): Promise<boolean> {
    this.#resynced = true;
    const mine = await this.options.request<MineFrame>({ t: "mine" });
    await this.#inTurn(async () => {
      // what was acknowledged is sent again as it is, never signed anew
      if ((now.tip?.seq ?? 0) > mine.seq) return this.#lost(now, mine.seq);
      const wanted = lastPending(this.vote.value ?? now)?.marks;
      const found = mine.seq > 0 ? await this.#pen.own(mine, now) : null;
      const base = found && this.#here(found);
      await this.options.shelf.clear(now.division);
      this.#courier.forget();
      this.#patch(now.open, { recorded: null, tip: null, pending: [], received: [], challenged: null });
      if (base) await this.#push(base);
      if (wanted && !sameMarks(wanted, base?.marks ?? null)) await this.#keepNext(wanted);
    });
    return true;
  }

  /** The box lost what it had acknowledged: nothing is recorded until it acknowledges it again. */
  async #lost(now: Vote, seq: number): Promise<void> {
    const kept = await this.options.shelf.load(now.division);
    const pending = kept
      .map(({ entry }) => this.#here(entry))
      .filter((one) => one.open === now.open && one.seq > seq);
    this.#courier.forget();
    this.#patch(now.open, { recorded: null, tip: null, pending, received: [] });
  }

  async #adopt(mine: MineFrame): Promise<void> {
    const now = this.vote.value;
    const entry = now && (await this.#pen.own(mine, now));
    if (!entry) {
      this.#mark({ falseAnswer: true });
      return;
    }
    await this.#keep({ entry, receipt: null, ack: null, refusal: null });
    const later = this.vote.value?.pending.filter((one) => one.seq > entry.seq) ?? [];
    this.#patch(mine.open, { pending: [entry, ...later] });
  }

  /** Gives the opening of a ballot that was challenged to the checker. */
  async #open({ open, certified }: Vote, ballot: Undecided, ack: AckFrame): Promise<void> {
    const { sitting, checker, sealing, server } = this.options;
    const opening = await sealing.reveal(ballot.head, ack, server).catch(() => null);
    const challenged = this.vote.value?.challenged;
    if (challenged?.ballot !== ballot) return;
    const found = opening && certified && this.#pen.opened(sitting, ballot, certified, opening);
    const link = found ? `${checker}#${encodeChallenge(found)}` : "";
    this.#patch(open, { challenged: { ...challenged, link: link.length > MAX_LINK ? "" : link } });
  }

  async #keepNext(marks: Marks): Promise<void> {
    const now = this.vote.value;
    const paper = now && paperOf(now);
    if (!now || !paper) return;
    const link = nextLink(now);
    await this.#push(
      await (now.secret ? this.#pen.sealed(link, paper, marks) : this.#pen.named(link, paper, marks)),
    );
  }

  /** Keeps an entry of this page and lines it up to be sent. */
  async #push(entry: Entry): Promise<void> {
    await this.#keep({ entry, receipt: null, ack: null, refusal: null });
    this.#patch(entry.open, { pending: [...(this.vote.value?.pending ?? []), entry] });
  }

  /** Does with the sealed ballot that waits what was decided, if its place is still free. */
  #decide(work: (ballot: Undecided) => Promise<void>): void {
    const now = this.vote.value;
    const ballot = now?.undecided;
    if (!now || !ballot || now.pressing) return;
    this.#patch(now.open, { pressing: ballot.marks });
    this.#write(now.open, async () => {
      if (nextLink(this.vote.value ?? now).prev !== ballot.link.prev) throw new Error("place-taken");
      await work(ballot);
      this.#patch(now.open, { undecided: null });
    });
  }

  /** Writes in turn and sends; whatever fails is told, without saying what was chosen. */
  #write(open: string, work: () => Promise<void>): void {
    void this.#inTurn(async () => {
      try {
        await work();
      } catch {
        this.#patch(open, { failed: true, undecided: null, challenged: null });
      } finally {
        this.#patch(open, { pressing: null });
      }
      void this.#courier.flush();
    });
  }

  async #keep(kept: KeptEntry): Promise<void> {
    const division = this.vote.value?.division;
    if (division !== undefined) await this.options.shelf.keep(division, kept);
  }

  /** The same entry as this page knows it, with its marks. */
  #here(entry: Entry): Entry {
    const now = this.vote.value;
    const known = [now?.recorded, now?.tip, ...(now?.pending ?? [])];
    return known.find((one) => one?.id === entry.id) ?? entry;
  }

  /** The vote, if it waits for an answer to the entry. */
  #awaiting({ id, open }: Entry): Vote | null {
    const now = this.vote.value;
    return now?.open === open && now.pending.some((one) => one.id === id) ? now : null;
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
