/** The checker's page for a verdict. */
import { type Child, h } from "@hemicycle/kit/dom";
import { choiceGlyph, glyph } from "@hemicycle/kit/draw/glyphs";
import { common, levelWords, say } from "@hemicycle/kit/i18n";
import { CHOOSE, type Marks, RANKING } from "@hemicycle/kit/marks";
import type { Choice, FormItem } from "@hemicycle/kit/types";
import type { KeyOrigin, Verdict } from "./check.ts";
import { t } from "./texts.ts";

/** A name on the ballot with what was marked there. */
interface Row {
  readonly name: string;
  readonly mark: readonly Child[];
}

function keyWords(choice: Choice): readonly Child[] {
  return [choiceGlyph(choice), common()[choice]];
}

function ranked(order: readonly number[], names: readonly string[]): Row[] {
  const placed = order.map((number, i) => ({ name: names[number - 1] ?? "", mark: [t().place(i + 1)] }));
  const rest = names.filter((_, i) => !order.includes(i + 1));
  return [...placed, ...rest.map((name) => ({ name, mark: [t().notPlaced] }))];
}

/** What an item's marks say, name by name. */
function rowsOf({ type, max }: FormItem, marks: Marks, names: readonly string[]): Row[] {
  if ("written" in marks) {
    const written = marks.written.map((name) => ({ name, mark: [common().writtenIn] }));
    return [...names.map((name, i) => ({ name, mark: keyWords(marks.names[i] ?? "abstain") })), ...written];
  }
  if (type === RANKING) return ranked(marks as readonly number[], names);
  const words = (mark: Choice | number): readonly Child[] => {
    if (typeof mark === "string") return keyWords(mark);
    if (type === CHOOSE) return [mark === 1 ? t().chosen : t().notChosen];
    return [mark === 0 ? common().blank : (levelWords(max)[mark - 1] ?? t().level(mark))];
  };
  return names.map((name, i) => ({ name, mark: words(marks[i] ?? 0) }));
}

function held({ form, choices, names }: Extract<Verdict, { kind: "holds" }>): HTMLElement[] {
  const rows = form.flatMap((item, i) => {
    const told = names?.[i]?.map(say) ?? [];
    const labels = Array.from({ length: item.c }, (_, row) => told[row] ?? common().item(row + 1));
    return rowsOf(item, choices[i] ?? [], labels);
  });
  const [first, ...others] = rows;
  if (first && others.length === 0 && !names?.[0]?.length) return [h("p", { class: "held" }, ...first.mark)];
  const list = rows.map(({ name, mark }) =>
    h("li", {}, h("span", { class: names ? "" : "soft" }, name), h("b", {}, ...mark)),
  );
  return [
    h("ol", { class: "held-list" }, ...list),
    ...(names ? [] : [h("p", { class: "soft" }, t().unnamed)]),
  ];
}

function code(text: string): HTMLElement {
  const half = (text.length - 1) / 2;
  const [first, second] = [text.slice(0, half), text.slice(half + 1)];
  return h(
    "p",
    { class: "code tracking" },
    h("small", {}, t().tracking),
    h("span", {}, first),
    " ",
    h("span", {}, second),
  );
}

function trouble(title: string, ...children: Child[]): HTMLElement {
  return h(
    "section",
    { class: "verdict wrong", role: "alert" },
    h("h2", {}, glyph("trouble"), title),
    ...children,
  );
}

function origin(of: KeyOrigin, again: () => void): HTMLElement {
  if (of.kind === "scrutineers")
    return h(
      "section",
      { class: "sheet origin" },
      h("h3", {}, t().pin),
      h("p", { class: "code" }, of.pin),
      h("p", { class: "soft" }, t().pinWords),
    );
  return h(
    "section",
    { class: "sheet origin trouble" },
    h("h3", {}, glyph("trouble"), t().unknown),
    h("p", {}, t().unknownWords),
    h("button", { type: "button", class: "btn", click: again }, t().again),
  );
}

/** What is shown of a verdict; `again` asks once more. */
export function drawVerdict(verdict: Verdict | null, again: () => void): HTMLElement[] {
  switch (verdict?.kind) {
    case undefined:
      return [h("p", { class: "soft", role: "status" }, t().checking)];
    case "none":
      return [h("h2", {}, t().none), h("p", { class: "soft" }, t().noneWords)];
    case "broken":
      return [trouble(t().broken, h("p", {}, t().brokenWords))];
    case "differs":
      return [trouble(t().differs, h("p", {}, t().differsWords(verdict.code, verdict.found)))];
    case "foreign":
      return [trouble(t().foreign, code(verdict.code), h("p", {}, t().foreignWords))];
    case "holds":
      return [
        h(
          "section",
          { class: "verdict sheet", role: "status" },
          code(verdict.code),
          h("h2", {}, t().holds),
          ...held(verdict),
          h("p", {}, t().compare),
        ),
        origin(verdict.origin, again),
        h("p", { class: "soft" }, t().spoiled),
      ];
  }
}
