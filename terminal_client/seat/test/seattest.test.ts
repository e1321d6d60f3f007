// @vitest-environment happy-dom
import { setLang } from "@hemicycle/kit/i18n";
import { EMPTY_MODEL, Observable, type SittingModel } from "@hemicycle/kit/store";
import type { DivisionState, SeatTestFrame, State } from "@hemicycle/kit/types";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SeatTest } from "../src/seattest.ts";

/** A sitting of which only the states of its divisions matter here. */
const model = (...states: DivisionState[]): SittingModel => ({
  ...EMPTY_MODEL,
  state: { divisions: states.map((state) => ({ state })) } as unknown as State,
});
const test = (id: string): SeatTestFrame => ({ t: "seat-test", id, ends_ms: 9 });

function seat() {
  const tried: string[][] = [];
  const link = {
    seatTest: new Observable<SeatTestFrame | null>(null),
    model: new Observable(model("approved")),
    status: new Observable({ phase: "online" as "online" | "offline", attempts: 0, stop: null, bye: null }),
    device: { tried: (id: string, keys: readonly string[]) => tried.push([id, ...keys]) },
  };
  new SeatTest(link as unknown as ConstructorParameters<typeof SeatTest>[0]);
  return { link, tried };
}

const settle = () => new Promise((resume) => setTimeout(resume));
const dialog = () => document.querySelector<HTMLDialogElement>("dialog.seat-test");
const key = (name: string) => dialog()?.querySelector<HTMLButtonElement>(`[data-key="${name}"]`);

describe("the seat test", () => {
  beforeEach(() => setLang("zh"));
  afterEach(() => document.body.replaceChildren());

  it("takes each key once, by touch and by keyboard, and tells which", async () => {
    const { link, tried } = seat();
    link.seatTest.value = test("t1");
    await settle();
    expect(dialog()?.open).toBe(true);
    key("against")?.click();
    key("against")?.click();
    dialog()?.dispatchEvent(new KeyboardEvent("keydown", { key: "1", bubbles: true }));
    dialog()?.dispatchEvent(new KeyboardEvent("keydown", { key: "7", bubbles: true }));
    expect(tried.at(-1)).toEqual(["t1", "against", "for"]);
    expect(key("abstain")?.textContent).not.toContain("已测");
    key("abstain")?.click();
    expect(dialog()?.querySelector("[role=status]")?.textContent).toBe("三个键都正常，谢谢");
  });

  it.each(["announced", "open"] as const)("is never there while a vote is %s", async (state) => {
    const { link } = seat();
    link.model.value = model(state);
    link.seatTest.value = test("t1");
    await settle();
    expect(dialog()).toBeNull();
    link.model.value = model("declared");
    await settle();
    expect(dialog()?.open).toBe(true);
    link.model.value = model("declared", state);
    await settle();
    expect(dialog()).toBeNull();
  });

  it("ends with the test, the connection, or when it is put away; another test is shown again", async () => {
    const { link, tried } = seat();
    link.seatTest.value = test("t1");
    await settle();
    link.status.value = { ...link.status.value, phase: "offline" };
    await settle();
    expect(dialog()).toBeNull();
    link.status.value = { ...link.status.value, phase: "online" };
    await settle();
    key("leave")?.click();
    await settle();
    expect(dialog()).toBeNull();
    link.seatTest.value = { ...test("t1"), ends_ms: 10 };
    await settle();
    expect(dialog()).toBeNull();
    link.seatTest.value = test("t2");
    await settle();
    key("for")?.click();
    expect(tried).toEqual([["t2", "for"]]);
    link.seatTest.value = test("");
    await settle();
    expect(dialog()).toBeNull();
  });
});
