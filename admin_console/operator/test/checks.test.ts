import { describe, expect, it } from "vitest";
import { attention, backupIsDue, checksOf, type Health } from "../src/checks.ts";

const GIB = 1 << 30;
const DAY = 24 * 3600 * 1000;
const NOW = 1_800_000_000_000;

const health = (more: Partial<Health> = {}): Health => ({
  time_ms: NOW,
  version: "0.1.0",
  box_ms: NOW + 3,
  record_ms: NOW - 60_000,
  took_ms: { box: 2, record: 5 },
  disk: { free_bytes: 20 * GIB, total_bytes: 100 * GIB, least_bytes: GIB },
  problems: [],
  machine: [
    { name: "disk", ok: true, zh: "", en: "" },
    { name: "fsync", ok: true, zh: "快", en: "fast" },
    { name: "key", ok: true, zh: "好", en: "good" },
  ],
  processes: [{ pid: 7, told_ms: NOW, connections: 120, lag_ms: 4, resident_bytes: 1 }],
  verifier_waiting: 0,
  sqlite: true,
  backup: { time_ms: NOW - 3600_000, file: "a.backup", bytes: 5, acts: 12 },
  offset_ms: -40,
  ...more,
});

const failing = (one: Health) =>
  checksOf(one)
    .flatMap(({ checks }) => checks)
    .filter(({ ok }) => !ok)
    .map(({ id }) => id);

describe("health", () => {
  it("is well when nothing is wrong, and tells each thing once", () => {
    expect(failing(health())).toEqual([]);
    expect(attention(health())).toBe(0);
    const ids = checksOf(health()).flatMap(({ checks }) => checks.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain("key");
  });

  it.each<[string, Partial<Health>]>([
    ["device-clock", { offset_ms: 5001 }],
    ["device-clock", { offset_ms: -61_000 }],
    ["box-clock", { box_ms: NOW - 1001 }],
    ["box-clock", { box_ms: null }],
    ["record-clock", { record_ms: NOW + 1001 }],
    ["record-clock", { record_ms: null }],
    ["store", { problems: [{ code: "store-unavailable", why: "not durable" }] }],
    ["record", { problems: [{ code: "record-unavailable", why: "gone" }] }],
    ["store", { took_ms: { box: 900, record: 5 } }],
    ["record", { took_ms: { box: 2, record: 501 } }],
    ["disk", { disk: { free_bytes: GIB - 1, total_bytes: 100 * GIB, least_bytes: GIB } }],
    ["lag", { processes: [{ pid: 1, told_ms: NOW, connections: 0, lag_ms: 251, resident_bytes: 1 }] }],
    ["processes", { processes: [] }],
    ["verifier", { verifier_waiting: 2001 }],
    ["fsync", { machine: [{ name: "fsync", ok: false, zh: "慢", en: "slow" }] }],
  ])("shows that %s is wrong, and says what to do", (id, wrong) => {
    expect(failing(health(wrong))).toEqual([id]);
    const group = checksOf(health(wrong)).flatMap(({ checks }) => checks);
    if (id !== "processes" && wrong.box_ms !== null)
      expect(group.find((check) => check.id === id)?.advice).not.toBe("");
  });

  it("wants a backup when there is none, or an old one and newer acts", () => {
    const old = { time_ms: NOW - DAY - 1, file: "a", bytes: 1, acts: 1 };
    expect(backupIsDue(health({ backup: null }))).toBe(true);
    expect(backupIsDue(health({ backup: old }))).toBe(true);
    expect(backupIsDue(health({ backup: old, record_ms: NOW - DAY - 2 }))).toBe(false);
    expect(backupIsDue(health())).toBe(false);
    expect(attention(health({ backup: null, box_ms: null }))).toBe(2);
  });
});
