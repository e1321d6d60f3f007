/** What a profile and the house ask of a sitting: levels, recusals, candidates, scrutineers (docs/profiles.md). */
import { ELECTION } from "@hemicycle/kit/marks";
import type { Act, Doc } from "./acts.ts";
import { draftedItem, type Item } from "./counts.ts";
import type { Detail } from "./findings.ts";
import type { Judge } from "./judge.ts";
import { Profile, SITTINGS_OF, wrongMember } from "./profile.ts";
import type { Reason } from "./reasons.ts";
import { isActive, personOf } from "./register.ts";
import { channelOf, type Division } from "./state.ts";
import { OF_PERSONS, PAPER_TEMPLATES } from "./templates.ts";

const WITH_SESSIONS = ["congress", "street"];
const COUNTING = ["scrutineer", "teller"];

/** How many names a competitive list has at least and at most (E10). */
export function listRange(office: string, seats: number): readonly [least: number, most: number] {
  if (office === "head") return [1, 2];
  if (office === "deputy") return [seats + 1, seats + 3];
  const least = Math.ceil((11 * seats) / 10);
  return [least, Math.max(least, Math.floor((12 * seats) / 10))];
}

/** Judges by the profile of the sitting, if it has one. */
export class House {
  constructor(readonly judge: Judge) {}

  #allow(act: Act, member: string, holds: boolean, reason: Reason, detail: Detail = {}): boolean {
    const place = `${act.place} member=${member}`;
    return this.judge.findings.require(holds, "act-rule", place, reason, detail);
  }

  /** Judges term and profile of a new sitting; it is held by the profile if its document is right (§2). */
  create(act: Act): void {
    const { doc } = act;
    const { sitting } = this.judge;
    const { kind: body, level } = sitting.register;
    const withSessions = doc.session_kind === undefined || WITH_SESSIONS.includes(body);
    this.#allow(act, "session_kind", withSessions, "session-kind", { body });
    if (doc.profile === undefined) return;
    const wrong = wrongMember(doc.profile);
    if (wrong !== null) {
      this.#allow(act, `profile.${wrong}`.replace(/\.+$/, ""), false, "bad-profile");
      return;
    }
    const profile = new Profile(doc.profile, doc.kind, body);
    const levels: readonly string[] = doc.profile.levels;
    const fits = !level || levels.includes(level);
    this.#allow(act, "profile.levels", fits, "profile-level", { level, levels: levels.join(", ") });
    const { kind, quorum: found } = doc;
    this.#allow(act, "kind", SITTINGS_OF[body]?.includes(kind) === true, "sitting-kind", { body, kind });
    const wanted = profile.quorum;
    this.#allow(act, "quorum", found === wanted, "quorum-differs", { found, wanted });
    sitting.profile = profile;
  }

  /** Judges a draft by what a profile and the law of candidates ask of it (§4, §7). */
  draft(act: Act): void {
    const item = draftedItem(act.doc, channelOf(act.doc) === "paper");
    if (!item) return;
    this.#byProfile(act, item);
    this.#candidates(act, item);
    this.conflict(act, act.doc);
  }

  #byProfile(act: Act, item: Item): void {
    const { profile } = this.judge.sitting;
    const { template, rule } = act.doc;
    if (!profile) return;
    if (!this.#allow(act, "template", profile.has(template), "template-differs", { template })) return;
    const wanted = profile.rule(template, item);
    this.#allow(act, "rule", rule === wanted, "profile-rule", { template, rule, wanted });
    const channel = channelOf(act.doc);
    const channels = profile.channels(template);
    const allowed = channels.join(" / ");
    const fits = channel === "terminal" || channels.includes(channel);
    this.#allow(act, "channel", fits, "profile-channel", { template, channel, allowed });
  }

  #candidates(act: Act, item: Item): void {
    const { office, template } = act.doc;
    const { c, type, max, motion } = item;
    const seats = type === ELECTION ? max : c;
    const elects = PAPER_TEMPLATES.has(template) && template !== "primary" && !motion;
    if (office !== undefined && this.#allow(act, "office", elects, "office-not-asked", { template })) {
      const [least, most] = listRange(office, seats);
      this.#allow(act, "names", least <= c && c <= most, "list-size", { c, least, most });
    }
    const { profile } = this.judge.sitting;
    const byElection = profile !== null && template === "by-election" && type === ELECTION;
    this.#allow(act, "names", !byElection || c >= seats, "fewer-than-seats", { c, seats });
  }

  /** Nobody is scrutineer or teller and candidate (E13); asked at the draft and at the announcement. */
  conflict(act: Act, draft: Doc): void {
    const { span, sitting } = this.judge;
    if (!sitting.profile || !OF_PERSONS.has(draft.template) || !("form" in draft)) return;
    const names = draftedItem(draft, true)?.names ?? [];
    const persons = new Set(names.flatMap(({ zh, en }) => [personOf(zh), personOf(en)]).filter(Boolean));
    const found = new Set<string>();
    for (const key of sitting.register.keys.values()) {
      const counts = COUNTING.includes(key.role) && isActive(key, span.first) && isActive(key, span.last);
      if (counts && persons.has(personOf(key.holder))) found.add(key.holder);
    }
    const who = [...found].sort().join("、");
    this.#allow(act, "names", found.size === 0, "counting-candidate", { names: who });
  }

  /** Judges the channel of an opening, that only one press counts, and that nobody came or went unseen. */
  opening(act: Act, division: Division): void {
    const { profile, presences, recusals } = this.judge.sitting;
    if (profile) this.#openedBy(act, division, profile);
    if (!profile && recusals.length === 0) return;
    const latest = Math.max(-1, ...presences.map(({ n }) => n), ...recusals.map(({ n }) => n));
    const known: number = act.doc.after.n;
    this.#allow(act, "after", latest <= known, "stale-opening", { known, latest });
  }

  #openedBy(act: Act, { draft, channel }: Division, profile: Profile): void {
    const { template } = draft.doc;
    const channels = profile.channels(template);
    const ask = (member: string, holds: boolean, reason: Reason, detail: Detail) =>
      this.judge.findings.require(holds, "opening", `${act.place} member=${member}`, reason, detail);
    const allowed = channels.join(" / ") || "-";
    ask("definition.channel", channels.includes(channel), "profile-channel", { template, channel, allowed });
    const found: number = act.doc.max_seq;
    ask("max_seq", !profile.firstPress || found === 1, "first-press", { found });
  }
}
