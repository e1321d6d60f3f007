/** How items hang together, in words (docs/sequences.md §1). */
import { lang, say } from "@hemicycle/kit/i18n";
import type { Link } from "@hemicycle/kit/sequences";
import type { Bilingual, Division } from "@hemicycle/kit/types";
import { namesOf } from "./links.ts";
import { t } from "./texts.ts";

const KINDS: Readonly<Record<string, Bilingual>> = {
  amends: { zh: "修正案", en: "Amendment" },
  clause: { zh: "单独表决条款", en: "Clause voted separately" },
  revises: { zh: "修改稿", en: "Revised draft" },
  part: { zh: "逐项表决", en: "Part voted by itself" },
  fills: { zh: "任命", en: "Appointment" },
  tie: { zh: "再次投票", en: "Further vote" },
  further: { zh: "另行选举", en: "Further election" },
  resubmits: { zh: "再次提请", en: "Brought again" },
  "consent-withdraw": { zh: "是否同意撤回", en: "Consent to a withdrawal" },
  "consent-defer": { zh: "是否暂不付表决", en: "Consent to put off" },
};
const SENTENCES = [
  "amends",
  "clause",
  "revises",
  "part",
  "fills",
  "tie",
  "further",
  "resubmits",
  "consent-withdraw",
  "consent-defer",
] as const;

/** What an item is, as a word before its title. */
export function kindWord({ kind }: Link): string {
  return say(KINDS[kind] ?? { zh: kind, en: kind });
}

/** A division as it is called in lists: its number and short title. */
export function itemWords(division: Division | undefined, id: string): string {
  return division ? t().ofItem(division.number, say(division.short) || say(division.title)) : id;
}

/** A link in a sentence: what the draft is to which item, and to which name of it. */
export function linkWords(link: Link, divisions: readonly Division[]): string {
  const other = divisions.find(({ id }) => id === link.division);
  const item = itemWords(other, link.division);
  const name = other && link.name !== undefined ? namesOf(other)[link.name - 1] : undefined;
  const words = name ? t().ofName(item, name[lang.value] || name.zh || name.en) : item;
  const kind = SENTENCES.find((one) => one === link.kind);
  return kind ? t()[kind](words) : `${link.kind} ${words}`;
}
