import type { CountStage, HandCount } from "@hemicycle/kit/channels";
import { lang } from "@hemicycle/kit/i18n";
import type { Division, DivisionState, MotionResult, State } from "@hemicycle/kit/types";
import { beforeAll, describe, expect, it } from "vitest";
import { countedState, DIFFERED, paperFormState, sampleCount, TELLERS } from "../dev/counted.ts";
import { LOOKED } from "../dev/secret.ts";
import { countOutcome } from "../src/counting.ts";
import { stepLabel, stepNote } from "../src/notes.ts";
import { contentOf, type Proposal, sameVote } from "../src/orders.ts";
import { nextStep, otherSteps } from "../src/steps.ts";
import { type View, viewOf } from "../src/view.ts";
import { scriptOf } from "../src/words.ts";

beforeAll(() => {
  lang.value = "zh";
});

function view(state: State): View {
  const found = viewOf(
    { welcome: null, v: 1, state, mine: null, attendance: null, turnout: null },
    { ...LOOKED, chosen: "item-4" },
  );
  if (!found) throw new Error("no view");
  return found;
}

const at = (state: DivisionState, stage: CountStage, more: Partial<HandCount> = {}) =>
  countedState("paper", state, sampleCount(stage, more));
const focusOf = (state: State): Division => state.divisions[3] as Division;
const read = (state: State, language: "zh" | "en" = "zh") =>
  scriptOf(state, focusOf(state), language)
    .lines.flatMap(({ parts }) => parts)
    .map(({ text }) => text)
    .join("");

describe("the dominant control of a vote on paper", () => {
  it("needs no keys: the ballots are secret as they are", () => {
    const state = countedState("paper", "approved");
    expect(nextStep(state, "item-4")).toMatchObject({ kind: "announce", blocked: null });
    expect(otherSteps(state, "item-4")).not.toContain("scrutineers");
    const mixed = countedState("mixed", "approved", null, { secrecy: "secret" });
    expect(nextStep(mixed, "item-4").kind).toBe("ceremony");
  });

  it("closes the boxes only after ballots were issued", () => {
    const before = at("open", "voting", { issued: null });
    expect(nextStep(before)).toMatchObject({ kind: "close", blocked: "not-issued" });
    expect(stepNote(view(before))).toBe("等待计票人报发出张数");
    const after = view(at("open", "voting"));
    expect(after.step).toMatchObject({ kind: "close", blocked: null });
    expect([stepLabel(after), stepNote(after)]).toEqual([
      "宣布投票结束",
      "按住 1 秒 · 发出 240 张 · 投完后宣布",
    ]);
  });

  const cases: [CountStage, Partial<HandCount>, string, string][] = [
    ["returning", {}, "等待收票", "等待计票人报收回张数"],
    ["overfull", { returned: 243 }, "不能计票", "须作废，重新投票"],
    ["overfull", { returned: 243, overfull: [TELLERS[0]] }, "不能计票", "等待另一名计票人核对收回张数"],
    ["overfull", { returned: 243, overfull: TELLERS }, "不能计票", "须作废，重新投票"],
    ["counting", {}, "正在清点", "等待两名计票人各自提交"],
    ["counting", { committed: [TELLERS[0]] }, "正在清点", "周建华已提交，等待另一名计票人"],
    ["counting", { committed: TELLERS }, "正在清点", "双方已提交，正在公开核对"],
    ["signing", {}, "等待监票人签名", "等待签名：韩秀英、马志远、陈立群"],
    ["signing", { asked: [] }, "等待监票人签名", "没有已登记的监票人，请秘书处登记"],
    ["signed", {}, "等待计票结果", "签名已到，正在出结果"],
  ];
  it.each(cases)("after the close, %s: says what is awaited and from whom", (stage, more, label, note) => {
    const now = view(at("closed", stage, more));
    expect(now.step).toMatchObject({ kind: "counting", blocked: "waiting" });
    expect([stepLabel(now), stepNote(now)]).toEqual([label, note]);
  });

  it("of hands follows the counting of hands", () => {
    const now = view(countedState("hands", "open"));
    expect([stepLabel(now), stepNote(now)]).toEqual(["宣布表决结束", "按住 1 秒 · 清点完毕后宣布，手可放下"]);
    expect(otherSteps(countedState("hands", "open"))).not.toContain("extend");
  });
});

describe("what else can be done", () => {
  it("is to count again once somebody has handed in, and never when a count stands", () => {
    const acts = (stage: CountStage, more: Partial<HandCount> = {}) => otherSteps(at("closed", stage, more));
    expect(acts("counting")).not.toContain("count-again");
    expect(acts("counting", { committed: [TELLERS[0]] })).toContain("count-again");
    expect(acts("signing")).not.toContain("count-again");
    expect(acts("overfull")).toContain("void");
  });

  it("signs the running attempt's end with its reason", () => {
    const state = at("closed", "counting", { ...DIFFERED, committed: [TELLERS[0]] });
    const order = { kind: "count-again", division: "item-4", reason: "设备更换" } as const;
    expect(contentOf(state, order)).toEqual({
      type: "count-again",
      members: { division: "item-4", open: focusOf(state).open, attempt: 2, reason: "设备更换" },
    });
  });

  it("holds it again on the same channel", () => {
    const state = at("void", "overfull");
    const members = (channel: "paper" | "terminal") =>
      contentOf(channel === "paper" ? state : countedState("terminal", "void"), {
        kind: "again",
        division: "item-4",
      }).members;
    expect(members("paper")).toMatchObject({ channel: "paper", secrecy: "secret", again_of: "item-4" });
    expect(members("terminal")).not.toHaveProperty("channel");
  });
});

describe("the proposal of an opening", () => {
  it("is signed only for the channel shown, on paper under no keys", () => {
    const state = countedState("paper", "announced");
    const division = focusOf(state);
    const { title, text, form, names, secrecy } = division;
    const definition = { title, text, rule: "M1", quorum: "Q2", channel: "paper", secrecy, form, names };
    const proposal = { division: "item-4", kind: "real", server: "S", definition };
    const same = (more: object, extra: object = {}) =>
      sameVote(
        { ...proposal, definition: { ...definition, ...more }, ...extra } as unknown as Proposal,
        division,
        state,
        "S",
      );
    expect(same({})).toBe(true);
    expect(same({ channel: "terminal" })).toBe(false);
    expect(same({}, { seal: "x", active: [1] })).toBe(false);
  });
});

describe("the chair's words", () => {
  it("tell of ballots in the order of the day", () => {
    expect(read(countedState("paper", "announced"))).toContain("无记名投票");
    expect(read(at("closed", "counting"))).toContain("收回的不多于发出的，本次投票有效");
    expect(read(at("closed", "overfull", { returned: 243 }))).toContain("本次投票无效");
    expect(read(at("closed", "overfull", { returned: 243 }), "en")).toContain("This vote is invalid");
    const doubted = read(at("closed", "overfull", { returned: 243, overfull: [TELLERS[0]] }));
    expect(doubted).toContain("请另一名计票人核对");
    expect(doubted).not.toContain("无效");
  });

  it("declare figures of their channel and never keys that nobody pressed", () => {
    const paper = read(countedState("paper", "tallied"));
    expect(paper).toContain("发出选票 240 张，收回 239 张，有效 237 张，废票 2 张");
    const hands = read(countedState("hands", "tallied"));
    expect(hands).toContain("未举手 3 人");
    const mixed = read(countedState("mixed", "tallied"));
    expect(mixed).toContain("未表决 3 人");
    for (const words of [paper, hands, mixed]) expect(words).not.toContain("表决器");
    expect(read(paperFormState("elect", "tallied"))).toContain("发出选票 240 张");
  });

  it("call those by video to raise their hands", () => {
    expect(read(countedState("mixed", "announced"))).toContain("视频参会的");
  });
});

describe("the strip", () => {
  it("says how far a count is, and after the tally the usual words", () => {
    const words = (state: State) => countOutcome(focusOf(state));
    expect(words(at("closed", "counting"))).toBe("清点中");
    expect(words(at("closed", "overfull"))).toBe("收回多于发出");
    expect(words(at("closed", "signing"))).toBe("待签名");
    expect(words(at("tallied", "signed"))).toBe("");
    expect((focusOf(countedState("paper", "tallied")).result as MotionResult).issued).toBe(240);
  });
});
