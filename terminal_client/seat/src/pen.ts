/** How a terminal writes its entries: a named ballot in clear (docs/protocol.md §6), a sealed one encrypted (docs/sealed.md §4). */
import { makeBallot, ownBallot } from "@hemicycle/kit/ballots";
import type { ChallengedBallot } from "@hemicycle/kit/challenge";
import type { Signer } from "@hemicycle/kit/crypto";
import { type Bytes, b64u, unb64u } from "@hemicycle/kit/encoding";
import { areMarks, itemOf, type Marks } from "@hemicycle/kit/marks";
import { verifyBody } from "@hemicycle/kit/sealed/ballot";
import { type EntryKind, ownEntry, type Place, signEntry } from "@hemicycle/kit/sealed/entries";
import { SealedError, voteKey } from "@hemicycle/kit/sealed/group";
import type { CertifiedVote } from "@hemicycle/kit/sealed/keys";
import type { Sealing } from "@hemicycle/kit/sealed/workshop";
import type { MineFrame, Paper } from "@hemicycle/kit/types";
import { type Entry, type Link, paperOf, type Undecided, type Vote } from "./vote.ts";

const HEAD_LENGTH = 32;

export class Pen {
  constructor(
    readonly signer: Signer,
    private readonly sealing: Sealing,
  ) {}

  /** @throws EncodingError `bad-marks` */
  async named(link: Link, paper: Paper, marks: Marks): Promise<Entry> {
    const ballot = await makeBallot(this.signer, link.open, link.seq, link.prev, paper, marks);
    return { kind: "ballot", head: "", ...ballot };
  }

  /** A ballot sealed and cast in one go; sealed anew if what sealed it died in between. */
  async sealed(link: Link, paper: Paper, marks: Marks): Promise<Entry> {
    try {
      return await this.cast(await this.seal(link, paper, marks));
    } catch (error) {
      if (!(error instanceof SealedError) || error.code !== "gone") throw error;
      return this.cast(await this.seal(link, paper, marks));
    }
  }

  /** A ballot that can be cast or challenged, and never both. @throws SealedError `bad-choice`, `gone` */
  async seal(link: Link, paper: Paper, marks: Marks): Promise<Undecided> {
    const { item, labels } = itemOf(paper);
    if (!areMarks(item, marks, labels)) throw new SealedError("bad-choice");
    const { head } = await this.sealing.seal(this.#place(link), [marks]);
    return { link, head, marks };
  }

  /** @throws SealedError `gone`, `already-used` */
  async cast({ link, head, marks }: Undecided): Promise<Entry> {
    const entry = await this.#signed("ballot", link, await this.sealing.cast(head));
    return { ...entry, head, marks };
  }

  /** @throws SealedError `gone`, `already-used` */
  async spoil({ link, head }: Undecided): Promise<Entry> {
    const entry = await this.#signed("spoil", link, await this.sealing.spoil(head));
    return { ...entry, head, marks: null };
  }

  /** This terminal's last entry as the server tells it; null unless it bears this terminal's signature. */
  async own(mine: MineFrame, vote: Vote): Promise<Entry | null> {
    const { certified, secret } = vote;
    if (!certified && secret) return null;
    if (!certified) {
      const ballot = await ownBallot(mine, this.signer.publicKey, paperOf(vote)).catch(() => null);
      return ballot && { kind: "ballot", head: "", ...ballot };
    }
    const entry = await ownEntry(mine, this.signer.publicKey);
    const head = entry && (await headOf(entry, certified).catch(() => null));
    return entry && head && { ...entry, marks: null, head: b64u(head) };
  }

  /** What a checker gets of a ballot that was challenged, with its opening. */
  opened(
    sitting: string,
    { link, head }: Undecided,
    { form, publicKey }: CertifiedVote,
    opening: Bytes,
  ): ChallengedBallot {
    const place = this.#place(link);
    return { sitting, place, form, publicKey: unb64u(publicKey, 32), opening, head: unb64u(head, 32) };
  }

  #signed(kind: EntryKind, link: Link, bytes: Bytes) {
    return signEntry(this.signer, kind, this.#place(link), bytes);
  }

  #place({ open, seq, prev }: Link): Place {
    return { open: unb64u(open, 32), key: this.signer.publicKey, seq, prev: unb64u(prev, 32) };
  }
}

/** The head of an entry of this terminal. @throws SealedError if a ballot does not hold */
async function headOf(
  { kind, b }: { readonly kind: EntryKind; readonly b: string },
  { form, publicKey }: CertifiedVote,
): Promise<Bytes> {
  const bytes = unb64u(b);
  if (kind === "spoil") return bytes.slice(-HEAD_LENGTH);
  return (await verifyBody(form, voteKey(unb64u(publicKey, 32)), bytes)).head;
}
