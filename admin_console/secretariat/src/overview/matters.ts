/** What is still to be done before the sitting opens, derived from register, sitting, screens and the server's health. Pure but for the language. */
import { isUnpressed } from "@hemicycle/kit/channels";
import { papersOf } from "@hemicycle/kit/documents";
import { say } from "@hemicycle/kit/i18n";
import { ceremonyPeople, inCeremony, lacksSeal, peopleFault } from "@hemicycle/kit/scrutineers";
import type { Division, State } from "@hemicycle/kit/types";
import { backupIsDue, checksOf, type Health } from "../../../operator/src/checks.ts";
import { lackingCounters } from "../agenda/counters.ts";
import { trialOf } from "../hall/rehearsal.ts";
import { when } from "../parts.ts";
import { type Register, votes } from "../register.ts";
import { pinned } from "../scrutineers/pin.ts";
import { inOrder } from "../sitting/drafts.ts";
import type { StepName } from "../steps.ts";
import { seatStates } from "../terminals/states.ts";
import { t } from "./texts.ts";

/** `todo`: the sitting, or a vote of it, can't go on without; `note`: it can, and somebody should know. */
export type Standing = "done" | "todo" | "note" | "unknown";

export const MATTERS = [
  "roster",
  "seats",
  "sitting",
  "profile",
  "rules",
  "agenda",
  "papers",
  "candidates",
  "chair",
  "scrutineers",
  "counters",
  "terminals",
  "cards",
  "display",
  "rehearsal",
  "server",
  "backup",
] as const;
export type MatterId = (typeof MATTERS)[number];

export interface Matter {
  readonly id: MatterId;
  readonly standing: Standing;
  /** How it stands, and what is missing. */
  readonly words: string;
  /** The step that mends it; `operator` is the operator's page. */
  readonly to: StepName | "operator";
}

/** What is known; null is what has not been read yet. */
export interface Known {
  readonly register: Register;
  /** Of the chosen sitting. */
  readonly state: State | null;
  readonly screens: readonly { readonly online: boolean }[] | null;
  readonly health: Health | null;
}

type Found = Omit<Matter, "id"> | null;

const PENDING: ReadonlySet<Division["state"]> = new Set(["draft", "approved", "announced"]);
/** Votes on people, of whom the members should have read something. */
const OF_PEOPLE: ReadonlySet<string> = new Set([
  "appoint-each",
  "decide-appointment",
  "election-single",
  "election-multi",
  "by-election",
  "primary",
]);
const SHOWN = 5;

const found = (standing: Standing, to: Matter["to"], words: string): Found => ({ standing, to, words });

/** The sitting's items but test votes; none of a closed sitting: nothing of it is still to be prepared. */
function itemsOf(state: State | null): Division[] {
  if (!state || state.sitting.state === "closed") return [];
  return inOrder(state.divisions).filter(({ template }) => template !== "trial");
}

const pending = (state: State | null) => itemsOf(state).filter(({ state: its }) => PENDING.has(its));

/** The first few of a list, and that there are more. */
function some(words: readonly string[]): string {
  const shown = words.slice(0, SHOWN).join(t().comma);
  return words.length > SHOWN ? t().andMore(shown, words.length) : shown;
}

const numbers = (items: readonly Division[]) => some(items.map(({ number }) => String(number)));

const holders = ({ keys }: Register, role: string) =>
  keys.filter((key) => key.role === role && key.state === "active").length;

function roster({ register: { members } }: Known): Found {
  const n = members.filter(votes).length;
  return n > 0 ? found("done", "roster", t().inOffice(n)) : found("todo", "roster", t().noRoster);
}

function seats({ register: { members, seats: all } }: Known): Found {
  if (all.length === 0) return found("todo", "seats", t().noPlan);
  const unplaced = members.filter((member) => votes(member) && member.seat === "").length;
  return unplaced > 0
    ? found("todo", "seats", t().unplaced(unplaced))
    : found("done", "seats", t().placed(all.length));
}

function sitting({ state }: Known): Found {
  if (!state) return found("todo", "sitting", t().noSitting);
  const { title, state: now } = state.sitting;
  return now === "closed"
    ? found("todo", "sitting", t().sittingOver(say(title)))
    : found("done", "sitting", say(title));
}

function profile({ state }: Known): Found {
  if (!state || state.sitting.state === "closed") return null;
  const its = state.sitting.profile;
  return its ? found("done", "sitting", say(its.name)) : found("note", "sitting", t().noProfile);
}

/** Rules in use whose source nobody has read in a statute: the quorum's, and those of votes to come. */
function rules({ state }: Known): Found {
  if (!state || state.sitting.state === "closed") return null;
  const { quorum } = state.sitting;
  const items = pending(state).filter(({ rule, basis }) => !rule.verified || (basis ?? "") !== "");
  const doubtful = [
    ...(quorum.verified ? [] : [t().quorumRule(quorum.id)]),
    ...items.map(({ number, rule }) => t().itemRule(number, rule.id)),
  ];
  if (doubtful.length === 0) return found("done", "agenda", t().sourced);
  return found("note", items.length > 0 ? "agenda" : "sitting", t().unverified(some(doubtful)));
}

function agenda({ state }: Known): Found {
  if (!state) return found("todo", "agenda", t().afterSitting);
  if (state.sitting.state === "closed") return null;
  const items = itemsOf(state);
  const drafts = items.filter((item) => item.state === "draft");
  if (items.length === 0) return found("todo", "agenda", t().noItems);
  return drafts.length > 0
    ? found("todo", "agenda", t().drafts(drafts.length, numbers(drafts)))
    : found("done", "agenda", t().items(items.length));
}

function papers({ state }: Known): Found {
  const items = pending(state);
  if (items.length === 0) return null;
  const bare = items.filter((item) => papersOf(item) === 0);
  return bare.length > 0
    ? found("note", "agenda", t().bare(bare.length, numbers(bare)))
    : found("done", "agenda", t().allPapers);
}

/** Names on the ballots of votes on people that no document is about. */
function candidates({ state }: Known): Found {
  const items = pending(state).filter(({ template, names }) => OF_PEOPLE.has(template) && names.length > 0);
  if (items.length === 0) return null;
  const bare = items.flatMap(({ names, documents = [] }) => {
    const about = new Set(documents.map(({ candidate }) => candidate));
    return (names[0] ?? []).filter((_, i) => !about.has(i)).map(say);
  });
  return bare.length > 0
    ? found("note", "agenda", t().noMaterial(bare.length, some(bare)))
    : found("done", "agenda", t().allMaterial);
}

function chair({ register }: Known): Found {
  const n = holders(register, "chair");
  return n > 0 ? found("done", "terminals", t().chairs(n)) : found("todo", "terminals", t().noChair);
}

/** The keys of secret votes on terminals (docs/sealed.md §2). */
function scrutineers({ register, state }: Known): Found {
  if (!state || state.sitting.state === "closed") return null;
  const sealed = pending(state).some((item) => item.secrecy === "secret" && !isUnpressed(item));
  if (!sealed && lacksSeal(state))
    return itemsOf(state).length > 0 ? found("done", "scrutineers", t().noKeysNeeded) : null;
  const { seal } = state;
  if (!lacksSeal(state))
    return pinned(register, seal).changed
      ? found("note", "scrutineers", t().othersEnrolled)
      : found("done", "scrutineers", t().sealed(seal?.n ?? 0, seal?.k ?? 0));
  if (inCeremony(seal)) return found("todo", "scrutineers", t().ceremonyRuns);
  const people = ceremonyPeople(register.keys);
  const fault = peopleFault(people);
  const n = people.scrutineers.length;
  return found("todo", "scrutineers", fault ? t()[fault](n) : t().noCeremony(n));
}

function counters({ register, state }: Known): Found {
  const items = itemsOf(state);
  const lacking = lackingCounters(items, register);
  if (!lacking) return null;
  const { tellers, scrutineers: missing } = lacking;
  return found("todo", "terminals", t().lacking(tellers, missing));
}

function terminals({ register }: Known): Found {
  const states = seatStates(register);
  const placed = register.members.filter((member) => votes(member) && member.seat !== "");
  if (placed.length === 0) return found("todo", "terminals", t().noTerminals);
  const kinds = placed.map(({ seat }) => states.get(seat)?.kind ?? "none");
  const enrolled = kinds.filter((kind) => kind === "enrolled").length;
  if (enrolled === placed.length) return found("done", "terminals", t().allEnrolled(enrolled));
  const waiting = kinds.filter((kind) => kind === "code").length;
  const rest = placed.length - enrolled - waiting;
  return found("todo", "terminals", t().enrolled(enrolled, placed.length, waiting, rest));
}

/** Attendance cards, where there is a door to show them at. */
function cards({ register }: Known): Found {
  const { members, cards: issued = {} } = register;
  if (holders(register, "usher") === 0 && Object.keys(issued).length === 0) return null;
  const without = members.filter((member) => votes(member) && issued[member.id] === undefined).length;
  return without > 0
    ? found("note", "terminals", t().noCards(without))
    : found("done", "terminals", t().allCards);
}

function display({ register, screens }: Known): Found {
  const n = holders(register, "observer");
  if (n === 0) return found("note", "terminals", t().noDisplay);
  if (!screens) return found("unknown", "terminals", t().displays(n));
  const online = screens.filter((screen) => screen.online).length;
  return online > 0
    ? found("done", "terminals", t().displaysOn(online))
    : found("note", "terminals", t().displaysOff(n));
}

function rehearsal({ state }: Known): Found {
  if (!state || state.sitting.state === "closed") return null;
  const trial = trialOf(state);
  if (!trial) return found("note", "hall", t().noTrial);
  return trial.open !== "" && trial.state !== "open"
    ? found("done", "hall", t().tried)
    : found("note", "hall", t().trialWaits);
}

function server({ health }: Known): Found {
  if (!health) return found("unknown", "operator", t().readingHealth);
  const failing = checksOf(health).flatMap(({ checks }) => checks.filter(({ ok }) => !ok));
  return failing.length > 0
    ? found("note", "operator", t().failing(some(failing.map(({ name }) => name))))
    : found("done", "operator", t().healthy);
}

function backup({ health }: Known): Found {
  if (!health) return found("unknown", "operator", t().readingHealth);
  const words = health.backup ? t().backedUp(when(health.backup.time_ms)) : t().noBackup;
  return found(backupIsDue(health) ? "note" : "done", "operator", words);
}

const OF_ID: Readonly<Record<MatterId, (known: Known) => Found>> = {
  roster,
  seats,
  sitting,
  profile,
  rules,
  agenda,
  papers,
  candidates,
  chair,
  scrutineers,
  counters,
  terminals,
  cards,
  display,
  rehearsal,
  server,
  backup,
};

/** Every matter that there is in this sitting, always in the same order. */
export function mattersOf(known: Known): Matter[] {
  return MATTERS.flatMap((id) => {
    const its = OF_ID[id](known);
    return its ? [{ id, ...its }] : [];
  });
}

/** How many matters stand so. */
export function countOf(matters: readonly Matter[], standing: Standing): number {
  return matters.filter((matter) => matter.standing === standing).length;
}
