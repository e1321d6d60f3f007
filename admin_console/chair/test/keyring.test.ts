import { type Api, ApiError } from "@hemicycle/kit/api";
import { b64u, unb64u } from "@hemicycle/kit/encoding";
import type { Identity } from "@hemicycle/kit/enrol";
import type { State } from "@hemicycle/kit/types";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type SealedSitting, sealSitting } from "../../../terminal_client/seat/test/sealedbox.ts";
import { sampleState } from "../dev/samples.ts";
import { sampleSeal, secretState } from "../dev/secret.ts";
import { Keyring } from "../src/keyring.ts";

/** On a loaded machine too. */
const PATIENCE = { timeout: 120_000 };
const SERVER = b64u(new Uint8Array(32).fill(7));
const KEYS = [{ key: "k", role: "scrutineer", holder: "韩秀英", state: "active" }];

/** A console with this key, and what it asked for. */
function console_(key: string, seal: () => Promise<unknown>, server = SERVER) {
  const asked: string[] = [];
  const identity = { signer: { publicKey: unb64u(key, 32) }, body: "b", server } as unknown as Identity;
  const get = (path: string) => {
    asked.push(path);
    return path.endsWith("/seal") ? seal() : Promise.resolve({ keys: KEYS });
  };
  return { keyring: new Keyring(identity, "s", { get } as unknown as Api), asked };
}

const sealedBy = (digest: string): State =>
  secretState("approved", null, {}, sampleSeal("ready", { digest }));
const settled = () => vi.waitFor(() => undefined);

describe("the keys for secret votes, as this console knows them", () => {
  let sitting: SealedSitting;
  beforeEach(async () => {
    sitting = await sealSitting(SERVER);
  });
  afterEach(() => vi.useRealTimers());

  const own = () => sitting.keys.chairs[0] ?? "";
  async function judged(key: string, state: State, server = SERVER) {
    const { keyring } = console_(key, () => Promise.resolve(sitting.document), server);
    keyring.follow(state);
    await vi.waitFor(() => expect(keyring.keys.value.state).not.toBe("checking"), PATIENCE);
    return keyring.keys.value.state;
  }

  test("are good if the seals hold, come to the digest shown, under its server, and name it among the chairs", async () => {
    expect(await judged(own(), sealedBy(sitting.keys.seal))).toBe("good");
    expect(await judged(SERVER, sealedBy(sitting.keys.seal))).toBe("other-chair");
    expect(await judged(own(), sealedBy(SERVER))).toBe("bad");
    expect(await judged(own(), sealedBy(sitting.keys.seal), b64u(new Uint8Array(32)))).toBe("bad");
  });

  test("are asked for again while the server can't be reached", async () => {
    vi.useFakeTimers();
    let away = true;
    const { keyring, asked } = console_(own(), () =>
      away
        ? Promise.reject(new ApiError(0, "unreachable", { zh: "", en: "" }))
        : Promise.resolve(sitting.document),
    );
    keyring.follow(sealedBy(sitting.keys.seal));
    await vi.advanceTimersByTimeAsync(100);
    expect([asked.length, keyring.keys.value.state]).toEqual([1, "checking"]);
    away = false;
    await vi.advanceTimersByTimeAsync(2000);
    vi.useRealTimers();
    await vi.waitFor(() => expect(keyring.keys.value.state).toBe("good"), PATIENCE);
  });

  test("who would make them is read only where a secret vote lacks them", async () => {
    const { keyring, asked } = console_(own(), () => Promise.resolve(sitting.document));
    keyring.follow(sampleState("approved"));
    await settled();
    expect(asked).toEqual([]);
    keyring.follow(secretState("approved", null, {}, null));
    await vi.waitFor(() => expect(keyring.keys.value.people?.scrutineers).toHaveLength(1), PATIENCE);
    expect(asked).toEqual(["/v1/bodies/b/register"]);
  });
});
