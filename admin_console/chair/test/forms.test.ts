import { setLang } from "@hemicycle/kit/i18n";
import { ELECTION, type Marks } from "@hemicycle/kit/marks";
import { byVotes, outcomeOf, placesOf, rowsOf, taskWords, unfilledOf } from "@hemicycle/kit/outcomes";
import { EMPTY_MODEL } from "@hemicycle/kit/store";
import {
  type Division,
  type DivisionState,
  type FormResult,
  isFormResult,
  type SealedView,
  type State,
} from "@hemicycle/kit/types";
import { beforeEach, describe, expect, test } from "vitest";
import { FORMS, type FormName, formDivision, formState, NAMINGS, people } from "../dev/forms.ts";
import { sampleState } from "../dev/samples.ts";
import { LOOKED, STAGES, sampleSealed } from "../dev/secret.ts";
import { listClass } from "../src/ballotpanel.ts";
import { placingOf } from "../src/formresult.ts";
import { groupOf, groupsOf } from "../src/marks.ts";
import { canOpenRows, mayOpenNames, missingNaming, namingStage } from "../src/naming.ts";
import { stepNote } from "../src/notes.ts";
import { contentOf, type Proposal, sameVote } from "../src/orders.ts";
import { outcomeWords } from "../src/parts.ts";
import { MISSED_ROWS_AFTER_MS, scrutinyIssues } from "../src/scrutinyissues.ts";
import { type View, viewOf } from "../src/view.ts";
import { scriptOf } from "../src/words.ts";

const NAMES = Object.keys(FORMS) as FormName[];
const STATES: readonly DivisionState[] = [
  "draft",
  "announced",
  "open",
  "closed",
  "tallied",
  "declared",
  "void",
];

function focusIn(state: State): Division {
  const found = state.divisions.find(({ id }) => id === "item-4");
  if (!found) throw new Error("no item");
  return found;
}

function resultOf(name: FormName): { division: Division; result: FormResult } {
  const division = formDivision(name, "declared");
  if (!division.result || !isFormResult(division.result)) throw new Error("no result");
  return { division, result: division.result };
}

function read(
  name: FormName,
  at: DivisionState,
  lang: "zh" | "en" = "zh",
  more: Partial<State> = {},
): string[] {
  const state = { ...formState(name, at), ...more };
  return scriptOf(state, focusIn(state), lang).lines.map((line) =>
    line.parts.map(({ text }) => text).join(""),
  );
}

function seen(state: State, stageForMs = 0): View {
  const view = viewOf({ ...EMPTY_MODEL, state }, { ...LOOKED, chosen: "item-4", stageForMs });
  if (!view) throw new Error("no view");
  return view;
}

beforeEach(() => setLang("zh"));

describe("what is read out", () => {
  test.each(NAMES)("%s: something in every state and language, no figure before the tally", (name) => {
    for (const at of STATES)
      for (const lang of ["zh", "en"] as const) {
        const words = read(name, at, lang).join("\n");
        expect(words).not.toBe("");
        expect(words, `${at} ${lang}`).not.toMatch(/\*\*|undefined|null|NaN/);
        if (at === "announced" || at === "open") expect(words).not.toMatch(/\d+ 票|\d+ 分|votes\b/);
      }
  });

  test("an election: seats, candidates, how to mark, that others may be written in", () => {
    const [ask, rules, open, remind, close] = read("elect", "announced");
    expect(ask).toBe(
      "现在进行：补选区人大常委会委员。应选 3 名，候选人 4 名：丁志远、万海涛、马建国、王秀英。",
    );
    expect(rules).toBe(
      "对每名候选人可以赞成、反对或者弃权。投反对票的，每反对一人可以另选他人一人。赞成和另选的合计不得超过 3 名。",
    );
    expect(open).toContain("请各位代表在表决器上填写选票");
    expect(remind).toContain("可以在结束前重新提交");
    expect(close).toBe("投票结束。");
  });

  test("what each other form asks", () => {
    expect(read("pick", "announced")[0]).toContain(
      "选票上共 12 项，名单见表决器。每位代表可选择 1 至 10 项。",
    );
    expect(read("grade", "announced")[0]).toContain("请逐项评为满意、基本满意、不满意，也可以不评");
    expect(read("grade4", "announced")[0]).toContain("评为优秀、满意、基本满意、不满意");
    expect(read("rank", "announced")[0]).toContain("最优先的排在第一");
    expect(read("appoint", "announced")[0]).toContain(
      "选票上共 4 人：方桂兰、文素云、买买提·艾力江、田永强。请逐人",
    );
    expect(read("appoint", "announced", "en")[0]).toContain("one by one");
  });

  test("after opening the chair goes on with the sentence of the opening", () => {
    const state = formState("elect", "open");
    const { lines, first } = scriptOf(state, focusIn(state), "zh");
    expect(lines[first]?.cue).toBe("opening");
  });

  test("an election name by name, and a further vote among the tied (E8)", () => {
    const lines = read("elect", "tallied");
    expect(lines[0]).toContain("全体代表 256 人，实到 241 人，收到选票 238 张，未提交 3 人；须得 129 票");
    expect(lines[1]).toContain("丁志远，赞成 221 票，反对 9 票，弃权 8 票，当选；\n");
    expect(lines[1]).toContain("王秀英，赞成 131 票，反对 72 票，弃权 35 票，票数相等。");
    expect(lines[2]).toContain("田国栋（另选），3 票，未当选");
    expect(lines.at(-1)).toBe(
      "丁志远、万海涛当选。马建国、王秀英票数相等，尚缺 1 名，须就票数相等的再次投票，以得票多的当选。",
    );
    expect(read("elect", "tallied", "en").at(-1)).toContain("a further vote is taken among them");
  });

  test("seats that nobody reached stay open (E9)", () => {
    expect(read("elect-open", "tallied").at(-1)).toBe("丁志远、万海涛当选。应选 3 名，尚缺 1 名，另行选举。");
    expect(read("elect-open", "tallied", "en").at(-1)).toContain("1 seat stays open for a further election");
  });

  test("the other forms", () => {
    expect(read("pick", "tallied").join("")).toContain("湖滨路小学扩建，142 票，未入选");
    expect(read("pick", "tallied").at(-1)).toBe("以上共 10 项入选。");
    expect(read("pick-tie", "tallied").at(-1)).toContain(
      "票数相等，尚缺 1 项，须就票数相等的再次投票，以得票多的入选",
    );
    expect(read("revote", "tallied")).toHaveLength(3);
    expect(read("grade", "tallied").join("")).toContain(
      "区民政局，满意 205 票，基本满意 28 票，不满意 5 票，未评 2 票，结果为满意",
    );
    expect(read("rank", "tallied")[1]).toMatch(/^第 1 位，.*1102 分；\n第 1 位，.*；\n第 3 位，/);
    expect(read("appoint", "tallied").at(-1)).toBe("方桂兰、文素云、买买提·艾力江通过。");
  });

  test("a quorum judged at the close takes all of it back", () => {
    const state = formState("elect", "tallied");
    const quorum = { ...state.sitting.quorum, id: "Q7" };
    const few = {
      ...resultOf("elect").result,
      voted: 128,
      sentence: { zh: "参加表决未过半数", en: "too few" },
    };
    const division = { ...focusIn(state), result: few };
    const told = { ...state, sitting: { ...state.sitting, quorum } };
    const lines = scriptOf(told, division, "zh").lines;
    expect(
      lines
        .at(-1)
        ?.parts.map(({ text }) => text)
        .join(""),
    ).toBe("参加表决未过半数。");
  });

  test("few names are read as one text, many page by page; after the declaration the last page stays", () => {
    const whole = (name: FormName, at: DivisionState) => {
      const state = formState(name, at);
      return scriptOf(state, focusIn(state), "zh");
    };
    expect(whole("revote", "tallied").whole).toBe(true);
    const paged = whole("list30", "tallied");
    expect(paged).toMatchObject({ whole: false, first: 0 });
    expect(paged.lines).toHaveLength(1 + Math.ceil(30 / 4) + 1);
    expect(paged.lines.at(-1)?.cue).toBe("declaring");
    expect(whole("list30", "declared").first).toBe(paged.lines.length - 1);
  });
});

describe("the outcome in few words", () => {
  test.each([
    ["appoint", "3 人通过，1 人未通过", "3 carried, 1 not carried"],
    ["list30", "29 人通过，1 人未通过", "29 carried, 1 not carried"],
    ["pick", "10 项入选", "10 chosen"],
    ["pick-tie", "9 项入选，1 项待定", "9 chosen, 1 undecided (tie)"],
    ["revote", "入选 1", "1 chosen"],
    ["elect", "2 人当选，1 席待定", "2 elected, 1 seat undecided (tie)"],
    ["elect-open", "2 人当选，1 席空缺", "2 elected, 1 seat open"],
    ["grade", "8 项已评", "8 graded"],
    ["rank", "6 项已排序", "6 ranked"],
  ] as const)("%s: %s", (name, zh, en) => {
    const { division, result } = resultOf(name);
    expect(outcomeOf(division, result)).toBe(zh);
    expect(outcomeWords(division)).toBe(zh);
    setLang("en");
    expect(outcomeOf(division, result)).toBe(en);
  });

  test("nothing of it stands on the strip before the declaration; what is to come says what is asked", () => {
    expect(outcomeWords(formDivision("elect", "tallied"))).toBe("待宣布");
    expect(outcomeWords(formDivision("pick", "approved"))).toBe("12 选 10");
    expect(taskWords(formDivision("elect", "approved"))).toBe("应选 3 名，候选 4 名");
  });

  test("grades of two kinds are told, nobody elected too", () => {
    const { division, result } = resultOf("grade");
    const [first] = result.items;
    if (!first) throw new Error("no item");
    const two = first.names.filter(({ verdict }) => verdict !== "dissatisfied");
    const item = { ...first, names: two };
    expect(outcomeOf(division, { ...result, items: [item] })).toBe("5 项满意，2 项基本满意");
    const elected = resultOf("elect");
    const none = elected.result.items.map((one) => ({
      names: one.names.map((name) => ({ ...name, verdict: "not-elected" as const })),
    }));
    expect(outcomeOf(elected.division, { ...elected.result, items: none })).toBe("无人当选，3 席空缺");
  });
});

describe("rows", () => {
  test("by votes: most first, equal ones as on the ballot; written names take part", () => {
    const { division, result } = resultOf("elect30");
    const rows = rowsOf(division, result);
    expect(rows).toHaveLength(33);
    const sorted = byVotes(FORMS.elect30.item, rows);
    for (let i = 1; i < sorted.length; i += 1) {
      const [a, b] = [sorted[i - 1], sorted[i]];
      expect(a?.counts[0] ?? 0).toBeGreaterThanOrEqual(b?.counts[0] ?? 0);
    }
    const tied = resultOf("elect");
    const names = byVotes(FORMS.elect.item, rowsOf(tied.division, tied.result)).map(({ name }) => name);
    expect(names.slice(2, 4)).toEqual(["马建国", "王秀英"]);
  });

  test("places are shared by equal points", () => {
    const { division, result } = resultOf("rank");
    expect(placesOf(rowsOf(division, result))).toEqual([1, 3, 1, 4, 5, 6]);
  });

  test("what is not filled: by a tie undecided, else open; nothing of the kind in grades", () => {
    const of = (name: FormName) => {
      const { division, result } = resultOf(name);
      const [item] = division.form;
      return item && unfilledOf(item, rowsOf(division, result));
    };
    expect(of("elect")).toMatchObject({ places: 1, tied: [{}, {}] });
    expect(of("elect-open")).toMatchObject({ places: 1, tied: [] });
    expect(of("pick")).toMatchObject({ places: 0 });
    expect(of("grade")).toMatchObject({ places: 0, tied: [] });
  });
});

describe("acts on a vote of many names (docs/forms.md §1)", () => {
  test("held again it has the same form, names and ground; a motion has none of them", () => {
    const state = formState("elect", "void");
    const of = focusIn(state);
    const { members } = contentOf(state, { kind: "again", division: "item-4" });
    expect(members).toMatchObject({
      form: of.form,
      names: of.names,
      basis: of.basis,
      template: "by-election",
    });
    const projects = contentOf(formState("pick", "void"), { kind: "again", division: "item-4" }).members;
    expect(projects).toHaveProperty("names");
    expect(projects).not.toHaveProperty("basis");
    const motion = contentOf(sampleState("void"), { kind: "again", division: "item-4" }).members;
    for (const name of ["form", "names", "basis"]) expect(motion).not.toHaveProperty(name);
  });

  test.each([
    ["named", null, 128],
    ["secret", STAGES.voting, 0],
  ] as const)("a %s opening is signed only with the ballot that is shown", (_, sealed, sign) => {
    const state = formState("elect", "announced", sealed);
    const division = focusIn(state);
    const { title, text, names, basis, secrecy } = division;
    const form = division.form.map((item) => ({ ...item, type: item.type + sign }));
    const definition = {
      title,
      text,
      rule: "E6",
      quorum: "Q2",
      channel: "terminal",
      secrecy,
      form,
      names,
      basis,
    };
    const keys = sealed ? { seal: state.seal?.digest, active: [1, 2, 3] } : {};
    const same = (more: object) => {
      const proposal = { division: "item-4", kind: "real", server: "S", after: { n: 1, d: "" }, ...keys };
      return sameVote(
        { ...proposal, definition: { ...definition, ...more } } as unknown as Proposal,
        division,
        state,
        "S",
      );
    };
    expect(same({})).toBe(true);
    expect(same({ names: [people(4).reverse()] })).toBe(false);
    expect(same({ names: [people(3)] })).toBe(false);
    expect(same({ form: form.map((item) => ({ ...item, max: 2 })) })).toBe(false);
    expect(same({ form: form.map((item) => ({ ...item, type: item.type ^ 128 })) })).toBe(false);
    expect(same({ basis: "别的规定" })).toBe(false);
    expect(same({ basis: undefined })).toBe(false);
  });

  test("a ground that is not shown is not signed either", () => {
    const state = formState("pick", "announced");
    const division = focusIn(state);
    const { title, text, names, secrecy } = division;
    const form = division.form.map((item) => ({ ...item, type: item.type + 128 }));
    const definition = {
      title,
      text,
      rule: "projects",
      quorum: "Q2",
      channel: "terminal",
      secrecy,
      form,
      names,
    };
    const proposal = { division: "item-4", kind: "real", server: "S", after: { n: 1, d: "" }, definition };
    expect(sameVote(proposal as unknown as Proposal, division, state, "S")).toBe(true);
    const added = { ...proposal, definition: { ...definition, basis: "x" } };
    expect(sameVote(added as unknown as Proposal, division, state, "S")).toBe(false);
  });
});

describe("names and orders that are opened (docs/sealed-names.md §10)", () => {
  const closed = (name: FormName, sealed: Partial<SealedView>) => formState(name, "closed", sealed);
  const at = (name: string) => sampleSealed(NAMINGS[name] ?? {});

  test("are mixed by k scrutineers, then released by k", () => {
    expect(namingStage(sampleSealed(STAGES.counting))).toBeNull();
    expect(namingStage(at("called"))).toBe("mixing");
    expect(namingStage(at("mixing"))).toBe("mixing");
    expect(namingStage(at("opening"))).toBe("opening");
    const { naming } = at("opening");
    if (!naming) throw new Error("no naming");
    expect(namingStage(sampleSealed({ naming: { ...naming, released: [1, 3] } }))).toBeNull();
  });

  test("the control tells what is waited for", () => {
    expect(stepNote(seen(closed("elect", NAMINGS.mixing ?? {})))).toBe("监票人正在混合另选的姓名");
    expect(stepNote(seen(closed("rank", NAMINGS.opening ?? {})))).toBe("等待监票人释放排序");
  });

  test("who is missing is told after a minute, a share that does not hold at once", () => {
    const actions = { standDown: () => undefined, cancelStandDown: () => undefined };
    const issues = (name: string, ms: number) =>
      scrutinyIssues(seen(closed("elect", NAMINGS[name] ?? {}), ms), actions);
    expect(issues("mixing", MISSED_ROWS_AFTER_MS - 1)).toEqual([]);
    const [mixing] = issues("mixing", MISSED_ROWS_AFTER_MS);
    expect(mixing?.what).toBe("等待监票人 马志远、陈立群");
    expect(mixing?.means).toContain("任意 2 名监票人先后混合即可");
    const [refused] = issues("refused", 0);
    expect(refused?.what).toContain("马志远");
    expect(refused?.means).toContain("其余监票人仍可完成");
  });

  test("a scrutineer whose share was refused is not awaited; two refused of three leave too few", () => {
    const sealed = at("refused");
    if (!sealed.naming) throw new Error("no naming");
    expect(missingNaming(sealed, sealed.naming, "opening")).toEqual([1]);
    expect(canOpenRows(sealed)).toBe(true);
    const both = [2, 1].map((index) => ({ index, act: "rows", code: "share-invalid", detail: "" }) as const);
    expect(canOpenRows({ ...sealed, refusals: both })).toBe(false);
  });

  test("there may be something to open where slots were there, and in every ranking", () => {
    expect(mayOpenNames(formDivision("elect", "open"))).toBe(true);
    expect(mayOpenNames(formDivision("rank", "open"))).toBe(true);
    expect(mayOpenNames(formDivision("grade", "open"))).toBe(false);
  });
});

test("long lists are set in columns by the width of their names", () => {
  const names = (name: FormName) => FORMS[name].names.map(({ zh }) => zh);
  expect(listClass(names("elect"), false)).toContain("of-1");
  expect(listClass(names("list30"), false)).toContain("of-3");
  expect(listClass(names("list30"), true)).toContain("tall");
  expect(listClass(names("pick"), false)).toContain("of-2");
  const few = [4, 8, 13, 30].map((count) => placingOf({ type: ELECTION }, count));
  expect(few).toEqual(["under", "beside", "thin", "thin"]);
});

describe("who marked a name how", () => {
  const item = (name: FormName) => {
    const [own] = FORMS[name] ? [FORMS[name].item] : [];
    if (!own) throw new Error("no item");
    return own;
  };
  const word = (name: FormName, index: number, marks: Marks | undefined) =>
    groupsOf(item(name))[groupOf(item(name), index, marks)];

  test("in every form, and who cast nothing", () => {
    expect(word("appoint", 1, ["for", "against", "abstain", "for"])).toBe("反对");
    expect(word("elect", 2, { names: ["for", "for", "abstain", "against"], written: [] })).toBe("弃权");
    expect(word("pick", 0, [1, 0])).toBe("选择");
    expect(word("pick", 1, [1, 0])).toBe("未选择");
    expect(word("grade", 0, [1, 3, 0])).toBe("满意");
    expect(word("grade", 1, [1, 3, 0])).toBe("不满意");
    expect(word("grade", 2, [1, 3, 0])).toBe("未评");
    expect(word("rank", 3, [2, 4])).toBe("第 2 位");
    expect(word("rank", 0, [2, 4])).toBe("未排");
    for (const name of ["appoint", "elect", "pick", "grade", "grade4", "rank"] as const)
      expect(word(name, 0, undefined)).toBe("未提交或缺席");
  });
});
