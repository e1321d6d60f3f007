/** Becoming an administrator by an installation code: founding a body or joining one (docs/protocol.md §4). */
import { EMPTY_LOG, submitAct } from "@hemicycle/kit/acts";
import type { Api, ServerInfo } from "@hemicycle/kit/api";
import { generateKey, type Signer, signerOf } from "@hemicycle/kit/crypto";
import { b64u } from "@hemicycle/kit/encoding";
import { type Identity, keepIdentity } from "@hemicycle/kit/enrol";
import type { Bilingual, Head } from "@hemicycle/kit/types";

/** A body as the server lists it. */
export type BodyEntry = ServerInfo["bodies"][number] & { readonly head: Head };

export interface Founding {
  readonly id: string;
  readonly kind: string;
  /** "" where it is left open, and of a kind that has none. */
  readonly level: string;
  readonly name: Bilingual;
  readonly holder: string;
}

/** What is wrong with a form: keys of the page's texts. */
export type FormFault = "needName" | "needHolder" | "badId" | "idTaken";

/** An id for a body from its English name; "" if nothing of it can be used. */
export function suggestedId(english: string): string {
  return english
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/['’]s?\b/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40)
    .replace(/-+$/, "");
}

export function faultOf(founding: Founding, taken: readonly string[]): FormFault | null {
  const { id, name, holder } = founding;
  if (!name.zh.trim() && !name.en.trim()) return "needName";
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(id)) return "badId";
  if (taken.includes(id)) return "idTaken";
  return holder.trim() ? null : "needHolder";
}

interface Joining {
  readonly body: string;
  readonly name: Bilingual;
  readonly holder: string;
}

async function become(
  api: Api,
  server: string,
  cosigner: Signer,
  type: "body-create" | "admin-enrol",
  after: Head,
  joining: Joining,
  members: Readonly<Record<string, string | { zh: string; en: string }>>,
): Promise<Identity> {
  const key = await generateKey();
  const { body, name } = joining;
  const holder = joining.holder.trim();
  const request = {
    log: `body.${body}`,
    type,
    after,
    members: { ...members, code: b64u(cosigner.publicKey), holder },
  };
  await submitAct(api, request, signerOf(key), cosigner);
  return keepIdentity("secretariat", { key, body, server, role: "secretariat", seat: "", holder, name });
}

/** Founds a body; this device becomes its first administrator. @throws ApiError */
export function found(api: Api, server: string, cosigner: Signer, founding: Founding): Promise<Identity> {
  const { id, kind, level, holder } = founding;
  const name = { zh: founding.name.zh.trim(), en: founding.name.en.trim() };
  return become(
    api,
    server,
    cosigner,
    "body-create",
    EMPTY_LOG,
    { body: id, name, holder },
    { id, kind, name, ...(level ? { level } : {}) },
  );
}

/** Becomes an administrator of a body. @throws ApiError */
export function join(
  api: Api,
  server: string,
  cosigner: Signer,
  body: BodyEntry,
  holder: string,
): Promise<Identity> {
  return become(
    api,
    server,
    cosigner,
    "admin-enrol",
    body.head,
    { body: body.id, name: body.name, holder },
    {},
  );
}
