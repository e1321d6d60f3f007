import { common, lang } from "@hemicycle/kit/i18n";
import type { Division } from "@hemicycle/kit/types";
import { afterEach, describe, expect, it } from "vitest";
import { frameOf } from "../src/frame.ts";
import { type Screen, screenOf } from "../src/screen.ts";
import { t } from "../src/texts.ts";
import {
  atDivision,
  ballot,
  CASES,
  division,
  known,
  model,
  result,
  SECRET_CASES,
  sealed,
  secretVote,
  state,
  vote,
} from "./fixtures.ts";

const of = (name: string) => {
  const made = CASES[name]?.();
  if (!made) throw new Error(name);
  return made;
};
const show = (name: string): Screen => screenOf(of(name));
const panel = (name: string) => {
  const screen = show(name);
  return screen.kind === "vote" ? screen.panel : null;
};

afterEach(() => {
  lang.value = "zh";
});
lang.value = "zh";

describe("before a vote", () => {
  it("lists the agenda with outcomes and the next item", () => {
    const screen = show("waiting");
    if (screen.kind !== "agenda") throw new Error(screen.kind);
    expect(screen.rows.map((row) => row.status)).toEqual(["通过", "通过", "未通过", "下一项", "", ""]);
    expect(screen.place).toBe("present");
  });

  it.each([
    ["not-checked-in", "absent"],
    ["not-open", "not-open"],
    ["attendee", "attendee"],
  ])("%s: the place says %s", (name, place) => {
    expect(show(name)).toMatchObject({ kind: "agenda", place });
  });

  it("hides drafts and names what ended otherwise", () => {
    const divisions: Division[] = [
      division(1, { state: "draft" }),
      division(2, { state: "void" }),
      division(3, { state: "withdrawn" }),
      division(5, { state: "deferred" }),
    ];
    const screen = screenOf(known(model(state({ divisions }))));
    expect(screen.kind === "agenda" && screen.rows.map((row) => row.status)).toEqual([
      "作废",
      "撤回",
      "暂不付表决",
    ]);
  });

  it("ends practice as soon as a vote is announced", () => {
    expect(show("practice")).toEqual({ kind: "practice", pressed: "against" });
    expect(screenOf({ ...of("announced"), practice: "for" }).kind).toBe("announced");
    expect(JSON.stringify(screenOf({ ...of("open"), practice: "for" }))).toBe(JSON.stringify(show("open")));
  });

  it("announces a vote without keys", () => {
    expect(show("announced")).toMatchObject({ kind: "announced", place: "present" });
  });
});

describe("an open vote", () => {
  it("shows three keys without a default and the votes that carry", () => {
    const screen = show("open");
    expect(screen).toMatchObject({ kind: "vote", panel: { kind: "keys", sending: null } });
    expect(screen.kind === "vote" && screen.motion.rule).toBe(
      "全体代表 256 人，赞成达到 129 票（过半数）为通过",
    );
    expect(screen.kind === "vote" && screen.motion.clock).not.toBeNull();
    expect(show("untimed")).toMatchObject({ motion: { clock: null } });
  });

  it.each([
    ["sending", { kind: "keys", sending: "for" }],
    ["recorded", { kind: "recorded", ballot: { marks: ["for"] }, sending: null }],
    ["offline", { kind: "kept", ballot: { marks: ["for"] }, before: null }],
    ["change", { kind: "kept", ballot: { marks: ["abstain"] }, before: { marks: ["for"] } }],
    ["late", { kind: "watch", checkIn: true }],
    ["false-opening", { kind: "watch", alarm: true }],
  ] as const)("%s", (name, expected) => {
    expect(panel(name)).toMatchObject(expected);
  });

  it("never says recorded for a ballot without an acknowledgement", () => {
    for (const pending of [[ballot("for")], [ballot("for"), ballot("abstain", 2)]]) {
      for (const slow of [false, true]) {
        const screen = screenOf({ ...of("open"), vote: vote({ pending, slow }) });
        expect(screen.kind === "vote" && screen.panel.kind).not.toBe("recorded");
      }
    }
  });

  it("says that a ballot is only kept once it takes long or the server's word is false", () => {
    const pending = [ballot("for")];
    const at = (part: object) => screenOf({ ...of("open"), vote: vote({ pending, ...part }) });
    expect(at({})).toMatchObject({ panel: { kind: "keys", sending: "for" } });
    expect(at({ slow: true })).toMatchObject({ panel: { kind: "kept", alarm: false } });
    expect(at({ falseAnswer: true })).toMatchObject({ panel: { kind: "kept", alarm: true } });
  });

  it("lets the deputy press again when a press could not be kept", () => {
    const screen = screenOf({ ...of("open"), vote: vote({ failed: true }) });
    expect(screen).toMatchObject({ panel: { kind: "refused", open: true, stands: null } });
  });

  it("carries the choice of another opening nowhere", () => {
    const screen = screenOf({ ...of("open"), vote: vote({ open: "another", recorded: ballot("for") }) });
    expect(screen).toMatchObject({ panel: { kind: "checking" } });
  });

  it("shows no keys before the opening is checked", () => {
    expect(screenOf(of("open")).kind).toBe("vote");
    expect(screenOf({ ...of("open"), vote: null })).toMatchObject({ panel: { kind: "checking" } });
  });

  it("shows no keys to who is not in the electorate", () => {
    const listed = model(atDivision({ state: "open" }));
    const mine = listed.mine && { ...listed.mine, in_electorate: false };
    const screen = screenOf(known({ ...listed, mine }, { vote: vote() }));
    expect(screen).toMatchObject({ panel: { kind: "watch", checkIn: false } });
  });
});

describe("after the close", () => {
  it.each([
    ["closed", { kind: "ended", ballot: { marks: ["for"] } }],
    ["closed-none", { kind: "ended", ballot: null }],
    ["refused", { kind: "refused", stands: null, open: false }],
  ] as const)("%s", (name, expected) => {
    expect(panel(name)).toMatchObject(expected);
  });

  it("shows no figure before the declaration", () => {
    const tallied = screenOf(
      known(model(atDivision({ state: "tallied", result: result(236, 2, 2) })), { vote: vote() }),
    );
    expect(JSON.stringify(tallied)).not.toContain("236");
  });

  it("declares with the own vote and the check of the count", () => {
    expect(show("declared")).toMatchObject({ kind: "result", marks: ["for"], counted: "same" });
    expect(show("failed")).toMatchObject({ kind: "result", marks: ["against"], counted: "differs" });
  });

  it("goes back to the agenda once the result is put away", () => {
    expect(screenOf({ ...of("declared"), dismissed: "d4" }).kind).toBe("agenda");
  });
});

describe("a secret vote", () => {
  it.each([
    ["secret-keys", { kind: "waiting", title: "正在核对监票人的密钥" }],
    ["secret-uncertified", { kind: "waiting", title: "监票人尚未确认" }],
    ["secret-false", { kind: "watch", alarm: true }],
    ["secret-open", { kind: "keys", sending: null }],
    ["secret-sealing", { kind: "keys", sending: "for" }],
    ["secret-received", { kind: "received", ballot: { marks: ["for"] }, before: null, open: true }],
    [
      "secret-received-change",
      { kind: "received", ballot: { marks: ["against"] }, before: { marks: ["for"] } },
    ],
    ["secret-recorded", { kind: "recorded", ballot: { marks: ["for"] } }],
    ["secret-reloaded", { kind: "recorded", ballot: { marks: null } }],
    ["secret-offline", { kind: "kept", ballot: { marks: ["for"] } }],
    ["secret-refused", { kind: "refused", open: true }],
    ["secret-undecided", { kind: "undecided", ballot: { marks: ["for"] }, busy: false }],
    ["secret-spoiling", { kind: "challenged", link: null, stands: null }],
    ["secret-opened", { kind: "challenged", stands: { marks: ["abstain"] } }],
    ["secret-closed", { kind: "ended", ballot: { marks: ["for"] } }],
    ["secret-verifying", { kind: "received", open: false }],
  ] as const)("%s", (name, expected) => {
    expect(panel(name)).toMatchObject(expected);
  });

  it("says 无记名 and never 记名, in both languages", () => {
    for (const name of Object.keys(SECRET_CASES)) {
      const screen = show(name);
      if ("motion" in screen) expect(screen.motion.secret, name).toBe(true);
    }
    expect(show("open")).toMatchObject({ motion: { secret: false } });
    expect(common().secretVote).toBe("无记名表决");
  });

  it("is secret by the signed opening, whatever the state says while it runs", () => {
    const told = division(4, { state: "open", secrecy: "named" });
    const known = of("secret-open");
    const state = { ...atDivision({ state: "open" }), divisions: [told] };
    expect(screenOf({ ...known, model: { ...known.model, state } })).toMatchObject({
      motion: { secret: true },
    });
  });

  it("says how many scrutineers have confirmed, and how many are needed", () => {
    expect(panel("secret-uncertified")).toMatchObject({
      words: expect.stringMatching(/已确认 1 人，需要 3 人/),
    });
  });

  it("shows no keys before it is certified, even if the deputy checked in", () => {
    for (const gate of ["keys", "uncertified", "false", "unconfirmed"] as const) {
      const screen = screenOf({ ...of("secret-open"), vote: secretVote({ gate }) });
      expect(screen.kind === "vote" && screen.panel.kind).not.toBe("keys");
    }
  });

  it("asks to compare the pin at rest and when a secret vote waits for it, never over a named one", () => {
    expect(show("secret-pin")).toEqual({ kind: "pin", pin: "7F3K9-2QDAX-M4T0V-81ZRB" });
    const { keys } = of("secret-pin");
    expect(screenOf({ ...of("open"), keys }).kind).toBe("vote");
    expect(screenOf({ ...of("announced"), keys }).kind).toBe("announced");
    expect(screenOf({ ...of("secret-announced"), keys }).kind).toBe("pin");
    const waiting = secretVote({ gate: "unconfirmed" });
    expect(screenOf({ ...of("secret-open"), vote: waiting, keys }).kind).toBe("pin");
    expect(screenOf({ ...of("secret-recorded"), keys }).kind).toBe("vote");
    expect(screenOf({ ...of("attendee"), keys }).kind).toBe("agenda");
  });

  it("warns of keys that are not believed before a vote comes up", () => {
    expect(show("secret-foreign")).toMatchObject({
      kind: "agenda",
      failure: expect.stringContaining("7F3K9-2QDAX"),
    });
  });

  it("never says recorded for what is only received", () => {
    const entry = sealed("for");
    const received = secretVote({ pending: [entry], received: [entry.id] });
    for (const name of ["secret-open", "secret-closed"]) {
      const screen = screenOf({ ...of(name), vote: received });
      expect(screen.kind === "vote" && screen.panel.kind).toBe("received");
    }
  });

  it("gives the tracking code of what is cast, 24 characters in fours, and none of what is not", () => {
    const frame = (name: string) => frameOf(of(name), show(name));
    for (const name of ["secret-recorded", "secret-received", "secret-offline", "secret-declared"])
      expect(frame(name).receipt?.code, name).toMatch(/^([0-9A-HJKMNP-TV-Z]{4} ){5}[0-9A-HJKMNP-TV-Z]{4}$/);
    for (const name of ["secret-open", "secret-undecided", "secret-opened"])
      expect(frame(name).receipt, name).toBeNull();
    expect(frame("secret-recorded").receipt?.words).toBe("只证明已收到，不透露您的选择");
    expect(frame("secret-offline").receipt?.words).toBe("等待送达 · 正在第 3 次重试");
  });

  it("shows no choice any more once the result is declared", () => {
    const screen = show("secret-declared");
    expect(screen).toMatchObject({ kind: "result", marks: null, counted: "same" });
    expect(frameOf(of("secret-declared"), screen).coverable).toBe(false);
  });

  it("offers 抽查模式 while keys are shown in a secret vote, nowhere else", () => {
    const offered = Object.keys(CASES).filter((name) => frameOf(of(name), show(name)).challenging !== null);
    expect(offered).toEqual([
      "secret-announced",
      "secret-keys",
      "secret-uncertified",
      "secret-open",
      "secret-sealing",
      "secret-received",
      "secret-received-covered",
      "secret-received-change",
      "secret-recorded",
      "secret-covered",
      "secret-reloaded",
    ]);
  });
});

describe("trouble", () => {
  it.each([
    ["revoked", "本表决器已停用"],
    ["no-sitting", "目前没有会议"],
  ])("%s", (name, title) => {
    expect(show(name)).toMatchObject({ kind: "notice", title });
  });

  it("offers to enrol again when the server keeps refusing", () => {
    const bye = { phase: "offline", attempts: 3, stop: null, bye: "unknown-key" } as const;
    expect(screenOf({ ...of("no-sitting"), sitting: "s", status: bye })).toMatchObject({ action: "enrol" });
  });

  it("tells of a lost connection and of a ballot that waits", () => {
    const waiting = of("offline");
    const frame = frameOf(waiting, screenOf(waiting));
    expect(frame).toMatchObject({ online: false, strip: { ballot: true }, coverable: true });
    expect(frame.receipt?.words).toBe("等待送达 · 正在第 3 次重试");
  });
});

describe("both languages", () => {
  it("carry the same states", () => {
    for (const name of Object.keys(CASES)) {
      lang.value = "zh";
      const zh = show(name);
      lang.value = "en";
      const en = show(name);
      expect(en.kind).toBe(zh.kind);
      expect(zh.kind === "vote" && zh.panel.kind).toBe(en.kind === "vote" && en.panel.kind);
    }
  });

  it("leave no Chinese in an English screen and frame", () => {
    lang.value = "en";
    for (const name of Object.keys(CASES)) {
      const now = of(name);
      const screen = screenOf(now);
      const { result: _, ...words } = screen as Screen & { result?: unknown };
      expect(JSON.stringify([words, frameOf(now, screen)])).not.toMatch(/\p{Script=Han}/u);
    }
    expect(Object.values(common()).join()).not.toMatch(/(?!中文)\p{Script=Han}{3,}/u);
    expect(t().enrolTitle).toBe("Enrol this terminal");
  });
});
