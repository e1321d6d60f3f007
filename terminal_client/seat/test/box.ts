/** A ballot box by the rules of §6 for one terminal, with a key of its own; answers frames as the server would. */
import { ownBallot } from "@hemicycle/kit/ballots";
import { digest, type Signer, sign } from "@hemicycle/kit/crypto";
import { b64u, u32be, u64be, unb64u } from "@hemicycle/kit/encoding";
import { type Marks, motionForm } from "@hemicycle/kit/marks";
import type { MineFrame, Paper } from "@hemicycle/kit/types";
import type { Frame } from "../../kit/test/hall.ts";

interface Entry {
  readonly b: string;
  readonly s: string;
  readonly id: string;
  readonly seq: number;
  readonly marks: Marks | null;
  readonly answer: Frame;
}

export class Box {
  readonly entries: Entry[] = [];
  closed = false;

  constructor(
    private readonly server: Signer,
    private readonly terminal: Uint8Array<ArrayBuffer>,
    readonly open: string,
    private readonly paper: Paper = { form: motionForm, names: [[]] },
  ) {}

  readonly answer = async (frame: Frame): Promise<Frame | null> => {
    if (frame.t === "mine") return { ...this.mine() };
    if (frame.t === "cast") return this.#judge(String(frame.b), String(frame.s));
    return { t: "pong", time_ms: 0 };
  };

  mine(): MineFrame {
    const last = this.entries.at(-1);
    const { b, s, id, seq } = last ?? { b: "", s: "", id: "", seq: 0 };
    const pos = this.entries.length;
    return {
      t: "mine",
      open: this.open,
      seq,
      id,
      b,
      s,
      pos,
      checked_in: true,
      in_electorate: true,
      revoked: false,
    };
  }

  async #judge(b: string, s: string): Promise<Frame> {
    const body = unb64u(b);
    const id = b64u(await digest("ballot", body));
    const seq = new DataView(body.buffer).getUint32(67);
    const known = this.entries.find((entry) => entry.id === id);
    if (known) return known.answer;
    const last = this.entries.at(-1);
    const sound = await ownBallot({ ...this.mine(), seq, id, b, s }, this.terminal, this.paper);
    if (!sound) return { t: "error", code: "bad-signature", zh: "", en: "" };
    if (this.closed) return this.#refuse("vote-closed", seq, id);
    if (seq !== (last?.seq ?? 0) + 1)
      return this.#refuse(seq > (last?.seq ?? 0) ? "sequence-gap" : "sequence-conflict", seq, id);
    if (b64u(body.slice(71, 103)) !== (last?.id ?? this.open))
      return this.#refuse("sequence-conflict", seq, id);
    const answer = await this.#acknowledge(seq, id);
    this.entries.push({ b, s, id, seq, marks: sound.marks, answer });
    return answer;
  }

  async #acknowledge(seq: number, id: string): Promise<Frame> {
    const pos = this.entries.length + 1;
    const fields = [unb64u(this.open), u32be(0), u64be(pos), this.terminal, u32be(seq), unb64u(id)];
    return {
      t: "ack",
      open: this.open,
      epoch: 0,
      pos,
      seq,
      id,
      s: b64u(await sign(this.server, "ack", ...fields)),
    };
  }

  async #refuse(code: string, seq: number, id: string): Promise<Frame> {
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
