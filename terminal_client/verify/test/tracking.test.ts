/** Codes that come with the address are taken only whole; nothing else is. */
import { expect, test } from "vitest";
import { codeOfAddress, isCode } from "../src/tracking.ts";

test("a code in the address", () => {
  expect(codeOfAddress("#code=7K2M-Q9XT-0ABC-DEFG-HJKM-NPQR")).toBe("7K2M-Q9XT-0ABC-DEFG-HJKM-NPQR");
  expect(codeOfAddress("#code=7K2MQ9XT")).toBe("7K2MQ9XT");
  for (const other of [
    "",
    "#",
    "#code=",
    "#code=7K2M",
    "#code=<b>12345678",
    "#record=7K2MQ9XT",
    "#code=7K2MQ9XT&x=1",
  ])
    expect(codeOfAddress(other)).toBe("");
});

test("a code is found by its first eight characters, however it is written", () => {
  expect(isCode("7k2m q9xt", "7K2M-Q9XT-0ABC")).toBe(true);
  expect(isCode("7K2M-Q9X", "7K2M-Q9XT-0ABC")).toBe(false);
  expect(isCode("7K2M-Q9XA", "7K2M-Q9XT-0ABC")).toBe(false);
});
