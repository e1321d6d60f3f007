import { afterEach, beforeEach, expect, it } from "vitest";
import { backoff, Connection, type ConnectionStatus } from "../src/connection.ts";
import { generateKey, type Signer, signerOf } from "../src/crypto.ts";
import { b64u } from "../src/encoding.ts";
import type { ServerFrame } from "../src/types.ts";
import { type Answer, Hall } from "./hall.ts";

let signer: Signer;
let server: string;
let hall: Hall;
let frames: ServerFrame[];
let made: Connection[] = [];

const echo: Answer = (frame) => ({ t: "pong", time_ms: 0, was: frame.t });

function connect(pinned = server): Connection {
  const connection = new Connection({
    identity: { signer, body: "b", server: pinned },
    sitting: "s",
    url: hall.url,
    onFrame: (frame) => frames.push(frame),
    random: () => 1,
  });
  made.push(connection);
  connection.start();
  return connection;
}

function until(
  connection: Connection,
  test: (status: ConnectionStatus) => boolean,
): Promise<ConnectionStatus> {
  return new Promise((resolve) => {
    const stop = connection.status.subscribe((status) => {
      if (!test(status)) return;
      queueMicrotask(() => stop());
      resolve(status);
    });
  });
}
const online = (status: ConnectionStatus) => status.phase === "online";

beforeEach(async () => {
  signer = signerOf(await generateKey());
  server = b64u((await generateKey()).publicKey);
  hall = await Hall.open(server, echo);
  frames = [];
  made = [];
});
afterEach(async () => {
  for (const connection of made) connection.end();
  await hall.close();
});

it("answers the challenge, takes the server's clock and matches answers to requests", async () => {
  const connection = connect();
  await until(connection, online);
  expect(Math.abs(connection.now() - Date.now() - 3_600_000)).toBeLessThan(1000);
  const answers = await Promise.all([connection.request({ t: "one" }), connection.request({ t: "two" })]);
  expect(answers.map((answer) => (answer as unknown as { was: string }).was)).toEqual(["one", "two"]);
  expect(frames.map((frame) => frame.t)).toEqual(["welcome"]);
});

it("rejects a request by the server's error", async () => {
  hall.answer = () => ({ t: "error", code: "rate-limited", zh: "慢", en: "slow" });
  const connection = connect();
  await until(connection, online);
  await expect(connection.request({ t: "cast" })).rejects.toMatchObject({
    code: "rate-limited",
    words: { zh: "慢" },
  });
});

it("rejects what waits when the connection breaks, connects again and counts attempts", async () => {
  hall.answer = () => null;
  const connection = connect();
  await until(connection, online);
  const waiting = connection.request({ t: "cast" });
  hall.cut(1012);
  await expect(waiting).rejects.toMatchObject({ code: "disconnected" });
  await expect(connection.request({ t: "cast" })).rejects.toMatchObject({ code: "disconnected" });
  expect(await until(connection, (status) => status.phase === "offline")).toMatchObject({ attempts: 1 });
  expect(await until(connection, online)).toMatchObject({ attempts: 0 });
  expect(hall.connections).toBe(2);
});

it("tries again while the server is away", async () => {
  const connection = connect();
  await until(connection, online);
  const { port } = hall;
  await hall.close();
  await until(connection, (status) => status.attempts >= 2);
  hall = await Hall.open(server, echo, port);
  await until(connection, online);
});

it.each([
  [4403, "revoked"],
  [4409, "replaced"],
] as const)("stops for good on %d", async (code, stop) => {
  const connection = connect();
  await until(connection, online);
  hall.cut(code);
  expect(await until(connection, (status) => status.phase === "stopped")).toMatchObject({ stop });
  expect(hall.connections).toBe(1);
});

it("does not sign for a server that is not the pinned one", async () => {
  const connection = connect(b64u((await generateKey()).publicKey));
  expect(await until(connection, (status) => status.phase === "stopped")).toMatchObject({
    stop: "wrong-server",
  });
  expect(frames).toEqual([]);
});

it("gives the server's parting code", async () => {
  const connection = connect();
  await until(connection, online);
  hall.say({ t: "bye", code: "slow-reader" });
  hall.cut(4408);
  expect(await until(connection, (status) => status.phase === "offline")).toMatchObject({
    bye: "slow-reader",
  });
});

it("waits 0.2 s doubling to 2 s, with jitter and never less", () => {
  expect([0, 1, 2, 3, 4, 9].map((attempts) => backoff(attempts, () => 0))).toEqual([
    200, 400, 800, 1600, 2000, 2000,
  ]);
  expect([0, 1, 2, 9].map((attempts) => backoff(attempts, () => 0.5))).toEqual([200, 300, 600, 1500]);
});
