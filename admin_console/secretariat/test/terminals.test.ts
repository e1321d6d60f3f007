import { signerOfCode } from "@hemicycle/kit/crypto";
import { qrPath } from "@hemicycle/kit/draw/qrpath";
import { unb64u } from "@hemicycle/kit/encoding";
import jsQR from "jsqr";
import { describe, expect, it } from "vitest";
import { nameClass } from "../src/cardname.ts";
import { type CodeEntry, initial, type KeyEntry, type Register } from "../src/register.ts";
import { enrolLink, hasPage, isLoopback, pinLink, scrutineerCommand } from "../src/terminals/links.ts";
import { makeSlips, publicPart, SlipBox } from "../src/terminals/slips.ts";
import { countStates, seatStates, seatsWithoutCode } from "../src/terminals/states.ts";

function code(key: string, seat: string, state: CodeEntry["state"]): CodeEntry {
  return { key, role: "deputy", seat, holder: "", state, expires_ms: 1 };
}

function key(name: string, seat: string, state: KeyEntry["state"]): KeyEntry {
  return { key: name, role: "deputy", seat, holder: "", state, device: "", enrolled_ms: 1 };
}

function register(codes: readonly CodeEntry[], keys: readonly KeyEntry[]): Register {
  const seats = ["1", "2", "3", "4", "5"].map((id, i) => ({ id, row: 1, col: i + 1, x: 0, y: 0 }));
  return {
    head: { n: 0, d: "" },
    body: { id: "b", name: { zh: "", en: "" }, kind: "congress" },
    members: [],
    plan: { kind: "grid", name: "" },
    seats,
    codes,
    keys,
  };
}

describe("the state of a seat's terminal", () => {
  const states = seatStates(
    register(
      [
        code("a", "2", "open"),
        code("b", "3", "used"),
        code("c", "4", "used"),
        code("d", "5", "expired"),
        code("e", "1", "cancelled"),
      ],
      [key("k3", "3", "active"), key("k4", "4", "revoked")],
    ),
  );

  it("follows from its keys and codes", () => {
    expect([...states].map(([id, { kind }]) => [id, kind])).toEqual([
      ["1", "none"],
      ["2", "code"],
      ["3", "enrolled"],
      ["4", "revoked"],
      ["5", "expired"],
    ]);
    expect(countStates(states)).toEqual({ none: 1, code: 1, expired: 1, enrolled: 1, revoked: 1 });
    expect(seatsWithoutCode(states)).toEqual(["1", "4", "5"]);
  });

  it("is a code again after a replacement, and the new key after its enrolment", () => {
    const replaced = register([code("b", "3", "used"), code("n", "3", "open")], [key("k3", "3", "revoked")]);
    expect(seatStates(replaced).get("3")?.kind).toBe("code");
    const enrolled = register(
      [code("b", "3", "used"), code("n", "3", "used")],
      [key("k3", "3", "revoked"), key("k9", "3", "active")],
    );
    expect(seatStates(enrolled).get("3")).toMatchObject({ kind: "enrolled", key: { key: "k9" } });
  });

  it("prefers an open code to an expired one", () => {
    const both = register([code("n", "3", "open"), code("o", "3", "expired")], []);
    expect(seatStates(both).get("3")?.code?.key).toBe("n");
  });
});

describe("codes made here", () => {
  it("are 16 characters whose key the register gets, and nothing else of them", async () => {
    const wanted = Array.from({ length: 33 }, (_, i) => ({
      role: "deputy" as const,
      seat: `1-${i}`,
      holder: "",
    }));
    const heard: number[] = [];
    const slips = await makeSlips(wanted, 99, (made) => heard.push(made));
    expect(heard).toEqual([32]);
    expect(new Set(slips.map((slip) => slip.code)).size).toBe(33);
    for (const slip of slips.slice(0, 3)) {
      expect(slip.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/);
      expect((await signerOfCode(slip.code)).publicKey).toEqual(unb64u(slip.key, 32));
      expect(Object.keys(publicPart(slip)).sort()).toEqual(["expires_ms", "holder", "key", "role", "seat"]);
    }
  });

  it("are forgotten when used, and the page knows which were not printed", async () => {
    const box = new SlipBox();
    const slips = await makeSlips(
      [1, 2, 3].map((n) => ({ role: "deputy", seat: String(n), holder: "" })),
      9,
      () => undefined,
    );
    box.add(slips.slice(0, 2));
    box.markPrinted();
    box.add(slips.slice(2));
    expect(box.unprinted).toBe(1);
    box.keepOnly(new Set(slips.slice(1).map((slip) => slip.key)));
    expect(box.slips.value).toHaveLength(2);
  });
});

/** Draws a path of runs as a picture of `scale` pixels a module. */
function picture({ size, d }: { readonly size: number; readonly d: string }, scale = 4) {
  const side = size * scale;
  const pixels = new Uint8ClampedArray(4 * side * side).fill(255);
  for (const [, x, y, run] of d.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
    for (let py = Number(y) * scale; py < (Number(y) + 1) * scale; py += 1)
      for (let px = Number(x) * scale; px < (Number(x) + Number(run)) * scale; px += 1)
        pixels.fill(0, 4 * (py * side + px), 4 * (py * side + px) + 3);
  return { pixels, side };
}

describe("links", () => {
  it("name the page of the role and keep the code in the fragment", () => {
    expect(enrolLink("https://hall.example/", "deputy", "ABCD")).toBe("https://hall.example/seat/#code=ABCD");
    expect(enrolLink("https://hall.example", "observer", "ABCD")).toBe(
      "https://hall.example/hall/#code=ABCD",
    );
    expect(enrolLink("https://hall.example", "chair", "ABCD")).toBe("https://hall.example/chair/#code=ABCD");
  });

  it("carry the scrutineers' pin for seats only", () => {
    const link = (role: "deputy" | "chair") => enrolLink("https://hall.example/", role, "ABCD", "PIN");
    expect(link("deputy")).toBe("https://hall.example/seat/#code=ABCD&scrutineers=PIN");
    expect(link("chair")).toBe("https://hall.example/chair/#code=ABCD");
    expect(pinLink("https://hall.example", "PIN")).toBe("https://hall.example/seat/#scrutineers=PIN");
  });

  it("are none for a scrutineer, whose machine runs a program of its own", () => {
    expect([hasPage("scrutineer"), hasPage("teller")]).toEqual([false, true]);
    expect(scrutineerCommand("https://hall.example/")).toBe(
      "hemicycle scrutineer --server https://hall.example",
    );
  });

  it.each([
    ["http://127.0.0.1:8099", true],
    ["http://localhost", true],
    ["not an address", true],
    ["https://10.0.0.8:8443", false],
    ["https://vote.example", false],
  ])("%s only for this machine: %s", (address, own) => {
    expect(isLoopback(address)).toBe(own);
  });

  it.each([
    "http://127.0.0.1:8099/seat/#code=P51Q1QRGAXYK5K7G",
    "https://vote.linhu.example.gov.cn:8443/secretariat/#code=0000000000000000",
    "https://vote.linhu.example.gov.cn:8443/seat/#code=P51Q1QRGAXYK5K7G&scrutineers=8PZov2EOXPnxHSqlD5JK2hB5cQDo8F3ghYQt22NwqGc",
  ])("can be read back from the QR code: %s", (link) => {
    const { pixels, side } = picture(qrPath(link));
    expect(jsQR(pixels, side, side)?.data).toBe(link);
  });
});

describe("a name on a card", () => {
  it("is smaller when it is long, and has room where its script is high", () => {
    expect(nameClass("王伟")).toBe("");
    expect(nameClass("欧阳诸葛司马")).toBe("");
    expect(nameClass("阿依古丽·买买提")).toBe("long");
    expect(nameClass("བཀྲ་ཤིས")).toBe("high");
    expect(nameClass("ئايگۈل مەمەتئىمىن")).toBe("long high");
  });

  it("stands on a dot as its first character with its marks", () => {
    expect(initial({ name: "欧阳明" })).toBe("欧");
    expect(initial({ name: "ཤིས" })).toBe("ཤི");
    expect(initial({ name: "𠮷田" })).toBe("𠮷");
    expect(initial({ name: "" })).toBe("");
  });
});
