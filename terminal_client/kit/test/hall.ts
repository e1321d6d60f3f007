/** A small WebSocket server for tests: the challenge and the welcome of §12 for real, frames as the test answers them. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type WebSocket as Peer, WebSocketServer } from "ws";
import { decodeCanonical } from "../src/canonical.ts";
import { randomBytes, verify } from "../src/crypto.ts";
import { b64u, unb64u } from "../src/encoding.ts";

interface AuthBody {
  readonly actor: string;
  readonly nonce: string;
  readonly server: string;
  readonly host: string;
  readonly sitting: string;
}
export type Frame = Readonly<Record<string, unknown>> & { readonly t: string };
export type Answer = (frame: Frame, peer: Peer) => Frame | null | Promise<Frame | null>;

export class Hall {
  /** What clients sent after their welcome, in order. */
  readonly heard: Frame[] = [];
  connections = 0;
  #server: WebSocketServer;

  readonly port: number;

  private constructor(
    server: WebSocketServer,
    private readonly key: string,
    public answer: Answer,
  ) {
    this.#server = server;
    // A greeting may still be under way when the server is closed and has no address any more.
    this.port = (server.address() as AddressInfo).port;
    server.on("connection", (peer) => void this.#greet(peer));
  }

  static async open(key: string, answer: Answer, port = 0): Promise<Hall> {
    const server = new WebSocketServer({ host: "127.0.0.1", port });
    await once(server, "listening");
    return new Hall(server, key, answer);
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/v1/ws`;
  }

  /** Cuts every connection with a close code. */
  cut(code: number): void {
    for (const peer of this.#server.clients) peer.close(code);
  }

  say(frame: Frame): void {
    for (const peer of this.#server.clients) peer.send(JSON.stringify(frame));
  }

  async close(): Promise<void> {
    for (const peer of this.#server.clients) peer.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #greet(peer: Peer): Promise<void> {
    this.connections += 1;
    const nonce = b64u(randomBytes(32));
    peer.send(JSON.stringify({ t: "challenge", nonce, server: this.key, time_ms: 0 }));
    const [data] = await once(peer, "message");
    const auth = JSON.parse(String(data));
    const bytes = unb64u(auth.b);
    const body = decodeCanonical(bytes) as unknown as AuthBody;
    const sound = await verify(unb64u(body.actor, 32), unb64u(auth.s, 64), "auth", bytes);
    const meant = body.nonce === nonce && body.server === this.key && body.host === `127.0.0.1:${this.port}`;
    if (!sound || !meant) {
      peer.send(JSON.stringify({ t: "bye", code: "auth-failed" }));
      peer.close(4401);
      return;
    }
    peer.on("message", async (message) => {
      const frame = JSON.parse(String(message)) as Frame;
      if (frame.t !== "ping") this.heard.push(frame);
      const answer = await this.answer(frame, peer);
      if (answer) peer.send(JSON.stringify({ ...answer, r: frame.r }));
    });
    const member = { id: "m1", name: "甲", latin: "", delegation: "" };
    const time_ms = Date.now() + 3_600_000;
    peer.send(
      JSON.stringify({
        t: "welcome",
        role: "deputy",
        seat: "s1",
        holder: "",
        member,
        time_ms,
        sitting: body.sitting,
      }),
    );
  }
}
