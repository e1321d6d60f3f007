import { ApiError } from "@hemicycle/kit/api";
import { generateKey, signerOf } from "@hemicycle/kit/crypto";
import { reduce } from "@hemicycle/kit/store";
import type { Problem } from "@hemicycle/kit/types";
import { beforeEach, expect, it } from "vitest";
import { sampleState } from "../dev/samples.ts";
import { Desk } from "../src/desk.ts";

const problems: Problem[] = [{ code: "box-lost", division: "item-4" }];
const read = sampleState("closed");
const v = read.head.n + read.register.n + 2;
let desk: Desk;

beforeEach(async () => {
  const signer = signerOf(await generateKey());
  const name = { zh: "", en: "" };
  desk = new Desk(
    { signer, body: "b", server: "s", role: "chair", seat: "", holder: "许建国", name },
    "closing-day",
  );
  // what is read over HTTP says nothing of problems
  desk.link.api.get = (() => Promise.resolve(read)) as typeof desk.link.api.get;
  desk.link.model.value = reduce(desk.link.model.value, {
    t: "state",
    id: "",
    v,
    state: { ...read, problems },
  });
});

it("keeps a standing problem before the chair when an act is refused", async () => {
  desk.link.api.post = () => Promise.reject(new ApiError(409, "box-lost", { zh: "", en: "" }));
  expect(await desk.perform({ kind: "declare", division: "item-4" } as never)).toBe(false);
  expect(desk.notices.value).toHaveLength(1);
  expect(desk.state?.problems).toEqual(problems);
});
