import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { lang } from "../src/i18n.ts";
import {
  awaited,
  canStill,
  ceremonyPeople,
  ceremonyStart,
  inCeremony,
  lacksSeal,
  mayStandDown,
  mayStart,
  missingAt,
  peopleFault,
  type RegisteredKey,
  roundsDone,
  stageOf,
  thresholds,
  usualThreshold,
} from "../src/scrutineers.ts";
import { faultWords, foundWords, refusalWords, scrutineerNames } from "../src/scrutineerwords.ts";
import type { Division, SealedRefusal, SealedView, SealView, State } from "../src/types.ts";

const seal = (more: Partial<SealView> = {}): SealView => ({
  attempt: 1,
  k: 2,
  n: 3,
  phase: "ready",
  done: [1, 2, 3],
  scrutineers: ["韩秀英", "马志远", "陈立群"].map((holder, i) => ({
    index: i + 1,
    key: `k${i}`,
    holder,
    active: true,
  })),
  digest: "S",
  public: "Y",
  fault: null,
  stand_down: null,
  ...more,
});
const sealed = (more: Partial<SealedView> = {}): SealedView => ({
  k: 2,
  q: 3,
  active: [1, 2, 3],
  certified: [1, 2, 3],
  frozen: "",
  rooted: [],
  released: [],
  n: null,
  by_hand: false,
  refusals: [],
  void_ok: [],
  naming: null,
  ...more,
});
const refusal = (index: number, act: SealedRefusal["act"], code = "root-differs") => ({
  index,
  act,
  code,
  detail: "",
});
const division = (state: Division["state"], view: SealedView | null) => ({ state, sealed: view }) as Division;
const sitting = (more: Partial<State>) =>
  ({ seal: seal(), divisions: [], sitting: { state: "open" }, ...more }) as State;

describe("who holds a ceremony", () => {
  const key = (name: string, role: RegisteredKey["role"], state: RegisteredKey["state"] = "active") => ({
    key: name,
    role,
    holder: name,
    state,
  });
  const keys = [
    key("s2", "scrutineer"),
    key("c2", "chair"),
    key("s1", "scrutineer"),
    key("gone", "scrutineer", "revoked"),
    key("c1", "chair"),
    key("d", "deputy"),
  ];

  test("all active scrutineers as they enrolled, all active chairs in order of their keys", () => {
    const people = ceremonyPeople(keys);
    expect(ceremonyStart(null, people, 2)).toEqual({
      attempt: 1,
      k: 2,
      scrutineers: ["s2", "s1"],
      chairs: ["c1", "c2"],
    });
    expect(ceremonyStart(seal({ attempt: 4 }), people, 2).attempt).toBe(5);
    expect(peopleFault(people)).toBeNull();
  });

  test("at least two scrutineers and a chair", () => {
    expect(peopleFault(ceremonyPeople(keys.slice(0, 2)))).toBe("too-few");
    expect(peopleFault(ceremonyPeople(keys.filter(({ role }) => role !== "chair")))).toBe("no-chair");
    const many = Array.from({ length: 16 }, (_, i) => key(`s${i}`, "scrutineer"));
    expect(peopleFault(ceremonyPeople([...many, key("c", "chair")]))).toBe("too-many");
  });

  test("a majority opens a sum unless somebody chooses", () => {
    expect([2, 3, 4, 5, 15].map(usualThreshold)).toEqual([2, 2, 3, 3, 8]);
    expect(thresholds(4)).toEqual([2, 3, 4]);
    expect(thresholds(1)).toEqual([]);
  });

  test("never while a vote is announced, open or closed", () => {
    const at = (state: Division["state"]) => mayStart(sitting({ divisions: [division(state, null)] }));
    expect((["announced", "open", "closed"] as const).map(at)).toEqual([false, false, false]);
    expect((["approved", "tallied", "declared", "void"] as const).map(at)).toEqual([true, true, true, true]);
  });
});

describe("a ceremony", () => {
  test("goes through four rounds, each over when all have done it", () => {
    const dealing = seal({ phase: "dealing", done: [2] });
    expect([1, 2].map((index) => roundsDone(dealing, index))).toEqual([2, 3]);
    expect(awaited(dealing)).toEqual([1, 3]);
    expect([inCeremony(dealing), lacksSeal(sitting({ seal: dealing }))]).toEqual([true, true]);
    expect(roundsDone(seal(), 3)).toBe(4);
    expect(roundsDone(seal({ phase: "aborted", done: [] }), 1)).toBe(0);
    expect([inCeremony(null), inCeremony(seal()), lacksSeal(sitting({}))]).toEqual([false, false, false]);
  });

  test("names who failed it and who found out", () => {
    lang.value = "zh";
    const failed = (by: number, culprit: number, code: string) =>
      faultWords(seal({ phase: "aborted", fault: { by, culprit, code } }));
    expect(failed(2, 3, "ceremony-share")).toBe("陈立群：发出了错误的密钥份额（马志远 指出）");
    expect(failed(3, 3, "ceremony-over")).toBe("陈立群：设备中途重新启动，这一次不能继续");
    expect(failed(2, 0, "fingerprint-differs")).toBe("马志远 报告：念出的指纹不一致");
    expect(failed(0, 0, "cancelled")).toBe("工作人员中止");
    expect(faultWords(seal())).toBe("");
  });
});

describe("a secret vote", () => {
  const closed = (more: Partial<SealedView>) => stageOf(division("closed", sealed(more)));

  test("waits for certificates, then for the freeze, q confirmations and k releases", () => {
    expect(stageOf(division("open", sealed({ certified: [1, 3] })))).toBe("certifying");
    expect(stageOf(division("open", sealed()))).toBe("voting");
    expect(closed({})).toBe("freezing");
    expect(closed({ frozen: "f", n: 9, rooted: [1, 2] })).toBe("rooting");
    const rooted = { frozen: "f", n: 9, rooted: [1, 2, 3] };
    expect(closed(rooted)).toBe("releasing");
    expect(closed({ ...rooted, n: 4, by_hand: true })).toBe("by-hand");
    expect(closed({ ...rooted, n: 2 })).toBe("too-few");
    expect(closed({ ...rooted, n: 0 })).toBe("releasing");
    expect(closed({ ...rooted, released: [1, 3] })).toBe("counting");
    expect(stageOf(division("tallied", sealed(rooted)))).toBeNull();
    expect(stageOf(division("open", null))).toBeNull();
  });

  test("what somebody certified who was stood down since does not count", () => {
    expect(closed({ frozen: "f", n: 9, rooted: [1, 3], active: [1, 2], q: 2 })).toBe("rooting");
    expect(stageOf(division("open", sealed({ active: [1, 2], q: 2, certified: [1, 3] })))).toBe("certifying");
  });

  test("waits for those who did neither their part nor refused it", () => {
    const view = sealed({ frozen: "f", rooted: [1], refusals: [refusal(2, "root"), refusal(3, "open")] });
    expect(missingAt(view, "rooting")).toEqual([3]);
    expect(missingAt(sealed({ certified: [2] }), "certifying")).toEqual([1, 3]);
    expect(missingAt(sealed({ released: [2] }), "by-hand")).toEqual([1, 3]);
    expect(missingAt(view, "freezing")).toEqual([]);
  });

  test("goes on without those who refuse, as long as enough are left", () => {
    expect(canStill(sealed({ refusals: [refusal(2, "open")] }), "open")).toBe(false);
    expect(canStill(sealed({ q: 2, refusals: [refusal(2, "root")] }), "root")).toBe(true);
    expect(canStill(sealed({ refusals: [refusal(2, "release")] }), "release")).toBe(true);
    expect(canStill(sealed({ refusals: [refusal(2, "release"), refusal(3, "release")] }), "release")).toBe(
      false,
    );
  });

  test("a scrutineer is stood down only when sealed, nothing open, more than k there and nobody proposed", () => {
    expect(mayStandDown(sitting({}))).toBe(true);
    expect(mayStandDown(sitting({ divisions: [division("closed", sealed())] }))).toBe(true);
    expect(mayStandDown(sitting({ divisions: [division("open", sealed())] }))).toBe(false);
    expect(mayStandDown(sitting({ seal: seal({ phase: "sealing" }) }))).toBe(false);
    const proposed = { act: "a", index: 1, reason: "", confirmed: [] };
    expect(mayStandDown(sitting({ seal: seal({ stand_down: proposed }) }))).toBe(false);
    const two = seal().scrutineers.map((one) => ({ ...one, active: one.index < 3 }));
    expect(mayStandDown(sitting({ seal: seal({ scrutineers: two }) }))).toBe(false);
  });
});

describe("words", () => {
  /** The codes of one part of the table of errors. */
  function codes(part: RegExp): string[] {
    const table = readFileSync(new URL("../../../voting_protocol/errors.py", import.meta.url), "utf8");
    return [...(part.exec(table)?.[0] ?? "").matchAll(/^ {4}"([a-z-]+)": Words/gm)].map(
      ([, code]) => code ?? "",
    );
  }

  test("there are some for every code with which a scrutineer's device refuses, in both languages", () => {
    const refusing = codes(/# What a scrutineer's device refuses with[\s\S]*?\n {4}#/);
    const ceremony = codes(/[\s\S]*/).filter((code) => code.startsWith("ceremony-"));
    expect(refusing.length).toBeGreaterThan(20);
    expect(ceremony.length).toBeGreaterThan(8);
    for (const code of [...refusing, ...ceremony, "share-invalid", "bad-seal"]) {
      lang.value = "zh";
      expect(foundWords(code), code).toMatch(/\p{Script=Han}/u);
      lang.value = "en";
      expect(foundWords(code), code).toMatch(/^[\p{Script=Latin}\s'’,.]+ [\p{Script=Latin}\s'’,.]+$/u);
    }
  });

  test("a refusal tells who, what and why; a code without words is shown as it is", () => {
    lang.value = "zh";
    expect(refusalWords(seal(), refusal(3, "open", "electorate-differs"))).toBe(
      "监票人 陈立群 拒绝确认开始表决：应表决人员名单不正确",
    );
    expect(refusalWords(seal(), refusal(2, "release", "share-invalid"))).toContain("马志远 的释放无效");
    expect(refusalWords(seal(), refusal(2, "rows", "share-invalid"))).toContain(
      "马志远 公开另选姓名或排序的份额无效",
    );
    expect(refusalWords(null, refusal(2, "root", "new-code"))).toBe("监票人 2 号 拒绝确认封票：new-code");
    lang.value = "en";
    expect(refusalWords(seal(), refusal(1, "root"))).toContain("韩秀英 refuses to certify the freeze");
    expect(scrutineerNames(seal(), [1, 2])).toBe("韩秀英, 马志远");
  });
});
