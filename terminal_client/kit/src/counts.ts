/** What tellers' figures have to agree with, and what binds a teller to them (docs/channels.md §3 to §5). Pure but for the digest. */
import { encodeCanonical, type Json } from "./canonical.ts";
import {
  type Figures,
  type HandChannel,
  type HandFigures,
  INVALID,
  type Invalid,
  type InvalidReason,
  isOfHands,
  type PaperFigures,
  type Path,
  type Portion,
  type WrittenVotes,
} from "./channels.ts";
import { digest } from "./crypto.ts";
import { type Bytes, u32be, unb64u } from "./encoding.ts";
import { CHOOSE, ELECTION, GRADES, itemOf } from "./marks.ts";
import type { FormItem, Paper } from "./types.ts";
import { clean, isWritten, sameName } from "./written.ts";

/** A number that is not typed yet is null. */
export type Draft = Figures<number | null>;
export type PaperDraft = PaperFigures<number | null>;
export type HandDraft = HandFigures<number | null>;

/** What a count is about: `returned` is how many ballots came back, null of hands. */
export interface Ground {
  readonly item: FormItem;
  /** The names on the ballot in all languages. */
  readonly labels: readonly string[];
  readonly entitled: number;
  readonly returned: number | null;
}

export type FaultCode =
  | "form"
  | "returned"
  | "sum"
  | "above"
  | "chosen"
  | "against"
  | "listed"
  | "present"
  /** Two sections have one name: only while typing, no act can have it. */
  | "repeated";

export interface Fault {
  readonly code: FaultCode;
  readonly path: Path;
}

/** How both tellers call the members by video. */
export const VIDEO_SECTION = "视频";
const MOST_SECTIONS = 255;

export function groundOf(paper: Paper, entitled: number, returned: number | null): Ground {
  const { item, labels } = itemOf(paper);
  return { item, labels: labels.flatMap(({ zh, en }) => [zh, en]).filter(Boolean), entitled, returned };
}

/** How many numbers a name has (docs/forms.md §5). */
export function widthOf({ type, max }: FormItem): number {
  if (type === CHOOSE) return 1;
  return type === GRADES ? max + 1 : 3;
}

// --- drafts ---

const blankRows = (item: FormItem) =>
  Array.from({ length: item.c }, () => Array.from({ length: widthOf(item) }, () => null));

export function blankSection(item: FormItem, name: string) {
  return { name, voted: null, counts: blankRows(item) };
}

/** The next name of a section that nobody has yet, so that two tellers call the same places the same. */
export function nextSection({ sections }: HandDraft): string {
  const names = sections.map(({ name }) => name);
  let n = names.length + 1;
  while (names.includes(`第${n}区`)) n += 1;
  return `第${n}区`;
}

/** Whether a ballot of this item can be invalid for that reason. */
export function mayBe(reason: InvalidReason, { type, w }: FormItem): boolean {
  if (reason === "too-many") return type === CHOOSE || type === ELECTION;
  return reason !== "written" || (type === ELECTION && w > 0);
}

/** A form with nothing in it but 0 for what can't be. Hands begin with one section; those of a mixed vote are the members by video. */
export function blankDraft(channel: HandChannel, item: FormItem): Draft {
  if (channel === "paper") {
    const invalid = Object.fromEntries(
      INVALID.map((reason) => [reason, mayBe(reason, item) ? null : 0]),
    ) as Invalid<number | null>;
    const draft = { valid: null, invalid, counts: blankRows(item) };
    return item.type === ELECTION && item.w > 0 ? { ...draft, written: [] } : draft;
  }
  return { sections: [blankSection(item, channel === "mixed" ? VIDEO_SECTION : "第1区")] };
}

/** Whether more sections may be added. */
export function mayAddSection({ sections }: HandDraft): boolean {
  return sections.length < MOST_SECTIONS;
}

/** Order of code points, as the server sorts names. */
export function byCodePoints(one: string, other: string): number {
  const [a, b] = [[...one], [...other]];
  for (const [i, letter] of a.entries()) {
    const against = b[i];
    if (against === undefined) return 1;
    if (letter !== against) return (letter.codePointAt(0) ?? 0) - (against.codePointAt(0) ?? 0);
  }
  return a.length - b.length;
}

const known = (numbers: readonly (number | null)[]): numbers is readonly number[] => !numbers.includes(null);

/** The sum of numbers that are all known; null otherwise. */
export function sumOf(numbers: readonly (number | null)[]): number | null {
  return known(numbers) ? numbers.reduce((sum, number) => sum + number, 0) : null;
}

const isBlank = ({ name, votes }: WrittenVotes<number | null>) => clean(name) === "" && votes === null;

function wholePaper({ valid, invalid, counts, written }: PaperDraft): PaperFigures | null {
  const rows = counts.filter(known);
  const reasons = INVALID.map((reason) => invalid[reason]);
  if (valid === null || !known(reasons) || rows.length < counts.length) return null;
  const whole = { valid, invalid: invalid as Invalid, counts: rows };
  if (!written) return whole;
  const names = written
    .filter((one) => !isBlank(one))
    .map(({ name, votes }) => ({ name: clean(name), votes }));
  if (names.some(({ name, votes }) => name === "" || votes === null || votes < 1)) return null;
  const sorted = (names as WrittenVotes[]).toSorted((x, y) => byCodePoints(x.name, y.name));
  return { ...whole, written: sorted };
}

function wholeHands({ sections }: HandDraft): HandFigures | null {
  const whole = sections.map(({ name, voted, counts }) => ({ name: clean(name), voted, counts }));
  const complete = whole.every(
    ({ name, voted, counts }) => name !== "" && voted !== null && counts.every(known),
  );
  if (!complete || whole.length === 0) return null;
  return { sections: (whole as HandFigures["sections"]).toSorted((x, y) => byCodePoints(x.name, y.name)) };
}

/** The figures of a draft that lacks nothing, in the order in which they are signed; null of any other. */
export function figuresOf(draft: Draft): Figures | null {
  return isOfHands(draft) ? wholeHands(draft) : wholePaper(draft);
}

// --- faults ---

/** Why figures can't be those of a count; nothing is said of numbers that are not there yet. */
export function faultsOf(figures: Draft, ground: Ground): Fault[] {
  if ((ground.returned === null) !== isOfHands(figures)) return [{ code: "form", path: [] }];
  const form = formFaults(figures, ground.item);
  if (form.length > 0) return form;
  return isOfHands(figures) ? handFaults(figures, ground) : ballotFaults(figures, ground);
}

function portionsOf(figures: Draft): [Path, Portion<number | null>][] {
  if (isOfHands(figures)) return figures.sections.map((section) => [["sections", section.name], section]);
  return [[[], { voted: figures.valid, counts: figures.counts }]];
}

function formFaults(figures: Draft, item: FormItem): Fault[] {
  const width = widthOf(item);
  const misshapen = portionsOf(figures).filter(
    ([, { counts }]) => counts.length !== item.c || counts.some((row) => row.length !== width),
  );
  const faults: Fault[] = misshapen.map(([path]) => ({ code: "form", path: [...path, "counts"] }));
  const written = !isOfHands(figures) && figures.written !== undefined;
  if (written !== (item.type === ELECTION && item.w > 0)) faults.push({ code: "form", path: ["written"] });
  return faults;
}

function ballotFaults(figures: PaperDraft, ground: Ground): Fault[] {
  const { valid, invalid, counts } = figures;
  const written = figures.written ?? [];
  const all = sumOf([valid, ...INVALID.map((reason) => invalid[reason])]);
  const votes = sumOf(written.filter((one) => !isBlank(one)).map((one) => one.votes));
  return [
    ...(all !== null && all !== ground.returned ? [{ code: "returned", path: ["valid"] } as const] : []),
    ...portionFaults([], { voted: valid, counts }, ground.item, votes),
    ...writtenFaults(written, valid, ground.labels),
  ];
}

function portionFaults(
  path: Path,
  { voted, counts }: Portion<number | null>,
  item: FormItem,
  written: number | null,
): Fault[] {
  if (voted === null) return [];
  const faults: Fault[] = [];
  const add = (code: FaultCode, ...place: Path) => faults.push({ code, path: [...path, ...place] });
  for (const [i, row] of counts.entries()) {
    const sum = sumOf(row);
    if (item.type !== CHOOSE && sum !== null && sum !== voted) add("sum", "counts", i);
    if (row.some((number) => number !== null && number > voted)) add("above", "counts", i);
  }
  const first = sumOf(counts.map((row) => row[0] ?? null));
  const { min, max, w } = item;
  if (item.type === CHOOSE && first !== null && (first < min * voted || first > max * voted))
    add("chosen", "counts");
  if (item.type === ELECTION && written !== null) {
    if (first !== null && first + written > max * voted) add("chosen", "counts");
    const against = sumOf(counts.map((row) => row[1] ?? null));
    if (written > Math.min(against ?? Number.POSITIVE_INFINITY, w * voted)) add("against", "written");
  }
  return faults;
}

function writtenFaults(
  written: readonly WrittenVotes<number | null>[],
  valid: number | null,
  labels: readonly string[],
): Fault[] {
  const taken = new Set(labels.map(sameName));
  return written.flatMap(({ name, votes }): Fault[] => {
    const path = ["written", name];
    const same = sameName(name);
    const faults: Fault[] = [];
    if (votes !== null && valid !== null && votes > valid) faults.push({ code: "above", path });
    if (same !== "" && (taken.has(same) || !isWritten(name))) faults.push({ code: "listed", path });
    if (same !== "") taken.add(same);
    return faults;
  });
}

function handFaults(figures: HandDraft, { item, entitled }: Ground): Fault[] {
  const voted = sumOf(figures.sections.map((section) => section.voted));
  return [
    ...portionsOf(figures).flatMap(([path, portion]) => portionFaults(path, portion, item, 0)),
    ...(voted !== null && voted > entitled ? [{ code: "present", path: ["sections"] } as const] : []),
  ];
}

/** Names in the form in which they would be signed. */
export function withCleanNames(draft: Draft): Draft {
  if (isOfHands(draft))
    return { sections: draft.sections.map((section) => ({ ...section, name: clean(section.name) })) };
  const { written } = draft;
  if (!written) return draft;
  return { ...draft, written: written.map(({ name, votes }) => ({ name: clean(name), votes })) };
}

/** Sections that are called as another one before them: no act can carry them. */
export function repeatedSections({ sections }: HandDraft): Fault[] {
  const names = sections.map(({ name }) => name);
  return sections.flatMap(({ name }, i): Fault[] =>
    name !== "" && names.indexOf(name) < i ? [{ code: "repeated", path: ["sections", name] }] : [],
  );
}

/** Whether a path is the place of a fault or difference, or lies under it. */
export function isAt(path: Path, place: Path): boolean {
  return path.length === place.length && path.every((step, i) => step === place[i]);
}

// --- binding ---

/** `digest` of `count-commit`, 32 bytes; `open` in b64u, `salt` of 32 bytes (docs/channels.md §3). */
export function countDigest(
  open: string,
  attempt: number,
  teller: Bytes,
  salt: Bytes,
  figures: Figures,
): Promise<Bytes> {
  return digest(
    "count-commit",
    unb64u(open, 32),
    u32be(attempt),
    teller,
    salt,
    encodeCanonical(figures as unknown as Json),
  );
}
