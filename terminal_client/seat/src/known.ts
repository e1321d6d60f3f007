/** All that the seat page knows at a moment, and the deputy's place in it. */
import type { ConnectionStatus } from "@hemicycle/kit/connection";
import { firstPressCounts } from "@hemicycle/kit/house";
import type { OwnPages } from "@hemicycle/kit/pages";
import type { SittingModel } from "@hemicycle/kit/store";
import type { Choice, MemberRole, PlanSeat, SeatPlan, State } from "@hemicycle/kit/types";
import type { Desk } from "./desk.ts";
import type { Keys } from "./keyring.ts";
import type { Stored } from "./stored.ts";
import type { Vote } from "./vote.ts";

export interface Known {
  readonly seat: string;
  readonly status: ConnectionStatus;
  /** null: the body has no sitting; undefined: not known yet. */
  readonly sitting: string | null | undefined;
  readonly model: SittingModel;
  readonly plan: SeatPlan | null;
  /** The scrutineers' keys, for secret votes. */
  readonly keys: Keys;
  readonly vote: Vote | null;
  /** What was marked on a ballot with names, and not cast yet. */
  readonly desk: Desk | null;
  readonly covered: boolean;
  /** Whether a sealed ballot waits for the deputy to cast or challenge it. */
  readonly challenging: boolean;
  /** The declared division whose result the deputy has put away. */
  readonly dismissed: string;
  /** Trying the keys: null when not, "none" before the first press. Never leaves the page. */
  readonly practice: Choice | "none" | null;
  /** Where the first press counts: the one that waits to be confirmed. */
  readonly asked?: Choice | null;
  /** A ballot that waits here since an earlier page; only before anything is known from the server. */
  readonly stored?: Stored | null;
  /** Which pages these are; null where nobody tells it. */
  readonly pages?: OwnPages | null;
  /** Whether newer pages wait. */
  readonly newer?: boolean;
  /** Whether a recorded ballot sounds. */
  readonly sound?: boolean;
  readonly checkingIn: boolean;
  /** Words of the last failure of a check-in. */
  readonly failure: string;
}

export type PlaceKind = "present" | "absent" | "not-open" | "closed" | "attendee";

export function ownSeat(plan: SeatPlan | null, seat: string): PlanSeat | null {
  return plan?.seats.find((one) => one.id === seat) ?? null;
}

export function placeOf(known: Known, state: State): PlaceKind {
  const role = ownSeat(known.plan, known.seat)?.role as MemberRole | undefined;
  if (role === "attendee" || role === "observer") return "attendee";
  if (state.sitting.state === "closed") return "closed";
  if (state.sitting.state === "created") return "not-open";
  return known.model.mine?.checked_in ? "present" : "absent";
}

/** Whether the first press counts and none after it: as the opening says that is signed, else the sitting's profile. */
export function isFinal({ model, vote }: Known): boolean {
  const { open, sitting } = model.state ?? {};
  const opening = vote && vote.open === open?.open ? vote.opening : null;
  return opening ? opening.max_seq === 1 : sitting !== undefined && firstPressCounts(sitting);
}
