/** Whether drafts, announcements and withdrawals keep what comes before what (docs/sequences.md §3 to §6). */
import { CHOOSE, ELECTION, THREE_KEYS } from "@hemicycle/kit/marks";
import type { Bilingual } from "@hemicycle/kit/types";
import type { Act } from "./acts.ts";
import {
  Agenda,
  isDecided,
  isMotion,
  isPackage,
  linesOf,
  namesOf,
  type Outcome,
  stands,
  succeeded,
} from "./agenda.ts";
import { APPOINTMENTS, barredNames } from "./appointments.ts";
import { draftedItem, type Item } from "./counts.ts";
import type { Detail } from "./findings.ts";
import { type Judge, UNTIL_OPENED } from "./judge.ts";
import { CONSENT_KINDS, CONSENTS, isSameLink, JUDGED_AGAIN, type Link, ownLinks } from "./links.ts";
import { same } from "./opening.ts";
import type { Reason } from "./reasons.ts";
import type { Division } from "./state.ts";
import { PAPER_TEMPLATES, TRIAL } from "./templates.ts";

const BEFORE_THE_VOTE = ["draft", "approved"];
const ELECTIONS = [...PAPER_TEMPLATES].filter((template) => template !== "primary");
const MOST_LINES = 255;
const CONSENT_RULE = "M7";
const OF_MOTIONS = ["amends", "clause", "revises", "part"];
const MOTIONS = ["part", "resubmits", ...CONSENT_KINDS];
const consents = <Value>(value: Value) => Object.fromEntries(CONSENT_KINDS.map((kind) => [kind, value]));
/** The templates that a link of a kind has, and those of the other; any where there are none. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  amends: ["amendment"],
  clause: ["clause-separate", "clause-by-clause"],
  tie: ["tie-revote"],
  further: ELECTIONS,
  resubmits: APPOINTMENTS,
  ...consents(["procedural-present"]),
};
const OTHERS: Readonly<Record<string, readonly string[]>> = { further: ELECTIONS, resubmits: APPOINTMENTS };
/** The states of the other at which a link is in time; any where there are none. */
const STATES: Readonly<Record<string, readonly string[]>> = {
  amends: BEFORE_THE_VOTE,
  clause: BEFORE_THE_VOTE,
  ...consents(BEFORE_THE_VOTE),
  revises: [...BEFORE_THE_VOTE, "deferred"],
};

const ids = (divisions: readonly Division[]) => divisions.map(({ id }) => id).join(", ");
const labels = (names: readonly Bilingual[]) => names.map(({ zh, en }) => zh || en).join("、") || "-";

/** Judges by the links of drafts; what was decided is worked out from the declared counts. */
export class Sequence {
  readonly #outcomes = new Map<string, Outcome>();

  constructor(readonly judge: Judge) {}

  get #agenda(): Agenda {
    return new Agenda(this.judge.sitting, this.#outcomes);
  }

  #allow(act: Act, member: string, holds: boolean, reason: Reason, detail: Detail = {}): boolean {
    const place = `${act.place} member=${member}`;
    return this.judge.findings.require(holds, "act-rule", place, reason, detail);
  }

  // --- drafts (§3) ---

  /** Judges the links of a draft, before it is added. */
  draft(act: Act): void {
    const { divisions } = this.judge.sitting;
    const lines = linesOf(act.doc);
    this.#allow(act, "text", lines <= MOST_LINES, "too-many-lines", { lines, most: MOST_LINES });
    const again = divisions.get(act.doc.again_of);
    this.#allow(act, "again_of", !again?.objection, "package-split", { division: act.doc.again_of });
    const matter = again ? [again, ...again.replaced] : [];
    if (!("of" in act.doc) && !matter.some((before) => "of" in before.draft.doc)) return;
    const agenda = this.#agenda;
    for (const [i, link] of ownLinks(act.doc).entries()) {
      const other = divisions.get(link.division);
      const member = `of[${i}]`;
      const { division } = link;
      this.#allow(act, member, !other || other !== again, "link-again", { division });
      if (this.#allow(act, member, other !== undefined, "division-unknown", { division }) && other)
        this.#link(act, member, link, other, agenda);
    }
    if (again) this.#again(act, again, agenda);
    if (!APPOINTMENTS.includes(act.doc.template)) return;
    const names = barredNames(act.doc, agenda);
    const member = "form" in act.doc ? "names" : "title";
    this.#allow(act, member, names.length === 0, "appointment-barred", { names: names.join("、") });
  }

  /** A vote held again has the links of the vote before, and is the same vote where it fills seats. */
  #again(act: Act, again: Division, agenda: Agenda): void {
    const links = again.links.filter(({ kind }) => JUDGED_AGAIN.includes(kind));
    for (const link of links) {
      const other = this.judge.sitting.divisions.get(link.division);
      if (other) this.#link(act, "again_of", link, other, agenda);
    }
    if (isDecided(again) || !links.some(({ kind }) => kind === "tie" || kind === "further")) return;
    const [own, before] = [act.doc, again.draft.doc].map((doc) => [draftedItem(doc, true), doc.rule]);
    this.#allow(act, "again_of", same(own, before), "again-differs", { division: again.id });
  }

  #link(act: Act, member: string, link: Link, other: Division, agenda: Agenda): void {
    const { template, rule } = act.doc;
    const { kind, name } = link;
    const { id: division, state } = other;
    const of: string = other.draft.doc.template;
    this.#allow(act, member, template !== TRIAL && of !== TRIAL, "link-trial", { division });
    const fits = [
      (TEMPLATES[kind] ?? [template]).includes(template),
      (OTHERS[kind] ?? [of]).includes(of),
      !OF_MOTIONS.includes(kind) || isMotion(other),
      !MOTIONS.includes(kind) || !("form" in act.doc),
      kind !== "revises" || template === of,
      kind !== "part" || template !== of,
      !CONSENT_KINDS.includes(kind) || rule === CONSENT_RULE,
    ].every(Boolean);
    this.#allow(act, member, fits, "link-template", { kind, template, other: of });
    const most = namesOf(other).length || linesOf(other.draft.doc);
    this.#allow(act, member, name <= most, "link-name", { name, most });
    const inTime = (STATES[kind] ?? [state]).includes(state);
    this.#allow(act, member, inTime, "link-late", { kind, division, state });
    const judges: Readonly<Record<string, () => void>> = {
      amends: () => this.#follows(act, member, other, agenda),
      clause: () => this.#follows(act, member, other, agenda),
      revises: () => this.#revises(act, member, other, agenda),
      part: () => this.#part(act, member, link, other, agenda),
      tie: () => this.#tie(act, member, other, agenda),
      further: () => this.#further(act, member, other, agenda),
      resubmits: () => this.#resubmits(act, member, name, other, agenda),
    };
    judges[kind]?.();
  }

  #follows(act: Act, member: string, other: Division, agenda: Agenda): void {
    const revised = agenda.revised(other);
    this.#allow(act, member, revised.length === 0, "already-revised", { divisions: ids(revised) });
  }

  #revises(act: Act, member: string, other: Division, agenda: Agenda): void {
    this.#follows(act, member, other, agenda);
    const amendments = agenda.followers(other, "amends");
    const changed = amendments.some((one) => agenda.carried(one)) || agenda.failedClauses(other).length > 0;
    const waiting = agenda.unsettled([...amendments, ...agenda.followers(other, "clause")]);
    const ready = changed && waiting.length === 0;
    this.#allow(act, member, ready, "nothing-to-revise", { division: other.id });
  }

  #part(act: Act, member: string, link: Link, other: Division, agenda: Agenda): void {
    this.#allow(act, member, other.objection !== null, "not-split", { division: other.id });
    const parts = agenda.linked(other, "part");
    const before = parts.filter((part) => part.links.some((one) => isSameLink(one, link)) && stands(part));
    this.#allow(act, member, before.length === 0, "already-followed", { divisions: ids(before) });
  }

  /** Whether a draft is a division, not decided, once more: it is no other one beside it then. */
  #heldAgain(act: Act, division: Division): boolean {
    const again = this.judge.sitting.divisions.get(act.doc.again_of);
    const matter = again ? [again, ...again.replaced] : [];
    return !isDecided(division) && matter.includes(division);
  }

  #declared(act: Act, member: string, other: Division): boolean {
    const { id: division, state } = other;
    return this.#allow(act, member, isDecided(other), "link-early", { division, state });
  }

  #sameSecrecy(act: Act, member: string, other: Division): void {
    const [found, wanted] = [act.doc, other.draft.doc].map(({ secrecy = "named" }) => secrecy);
    this.#allow(act, member, found === wanted, "link-secrecy", { division: other.id, found, wanted });
  }

  /** No vote of the same kind follows the other already, but for the one that is held again. */
  #alone(act: Act, member: string, others: readonly Division[]): void {
    const beside = others.filter((one) => stands(one) && !this.#heldAgain(act, one));
    this.#allow(act, member, beside.length === 0, "already-followed", { divisions: ids(beside) });
  }

  #tie(act: Act, member: string, other: Division, agenda: Agenda): void {
    this.#sameSecrecy(act, member, other);
    if (!this.#declared(act, member, other)) return;
    const { id: division } = other;
    const tied = agenda.tiedNames(other);
    const item = draftedItem(act.doc, true);
    const names = item?.names ?? [];
    const told = { division, found: labels(names), wanted: labels(tied) };
    this.#allow(act, "names", tied.length > 0 && same(names, tied), "tied-differ", told);
    const seats = agenda.seatsLeft(other);
    const fits = item?.type === CHOOSE && item.min === 0 && item.max === seats;
    this.#allow(act, "form", fits, "seats-differ", { division, seats });
    const { rule } = act.doc;
    this.#allow(act, "rule", rule === "plurality", "tie-rule", { rule });
    this.#alone(act, member, agenda.linked(other, "tie"));
  }

  #further(act: Act, member: string, other: Division, agenda: Agenda): void {
    this.#sameSecrecy(act, member, other);
    if (!this.#declared(act, member, other)) return;
    const { id: division } = other;
    this.#allow(act, member, !agenda.tiesOpen(other), "tie-first", { division });
    const seats = agenda.seatsLeft(other);
    if (this.#allow(act, member, seats > 0, "no-seats-left", { division }))
      this.#allow(act, "form", fillsSeats(draftedItem(act.doc, true), seats), "seats-differ", {
        division,
        seats,
      });
    this.#alone(
      act,
      member,
      agenda.linked(other, "further").filter((one) => !isDecided(one)),
    );
  }

  #resubmits(act: Act, member: string, name: number, other: Division, agenda: Agenda): void {
    if (!this.#declared(act, member, other)) return;
    const outcome = agenda.outcome(other);
    const carried =
      name > 0 && !isMotion(other) ? outcome.own[name - 1] === "carried" : succeeded(outcome) > 0;
    this.#allow(act, member, !carried, "resubmits-carried", { division: other.id });
  }

  // --- announcements (§4) ---

  /** Judges whether something stands in the way of putting a division to the vote. */
  announce(act: Act, division: Division): void {
    const { id } = division;
    this.judge.allow(act, !division.objection, "package-split", { division: id });
    const found = this.#agenda.inTheWay(division);
    if (found) this.judge.allow(act, false, found[0], { division: id, divisions: ids(found[1]) });
  }

  /** What was split is never voted together. */
  opening(act: Act, division: Division): void {
    this.judge.allow(act, !division.objection, "package-split", { division: division.id });
  }

  // --- objections and choices (§5) ---

  /** Somebody objects to voting on a package together. */
  object(act: Act, division: Division): void {
    const { judge } = this;
    const { member } = act.doc;
    judge.actor(act, "chair", "secretariat");
    const conditions = [
      judge.inState(act, division, ...UNTIL_OPENED),
      judge.allow(act, isPackage(division), "not-a-package", { division: division.id }),
      judge.allow(act, judge.inOffice(member), "not-in-office", { member }),
    ];
    if (!conditions.every(Boolean)) return;
    division.state = "withdrawn";
    division.objection = act;
  }

  /** The chair lets the whole be voted on though clauses failed. */
  proceed(act: Act, division: Division): void {
    const { judge } = this;
    const agenda = this.#agenda;
    const failed = agenda.failedClauses(division);
    const waiting = agenda.unsettled(agenda.followers(division, "clause"));
    const [found, wanted] = [act.doc.clauses.join(", "), ids(failed)];
    const conditions = [
      judge.actor(act, "chair"),
      judge.inState(act, division, ...BEFORE_THE_VOTE),
      judge.allow(act, failed.length > 0 && waiting.length === 0, "no-choice-due", {
        division: division.id,
      }),
      judge.allow(act, found === wanted, "clauses-differ", { found, wanted }),
    ];
    if (conditions.every(Boolean)) division.proceed = act;
  }

  // --- withdrawals and deferrals (§6) ---

  /** Judges the consent to a withdrawal or deferral, before it is done. */
  drop(act: Act, division: Division): void {
    const { consent } = act.doc;
    const agenda = this.#agenda;
    const { id, state } = division;
    if (!consent) {
      const needed = (state === "approved" || state === "announced") && !this.#excused(act, division, agenda);
      const linked = [division, ...division.replaced].some(({ draft }) => "of" in draft.doc);
      this.judge.allow(act, !needed || !linked, "consent-needed", { division: id });
    } else if (consent.by === "vote") {
      const vote = this.judge.sitting.divisions.get(consent.division);
      const link = { kind: CONSENTS[act.type] ?? "", division: id, name: 0 };
      const carried = vote && isDecided(vote) && String(agenda.outcome(vote).own) === "carried";
      const holds = carried === true && vote?.links.some((one) => isSameLink(one, link)) === true;
      this.#allow(act, "consent", holds, "consent-differs", { vote: consent.division, division: id });
    }
  }

  /** Whether no consent is needed: the division was replaced, or a clause of it failed and it is held. */
  #excused(act: Act, division: Division, agenda: Agenda): boolean {
    if (act.type === "division-withdraw") return agenda.revised(division).length > 0;
    const waiting = agenda.unsettled(agenda.followers(division, "clause"));
    return agenda.failedClauses(division).length > 0 && waiting.length === 0;
  }
}

/** Whether a further election is for so many seats: type 4 with this `max`, or no more names than these. */
function fillsSeats(item: Item | null, seats: number): boolean {
  if (!item || item.motion) return false;
  return item.type === ELECTION ? item.max === seats : item.type === THREE_KEYS && item.c <= seats;
}
