/** Signed acts of docs/protocol.md §2–§3: made here, sent by HTTP or in a frame. */
import { type Api, ApiError } from "./api.ts";
import { encodeCanonical, type Json } from "./canonical.ts";
import { digest, randomBytes, type Signer, sign } from "./crypto.ts";
import { type Bytes, b64u } from "./encoding.ts";
import type { Head } from "./types.ts";

/** A document as it travels: body, signature and, where asked for, the code's co-signature, in b64u. */
export interface SignedDocument {
  readonly b: string;
  readonly s: string;
  readonly c?: string;
}

/** What the server answers to an act: its number, the chain digest and its id. */
export interface Appended {
  readonly n: number;
  readonly d: string;
  readonly id: string;
}

export interface ActRequest {
  /** `body.<id>` or `sitting.<id>`. */
  readonly log: string;
  readonly type: string;
  /** The latest act of the log that the actor knew; {@link EMPTY_LOG} for the first. */
  readonly after: Head;
  /** The members of this type beside the common ones. */
  readonly members: Readonly<Record<string, Json>>;
}

export const EMPTY_LOG: Head = { n: -1, d: b64u(new Uint8Array(32)) };

/** The canonical bytes of an act with fresh nonce and time. */
export function actBody(request: ActRequest, actor: Bytes, now: Date = new Date()): Bytes {
  const { log, type, after, members } = request;
  return encodeCanonical({
    ...members,
    v: 1,
    type,
    log,
    actor: b64u(actor),
    after: { n: after.n, d: after.d },
    nonce: b64u(randomBytes(16)),
    time: now.toISOString(),
  });
}

/** Makes and signs an act; `cosigner` is the key of the enrolment code or attendance card where the act asks for it. */
export async function signAct(
  request: ActRequest,
  signer: Signer,
  cosigner?: Signer,
  tag: "code" | "card" = "code",
): Promise<SignedDocument> {
  const body = actBody(request, signer.publicKey);
  const s = b64u(await sign(signer, "act", body));
  const document = { b: b64u(body), s };
  return cosigner ? { ...document, c: b64u(await sign(cosigner, tag, body)) } : document;
}

/** `D("act"; body)`. */
export function actId(body: Bytes): Promise<Bytes> {
  return digest("act", body);
}

/** Signs several acts of one log and appends all of them or none (docs/documents.md §5). @throws ApiError with the server's reason */
export async function submitActs(
  api: Api,
  requests: readonly ActRequest[],
  signer: Signer,
): Promise<readonly Appended[]> {
  const acts = await Promise.all(requests.map((request) => signAct(request, signer)));
  const { log } = requests[0] ?? { log: "" };
  return (await api.post<{ acts: readonly Appended[] }>(`/v1/logs/${log}/batch`, { acts })).acts;
}

/** Signs an act and appends it to its log. @throws ApiError with the server's reason */
export async function submitAct(
  api: Api,
  request: ActRequest,
  signer: Signer,
  cosigner?: Signer,
): Promise<Appended> {
  const document = await signAct(request, signer, cosigner);
  return api.post<Appended>(`/v1/logs/${request.log}/acts`, document);
}

/** As {@link submitAct}; if no answer comes the same bytes go again, which the server answers as before. */
export async function submitTwice(api: Api, request: ActRequest, signer: Signer): Promise<Appended> {
  const document = await signAct(request, signer);
  const post = () => api.post<Appended>(`/v1/logs/${request.log}/acts`, document);
  return post().catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 0) return post();
    throw error;
  });
}
