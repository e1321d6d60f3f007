/** HTTP of docs/protocol.md §11: session token, reads, acts; errors with a code and words in both languages. */
import { encodeCanonical } from "./canonical.ts";
import { randomBytes, type Signer, sign } from "./crypto.ts";
import { b64u } from "./encoding.ts";
import type { Bilingual, Role } from "./types.ts";

/** An answer that is not the one asked for. `status` 0: the server was not reached. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  constructor(
    readonly status: number,
    readonly code: string,
    readonly words: Bilingual,
    readonly detail: Readonly<Record<string, unknown>> = {},
  ) {
    super(code);
  }
}

export interface ServerInfo {
  readonly key: string;
  readonly version: string;
  readonly demo: boolean;
  readonly time_ms: number;
  /** The hash of the seat pages that the server gives now (docs/protocol.md §14). */
  readonly pages?: string;
  readonly bodies: readonly { readonly id: string; readonly name: Bilingual; readonly kind: string }[];
  readonly empty: boolean;
}

export interface Session {
  readonly token: string;
  readonly expires_ms: number;
  readonly role: Role;
  readonly seat: string;
  readonly holder: string;
}

/** Who asks for a session: the terminal's key, its body and the server it trusts. */
export interface SessionKey {
  readonly signer: Signer;
  readonly body: string;
  readonly server: string;
}

const UNREACHABLE = new ApiError(0, "unreachable", {
  zh: "无法连接服务器",
  en: "The server cannot be reached",
});
/** A token is renewed this long before it ends, ms. */
const RENEW_BEFORE = 60_000;

/** What an answer that is not the one asked for says. */
export async function failure(response: Response): Promise<ApiError> {
  const answer = await response.json().catch(() => null);
  const error = answer?.error;
  if (typeof error?.code !== "string") {
    const words = {
      zh: `服务器答复有误（${response.status}）`,
      en: `Unexpected answer (${response.status})`,
    };
    return new ApiError(response.status, "bad-answer", words);
  }
  return new ApiError(
    response.status,
    error.code,
    { zh: String(error.zh), en: String(error.en) },
    error.detail ?? {},
  );
}

/** Calls of one page. Without a session key only public reads and acts work. */
export class Api {
  #session: Promise<Session> | undefined;
  #offset = 0;

  constructor(
    private readonly key?: SessionKey,
    private readonly base = "",
  ) {}

  /** A public or signed-in read. `signedIn` sends the session token, made on first use. */
  async get<T>(path: string, signedIn = this.key !== undefined): Promise<T> {
    return (await this.#call(path, { method: "GET" }, signedIn)).json() as Promise<T>;
  }

  /** A POST of JSON without a token: acts carry their own signature. */
  async post<T>(path: string, body: unknown): Promise<T> {
    const init = {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    };
    return (await this.#call(path, init, false)).json() as Promise<T>;
  }

  /** A signed-in POST of JSON or, given a file, of its bytes with its name (`roster-preview`, `plan-preview`). */
  async preview<T>(path: string, body: unknown): Promise<T> {
    const file = body instanceof File;
    const headers: Record<string, string> = file
      ? { "Content-Type": "application/octet-stream", "X-Filename": encodeURIComponent(body.name) }
      : { "Content-Type": "application/json" };
    const init = { method: "POST", headers, body: file ? body : JSON.stringify(body) };
    return (await this.#call(path, init, true)).json() as Promise<T>;
  }

  /** A signed-in download, for the bundle. */
  async blob(path: string): Promise<Blob> {
    return (await this.#call(path, { method: "GET" }, true)).blob();
  }

  /** The present session; role, seat and holder of this key. */
  async session(): Promise<Session> {
    this.#session ??= this.#open();
    const held = await this.#session;
    if (held.expires_ms - RENEW_BEFORE > Date.now() + this.#offset) return held;
    this.#session = this.#open();
    return this.#session;
  }

  async #open(): Promise<Session> {
    try {
      if (!this.key) throw new Error("no session key");
      const { signer, body, server } = this.key;
      const { time_ms } = await this.get<ServerInfo>("/v1/server", false);
      this.#offset = time_ms - Date.now();
      const document = encodeCanonical({
        v: 1,
        type: "session",
        actor: b64u(signer.publicKey),
        server,
        body,
        nonce: b64u(randomBytes(16)),
        time_ms,
      });
      const s = b64u(await sign(signer, "session", document));
      return await this.post<Session>("/v1/session", { b: b64u(document), s });
    } catch (error) {
      this.#session = undefined;
      throw error;
    }
  }

  async #call(path: string, init: RequestInit, signedIn: boolean, retry = true): Promise<Response> {
    const headers = new Headers(init.headers);
    if (signedIn) headers.set("Authorization", `Bearer ${(await this.session()).token}`);
    const response = await fetch(this.base + path, { ...init, headers, cache: "no-store" }).catch(() => {
      throw UNREACHABLE;
    });
    if (response.ok) return response;
    if (response.status === 401 && signedIn && retry) {
      this.#session = undefined;
      return this.#call(path, init, signedIn, false);
    }
    throw await failure(response);
  }
}
