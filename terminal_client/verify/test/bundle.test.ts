/** Whole bundles: honest ones hold, altered ones are refused with the codes of the independent auditor. */

import { expect, test } from "vitest";
import { verifyBundle } from "../src/engine/bundle.ts";
import { fingerprint } from "../src/engine/bytes.ts";
import { alone } from "../src/engine/crew.ts";
import { altered, bundle, type Case, cases } from "./bundles.ts";

const crew = alone();
const codesOf = async (data: Parameters<typeof verifyBundle>[0]) => {
  const { findings } = await verifyBundle(data, crew);
  return { codes: [...new Set(findings.failures.map(({ code }) => code))].sort(), findings };
};

test.each([
  ["named", { for: 4, against: 1, abstain: 1, carried: true }],
  ["secret", { for: 4, against: 1, abstain: 1, carried: true }],
  ["hands", {}],
  ["secret-public", {}],
  ["secret-three-keys", {}],
  ["secret-choice", {}],
  ["secret-grades", {}],
  ["secret-names", {}],
  ["secret-names-public", {}],
  ["secret-ranking", {}],
  ["profile", {}],
  ["amended", {}],
  ["parts", {}],
  ["tied", {}],
  ["documents", {}],
  ["paper-election", {}],
  ["mixed-secret", {}],
])("an honest record holds: %s", async (name, figures) => {
  const { findings, count, division } = await verifyBundle(bundle(name), crew);
  expect(findings.failures).toEqual([]);
  expect(division?.declaration?.doc.result).toMatchObject(figures);
  expect(count).not.toBeNull();
});

test.each(cases.map((one, i): [number, string, Case] => [i, `${one.bundle} ${one.path.join(".")}`, one]))(
  "an altered record is refused as by the auditor: %i %s",
  async (_, __, one) => {
    const { codes } = await codesOf(await altered(one));
    expect(codes).toEqual(one.codes);
  },
);

test("what is no canonical JSON is refused at its byte", async () => {
  const data = bundle("named");
  const spaced = Uint8Array.from([...data.slice(0, 1), 32, ...data.slice(1)]);
  const { findings } = await codesOf(spaced);
  expect(findings.failures.map(({ code, place }) => [code, place])).toEqual([["bundle-form", "offset=1"]]);
});

test("a file cut short is refused, and so is one that is none", async () => {
  expect((await codesOf(bundle("named").slice(0, 5000))).codes).toEqual(["bundle-form"]);
  expect((await codesOf(new Uint8Array())).codes).toEqual(["bundle-form"]);
  expect((await codesOf(Uint8Array.of(0xff, 0x00))).codes).toEqual(["bundle-form"]);
});

test("keys from another source are compared, as keys or by their fingerprints", async () => {
  const data = bundle("secret");
  const { document, sitting } = await verifyBundle(data, crew);
  const server: string = document?.server;
  const admin = sitting?.register.administrators[0]?.actor ?? "";
  const same = await verifyBundle(data, crew, { server, admin: fingerprint(admin).toLowerCase() });
  expect(same.findings.failures).toEqual([]);
  expect(same.anchored).toEqual(["admin", "server"]);
  const other = await verifyBundle(data, crew, { server: admin, pin: "AAAAA-AAAAA-AAAAA-AAAAA" });
  expect(other.findings.failures.map(({ code, place }) => [code, place])).toEqual([
    ["ceremony", "pin"],
    ["anchor", "server-key"],
  ]);
});
