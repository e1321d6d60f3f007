/** The declared result: the arc of a motion; of a ballot with names a row for each, with its figures, its verdict and the own mark. */
import { restFigures, restWords } from "@hemicycle/kit/countwords";
import { type Child, h } from "@hemicycle/kit/dom";
import { votesBar } from "@hemicycle/kit/draw/bars";
import { nameFigures } from "@hemicycle/kit/draw/formbars";
import { choiceGlyph, glyph } from "@hemicycle/kit/draw/glyphs";
import { resultArc } from "@hemicycle/kit/draw/resultarc";
import { common, levelWords, thresholdWords, verdictWords } from "@hemicycle/kit/i18n";
import { CHOOSE, choiceOf, GRADES, RANKING } from "@hemicycle/kit/marks";
import { byVotes, placesOf, type Row, rowsOf } from "@hemicycle/kit/outcomes";
import { type FormItem, type FormResult, isFormResult, type MotionResult } from "@hemicycle/kit/types";
import { sameName } from "@hemicycle/kit/written";
import { f } from "./formtexts.ts";
import { motionHead } from "./head.ts";
import { markOf } from "./paper.ts";
import { markWords } from "./paperwords.ts";
import { codeOf } from "./qr.ts";
import type { Screen } from "./screen.ts";
import { markGlyph } from "./summary.ts";
import { t } from "./texts.ts";
import type { Setting } from "./views.ts";

type ResultScreen = Extract<Screen, { kind: "result" }>;

function countedWords({ motion, head }: ResultScreen): string {
  if (!motion.secret) return t().countedSame;
  return head ? t().countedSecret(codeOf(head)) : t().countedNone;
}

function figure(words: readonly Child[], votes: number): HTMLElement {
  return h("div", {}, h("dt", {}, ...words), h("dd", {}, String(votes)));
}

function arcSheet(result: MotionResult): HTMLElement {
  const verdict = result.carried ? common().carried : common().notCarried;
  const { for: votes, against, abstain, absent, rule, needed } = result;
  const arc = resultArc(result, {
    label: `${verdict}${t().join}${t().resultLabel(votes, against, abstain, restWords(result), absent)}`,
    tick: `${thresholdWords(rule)} ${needed}`,
  });
  return h("section", { class: "sheet drawn" }, arc, h("p", { class: "verdict" }, verdict));
}

function motionFigures(result: MotionResult): HTMLElement[] {
  const figures = [
    ["for", common().for, result.for],
    ["against", common().against, result.against],
    ["abstain", common().abstain, result.abstain],
    ...restFigures(result).map(([word, count]) => ["none", word, count] as const),
  ] as const;
  return figures.map(([mark, word, votes]) => figure([choiceGlyph(mark), word], votes));
}

function formFigures(result: FormResult): HTMLElement[] {
  const { present, voted, needed, rule } = result;
  return [
    figure([common().present], present),
    figure([f().votedWord], voted),
    ...restFigures(result).map(([word, count]) => figure([word], count)),
    needed > 0 && figure([f().threshold(thresholdWords(rule))], needed),
  ].filter((one) => one !== false);
}

/** Heads of the figures of a name, in the order of its counts. */
function countHeads(item: FormItem): (readonly Child[])[] {
  switch (item.type) {
    case CHOOSE:
      return [[f().votes]];
    case GRADES:
      return [...levelWords(item.max), common().blank].map((word) => [word]);
    case RANKING:
      return [[f().points], [f().firsts]];
    default:
      return (["for", "against", "abstain"] as const).map((choice) => [
        choiceGlyph(choice),
        common()[choice],
      ]);
  }
}

/** The own mark of a row, of a name that was written in too. */
function ownMark({ listing, marks }: ResultScreen, row: Row): Child[] {
  if (!listing || !marks) return [];
  if (row.written) {
    const written = "written" in marks ? marks.written : [];
    return written.some((name) => sameName(name) === sameName(row.name)) ? [common().writtenIn] : [];
  }
  const mark = markOf(listing.item, marks, row.index);
  if (mark.kind === "none") return ["–"];
  if (mark.kind === "order") return [f().atPlace(mark.place ?? 0)];
  const words = markWords(mark, listing.item);
  return mark.kind === "choice" ? [markGlyph(mark), words] : [words];
}

/** A name with its bar, figures, verdict and the own mark. */
function nameRow(
  screen: ResultScreen,
  result: FormResult,
  row: Row,
  place: number,
  own: boolean,
): HTMLElement {
  const item = screen.listing?.item;
  if (!item) return h("tr", {});
  const heads = countHeads(item);
  const figures = nameFigures(item, row, result);
  const words = verdictWords(row.verdict) || f().atPlace(place);
  return h(
    "tr",
    {},
    h(
      "th",
      { scope: "row" },
      h("span", { class: "name" }, row.name, row.written && h("small", {}, common().writtenIn)),
      votesBar(figures, { label: "", width: 300, height: 10 }),
    ),
    ...heads.map((words, i) =>
      h(
        "td",
        { class: "count" },
        h(
          "span",
          { class: "of", "aria-hidden": "true" },
          ...words.map((one) => (one instanceof Node ? one.cloneNode(true) : one)),
        ),
        h("b", {}, row.counts[i] === undefined ? "" : String(row.counts[i])),
      ),
    ),
    h("td", { class: "verdict-word" }, words),
    own &&
      h(
        "td",
        { class: "own" },
        h("span", { class: "of", "aria-hidden": "true" }, f().own),
        h("span", { class: "mark-word" }, ...ownMark(screen, row)),
      ),
  );
}

function table(screen: ResultScreen, result: FormResult, covered: boolean): HTMLElement {
  const { listing, marks } = screen;
  if (!listing) return h("section", {});
  const { item, labels } = listing;
  const inOrder = rowsOf({ form: [item], names: [labels] }, result);
  const rows = item.type === RANKING ? byVotes(item, inOrder) : inOrder;
  const places = placesOf(rows);
  const own = marks !== null && !covered;
  const head = (kind: string, ...words: readonly Child[]) => h("th", { scope: "col", class: kind }, ...words);
  return h(
    "section",
    { class: "sheet outcome", "data-scroll": "outcome", tabindex: 0, "aria-label": t().result },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          head("name", f().name),
          ...countHeads(item).map((words) => head("count", h("span", {}, ...words))),
          head("verdict-word", f().verdict),
          own && head("own", f().own),
        ),
      ),
      h("tbody", {}, ...rows.map((row, i) => nameRow(screen, result, row, places[i] ?? 0, own))),
    ),
  );
}

/** What no row tells: write-ins and orders that count for nobody. */
function beside({ items: [first] }: FormResult): HTMLElement[] {
  const { written, orders } = first ?? {};
  const { listed = 0, repeated = 0, invalid = 0, empty = 0 } = written ?? {};
  const lines = [
    listed + repeated + invalid + empty > 0 ? f().spoiltNames(listed, repeated, invalid, empty) : "",
    orders && orders.invalid > 0 ? f().spoiltOrders(orders.invalid) : "",
  ];
  return lines.filter((line) => line !== "").map((line) => h("p", { class: "soft" }, line));
}

/** The own vote of a motion, or that it is covered. */
function ownVote({ marks, listing }: ResultScreen, covered: boolean): HTMLElement | null {
  if (!marks) return null;
  if (covered) return h("p", { class: "tag" }, glyph("hidden"), t().covered);
  const choice = choiceOf(marks);
  if (listing || !choice) return null;
  return h("p", { class: "tag" }, choiceGlyph(choice), t().yourVote(common()[choice]));
}

export function resultScreen(screen: ResultScreen, setting: Setting): readonly HTMLElement[] {
  const { result } = screen;
  const form = isFormResult(result);
  return [
    motionHead(screen.motion, null),
    h(
      "div",
      { class: form ? "beside result of-names" : "beside result" },
      form ? table(screen, result, setting.covered) : arcSheet(result),
      h(
        "section",
        { class: "words" },
        h("dl", { class: "figures" }, ...(form ? formFigures(result) : motionFigures(result))),
        h("p", { class: "sentence" }, screen.sentence),
        ...(form ? beside(result) : []),
        screen.refused !== "" &&
          h("p", { class: "trouble" }, `${t().notCounted}${t().join}${screen.refused}`),
        ownVote(screen, setting.covered),
        screen.counted === "same" && h("p", { class: "tag" }, glyph("tick"), countedWords(screen)),
        screen.counted === "differs" &&
          h("p", { class: "trouble strong", role: "alert" }, glyph("trouble"), t().countedDiffers),
        h(
          "button",
          { type: "button", class: "btn", "data-focus": "dismiss", click: () => setting.actions.dismiss() },
          t().backToAgenda,
        ),
      ),
    ),
  ];
}
