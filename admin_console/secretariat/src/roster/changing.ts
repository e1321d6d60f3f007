/** One person of the roster corrected, replaced, added or taken out: what is signed then, what stands against it, what follows. Pure. */
import type { Division, State } from "@hemicycle/kit/types";
import { type Register, type RosterMember, votes } from "../register.ts";
import { difference, type FieldName, inStrokeOrder } from "./importing.ts";

/** What is done to whom. `replace`: somebody else takes the place of one who leaves office. */
export type Change =
  | { readonly kind: "correct" | "replace" | "remove"; readonly of: RosterMember }
  | { readonly kind: "add"; readonly of: null };

/** A person as typed. */
export type Fields = Readonly<Record<FieldName, string>>;

const BLANK: Fields = {
  number: "",
  name: "",
  latin: "",
  delegation: "",
  seat: "",
  role: "deputy",
  status: "in-office",
};

/** What the form begins with: whoever takes a place has its delegation, seat and role. */
export function fieldsOf({ kind, of }: Change): Fields {
  if (of === null) return BLANK;
  const { id, name, latin, delegation, seat, role, status } = of;
  if (kind === "replace") return { ...BLANK, delegation, seat, role };
  return { number: id, name, latin, delegation, seat, role, status };
}

/** The person that the fields come to; what a form does not show of a person stays (`person`, docs/profiles.md §1). */
function personOf({ kind, of }: Change, fields: Fields): RosterMember {
  const { number, name, latin, delegation, seat } = fields;
  const kept = kind === "correct" && of ? of : {};
  return {
    ...kept,
    id: number,
    name,
    latin,
    delegation,
    seat,
    role: fields.role as RosterMember["role"],
    status: fields.status as RosterMember["status"],
  };
}

const sameOrder = (a: readonly RosterMember[], b: readonly RosterMember[]) =>
  a.every(({ id }, i) => id === b[i]?.id);

/** The whole roster after a change; a roster that stood in stroke order still does. */
export function changed(
  members: readonly RosterMember[],
  change: Change,
  fields: Fields,
): readonly RosterMember[] {
  const person = personOf(change, fields);
  const next = members.flatMap((member) => {
    if (member.id !== change.of?.id) return [member];
    if (change.kind === "remove") return [];
    if (change.kind === "correct") return [person];
    return [{ ...member, seat: "", status: "ended" as const }, person];
  });
  if (change.kind === "add") next.push(person);
  return sameOrder(members, inStrokeOrder(members)) ? inStrokeOrder(next) : next;
}

/** Whether anything would change at all. */
export function isChange(change: Change, fields: Fields): boolean {
  if (change.kind !== "correct") return true;
  const before = fieldsOf(change);
  return (Object.keys(before) as FieldName[]).some((name) => before[name] !== fields[name]);
}

/** Whether somebody else has changed the person meanwhile. */
export function isOutdated(members: readonly RosterMember[], { of }: Change): boolean {
  if (of === null) return false;
  const now = members.filter(({ id }) => id === of.id);
  const { added, removed, changed: differ } = difference([of], now);
  return added + removed + differ > 0;
}

/** A number or seat that is another's already. */
export interface Clash {
  readonly field: "number" | "seat";
  readonly holder: RosterMember;
}

export function clashes(members: readonly RosterMember[], change: Change, fields: Fields): Clash[] {
  const { kind, of } = change;
  if (kind === "remove") return [];
  const others = members.filter(({ id }) => id !== of?.id);
  const numbered = (kind === "correct" ? others : members).find(({ id }) => id === fields.number);
  const seated = fields.seat === "" ? undefined : others.find(({ seat }) => seat === fields.seat);
  return [
    ...(numbered ? [{ field: "number" as const, holder: numbered }] : []),
    ...(seated ? [{ field: "seat" as const, holder: seated }] : []),
  ];
}

/** Seats that may be chosen, in the plan's order: free ones and the person's own. */
export function choosable({ seats, members }: Register, { of }: Change): readonly string[] {
  const taken = new Set(members.filter(({ id }) => id !== of?.id).map(({ seat }) => seat));
  return seats.map(({ id }) => id).filter((id) => !taken.has(id));
}

/**
 * Whether the person has to be marked as departed first: while somebody who is present is no longer a deputy in office at that seat,
 * no vote opens (docs/protocol.md §5).
 */
export function mustDepart(change: Change, fields: Fields, present: ReadonlySet<string> | null): boolean {
  const { kind, of } = change;
  if (of === null || !votes(of) || of.seat === "" || !present?.has(of.seat)) return false;
  return kind !== "correct" || fields.seat !== of.seat || !votes(personOf(change, fields));
}

/** What a change brings with it that is not seen in its fields. */
export interface Effects {
  /** Members in office before and after. */
  readonly inOffice: readonly [before: number, after: number];
  /** The attendance card ends, because the number belongs to another name (docs/check-in.md §3). */
  readonly cardEnds: boolean;
  /** Somebody new, for whom attendance cards are in use and none is issued. */
  readonly lacksCard: boolean;
  /** Whoever sits there now uses this seat's terminal; "" where there is none. */
  readonly terminal: string;
  /** A vote is open: its electorate stays as it was fixed. */
  readonly voting: boolean;
  /** Items to come with the former name on their ballots, by number: a ballot's names don't follow the roster. */
  readonly ballots: readonly number[];
}

const TO_COME: ReadonlySet<Division["state"]> = new Set(["draft", "approved", "announced"]);

export function effectsOf(
  register: Register,
  change: Change,
  fields: Fields,
  state: State | null,
  enrolled: (seat: string) => boolean,
): Effects {
  const { of, kind } = change;
  const { members, cards = {} } = register;
  const renamed = kind === "correct" && of.name !== fields.name;
  const moved = kind !== "remove" && fields.seat !== "" && (kind !== "correct" || fields.seat !== of.seat);
  const gone = renamed || kind === "replace" || kind === "remove" ? (of?.name ?? "") : "";
  const items = (state?.divisions ?? []).filter(
    (division) => TO_COME.has(division.state) && (division.names[0] ?? []).some(({ zh }) => zh === gone),
  );
  return {
    inOffice: [members.filter(votes).length, changed(members, change, fields).filter(votes).length],
    cardEnds: of !== null && (renamed || kind === "remove") && cards[of.id] !== undefined,
    lacksCard: (kind === "add" || kind === "replace") && Object.keys(cards).length > 0,
    terminal: moved && enrolled(fields.seat) ? fields.seat : "",
    voting: state?.open != null,
    ballots: gone === "" ? [] : items.map(({ number }) => number),
  };
}

/** Whether N changes or somebody leaves the roster: such a change asks twice. */
export function asksTwice({ kind }: Change, { inOffice: [before, after] }: Effects): boolean {
  return kind === "remove" || kind === "replace" || before !== after;
}
