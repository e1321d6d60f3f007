/** The desk's link to the sitting: signs and sends acts, keeps what is typed, reveals by itself what was handed in. */
import { type ActRequest, type Appended, submitTwice } from "@hemicycle/kit/acts";
import { ApiError } from "@hemicycle/kit/api";
import type { Json } from "@hemicycle/kit/canonical";
import { blankDraft, countDigest, type Draft, figuresOf } from "@hemicycle/kit/counts";
import { randomBytes } from "@hemicycle/kit/crypto";
import { b64u } from "@hemicycle/kit/encoding";
import type { Identity } from "@hemicycle/kit/enrol";
import { itemOf } from "@hemicycle/kit/marks";
import { SittingLink } from "@hemicycle/kit/sitting";
import { Observable } from "@hemicycle/kit/store";
import type { Bilingual, State } from "@hemicycle/kit/types";
import { type Counted, countedOf, type Screen, screenOf } from "./screen.ts";
import { indexedShelf, type Sealed, type SealedOnes, type Shelf } from "./shelf.ts";

/** This device's part of a count. */
export interface Mine {
  /** Opening and attempt that it is of; "" for none. */
  readonly of: string;
  readonly draft: Draft | null;
  /** What was handed in to this attempt; null while it is looked up. */
  readonly sealed: SealedOnes | null;
}

/** Whether what was typed is on this device; "" before anything was typed. */
export type Keeping = "" | "keeping" | "kept" | "lost";

const NOTHING: Mine = { of: "", draft: null, sealed: null };
/** The act referred to something that has moved on: worth one more try. */
const STALE: ReadonlySet<string> = new Set(["bad-after", "bad-reference"]);
const AGAIN_MS = 1500;
const UNKEPT: Bilingual = {
  zh: "没能存到本机，没有提交。请重试；仍不行的，请换设备并告诉秘书处。",
  en: "It could not be kept on this device and was not handed in. Try again; if that fails, change the device and tell the secretariat.",
};

export class Desk {
  readonly link: SittingLink;
  readonly mine = new Observable<Mine>(NOTHING);
  readonly keeping = new Observable<Keeping>("");
  /** The act that is being sent; "" for none. */
  readonly busy = new Observable("");
  /** Why the last act was not done. */
  readonly trouble = new Observable<Bilingual | null>(null);
  /** Whether this device's storage could not be read when it was last tried. */
  readonly unreadable = new Observable(false);
  readonly key: string;
  #revealing = "";
  #again: ReturnType<typeof setTimeout> | undefined;
  #loading = "";
  #typed = 0;

  constructor(
    readonly identity: Identity,
    private readonly shelf: Shelf = indexedShelf(b64u(identity.signer.publicKey)),
  ) {
    this.key = b64u(identity.signer.publicKey);
    this.link = new SittingLink(identity);
    this.link.model.subscribe(() => void this.#follow());
  }

  get state(): State | null {
    return this.link.model.value.state;
  }

  get screen(): Screen {
    const { holder, role } = this.identity;
    const counted = countedOf(this.state);
    const { of, sealed } = this.mine.value;
    const own = counted !== null && of === placeOf(counted) ? sealed : null;
    // while it is looked up, what the server says of the own commitment decides
    return screenOf(this.state, { key: this.key, holder, role, sealed: own === null || own.length > 0 });
  }

  /** Whether what this device keeps of the running attempt is known. */
  get isKnown(): boolean {
    const counted = countedOf(this.state);
    return counted === null || (this.mine.value.of === placeOf(counted) && this.mine.value.sealed !== null);
  }

  /** Another number, name or section was typed. */
  type(draft: Draft): void {
    const counted = countedOf(this.state);
    if (!counted || this.mine.value.sealed?.length) return;
    this.mine.patch({ draft });
    void this.#keep(counted.division.open, draft);
  }

  /** Says how many ballots were issued, or returned. */
  say(what: "issued" | "returned", number: number): Promise<boolean> {
    const type = what === "issued" ? "paper-issue" : "paper-return";
    return this.#do(type, () => ({ [what]: number }));
  }

  /** Hands the figures in: kept here first, then bound. */
  async handIn(): Promise<void> {
    const counted = countedOf(this.state);
    const figures = this.mine.value.draft && figuresOf(this.mine.value.draft);
    if (!counted || !figures || this.busy.value) return;
    const { attempt } = counted.count;
    const { open } = counted.division;
    const salt = randomBytes(32);
    const digest = await countDigest(open, attempt, this.identity.signer.publicKey, salt, figures);
    const sealed: Sealed = { salt: b64u(salt), figures, digest: b64u(digest) };
    try {
      // one that was taken back may have arrived all the same: it is kept to be revealed
      const all = [sealed, ...(await this.shelf.sealed(open, attempt))];
      await this.shelf.keepSealed(open, attempt, all);
      this.mine.patch({ sealed: all });
    } catch {
      this.trouble.value = UNKEPT;
      return;
    }
    await this.sendAgain();
  }

  /** Sends what was handed in here and is not at the server. */
  sendAgain(): Promise<boolean> {
    const [sealed] = this.mine.value.sealed ?? [];
    if (!sealed) return Promise.resolve(false);
    return this.#do("count-commit", ({ count }) => ({ attempt: count.attempt, digest: sealed.digest }));
  }

  /** Takes back what was handed in and did not arrive: it stays kept, in case it arrives after all. */
  takeBack(): void {
    this.mine.patch({ sealed: [] });
  }

  countAgain(reason: string): Promise<boolean> {
    return this.#do("count-again", ({ count }) => ({ attempt: count.attempt, reason }));
  }

  sign(): Promise<boolean> {
    return this.#do("count-sign", ({ count }) => ({ count: count.count }));
  }

  dismiss(): void {
    this.trouble.value = null;
  }

  async #follow(): Promise<void> {
    const counted = countedOf(this.state);
    if (!counted) {
      this.mine.value = NOTHING;
      this.unreadable.value = false;
      return;
    }
    const of = placeOf(counted);
    if (this.mine.value.of !== of) await this.#load(counted, of);
    void this.#reveal();
  }

  async #load({ division, channel, count }: Counted, of: string): Promise<void> {
    if (this.#loading === of) return;
    this.#loading = of;
    const { open } = division;
    const read = Promise.all([this.shelf.draft(open), this.shelf.sealed(open, count.attempt)]);
    const found = await read.catch(() => null);
    if (this.#loading !== of) return;
    this.#loading = "";
    this.unreadable.value = found === null;
    if (!found) return this.#later();
    const [draft, sealed] = found;
    this.keeping.value = draft ? "kept" : "";
    this.mine.value = { of, draft: draft ?? blankDraft(channel, itemOf(division).item), sealed };
  }

  async #keep(open: string, draft: Draft): Promise<void> {
    this.#typed += 1;
    const typed = this.#typed;
    // what was told lost stays so until it is kept: it is not told anew with every key
    if (this.keeping.value !== "lost") this.keeping.value = "keeping";
    const kept = await this.shelf.keepDraft(open, draft).then(
      () => "kept" as const,
      () => "lost" as const,
    );
    if (typed === this.#typed) this.keeping.value = kept;
  }

  /** Both have handed in: tells the own figures, without being asked. */
  async #reveal(): Promise<void> {
    const { kind, counted } = this.screen;
    const own = counted?.count.revealed.some(({ key }) => key === this.key);
    if (kind !== "revealing" || !counted || own || !this.isKnown) return;
    const of = placeOf(counted);
    if (this.#revealing === of) return;
    this.#revealing = of;
    let done = false;
    try {
      done = await this.#revealOne(counted, await this.#handedIn(counted));
    } finally {
      this.#revealing = "";
      clearTimeout(this.#again);
      if (done) this.unreadable.value = false;
      else this.#later();
    }
  }

  /** All that was handed in to the attempt; where the storage can't be read: as far as this page knows. */
  async #handedIn({ division, count }: Counted): Promise<SealedOnes> {
    const found = await this.shelf.sealed(division.open, count.attempt).catch(() => null);
    this.unreadable.value = found === null;
    return found ?? this.mine.value.sealed ?? [];
  }

  /** Looks again after a while at what could not be read or revealed. */
  #later(): void {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => void this.#follow(), AGAIN_MS);
  }

  /** The newest is the one in the log unless it never got there. */
  async #revealOne({ division, count }: Counted, all: SealedOnes): Promise<boolean> {
    for (const { salt, figures } of all) {
      const members = { attempt: count.attempt, salt, figures: figures as unknown as Json };
      try {
        await this.#settled(
          await this.#append("count-reveal", { division: division.id, open: division.open, ...members }),
        );
        return true;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.code === "commitment-differs") continue;
        if (error.status !== 0) await this.link.refresh().catch(() => undefined);
        return false;
      }
    }
    return false;
  }

  async #do(type: string, members: (counted: Counted) => Readonly<Record<string, Json>>): Promise<boolean> {
    const counted = countedOf(this.state);
    if (!counted || this.busy.value) return false;
    this.busy.value = type;
    this.trouble.value = null;
    const { id, open } = counted.division;
    try {
      await this.#settled(await this.#append(type, { division: id, open, ...members(counted) }));
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.trouble.value = error.words;
      if (error.status !== 0) await this.link.refresh().catch(() => undefined);
      return false;
    } finally {
      this.busy.value = "";
    }
  }

  async #append(type: string, members: Readonly<Record<string, Json>>): Promise<Appended> {
    try {
      return await this.#once(type, members);
    } catch (error) {
      if (!(error instanceof ApiError && STALE.has(error.code))) throw error;
      await this.link.refresh();
      return this.#once(type, members);
    }
  }

  async #once(type: string, members: Readonly<Record<string, Json>>): Promise<Appended> {
    const { state } = this;
    if (!state) throw new Error("no state");
    const request: ActRequest = { log: `sitting.${state.sitting.id}`, type, after: state.head, members };
    return submitTwice(this.link.api, request, this.identity.signer);
  }

  async #settled(appended: Appended): Promise<void> {
    if ((this.state?.head.n ?? -1) < appended.n) await this.link.refresh();
  }
}

/** What one attempt is called here. */
function placeOf({ division, count }: Counted): string {
  return `${division.open} ${count.attempt}`;
}
