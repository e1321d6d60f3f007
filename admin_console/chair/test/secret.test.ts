import { setLang } from "@hemicycle/kit/i18n";
import { EMPTY_MODEL } from "@hemicycle/kit/store";
import type { State, TurnoutFrame } from "@hemicycle/kit/types";
import { beforeEach, describe, expect, test } from "vitest";
import { sampleState } from "../dev/samples.ts";
import {
  LOOKED,
  PEOPLE,
  SCENES,
  STAGES,
  sampleSeal,
  sampleVerifying,
  secretState,
  stageState,
  unanimousState,
} from "../dev/secret.ts";
import { backlogOf, sampled } from "../src/backlog.ts";
import type { Notice } from "../src/desk.ts";
import { stepLabel, stepNote } from "../src/notes.ts";
import { contentOf, OutdatedOrder, type Proposal, sameVote } from "../src/orders.ts";
import { scrutinyIssues, wayAfter } from "../src/scrutinyissues.ts";
import { countWords } from "../src/scrutinypanel.ts";
import { type Keys, nextStep, otherSteps } from "../src/steps.ts";
import { type View, viewOf } from "../src/view.ts";

const keys = (state: Keys["state"], people = PEOPLE): Keys => ({ state, people });
const at = (state: State, with_: Keys = keys("good")) => nextStep(state, "item-4", with_);
const approved = (seal = sampleSeal()) => secretState("approved", null, {}, seal);

beforeEach(() => setLang("zh"));

describe("the dominant step of a secret vote", () => {
  test("is the ceremony before anything is announced, since none can start afterwards", () => {
    const none = secretState("approved", null, {}, null);
    expect(at(none, keys("checking"))).toMatchObject({ kind: "ceremony", holdMs: 0, blocked: null });
    expect(at(approved(sampleSeal("aborted")), keys("checking"))).toMatchObject({ kind: "ceremony" });
    expect(at(approved(sampleSeal("dealing")), keys("checking"))).toMatchObject({
      kind: "in-ceremony",
      blocked: "waiting",
    });
    expect(at(approved())).toMatchObject({ kind: "announce", blocked: null });
    expect(at(sampleState("approved"), keys("checking"))).toMatchObject({ kind: "announce" });
  });

  test("is the ceremony too where the keys don't hold or name another console", () => {
    expect(at(approved(), keys("bad")).kind).toBe("ceremony");
    expect(at(approved(), keys("other-chair")).kind).toBe("ceremony");
  });

  test("waits for scrutineers and for the register", () => {
    const none = secretState("approved", null, {}, null);
    const people = (n: number, chairs: readonly string[]) => ({
      scrutineers: PEOPLE?.scrutineers.slice(0, n) ?? [],
      chairs,
    });
    expect(at(none, keys("checking", people(1, ["c"]))).blocked).toBe("few-scrutineers");
    expect(at(none, keys("checking", people(3, []))).blocked).toBe("no-chair");
    expect(at(none, keys("checking", null)).blocked).toBe("waiting");
  });

  test("does not open without keys of this console's; a named vote needs none", () => {
    const announced = secretState("announced");
    expect(at(announced).blocked).toBeNull();
    expect(at({ ...announced, seal: null }).blocked).toBe("not-sealed");
    expect(at(announced, keys("bad")).blocked).toBe("not-sealed");
    expect(at(announced, keys("other-chair")).blocked).toBe("other-chair");
    expect(at(sampleState("announced"), keys("checking")).blocked).toBeNull();
  });

  test("is held, and named otherwise, where few are present", () => {
    const few = SCENES.few?.().state;
    expect(few && at(few)).toMatchObject({ kind: "open", holdMs: 2000, blocked: null });
    expect(at(secretState("announced"))).toMatchObject({ holdMs: 0 });
    expect(few && stepLabel(seen(few))).toBe("仍然开始表决");
  });

  test("has the scrutineers beside it, except while it is open and after the tally", () => {
    for (const state of ["approved", "announced", "closed"] as const)
      expect(otherSteps(secretState(state), "item-4")).toContain("scrutineers");
    for (const state of ["open", "tallied", "declared"] as const)
      expect(otherSteps(secretState(state), "item-4")).not.toContain("scrutineers");
    expect(otherSteps(sampleState("approved"), "item-4")).not.toContain("scrutineers");
    const created = approved();
    const before = { ...created, sitting: { ...created.sitting, state: "created" as const } };
    expect(otherSteps(before)).toEqual(["scrutineers"]);
  });
});

describe("its acts (docs/sealed.md §2, §7)", () => {
  test("a ceremony names all enrolled scrutineers and chairs and follows the last attempt", () => {
    const order = { kind: "ceremony", division: "", k: 2 } as const;
    expect(contentOf(approved(sampleSeal("aborted", { attempt: 3 })), order, PEOPLE)).toEqual({
      type: "ceremony-start",
      members: { attempt: 4, k: 2, scrutineers: ["k0", "k1", "k2"], chairs: ["c"] },
    });
    expect(() => contentOf(approved(), order)).toThrow(OutdatedOrder);
  });

  test("a stand-down names index and reason, its cancellation the proposal", () => {
    const order = { kind: "stand-down", division: "", index: 3, reason: "离场" } as const;
    expect(contentOf(approved(), order)).toEqual({
      type: "stand-down",
      members: { index: 3, reason: "离场" },
    });
    const proposed = SCENES["stand-down"]?.().state;
    const cancel = { kind: "stand-down-cancel", division: "" } as const;
    expect(proposed && contentOf(proposed, cancel)).toEqual({
      type: "stand-down-cancel",
      members: { stand_down: "a" },
    });
    expect(() => contentOf(approved(), cancel)).toThrow(OutdatedOrder);
  });

  test("held again it stays secret", () => {
    const voided = secretState("void");
    expect(contentOf(voided, { kind: "again", division: "item-4" }).members).toMatchObject({
      secrecy: "secret",
    });
  });

  test("an opening is signed only under the keys shown, by the scrutineers who are there", () => {
    const state = secretState("announced");
    const division = state.divisions.find(({ id }) => id === "item-4");
    if (!division) throw new Error("no item");
    const { title, text } = division;
    const definition = {
      title: { ...title },
      text: { ...text },
      rule: "M1",
      quorum: "Q2",
      channel: "terminal",
      secrecy: "secret",
      form: [{ type: 1, c: 1, min: 0, max: 0, w: 0 }],
      names: [[]],
    };
    const proposal = {
      division: "item-4",
      kind: "real",
      server: "S",
      definition,
      seal: state.seal?.digest,
      active: [1, 2, 3],
      after: { n: 1, d: "" },
    };
    const same = (more: object, seal = state.seal) =>
      sameVote({ ...proposal, ...more } as Proposal, division, { ...state, seal }, "S");
    expect(same({})).toBe(true);
    expect(same({ seal: "another" })).toBe(false);
    expect(same({ active: [1, 2] })).toBe(false);
    expect(same({ seal: undefined, active: undefined })).toBe(false);
    expect(same({}, sampleSeal("aborted"))).toBe(false);
    expect(same({ definition: { ...definition, secrecy: "named" } })).toBe(false);
    const named = { ...division, secrecy: "named" as const };
    const asNamed = { ...proposal, definition: { ...definition, secrecy: "named" } };
    expect(sameVote(asNamed as unknown as Proposal, named, state, "S")).toBe(false);
  });
});

describe("the backlog of verification", () => {
  const frame = (ms: number, verify?: TurnoutFrame["verify"], open = "o"): TurnoutFrame => ({
    t: "turnout",
    open,
    pressed: 0,
    time_ms: ms,
    ...(verify ? { verify } : {}),
  });
  const follow = (...frames: readonly TurnoutFrame[]) =>
    frames.reduce<ReturnType<typeof sampled>>((samples, one) => sampled(samples, one), []);

  test("is nothing when all that was received lies on the board and enough have followed", () => {
    const samples = follow(frame(1, sampleVerifying(9, 9, 9, 9, 2)));
    expect(backlogOf(samples, 2)).toEqual({ waiting: 0, seconds: 0 });
    expect(backlogOf([], 2)).toBeNull();
  });

  test("is reckoned by the speed of the last seconds; it takes as long as the q-th scrutineer", () => {
    const samples = follow(
      frame(1000, sampleVerifying(200, 100, 100, 80, 0)),
      frame(3000, sampleVerifying(200, 150, 140, 120, 10)),
    );
    expect(backlogOf(samples, 1)).toEqual({ waiting: 50, seconds: 3 });
    expect(backlogOf(samples, 2)).toEqual({ waiting: 50, seconds: 4 });
    expect(backlogOf(samples, 3)).toEqual({ waiting: 50, seconds: 38 });
  });

  test("does not take the pause between a few entries for their speed", () => {
    const samples = follow(
      frame(1000, sampleVerifying(1, 1, 1, 1)),
      frame(8000, sampleVerifying(4, 3, 4, 2)),
    );
    expect(backlogOf(samples, 2)?.seconds).toBe(0);
  });

  test("can't be told while somebody who is needed stands still", () => {
    const stuck = follow(
      frame(1000, sampleVerifying(10, 10, 10, 3)),
      frame(2000, sampleVerifying(10, 10, 10, 3)),
    );
    expect(backlogOf(stuck, 2)?.seconds).toBeNull();
    expect(backlogOf(stuck, 1)?.seconds).toBe(0);
  });

  test("forgets old samples and those of another vote", () => {
    const long = follow(frame(0, sampleVerifying(1, 1)), frame(20_000, sampleVerifying(2, 2)));
    expect(long).toHaveLength(1);
    expect(follow(frame(0, sampleVerifying(1, 1)), frame(9, sampleVerifying(1, 1), "other"))).toHaveLength(1);
    expect(follow(frame(0, sampleVerifying(1, 1)), frame(9, undefined, "other"))).toEqual([]);
    expect(sampled(long, null)).toEqual([]);
  });
});

function seen(state: State, more: Partial<typeof LOOKED> = {}): View {
  const view = viewOf({ ...EMPTY_MODEL, state }, { ...LOOKED, chosen: "item-4", ...more });
  if (!view) throw new Error("no view");
  return view;
}

describe("what needs attention", () => {
  const asked: number[] = [];
  const actions = { standDown: (index: number) => asked.push(index), cancelStandDown: () => asked.push(0) };
  const issues = (state: State | undefined, more: Partial<typeof LOOKED> = {}) =>
    state ? scrutinyIssues(seen(state, more), actions) : [];
  const scene = (name: string, ms = 0) => issues(SCENES[name]?.().state, { stageForMs: ms });

  test("nothing, as long as everybody answers in time", () => {
    for (const name of ["certifying", "rooting", "releasing", "voting", "freezing", "tallied", "ready"])
      expect(scene(name, 1999), name).toEqual([]);
  });

  test("who is missing after two seconds; only a missing certificate can be done without", () => {
    const [open] = scene("certifying", 2000);
    expect(open).toMatchObject({ what: "等待监票人 马志远、陈立群", way: null });
    const [root] = scene("rooting", 2000);
    expect(root?.what).toBe("等待监票人 陈立群");
    root?.way?.go();
    expect(asked).toEqual([3]);
    const [release] = scene("releasing", 2000);
    expect(release).toMatchObject({ way: null });
    expect(release?.means).toContain("任意 2 名");
  });

  test("a refusal with its name and reason, and whether the vote can go on", () => {
    const [open] = scene("open-refused");
    expect(open?.what).toBe("监票人 陈立群 拒绝确认开始表决：应表决人员名单不正确");
    expect(open?.means).toContain("表决器不能按键");
    expect(scene("root-refused")[0]?.means).toContain("不能计票");
    const [share] = scene("share-invalid");
    expect(share?.what).toContain("马志远 的释放无效");
    expect(share?.means).toContain("其余监票人仍可完成");
    const invalid = { index: 2, act: "release", code: "share-invalid", detail: "" } as const;
    const [after] = issues(secretState("tallied", { ...STAGES.counting, refusals: [invalid] }));
    expect(after?.means).toContain("结果不受影响");
  });

  test("a count that waits for hands, and one that never comes", () => {
    expect(scene("by-hand")[0]?.what).toBe("等待监票人手动释放");
    expect(scene("too-few")[0]).toMatchObject({ what: "计入的票只有 2 张，不能计票" });
    expect(stepLabel(seen(stageState("too-few")))).toBe("不能计票");
  });

  test("a proposed absence, who must confirm it, and the way back", () => {
    const [proposed] = scene("stand-down");
    expect(proposed?.what).toBe("已提出监票人 陈立群 缺席");
    expect(proposed?.means).toBe("理由：因病离场。等待 马志远 在自己的设备上确认。");
    proposed?.way?.go();
    expect(asked.at(-1)).toBe(0);
  });

  test("keys that don't hold, while a secret vote is to come", () => {
    expect(issues(approved(), { keys: keys("bad") })[0]?.what).toContain("不符");
    expect(issues(approved(), { keys: keys("other-chair") })[0]?.what).toContain("未包括本控制台");
    expect(issues(sampleState("approved", { seal: sampleSeal() }), { keys: keys("bad") })).toEqual([]);
  });

  test("what to do after a refused opening", () => {
    const notice = (code: string, detail = {}): Notice => ({
      id: 1,
      kind: "refused",
      words: null,
      code,
      detail,
    });
    expect(wayAfter(notice("not-sealed"), null)).toContain("暂缓此项");
    expect(wayAfter(notice("no-quorum"), null)).toBe("");
    const plan = { seats: [{ member: "m7", name: "程素云" }] };
    const view = { plan } as unknown as View;
    expect(wayAfter(notice("electorate-grew", { members: ["m7", "m9"] }), view)).toContain(
      "程素云 原先不在其列",
    );
  });
});

describe("the words beside the control", () => {
  const verify = [sampleVerifying(229, 100, 90, 88, 70), sampleVerifying(229, 160, 150, 148, 120)];
  const samples = verify.map((told, i) => ({ ...told, open: "o", ms: 3000 * i }));

  test("tell that keys wait for certificates, and how long verification takes", () => {
    expect(stepNote(seen(stageState("certifying")))).toBe("按住 1 秒 · 监票人确认后表决器方可按键");
    expect(stepNote(seen(stageState("voting"), { samples }))).toContain("核验约需 7 秒");
  });

  test("tell whom a closed vote and a ceremony wait for", () => {
    expect(stepNote(seen(stageState("rooting")))).toBe("等待监票人确认封票");
    expect(stepNote(seen(approved(sampleSeal("dealing"))))).toBe("等待 马志远、陈立群");
  });

  test("warn before a result that shows everybody's choice", () => {
    expect(stepNote(seen(unanimousState()))).toBe("各票相同，结果会显示每个人的选择");
    expect(stepNote(seen(secretState("tallied")))).not.toContain("每个人");
  });
});

test("a void secret vote says what is known of its count", () => {
  const known = (name: string) => {
    const division = SCENES[name]?.().state.divisions.find(({ id }) => id === "item-4");
    return division ? countWords(division.sealed, division.count) : "";
  };
  expect(known("void-unknown")).toContain("无人知晓");
  expect(known("void-may-be-known")).toContain("1/3 名监票人声明没有释放");
  expect(known("tallied")).toBe("");
});
