// @vitest-environment happy-dom
import { setLang } from "@hemicycle/kit/i18n";
import type { NextStep, Wait } from "@hemicycle/kit/sequences";
import { EMPTY_MODEL } from "@hemicycle/kit/store";
import { render } from "lit";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { sampleDivision, samplePlan, sampleState } from "../dev/samples.ts";
import { LOOKED } from "../dev/secret.ts";
import { lawfulAct, lawfulForm, lawfulPanel, objectionForm, takenAs } from "../src/lawful.ts";
import { stepNote } from "../src/notes.ts";
import { contentOf, OutdatedOrder } from "../src/orders.ts";
import { nextStep, otherSteps } from "../src/steps.ts";
import { viewOf } from "../src/view.ts";

const E8 = { rule: "E8", zh: "地方组织法第二十九条", en: "Local Organic Law, art. 29", verified: true };
const V6 = { rule: "V6", zh: "未核实的默认值", en: "unverified default", verified: false };

const TIE: NextStep = {
  id: "tie:item-4",
  kind: "tie",
  zh: "C、D票数相等，尚缺 1 名",
  en: "C, D have equal votes for 1",
  source: E8,
  type: "division-draft",
  fields: { division: "item-4-tie", number: 4 },
  asks: [],
};
const HOLD: NextStep = {
  ...TIE,
  id: "hold:item-4",
  kind: "hold",
  zh: "整案暂不付表决",
  en: "hold the whole",
  source: V6,
  type: "division-defer",
  fields: { division: "item-4" },
  asks: ["reason"],
};
const REVISE: NextStep = {
  ...TIE,
  id: "revise:item-4",
  kind: "revise",
  fields: { division: "item-4-revised", text: { zh: "原文本", en: "" } },
  asks: ["text"],
};
const KNOWN: NextStep = { ...TIE, id: "text-changed:item-4", kind: "text-changed", type: "", fields: {} };
const WAIT: Wait = {
  code: "amendment-pending",
  divisions: ["item-3"],
  zh: "修正案先于原案表决：第 3 项“修正案”尚未表决完毕",
  en: "Amendments come first",
};

const page = document.createElement("div");
document.body.append(page);

function shown(next: readonly NextStep[], waits: readonly Wait[] = []) {
  const take = vi.fn();
  const panel = lawfulPanel(sampleDivision(4, "declared", { next, waits }), { busy: false, take });
  render(panel, page);
  return { panel, take, buttons: [...page.querySelectorAll("button")] };
}

beforeEach(() => setLang("zh"));

describe("the next lawful steps", () => {
  test("stand with their source, and a button for each act", () => {
    const { buttons, take } = shown([TIE, HOLD, KNOWN], [WAIT]);
    expect(page.querySelector("h2")?.textContent).toBe("下一步");
    expect(page.textContent).toContain("E8 · 地方组织法第二十九条");
    expect(page.textContent).toContain("第 3 项“修正案”尚未表决完毕");
    expect(buttons.map((button) => button.textContent?.trim())).toEqual(["提出表决稿", "暂不付表决"]);
    buttons[0]?.click();
    expect(take).toHaveBeenCalledWith(TIE);
    setLang("en");
    shown([TIE]);
    expect(page.querySelector("h2")?.textContent).toBe("Next lawful steps");
  });

  test("are not there where nothing follows, nor from a server of before", () => {
    expect(shown([]).panel).toBeNull();
    expect(lawfulPanel(sampleDivision(4, "declared"), { busy: false, take: vi.fn() })).toBeNull();
  });

  test("are signed as they are offered", () => {
    expect(contentOf(sampleState("declared"), takenAs(TIE))).toEqual({
      type: "division-draft",
      members: { division: "item-4-tie", number: 4 },
    });
    expect(takenAs(TIE).division).toBe("item-4-tie");
  });

  test.each([
    ["an act that is none of theirs", { ...TIE, type: "division-void-confirm" }],
    ["members that only the console writes", { ...TIE, fields: { ...TIE.fields, actor: "x" } }],
    ["something to know only", KNOWN],
    ["nothing of what it asks for", HOLD],
  ])("are not signed with %s", (_, step) => {
    expect(lawfulAct(step, {})).toBeNull();
    expect(() => contentOf(sampleState("declared"), takenAs(step))).toThrow(OutdatedOrder);
  });
});

describe("what a step asks for", () => {
  function asked(step: NextStep) {
    const [miss, perform] = [vi.fn(), vi.fn()];
    render(lawfulForm(step, { busy: false, missing: false, miss, perform, back: vi.fn() }), page);
    const send = () =>
      page.querySelector("form")?.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
    return { miss, perform, send };
  }

  test("a reason, which may not be left out", () => {
    const { miss, perform, send } = asked(HOLD);
    send();
    expect(miss).toHaveBeenLastCalledWith(true);
    expect(perform).not.toHaveBeenCalled();
    const area = page.querySelector<HTMLTextAreaElement>("textarea[name=reason]");
    if (area) area.value = " 主任会议决定 ";
    send();
    expect(perform).toHaveBeenCalledWith(takenAs(HOLD, { reason: "主任会议决定" }));
  });

  test("the changed text, with the old one to begin from", () => {
    const { perform, send } = asked(REVISE);
    const area = page.querySelector<HTMLTextAreaElement>("textarea[name=zh]");
    expect(area?.value).toBe("原文本");
    if (area) area.value = "修改后的文本";
    send();
    expect(perform).toHaveBeenCalledWith(takenAs(REVISE, { text: { zh: "修改后的文本", en: "" } }));
  });
});

describe("an objection to voting together", () => {
  const packaged = (template: string, state: "approved" | "declared" = "approved") => {
    const base = sampleState(state);
    return {
      ...base,
      divisions: base.divisions.map((d) => (d.id === "item-4" ? { ...d, template } : d)),
    };
  };

  test("may be recorded before the vote, of what is voted on together", () => {
    expect(otherSteps(packaged("appoint-merged"), "item-4")).toContain("object");
    expect(otherSteps(packaged("resolution"), "item-4")).not.toContain("object");
    expect(otherSteps(packaged("appoint-merged", "declared"), "item-4")).not.toContain("object");
  });

  test("says who and why", () => {
    const [miss, perform] = [vi.fn(), vi.fn()];
    const acts = { busy: false, missing: false, miss, perform, back: vi.fn() };
    render(objectionForm("item-4", samplePlan(), acts), page);
    const send = () =>
      page.querySelector("form")?.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
    send();
    expect(miss).toHaveBeenLastCalledWith(true);
    const select = page.querySelector("select");
    const area = page.querySelector("textarea");
    const member = select?.options[1]?.value ?? "";
    if (select) select.value = member;
    if (area) area.value = "对其中一人有不同意见";
    send();
    const order = { kind: "object", division: "item-4", member, reason: "对其中一人有不同意见" } as const;
    expect(perform).toHaveBeenCalledWith(order);
    expect(contentOf(sampleState("approved"), order)).toEqual({
      type: "division-object",
      members: { division: "item-4", member, reason: order.reason },
    });
  });
});

test("what comes later can't be put to the vote yet, and the control says why", () => {
  const state = sampleState("approved");
  const waiting = {
    ...state,
    divisions: state.divisions.map((d) => (d.id === "item-4" ? { ...d, waits: [WAIT] } : d)),
  };
  expect(nextStep(waiting)).toMatchObject({ kind: "announce", blocked: "comes-later" });
  const view = viewOf({ ...EMPTY_MODEL, state: waiting }, LOOKED);
  expect(view && stepNote(view)).toBe(WAIT.zh);
  expect(nextStep(state).blocked).toBeNull();
});

test("a withdrawal says who consented, where somebody did", () => {
  const order = { kind: "withdraw", division: "item-4", reason: "撤回" } as const;
  const state = sampleState("approved");
  expect(contentOf(state, { ...order, consent: "主席团" }).members).toEqual({
    division: "item-4",
    reason: "撤回",
    consent: { by: "statement", who: "主席团" },
  });
  expect(contentOf(state, order).members).toEqual({ division: "item-4", reason: "撤回" });
});
