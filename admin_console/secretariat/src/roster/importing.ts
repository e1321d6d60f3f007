/** A roster on its way in: corrections, what they leave to do, the list of errors, what would change. Pure. */
import { type RosterMember, votes } from "../register.ts";
import { compareStrokes } from "../strokes.ts";

export const FIELDS = ["number", "name", "latin", "delegation", "seat", "role", "status"] as const;
export type FieldName = (typeof FIELDS)[number];

export interface Finding {
  readonly field: FieldName | "";
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly remedy: {
    readonly field: FieldName;
    readonly value: string;
    readonly zh: string;
    readonly en: string;
  } | null;
}

export interface PreviewRow {
  readonly line: number;
  readonly values: Readonly<Record<FieldName, string>>;
  readonly errors: readonly Finding[];
  readonly warnings: readonly Finding[];
}

/** The answer of `roster-preview`. */
export interface Preview {
  readonly file: string;
  readonly encoding: string;
  readonly rows: readonly PreviewRow[];
  readonly members: readonly RosterMember[];
  readonly errors: number;
  readonly warnings: number;
}

/** Corrections by line and field, as the header `X-Edits` carries them. */
export type Edits = Readonly<Record<number, Readonly<Partial<Record<FieldName, string>>>>>;

/** The longest header that the server takes. */
export const MAX_EDITS_HEADER = 32_000;

export function withEdit(edits: Edits, line: number, field: FieldName, text: string): Edits {
  return { ...edits, [line]: { ...edits[line], [field]: text } };
}

/** The header's value; null when there are more corrections than it can carry. */
export function editsHeader(edits: Edits): string | null {
  const value = encodeURIComponent(JSON.stringify(edits));
  return value.length <= MAX_EDITS_HEADER ? value : null;
}

/** Rows that can be imported as they stand. */
export function importable(preview: Preview): number {
  return preview.rows.filter(({ errors }) => errors.length === 0).length;
}

/** The cells of a row that are shown as inputs: where something was found or corrected. */
export function openCells(row: PreviewRow, edits: Edits): ReadonlySet<FieldName> {
  const found = [...row.errors, ...row.warnings].map(({ field }) => field).filter((field) => field !== "");
  return new Set([...found, ...(Object.keys(edits[row.line] ?? {}) as FieldName[])]);
}

/** Rows to show: all, or those with errors and those that were corrected. */
export function shownRows(preview: Preview, edits: Edits, onlyErrors: boolean): readonly PreviewRow[] {
  if (!onlyErrors) return preview.rows;
  return preview.rows.filter(({ line, errors }) => errors.length > 0 || edits[line] !== undefined);
}

/** One cell of CSV; a spreadsheet must not take it for a formula. */
function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** The list of errors as CSV with a byte order mark: line, column, text, what is wrong. */
export function errorsCsv(
  preview: Preview,
  header: readonly string[],
  label: (field: FieldName) => string,
  words: (finding: Finding) => string,
): string {
  const rows = preview.rows.flatMap((row) =>
    row.errors.map((finding) => [
      String(row.line),
      finding.field ? label(finding.field) : "",
      finding.field ? row.values[finding.field] : "",
      words(finding),
    ]),
  );
  return `\ufeff${[header, ...rows].map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`;
}

/** Members as the file gives them, keeping a present member's seat where the file names none and nobody else has it. */
export function keepSeats(fresh: readonly RosterMember[], present: readonly RosterMember[]): RosterMember[] {
  const before = new Map(present.map(({ id, seat }) => [id, seat]));
  const taken = new Set(fresh.map(({ seat }) => seat));
  return fresh.map((member) => {
    const seat = before.get(member.id) ?? "";
    if (member.seat || !seat || taken.has(seat)) return member;
    taken.add(seat);
    return { ...member, seat };
  });
}

/** Members whose seat is not in the plan, so that the server would refuse the roster. */
export function unknownSeats(members: readonly RosterMember[], seats: ReadonlySet<string>): RosterMember[] {
  return seats.size === 0 ? [] : members.filter(({ seat }) => seat !== "" && !seats.has(seat));
}

export interface Difference {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
}

/** What importing would change of the present roster. */
export function difference(present: readonly RosterMember[], fresh: readonly RosterMember[]): Difference {
  const before = new Map(present.map((member) => [member.id, member]));
  const kept = fresh.filter(({ id }) => before.has(id));
  const same = (a: RosterMember, b: RosterMember | undefined) =>
    b !== undefined && Object.entries(a).every(([name, value]) => b[name as keyof RosterMember] === value);
  return {
    added: fresh.length - kept.length,
    removed: present.length - kept.length,
    changed: kept.filter((member) => !same(member, before.get(member.id))).length,
  };
}

/** Members by delegation, in the order in which the delegations first appear. */
export function byDelegation(members: readonly RosterMember[]): Map<string, RosterMember[]> {
  const groups = new Map<string, RosterMember[]>();
  for (const member of members) {
    const group = groups.get(member.delegation);
    if (group) group.push(member);
    else groups.set(member.delegation, [member]);
  }
  return groups;
}

/** By the strokes of their names (按姓氏笔画) within each delegation; delegations as they first occur. */
export function inStrokeOrder(members: readonly RosterMember[]): RosterMember[] {
  const groups = [...byDelegation(members).values()];
  return groups.flatMap((group) => [...group].sort((a, b) => compareStrokes(a.name, b.name)));
}

/** Counts that stand above a roster. */
export function totals(members: readonly RosterMember[]): {
  readonly inOffice: number;
  readonly guests: number;
  readonly out: number;
} {
  const inOffice = members.filter(votes).length;
  const guests = members.filter(({ role }) => role !== "deputy").length;
  return { inOffice, guests, out: members.length - inOffice - guests };
}

/** Whether a member's number, name, Latin name, delegation or seat holds the words looked for. */
export function matches(member: RosterMember, sought: string): boolean {
  const words = sought.trim().toLowerCase();
  return [member.id, member.name, member.latin, member.delegation, member.seat].some((text) =>
    text.toLowerCase().includes(words),
  );
}
