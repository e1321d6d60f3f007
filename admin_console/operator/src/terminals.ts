/** The hall's terminals from what the register, the connections and the devices themselves tell. Pure. */
import { bitAt, type SeatMark } from "@hemicycle/kit/draw/seatmap";
import { type ExpectedPages, isRight } from "@hemicycle/kit/pages";
import { CHOICES, type Choice } from "@hemicycle/kit/types";
import {
  type CodeEntry,
  type KeyEntry,
  occupants,
  type Register,
  type RosterMember,
  type Seat,
  votes,
} from "../../secretariat/src/register.ts";

/** The last that a seat's terminal told of itself. */
export interface DeviceNote {
  readonly seat: string;
  /** The terminal that told it, b64u. */
  readonly key: string;
  readonly seen_ms: number;
  readonly version: string;
  /** Percent; null: the browser hides it. */
  readonly battery: number | null;
  readonly charging: boolean | null;
  readonly link: "" | "ethernet" | "wifi" | "cellular" | "other";
  readonly quality: "" | "slow-2g" | "2g" | "3g" | "4g";
  /** The server's clock less the terminal's, ms; null: it did not tell. */
  readonly offset_ms: number | null;
  readonly test: string;
  readonly keys: readonly Choice[];
}

/** Answer of `GET /v1/sittings/{id}/devices`. */
export interface Devices {
  readonly time_ms: number;
  /** The version of the seat page that the server gives now. */
  readonly version: string;
  readonly test: { readonly id: string; readonly ends_ms: number } | null;
  readonly devices: readonly DeviceNote[];
}

/** What is wrong with a terminal, worst first. */
export const FAULTS = ["offline", "missing", "pages", "battery", "signal", "clock", "version"] as const;
export type Fault = (typeof FAULTS)[number];

export interface Terminal {
  readonly index: number;
  readonly seat: Seat;
  readonly member: RosterMember | null;
  /** The seat's active key. */
  readonly key: KeyEntry | null;
  /** A code that waits for its device. */
  readonly code: CodeEntry | null;
  /** Null: nobody can tell, without a sitting there are no connections. */
  readonly online: boolean | null;
  /** Of this key only: what an earlier terminal told is nobody's any more. */
  readonly note: DeviceNote | null;
  readonly faults: readonly Fault[];
  /** The keys tried in the seat test that goes on. */
  readonly tried: readonly Choice[];
}

export const LOW_BATTERY = 20;
/** A terminal whose clock is further off shows another time left than the hall. */
export const CLOCK_MS = 5000;
const WEAK: ReadonlySet<string> = new Set(["slow-2g", "2g", "3g"]);

function faultsOf(
  { key, member, online, note }: Pick<Terminal, "key" | "member" | "online" | "note">,
  version: string,
  expected: ExpectedPages | null,
): Fault[] {
  if (!key) return member && votes(member) ? ["missing"] : [];
  const holds: Readonly<Record<Fault, boolean>> = {
    offline: online === false,
    missing: false,
    pages: expected !== null && !isRight(key.pages, expected),
    battery: (note?.battery ?? 100) <= LOW_BATTERY && note?.charging !== true,
    signal: WEAK.has(note?.quality ?? ""),
    clock: Math.abs(note?.offset_ms ?? 0) > CLOCK_MS,
    version: Boolean(note?.version && version && note.version !== version),
  };
  return FAULTS.filter((fault) => holds[fault]);
}

/**
 * All seats in the plan's order. `online` holds a bit a seat; null where no sitting is followed. `expected` are the pages that the sitting
 * expects of its terminals.
 */
export function terminalsOf(
  register: Register,
  devices: Devices | null,
  online: Uint8Array | null,
  expected: ExpectedPages | null = null,
): readonly Terminal[] {
  const sitting = occupants(register.members);
  const keys = new Map(
    register.keys
      .filter(({ role, state }) => role === "deputy" && state === "active")
      .map((key) => [key.seat, key]),
  );
  const codes = new Map(
    register.codes
      .filter(({ role, state }) => role === "deputy" && state === "open")
      .map((code) => [code.seat, code]),
  );
  const notes = new Map(devices?.devices.map((note) => [note.seat, note]));
  return register.seats.map((seat, index) => {
    const key = keys.get(seat.id) ?? null;
    const told = notes.get(seat.id);
    const note = told && told.key === key?.key ? told : null;
    const known = {
      index,
      seat,
      member: sitting.get(seat.id) ?? null,
      key,
      code: codes.get(seat.id) ?? null,
      online: online && key ? bitAt(online, index) : null,
      note,
    };
    const tried = note && devices?.test && note.test === devices.test.id ? note.keys : [];
    return { ...known, tried, faults: faultsOf(known, devices?.version ?? "", expected) };
  });
}

/** Every key was tried. */
export function tested({ tried }: Terminal): boolean {
  return CHOICES.every((choice) => tried.includes(choice));
}

/** The mark on the map: in order, something to look at, offline, no terminal. In a seat test: tested, not yet. */
export function markOf(terminal: Terminal, testing: boolean): SeatMark {
  if (!terminal.key) return terminal.faults.length > 0 ? "none" : "gone";
  if (terminal.online === false) return "fault";
  if (testing) return tested(terminal) ? "on" : "off";
  return terminal.faults.length > 0 ? "off" : "on";
}

export interface Counts {
  readonly all: number;
  readonly enrolled: number;
  readonly online: number;
  readonly offline: number;
  /** Enrolled and not offline, yet with something to look at. */
  readonly attention: number;
  /** Members who vote and have no terminal. */
  readonly missing: number;
  readonly tested: number;
}

export function countsOf(all: readonly Terminal[]): Counts {
  const count = (holds: (terminal: Terminal) => boolean) => all.filter(holds).length;
  return {
    all: all.length,
    enrolled: count(({ key }) => key !== null),
    online: count(({ online }) => online === true),
    offline: count(({ online }) => online === false),
    attention: count(({ key, online, faults }) => key !== null && online !== false && faults.length > 0),
    missing: count(({ faults }) => faults.includes("missing")),
    tested: count((terminal) => terminal.online === true && tested(terminal)),
  };
}

/** How bad the worst fault is; the sound ones last. */
const rank = ({ faults }: Terminal) => (faults[0] ? FAULTS.indexOf(faults[0]) : FAULTS.length);

export type Filter = "all" | "faulty" | "untested";

/** What the list shows: of those that fit the words and the filter the faulty ones first, each in the plan's order. */
export function listed(all: readonly Terminal[], words: string, filter: Filter): readonly Terminal[] {
  const parts = words.trim().toLowerCase().split(/\s+/u).filter(Boolean);
  const fits = ({ seat, member }: Terminal) => {
    const text =
      `${seat.id} ${member?.name ?? ""} ${member?.latin ?? ""} ${member?.delegation ?? ""}`.toLowerCase();
    return parts.every((part) => text.includes(part));
  };
  const passes = (terminal: Terminal) =>
    filter === "all" ||
    (filter === "faulty" ? terminal.faults.length > 0 : terminal.online === true && !tested(terminal));
  return all
    .filter((terminal) => passes(terminal) && fits(terminal))
    .sort((a, b) => rank(a) - rank(b) || a.index - b.index);
}
