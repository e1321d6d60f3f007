// @vitest-environment happy-dom
import { lang } from "@hemicycle/kit/i18n";
import { reduce } from "@hemicycle/kit/store";
import { render } from "lit";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { countedState, sampleCount } from "../../chair/dev/counted.ts";
import { TellerDesk } from "../src/app.ts";
import { Desk } from "../src/desk.ts";
import { keepingWords } from "../src/parts.ts";
import type { Shelf } from "../src/shelf.ts";

/** On a loaded machine too. */
const PATIENCE = { timeout: 120_000 };

beforeAll(() => {
  lang.value = "zh";
});

describe("whether what was typed is kept", () => {
  it("comes into the page as an alert when it is lost", () => {
    const place = document.createElement("p");
    render(keepingWords("keeping"), place);
    const before = place.firstElementChild;
    expect(before?.hasAttribute("role")).toBe(false);
    render(keepingWords("lost"), place);
    const alert = place.firstElementChild;
    expect(alert?.getAttribute("role")).toBe("alert");
    expect(alert).not.toBe(before);
    render(keepingWords("kept"), place);
    expect(place.querySelector("[role]")).toBeNull();
    expect(place.textContent).toContain("已存在本机");
  });
});

describe("a desk whose storage can't be read", () => {
  let shelf: Shelf;
  beforeEach(() => {
    const broken = () => Promise.reject(new Error("no storage"));
    shelf = { draft: broken, keepDraft: broken, sealed: broken, keepSealed: broken };
  });

  function pageOf(role: "teller" | "scrutineer", count = sampleCount("counting")): TellerDesk {
    const signer = { publicKey: new Uint8Array(32).fill(9), sign: () => Promise.reject(new Error("no key")) };
    const who = { body: "b", server: "s", role, seat: "", holder: "周建华", name: { zh: "", en: "" } };
    const desk = new Desk({ signer, ...who } as never, shelf);
    desk.link.start = () => undefined;
    const state = countedState("paper", "closed", count);
    desk.link.model.value = reduce(desk.link.model.value, { t: "state", id: "", v: 1, state });
    const page = new TellerDesk();
    page.desk = desk;
    document.body.replaceChildren(page);
    return page;
  }

  it("tells the teller in words, and offers nothing that would do nothing", async () => {
    const page = pageOf("teller");
    const alert = () => page.querySelector('.work [role="alert"]')?.textContent;
    await vi.waitFor(() => expect(alert()).toContain("本机的存储读不出来"), PATIENCE);
    expect(page.querySelector("hold-control")).toBeNull();
    Object.assign(shelf, { draft: async () => null, sealed: async () => [] });
    await vi.waitFor(() => expect(page.querySelector("figure-entry")).not.toBeNull(), PATIENCE);
    expect(alert()).toBeUndefined();
  });

  it("does not hinder a scrutineer, who keeps nothing on it", async () => {
    const page = pageOf("scrutineer", sampleCount("signing"));
    await vi.waitFor(() => expect(page.desk.unreadable.value).toBe(true), PATIENCE);
    await page.updateComplete;
    expect(page.querySelector(".work .signers")).not.toBeNull();
    expect(page.querySelector('.work [role="alert"]')).toBeNull();
  });
});
