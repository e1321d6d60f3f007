import { EMPTY_MODEL } from "@hemicycle/kit/store";
import { expect, test } from "vitest";
import { sampleState } from "../dev/samples.ts";
import { LOOKED } from "../dev/secret.ts";
import { viewOf } from "../src/view.ts";
import { scriptOf } from "../src/words.ts";

test("what is read out counts who came after the last state", () => {
  const state = sampleState("approved");
  const attendance = { v: 9, due: 256, present: 250, absent: 4, leave: 2, bits: "AA" };
  const looked = { ...LOOKED, chosen: "item-4" };
  const view = viewOf({ ...EMPTY_MODEL, v: 8, state, attendance }, looked);
  expect(view?.attendance).toMatchObject({ present: 250, bits: "AA" });
  const words = view && scriptOf(view.state, view.focus, "zh").lines[0]?.parts.map(({ text }) => text);
  expect(words?.join("")).toContain("实到 250 人，请假 2 人，缺席 4 人");
});
