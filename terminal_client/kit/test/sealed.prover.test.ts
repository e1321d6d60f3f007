import { beforeAll, describe, expect, it, vi } from "vitest";
import { generateKey, randomBytes, type Signer, sign, signerOf } from "../src/crypto.ts";
import { type Bytes, b64u, u32be, u64be, unb64u } from "../src/encoding.ts";
import { checkOpening, verifyBody } from "../src/sealed/ballot.ts";
import { type Place, signEntry } from "../src/sealed/entries.ts";
import type { Choices, Form } from "../src/sealed/forms.ts";
import { encodePoint, G, randomScalar, SealedError, voteKey } from "../src/sealed/group.ts";
import { Prover, type Question } from "../src/sealed/prover.ts";
import { perform, type Sealing, Workshop } from "../src/sealed/workshop.ts";
import type { AckFrame } from "../src/types.ts";

const FORM: Form = [{ type: 1, c: 1, min: 0, max: 0, w: 0 }];
const FOR: Choices = [["for"]];

let publicKey: Bytes;
let signer: Signer;
let place: Place;

beforeAll(async () => {
  publicKey = encodePoint(G.times(randomScalar()));
  signer = signerOf(await generateKey());
  const open = randomBytes(32);
  place = { open, key: signer.publicKey, seq: 1, prev: open };
});

/** A worker on this thread: the real workshop behind messages that are copied, until it dies. */
class Bench extends EventTarget {
  terminated = false;
  #dead = false;
  readonly asked: string[] = [];
  readonly #workshop = new Workshop();

  postMessage(question: Question): void {
    this.asked.push(question.name);
    if (this.#dead) return;
    perform(this.#workshop, structuredClone(question)).then(
      (value) => this.#answer({ id: question.id, value }),
      (error) => this.#answer({ id: question.id, error: (error as SealedError).code }),
    );
  }

  terminate(): void {
    this.terminated = true;
  }

  /** Answers no more. */
  hang(): void {
    this.#dead = true;
  }

  fail(): void {
    this.#dead = true;
    this.dispatchEvent(new Event("error"));
  }

  #answer(data: unknown): void {
    if (!this.#dead) this.dispatchEvent(new MessageEvent("message", { data: structuredClone(data) }));
  }
}

function inWorker(): { prover: Prover; bench: Bench } {
  const bench = new Bench();
  return { prover: new Prover(() => bench as unknown as Worker), bench };
}

function withoutWorker(): Prover {
  return new Prover(() => {
    throw new Error("no workers here");
  });
}

async function acknowledged(server: Signer, spoil: Bytes): Promise<AckFrame> {
  const { open, seq, id } = await signEntry(signer, "spoil", place, spoil);
  const fields = [unb64u(open), u32be(0), u64be(1), place.key, u32be(seq), unb64u(id)];
  return { t: "ack", r: 1, open, epoch: 0, pos: 1, seq, id, s: b64u(await sign(server, "ack", ...fields)) };
}

describe.each<[string, () => Prover]>([
  ["in a worker", () => inWorker().prover],
  ["on the page", withoutWorker],
])("sealing %s", (_, make) => {
  it("casts a ballot that verifies", async () => {
    const prover = make();
    await prover.prepare(FORM, publicKey);
    const { head, trackingCode } = await prover.seal(place, FOR);
    expect(trackingCode).toMatch(/^([0-9A-Z]{4} ){5}[0-9A-Z]{4}$/);
    const body = await prover.cast(head);
    expect(b64u((await verifyBody(FORM, voteKey(publicKey), body)).head)).toBe(head);
    expect(await prover.cast(head)).toEqual(body);
    await expect(prover.spoil(head)).rejects.toThrow("already-used");
  });

  it("opens a challenged ballot, and seals another one", async () => {
    const prover = make();
    const server = signerOf(await generateKey());
    await prover.prepare(FORM, publicKey);
    const { head, trackingCode } = await prover.seal(place, FOR);
    const ack = await acknowledged(server, await prover.spoil(head));
    await expect(prover.cast(head)).rejects.toThrow("already-used");
    await expect(prover.reveal(head, { ...ack, pos: 2 }, b64u(server.publicKey))).rejects.toThrow(
      "not-spoiled",
    );
    const revealed = await prover.reveal(head, ack, b64u(server.publicKey));
    const checked = await checkOpening(FORM, voteKey(publicKey), place, revealed);
    expect(checked).toMatchObject({ trackingCode, choices: FOR });
    const second = await prover.seal(place, FOR);
    expect(second.head).not.toBe(head);
  });

  it("refuses without a vote, after it, and what does not fit it", async () => {
    const prover = make();
    await expect(prover.seal(place, FOR)).rejects.toThrow("gone");
    await expect(prover.prepare([], publicKey)).rejects.toThrow("bad-form");
    await expect(prover.prepare(FORM, new Uint8Array(32))).rejects.toThrow("bad-point");
    await prover.prepare(FORM, publicKey);
    await expect(prover.seal(place, [[]])).rejects.toThrow("bad-choice");
    const { head } = await prover.seal(place, FOR);
    await prover.prepare(FORM, publicKey);
    await prover.cast(head);
    await prover.forget();
    await expect(prover.cast(head)).rejects.toThrow("gone");
    await expect(prover.seal(place, FOR)).rejects.toThrow("gone");
  });

  it("forgets the ballots of one vote when it gets ready for another", async () => {
    const prover = make();
    await prover.prepare(FORM, publicKey);
    const { head } = await prover.seal(place, FOR);
    await prover.prepare(FORM, encodePoint(G.times(randomScalar())));
    await expect(prover.cast(head)).rejects.toThrow("gone");
  });

  it("forgets what was sealed in an earlier vote of the same form and key", async () => {
    const prover = make();
    await prover.prepare(FORM, publicKey);
    const { head } = await prover.seal(place, FOR);
    const open = randomBytes(32);
    const next = await prover.seal({ ...place, open, prev: open }, FOR);
    await prover.cast(next.head);
    await expect(prover.cast(head)).rejects.toThrow("gone");
  });

  it("seals under way when the vote is forgotten are gone", async () => {
    const prover = make();
    await prover.prepare(FORM, publicKey);
    const [sealing] = [prover.seal(place, FOR), prover.forget()];
    await expect(sealing).rejects.toThrow("gone");
  });

  it("seals one ballot after another", async () => {
    const prover = make();
    await prover.prepare(FORM, publicKey);
    for (let i = 0; i < 4; i++) {
      const { head } = await prover.seal(place, FOR);
      await verifyBody(FORM, voteKey(publicKey), await prover.cast(head));
    }
  });
});

describe("a worker that fails", () => {
  it("is told apart", () => {
    expect(inWorker().prover.offThread).toBe(true);
    expect(withoutWorker().offThread).toBe(false);
    expect(new Prover().offThread).toBe(false);
  });

  it("leaves what it did not answer to the page", async () => {
    const { prover, bench } = inWorker();
    await prover.prepare(FORM, publicKey);
    bench.hang();
    const sealing = prover.seal(place, FOR);
    bench.fail();
    const { head } = await sealing;
    expect([prover.offThread, bench.terminated]).toEqual([false, true]);
    await verifyBody(FORM, voteKey(publicKey), await prover.cast(head));
  });

  it("is silent too long", async () => {
    vi.useFakeTimers();
    const { prover, bench } = inWorker();
    bench.hang();
    const answered = vi.fn();
    const ready = prover.prepare(FORM, publicKey).then(answered);
    await vi.advanceTimersByTimeAsync(9_000);
    expect(answered).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1_001);
    vi.useRealTimers();
    await ready;
    expect([prover.offThread, bench.terminated]).toEqual([false, true]);
  });

  it("fails at once, before anything was answered", async () => {
    const { prover, bench } = inWorker();
    bench.hang();
    const ready = prover.prepare(FORM, publicKey);
    const sealing = prover.seal(place, FOR);
    bench.fail();
    await ready;
    await verifyBody(FORM, voteKey(publicKey), await prover.cast((await sealing).head));
    bench.fail();
    expect(prover.offThread).toBe(false);
  });

  it("loses the ballots it held, and they are sealed anew", async () => {
    const { prover, bench } = inWorker();
    await prover.prepare(FORM, publicKey);
    const { head } = await prover.seal(place, FOR);
    bench.fail();
    await expect(prover.cast(head)).rejects.toThrow("gone");
    await prover.cast((await prover.seal(place, FOR)).head);
  });

  it("is not asked after it was closed", async () => {
    const { prover, bench } = inWorker();
    bench.hang();
    const asked: Promise<unknown> = (prover satisfies Sealing).prepare(FORM, publicKey);
    prover.close();
    await expect(asked).rejects.toThrow("gone");
    await expect(prover.seal(place, FOR)).rejects.toBeInstanceOf(SealedError);
    expect(bench.asked).toEqual(["prepare"]);
    expect(bench.terminated).toBe(true);
  });
});
