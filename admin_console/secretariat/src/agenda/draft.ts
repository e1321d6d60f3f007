/** An item of the agenda in the making: what its template leaves open, what it lacks, and the members of its act (docs/forms.md, docs/channels.md §1). Pure. */
import type { Json } from "@hemicycle/kit/canonical";
import type { Channel } from "@hemicycle/kit/channels";
import { CHOOSE, ELECTION, GRADES, RANKING, THREE_KEYS } from "@hemicycle/kit/marks";
import type { Link } from "@hemicycle/kit/sequences";
import type { Bilingual, Division, FormItem, RuleId, Secrecy, SittingKind } from "@hemicycle/kit/types";
import { type ProfileDocument, profileRule, type Source, sourceOf } from "../profiles.ts";
import { ruleOf } from "../rules.ts";
import { LONGEST_NAME, repeatedAt } from "./names.ts";
import { MAX_NAMES, MAX_RANKED, MAX_SLOTS, mostElectors, roomFor } from "./sizes.ts";
import { type Ballot, proposedRule, TEMPLATES, type TemplateChoice, templateOf } from "./templates.ts";

export const OFFICES = ["head", "deputy", "committee"] as const;
export type Office = (typeof OFFICES)[number];

export interface ItemDraft {
  readonly number: number;
  readonly title: Bilingual;
  readonly short: Bilingual;
  readonly text: Bilingual;
  readonly template: string;
  readonly ballot: Ballot;
  readonly channel: Channel;
  readonly secrecy: Secrecy;
  readonly rule: RuleId;
  readonly countdown_s: number;
  readonly names: readonly Bilingual[];
  /** S: seats, or how many may be chosen. */
  readonly seats: number;
  /** How many have to be chosen at least. */
  readonly least: number;
  /** Lines for names that are on no list. */
  readonly slots: number;
  readonly office: Office | "";
  readonly basis: string;
  readonly of: readonly Link[];
  readonly again_of: string;
}

/** What the sitting says of every item. */
export interface House {
  readonly kind: SittingKind;
  readonly profile: ProfileDocument | null;
  /** N, for the limits of written names. */
  readonly members: number;
}

const NOTHING: Bilingual = { zh: "", en: "" };

/** An empty item of a template, as its template and the house propose it. */
export function blankItem(template: string, house: House): ItemDraft {
  const { ballots, secrecy } = templateOf(template);
  const item: ItemDraft = {
    number: 0,
    title: NOTHING,
    short: NOTHING,
    text: NOTHING,
    template,
    ballot: ballots[0] ?? "motion",
    channel: "terminal",
    secrecy,
    rule: proposedRule(template, house.kind),
    countdown_s: 60,
    names: [],
    seats: 1,
    least: 0,
    slots: 0,
    office: "",
    basis: "",
    of: [],
    again_of: "",
  };
  const [channel = "terminal"] = channelsOf(item, house);
  return fitted({ ...item, channel }, house);
}

/** The templates that may be drafted here. */
export function templatesOf({ profile }: House): readonly TemplateChoice[] {
  return profile ? TEMPLATES.filter(({ id }) => profile.templates[id]) : TEMPLATES;
}

/** Whether the names are candidates for seats. */
export function isElection({ template }: ItemDraft): boolean {
  return templateOf(template).ballots.includes("election");
}

/** The form's one item; null for a motion. An election where everybody may be approved is three keys for each. */
export function formOf({ ballot, names, seats, least, slots }: ItemDraft): FormItem | null {
  const c = names.length;
  const none = { min: 0, max: 0, w: 0 };
  switch (ballot) {
    case "motion":
      return null;
    case "each":
      return { type: THREE_KEYS, c, ...none };
    case "choose":
      return { type: CHOOSE, c, min: least, max: seats, w: 0 };
    case "grades3":
    case "grades4":
      return { type: GRADES, c, ...none, max: ballot === "grades3" ? 3 : 4 };
    case "election":
      return slots === 0 && seats === c
        ? { type: THREE_KEYS, c, ...none }
        : { type: ELECTION, c, min: 0, max: seats, w: slots };
    case "ranking":
      return { type: RANKING, c, ...none };
  }
}

function channelHas(channel: Channel, { ballot, slots }: ItemDraft): boolean {
  if (channel === "hands") return ballot === "motion";
  if (channel === "mixed") return ballot !== "ranking" && !(ballot === "election" && slots > 0);
  return channel === "terminal" || ballot !== "ranking";
}

/** Where this may be voted on, what is proposed first. */
export function channelsOf(item: ItemDraft, { profile }: House): readonly Channel[] {
  const template = templateOf(item.template);
  const allowed = profile?.templates[item.template]?.channels ?? template.channels;
  return allowed.filter((channel) => channelHas(channel, item));
}

/** Where a channel that can't be chosen freely comes from; null where several may be chosen. */
export function channelSource(item: ItemDraft, house: House): Source | null {
  const { profile } = house;
  const choice = profile?.templates[item.template];
  if (profile && choice) return sourceOf(profile, choice.channel_source);
  const { paper } = templateOf(item.template);
  return paper && { ...paper, verified: !paper.zh.startsWith("未核实") };
}

export function secreciesOf({ channel }: ItemDraft): readonly Secrecy[] {
  if (channel === "paper") return ["secret"];
  return channel === "hands" ? ["named"] : ["secret", "named"];
}

const OF_ALL: readonly RuleId[] = ["M1", "M4"];
const MERGEABLE: readonly RuleId[] = ["M1", "M4", "M5"];
const MOTIONS: readonly RuleId[] = ["M1", "M2", "M4", "M5", "M7"];
const GRADINGS: readonly RuleId[] = ["grades-all", "grades-present", "grades-valid"];
const ON_PAPER: Readonly<Record<string, readonly RuleId[]>> = {
  constitution: ["M2"],
  "removal-office": OF_ALL,
  recall: OF_ALL,
  "decide-appointment": OF_ALL,
};

/** The rules that may decide it, what is proposed first. */
export function rulesOf(item: ItemDraft, house: House): readonly RuleId[] {
  const form = formOf(item);
  const { profile, kind } = house;
  if (profile) {
    const found = profileRule(profile, item.template, kind, form?.type === ELECTION);
    return found ? [found.rule] : [];
  }
  const allowed = allowedRules(item, form);
  const proposed = proposedRule(item.template, kind);
  return [...allowed].sort((a, b) => Number(b === proposed) - Number(a === proposed));
}

function allowedRules(item: ItemDraft, form: FormItem | null): readonly RuleId[] {
  const onPaper = ON_PAPER[item.template];
  if (onPaper) return onPaper;
  switch (form?.type) {
    case undefined:
      return MOTIONS;
    case THREE_KEYS:
      return isElection(item) ? OF_ALL : MERGEABLE;
    case GRADES:
      return GRADINGS;
    case ELECTION:
      return ["E6"];
    case RANKING:
      return ["points"];
    default:
      return [templateOf(item.template).rule];
  }
}

/** Where its rule comes from, in this house. */
export function ruleSource(item: ItemDraft, house: House): Source | null {
  const { profile, kind } = house;
  if (profile)
    return profileRule(profile, item.template, kind, formOf(item)?.type === ELECTION)?.source ?? null;
  const found = ruleOf(item.rule);
  return found ? { ...found.source, verified: found.verified } : null;
}

function within<T>(value: T, allowed: readonly T[]): T {
  return allowed.includes(value) ? value : (allowed[0] ?? value);
}

/** The item with what its template, ballot and channel don't have put right. */
export function fitted(item: ItemDraft, house: House): ItemDraft {
  const { ballots, elective } = templateOf(item.template);
  const ballot = within(item.ballot, ballots);
  const slots = ballot === "election" ? item.slots : 0;
  const shaped: ItemDraft = {
    ...item,
    ballot,
    slots,
    office: ballot === "election" ? item.office : "",
    names: ballot === "motion" ? [] : item.names,
  };
  const channel = within(shaped.channel, channelsOf(shaped, house));
  const placed: ItemDraft = {
    ...shaped,
    channel,
    basis: elective && channel === "terminal" && !house.profile ? shaped.basis : "",
  };
  const asked = { ...placed, secrecy: within(placed.secrecy, secreciesOf(placed)) };
  return { ...asked, rule: within(asked.rule, rulesOf(asked, house)) };
}

/** The item with another template: words and names stay, all else is as that template proposes. */
export function withTemplate(item: ItemDraft, template: string, house: House): ItemDraft {
  const { number, title, short, text, names, seats, least, countdown_s } = item;
  const fresh = blankItem(template, house);
  return fitted(
    {
      ...fresh,
      number,
      title,
      short,
      text,
      countdown_s,
      ...(fresh.ballot === "motion" ? {} : { names, seats, least }),
    },
    house,
  );
}

/** E10: the least and the greatest number of candidates for so many seats (docs/profiles.md §7). */
export function listRange(office: Office, seats: number): readonly [least: number, most: number] {
  if (office === "head") return [1, 2];
  if (office === "deputy") return [seats + 1, seats + 3];
  const least = Math.ceil((11 * seats) / 10);
  return [least, Math.max(least, Math.floor((12 * seats) / 10))];
}

/** What keeps an item off the agenda: a key of this folder's texts, and its numbers. */
export interface Fault {
  readonly code:
    | "needItemTitle"
    | "needShort"
    | "needNames"
    | "tooManyNames"
    | "emptyName"
    | "repeatedName"
    | "tooLong"
    | "needSeats"
    | "leastAbove"
    | "slotsAbove"
    | "tooFew"
    | "listSize"
    | "needBasis"
    | "notHeld";
  readonly numbers: readonly number[];
}

const fault = (code: Fault["code"], ...numbers: readonly number[]): Fault => ({ code, numbers });
const isBlank = ({ zh, en }: Bilingual) => zh.trim() === "" && en.trim() === "";

/** The first thing that is missing or that the server would refuse; null when there is none. */
export function itemFault(item: ItemDraft, house: House): Fault | null {
  if (isBlank(item.title)) return fault("needItemTitle");
  if (isBlank(item.short)) return fault("needShort");
  if (channelsOf(item, house).length === 0 || rulesOf(item, house).length === 0) return fault("notHeld");
  return ballotFault(item) ?? (needsBasis(item, house) ? fault("needBasis") : null);
}

/** Whether a local rule has to be named for holding it on terminals. */
export function needsBasis(item: ItemDraft, house: House): boolean {
  return asksBasis(item, house) && item.basis.trim() === "";
}

export function asksBasis({ template, channel }: ItemDraft, { profile }: House): boolean {
  return templateOf(template).elective && channel === "terminal" && !profile;
}

/** What is wrong with the names and their numbers; null for a motion. */
export function ballotFault(item: ItemDraft): Fault | null {
  const form = formOf(item);
  if (!form) return null;
  return namesFault(item, form) ?? numbersFault(item, form) ?? lengthFault(item, form);
}

function namesFault({ ballot, names }: ItemDraft, { c }: FormItem): Fault | null {
  const fewest = ballot === "ranking" ? 2 : 1;
  const most = ballot === "ranking" ? MAX_RANKED : MAX_NAMES;
  if (c < fewest) return fault("needNames", fewest);
  if (c > most) return fault("tooManyNames", most, c);
  const bad = names.findIndex(
    (name) => isBlank(name) || name.zh.length > LONGEST_NAME || name.en.length > LONGEST_NAME,
  );
  if (bad >= 0) return fault("emptyName", bad + 1);
  const [twice] = repeatedAt(names);
  return twice === undefined ? null : fault("repeatedName", twice + 1);
}

function numbersFault(item: ItemDraft, { c, type }: FormItem): Fault | null {
  const { ballot, seats, least, slots, office, template, channel } = item;
  if (ballot === "choose" || ballot === "election") {
    const most = c + slots;
    if (!Number.isInteger(seats) || seats < 1 || seats > most) return fault("needSeats", most);
  }
  if (ballot === "choose" && (least > seats || least < 0)) return fault("leastAbove", seats);
  const mostSlots = channel === "paper" ? c : MAX_SLOTS;
  if (slots > mostSlots) return fault("slotsAbove", mostSlots);
  if (template === "livelihood-pick" && c < Math.ceil((6 * seats) / 5))
    return fault("tooFew", Math.ceil((6 * seats) / 5));
  if (template === "by-election" && type === ELECTION && c < seats) return fault("tooFew", seats);
  if (office === "") return null;
  const [fewest, greatest] = listRange(office, seats);
  return c < fewest || c > greatest ? fault("listSize", fewest, greatest) : null;
}

function lengthFault({ channel }: ItemDraft, form: FormItem): Fault | null {
  const room = channel === "terminal" || channel === "mixed" ? roomFor(form) : null;
  return room === null ? null : fault("tooLong", room, form.c);
}

/** How many voters a secret vote with written names may have, where the house has more; null otherwise. */
export function crowded(item: ItemDraft, { members }: House): number | null {
  const form = formOf(item);
  if (!form || item.secrecy === "named" || item.channel === "paper") return null;
  const most = mostElectors(form);
  return most !== null && members > most ? most : null;
}

const trimmed = ({ zh, en }: Bilingual): { zh: string; en: string } => ({ zh: zh.trim(), en: en.trim() });

/** The members of `division-draft`, with an id that no division of the sitting has. */
export function draftMembers(
  item: ItemDraft,
  divisions: readonly Pick<Division, "id">[],
): Record<string, Json> {
  const taken = new Set(divisions.map(({ id }) => id));
  let division = `item-${item.number}`;
  for (let n = 2; taken.has(division); n += 1) division = `item-${item.number}-${n}`;
  const { number, template, rule, secrecy, countdown_s, again_of, channel, office } = item;
  const form = formOf(item);
  const basis = item.basis.trim();
  return {
    division,
    number,
    template,
    rule,
    secrecy,
    countdown_s,
    again_of,
    title: trimmed(item.title),
    short: trimmed(item.short),
    text: trimmed(item.text),
    ...(channel === "terminal" ? {} : { channel }),
    ...(form ? { form: [{ ...form }], names: [item.names.map(trimmed)] } : {}),
    ...(basis ? { basis } : {}),
    ...(office ? { office } : {}),
    ...(template === "trial" ? {} : { of: item.of.map((link) => ({ ...link })) }),
  };
}

/** The number after the last on the agenda. */
export function nextNumber(divisions: readonly Pick<Division, "number">[]): number {
  return Math.max(0, ...divisions.map(({ number }) => number)) + 1;
}
