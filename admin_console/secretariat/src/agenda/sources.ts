/** Drafts from what is there already: the next lawful steps, and the items of another sitting. Pure. */
import type { Json } from "@hemicycle/kit/canonical";
import type { Channel } from "@hemicycle/kit/channels";
import { CHOOSE, ELECTION, GRADES, isMotion, RANKING } from "@hemicycle/kit/marks";
import type { Link, NextStep } from "@hemicycle/kit/sequences";
import type { Bilingual, Division, FormItem, RuleId, Secrecy } from "@hemicycle/kit/types";
import { blankItem, fitted, type House, type ItemDraft, type Office } from "./draft.ts";
import { type Ballot, TEMPLATES, templateOf } from "./templates.ts";

function ballotOf(item: FormItem | undefined, template: string): Ballot {
  switch (item?.type) {
    case undefined:
      return "motion";
    case CHOOSE:
      return "choose";
    case GRADES:
      return item.max === 4 ? "grades4" : "grades3";
    case ELECTION:
      return "election";
    case RANKING:
      return "ranking";
    default:
      return templateOf(template).ballots.includes("election") ? "election" : "each";
  }
}

function numbersOf(item: FormItem | undefined): Pick<ItemDraft, "seats" | "least" | "slots"> {
  if (!item) return { seats: 1, least: 0, slots: 0 };
  const each = item.type !== CHOOSE && item.type !== ELECTION;
  return { seats: each ? item.c : item.max, least: item.min, slots: item.w };
}

const NO_WORDS: Bilingual = { zh: "", en: "" };

function words(value: Json | undefined): Bilingual {
  return { ...NO_WORDS, ...(value as Partial<Bilingual> | undefined) };
}

/** The draft of a step that proposes one; null for every other step, and for a template that this page does not know. */
export function itemOfStep(step: NextStep, house: House): ItemDraft | null {
  const { fields } = step;
  const template = String(fields.template);
  if (step.type !== "division-draft" || !TEMPLATES.some(({ id }) => id === template)) return null;
  const form = (fields.form as unknown as readonly FormItem[] | undefined)?.[0];
  const names = (fields.names as unknown as readonly (readonly Bilingual[])[] | undefined)?.[0] ?? [];
  return {
    ...blankItem(template, house),
    number: Number(fields.number) || 0,
    title: words(fields.title),
    short: words(fields.short),
    text: words(fields.text),
    ballot: ballotOf(form, template),
    ...numbersOf(form),
    names: names.map(words),
    channel: (fields.channel as Channel | undefined) ?? "terminal",
    secrecy: fields.secrecy as Secrecy,
    rule: fields.rule as RuleId,
    countdown_s: Number(fields.countdown_s ?? 60),
    office: (fields.office as Office | undefined) ?? "",
    basis: String(fields.basis ?? ""),
    of: (fields.of as unknown as readonly Link[] | undefined) ?? [],
    again_of: String(fields.again_of ?? ""),
  };
}

/** What of another sitting's agenda may be drafted again: all but what was itself held again, revised or split off. */
export function repeatable(divisions: readonly Division[]): Division[] {
  return divisions.filter(
    ({ again_of, of = [], template }) =>
      again_of === "" &&
      of.every(({ kind }) => kind === "fills" || kind === "amends" || kind === "clause") &&
      TEMPLATES.some(({ id }) => id === template),
  );
}

/** An item like one of another sitting, as this house allows it; its links are not taken over. */
export function itemLike(division: Division, house: House): ItemDraft {
  const motion = isMotion(division.form, division.names);
  const form = motion ? undefined : division.form[0];
  const item: ItemDraft = {
    ...blankItem(division.template, house),
    title: division.title,
    short: division.short,
    text: division.text,
    ballot: ballotOf(form, division.template),
    ...numbersOf(form),
    names: division.names[0] ?? [],
    channel: division.channel ?? "terminal",
    secrecy: division.secrecy,
    rule: division.rule.id as RuleId,
    countdown_s: division.countdown_s,
    basis: division.basis,
  };
  return fitted(item, house);
}
