import { expect, it } from "vitest";
import type { Identity } from "../src/enrol.ts";
import { SittingLink } from "../src/sitting.ts";
import type { State } from "../src/types.ts";

const state = (n: number) =>
  ({ head: { n, d: "" }, register: { n: 0, d: "" }, open: null }) as unknown as State;

it("reads the state of the sitting that it follows, and puts away one of a sitting that it has left", async () => {
  const link = new SittingLink({ role: "teller" } as Identity);
  const asked: string[] = [];
  let meanwhile = () => {};
  link.api.get = (async (path: string) => {
    asked.push(path);
    meanwhile();
    return state(4);
  }) as typeof link.api.get;
  await link.refresh();
  expect(asked).toEqual([]);
  link.sitting.value = "a";
  meanwhile = () => {
    link.sitting.value = "b";
  };
  await link.refresh();
  expect(link.model.value.state).toBeNull();
  await link.refresh();
  expect(link.model.value.v).toBe(6);
  expect(asked).toEqual(["/v1/sittings/a/state", "/v1/sittings/b/state"]);
});
