/** Enrolment of docs/protocol.md §4: a code from the link or typed, the terminal's key, the server's key pinned. */
import { submitAct } from "./acts.ts";
import { Api, ApiError, type SessionKey } from "./api.ts";
import { generateKey, type Signer, type StoredKey, signerOf, signerOfCode } from "./crypto.ts";
import { b64u, normalizeCode, unb64u } from "./encoding.ts";
import { read, remove, write } from "./idb.ts";
import type { ToldPages } from "./pages.ts";
import type { Bilingual, CodeInfo, Role } from "./types.ts";

/** Pages of one browser keep separate identities. */
export type Page =
  | "seat"
  | "hall"
  | "chair"
  | "secretariat"
  | "scrutineer"
  | "teller"
  | "operator"
  | "history"
  | "door";

/** What a terminal knows of the scrutineers from outside the server: the pin it was given or shown, and whether it is theirs. */
export interface KnownPin {
  readonly pin: string;
  readonly holds: boolean;
}

/** What a terminal is after enrolment. */
export interface Identity extends SessionKey {
  readonly role: Role;
  readonly seat: string;
  readonly holder: string;
  readonly name: Bilingual;
  /** Absent or null: nobody told it yet. */
  readonly scrutineers?: KnownPin | null;
  /** The pages that it told of last; absent: it never did. */
  readonly pages?: ToldPages | null;
}

interface StoredIdentity {
  readonly key: StoredKey;
  readonly body: string;
  readonly server: string;
  readonly role: Role;
  readonly seat: string;
  readonly holder: string;
  readonly name: Bilingual;
  readonly scrutineers?: KnownPin | null;
  /** The pages that it told of last; absent: it never did. */
  readonly pages?: ToldPages | null;
}

function revive(stored: StoredIdentity): Identity {
  const { key, ...rest } = stored;
  return { ...rest, signer: signerOf(key) };
}

/** The identity that this page enrolled before, if any. */
export async function loadIdentity(page: Page): Promise<Identity | null> {
  const stored = await read<StoredIdentity>("identities", page);
  return stored ? revive(stored) : null;
}

export function forgetIdentity(page: Page): Promise<void> {
  return remove("identities", page);
}

/** Keeps a key that was made active by another act than `enrol` (`body-create`, `admin-enrol`). */
export async function keepIdentity(page: Page, stored: StoredIdentity): Promise<Identity> {
  await write("identities", page, stored);
  return revive(stored);
}

/** Keeps with a page's identity what it learnt of the scrutineers. */
export async function keepPin(page: Page, scrutineers: KnownPin): Promise<void> {
  const stored = await read<StoredIdentity>("identities", page);
  if (stored) await write("identities", page, { ...stored, scrutineers });
}

/** Keeps with a page's identity which pages it told of. */
export async function keepPages(page: Page, pages: ToldPages): Promise<void> {
  const stored = await read<StoredIdentity>("identities", page);
  if (stored) await write("identities", page, { ...stored, pages });
}

/** What a card or the sheet on the wall says in a link's fragment (`#code=…&scrutineers=…`); null where it says nothing. */
export interface CardLink {
  readonly code: string | null;
  /** The scrutineers' pin. */
  readonly pin: string | null;
}

function soundPin(text: string | null): string | null {
  try {
    return text === null ? null : b64u(unb64u(text, 32));
  } catch {
    return null;
  }
}

/** The link's fragment, removed from the address so that it is not left in the history. */
export function linkFromAddress(): CardLink {
  const said = new URLSearchParams(location.hash.slice(1));
  const link = { code: said.get("code"), pin: soundPin(said.get("scrutineers")) };
  if (link.code !== null || link.pin !== null)
    history.replaceState(null, "", location.pathname + location.search);
  return link;
}

/** The code of {@link linkFromAddress}. */
export function codeFromAddress(): string | null {
  return linkFromAddress().code;
}

const REFUSALS = {
  used: { zh: "此码已使用过，请向工作人员领取新码", en: "This code has been used. Ask staff for a new one." },
  cancelled: {
    zh: "此码已作废，请向工作人员领取新码",
    en: "This code was cancelled. Ask staff for a new one.",
  },
  expired: { zh: "此码已过期，请向工作人员领取新码", en: "This code has expired. Ask staff for a new one." },
} as const satisfies Record<Exclude<CodeInfo["state"], "open">, Bilingual>;

/** A code that can be used: what it is for, and its key. */
export interface OpenCode {
  readonly info: CodeInfo;
  readonly cosigner: Signer;
}

/**
 * Looks a typed code up. @throws EncodingError `bad-code` · ApiError `code-used`, `code-cancelled`, `code-expired`,
 * `code-wrong-role` and the server's own
 */
export async function lookUpCode(api: Api, typed: string, roles: readonly Role[]): Promise<OpenCode> {
  const cosigner = await signerOfCode(normalizeCode(typed));
  const info = await api.get<CodeInfo>(`/v1/codes/${b64u(cosigner.publicKey)}`, false);
  if (info.state !== "open") throw new ApiError(409, `code-${info.state}`, REFUSALS[info.state]);
  if (!roles.includes(info.role)) {
    const words = { zh: "此码不是用于本页面的", en: "This code is not for this page." };
    throw new ApiError(409, "code-wrong-role", words);
  }
  return { info, cosigner };
}

/**
 * Makes the terminal's key, enrols it with the code and keeps it with the server's key and the pin of its card, if it has one;
 * `pages` is what it runs, if it tells.
 * @throws as {@link lookUpCode}
 */
export async function enrol(
  page: Page,
  typed: string,
  roles: readonly Role[],
  device: string,
  pin: string | null = null,
  pages: ToldPages | null = null,
): Promise<Identity> {
  const api = new Api();
  const { info, cosigner } = await lookUpCode(api, typed, roles);
  const key = await generateKey();
  const signer = signerOf(key);
  const { body, server, role, seat, holder, name, head } = info;
  const told = pages ? { pages: { ...pages } } : {};
  const members = { code: b64u(cosigner.publicKey), device: device.slice(0, 200), ...told };
  const request = { log: `body.${body}`, type: "enrol", after: head, members };
  await submitAct(api, request, signer, cosigner);
  const scrutineers = pin === null ? null : { pin, holds: true };
  return keepIdentity(page, { key, body, server, role, seat, holder, name, scrutineers, pages });
}
