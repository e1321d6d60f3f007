/** What a verification found as plain data: shown by the page, saved as a file. */
import { b64u, groups } from "@hemicycle/kit/encoding";
import { pinText, sealFingerprint } from "@hemicycle/kit/sealed/keys";
import type { Bilingual } from "@hemicycle/kit/types";
import type { Doc } from "./engine/acts.ts";
import type { Anchors, Verdict } from "./engine/bundle.ts";
import { digText, fingerprint, raw } from "./engine/bytes.ts";
import type { Failure } from "./engine/findings.ts";
import { PUBLIC_FORMAT } from "./engine/forms.ts";
import { formula, sentence } from "./engine/rules.ts";
import { expected, groundOf } from "./engine/tally.ts";
import type { Named } from "./papers.ts";
import { trackingOf } from "./tracking.ts";

/** A key with what people compare it by. */
export interface KeyShown {
  readonly key: string;
  readonly fingerprint: string;
}

/** A ballot that is in the record. */
export interface BallotShown {
  readonly position: number;
  readonly seat: string;
  /** The receipt or tracking code. */
  readonly code: string;
  readonly counted: boolean;
  readonly spoils: boolean;
}

export interface Report {
  readonly file: string;
  readonly ok: boolean;
  readonly state: string;
  readonly secrecy: "named" | "secret";
  readonly channel: string;
  readonly edition: "record" | "public";
  readonly body: Bilingual;
  readonly sitting: Bilingual;
  readonly division: { readonly id: string; readonly number: number; readonly title: Bilingual };
  readonly opened: string;
  readonly declared: string;
  readonly failures: readonly Failure[];
  readonly warnings: readonly Failure[];
  /** What rests on others' word. */
  readonly unjudged: readonly string[];
  readonly counted: Readonly<Record<string, number>>;
  /** The declared result. */
  readonly signed: Doc | null;
  /** The same figures worked out here; null where they could not be. */
  readonly found: Doc | null;
  /** Whether all of what was declared was counted here, and is the same. */
  readonly agrees: boolean;
  readonly names: readonly Bilingual[];
  readonly item: { readonly type: number; readonly max: number } | null;
  readonly rule: string;
  readonly formula: string;
  readonly sentence: Bilingual | null;
  readonly void: { readonly reason: string; readonly count: string } | null;
  readonly keys: {
    readonly admin: KeyShown | null;
    readonly server: KeyShown | null;
    readonly pin: string;
    readonly seal: string;
  };
  readonly anchored: readonly (keyof Anchors)[];
  readonly ballots: readonly BallotShown[];
  /** The documents that stood before the house, and the SHA-256 of all that were ever attached in the sitting. */
  readonly documents: readonly Named[];
  readonly known: readonly string[];
  readonly ms: number;
}

const NOTHING: Bilingual = { zh: "", en: "" };

function shown(key: string | undefined): KeyShown | null {
  return key ? { key, fingerprint: fingerprint(key) } : null;
}

/** The report of a verdict on a file that took so many milliseconds. */
export function reportOf(file: string, verdict: Verdict, ms: number): Report {
  const { findings, document, sitting, division, count, anchored } = verdict;
  const signed: Doc | null = (division?.declaration ?? division?.tally)?.doc.result ?? null;
  const quorum = sitting?.quorum ?? "";
  const found = division && count ? expected(division, quorum, terminalCount(verdict)) : null;
  const ok = findings.failures.length === 0;
  const differs = findings.failures.some(({ code }) => code === "tally");
  const attempt = division?.sealed?.attempt;
  const draft = division?.draft.doc;
  const first = sitting?.register.log.acts[0]?.doc;
  const motion = division?.item?.motion === true && signed !== null && "for" in signed;
  const ground = division && groundOf(division, quorum);
  const votes = motion ? Number(signed.for) : 0;
  const outcome = ground && {
    ...ground,
    voted: (signed?.present ?? 0) - (signed?.not_pressed ?? 0),
    for: votes,
  };
  return {
    file,
    ok,
    state: division?.state ?? "unknown",
    secrecy: division?.secret ? "secret" : "named",
    channel: division?.channel ?? "terminal",
    edition: document?.format === PUBLIC_FORMAT ? "public" : "record",
    body: first?.name ?? NOTHING,
    sitting: sitting?.created?.doc.title ?? NOTHING,
    division: {
      id: document?.division ?? "",
      number: draft?.number ?? 0,
      title: draft?.title ?? NOTHING,
    },
    opened: timeOf(division?.opening?.receivedMs),
    declared: timeOf(division?.declaration?.receivedMs),
    failures: findings.failures,
    warnings: findings.warnings,
    unjudged: [...findings.unjudged],
    counted: Object.fromEntries(findings.counted),
    signed,
    found,
    agrees: signed !== null && found !== null && !differs,
    names: division?.item?.names ?? [],
    item: division?.item ? { type: division.item.type, max: division.item.max } : null,
    rule: ground?.rule ?? "",
    formula: motion && ground ? formula(ground.rule, ground.members, ground.present, votes) : "",
    sentence: motion && outcome ? sentence(outcome) : null,
    void: division?.void ? { reason: division.void.doc.reason, count: division.count } : null,
    keys: {
      admin: shown(sitting?.register.administrators[0]?.actor),
      server: shown(document?.server),
      pin: attempt ? pinText(b64u(attempt.pin)) : "",
      seal: attempt?.digest ? sealFingerprint(attempt.digest) : "",
    },
    anchored,
    ballots: ballotsOf(verdict),
    ...documentsOf(verdict),
    ms,
  };
}

/** The verdict in a word. */
export function verdictOf({ ok }: Report): "holds" | "differs" {
  return ok ? "holds" : "differs";
}

function documentsOf({ sitting, division }: Verdict): Pick<Report, "documents" | "known"> {
  const all = [...(sitting?.divisions.values() ?? [])].flatMap(({ documents }) => [...documents.values()]);
  const standing = [...(division?.documents.values() ?? [])].filter(({ stands }) => stands);
  const documents = standing.map(({ act: { doc } }): Named => {
    const { document, title, language, sha256, bytes, pages } = doc;
    return { document, title, language, sha256, bytes, pages };
  });
  return { documents, known: all.map(({ act }) => act.doc.sha256) };
}

/** What `expected` asks for: of a mixed vote the terminals' part. */
function terminalCount({ division, count }: Verdict): Verdict["count"] {
  if (division?.channel !== "mixed") return count;
  const part = division.tally?.doc.result.parts?.terminal;
  return part ? { voted: part.voted, names: part.counts } : count;
}

function timeOf(ms: number | undefined): string {
  return ms === undefined ? "" : new Date(ms).toISOString();
}

function ballotsOf({ document, division, box }: Verdict): BallotShown[] {
  if (!document || !division || !box || box.bare) return [];
  const counted = new Set([...box.last.values()].map(({ id }) => id));
  return (document.ballots as readonly string[]).flatMap((text, i): BallotShown[] => {
    const entry = raw(text);
    const spoils = entry[0] === 2;
    const body = entry.slice(spoils ? 0 : 1, -64);
    const seat = box.byKey.get(box.casters[i] ?? "")?.seat ?? "";
    const id = digText(spoils ? "spoil" : "ballot", body);
    const code = trackingOf(entry, division);
    return code ? [{ position: i + 1, seat, code: groups(code), counted: counted.has(id), spoils }] : [];
  });
}

/** The report as a file: without the list of ballots, which the record has. */
export function savedReport({ ballots: _, known: __, ...report }: Report): string {
  return `${JSON.stringify({ verifier: "hemicycle verify page", ...report }, null, 1)}\n`;
}
