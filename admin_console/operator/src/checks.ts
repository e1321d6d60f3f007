/** The server's health as checks with a value each, from `GET /v1/health`. Pure but for the language. */
import { say } from "@hemicycle/kit/i18n";
import { t } from "./texts.ts";

export interface Process {
  readonly pid: number;
  readonly told_ms: number;
  readonly connections: number;
  /** The greatest lag of its event loop in the last ten seconds. */
  readonly lag_ms: number;
  readonly resident_bytes: number;
}

/** Answer of `GET /v1/health` (docs/protocol.md §11). */
export interface HealthAnswer {
  readonly time_ms: number;
  readonly version: string;
  readonly box_ms: number | null;
  readonly record_ms: number | null;
  /** How long ballot box and record take to answer; null: they don't. */
  readonly took_ms: { readonly box: number | null; readonly record: number | null };
  readonly disk: { readonly free_bytes: number; readonly total_bytes: number; readonly least_bytes: number };
  readonly problems: readonly { readonly code: string; readonly why: string }[];
  readonly machine: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly zh: string;
    readonly en: string;
  }[];
  readonly processes: readonly Process[];
  readonly verifier_waiting: number;
  readonly sqlite: boolean;
  readonly backup: {
    readonly time_ms: number;
    readonly file: string;
    readonly bytes: number;
    readonly acts: number;
  } | null;
}

/** The answer with what this browser measured on asking. */
export interface Health extends HealthAnswer {
  /** The server's clock less this device's, ms. */
  readonly offset_ms: number;
}

export interface Check {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly ok: boolean;
  /** What it means and what to do; "" where it is in order. */
  readonly advice: string;
}

export interface CheckGroup {
  readonly name: string;
  readonly checks: readonly Check[];
}

/** A device whose clock is further off may be refused (docs/protocol.md §11: 60 s); a person is told long before. */
const DEVICE_CLOCK_MS = 5000;
/** Clocks of the server's own parts; also what may happen between two readings. */
const BOX_CLOCK_MS = 1000;
const LAG_MS = 250;
const WAITING = 2000;
/** A store that takes longer to answer holds up acknowledgements. */
const SLOW_MS = 500;
const BACKUP_MS = 24 * 3600 * 1000;
const GIB = 1 << 30;

/** Tenths of a second with their sign; none where they are zero. */
export function seconds(ms: number): string {
  const tenths = Math.round(ms / 100);
  return `${tenths > 0 ? "+" : ""}${tenths === 0 ? "0.0" : (tenths / 10).toFixed(1)}`;
}
const gib = (bytes: number) => (bytes / GIB).toFixed(1);

function check(id: string, name: string, value: string, ok: boolean, advice: string): Check {
  return { id, name, value, ok, advice: ok ? "" : advice };
}

function clocks({ offset_ms, time_ms, box_ms, record_ms }: Health): Check[] {
  const box = box_ms === null ? null : box_ms - time_ms;
  const behind = record_ms === null ? 0 : time_ms - record_ms;
  return [
    check(
      "device-clock",
      t().deviceClock,
      t().ahead(seconds(offset_ms)),
      Math.abs(offset_ms) <= DEVICE_CLOCK_MS,
      t().deviceClockWhy,
    ),
    check(
      "box-clock",
      t().boxClock,
      box === null ? t().unknown : t().ahead(seconds(box)),
      box !== null && Math.abs(box) <= BOX_CLOCK_MS,
      t().boxClockWhy,
    ),
    check(
      "record-clock",
      t().recordClock,
      record_ms === null
        ? t().unknown
        : behind >= -BOX_CLOCK_MS
          ? t().inOrder
          : t().behind(seconds(-behind).slice(1)),
      record_ms !== null && behind >= -BOX_CLOCK_MS,
      t().recordClockWhy,
    ),
  ];
}

/** A store that answers, in what time; or why it doesn't. */
function store(id: "store" | "record", name: string, kind: string, took: number | null, why = ""): Check {
  const away = why !== "" || took === null;
  const slow = !away && took > SLOW_MS;
  const value = away ? t().away : t().answersIn(kind, took);
  return check(id, name, value, !away && !slow, slow ? t().slowWhy : why);
}

function stores(health: Health): Check[] {
  const why = (code: string) => health.problems.find((problem) => problem.code === code)?.why;
  const { free_bytes, total_bytes, least_bytes } = health.disk;
  const { box, record } = health.took_ms;
  return [
    store("store", t().store, t().durable, box, why("store-unavailable")),
    store("record", t().record, health.sqlite ? "SQLite" : "PostgreSQL", record, why("record-unavailable")),
    check(
      "disk",
      t().disk,
      t().freeOf(gib(free_bytes), gib(total_bytes)),
      free_bytes >= least_bytes,
      t().diskWhy(gib(least_bytes)),
    ),
    ...health.machine.filter(({ name }) => name === "fsync").map(found),
  ];
}

function found({ name, ok, zh, en }: HealthAnswer["machine"][number]): Check {
  const words = say({ zh, en });
  return { id: name, name: t().machineName(name), value: words, ok, advice: ok ? "" : t().askSupplier };
}

function work({ processes, verifier_waiting }: Health): Check[] {
  const lag = Math.max(0, ...processes.map(({ lag_ms }) => lag_ms));
  const connections = processes.reduce((sum, one) => sum + one.connections, 0);
  return [
    check("processes", t().processes, t().running(processes.length), processes.length > 0, ""),
    check("connections", t().connections, String(connections), true, ""),
    check("lag", t().lag, t().ms(lag), lag <= LAG_MS, t().lagWhy),
    check(
      "verifier",
      t().verifier,
      verifier_waiting === 0 ? t().noBacklog : t().backlog(verifier_waiting),
      verifier_waiting <= WAITING,
      t().verifierWhy(Math.ceil(verifier_waiting / 1000)),
    ),
  ];
}

/** Whether acts were made after the last backup, and that is more than a day ago. */
export function backupIsDue({ backup, time_ms, record_ms }: Health): boolean {
  if (!backup) return true;
  return time_ms - backup.time_ms > BACKUP_MS && (record_ms ?? 0) > backup.time_ms;
}

const SHOWN_ELSEWHERE: ReadonlySet<string> = new Set(["disk", "fsync"]);

export function checksOf(health: Health): readonly CheckGroup[] {
  return [
    { name: t().clocks, checks: clocks(health) },
    { name: t().stores, checks: stores(health) },
    { name: t().work, checks: work(health) },
    {
      name: t().machine,
      checks: health.machine.filter(({ name }) => !SHOWN_ELSEWHERE.has(name)).map(found),
    },
  ];
}

/** What needs somebody: the checks that fail, and a backup that is due. */
export function attention(health: Health): number {
  const failing = checksOf(health).flatMap(({ checks }) => checks.filter(({ ok }) => !ok));
  return failing.length + (backupIsDue(health) ? 1 : 0);
}
