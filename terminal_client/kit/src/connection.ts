/**
 * The WebSocket of docs/protocol.md §12: challenge, frames, requests by number, pings, reconnecting with jitter.
 * It knows nothing of ballots; what is pending is the caller's, who hears of every welcome.
 */
import { encodeCanonical } from "./canonical.ts";
import { sign } from "./crypto.ts";
import { b64u, unb64u } from "./encoding.ts";
import type { Identity } from "./enrol.ts";
import { Observable } from "./store.ts";
import type { ChallengeFrame, ErrorFrame, PongFrame, ServerFrame } from "./types.ts";

/** Why a connection will not be tried again. */
export type Stop = "revoked" | "replaced" | "wrong-server";

export interface ConnectionStatus {
  readonly phase: "connecting" | "online" | "offline" | "stopped";
  /** Failed attempts since the last welcome. */
  readonly attempts: number;
  readonly stop: Stop | null;
  /** The code with which the server closed the last connection, if it said one. */
  readonly bye: string | null;
}

/** A request that got no answer: `disconnected`, or the server's error. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  constructor(
    readonly code: string,
    readonly words: { readonly zh: string; readonly en: string } | null = null,
  ) {
    super(code);
  }
}

export interface ConnectionOptions {
  readonly identity: Pick<Identity, "signer" | "body" | "server">;
  readonly sitting: string;
  /** Hears every frame but the challenge and pongs, in order. */
  readonly onFrame: (frame: ServerFrame) => void;
  /** `ws://…` or `wss://…`; the page's own server unless told. */
  readonly url?: string;
  /** The server's host, where the page is given by a kiosk and its own host is the kiosk's. */
  readonly host?: string;
  /** 0 ≤ x < 1, for jitter. */
  readonly random?: () => number;
}

interface Waiting {
  readonly resolve: (frame: ServerFrame) => void;
  readonly reject: (error: RequestError) => void;
}

const PING_EVERY_MS = 5000;
const ANSWER_WITHIN_MS = 4000;
const STOPS: Readonly<Record<number, Stop>> = { 4403: "revoked", 4409: "replaced" };

/** Delay before attempt `attempts + 1`: 0.2 s doubling to 2 s, each shortened by up to half, never under 0.2 s. */
export function backoff(attempts: number, random: () => number): number {
  const longest = Math.min(2000, 200 * 2 ** attempts);
  return Math.max(200, longest * (1 - random() / 2));
}

function ownUrl(): string {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/v1/ws`;
}

export class Connection {
  readonly status = new Observable<ConnectionStatus>({
    phase: "connecting",
    attempts: 0,
    stop: null,
    bye: null,
  });
  readonly #url: string;
  #socket: WebSocket | null = null;
  #waiting = new Map<number, Waiting>();
  #next = 1;
  #offset = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #ping: ReturnType<typeof setInterval> | undefined;
  #answer: ReturnType<typeof setTimeout> | undefined;
  #bye: string | null = null;
  #ended = false;

  constructor(private readonly options: ConnectionOptions) {
    this.#url = options.url ?? ownUrl();
  }

  /** The server's clock, ms. */
  now(): number {
    return Date.now() + this.#offset;
  }

  start(): void {
    this.#ended = false;
    globalThis.addEventListener?.("online", this.#soon);
    this.#open();
  }

  /** Closes for good; waiting requests are rejected. */
  end(): void {
    this.#ended = true;
    globalThis.removeEventListener?.("online", this.#soon);
    clearTimeout(this.#retry);
    this.#drop();
  }

  /** Sends a frame and waits for the answer with its number. @throws RequestError `disconnected` or the server's code */
  request<T extends ServerFrame>(
    frame: { readonly t: string } & Readonly<Record<string, unknown>>,
  ): Promise<T> {
    const socket = this.#socket;
    if (!socket || this.status.value.phase !== "online")
      return Promise.reject(new RequestError("disconnected"));
    const r = this.#next++;
    const answer = new Promise<ServerFrame>((resolve, reject) => this.#waiting.set(r, { resolve, reject }));
    socket.send(JSON.stringify({ ...frame, r }));
    this.#answer ??= setTimeout(() => this.#lost(socket), ANSWER_WITHIN_MS);
    return answer as Promise<T>;
  }

  readonly #soon = (): void => {
    if (this.#retry === undefined) return;
    clearTimeout(this.#retry);
    this.#open();
  };

  #open(): void {
    this.#retry = undefined;
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    this.#answer = setTimeout(() => this.#lost(socket), 2 * ANSWER_WITHIN_MS);
    socket.onmessage = (event) => this.#receive(socket, JSON.parse(String(event.data)) as ServerFrame);
    socket.onclose = (event) => this.#lost(socket, event.code);
  }

  #receive(socket: WebSocket, frame: ServerFrame): void {
    if (socket !== this.#socket) return;
    if (frame.t === "challenge") {
      void this.#authenticate(socket, frame);
      return;
    }
    if (frame.t === "bye") this.#bye = frame.code;
    if (frame.t === "welcome") this.#welcomed(frame.time_ms);
    if (frame.t === "pong") this.#clock(frame);
    else this.options.onFrame(frame);
    const waiting = "r" in frame && frame.r !== undefined ? this.#take(frame.r) : undefined;
    if (!waiting) return;
    if (frame.t === "error") waiting.reject(errorOf(frame));
    else waiting.resolve(frame);
  }

  async #authenticate(socket: WebSocket, challenge: ChallengeFrame): Promise<void> {
    const { identity, sitting } = this.options;
    if (challenge.server !== identity.server) {
      this.#stop("wrong-server");
      return;
    }
    unb64u(challenge.nonce, 32);
    const body = encodeCanonical({
      v: 1,
      type: "auth",
      actor: b64u(identity.signer.publicKey),
      server: identity.server,
      nonce: challenge.nonce,
      body: identity.body,
      sitting,
      host: this.options.host ?? new URL(this.#url).host,
    });
    const s = b64u(await sign(identity.signer, "auth", body));
    if (socket === this.#socket) socket.send(JSON.stringify({ t: "auth", b: b64u(body), s }));
  }

  #welcomed(time_ms: number): void {
    clearTimeout(this.#answer);
    this.#answer = undefined;
    this.#offset = time_ms - Date.now();
    this.#ping = setInterval(() => void this.request({ t: "ping" }).catch(() => undefined), PING_EVERY_MS);
    this.status.value = { phase: "online", attempts: 0, stop: null, bye: null };
  }

  #clock(pong: PongFrame): void {
    this.#offset = pong.time_ms - Date.now();
  }

  #take(r: number): Waiting | undefined {
    const waiting = this.#waiting.get(r);
    this.#waiting.delete(r);
    clearTimeout(this.#answer);
    this.#answer = undefined;
    const socket = this.#socket;
    if (this.#waiting.size > 0 && socket)
      this.#answer = setTimeout(() => this.#lost(socket), ANSWER_WITHIN_MS);
    return waiting;
  }

  #lost(socket: WebSocket, code = 0): void {
    if (socket !== this.#socket) return;
    const stop = STOPS[code];
    if (stop) {
      this.#stop(stop);
      return;
    }
    this.#drop();
    if (this.#ended) return;
    const { attempts } = this.status.value;
    this.status.value = { phase: "offline", attempts: attempts + 1, stop: null, bye: this.#bye };
    this.#bye = null;
    this.#retry = setTimeout(() => this.#open(), backoff(attempts, this.options.random ?? Math.random));
  }

  #stop(stop: Stop): void {
    this.end();
    this.status.patch({ phase: "stopped", stop });
  }

  #drop(): void {
    clearInterval(this.#ping);
    clearTimeout(this.#answer);
    this.#answer = undefined;
    const socket = this.#socket;
    this.#socket = null;
    if (socket) {
      socket.onmessage = null;
      socket.onclose = null;
      socket.close();
    }
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(new RequestError("disconnected"));
  }
}

function errorOf(frame: ErrorFrame): RequestError {
  return new RequestError(frame.code, { zh: frame.zh, en: frame.en });
}
