/** An opening against the draft, the register, those present, and the scrutineers (docs/protocol.md §5, §10). */
import { b64u, concat, lp, utf8 } from "@hemicycle/kit/encoding";
import type { Act, Doc } from "./acts.ts";
import { compareBytes, leafHash, raw, rootOf, ZERO32_TEXT } from "./bytes.ts";
import { IN_CLEAR } from "./counts.ts";
import type { Findings } from "./findings.ts";
import { quorumMet, WARNING_ONLY } from "./rules.ts";
import { channelOf, type Division, hasBox, type Sitting } from "./state.ts";

const CLOCK_MS = 10_000;
const MOTION_FORM = [{ type: 1, c: 1, min: 0, max: 0, w: 0 }];

/** One of the electorate, and the acts that made it one. */
export interface Elector {
  readonly key: string;
  readonly seat: string;
  readonly member: string;
  readonly enrolment: string;
  readonly checkIn: string;
}

/** How a failure names an elector. */
export function placeOf(elector: Elector | undefined): string {
  return elector ? ` seat=${elector.seat} member=${elector.member}` : "";
}

function leafOf({ key, seat, member, enrolment, checkIn }: Elector) {
  return concat(raw(key), lp(utf8(seat)), lp(utf8(member)), raw(enrolment), raw(checkIn));
}

/** The electorate: those in the hall with a terminal by key; without a box all who may take part, by member. */
export function electorate(opening: Act, sitting: Sitting): Elector[] {
  const channel = channelOf(opening.doc.definition);
  const present = sitting.takingPart(opening);
  if (!hasBox(channel))
    return present
      .filter(({ video }) => channel !== "paper" || !video)
      .map(({ seat, member, act }) => ({
        key: ZERO32_TEXT,
        seat: seat ?? "",
        member,
        enrolment: ZERO32_TEXT,
        checkIn: act,
      }))
      .sort((a, b) => compareBytes(utf8(a.member), utf8(b.member)));
  const terminals = sitting.register.terminals(opening.doc.register.n);
  return present
    .flatMap(({ seat, member, act, video }): Elector[] => {
      const terminal = terminals.get(seat ?? "");
      if (!terminal || video) return [];
      return [{ key: terminal.key, seat: seat ?? "", member, enrolment: terminal.enrolment, checkIn: act }];
    })
    .sort((a, b) => compareBytes(raw(a.key), raw(b.key)));
}

/** The definition that a draft asks for. */
function definitionOf({ doc }: Act, quorum: string): Doc {
  const {
    title,
    short,
    text,
    template,
    rule,
    basis,
    secrecy = "named",
    form = MOTION_FORM,
    names = [[]],
  } = doc;
  const clear = secrecy === "named" ? IN_CLEAR : 0;
  return {
    title,
    short,
    text,
    template,
    rule,
    ...(basis === undefined ? {} : { basis }),
    quorum,
    channel: channelOf(doc),
    secrecy,
    form: form.map((item: Doc) => ({ ...item, type: item.type + clear })),
    names,
  };
}

/** Whether two values of JSON are the same; names of members may come in any order. */
export function same(one: unknown, other: unknown): boolean {
  return sorted(one) === sorted(other);
}

function sorted(value: unknown): string {
  return (
    JSON.stringify(value, (_, part) =>
      typeof part === "object" && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
        : part,
    ) ?? ""
  );
}

/** Judges the opening of a division; gives its electorate, recomputed. */
export function checkOpening(
  division: Division,
  sitting: Sitting,
  server: string,
  findings: Findings,
): Elector[] {
  const { opening } = division;
  if (!opening) return [];
  const { doc, place } = opening;
  const electors = electorate(opening, sitting);
  const n = sitting.register.inOffice(doc.register.n);
  const p = sitting.takingPart(opening).length;
  const require = (path: string, found: unknown, wanted: unknown) =>
    findings.require(same(found, wanted), "opening", `${place} member=${path}`, "member-differs", {
      found,
      wanted,
    });
  require("round", doc.round, 1);
  require("previous", doc.previous, ZERO32_TEXT);
  require("kind", doc.kind, division.draft.doc.template === "trial" ? "trial" : "real");
  require("n", doc.n, n);
  require("p", doc.p, p);
  require("server", doc.server, server);
  for (const [name, wanted] of Object.entries(definitionOf(division.draft, sitting.quorum)))
    require(`definition.${name}`, doc.definition[name], wanted);
  require("electorate.size", doc.electorate.size, electors.length);
  const root = b64u(rootOf(electors.map((elector) => leafHash(leafOf(elector)))));
  require("electorate.root", doc.electorate.root, root);
  if (!hasBox(division.channel)) {
    require("max_seq", doc.max_seq, 1);
    require("auto_close_s", doc.auto_close_s, 0);
  }
  if ("basis" in doc.definition && !("basis" in division.draft.doc))
    findings.fail("opening", `${place} member=definition.basis`, "basis-not-drafted");
  const drift = Math.abs(doc.opened_ms - opening.receivedMs);
  findings.require(drift <= CLOCK_MS, "opening", `${place} member=opened_ms`, "clock-differs", { drift });
  checkQuorum(place, n, p, sitting, findings);
  if (division.sealed) checkCertificate(division, opening, findings);
  if (division.secret) checkAgain(division, opening, electors, sitting, findings);
  findings.count("openings", 1);
  return electors;
}

function checkQuorum(
  place: string,
  members: number,
  present: number,
  sitting: Sitting,
  findings: Findings,
): void {
  const { quorum: rule, profile } = sitting;
  if (quorumMet(rule || "Q2", members, present, profile?.share)) return;
  const detail = { rule, present, members };
  if (WARNING_ONLY.has(rule)) findings.warn("opening", place, "no-quorum", detail);
  else findings.fail("opening", place, "no-quorum", detail);
}

/** Asks for q `open-ok` of the opening's scrutineers; of a vote void before its freeze only tells. */
function checkCertificate({ sealed, state }: Division, opening: Act, findings: Findings): void {
  if (!sealed?.attempt || state === "open") return;
  const active: readonly number[] = opening.doc.active;
  const wanted = sealed.attempt.quorum(active.length);
  const found = [...sealed.certified.keys()].filter((index) => active.includes(index)).length;
  if (found >= wanted) return;
  const detail = { found, wanted };
  if (state === "void" && !sealed.freeze) findings.warn("opening", opening.place, "few-certificates", detail);
  else findings.fail("opening", opening.place, "few-certificates", detail);
}

/** Nobody votes anew on what was counted without them. */
function checkAgain(
  division: Division,
  opening: Act,
  electors: readonly Elector[],
  sitting: Sitting,
  findings: Findings,
): void {
  for (const before of division.knownBefore) {
    const known = before.opening ? electorate(before.opening, sitting).map(({ member }) => member) : [];
    const grown = electors.map(({ member }) => member).filter((member) => !known.includes(member));
    findings.require(grown.length === 0, "opening", opening.place, "electorate-grew", {
      before: before.id,
      members: grown.sort().join(", "),
    });
  }
}
