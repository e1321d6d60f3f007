import { setLang } from "@hemicycle/kit/i18n";
import { beforeEach, describe, expect, it } from "vitest";
import { CEREMONY, NAMING, VOTE } from "../dev/samples.ts";
import { namingSmall, namingState, namingWait, namingWords } from "../src/naming.ts";
import type { Vote } from "../src/types.ts";

const at = (mixed: number[], released: number[] = [], kind: "names" | "orders" = "names"): Vote => ({
  ...NAMING,
  naming: { kind, flags: 17, rows: 238, mixed, released },
});

describe("names that are opened", () => {
  beforeEach(() => setLang("zh"));

  it("are nothing before they are called for", () => {
    expect(namingState(VOTE, 2)).toBe("");
    expect(namingWait(VOTE, CEREMONY)).toBe("");
    expect(namingWords(VOTE)).toEqual({});
    expect(namingSmall(VOTE, 2)).toEqual({});
  });

  it("say which mix of how many is being made, and whose turn it is", () => {
    expect(namingWait(at([]), CEREMONY)).toContain("第 1 次混合，共 2 次");
    expect(namingWait(at([1]), CEREMONY)).toBe("轮到本机混合：第 2 次，共 2 次");
    expect(namingState(at([1]), 2)).toBe("正在混合姓名");
    setLang("en");
    expect(namingWait(at([]), CEREMONY)).toContain("Mix 1 of 2");
    expect(namingWait(at([1]), CEREMONY)).toBe("This device's turn: mix 2 of 2");
    expect(namingState(at([1]), 2)).toBe("Names being mixed");
  });

  it("say how many have released what was mixed", () => {
    expect(namingWait(at([3, 1]), CEREMONY)).toBe("混合已完成，本机正在核验并释放");
    expect(namingWait(at([3, 1], [2]), CEREMONY)).toBe("本机已释放；1 人已释放，2 人释放后开启");
    expect(namingSmall(at([3, 1], [2]), 2)).toEqual({
      mix: "2/2 名监票人已混合",
      rows: "1 人已释放，需 2 人",
    });
    setLang("en");
    expect(namingWait(at([3, 1], [2]), CEREMONY)).toBe("Released here; 1 have released, 2 are needed");
    expect(namingState(at([3, 1]), 2)).toBe("Names being opened");
  });

  it("wait for nothing at a device that has not released the sums", () => {
    expect(namingWait({ ...at([1]), released: [1, 3] }, CEREMONY)).toBe("");
  });

  it("are called orders where a ranking was held", () => {
    expect(namingState(at([3, 1], [], "orders"), 2)).toBe("正在开启排序");
    expect(namingWords(at([]))).toEqual({ mix: "混合姓名", rows: "释放姓名" });
    expect(namingWords(at([], [], "orders"))).toEqual({ mix: "混合排序", rows: "释放排序" });
    setLang("en");
    expect(namingWords(at([], [], "orders"))).toEqual({ mix: "Mix the orders", rows: "Release the orders" });
  });
});
