import "fake-indexeddb/auto";
import { afterEach, expect, it, vi } from "vitest";
import { read, write } from "../src/idb.ts";

afterEach(() => vi.restoreAllMocks());

it("opens the device's storage anew after it could not be opened", async () => {
  const open = vi.spyOn(indexedDB, "open").mockImplementationOnce(() => {
    const request = { error: new DOMException("away", "UnknownError") } as unknown as IDBOpenDBRequest;
    queueMicrotask(() => request.onerror?.(new Event("error")));
    return request;
  });
  await expect(read("ballots", "a")).rejects.toThrow("away");
  await write("ballots", "a", 1);
  expect(await read("ballots", "a")).toBe(1);
  expect(open).toHaveBeenCalledTimes(2);
});
