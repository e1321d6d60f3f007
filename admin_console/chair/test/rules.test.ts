// @vitest-environment happy-dom
import { setLang } from "@hemicycle/kit/i18n";
import { html, render } from "lit";
import { beforeEach, expect, test } from "vitest";
import { sampleDivision, sampleState } from "../dev/samples.ts";
import { rulesLine, warningLines } from "../src/rules.ts";

function lines(content: unknown): string[] {
  const place = document.createElement("div");
  render(html`${content}`, place);
  return [...place.querySelectorAll("li")].map((line) => line.textContent?.trim() ?? "");
}

beforeEach(() => setLang("zh"));

test("the chair sees by whose rules the sitting is held", () => {
  const state = sampleState("approved");
  expect(lines(rulesLine(state))).toEqual([]);
  const profile = {
    id: "zibo",
    name: { zh: "淄博", en: "Zibo" },
    press: "first",
    not_pressed: false,
    who_pressed: false,
  } as const;
  const held = { ...state, sitting: { ...state.sitting, profile } };
  expect(lines(rulesLine(held))).toEqual([
    "会议规则：淄博",
    "首次按键有效，不得更改",
    "结果中不公开未按人数",
  ]);
  setLang("en");
  expect(
    lines(
      rulesLine({
        ...held,
        sitting: { ...held.sitting, profile: { ...profile, press: "last", not_pressed: true } },
      }),
    ),
  ).toEqual([
    "Held by the rules: Zibo",
    "The last press before the close counts",
    "How many did not press is told",
  ]);
});

test("M11: the chair is warned of how many did not press, never who", () => {
  const division = sampleDivision(4, "declared");
  expect(lines(warningLines(division))).toEqual([]);
  const warnings = [{ code: "not-pressed", count: 2, zh: "2 人未按", en: "2 did not press" }];
  expect(lines(warningLines({ ...division, warnings }))).toEqual(["2 人未按"]);
});
