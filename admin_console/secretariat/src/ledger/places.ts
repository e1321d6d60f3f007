/** Where on the agenda a person can be voted on (docs/ledger.md §3). Pure. */
import { say } from "@hemicycle/kit/i18n";
import type { Bilingual, Division } from "@hemicycle/kit/types";

const APPOINTING: ReadonlySet<string> = new Set([
  "appoint-each",
  "appoint-merged",
  "package-merged",
  "decide-appointment",
  "election-single",
  "election-multi",
  "by-election",
  "prep-presidium",
]);
const BEFORE_THE_VOTE: ReadonlySet<string> = new Set(["draft", "approved", "announced"]);

export interface Place {
  readonly division: Division;
  /** From 1; 0 where all are voted on together. */
  readonly place: number;
  readonly name: string;
}

const plain = (text: string): string => text.replace(/\s+/g, "");

/** Divisions of the agenda that can decide on a person, with the person's place on the ballot. */
export function placesFor(person: string, divisions: readonly Division[]): Place[] {
  return divisions
    .filter(({ state, template }) => BEFORE_THE_VOTE.has(state) && APPOINTING.has(template))
    .flatMap((division) => {
      const names: readonly Bilingual[] = division.names?.[0] ?? [];
      if (names.length === 0) return [{ division, place: 0, name: "" }];
      return names
        .map((name, at) => ({ division, place: at + 1, name: say(name), text: [name.zh, name.en] }))
        .filter(({ text }) => text.some((one) => plain(one).includes(plain(person))))
        .map(({ text: _, ...place }) => place);
    });
}
