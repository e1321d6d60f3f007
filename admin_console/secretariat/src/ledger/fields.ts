/** The forms of the ledger's acts: which fields each has, what it starts from, what is missing, and its members. Pure. */
import type { Json } from "@hemicycle/kit/canonical";
import { answersFrom } from "./model.ts";

export type FieldKind = "line" | "lines" | "date" | "number" | "check" | "names" | "choice";

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  /** May be left empty. */
  readonly optional?: boolean;
  readonly least?: number;
  readonly most?: number;
  /** Of a choice: the values; their words come with the form. */
  readonly options?: readonly string[];
}

/** What was typed: one text a field, of names two (`title.zh`), `"yes"` for a check. */
export type Values = Readonly<Record<string, string>>;

const DATE: Field = { name: "date", kind: "date" };
const TEXT: Field = { name: "text", kind: "lines" };

/** By act, the fields that a person fills in. */
export const FIELDS = {
  "project-collect": [
    { name: "year", kind: "number", least: 1954, most: 9999 },
    { name: "title", kind: "names" },
    { name: "proposer", kind: "line" },
    { name: "text", kind: "lines", optional: true },
  ],
  "project-screen": [
    { name: "major", kind: "check" },
    { name: "routine", kind: "check" },
    { name: "assigned", kind: "check" },
    { name: "cross_year", kind: "check" },
    { name: "target", kind: "lines", optional: true },
    { name: "note", kind: "lines", optional: true },
  ],
  "project-hand-over": [{ name: "department", kind: "line" }, DATE],
  "project-plan": [DATE, TEXT],
  "project-report": [
    { name: "report", kind: "choice" },
    DATE,
    { name: "percent", kind: "number", least: 0, most: 100 },
    TEXT,
  ],
  "project-publish": [DATE, TEXT],
  "appointment-propose": [
    { name: "person", kind: "line" },
    { name: "post", kind: "names" },
    { name: "term", kind: "line" },
  ],
  "appointment-review": [
    { name: "passed", kind: "choice", options: ["yes", "no"] },
    DATE,
    { name: "note", kind: "lines", optional: true },
  ],
  "exam-draw": [],
  "exam-answers": [{ name: "answers", kind: "lines" }],
  "appointment-submit": [{ name: "place", kind: "choice" }],
  "appointment-statement": [DATE, TEXT],
  "appointment-oath": [DATE, TEXT],
  "task-done": [TEXT],
} as const satisfies Readonly<Record<string, readonly Field[]>>;

export type FormName = keyof typeof FIELDS;

export function isForm(type: string): type is FormName {
  return type in FIELDS;
}

export function fieldsOf(form: FormName): readonly Field[] {
  return FIELDS[form];
}

/** What a form starts from; dates are the ledger's today. */
export function blank(form: FormName, today: string, given: Values = {}): Values {
  const start: Record<string, string> = {};
  for (const { name, kind, least } of fieldsOf(form)) {
    if (kind === "names") Object.assign(start, { [`${name}.zh`]: "", [`${name}.en`]: "" });
    else start[name] = kind === "date" ? today : kind === "number" && name === "percent" ? String(least) : "";
  }
  return { ...start, ...given };
}

const LONGEST: Readonly<Record<string, number>> = { line: 200, lines: 500, names: 200 };

/** How many characters a field takes; answers of an exam are longer than other texts. */
export function longest({ name, kind }: Field): number {
  return name === "answers" ? 2000 : (LONGEST[kind] ?? 40);
}

/** The first field that is not filled in, or holds what the server would refuse; null when there is none. */
export function missing(form: FormName, values: Values, today: string): string | null {
  const bad = fieldsOf(form).find((field) => !isFilled(field, values, today));
  return bad?.name ?? null;
}

function isFilled(field: Field, values: Values, today: string): boolean {
  const { name, kind, optional, least, most } = field;
  const value = (values[name] ?? "").trim();
  switch (kind) {
    case "check":
      return true;
    case "names":
      return Boolean(values[`${name}.zh`]?.trim() || values[`${name}.en`]?.trim());
    case "date":
      return /^\d{4}-\d{2}-\d{2}$/.test(value) && value <= today;
    case "number": {
      const number = Number(value);
      return /^\d+$/.test(value) && number >= (least ?? 0) && number <= (most ?? Number.MAX_SAFE_INTEGER);
    }
    default:
      return optional === true || value !== "";
  }
}

/** The members of an act: what the fields give, put as docs/ledger.md asks, and what was given beside them. */
export function actMembers(
  form: FormName,
  values: Values,
  given: Readonly<Record<string, Json>>,
): Record<string, Json> {
  const { report, place, passed, answers, ...members } = membersOf(form, values);
  const parts = (value: Json | undefined) => String(value ?? "").split("|");
  const put: Record<string, Json> = {};
  if (report !== undefined) [put.kind, put.due] = parts(report) as [string, string];
  if (place !== undefined) {
    const [sitting = "", division = "", at = "0"] = parts(place);
    Object.assign(put, { sitting, division, place: Number(at) });
  }
  if (passed !== undefined) put.passed = passed === "yes";
  if (answers !== undefined) put.answers = answersFrom(String(answers));
  return { ...members, ...put, ...given };
}

/** What the fields give by themselves. */
function membersOf(form: FormName, values: Values): Record<string, Json> {
  const members: Record<string, Json> = {};
  for (const { name, kind } of fieldsOf(form)) {
    const value = (values[name] ?? "").trim();
    if (kind === "names")
      members[name] = { zh: (values[`${name}.zh`] ?? "").trim(), en: (values[`${name}.en`] ?? "").trim() };
    else members[name] = kind === "check" ? value === "yes" : kind === "number" ? Number(value) : value;
  }
  return members;
}
