// @vitest-environment happy-dom
import type { Api } from "@hemicycle/kit/api";
import type { DocumentView } from "@hemicycle/kit/documents";
import type { Identity } from "@hemicycle/kit/enrol";
import { lang } from "@hemicycle/kit/i18n";
import type { OwnPages } from "@hemicycle/kit/pages";
import type { SittingLink } from "@hemicycle/kit/sitting";
import { Observable } from "@hemicycle/kit/store";
import type { Division, State } from "@hemicycle/kit/types";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Keeping, keepPages } from "../src/keeping.ts";
import { PapersPlace } from "../src/papers.ts";
import { screenOf } from "../src/screen.ts";
import { atDivision, known, model, OPEN, state, vote } from "./fixtures.ts";

const REPORT: DocumentView = {
  id: "a",
  title: { zh: "条例草案", en: "Draft" },
  language: "zh",
  sha256: "first",
  bytes: 900,
  pages: 2,
  candidate: null,
};

/** The state as it comes with a frame: nothing of it is an object that was there before. */
function withPapers(of: State, documents: readonly DocumentView[] = [REPORT]): State {
  const divisions = of.divisions.map((one) =>
    one.state === "approved" || one.id === "d4" ? { ...one, documents } : one,
  );
  return structuredClone({ ...of, divisions });
}

class Seat {
  state = withPapers(state());
  readonly place = new PapersPlace({} as Api, (id) => this.division(id));

  constructor() {
    document.body.replaceChildren(this.place.element);
    this.show(this.state);
  }

  division(id: string): Division | undefined {
    return this.state.divisions.find((one) => one.id === id);
  }

  show(of: State): void {
    this.state = of;
    const open = of.open?.division === "d4";
    this.place.follow(
      screenOf(known(model(of), { vote: open ? vote({ division: "d4", open: OPEN }) : null })),
    );
  }

  open(id: string): Promise<void> {
    const division = this.division(id);
    if (!division) throw new Error(id);
    return this.place.open({ sitting: "closing", division });
  }

  get reading(): boolean {
    return !this.place.element.hidden && document.body.classList.contains("reading");
  }

  get status(): string {
    return this.place.element.querySelector(".meanwhile")?.textContent ?? "";
  }
}

describe("the papers over the screen", () => {
  let seat: Seat;
  beforeEach(() => {
    lang.value = "zh";
    seat = new Seat();
  });
  afterEach(() => document.body.classList.remove("reading"));

  it.each(["announced", "open"] as const)("go when another item is %s", async (at) => {
    await seat.open("d5");
    seat.show(withPapers(state()));
    expect(seat.reading).toBe(true);
    seat.show(withPapers(atDivision({ state: at })));
    expect(seat.reading).toBe(false);
  });

  it("don't come up when another item's vote did while they were loaded", async () => {
    const opening = seat.open("d5");
    seat.show(withPapers(atDivision({ state: "open" })));
    await opening;
    expect(seat.reading).toBe(false);
  });

  it("stay over their own item's vote, and name it", async () => {
    await seat.open("d4");
    expect(seat.status).toBe("");
    seat.show(withPapers(atDivision({ state: "announced" })));
    expect(seat.reading).toBe(true);
    seat.show(withPapers(atDivision({ state: "open" })));
    seat.place.tick(28);
    expect(seat.reading).toBe(true);
    expect(seat.status).toBe("第 4 项 · 关于政府工作报告的决议（草案） · 表决中 · 还有 28 秒");
  });

  it.each([
    ["replaced", [{ ...REPORT, sha256: "second" }]],
    ["withdrawn", []],
    ["joined by another", [REPORT, { ...REPORT, id: "b" }]],
  ])("go when a document is %s", async (_, documents) => {
    await seat.open("d4");
    seat.show(withPapers(atDivision({ state: "open" }), documents));
    expect(seat.reading).toBe(false);
  });

  it("go with their division, and can be opened again", async () => {
    await seat.open("d5");
    const now = withPapers(state());
    seat.show({ ...now, divisions: now.divisions.filter(({ id }) => id !== "d5") });
    expect(seat.reading).toBe(false);
    seat.show(withPapers(state(), [{ ...REPORT, sha256: "second" }]));
    await seat.open("d5");
    expect(seat.reading).toBe(true);
  });
});

it("newer pages that came during a sitting take their place at its end", async () => {
  vi.useFakeTimers();
  const running = state();
  const link = { model: new Observable(model(running)), status: new Observable({ phase: "offline" }) };
  const keeping = { newer: new Observable(false), change: vi.fn() };
  const pages = { told: { loaded: "served" } };
  keepPages(
    link as unknown as SittingLink,
    {} as Identity,
    pages as unknown as OwnPages,
    keeping as unknown as Keeping,
  );
  keeping.newer.value = true;
  await Promise.resolve();
  expect(keeping.change).not.toHaveBeenCalled();
  link.model.value = model({ ...running, sitting: { ...running.sitting, state: "closed" } });
  await Promise.resolve();
  expect(keeping.change).toHaveBeenCalledOnce();
  vi.useRealTimers();
});
