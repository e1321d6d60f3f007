/** Terminals of present deputies that are not connected: which, and since when. Pure. */
import { bitAt } from "@hemicycle/kit/draw/seatmap";
import { unb64u } from "@hemicycle/kit/encoding";
import type { Attendance, PlanSeat, SeatBits, SeatPlan } from "@hemicycle/kit/types";

/** Ids of lost seats with the time at which each was first found so, ms. */
export type LostSince = ReadonlyMap<string, number>;

export interface LostSeat {
  readonly seat: PlanSeat;
  readonly seconds: number;
  /** Its ballot is in the box of the open vote. */
  readonly pressed: boolean;
}

/** A break as short as this mends itself: a page that is loaded again, a terminal that changes its access point. */
export const PATIENCE_S = 10;

/** After a break of the server everybody comes back within this time: who is lost is not told before, ms. */
export const RETURN_MS = 5000;

const NO_BITS = new Uint8Array();

/** Bits of a frame; none where the frame has none. */
export function bitsOf(bits: string | undefined): Uint8Array {
  return bits === undefined ? NO_BITS : unb64u(bits);
}

/** Tells of each place of the plan whether the deputy is present in the hall and the terminal not connected; never where nobody said. */
export function lostIn({ bits, online, by_video }: SeatBits): (index: number) => boolean {
  if (online === undefined) return () => false;
  const [present, connected, elsewhere] = [bitsOf(bits), bitsOf(online), bitsOf(by_video)];
  return (index) => bitAt(present, index) && !bitAt(connected, index) && !bitAt(elsewhere, index);
}

/** What is told of the seats, without whose terminal is connected while that is not yet settled. */
export function settledBits(told: Attendance & SeatBits, onlineForMs: number): Attendance & SeatBits {
  if (onlineForMs >= RETURN_MS) return told;
  const { online: _, ...rest } = told;
  return rest;
}

/** The seats lost now; who was lost before keeps the time. */
export function lostSince(before: LostSince, plan: SeatPlan | null, told: SeatBits, now: number): LostSince {
  const lost = lostIn(told);
  const ids = (plan?.seats ?? []).filter((_, i) => lost(i)).map(({ id }) => id);
  return new Map(ids.map((id) => [id, before.get(id) ?? now]));
}

/** Seats lost for longer than {@link PATIENCE_S}, the longest first. `pressed` are bits of the open vote. */
export function longLost(
  since: LostSince,
  plan: SeatPlan | null,
  pressed: string | undefined,
  now: number,
): readonly LostSeat[] {
  if (since.size === 0) return [];
  const has = bitsOf(pressed);
  return (plan?.seats ?? [])
    .flatMap((seat, i) => {
      const seconds = Math.floor((now - (since.get(seat.id) ?? now)) / 1000);
      return seconds > PATIENCE_S ? [{ seat, seconds, pressed: bitAt(has, i) }] : [];
    })
    .sort((a, b) => b.seconds - a.seconds);
}
