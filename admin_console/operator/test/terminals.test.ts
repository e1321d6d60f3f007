import { describe, expect, it } from "vitest";
import type { KeyEntry, Register } from "../../secretariat/src/register.ts";
import {
  countsOf,
  type DeviceNote,
  type Devices,
  listed,
  markOf,
  type Terminal,
  terminalsOf,
} from "../src/terminals.ts";

const person = (n: number, seat: string) => ({
  id: `m${n}`,
  name: ["王芳", "李雷", "韩梅梅", "古丽", "陈静", "周强"][n] ?? "",
  latin: `Deputy ${n}`,
  delegation: n % 2 ? "城区" : "乡镇",
  seat,
  role: "deputy" as const,
  status: "in-office" as const,
});

const key = (seat: string, name = `K${seat}`, state: KeyEntry["state"] = "active"): KeyEntry => ({
  key: name,
  role: "deputy",
  seat,
  holder: "",
  state,
  device: "tablet",
  enrolled_ms: 1,
});

const seats = ["1-1", "1-2", "1-3", "1-4", "1-5", "1-6", "1-7"].map((id, i) => ({
  id,
  row: 1,
  col: i + 1,
  x: i * 1000,
  y: 0,
}));

const register: Register = {
  head: { n: 9, d: "" },
  body: { id: "b", name: { zh: "", en: "" }, kind: "congress" },
  members: seats.slice(0, 6).map(({ id }, n) => person(n, id)),
  plan: { kind: "grid", name: "" },
  seats,
  codes: [{ key: "C", role: "deputy", seat: "1-6", holder: "", state: "open", expires_ms: 9 }],
  keys: [key("1-1"), key("1-2"), key("1-3", "old", "revoked"), key("1-3"), key("1-4"), key("1-5")],
};

const note = (seat: string, more: Partial<DeviceNote> = {}): DeviceNote => ({
  seat,
  key: `K${seat}`,
  seen_ms: 1000,
  version: "seat-new",
  battery: 90,
  charging: false,
  link: "wifi",
  quality: "4g",
  offset_ms: 120,
  test: "",
  keys: [],
  ...more,
});

const devices = (notes: readonly DeviceNote[], test: Devices["test"] = null): Devices => ({
  time_ms: 2000,
  version: "seat-new",
  test,
  devices: notes,
});

/** Seats 1 to 4 are connected. */
const ONLINE = new Uint8Array([0b11110000]);

const faults = (all: readonly Terminal[]) => all.map(({ faults }) => faults.join("+"));

describe("terminals", () => {
  it("have the faults that the register, the connections and they themselves tell", () => {
    const told = devices([
      note("1-1"),
      note("1-2", { battery: 20, quality: "2g" }),
      note("1-3", { version: "seat-old" }),
      note("1-4", { battery: 5, charging: true }),
    ]);
    const all = terminalsOf(register, told, ONLINE);
    expect(faults(all)).toEqual(["", "battery+signal", "version", "", "offline", "missing", ""]);
    expect(all.map((one) => markOf(one, false))).toEqual(["on", "off", "off", "on", "fault", "none", "gone"]);
    expect(countsOf(all)).toEqual({
      all: 7,
      enrolled: 5,
      online: 4,
      offline: 1,
      attention: 2,
      missing: 1,
      tested: 0,
    });
  });

  it("are not blamed for what their browsers hide", () => {
    const told = devices([
      note("1-1", { version: "", battery: null, charging: null, link: "", quality: "" }),
    ]);
    expect(faults(terminalsOf(register, told, ONLINE))[0]).toBe("");
    expect(faults(terminalsOf(register, null, ONLINE))[0]).toBe("");
  });

  it("are told apart by their clocks", () => {
    const told = devices([
      note("1-1", { offset_ms: 5001 }),
      note("1-2", { offset_ms: -61_000 }),
      note("1-3", { offset_ms: null }),
      note("1-4", { offset_ms: -4999 }),
    ]);
    expect(faults(terminalsOf(register, told, ONLINE)).slice(0, 4)).toEqual(["clock", "clock", "", ""]);
  });

  it("do not inherit what a revoked one told", () => {
    const told = devices([note("1-3", { key: "old", battery: 1 })]);
    const third = terminalsOf(register, told, ONLINE)[2];
    expect(third?.note).toBeNull();
    expect(third?.faults).toEqual([]);
  });

  it("are neither online nor offline while no sitting is followed", () => {
    const all = terminalsOf(register, null, null);
    expect(all.every(({ online }) => online === null)).toBe(true);
    expect(countsOf(all)).toMatchObject({ online: 0, offline: 0, enrolled: 5, missing: 1 });
  });

  it("are tested when all three keys were tried in this test", () => {
    const test = { id: "t2", ends_ms: 9 };
    const every = ["for", "against", "abstain"] as const;
    const told = devices(
      [
        note("1-1", { test: "t2", keys: every }),
        note("1-2", { test: "t2", keys: ["for"] }),
        note("1-3", { test: "t1", keys: every }),
      ],
      test,
    );
    const all = terminalsOf(register, told, ONLINE);
    expect(all.map((one) => markOf(one, true))).toEqual(["on", "off", "off", "off", "fault", "none", "gone"]);
    expect(countsOf(all).tested).toBe(1);
    expect(listed(all, "", "untested").map(({ seat }) => seat.id)).toEqual(["1-2", "1-3", "1-4"]);
  });
});

describe("the list", () => {
  const told = devices([note("1-1"), note("1-3", { version: "seat-old" }), note("1-4", { battery: 3 })]);
  const all = terminalsOf(register, told, ONLINE);
  const ids = (terminals: readonly Terminal[]) => terminals.map(({ seat }) => seat.id);

  it("begins with the worst", () => {
    expect(ids(listed(all, "", "all"))).toEqual(["1-5", "1-6", "1-4", "1-3", "1-1", "1-2", "1-7"]);
    expect(ids(listed(all, "", "faulty"))).toEqual(["1-5", "1-6", "1-4", "1-3"]);
  });

  it("is found by seat, name and delegation together", () => {
    expect(ids(listed(all, "城区 李", "all"))).toEqual(["1-2"]);
    expect(ids(listed(all, " deputy 0 ", "all"))).toEqual(["1-1"]);
    expect(ids(listed(all, "1-7", "all"))).toEqual(["1-7"]);
    expect(listed(all, "nobody", "all")).toEqual([]);
  });

  it("shows a terminal that runs other pages than the sitting expects, or served ones", () => {
    const told = (seat: string, hash: string, loaded: "installed" | "served") => ({
      ...key(seat),
      pages: { hash, loaded },
    });
    const keys = [
      told("1-1", "H", "installed"),
      told("1-2", "H", "served"),
      told("1-3", "X", "installed"),
      key("1-4"),
    ];
    const seen = terminalsOf({ ...register, keys }, null, null, { hash: "H", required: false });
    const differ = seen.filter(({ faults }) => faults.includes("pages")).map(({ seat }) => seat.id);
    expect(differ).toEqual(["1-2", "1-3", "1-4"]);
    expect(
      terminalsOf({ ...register, keys }, null, null).some(({ faults }) => faults.includes("pages")),
    ).toBe(false);
  });
});
