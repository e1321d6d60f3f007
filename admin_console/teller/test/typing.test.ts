import { blankDraft, type Draft, type Ground, type HandDraft, type PaperDraft } from "@hemicycle/kit/counts";
import { lang } from "@hemicycle/kit/i18n";
import type { FormItem } from "@hemicycle/kit/types";
import { beforeAll, describe, expect, it } from "vitest";
import { countedState, MOTION_BALLOTS, sampleCount } from "../../chair/dev/counted.ts";
import {
  progressOf,
  typedNumber,
  withoutSection,
  withoutWritten,
  withSection,
  withValue,
  withWritten,
} from "../src/draft.ts";
import { notesOf } from "../src/notes.ts";
import { countedOf, screenOf } from "../src/screen.ts";
import { actOf, type Typing } from "../src/work.ts";

const motion: FormItem = { type: 1, c: 1, min: 0, max: 0, w: 0 };
const election: FormItem = { type: 4, c: 2, min: 0, max: 1, w: 1 };
const ground = (item: FormItem, returned: number | null = 10): Ground => ({
  item,
  labels: [],
  entitled: 12,
  returned,
});
const me = { key: "t1", holder: "周建华", role: "teller", sealed: false } as const;

beforeAll(() => {
  lang.value = "zh";
});

describe("what is typed", () => {
  it("is digits only, and no number is too large to be sent", () => {
    expect(["", "abc", "1 2", "007", "99999"].map(typedNumber)).toEqual([null, null, 12, 7, 10_000]);
  });

  it("goes to its place and nowhere else", () => {
    const draft = blankDraft("paper", election) as PaperDraft;
    const typed = withValue(withValue(draft, ["valid"], 9), ["counts", 1, 2], 4) as PaperDraft;
    expect(typed.valid).toBe(9);
    expect(typed.counts).toEqual([
      [null, null, null],
      [null, null, 4],
    ]);
    expect(draft.counts[1]).toEqual([null, null, null]);
    expect(progressOf(typed)).toEqual({ done: 2, all: 12 });
  });

  it("has lines that come and go", () => {
    const draft = withWritten(blankDraft("paper", election) as PaperDraft);
    expect(draft.written).toEqual([{ name: "", votes: null }]);
    expect(withoutWritten(draft, 0).written).toEqual([]);
    const hands = withSection(blankDraft("hands", motion) as HandDraft, motion);
    expect(hands.sections.map(({ name }) => name)).toEqual(["第1区", "第2区"]);
    expect(withoutSection(hands, 0).sections.map(({ name }) => name)).toEqual(["第2区"]);
  });

  it("begins with 0 invalid ballots for reasons that can't be", () => {
    expect((blankDraft("paper", motion) as PaperDraft).invalid).toMatchObject({
      "too-many": 0,
      written: 0,
      other: null,
    });
    expect((blankDraft("paper", election) as PaperDraft).invalid).toMatchObject({
      "too-many": null,
      written: null,
    });
  });
});

describe("what does not add up", () => {
  const none = { "too-many": 0, written: 0, unreadable: 0, foreign: 0, other: 0 };
  const words = (draft: Draft, on: Ground) => notesOf(draft, on).map((note) => note.words);

  it("is told with its numbers at its place", () => {
    const draft: Draft = { valid: 9, invalid: none, counts: [[7, 1, 0]] };
    expect(notesOf(draft, ground(motion))).toEqual([
      { path: ["valid"], words: "有效与废票合计 9，收回 10，少 1" },
      { path: ["counts", 0], words: "合计 8，有效票 9，少 1" },
    ]);
  });

  it("of an election: more for than seats, more written in than against", () => {
    const draft: Draft = {
      valid: 10,
      invalid: none,
      counts: [
        [9, 1, 0],
        [1, 0, 9],
      ],
      written: [{ name: "李强", votes: 2 }],
    };
    expect(words(draft, ground(election))).toEqual([
      "赞成与另选共 12，不得多于 10",
      "另选共 2 票，反对共 1 票",
    ]);
  });

  it("of hands: more than there are, sections of one name", () => {
    const section = { name: "第1区", voted: 7, counts: [[7, 0, 0]] };
    expect(words({ sections: [section, section] }, ground(motion, null))).toEqual([
      "举手共 14 人，应表决 12 人",
      "与前面的分区同名",
    ]);
  });
});

describe("the dominant control", () => {
  const typing = (more: Partial<Typing> = {}): Typing => ({
    draft: MOTION_BALLOTS,
    number: null,
    online: true,
    ...more,
  });
  const act = (
    state: Parameters<typeof countedState>[1],
    stage: Parameters<typeof sampleCount>[0],
    more?: Partial<Typing>,
  ) => actOf(screenOf(countedState("paper", state, sampleCount(stage)), me), typing(more));

  it("takes no more ballots issued than there are members", () => {
    expect(act("open", "voting", { number: 242 })).toMatchObject({ kind: "issue", blocked: true });
    expect(act("open", "voting", { number: 241 })).toMatchObject({
      kind: "issue",
      blocked: false,
      holdMs: 0,
    });
    expect(act("open", "voting", { number: 240 })).toMatchObject({ blocked: true });
  });

  it("warns, and is held, where more came back than went out", () => {
    expect(act("closed", "returning", { number: 241 })).toMatchObject({
      kind: "return",
      blocked: false,
      holdMs: 2000,
    });
    expect(act("closed", "returning", { number: 240 })).toMatchObject({ blocked: false, holdMs: 0 });
  });

  it("of a second teller may say the number that the first said", () => {
    const count = sampleCount("overfull", { returned: 243, overfull: [{ key: "x", holder: "郑国强" }] });
    const screen = screenOf(countedState("paper", "closed", count), me);
    expect(actOf(screen, typing({ number: 243 }))).toMatchObject({
      kind: "return",
      blocked: false,
      holdMs: 2000,
    });
    expect(actOf(screen, typing({ number: 240 }))).toMatchObject({ blocked: false, holdMs: 0 });
  });

  it("hands figures in only when all are there, add up, and the vote is closed", () => {
    expect(act("closed", "counting")).toMatchObject({ kind: "hand-in", blocked: false });
    expect(act("closed", "counting", { online: false })).toMatchObject({
      blocked: true,
      note: "连接恢复后可提交",
    });
    const short = withValue(MOTION_BALLOTS, ["counts", 0, 2], null);
    expect(act("closed", "counting", { draft: short })).toMatchObject({
      blocked: true,
      note: "还有 1 处没有填写",
    });
    const wrong = withValue(MOTION_BALLOTS, ["counts", 0, 2], 4);
    expect(act("closed", "counting", { draft: wrong })).toMatchObject({
      blocked: true,
      note: "1 处不符，请核对后提交",
    });
    const open = screenOf(countedState("hands", "open"), me);
    const hands: Draft = { sections: [{ name: "第1区", voted: 2, counts: [[2, 0, 0]] }] };
    expect(actOf(open, typing({ draft: hands }))).toMatchObject({
      blocked: true,
      note: "主持人宣布结束后可提交",
    });
  });

  it("is missing where there is only to wait", () => {
    expect(countedOf(countedState("paper", "closed"))).not.toBeNull();
    expect(act("closed", "signing")).toBeNull();
    expect(act("closed", "overfull")).toBeNull();
  });
});
