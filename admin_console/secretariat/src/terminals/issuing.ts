/** Issuing, cancelling, revoking and replacing: codes are made here, the register gets their public keys (docs/protocol.md §4). */
import type { Desk } from "../desk.ts";
import type { CodeEntry, KeyEntry } from "../register.ts";
import { makeSlip, makeSlips, publicPart, type Slip, type SlipFor } from "./slips.ts";

const DAY_MS = 24 * 3600 * 1000;

export function forSeat(seat: string): SlipFor {
  return { role: "deputy", seat, holder: "" };
}

/** Makes codes and has them written in one act; then they are on this page's cards. @throws ApiError */
export async function issue(
  desk: Desk,
  wanted: readonly SlipFor[],
  days: number,
  progress: (made: number) => void = () => undefined,
): Promise<readonly Slip[]> {
  const slips = await makeSlips(wanted, Date.now() + days * DAY_MS, progress);
  await desk.onBody("codes-issue", { codes: slips.map(publicPart) });
  desk.slips.add(slips);
  return slips;
}

/** Cancels an open or expired code. @throws ApiError */
export async function cancelCode(desk: Desk, code: CodeEntry): Promise<void> {
  await desk.onBody("code-cancel", { code: code.key });
}

export async function revoke(desk: Desk, key: KeyEntry, reason: string): Promise<void> {
  await desk.onBody("key-revoke", { key: key.key, reason });
}

/** Revokes a key and issues the code of the device that takes its place, in one act. @throws ApiError */
export async function replaceKey(desk: Desk, key: KeyEntry, reason: string, days: number): Promise<Slip> {
  const { role, seat, holder } = key;
  const slip = await makeSlip({ role, seat, holder }, Date.now() + days * DAY_MS);
  await desk.onBody("key-replace", { key: key.key, reason, code: publicPart(slip) });
  desk.slips.add([slip]);
  return slip;
}

/** Cancels a code whose text is lost and issues another. @throws ApiError */
export async function renewCode(desk: Desk, code: CodeEntry, days: number): Promise<Slip> {
  await cancelCode(desk, code);
  const { role, seat, holder } = code;
  const [slip] = await issue(desk, [{ role, seat, holder }], days);
  if (!slip) throw new RangeError("no code was made");
  return slip;
}
