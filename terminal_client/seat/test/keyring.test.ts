import { ApiError } from "@hemicycle/kit/api";
import { generateKey, signerOf } from "@hemicycle/kit/crypto";
import { b64u } from "@hemicycle/kit/encoding";
import type { KnownPin } from "@hemicycle/kit/enrol";
import { pinText, type SealDocument, scrutineersPin } from "@hemicycle/kit/sealed/keys";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { Keyring, type Keys } from "../src/keyring.ts";
import { type SealedSitting, sealSitting } from "./sealedbox.ts";

let server: string;
let sitting: SealedSitting;
let pin: string;

beforeAll(async () => {
  server = b64u(signerOf(await generateKey()).publicKey);
  sitting = await sealSitting(server);
  pin = await scrutineersPin(sitting.keys.scrutineers);
});

interface Set {
  readonly ring: Keyring;
  readonly remembered: KnownPin[];
  readonly fetched: () => number;
}

function keyring(
  known: KnownPin | null,
  fetch: () => Promise<SealDocument> = async () => sitting.document,
): Set {
  const remembered: KnownPin[] = [];
  const asked = vi.fn(fetch);
  const remember = async (answer: KnownPin) => void remembered.push(answer);
  const ring = new Keyring({ sitting: "s", server, known, remember, fetch: asked });
  return { ring, remembered, fetched: () => asked.mock.calls.length };
}

function phase({ keys }: Keyring, wanted: Keys["phase"]): Promise<Keys> {
  return new Promise((resolve) => keys.subscribe((now) => now.phase === wanted && resolve(now)));
}

const other = b64u(new Uint8Array(32).fill(7));

describe("the scrutineers' keys", () => {
  it("54: are believed under the pin of the card", async () => {
    const { ring } = keyring({ pin, holds: true });
    ring.follow(sitting.keys.seal, 0);
    expect((await phase(ring, "ready")).set?.publicKey).toBe(sitting.keys.publicKey);
  });

  it("54: are not believed under another pin, without a seal, or with one by somebody else", async () => {
    const { ring } = keyring({ pin: other, holds: true });
    ring.follow(sitting.keys.seal, 0);
    expect((await phase(ring, "foreign")).set).toBeNull();

    const { start, seals } = sitting.document;
    for (const wrong of [seals.slice(1), [...seals.slice(1), seals[0]], [seals[0], seals[0], seals[2]]]) {
      const document = { start, seals: wrong as typeof seals };
      const lacking = keyring({ pin, holds: true }, async () => document).ring;
      lacking.follow(sitting.keys.seal, 0);
      expect((await phase(lacking, "false")).set).toBeNull();
      lacking.end();
    }
  });

  it("are not those of another sitting's seal that the state names", async () => {
    const { ring } = keyring({ pin, holds: true });
    ring.follow(other, 0);
    await phase(ring, "false");
    ring.end();
  });

  it("without a pin are compared by a person once, and the answer is kept", async () => {
    const { ring, remembered } = keyring(null);
    ring.follow(sitting.keys.seal, 0);
    expect((await phase(ring, "unconfirmed")).pin).toBe(pinText(pin));
    await ring.answer(true);
    await phase(ring, "ready");
    expect(remembered).toEqual([{ pin, holds: true }]);
    const again = keyring(remembered[0] ?? null).ring;
    again.follow(sitting.keys.seal, 0);
    await phase(again, "ready");
  });

  it("that a person denied stay denied; others are asked about anew", async () => {
    const { ring, remembered } = keyring(null);
    ring.follow(sitting.keys.seal, 0);
    await phase(ring, "unconfirmed");
    await ring.answer(false);
    await phase(ring, "foreign");
    const again = keyring(remembered[0] ?? null).ring;
    again.follow(sitting.keys.seal, 0);
    await phase(again, "foreign");
    const elsewhere = keyring({ pin: other, holds: false }).ring;
    elsewhere.follow(sitting.keys.seal, 0);
    await phase(elsewhere, "unconfirmed");
  });

  it("are fetched once for a seal, some time later or at once when a vote is near", async () => {
    const { ring, fetched } = keyring({ pin, holds: true });
    ring.follow(sitting.keys.seal, 60_000);
    ring.follow(sitting.keys.seal, 0);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(fetched()).toBe(0);
    ring.hurry();
    await phase(ring, "ready");
    ring.hurry();
    ring.follow(sitting.keys.seal, 0);
    expect(fetched()).toBe(1);
  });

  it("are given up when the ceremony is held again", async () => {
    const { ring } = keyring({ pin, holds: true });
    ring.follow(sitting.keys.seal, 0);
    await phase(ring, "ready");
    ring.follow("", 0);
    expect(ring.keys.value).toMatchObject({ phase: "none", set: null });
  });

  it("are asked for again when the server can't be reached", async () => {
    vi.useFakeTimers();
    try {
      let down = true;
      const away = new ApiError(0, "unreachable", { zh: "", en: "" });
      const { ring } = keyring({ pin, holds: true }, async () => {
        if (down) throw away;
        return sitting.document;
      });
      ring.follow(sitting.keys.seal, 0);
      await vi.advanceTimersByTimeAsync(10);
      expect(ring.keys.value.phase).toBe("checking");
      down = false;
      await vi.advanceTimersByTimeAsync(5000);
      vi.useRealTimers();
      await phase(ring, "ready");
    } finally {
      vi.useRealTimers();
    }
  });
});
