import type { Marks } from "@hemicycle/kit/marks";
import { beforeEach, expect, it, vi } from "vitest";
import type { Desk } from "../src/desk.ts";
import { PaperDesk } from "../src/paperdesk.ts";
import type { Vote } from "../src/vote.ts";
import { cast as ballot } from "./fixtures.ts";
import { draft, desk as laid, opened } from "./formfixtures.ts";
import { APPOINT, ELECT, PICK, RANK, SHORT } from "./listings.ts";

let vote: Vote;
let on = SHORT;
const cast = vi.fn<(marks: Marks) => void>();
const changed = vi.fn();

function paper(first: Desk | null = null): PaperDesk {
  return new PaperDesk({ at: () => ({ vote, on }), cast, changed }, first);
}

function at(listing: typeof on, part: Partial<Vote> = {}): void {
  on = listing;
  vote = opened(listing, part);
}

beforeEach(() => {
  at(SHORT);
  cast.mockClear();
  changed.mockClear();
});

it("casts a short paper at once, and lies closed then", () => {
  const { actions } = paper();
  for (const [row, mark] of [
    [0, 1],
    [1, 2],
    [2, 3],
  ] as const)
    actions.mark(row, mark);
  actions.submit();
  expect(cast).toHaveBeenCalledExactlyOnceWith(["for", "against", "abstain"]);
});

it("says what is lacking, and casts nothing", () => {
  const made = paper();
  made.actions.mark(0, 1);
  made.actions.submit();
  expect(made.desk?.answer).toEqual({ kind: "lack", lack: { kind: "unmarked", count: 2, row: 1 } });
  made.actions.mark(1, 1);
  expect(made.desk?.answer).toBeNull();
  expect(cast).not.toHaveBeenCalled();
});

it("shows a long paper as a whole first, and goes back from there with every mark", () => {
  at(APPOINT);
  const made = paper(laid(draft(APPOINT, Array(12).fill(1))));
  made.actions.submit();
  expect(made.desk?.reviewing).toBe(true);
  made.actions.back();
  expect(made.desk).toMatchObject({ reviewing: false, draft: { rows: Array(12).fill(1) } });
  made.actions.submit();
  expect(cast).not.toHaveBeenCalled();
  made.actions.submit();
  expect(cast).toHaveBeenCalledExactlyOnceWith(Array(12).fill("for"));
});

it("answers a press on a full paper and keeps what is chosen", () => {
  at(PICK);
  const made = paper(laid(draft(PICK, Array(10).fill(1))));
  made.actions.mark(10, 1);
  expect(made.desk).toMatchObject({ answer: { kind: "full", row: 10 } });
  expect(made.desk?.draft.rows).toEqual([...Array(10).fill(1), 0, 0]);
});

it("takes the changes of a ranking back one by one", () => {
  at(RANK);
  const made = paper();
  made.actions.mark(3, 1);
  made.actions.mark(1, 1);
  made.actions.move(1, -1);
  expect(made.desk?.draft.rows.slice(0, 4)).toEqual([0, 1, 0, 2]);
  made.actions.undo();
  expect(made.desk?.draft.rows.slice(0, 4)).toEqual([0, 2, 0, 1]);
  made.actions.mark(3, 1);
  made.actions.undo();
  expect(made.desk?.draft.rows.slice(0, 4)).toEqual([0, 2, 0, 1]);
  for (let i = 0; i < 5; i++) made.actions.undo();
  expect(made.desk?.draft.rows).toEqual(Array(8).fill(0));
});

it("opens again with the marks that were cast, and can be put away unchanged", () => {
  at(SHORT, { recorded: ballot(["for", "for", "abstain"]) });
  const made = paper();
  made.actions.change();
  expect(made.desk).toMatchObject({ changing: true, draft: { rows: [1, 1, 3] } });
  made.actions.mark(0, 2);
  made.actions.putAway();
  expect(made.desk?.changing).toBe(false);
  made.actions.change();
  expect(made.desk?.draft.rows).toEqual([1, 1, 3]);
});

it("opens blank where this page does not know what was cast", () => {
  at(SHORT, { secret: true, recorded: { ...ballot(["for", "for", "for"]), marks: null, head: "head" } });
  const made = paper();
  made.actions.change();
  expect(made.desk).toMatchObject({ changing: true, draft: { rows: [0, 0, 0] } });
});

it("keeps the marks of a ballot that did not count", () => {
  const made = paper(laid(draft(SHORT, [2, 2, 1])));
  at(SHORT, {
    recorded: ballot(["for", "for", "for"]),
    refused: { ballot: ballot(["against", "against", "for"], 2), code: "sequence-limit" },
  });
  made.actions.change();
  expect(made.desk).toMatchObject({ changing: true, draft: { rows: [2, 2, 1] } });
  const reloaded = paper();
  reloaded.actions.change();
  expect(reloaded.desk?.draft.rows).toEqual([2, 2, 1]);
});

it("goes back to the paper as it was from a ballot that is put back", () => {
  at(ELECT, { secret: true });
  const made = paper(laid(draft(ELECT, [1, 2, 1, 2, 3], ["马成"]), { reviewing: true }));
  made.reopen();
  expect(made.desk).toMatchObject({
    reviewing: false,
    draft: { rows: [1, 2, 1, 2, 3], written: ["马成", ""] },
  });
});

it("does not carry marks into another opening", () => {
  const made = paper(laid(draft(SHORT, [1, 1, 1])));
  vote = { ...vote, open: "another" };
  made.actions.mark(2, 2);
  expect(made.desk).toMatchObject({ open: "another", draft: { rows: [0, 0, 2] } });
});

it("forgets what was marked once it is told to", () => {
  const made = paper(laid(draft(SHORT, [1, 1, 1])));
  made.forget();
  expect(made.desk).toBeNull();
});

it("changes nothing while a ballot is being cast, nor where there is no paper", () => {
  at(SHORT, { pressing: ["for", "for", "for"] });
  const made = paper();
  made.actions.mark(0, 1);
  made.actions.submit();
  expect(made.desk).toBeNull();
  const nowhere = new PaperDesk({ at: () => null, cast, changed });
  nowhere.actions.mark(0, 1);
  expect(nowhere.desk).toBeNull();
  expect(changed).not.toHaveBeenCalled();
});
