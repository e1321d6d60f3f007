/** What could not be counted is never said to agree: forms that are none, and results that nothing was counted for. */

import { encodeCanonical, type Json } from "@hemicycle/kit/canonical";
import { b64u, unb64u } from "@hemicycle/kit/encoding";
import { expect, test } from "vitest";
import { verifyBundle } from "../src/engine/bundle.ts";
import { draftedItem, itemOfDefinition } from "../src/engine/counts.ts";
import { alone } from "../src/engine/crew.ts";
import { Findings } from "../src/engine/findings.ts";
import { REASONS } from "../src/engine/reasons.ts";
import type { Division } from "../src/engine/state.ts";
import { checkCounted } from "../src/engine/tally.ts";
import { reportOf, verdictOf } from "../src/report.ts";
import { altered, bundle, cases, sealed } from "./bundles.ts";

const crew = alone();
const name = (zh: string) => ({ zh, en: "" });
const names = (c: number) => Array.from({ length: c }, (_, i) => name(`某${i}`));
const item = (type: number, c: number, max = 0, w = 0) => ({ type, c, min: 0, max, w });

// biome-ignore lint/suspicious/noExplicitAny: the document of an act
type Body = Record<string, any>;

/** A record whose draft and opening have another form; the acts' signatures are those of what was there. */
async function reformed(of: string, form: Json[], labels: Json[]) {
  const document = JSON.parse(new TextDecoder().decode(bundle(of)));
  for (const act of document.acts) {
    const body = JSON.parse(new TextDecoder().decode(unb64u(act.b))) as Body;
    if (body.type === "division-draft") Object.assign(body, { form, names: labels });
    else if (body.type === "division-open") {
      const clear = body.definition.secrecy === "named" ? 128 : 0;
      const own = (form as Body[]).map((one) => ({ ...one, type: one.type + clear }));
      Object.assign(body.definition, { form: own, names: labels });
    } else continue;
    act.b = b64u(encodeCanonical(body as Json));
  }
  const verdict = await verifyBundle(await sealed(document, of), crew);
  const found = verdict.findings.failures.filter(({ code }) => code === "act-rule");
  return { report: reportOf("a", verdict, 0), found, place: verdict.division?.draft.place };
}

const malformed = [
  ["two items", [item(1, 1), item(1, 1)], [names(1), names(1)]],
  ["c=300", [item(1, 300)], [names(300)]],
  ["no such type", [item(9, 2)], [names(2)]],
  ["names of another number", [item(1, 3)], [names(2)]],
  ["a motion with slots", [item(1, 1, 0, 1)], [[]]],
  ["a motion written out", [item(1, 1)], [[]]],
] as const;

test.each(["named", "secret"].flatMap((of) => malformed.map((one) => [of, ...one] as const)))(
  "a form that is none is refused at its draft: %s, %s",
  async (of, _, form, labels) => {
    const { report, found, place } = await reformed(of, form as never, labels as never);
    expect(found).toContainEqual(
      expect.objectContaining({ place, en: REASONS["form-malformed"][1], code: "act-rule" }),
    );
    expect(verdictOf(report)).toBe("differs");
    expect(report.ok).toBe(false);
  },
);

test.each(["named", "secret"])("a form too long for a ballot is refused at its draft: %s", async (of) => {
  const { report, found, place } = await reformed(of, [item(1, 255)], [names(255)]);
  expect(found).toContainEqual(expect.objectContaining({ place, en: expect.stringContaining("20480") }));
  expect(report.ok).toBe(false);
});

test("a draft has form and names, or neither", () => {
  expect(draftedItem({}, false)?.motion).toBe(true);
  expect(draftedItem({ form: [item(1, 2) as never] }, false)).toBeNull();
  expect(draftedItem({ names: [names(1)] }, false)).toBeNull();
  expect(draftedItem({ form: [item(1, 2) as never], names: [names(2)] }, false)?.c).toBe(2);
  expect(itemOfDefinition({ form: [item(129, 1) as never], names: [[]] }, true, false)?.motion).toBe(true);
  expect(draftedItem({ form: [item(4, 6, 2, 6) as never], names: [names(6)] }, true)?.w).toBe(6);
  expect(draftedItem({ form: [item(4, 6, 2, 6) as never], names: [names(6)] }, false)).toBeNull();
});

const divisionOf = (type: number, w = 0) =>
  ({
    tally: { place: "sitting.s act=9" },
    sealed: {},
    item: { ...item(type, 3, 0, w) },
  }) as unknown as Division;
const count = { voted: 0, names: [] };

test("a result that was not counted doesn't hold", () => {
  const judged = (division: Division, total: typeof count | null) => {
    const findings = new Findings();
    checkCounted(division, total, findings);
    return findings.failures.map(({ code, place }) => [code, place]);
  };
  expect(judged(divisionOf(1), null)).toEqual([["tally", "sitting.s act=9 member=result"]]);
  expect(judged(divisionOf(5), null)).toEqual([["tally", "sitting.s act=9 member=result"]]);
  expect(judged(divisionOf(1), count)).toEqual([]);
  expect(judged({ ...divisionOf(1), tally: null } as Division, null)).toEqual([]);
});

test.each([
  ["named", "holds", true],
  ["secret-grades", "holds", true],
  ["mixed-secret", "holds", true],
  ["secret-names", "holds", true],
])("only what was counted in full agrees: %s", async (of, word, agrees) => {
  const report = reportOf("a", await verifyBundle(bundle(of), crew), 0);
  expect([report.ok, verdictOf(report), report.agrees]).toEqual([true, word, agrees]);
});

test("figures that were not counted from the ballots agree with nothing", async () => {
  const wrong = cases.filter(({ codes }) => codes.includes("tally"));
  expect(wrong.length).toBeGreaterThan(2);
  for (const change of wrong) {
    const report = reportOf("a", await verifyBundle(await altered(change), crew), 0);
    expect([report.ok, report.agrees], JSON.stringify(change.path)).toEqual([false, false]);
  }
});
