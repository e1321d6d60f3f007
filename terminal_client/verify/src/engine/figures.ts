/** The figures of a count by hand: their shape and faults, and what they come to (docs/channels.md §4, §5). */
import { byCodePoints } from "@hemicycle/kit/counts";
import { CHOOSE, ELECTION } from "@hemicycle/kit/marks";
import { isWritten, sameName } from "@hemicycle/kit/written";
import { type Count, type Item, labelsOf, widthOf } from "./counts.ts";
import { all, type Check, either, integer, listOf, record, string } from "./shape.ts";

const REASONS = ["too-many", "written", "unreadable", "foreign", "other"];
const COUNTS = listOf(listOf(integer()));
export const INVALID = record(all(REASONS, integer()));

/** A list whose items have names in ascending order of code points. */
function ascending(check: Check): Check {
  return (value) => {
    const wrong = check(value);
    if (wrong !== null) return wrong;
    const names = (value as readonly { readonly name: string }[]).map(({ name }) => name);
    return names.every((name, i) => i === 0 || byCodePoints(names[i - 1] ?? "", name) <= 0) ? null : "";
  };
}

export const SECTIONS = ascending(
  listOf(record({ name: string(200, 1), voted: integer(), counts: COUNTS }), ({ name }) => [name]),
);
const OF_PAPER = record(
  {
    valid: integer(),
    invalid: INVALID,
    counts: COUNTS,
    written: ascending(listOf(record({ name: string(), votes: integer(1) }))),
  },
  ["written"],
);
const some: Check = (value) => (Array.isArray(value) && value.length > 0 ? SECTIONS(value) : "");
export const FIGURES = either(OF_PAPER, record({ sections: some }));

interface Portion {
  readonly voted: number;
  readonly counts: readonly (readonly number[])[];
}
interface Section extends Portion {
  readonly name: string;
}
export interface PaperFigures {
  readonly valid: number;
  readonly invalid: Readonly<Record<string, number>>;
  readonly counts: readonly (readonly number[])[];
  readonly written?: readonly { readonly name: string; readonly votes: number }[];
}
export type Figures = PaperFigures | { readonly sections: readonly Section[] };

type Path = readonly (string | number)[];
/** Why equal figures can't stand, and where. */
export interface Fault {
  readonly code: string;
  readonly path: Path;
}

const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);

/** The faults of figures of which R ballots were returned (null: hands), with so many entitled. */
export function faultsOf(
  figures: Figures,
  item: Item | null,
  returned: number | null,
  entitled: number,
): Fault[] {
  const hands = "sections" in figures;
  if (!item || hands !== (returned === null)) return [{ code: "form", path: [] }];
  const places: [Path, Portion][] = hands
    ? figures.sections.map((section) => [["sections", section.name], section])
    : [[[], { voted: figures.valid, counts: figures.counts }]];
  const written = hands ? undefined : figures.written;
  const wrong = places.flatMap(([path, part]) => formFaults(path, part, item));
  if (!hands && (written !== undefined) !== item.w > 0) wrong.unshift({ code: "form", path: ["written"] });
  if (wrong.length > 0) return wrong;
  const found = places.flatMap(([path, part]) => [
    ...nameFaults(path, part, item),
    ...(item.type === ELECTION ? writtenFaults(written ?? [], part, item) : []),
  ]);
  if (hands) {
    const raised = total(figures.sections.map(({ voted }) => voted));
    return raised > entitled ? [...found, { code: "present", path: ["sections"] }] : found;
  }
  const whole = figures.valid + total(Object.values(figures.invalid)) === returned;
  return whole ? found : [{ code: "returned", path: ["valid"] }, ...found];
}

function formFaults(path: Path, { counts }: Portion, item: Item): Fault[] {
  const at = [...path, "counts"];
  const faults: Fault[] = counts.length === item.c ? [] : [{ code: "form", path: at }];
  const rows = counts.flatMap((row, i): Fault[] =>
    row.length === widthOf(item) ? [] : [{ code: "form", path: [...at, i] }],
  );
  return [...faults, ...rows];
}

function nameFaults(path: Path, { voted, counts }: Portion, item: Item): Fault[] {
  const at = [...path, "counts"];
  if (item.type !== CHOOSE)
    return counts.flatMap((row, i): Fault[] =>
      total(row) === voted ? [] : [{ code: "sum", path: [...at, i] }],
    );
  const above = counts.flatMap(([x = 0], i): Fault[] =>
    x > voted ? [{ code: "above", path: [...at, i, 0] }] : [],
  );
  const chosen = total(counts.map(([x = 0]) => x));
  const within = item.min * voted <= chosen && chosen <= item.max * voted;
  return within ? above : [...above, { code: "chosen", path: at }];
}

function writtenFaults(written: NonNullable<PaperFigures["written"]>, part: Portion, item: Item): Fault[] {
  const faults: Fault[] = [];
  const votes = total(written.map((own) => own.votes));
  const column = (i: number) => total(part.counts.map((row) => row[i] ?? 0));
  if (column(0) + votes > item.max * part.voted) faults.push({ code: "chosen", path: ["counts"] });
  if (votes > Math.min(column(1), item.w * part.voted)) faults.push({ code: "against", path: ["written"] });
  const seen = labelsOf(item);
  for (const own of written) {
    const bare = sameName(own.name);
    if (own.votes > part.voted) faults.push({ code: "above", path: ["written", own.name] });
    if (seen.has(bare) || !isWritten(own.name)) faults.push({ code: "listed", path: ["written", own.name] });
    seen.add(bare);
  }
  return faults;
}

/** The count of figures without a fault, of all sections together. */
export function countOf(figures: Figures, item: Item): Count {
  if (!("sections" in figures)) {
    const written = { names: figures.written ?? [], listed: 0, repeated: 0, invalid: 0, empty: 0 };
    return { voted: figures.valid, names: figures.counts, written: item.w > 0 ? written : undefined };
  }
  const { sections } = figures;
  const names = (sections[0]?.counts ?? []).map((row, i) =>
    row.map((_, column) => total(sections.map(({ counts }) => counts[i]?.[column] ?? 0))),
  );
  return { voted: total(sections.map(({ voted }) => voted)), names };
}

/** Two counts of one form, without written names, as one. */
export function together(one: Count, other: Count): Count {
  const names = one.names.map((row, i) => row.map((own, column) => own + (other.names[i]?.[column] ?? 0)));
  return { voted: one.voted + other.voted, names };
}
