// @vitest-environment happy-dom
import { type Api, ApiError } from "@hemicycle/kit/api";
import { setLang } from "@hemicycle/kit/i18n";
import type { MemberRecord, OwnVote } from "@hemicycle/kit/past";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { OwnRecord, recordButton } from "../src/record.ts";

const TITLE = { zh: "关于预算的决议", en: "Resolution on the budget" };

const VOTE: OwnVote = {
  sitting: "s1",
  sitting_title: TITLE,
  id: "d1",
  number: 1,
  title: TITLE,
  short: TITLE,
  template: "resolution",
  template_name: TITLE,
  secrecy: "named",
  channel: "terminal",
  state: "declared",
  outcome: "carried",
  ms: Date.UTC(2026, 2, 1),
  reason: "",
  figures: null,
  sentence: null,
  motion: true,
  form: [{ type: 1, c: 1, min: 0, max: 0, w: 0 }],
  names: [[]],
  vote: "for",
};

const RECORD: MemberRecord = {
  member: { id: "m1", name: "张伟", latin: "", delegation: "一组", status: "in-office" },
  totals: { due: 2, came: 1, leave: 1, absent: 0 },
  sittings: [
    {
      id: "s1",
      title: TITLE,
      state: "closed",
      opened_ms: 0,
      status: "leave",
      came: [],
      left: [],
      by: "",
      leave: "因病",
    },
  ],
  votes: [VOTE],
  votes_total: 2,
  from: 0,
  secret: 3,
};

/** A server that answers with these, one after the other; a code is a refusal. */
function served(...answers: readonly (MemberRecord | string)[]) {
  const asked: string[] = [];
  const get = async (path: string) => {
    const answer = answers[asked.push(path) - 1];
    if (typeof answer === "object") return answer;
    throw new ApiError(0, answer ?? "none", { zh: "无法连接服务器", en: "Unreachable" });
  };
  return { api: { get } as unknown as Api, asked };
}

const dialog = () => document.querySelector<HTMLDialogElement>("dialog.record");
const button = (words: string) =>
  [...(dialog()?.querySelectorAll("button") ?? [])].find(({ textContent }) => textContent === words);
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

beforeEach(() => setLang("zh"));
afterEach(() => {
  dialog()?.close();
  document.body.replaceChildren();
});

describe("my record", () => {
  test("tells attendance, named votes, and that secret ones are recorded nowhere", async () => {
    const { api, asked } = served(RECORD, { ...RECORD, from: 1, votes: [{ ...VOTE, id: "d0", vote: null }] });
    await new OwnRecord("https://hall.example").open(api, "congress", "m1");
    await settled();
    expect(asked).toEqual(["/v1/bodies/congress/history/members/m1?from=0&limit=20"]);
    const said = dialog()?.textContent ?? "";
    for (const words of [
      "已闭会 2 次：出席 1，请假 1，缺席 0",
      "请假 · 因病",
      "赞成",
      "另参加 3 项无记名表决",
      "https://hall.example/verify/",
    ])
      expect(said).toContain(words);
    button("更早的表决")?.click();
    await settled();
    expect(dialog()?.textContent).toContain("未按");
    expect(button("更早的表决")).toBeUndefined();
  });

  test("says what went wrong and tries again", async () => {
    const { api } = served("unreachable", RECORD);
    await new OwnRecord("https://hall.example").open(api, "congress", "m1");
    await settled();
    expect(dialog()?.querySelector("[role=alert]")?.textContent).toBe("无法连接服务器");
    button("重试")?.click();
    await settled();
    expect(dialog()?.textContent).toContain("关于预算的决议");
  });

  test("goes away as soon as something is put to the vote, and does not come up then", async () => {
    const record = new OwnRecord("https://hall.example");
    await record.open(served(RECORD).api, "congress", "m1");
    expect(dialog()).not.toBeNull();
    record.follow(false);
    expect(dialog()).toBeNull();
    await record.open(served(RECORD).api, "congress", "m1");
    expect(dialog()).toBeNull();
  });

  test("gives the focus back", async () => {
    document.body.append(recordButton(() => undefined));
    const opener = document.querySelector<HTMLElement>("[data-focus=record]");
    opener?.focus();
    await new OwnRecord("https://hall.example").open(served(RECORD).api, "congress", "m1");
    button("关闭")?.click();
    expect(document.activeElement).toBe(opener);
  });
});
