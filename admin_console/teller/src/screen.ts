/** What the desk shows: the division whose count is under way, and this person's part in it. Pure. */
import { channelOf, type HandChannel, type HandCount, isCounted, isDoubted } from "@hemicycle/kit/channels";
import type { Division, Role, State } from "@hemicycle/kit/types";

/** A division from its opening on whose ballots or hands are counted. */
export interface Counted {
  readonly division: Division;
  readonly channel: HandChannel;
  readonly count: HandCount;
}

export type ScreenKind =
  /** Nothing is counted now. */
  | "idle"
  | "issue"
  | "return"
  | "overfull"
  /** Figures are typed; before the close they can't be handed in. */
  | "entry"
  /** Handed in here, and not at the server yet. */
  | "unsent"
  /** Handed in: the other teller's figures are awaited. */
  | "waiting"
  | "revealing"
  /** Handed in from this device, which has lost the figures. */
  | "lost"
  /** Two others count, or the same person at another device. */
  | "others"
  /** For a scrutineer: the count that stands, to be signed. */
  | "sign"
  /** The count stands: scrutineers sign, the chair declares. */
  | "signing"
  /** For a scrutineer: others are at work. */
  | "watch";

export interface Screen {
  readonly kind: ScreenKind;
  /** Null when idle. */
  readonly counted: Counted | null;
}

/** Who looks: the own key, its holder and role; whether this device keeps figures handed in to the running attempt. */
export interface Me {
  readonly key: string;
  readonly holder: string;
  readonly role: Role;
  readonly sealed: boolean;
}

const RUNNING: ReadonlySet<Division["state"]> = new Set(["open", "closed", "tallied"]);

/** The division that is counted now. */
export function countedOf(state: State | null): Counted | null {
  const division = state?.divisions.find((one) => RUNNING.has(one.state) && isCounted(one) && one.hand_count);
  if (!division?.hand_count) return null;
  return { division, channel: channelOf(division) as HandChannel, count: division.hand_count };
}

const isIn = (people: HandCount["signed"], key: string) => people.some((person) => person.key === key);

const isOf = (people: HandCount["signed"], me: Me) =>
  people.some(({ key, holder }) => key === me.key || holder === me.holder);

function tellersPart({ division, channel, count }: Counted, me: Me): ScreenKind {
  if (division.state === "open") return channel === "paper" ? "issue" : "entry";
  switch (count.stage) {
    case "voting":
    case "returning":
      return "return";
    case "overfull":
      return isDoubted(count) && !isOf(count.overfull ?? [], me) ? "return" : "overfull";
    case "counting":
      return counting(count, me);
    default:
      return "signing";
  }
}

function counting({ committed, revealed }: HandCount, me: Me): ScreenKind {
  if (isIn(committed, me.key)) {
    if (isIn(revealed, me.key)) return "revealing";
    if (!me.sealed) return "lost";
    return committed.length > 1 ? "revealing" : "waiting";
  }
  if (committed.length > 1 || committed.some(({ holder }) => holder === me.holder)) return "others";
  return me.sealed ? "unsent" : "entry";
}

function scrutineersPart({ division, count }: Counted, me: Me): ScreenKind {
  if (count.count === "" || division.state === "open")
    return count.stage === "overfull" ? "overfull" : "watch";
  return isIn(count.signed, me.key) || !isIn(count.asked, me.key) ? "signing" : "sign";
}

/** The screen of a state. */
export function screenOf(state: State | null, me: Me): Screen {
  const counted = countedOf(state);
  if (!counted) return { kind: "idle", counted };
  return {
    kind: me.role === "scrutineer" ? scrutineersPart(counted, me) : tellersPart(counted, me),
    counted,
  };
}

/** A step at the left. */
export interface Step {
  readonly name: "voting" | "returning" | "counting" | "signing";
  readonly state: "done" | "current" | "trouble" | "ahead";
}

const ORDER = ["voting", "returning", "counting", "signing"] as const;

/** The way of a count, as far as it has come. */
export function stepsOf({ division, channel, count }: Counted): Step[] {
  const names = ORDER.filter((name) => name !== "returning" || channel === "paper");
  const stage = division.state === "open" ? "voting" : count.stage;
  const place = stage === "overfull" ? "returning" : stage === "signed" ? "signing" : stage;
  const at = names.indexOf(place);
  return names.map((name, i) => {
    const done = i < at || stage === "signed";
    return { name, state: done ? "done" : i > at ? "ahead" : stage === "overfull" ? "trouble" : "current" };
  });
}
