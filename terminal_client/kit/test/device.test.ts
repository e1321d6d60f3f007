import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type DeviceReport, DeviceReporter, pageVersion, readDevice } from "../src/device.ts";

const SCRIPT = "https://hall.example/assets/seat-Bx_3-a.js";

describe("what a device tells", () => {
  it("is what its browser knows", async () => {
    const told = {
      getBattery: () => Promise.resolve({ level: 0.876, charging: false }),
      connection: { type: "wifi", effectiveType: "4g" },
    };
    expect(await readDevice(told, SCRIPT)).toEqual({
      t: "device",
      version: "seat-Bx_3-a",
      battery: 88,
      charging: false,
      link: "wifi",
      quality: "4g",
    });
  });

  it("leaves out what the browser hides or does not know", async () => {
    expect(await readDevice({}, "")).toEqual({ t: "device" });
    const told = {
      getBattery: () => Promise.reject(new Error("not allowed")),
      connection: { type: "unknown", effectiveType: "6g" },
    };
    expect(await readDevice(told, SCRIPT)).toEqual({ t: "device", version: "seat-Bx_3-a" });
    expect(await readDevice({ connection: { type: "bluetooth" } }, "")).toEqual({
      t: "device",
      link: "other",
    });
  });

  it("names the page after its script", () => {
    expect(pageVersion(SCRIPT)).toBe("seat-Bx_3-a");
    expect(pageVersion("http://127.0.0.1:5173/terminal_client/seat/src/main.ts?t=1")).toBe("main");
    expect(pageVersion("/assets/<b>.js")).toBe("");
  });
});

describe("when a device tells", () => {
  const sent: DeviceReport[] = [];
  const reporter = () =>
    new DeviceReporter(
      (report) => {
        sent.push(report);
        return Promise.reject(new Error("disconnected"));
      },
      { read: () => Promise.resolve({ t: "device" }), random: () => 0.5 },
    );

  beforeEach(() => {
    vi.useFakeTimers();
    sent.length = 0;
  });
  afterEach(() => vi.useRealTimers());

  it("a moment after the welcome, then by its clock, whatever became of the last one", async () => {
    const one = reporter();
    one.welcomed();
    await vi.advanceTimersByTimeAsync(1999);
    expect(sent).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(27_000);
    expect(sent).toHaveLength(2);
    one.end();
    await vi.advanceTimersByTimeAsync(100_000);
    expect(sent).toHaveLength(2);
  });

  it("soon after a key was tried, but not more often than the server hears", async () => {
    const one = reporter();
    one.tried("t1", ["for"]);
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual([{ t: "device", test: "t1", keys: ["for"] }]);
    one.tried("t1", ["for", "against"]);
    one.tried("t1", ["for", "against", "abstain"]);
    await vi.advanceTimersByTimeAsync(1400);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(sent.slice(1)).toEqual([{ t: "device", test: "t1", keys: ["for", "against", "abstain"] }]);
    one.end();
  });
});
