/** What failed twice in a row in a sitting is not brought a third time (docs/sequences.md §3). */
import type { Bilingual } from "@hemicycle/kit/types";
import { sameName } from "@hemicycle/kit/written";
import type { Doc } from "./acts.ts";
import { type Agenda, isDecided, isMotion, namesOf, succeeds } from "./agenda.ts";
import { ownLinks } from "./links.ts";
import type { Division } from "./state.ts";

export const APPOINTMENTS = ["appoint-each", "appoint-merged", "decide-appointment"];

const labelOf = ({ zh, en }: Bilingual) => sameName(zh || en);

/** In which divisions, and by which name (0: all), a draft says that its appointment was voted on before. */
function broughtBefore(draft: Doc): [division: string, name: number][] {
  const again: [string, number][] = draft.again_of ? [[draft.again_of, 0]] : [];
  const before = ownLinks(draft).filter(({ kind }) => kind === "resubmits");
  return [...again, ...before.map(({ division, name }): [string, number] => [division, name])];
}

/** What a motion appoints: its title, and what it, and what that in turn, resubmits or is held again of. */
function labelsOfMotion(draft: Doc, { sitting }: Agenda): Set<string> {
  const found = new Set([labelOf(draft.title)]);
  const waiting = broughtBefore(draft);
  const seen = new Set(waiting.map(String));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [id, number] = next;
    const other = sitting.divisions.get(id);
    if (!other) continue;
    const labels = isMotion(other) ? [labelOf(other.draft.doc.title)] : namesOf(other).map(labelOf);
    for (const label of number > 0 ? labels.slice(number - 1, number) : labels) found.add(label);
    const more = broughtBefore(other.draft.doc).filter((one) => !seen.has(String(one)));
    for (const one of more) seen.add(String(one));
    waiting.push(...more);
  }
  found.delete("");
  return found;
}

function appointed(division: Division, agenda: Agenda): [label: string, carried: boolean][] {
  const { own } = agenda.outcome(division);
  if (isMotion(division)) {
    const labels = labelsOfMotion(division.draft.doc, agenda);
    return [...labels].map((label) => [label, own[0] === "carried"]);
  }
  return namesOf(division)
    .slice(0, own.length)
    .map((name, i) => [labelOf(name), succeeds(own[i])]);
}

/** The names of a draft that may not be brought again: they failed the last two times. */
export function barredNames(draft: Doc, agenda: Agenda): string[] {
  const labels = new Set<string>((draft.names ?? []).flat().map(labelOf));
  const wanted =
    "form" in draft ? [...labels].map((label) => new Set([label])) : [labelsOfMotion(draft, agenda)];
  const history = wanted.map((): boolean[] => []);
  for (const division of agenda.sitting.divisions.values()) {
    if (!isDecided(division) || !APPOINTMENTS.includes(division.draft.doc.template)) continue;
    const found = appointed(division, agenda);
    for (const [i, same] of wanted.entries()) {
      const own = found.filter(([label]) => same.has(label)).map(([, carried]) => carried);
      if (own.length > 0) history[i]?.push(own.some(Boolean));
    }
  }
  const lost = wanted.filter((_, i) => {
    const outcomes = history[i] ?? [];
    return outcomes.length > 1 && !outcomes.slice(-2).some(Boolean);
  });
  return lost.flatMap((same) => [...same].sort());
}
