/** A box of a secret vote by docs/sealed.md §5 for one terminal, its scrutineers and its chair; it verifies every proof. */
import { actBody, EMPTY_LOG, type SignedDocument } from "@hemicycle/kit/acts";
import { encodeCanonical, type Json } from "@hemicycle/kit/canonical";
import { digest, generateKey, randomBytes, type Signer, sign, signerOf } from "@hemicycle/kit/crypto";
import { type Bytes, b64u, u32be, u64be, unb64u } from "@hemicycle/kit/encoding";
import { motionForm } from "@hemicycle/kit/marks";
import { verifyBody } from "@hemicycle/kit/sealed/ballot";
import { ownEntry } from "@hemicycle/kit/sealed/entries";
import {
  type Base,
  encodePoint,
  G,
  randomScalar,
  type SealedError,
  voteKey,
} from "@hemicycle/kit/sealed/group";
import { type KeySet, type SealDocument, sittingSeal, verifyKeySet } from "@hemicycle/kit/sealed/keys";
import type { MineFrame, Opening, Paper } from "@hemicycle/kit/types";
import type { Frame } from "../../kit/test/hall.ts";

export const MOTION: Paper = { form: motionForm, names: [[]] };
const SITTING = "s";
const name = ({ publicKey }: Signer) => b64u(publicKey);

/** A sitting sealed by three scrutineers, two of whom open a sum. */
export interface SealedSitting {
  readonly keys: KeySet;
  readonly document: SealDocument;
  readonly scrutineers: readonly Signer[];
  /** An opening of a secret vote by the chair. */
  open(division: string, part?: Record<string, Json>, by?: Signer): Promise<Opening>;
  /** `open-ok` of some scrutineers, by index from 0. */
  certify(open: string, ...by: readonly number[]): Promise<readonly SignedDocument[]>;
}

/** A secret definition with this paper. */
export function definitionOf(paper: Paper): Json {
  const blank = { zh: "", en: "" };
  const rest = { title: blank, text: blank, rule: "M1", secrecy: "secret" };
  return { ...rest, ...paper } as unknown as Json;
}

async function act(signer: Signer, type: string, members: Record<string, Json>): Promise<SignedDocument> {
  const body = actBody({ log: `sitting.${SITTING}`, type, after: EMPTY_LOG, members }, signer.publicKey);
  return { b: b64u(body), s: b64u(await sign(signer, "act", body)) };
}

export async function sealSitting(server: string): Promise<SealedSitting> {
  const people = (await Promise.all(Array.from({ length: 4 }, () => generateKey()))).map(signerOf);
  const [chair, ...scrutineers] = people as [Signer, ...Signer[]];
  const point = () => b64u(encodePoint(G.times(randomScalar())));
  const start = { attempt: 1, k: 2, scrutineers: scrutineers.map(name), chairs: [name(chair)] };
  const z = randomBytes(32);
  const digestOf = await sittingSeal({ sitting: SITTING, server }, start, z);
  const agreed = { keys: b64u(z), public: point(), shares: scrutineers.map(point), seal: b64u(digestOf) };
  const document = {
    start: await act(chair, "ceremony-start", start),
    seals: await Promise.all(
      scrutineers.map((signer, i) => act(signer, "ceremony-seal", { attempt: 1, index: i + 1, ...agreed })),
    ),
  };
  const keys = await verifyKeySet(document, { sitting: SITTING, server, pin: null });
  return {
    keys,
    document,
    scrutineers,
    async open(division, part = {}, by = chair) {
      const members = {
        type: "division-open",
        log: `sitting.${SITTING}`,
        actor: name(by),
        division,
        definition: definitionOf(MOTION),
        n: 5,
        max_seq: 50,
        server,
        seal: keys.seal,
        active: [1, 2, 3],
      };
      const body = encodeCanonical({ ...members, ...part });
      const s = b64u(await sign(by, "act", body));
      const rest = { deadline_ms: null, p: 5, n: 5, opened_ms: 0, certificate: [] };
      return { division, open: b64u(await digest("open", body)), b: b64u(body), s, ...rest };
    },
    certify: (open, ...by) =>
      Promise.all(by.map((i) => act(scrutineers[i] as Signer, "open-ok", { division: "d", open }))),
  };
}

interface Received {
  readonly kind: "ballot" | "spoil";
  readonly b: string;
  readonly s: string;
  readonly id: string;
  readonly seq: number;
  /** Its last answer; null while it is being verified. */
  settled: Frame | null;
}

/** Receives at once; verifies when asked, or at once after the receipt unless `hold` is set. */
export class SealedBox {
  readonly received: Received[] = [];
  closed = false;
  /** Leaves everything unverified until {@link settle}. */
  hold = false;
  /** Code with which entries fail their verification from now on, for answers that an honest tablet never gets. */
  fails = "";
  /** Hears the last answer of an entry, as a frame of its own. */
  later: (frame: Frame) => void = () => undefined;
  readonly #key: Base;

  constructor(
    private readonly server: Signer,
    private readonly terminal: Bytes,
    readonly open: string,
    publicKey: string,
    private readonly paper: Paper = MOTION,
  ) {
    this.#key = voteKey(unb64u(publicKey, 32));
  }

  readonly answer = async (frame: Frame): Promise<Frame | null> => {
    if (frame.t === "mine") return { ...this.mine() };
    if (frame.t === "cast" || frame.t === "spoil") return this.#receive(String(frame.b), String(frame.s));
    return { t: "pong", time_ms: 0 };
  };

  mine(): MineFrame {
    const { b, s, id, seq } = this.#chain().at(-1) ?? { b: "", s: "", id: "", seq: 0 };
    const rest = { pos: 0, checked_in: true, in_electorate: true, revoked: false };
    return { t: "mine", open: this.open, seq, id, b, s, ...rest };
  }

  /** Verifies what waits, in order of arrival. */
  async settle(): Promise<void> {
    for (const one of this.received.filter(({ settled }) => !settled)) {
      one.settled = await this.#verdict(one);
      this.later(one.settled);
    }
  }

  #chain(): Received[] {
    return this.received.filter(({ settled }) => settled?.t !== "refused");
  }

  async #receive(b: string, s: string): Promise<Frame> {
    const known = this.received.find((one) => one.b === b);
    if (known) return known.settled ?? this.#receipt(known);
    const bytes = unb64u(b);
    const kind = bytes[0] === 2 ? "spoil" : "ballot";
    const seq = new DataView(bytes.buffer).getUint32(kind === "spoil" ? 65 : 67);
    const id = b64u(await digest(kind, bytes));
    const sound = await ownEntry({ ...this.mine(), seq, id, b, s }, this.terminal);
    if (!sound) return { t: "error", code: "bad-signature", zh: "", en: "" };
    const last = this.#chain().at(-1);
    const prev = b64u(bytes.slice(kind === "spoil" ? 69 : 71, kind === "spoil" ? 101 : 103));
    if (this.closed) return this.#refusal("vote-closed", seq, id);
    if (seq !== (last?.seq ?? 0) + 1 || prev !== (last?.id ?? this.open))
      return this.#refusal(seq > (last?.seq ?? 0) + 1 ? "sequence-gap" : "sequence-conflict", seq, id);
    const one: Received = { kind, b, s, id, seq, settled: null };
    this.received.push(one);
    const receipt = await this.#receipt(one);
    if (!this.hold) setTimeout(() => void this.settle(), 0);
    return receipt;
  }

  async #verdict({ kind, b, seq, id }: Received): Promise<Frame> {
    const prior = this.received.find((one) => one.seq === seq - 1 && one.settled?.t !== "refused");
    if (seq > 1 && !prior) return this.#refusal("sequence-gap", seq, id);
    if (this.fails) return this.#refusal(this.fails, seq, id);
    try {
      if (kind === "ballot") await verifyBody(this.paper.form, this.#key, unb64u(b));
    } catch (error) {
      return this.#refusal((error as SealedError).code, seq, id);
    }
    const pos = this.received.filter(({ settled }) => settled?.t === "ack").length + 1;
    return this.#signed("ack", { pos, epoch: 0 }, seq, id, [u32be(0), u64be(pos)]);
  }

  #receipt({ seq, id }: Received): Promise<Frame> {
    const arrival = this.received.findIndex((one) => one.id === id) + 1;
    return this.#signed("received", { arrival, epoch: 0 }, seq, id, [u32be(0), u64be(arrival)]);
  }

  async #signed(
    t: "ack" | "received",
    part: object,
    seq: number,
    id: string,
    numbers: Bytes[],
  ): Promise<Frame> {
    const fields = [unb64u(this.open), ...numbers, this.terminal, u32be(seq), unb64u(id)];
    const s = b64u(await sign(this.server, t === "ack" ? "ack" : "receipt", ...fields));
    return { t, open: this.open, ...part, seq, id, s };
  }

  async #refusal(code: string, seq: number, id: string): Promise<Frame> {
    const fields = [unb64u(this.open), this.terminal, u32be(seq), unb64u(id), code];
    return {
      t: "refused",
      open: this.open,
      seq,
      id,
      code,
      s: b64u(await sign(this.server, "refuse", ...fields)),
    };
  }
}
