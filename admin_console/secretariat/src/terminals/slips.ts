/** Enrolment codes made on this page: their texts exist in its memory only, never on the server or on disk. */
import { randomBytes, signerOfCode } from "@hemicycle/kit/crypto";
import { b64u, crockford } from "@hemicycle/kit/encoding";
import { Observable } from "@hemicycle/kit/store";
import type { Role } from "@hemicycle/kit/types";

/** A code as it stands on its card. */
export interface Slip {
  /** C, b64u: how the register knows it. */
  readonly key: string;
  /** The 16 characters. */
  readonly code: string;
  readonly role: Role;
  readonly seat: string;
  readonly holder: string;
  readonly expires_ms: number;
}

/** What a code is for. */
export type SlipFor = Pick<Slip, "role" | "seat" | "holder">;

/** How many codes are made before the page may draw again. */
const BATCH = 32;

/** A fresh code: 80 random bits. */
export async function makeSlip(wanted: SlipFor, expires_ms: number): Promise<Slip> {
  const code = crockford(randomBytes(10));
  const { publicKey } = await signerOfCode(code);
  return { ...wanted, key: b64u(publicKey), code, expires_ms };
}

/** Codes for many; `progress` hears how many are made. */
export async function makeSlips(
  wanted: readonly SlipFor[],
  expires_ms: number,
  progress: (made: number) => void,
): Promise<Slip[]> {
  const slips: Slip[] = [];
  for (const each of wanted) {
    slips.push(await makeSlip(each, expires_ms));
    if (slips.length % BATCH !== 0) continue;
    progress(slips.length);
    await new Promise((resume) => setTimeout(resume));
  }
  return slips;
}

/** The code as the register gets it: without its text. */
export function publicPart(slip: Slip): Omit<Slip, "code"> {
  const { code: _, ...rest } = slip;
  return rest;
}

/** The slips of this page, newest last; whether they were printed is remembered too. */
export class SlipBox {
  readonly slips = new Observable<readonly Slip[]>([]);
  #printed = new Set<string>();

  add(slips: readonly Slip[]): void {
    this.slips.value = [...this.slips.value, ...slips];
  }

  /** Forgets the codes that can no longer be used. */
  keepOnly(usable: ReadonlySet<string>): void {
    const kept = this.slips.value.filter(({ key }) => usable.has(key));
    if (kept.length !== this.slips.value.length) this.slips.value = kept;
  }

  markPrinted(): void {
    for (const { key } of this.slips.value) this.#printed.add(key);
  }

  /** Codes that would be lost with the page. */
  get unprinted(): number {
    return this.slips.value.filter(({ key }) => !this.#printed.has(key)).length;
  }
}
