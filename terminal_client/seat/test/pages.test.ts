import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Observable } from "@hemicycle/kit/store";
import { afterEach, describe, expect, it, vi } from "vitest";
import { manifestOf, reachable } from "../build/bundle.ts";
import { pathOf } from "../keeper/paths.ts";
import { Signals } from "../src/signals.ts";

const ORIGIN = "https://hall.example";
const asked = (path: string, more: Partial<Request> = {}) =>
  pathOf({ method: "GET", mode: "no-cors", url: ORIGIN + path, ...more } as Request, ORIGIN);

describe("the keeper", () => {
  it("gives the page and what belongs to it", () => {
    expect(asked("/seat/?theme=dark", { mode: "navigate" })).toBe("/seat/index.html");
    expect(asked("/assets/seat-1.js")).toBe("/assets/seat-1.js");
    expect(asked("/seat/bundle.json")).toBe("/seat/bundle.json");
  });

  it.each(["/v1/server", "/v1/ws", "/v1/sittings/s/state", "/chair/", "/", "/metrics"])(
    "leaves %s to the network",
    (path) => expect(asked(path)).toBeNull(),
  );

  it("leaves other pages, other origins and what changes something to the network", () => {
    expect(asked("/chair/", { mode: "navigate" })).toBeNull();
    expect(asked("/seat/", { method: "POST" })).toBeNull();
    expect(asked("", { url: "https://evil.example/assets/a.js" })).toBeNull();
  });
});

function built(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "pages-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

describe("the bundle", () => {
  const folder = built({
    "seat/index.html": '<script src="/assets/seat-a1.js">',
    "assets/seat-a1.js": 'import "./kit-b2.js"; const later = () => import("./reader-c3.js")',
    "assets/kit-b2.js": "1",
    "assets/reader-c3.js": 'new Worker("/assets/worker-d4.mjs")',
    "assets/worker-d4.mjs": "2",
    "assets/chair-e5.js": "3",
  });

  it("is what the page can load, however late, and nothing else", () => {
    expect(reachable(folder, ["seat/index.html"])).toEqual([
      "assets/kit-b2.js",
      "assets/reader-c3.js",
      "assets/seat-a1.js",
      "assets/worker-d4.mjs",
      "seat/index.html",
    ]);
    expect(reachable(folder, ["seat/index.html"], new Set(["assets/reader-c3.js"]))).not.toContain(
      "assets/worker-d4.mjs",
    );
  });

  it("has a canonical manifest", () => {
    const manifest = new TextDecoder().decode(manifestOf(folder, ["seat/index.html", "assets/kit-b2.js"]));
    expect(manifest).toMatch(
      /^\{"files":\{"assets\/kit-b2\.js":"[\w-]{43}","seat\/index\.html":"[\w-]{43}"\},"v":1\}$/,
    );
  });
});

describe("sound and vibration", () => {
  const vibrate = vi.fn();
  const keeping = new Map<string, string>();
  vi.stubGlobal("navigator", { vibrate });
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => keeping.get(name) ?? null,
    setItem: (name: string, value: string) => keeping.set(name, value),
  });

  afterEach(() => {
    vibrate.mockClear();
    keeping.clear();
  });

  it("are off until asked for, and remembered", () => {
    const signals = new Signals();
    signals.touched();
    signals.follow("a");
    expect(vibrate).not.toHaveBeenCalled();
    signals.toggle();
    expect(new Signals().on.value).toBe(true);
  });

  it("are given once for each ballot recorded after a touch, the same for all", () => {
    const signals = new Signals();
    signals.toggle();
    vibrate.mockClear();
    signals.follow("recorded before the page was opened");
    expect(vibrate).not.toHaveBeenCalled();
    for (const ballot of ["for", "against"]) {
      signals.touched();
      signals.follow(ballot);
      signals.follow(ballot);
    }
    expect(vibrate).toHaveBeenCalledTimes(2);
    const [first, second] = vibrate.mock.calls;
    expect(first).toEqual(second);
    expect(signals.on).toBeInstanceOf(Observable);
  });
});
