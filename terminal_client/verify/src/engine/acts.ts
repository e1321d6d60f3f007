/** Act logs: form, signatures, the chain, and what every actor had seen of it (docs/protocol.md §3). */
import { type Bytes, b64u, concat, u64be } from "@hemicycle/kit/encoding";
import { dig, digText, raw, ZERO32, ZERO32_TEXT } from "./bytes.ts";
import type { Crew, Told } from "./crew.ts";
import type { Findings } from "./findings.ts";
import { COSIGNED } from "./forms.ts";
import type { Signed } from "./jobs.ts";
import type { Reason } from "./reasons.ts";
import { type Check, isObject } from "./shape.ts";
import { decodeStrict, NotCanonical } from "./strict.ts";

// biome-ignore lint/suspicious/noExplicitAny: the members of an act whose form was checked, as its type has them
export type Doc = Readonly<Record<string, any>>;

/** An act as a bundle has it. */
export interface Logged {
  readonly n: number;
  readonly received_ms: number;
  readonly b: string;
  readonly s: string;
  readonly c?: string;
}

/** A point of a log: an act's number and its chain digest. */
export interface Point {
  readonly n: number;
  readonly d: string;
}

/** An act of right form; keys, ids and digests are b64u. */
export class Act {
  readonly type: string;
  readonly actor: string;
  readonly place: string;

  constructor(
    readonly log: string,
    readonly n: number,
    readonly receivedMs: number,
    readonly body: Bytes,
    readonly id: string,
    readonly doc: Doc,
  ) {
    this.type = doc.type;
    this.actor = doc.actor;
    this.place = `${log} act=${n} type=${this.type}`;
  }
}

export class Log {
  readonly acts: Act[] = [];
  readonly chain: string[] = [];
  readonly received: number[] = [];

  constructor(readonly name: string) {}

  /** Whether a point is an act read so far, with its chain digest. */
  has({ n, d }: Point): boolean {
    return n >= 0 && n < this.chain.length && this.chain[n] === d;
  }
}

interface Asked extends Signed {
  readonly act: Act;
  readonly code: "act-signature" | "act-cosignature";
  readonly known: string;
}

/** Reads a log; what is wrong with its form, signatures or chain goes to the findings. */
export async function readLog(
  items: readonly Logged[],
  name: string,
  forms: Readonly<Record<string, Check>>,
  findings: Findings,
  crew: Crew,
  told?: Told,
): Promise<Log> {
  const log = new Log(name);
  const afters = new Afters(log, findings);
  const seen = new Map<string, number>();
  const asked: Asked[] = [];
  let before: Bytes = ZERO32;
  for (const [n, item] of items.entries()) {
    const body = raw(item.b);
    const id = dig("act", body);
    const place = `${name} act=${n}`;
    const last = log.received.at(-1) ?? 0;
    findings.require(item.n === n, "act-form", place, "number-in-sequence", { found: item.n, wanted: n });
    findings.require(n === 0 || item.received_ms >= last, "act-time", place, "time-decreases", {
      before: last,
      found: item.received_ms,
    });
    const text = b64u(id);
    findings.require(!seen.has(text), "act-form", place, "act-twice", { first: seen.get(text) });
    if (!seen.has(text)) seen.set(text, n);
    const doc = readBody(body, name, place, forms, findings);
    if (doc) {
      const act = new Act(name, n, item.received_ms, body, text, doc);
      asked.push(...asksOf(act, item, findings));
      afters.check(act);
      log.acts.push(act);
    }
    before = dig("chain", u64be(n), before, id, raw(item.s), raw(item.c ?? ""), u64be(item.received_ms));
    log.chain.push(b64u(before));
    log.received.push(item.received_ms);
  }
  afters.end();
  findings.count("signatures", asked.length);
  await judge(asked, findings, crew, told);
  return log;
}

function readBody(
  body: Bytes,
  log: string,
  place: string,
  forms: Readonly<Record<string, Check>>,
  findings: Findings,
): Doc | null {
  let doc: unknown;
  try {
    doc = decodeStrict(body);
  } catch (error) {
    const offset = error instanceof NotCanonical ? error.offset : 0;
    findings.fail("act-form", `${place} offset=${offset}`, "not-canonical");
    return null;
  }
  const type = isObject(doc) ? doc.type : undefined;
  const form = typeof type === "string" && Object.hasOwn(forms, type) ? forms[type] : undefined;
  if (!form || !isObject(doc)) {
    findings.fail("act-form", `${place} member=type`, "unknown-type", { log });
    return null;
  }
  const at = `${place} type=${type}`;
  const wrong = form(doc);
  if (wrong !== null) {
    findings.fail("act-form", `${at} member=${wrong.replace(/^\./, "")}`, "wrong-member");
    return null;
  }
  findings.require(doc.log === log, "act-form", `${at} member=log`, "other-log", { found: doc.log });
  return doc;
}

/** The signatures of an act that are to be judged. */
function asksOf(act: Act, { s, c }: Logged, findings: Findings): Asked[] {
  const ask = (code: Asked["code"], tag: string, key: string, text: string): Asked => ({
    act,
    code,
    known: `${tag} ${act.id} ${text}`,
    key: raw(key),
    s: raw(text),
    tag,
    fields: [act.body],
  });
  const own = ask("act-signature", "act", act.actor, s);
  const member = COSIGNED[act.type];
  if (!member || act.doc[member] === undefined) {
    findings.require(c === undefined, "act-cosignature", act.place, "cosignature-not-asked");
    return [own];
  }
  if (c !== undefined) return [own, ask("act-cosignature", member, act.doc[member], c)];
  findings.fail("act-cosignature", act.place, reasonOf("act-cosignature", member));
  return [own];
}

function reasonOf(code: Asked["code"], tag: string): Reason {
  return code === "act-cosignature" && tag === "card" ? "card-cosignature" : code;
}

async function judge(asked: readonly Asked[], findings: Findings, crew: Crew, told?: Told): Promise<void> {
  const fresh = asked.filter(({ known }) => !crew.known.has(known));
  const items = fresh.map(({ key, s, tag, fields }) => ({ key, s, tag, fields }));
  const holds = await crew.run<"signatures">({ kind: "signatures", items }, told);
  for (const [i, { act, code, known, tag }] of fresh.entries()) {
    if (holds[i]) crew.known.add(known);
    else findings.fail(code, act.place, reasonOf(code, tag));
  }
}

/**
 * What the actors saw: names the acts that changed since somebody signed over them. One change makes all later references disagree;
 * they are one failure, until one agrees again.
 */
class Afters {
  #agreed = -1;
  #last = -1;
  #count = 0;
  #wrong: Act | null = null;

  constructor(
    readonly log: Log,
    readonly findings: Findings,
  ) {}

  /** Compares the `after` of the next act with the chain recomputed so far. */
  check(act: Act): void {
    const point: Point = act.doc.after;
    const empty = act.n === 0 && point.n === -1 && point.d === ZERO32_TEXT;
    if (empty || this.log.has(point)) {
      if (this.#wrong && point.n >= this.#last) this.end();
      this.#agreed = Math.max(this.#agreed, point.n);
    } else if (!this.#wrong) {
      [this.#wrong, this.#last, this.#count] = [act, Math.min(point.n, act.n), 1];
    } else this.#count += 1;
  }

  /** Reports the disagreement that is open, if there is one. */
  end(): void {
    const wrong = this.#wrong;
    if (!wrong) return;
    const last = Math.max(this.#last, 0);
    const first = Math.min(this.#agreed + 1, last);
    this.findings.fail("act-after", `${this.log.name} acts=${first}..${last}`, "after-differs", {
      witness: wrong.n,
      type: wrong.type,
      count: this.#count,
      known: wrong.doc.after.n,
    });
    this.#wrong = null;
  }
}

/** `D("freeze"; …)` and the like: a digest of an act's body. */
export function bodyDigest(tag: string, act: Act): string {
  return digText(tag, act.body);
}

/** Bytes of several b64u texts, one after the other. */
export function joined(texts: readonly string[]): Bytes {
  return concat(...texts.map(raw));
}
