import type { NextStep } from "@hemicycle/kit/sequences";
import type { Division } from "@hemicycle/kit/types";
import { describe, expect, it } from "vitest";
import {
  blankItem,
  channelSource,
  channelsOf,
  crowded,
  draftMembers,
  fitted,
  formOf,
  type House,
  type ItemDraft,
  itemFault,
  listRange,
  nextNumber,
  rulesOf,
  templatesOf,
  withTemplate,
} from "../src/agenda/draft.ts";
import { numbered } from "../src/agenda/drafting.ts";
import { type FileItem, type FileRow, proposalOf } from "../src/agenda/importing.ts";
import { byStrokes, moved, namesFrom, repeatedAt } from "../src/agenda/names.ts";
import { bodyBytes, roomFor } from "../src/agenda/sizes.ts";
import { itemLike, itemOfStep, repeatable } from "../src/agenda/sources.ts";
import { sought, TEMPLATES } from "../src/agenda/templates.ts";
import type { ProfileDocument } from "../src/profiles.ts";
import { knowsStrokes } from "../src/strokes.ts";

const house: House = { kind: "plenary", profile: null, members: 100 };
const committee: House = { ...house, kind: "standing-committee" };
const named = (...names: string[]) => names.map((zh) => ({ zh, en: "" }));
const many = (n: number) => named(...Array.from({ length: n }, (_, i) => `人${i}`));
const words = { title: { zh: "选举", en: "" }, short: { zh: "选举", en: "" } };

function item(template: string, more: Partial<ItemDraft> = {}, where = house): ItemDraft {
  return fitted({ ...blankItem(template, where), ...words, ...more }, where);
}

describe("a draft", () => {
  it("of every template is complete with words and names", () => {
    for (const { id } of TEMPLATES) {
      const draft = item(id, { names: many(6), seats: 2 });
      expect([id, itemFault(draft, house)]).toEqual([id, null]);
      const members = draftMembers({ ...draft, number: 1 }, []);
      expect("form" in members).toBe(formOf(draft) !== null);
    }
  });

  it("has the members of its act, and none that say nothing", () => {
    const draft = item("resolution", { number: 2, title: { zh: " 决议 ", en: "" } });
    expect(draftMembers(draft, [{ id: "item-2" }, { id: "item-2-2" }])).toEqual({
      division: "item-2-3",
      number: 2,
      template: "resolution",
      rule: "M1",
      secrecy: "secret",
      countdown_s: 60,
      again_of: "",
      title: { zh: "决议", en: "" },
      short: { zh: "选举", en: "" },
      text: { zh: "", en: "" },
      of: [],
    });
    expect(draftMembers(item("trial"), [])).not.toHaveProperty("of");
    expect(nextNumber([{ number: 1 }, { number: 7 }])).toBe(8);
    expect(nextNumber([])).toBe(1);
  });

  it("of an election is on paper, on terminals only by a local rule", () => {
    const draft = item("election-multi", { names: many(3), seats: 2, slots: 1 });
    expect(draft.channel).toBe("paper");
    expect(draftMembers(draft, [])).toMatchObject({
      channel: "paper",
      secrecy: "secret",
      rule: "E6",
      form: [{ type: 4, c: 3, min: 0, max: 2, w: 1 }],
      names: [many(3)],
    });
    const pressed = item("election-multi", { names: many(3), seats: 2, channel: "terminal" });
    expect(itemFault(pressed, house)?.code).toBe("needBasis");
    expect(itemFault({ ...pressed, basis: "本地选举办法" }, house)).toBeNull();
    expect(item("election-multi", { channel: "paper", basis: "本地选举办法" }).basis).toBe("");
  });

  it("of an election of all candidates is three keys for each", () => {
    const draft = item("election-single", { names: many(2), seats: 2 });
    expect(formOf(draft)).toMatchObject({ type: 1, c: 2, max: 0 });
    expect(rulesOf(draft, house)).toEqual(["M1", "M4"]);
    expect(draft.rule).toBe("M1");
  });

  it("keeps words and names with another template, and what that one has not is gone", () => {
    const draft = item("street-pick", { names: many(4), seats: 3, slots: 2 });
    const graded = withTemplate(draft, "performance-4", house);
    expect(graded).toMatchObject({ ballot: "grades4", names: many(4), slots: 0, rule: "grades-all" });
    expect(withTemplate(graded, "resolution", house)).toMatchObject({ ballot: "motion", names: [] });
  });

  it("has the channels that its form can be held on", () => {
    expect(channelsOf(item("resolution"), house)).toEqual(["terminal", "paper", "hands", "mixed"]);
    expect(channelsOf(item("appoint-each", { ballot: "each", names: many(2) }), house)).not.toContain(
      "hands",
    );
    expect(channelsOf(item("livelihood-rank"), house)).toEqual(["terminal"]);
    expect(item("resolution", { channel: "hands" }).secrecy).toBe("named");
    expect(item("recall").channel).toBe("paper");
    expect(channelSource(item("removal-office"), house)).toMatchObject({
      zh: "监督法第六十二条",
      verified: true,
    });
    expect(channelSource(item("recall"), house)?.verified).toBe(false);
  });

  it("proposes the rule of the kind of sitting", () => {
    expect(item("resolution", {}, committee).rule).toBe("M4");
    expect(item("procedural-present", {}, committee).rule).toBe("M7");
    expect(rulesOf(item("constitution"), house)).toEqual(["M2"]);
  });
});

describe("what is missing or would be refused", () => {
  const code = (template: string, more: Partial<ItemDraft>) => itemFault(item(template, more), house);

  it.each([
    ["resolution", { title: { zh: " ", en: "" } }, "needItemTitle"],
    ["resolution", { short: { zh: "", en: "" } }, "needShort"],
    ["street-pick", { names: [] }, "needNames"],
    ["livelihood-rank", { names: many(1) }, "needNames"],
    ["livelihood-rank", { names: many(31) }, "tooManyNames"],
    ["street-pick", { names: named("甲", " ") }, "emptyName"],
    ["street-pick", { names: named("李 伟", "李伟") }, "repeatedName"],
    ["street-pick", { names: many(3), seats: 4 }, "needSeats"],
    ["street-pick", { names: many(3), seats: 1, least: 2 }, "leastAbove"],
    ["election-multi", { names: many(2), seats: 1, slots: 3 }, "slotsAbove"],
    ["livelihood-pick", { names: many(11), seats: 10 }, "tooFew"],
    ["by-election", { names: many(1), seats: 2, slots: 1 }, "tooFew"],
    ["election-multi", { names: many(5), seats: 4, office: "committee", slots: 1 }, null],
    ["election-multi", { names: many(6), seats: 4, office: "committee" }, "listSize"],
  ] as const)("%s %o: %s", (template, more, wanted) => {
    expect(code(template, more)?.code ?? null).toBe(wanted);
  });

  it("says how many names fit, and paper has room for all", () => {
    const names = many(46);
    expect(code("scrutineer-list", { ballot: "each", names })).toEqual({
      code: "tooLong",
      numbers: [45, 46],
    });
    expect(code("scrutineer-list", { ballot: "each", names, channel: "paper" })).toBeNull();
  });

  it("warns of more voters than written names can be counted of", () => {
    const draft = item("election-multi", {
      names: many(3),
      seats: 2,
      slots: 5,
      channel: "terminal",
      basis: "办法",
    });
    expect(crowded(draft, { ...house, members: 2400 })).toBeNull();
    expect(crowded(draft, { ...house, members: 2401 })).toBe(2400);
    expect(crowded({ ...draft, channel: "paper" }, { ...house, members: 3000 })).toBeNull();
  });

  it("of a list of candidates follows the office", () => {
    expect(listRange("head", 1)).toEqual([1, 2]);
    expect(listRange("deputy", 3)).toEqual([4, 6]);
    expect(listRange("committee", 30)).toEqual([33, 36]);
    expect(listRange("committee", 4)).toEqual([5, 5]);
  });
});

describe("a ballot's length", () => {
  const none = { min: 0, max: 0, w: 0 };
  it("is that of the server", () => {
    expect(bodyBytes({ type: 1, c: 1, ...none })).toBe(103 + 64 + 384);
    expect(roomFor({ type: 1, c: 45, ...none })).toBeNull();
    expect(roomFor({ type: 1, c: 200, ...none })).toBe(45);
    expect(roomFor({ type: 2, c: 64, min: 0, max: 64, w: 0 })).toBe(63);
    expect(roomFor({ type: 3, c: 20, min: 0, max: 3, w: 0 })).toBe(16);
    expect(roomFor({ type: 3, c: 20, min: 0, max: 4, w: 0 })).toBe(13);
    expect(roomFor({ type: 5, c: 30, ...none })).toBeNull();
  });
});

describe("names", () => {
  it("come from a list or from a spreadsheet's columns", () => {
    expect(namesFrom("1. 王芳\r\n2、 李伟\n\n")).toEqual(named("王芳", "李伟"));
    expect(namesFrom("1\t王芳\tWang Fang\n2\tLi Wei\t李伟\nTursun Ali")).toEqual([
      { zh: "王芳", en: "Wang Fang" },
      { zh: "李伟", en: "Li Wei" },
      { zh: "", en: "Tursun Ali" },
    ]);
  });

  it("are moved, and sorted by strokes", () => {
    expect(moved(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
    expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
    expect(knowsStrokes()).toBe(true);
    expect(byStrokes(named("魏东", "丁一", "王芳"))).toEqual(named("丁一", "王芳", "魏东"));
  });

  it("that stand twice are found without spaces", () => {
    expect([...repeatedAt(named("李 伟", "王芳", "李伟"))]).toEqual([2]);
  });
});

describe("templates", () => {
  it("are found by words in either language", () => {
    expect(sought("election").map(({ id }) => id)).toContain("by-election");
    expect(sought("差额").map(({ id }) => id)).toEqual(["election-multi"]);
    expect(sought("no such thing")).toEqual([]);
    expect(sought("")).toHaveLength(TEMPLATES.length);
  });
});

describe("with a profile", () => {
  const source = { zh: "甲", en: "", verified: true };
  const profile = {
    sources: { default: { ...source, verified: false }, law: source },
    majority: { plenary: "law" },
    grades: { base: "present", source: "default" },
    templates: {
      resolution: { rule: "majority", channels: ["terminal", "hands"], channel_source: "default" },
      "election-multi": {
        rule: "E6",
        source: "law",
        channels: ["paper", "terminal"],
        channel_source: "law",
      },
      "satisfaction-3": { rule: "grades", source: "default", channels: ["paper"], channel_source: "default" },
    },
  } as unknown as ProfileDocument;
  const ruled: House = { ...house, profile };

  it("there are its templates only, with its rules and channels", () => {
    expect(templatesOf(ruled).map(({ id }) => id)).toEqual([
      "resolution",
      "election-multi",
      "satisfaction-3",
    ]);
    expect(rulesOf(item("satisfaction-3", { names: many(2) }, ruled), ruled)).toEqual(["grades-present"]);
    expect(rulesOf(item("election-multi", { names: many(2), seats: 2 }, ruled), ruled)).toEqual(["M1"]);
    expect(channelsOf(item("resolution", {}, ruled), ruled)).toEqual(["terminal", "hands"]);
    expect(itemFault(item("recall", {}, ruled), ruled)?.code).toBe("notHeld");
  });

  it("an election on terminals needs no other rule", () => {
    const draft = item("election-multi", { names: many(3), seats: 2, channel: "terminal" }, ruled);
    expect(itemFault(draft, ruled)).toBeNull();
    expect(channelSource(draft, ruled)).toEqual(source);
  });
});

describe("drafts from what is there", () => {
  const step = {
    id: "tie:item-1",
    kind: "tie",
    zh: "",
    en: "",
    type: "division-draft",
    fields: {
      division: "item-1-tie",
      number: 4,
      title: { zh: "再次投票", en: "" },
      short: { zh: "再次", en: "" },
      text: { zh: "", en: "" },
      template: "tie-revote",
      rule: "plurality",
      secrecy: "secret",
      countdown_s: 0,
      again_of: "",
      channel: "paper",
      form: [{ type: 2, c: 2, min: 0, max: 1, w: 0 }],
      names: [named("甲", "乙")],
      of: [{ kind: "tie", division: "item-1" }],
    },
    asks: [],
  } as unknown as NextStep;

  it("of a proposal say the same as the proposal", () => {
    const draft = itemOfStep(step, house);
    const { division: _, ...members } = draft ? draftMembers(draft, []) : { division: "" };
    const { division: __, ...fields } = step.fields;
    expect(members).toEqual(fields);
    expect(draft && itemFault(draft, house)).toBeNull();
    expect(itemOfStep({ ...step, type: "" }, house)).toBeNull();
  });

  it("of another sitting leave out what was held again, and all links", () => {
    const division = {
      id: "item-1",
      ...words,
      text: { zh: "", en: "" },
      template: "appoint-each",
      form: [{ type: 1, c: 2, min: 0, max: 0, w: 0 }],
      names: [named("甲", "乙")],
      rule: { id: "M4" },
      secrecy: "secret",
      countdown_s: 30,
      again_of: "",
      basis: "",
      of: [{ kind: "fills", division: "x" }],
    } as unknown as Division;
    const again = { ...division, again_of: "item-1" };
    const tie = { ...division, of: [{ kind: "tie", division: "item-1" }] };
    expect(repeatable([division, again, tie])).toEqual([division]);
    expect(itemLike(division, committee)).toMatchObject({
      ballot: "each",
      rule: "M4",
      names: named("甲", "乙"),
      of: [],
      number: 0,
    });
  });
});

describe("an agenda from a file", () => {
  const row = (more: Partial<FileItem>, errors: FileRow["errors"] = []): FileRow => ({
    line: 2,
    errors,
    item: {
      ...words,
      number: null,
      text: { zh: "", en: "" },
      template: "resolution",
      rule: "",
      secrecy: "",
      channel: "",
      names: [],
      seats: null,
      least: null,
      slots: null,
      levels: null,
      countdown: null,
      office: "",
      basis: "",
      ...more,
    },
  });

  it("takes what the template proposes where the file says nothing", () => {
    const { item: draft, problems } = proposalOf(row({}), house);
    expect(problems).toEqual([]);
    expect(draft).toMatchObject({ rule: "M1", secrecy: "secret", channel: "terminal", countdown_s: 60 });
    expect(proposalOf(row({ template: "election-single", names: many(3) }), house).item).toMatchObject({
      seats: 3,
      channel: "paper",
    });
    expect(proposalOf(row({ template: "scrutineer-list", names: many(3) }), house).item?.ballot).toBe("each");
    expect(
      proposalOf(row({ template: "appointee-review", names: many(3), levels: 4 }), house).item?.ballot,
    ).toBe("grades4");
  });

  it("says what this kind of vote does not have, and drafts nothing then", () => {
    for (const [more, count] of [
      [{ names: many(2) }, 1],
      [{ template: "roll-call", channel: "hands" }, 1],
      [{ channel: "paper", secrecy: "named" }, 1],
      [{ template: "constitution", rule: "M1" }, 1],
      [{ template: "street-pick", names: many(2), seats: 3 }, 1],
      [{ slots: 1, office: "head", basis: "办法" }, 3],
      [{ template: "recall" }, 0],
    ] as const) {
      const { item: draft, problems } = proposalOf(row(more), house);
      expect(problems, JSON.stringify(more)).toHaveLength(count);
      expect(draft === null).toBe(count > 0);
    }
    const error = { field: "title", code: "no-title", zh: "题目为空", en: "The title is empty" };
    expect(proposalOf(row({}, [error]), house)).toMatchObject({ item: null });
  });

  it("is numbered after the last, where the file has no numbers", () => {
    const items = [item("resolution", { number: 5 }), item("resolution"), item("resolution")];
    expect(numbered(items, [{ id: "item-3", number: 3 }]).map(({ number }) => number)).toEqual([5, 6, 7]);
  });
});
