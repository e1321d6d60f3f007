/** Verification of one record bundle, in the order of docs/protocol.md §10, docs/sealed.md §10 and docs/channels.md §8. */
import { encodeCanonical, type Json } from "@hemicycle/kit/canonical";
import { digest, verify } from "@hemicycle/kit/crypto";
import { type Bytes, b64u } from "@hemicycle/kit/encoding";
import { type Doc, type Log, readLog } from "./acts.ts";
import { Box, checkBoard, checkHeads, readNamedBox } from "./box.ts";
import { fingerprint, plainCrockford, raw, twenty, ZERO32_TEXT } from "./bytes.ts";
import { checkCeremony, namedAttempts } from "./ceremony.ts";
import type { Count } from "./counts.ts";
import type { Crew } from "./crew.ts";
import { Findings, type Step } from "./findings.ts";
import { BUNDLE, PUBLIC, PUBLIC_FORMAT, REGISTER_ACTS, SITTING_ACTS } from "./forms.ts";
import { inputRows } from "./naming.ts";
import { checkOpening, type Elector, placeOf } from "./opening.ts";
import { readRegister } from "./register.ts";
import { countSecret } from "./release.ts";
import { checkFreeze, readPublicBox, readSealedBox } from "./secret.ts";
import { isObject } from "./shape.ts";
import { readSitting } from "./sitting.ts";
import { type Division, hasBox, type Sitting } from "./state.ts";
import { decodeStrict, NotCanonical } from "./strict.ts";
import { hasLayout } from "./sums.ts";
import { checkCounted, checkTally, totalOf } from "./tally.ts";
import { type MixNote, Work } from "./work.ts";

export const MAX_BYTES = 512 * 2 ** 20;
const FINAL = ["declared", "published", "archived", "void"];

/** What is compared with the bundle, from another source; keys b64u or as fingerprints are shown. */
export interface Anchors {
  readonly admin?: string | undefined;
  readonly server?: string | undefined;
  /** The scrutineers' pin. */
  readonly pin?: string | undefined;
  /** Seat id → key. */
  readonly keys?: Readonly<Record<string, string>> | undefined;
}

/** Called as it goes: a step, how much of it is done, and which mix is judged. */
export type Tell = (step: Step, done: number, total: number, note?: MixNote) => void;

/** The outcome for one bundle; the parts are there as far as they could be read. */
export interface Verdict {
  readonly findings: Findings;
  readonly document: Doc | null;
  readonly sitting: Sitting | null;
  readonly division: Division | null;
  readonly electors: readonly Elector[];
  readonly box: Box | null;
  /** What was counted here of all channels. */
  readonly count: Count | null;
  /** What was compared with another source. */
  readonly anchored: readonly (keyof Anchors)[];
}

/** Verifies the bytes of a bundle. */
export async function verifyBundle(
  data: Bytes,
  crew: Crew,
  anchors: Anchors = {},
  tell: Tell = () => undefined,
): Promise<Verdict> {
  const findings = new Findings();
  tell("file", 0, data.length);
  const document = readForm(data, findings);
  const nothing = { sitting: null, division: null, electors: [], box: null, count: null, anchored: [] };
  if (!document) return { findings, document, ...nothing };
  await checkSeal(document, findings);
  findings.count("bytes", data.length);
  tell("file", data.length, data.length);
  return new Verification(document, findings, crew, tell).run(anchors);
}

function readForm(data: Bytes, findings: Findings): Doc | null {
  if (data.length > MAX_BYTES) {
    findings.fail("bundle-form", `offset=${MAX_BYTES}`, "too-large", { limit: MAX_BYTES });
    return null;
  }
  let document: Json;
  try {
    document = decodeStrict(data);
  } catch (error) {
    const offset = error instanceof NotCanonical ? error.offset : 0;
    findings.fail("bundle-form", `offset=${offset}`, "not-canonical");
    return null;
  }
  const open = isObject(document) && document.format === PUBLIC_FORMAT;
  const wrong = (open ? PUBLIC : BUNDLE)(document);
  if (wrong !== null) findings.fail("bundle-form", `member=${wrong.replace(/^\./, "")}`, "wrong-member");
  return wrong === null && isObject(document) ? document : null;
}

async function checkSeal(document: Doc, findings: Findings): Promise<void> {
  const { seal, ...rest } = document;
  const bytes = await digest("bundle-bytes", encodeCanonical(rest));
  const holds = await verify(raw(document.server), raw(seal), "bundle", bytes);
  findings.require(holds, "seal", "member=seal", "seal");
}

/** The register ends with the last act received no later than the sitting's last. */
function checkExtent(register: Log, sitting: Log, findings: Findings): void {
  const end = sitting.received.at(-1);
  const n = end === undefined ? -1 : register.received.findIndex((ms) => ms > end);
  if (n >= 0)
    findings.fail("act-time", `${register.name} act=${n}`, "after-the-sitting", {
      found: register.received[n],
      end,
    });
}

class Verification {
  readonly #server: string;

  constructor(
    readonly document: Doc,
    readonly findings: Findings,
    readonly crew: Crew,
    readonly tell: Tell,
  ) {
    this.#server = document.server;
  }

  async run(anchors: Anchors): Promise<Verdict> {
    const { document, findings } = this;
    const sitting = await this.#logs();
    const division = sitting.divisions.get(document.division) ?? null;
    for (const attempt of namedAttempts(sitting))
      attempt.keys = await checkCeremony(attempt, sitting, findings);
    const work = new Work(sitting.log, (done, total, note) => this.tell("secret", done, total, note));
    const electors = await this.#openings(sitting, division, work);
    let [box, count]: [Box | null, Count | null] = [null, null];
    if (!division) findings.fail("not-declared", `division=${document.division}`, "no-division");
    else {
      [box, count] = await this.#division(division, sitting, electors, work);
      const { state } = division;
      findings.require(FINAL.includes(state), "not-declared", `division=${division.id}`, "not-declared", {
        state,
      });
    }
    const anchored = this.#anchors(anchors, sitting, division, electors);
    return { findings, document, sitting, division, electors, box, count, anchored };
  }

  async #logs(): Promise<Sitting> {
    const { document, findings, crew, tell } = this;
    const { body, sitting, register, acts } = document;
    tell("roster", 0, register.length);
    tell("acts", 0, acts.length);
    tell("ballots", 0, document.ballots?.length ?? 0);
    const bodyLog = await readLog(register, `body.${body}`, REGISTER_ACTS, findings, crew, (done) =>
      tell("roster", done, register.length),
    );
    const people = readRegister(bodyLog, body, findings);
    tell("roster", register.length, register.length);
    const log = await readLog(acts, `sitting.${sitting}`, SITTING_ACTS, findings, crew, (done) =>
      tell("acts", done, acts.length),
    );
    checkExtent(bodyLog, log, findings);
    findings.count("acts", acts.length);
    findings.count("register", register.length);
    const read = readSitting(log, people, body, this.#server, findings);
    tell("acts", acts.length, acts.length);
    return read;
  }

  /** Judges the openings and results of all divisions of the sitting; gives this one's electorate. */
  async #openings(sitting: Sitting, own: Division | null, work: Work): Promise<Elector[]> {
    const { findings } = this;
    const { size } = sitting.divisions;
    let [electors, done]: [Elector[], number] = [[], 0];
    for (const division of sitting.divisions.values()) {
      const found = checkOpening(division, sitting, this.#server, findings);
      if (division === own) electors = found;
      else {
        if (!hasBox(division.channel) && division.tally) checkBoard(division, Box.of([], []), findings);
        const { sealed } = division;
        const count = sealed
          ? await countSecret(division, found.length, null, findings, this.crew, work)
          : null;
        checkTally(division, sitting.quorum, count, findings);
      }
      done += 1;
      this.tell("opening", done, size);
    }
    return electors;
  }

  async #division(
    division: Division,
    sitting: Sitting,
    electors: readonly Elector[],
    work: Work,
  ): Promise<[Box | null, Count | null]> {
    const { document, findings, tell } = this;
    if (!division.opening) {
      for (const name of ["ballots", "leaves", "counted", "heads"])
        findings.require(!document[name]?.length, "ballot-open", `member=${name}`, "no-opening");
      return [null, null];
    }
    const box = await this.#board(division, electors);
    if (division.tally) checkBoard(division, box, findings);
    const count = await this.#count(division, box, electors.length, work);
    tell("result", 0, 1);
    if (division.tally) checkTally(division, sitting.quorum, count, findings);
    const total = totalOf(division, count);
    checkCounted(division, total, findings);
    tell("result", 1, 1);
    return [box, total];
  }

  /** Ballots and heads. On paper and by show of hands there are none. */
  async #board(division: Division, electors: readonly Elector[]): Promise<Box> {
    const { document, findings } = this;
    if (!hasBox(division.channel)) {
      for (const name of ["ballots", "leaves", "counted", "heads"])
        findings.require(!document[name]?.length, "board", `member=${name}`, "no-box");
      return Box.of([], []);
    }
    const box = await this.#box(division, electors);
    await checkHeads(document.heads, division, box, this.#server, findings, this.crew);
    return box;
  }

  /** Ballots of a form that is none are left alone: its draft is refused for it. */
  async #box(division: Division, electors: readonly Elector[]): Promise<Box> {
    const { document, findings, crew, tell } = this;
    if (document.format === PUBLIC_FORMAT) return readPublicBox(document, division, electors, findings);
    const entries: Bytes[] = document.ballots.map(raw);
    const told = (done: number) => tell("ballots", done, entries.length);
    told(0);
    const { item, sealed } = division;
    if (!item) return Box.of(entries, electors);
    if (!sealed) return readNamedBox(entries, division, item, electors, findings, crew, told);
    if (!hasLayout(item)) return Box.of(entries, electors);
    return readSealedBox(entries, division, item, electors, findings, crew, told);
  }

  /** What named ballots come to, or what the scrutineers opened of secret ones. */
  async #count(division: Division, box: Box, electors: number, work: Work): Promise<Count | null> {
    const { findings, crew } = this;
    const { sealed, item, channel } = division;
    if (!hasBox(channel) || !item) return null;
    if (!sealed) return box.counts(item);
    if (sealed.freeze && hasLayout(item)) await checkFreeze(division, box, item, findings, crew);
    const { call } = sealed;
    const rows = call && hasLayout(item) && !box.bare ? inputRows(box, item, call.place, findings) : null;
    const count = await countSecret(division, electors, rows, findings, crew, work);
    work.end();
    return count;
  }

  /** Compares with what was given from another source; gives what was compared. */
  #anchors(
    { admin, server, pin, keys }: Anchors,
    sitting: Sitting,
    division: Division | null,
    electors: readonly Elector[],
  ): (keyof Anchors)[] {
    const { findings } = this;
    const anchored: (keyof Anchors)[] = [];
    if (pin !== undefined) {
      const attempt = division?.sealed?.attempt;
      if (attempt) {
        const own = attempt.pin;
        const same = pin === b64u(own) || plainCrockford(pin) === plainCrockford(twenty(own));
        findings.require(same, "ceremony", "pin", "anchor-pin", { found: twenty(own), wanted: pin });
        anchored.push("pin");
      }
    }
    const first = sitting.register.administrators[0]?.actor ?? "";
    for (const [name, given, found, reason] of [
      ["admin", admin, first, "anchor-admin"],
      ["server", server, this.#server, "anchor-server"],
    ] as const) {
      if (given === undefined) continue;
      findings.require(isKey(given, found), "anchor", `${name}-key`, reason, { found });
      anchored.push(name);
    }
    if (keys) {
      anchored.push("keys");
      for (const elector of electors.filter(({ key }) => key !== ZERO32_TEXT)) {
        const wanted = keys[elector.seat] ?? "";
        findings.require(isKey(wanted, elector.key), "anchor", `roll${placeOf(elector)}`, "anchor-seat", {
          found: elector.key,
          wanted: wanted || "-",
        });
      }
    }
    return anchored;
  }
}

/** Whether what a person gave is this key: in b64u, or its fingerprint. */
function isKey(given: string, key: string): boolean {
  return key !== "" && (given === key || plainCrockford(given) === plainCrockford(fingerprint(key)));
}
