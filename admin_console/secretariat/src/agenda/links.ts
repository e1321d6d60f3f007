/** How a draft hangs together with what is on the agenda (docs/sequences.md §1): what may be linked, in values of a list. Pure. */
import { isMotion } from "@hemicycle/kit/marks";
import type { Link } from "@hemicycle/kit/sequences";
import type { Bilingual, Division } from "@hemicycle/kit/types";
import { inOrder } from "../sitting/drafts.ts";

/** Kinds of links that a person chooses; the others come with the next lawful steps. */
const CHOSEN: Readonly<Record<string, readonly string[]>> = {
  amendment: ["amends"],
  "clause-separate": ["clause"],
  "clause-by-clause": ["clause"],
  "procedural-present": ["consent-withdraw", "consent-defer"],
};
const PACKAGES: ReadonlySet<string> = new Set(["package-merged", "appoint-merged"]);
const FILLING: ReadonlySet<string> = new Set([
  "appoint-each",
  "appoint-merged",
  "decide-appointment",
  "election-single",
  "election-multi",
  "by-election",
]);
/** Whatever is still to come may be amended or put off; a dismissal may be over. */
const PENDING: ReadonlySet<string> = new Set(["draft", "approved"]);
const GONE: ReadonlySet<string> = new Set(["withdrawn", "void"]);

/** A link as the value of a list's entry: `amends item-1`, `fills item-2 3`. */
export function linkValue({ kind, division, name }: Link): string {
  return [kind, division, ...(name === undefined ? [] : [name])].join(" ");
}

export function linkOf(value: string): Link | null {
  const [kind = "", division = "", name] = value.split(" ");
  if (division === "") return null;
  return name === undefined ? { kind, division } : { kind, division, name: Number(name) };
}

/** The things of a package: the lines of its text that are not blank, in Chinese if there are any, else in English. */
export function linesOf({ template, text }: Pick<Division, "template" | "text">): string[] {
  if (!PACKAGES.has(template)) return [];
  const lines = (words: string) =>
    words
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "");
  return lines(text.zh).length > 0 ? lines(text.zh) : lines(text.en);
}

/** The names or things that a link to this division may name. */
export function namesOf(division: Division): readonly Bilingual[] {
  const lines = linesOf(division);
  return lines.length > 0 ? lines.map((line) => ({ zh: line, en: line })) : (division.names[0] ?? []);
}

/** What a draft of this template may be of a division on the agenda: none or one of these. */
export function mainLinks(template: string, divisions: readonly Division[]): Link[] {
  const kinds = CHOSEN[template] ?? [];
  return kinds.flatMap((kind) =>
    inOrder(divisions)
      .filter((division) => PENDING.has(division.state) && division.template !== "trial")
      .filter((division) => kind.startsWith("consent") || isMotion(division.form, division.names))
      .map(({ id }) => ({ kind, division: id })),
  );
}

/** Whether somebody may be put in a post that another division vacates. */
export function mayFill(template: string): boolean {
  return FILLING.has(template);
}

/** The posts that may be vacated: by the whole of a division, or by a name on its ballot or a line of its text. */
export function fillLinks(divisions: readonly Division[]): Link[] {
  return inOrder(divisions)
    .filter(({ template, state }) => template !== "trial" && !GONE.has(state))
    .flatMap((division) => {
      const names = namesOf(division);
      const whole: Link = { kind: "fills", division: division.id };
      return names.length === 0 ? [whole] : names.map((_, i) => ({ ...whole, name: i + 1 }));
    });
}

/** Whether a link still makes sense with this template. */
export function isKept(link: Link, template: string): boolean {
  return link.kind === "fills" ? mayFill(template) : (CHOSEN[template] ?? []).includes(link.kind);
}
