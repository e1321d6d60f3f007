/** A seat in votes on ballots with names, for tests and for the preview; never part of a build. */
import type { Marks } from "@hemicycle/kit/marks";
import type { SittingModel } from "@hemicycle/kit/store";
import type { Division, FormResult, RuleId } from "@hemicycle/kit/types";
import type { Answer, Desk } from "../src/desk.ts";
import type { Known } from "../src/known.ts";
import { blank, type Draft, draftOf, type Listing } from "../src/paper.ts";
import type { Entry, Undecided, Vote } from "../src/vote.ts";
import { atDivision, cast, known, model, OPEN, sealed, secretVote, vote } from "./fixtures.ts";
import {
  APPOINT,
  divisionWith,
  ELECT,
  EXACT,
  GRADE3,
  GRADE4,
  LONG,
  PICK,
  RANK,
  RESULTS,
  ruleOf,
  SHORT,
} from "./listings.ts";

export function desk(draft: Draft, part: Partial<Desk> = {}): Desk {
  return { open: OPEN, draft, past: [], changing: false, reviewing: false, answer: null, ...part };
}

/** A paper with these marks by number, the rest blank. */
export function draft({ item }: Listing, rows: readonly number[], written: readonly string[] = []): Draft {
  const empty = blank(item);
  return {
    rows: empty.rows.map((_, i) => rows[i] ?? 0),
    written: empty.written.map((_, i) => written[i] ?? ""),
  };
}

export function opened(on: Listing, part: Partial<Vote> = {}): Vote {
  const made = (part.secret ? secretVote : vote)(part);
  const paper = { form: [on.item], names: [on.labels] };
  return {
    ...made,
    opening: made.opening && {
      ...made.opening,
      definition: { ...made.opening.definition, ...paper, rule: ruleOf(on.item.type).id as RuleId },
    },
  };
}

function at(on: Listing, part: Partial<Division>): SittingModel {
  return model(atDivision(divisionWith(on, part)));
}

interface More extends Partial<Known> {
  readonly vote?: Vote;
  readonly state?: Division["state"];
  readonly secret?: boolean;
}

/** A seat at an open vote on this ballot. */
export function atPaper(on: Listing, { state = "open", secret = false, ...part }: More = {}): Known {
  const secrecy = secret ? "secret" : "named";
  return known(at(on, { state, secrecy }), { vote: opened(on, { secret }), ...part });
}

const offline = { phase: "offline", attempts: 3, stop: null, bye: null } as const;
const F = 1;
const A = 2;
const B = 3;
const ROWS = [F, F, A, F, B, F, F];
const WHOLE = [...ROWS, F, F, F, A, F];

function marks(on: Listing, rows: readonly number[]): Marks {
  const words = (["for", "against", "abstain"] as const).concat();
  return rows.slice(0, on.item.c).map((mark) => words[mark - 1] ?? "abstain");
}

const APPOINTED = marks(APPOINT, WHOLE);
const ELECTED: Marks = { names: ["for", "against", "for", "against", "abstain"], written: ["马成"] };

const UNDECIDED: Undecided = {
  link: { open: OPEN, seq: 1, prev: OPEN },
  head: sealed("for").head,
  marks: [1, 1, 1, 0, 0, 1, 0, 1, 0, 1, 1, 0],
};
/** As long as a code can hold. */
const CHECKER = `https://192.168.10.20:8443/check/#${"sitting=closing&open=".padEnd(2900, "b3BlbmluZy1vZi1kaXZpc2lvbi1mb3Vy")}`;

function sealedMarks(of: Marks | null, seq = 1): Entry {
  return { ...sealed("for", seq), marks: of };
}

function filling(
  on: Listing,
  rows: readonly number[],
  written: readonly string[] = [],
  part: Partial<Desk> = {},
) {
  return { desk: desk(draft(on, rows, written), part) };
}

const full = (row: number): Answer => ({ kind: "full", row });

function declared(on: Listing, result: FormResult, ballot: Entry | null, secret = false): Known {
  const secrecy = secret ? "secret" : "named";
  return known(at(on, { state: "declared", secrecy, result }), {
    vote: opened(on, { secret, recorded: ballot, counted: "same" }),
  });
}

/** States of a seat in votes on ballots with names, by name. */
export const FORM_CASES: Readonly<Record<string, () => Known>> = {
  "form-announced": () => atPaper(APPOINT, { state: "announced" }),
  "form-announced-election": () => {
    const known = atPaper(ELECT, { state: "announced" });
    const { state } = known.model;
    const basis = "临湖区人大常委会选举办法";
    const divisions = state?.divisions.map((one) => (one.id === "d4" ? { ...one, basis } : one)) ?? [];
    return { ...known, model: { ...known.model, state: state && { ...state, divisions } } };
  },
  "form-announced-secret": () => atPaper(PICK, { state: "announced", secret: true }),
  "form-keys": () => atPaper(APPOINT),
  "form-keys-some": () => atPaper(APPOINT, filling(APPOINT, ROWS)),
  "form-keys-lack": () =>
    atPaper(
      APPOINT,
      filling(APPOINT, ROWS, [], { answer: { kind: "lack", lack: { kind: "unmarked", count: 5, row: 7 } } }),
    ),
  "form-keys-whole": () => atPaper(APPOINT, filling(APPOINT, WHOLE)),
  "form-keys-long": () => atPaper(LONG, { ...filling(LONG, [...WHOLE, F, F]), secret: true }),
  "form-keys-short": () => atPaper(SHORT, filling(SHORT, [F, A, F])),
  "form-keys-offline": () => atPaper(APPOINT, { ...filling(APPOINT, ROWS), status: offline }),
  "form-review": () => atPaper(APPOINT, filling(APPOINT, WHOLE, [], { reviewing: true })),
  "form-review-long": () =>
    atPaper(
      LONG,
      filling(
        LONG,
        Array.from({ length: 30 }, (_, i) => WHOLE[i % 12] ?? F),
        [],
        { reviewing: true },
      ),
    ),
  "form-sending": () =>
    atPaper(APPOINT, {
      ...filling(APPOINT, WHOLE, [], { reviewing: true }),
      vote: opened(APPOINT, { pressing: APPOINTED }),
    }),
  "form-recorded": () => atPaper(APPOINT, { vote: opened(APPOINT, { recorded: cast(APPOINTED) }) }),
  "form-covered": () =>
    atPaper(APPOINT, { vote: opened(APPOINT, { recorded: cast(APPOINTED) }), covered: true }),
  "form-change": () =>
    atPaper(APPOINT, {
      vote: opened(APPOINT, { recorded: cast(APPOINTED) }),
      desk: desk(draftOf(APPOINT.item, APPOINTED), { changing: true }),
    }),
  "form-covered-paper": () => atPaper(APPOINT, { ...filling(APPOINT, ROWS), covered: true }),
  "form-offline": () =>
    atPaper(APPOINT, { vote: opened(APPOINT, { pending: [cast(APPOINTED)] }), status: offline }),
  "form-refused": () =>
    atPaper(APPOINT, {
      ...filling(APPOINT, WHOLE),
      vote: opened(APPOINT, { refused: { ballot: cast(APPOINTED), code: "sequence-limit" } }),
    }),
  "form-closed": () =>
    atPaper(APPOINT, { state: "closed", vote: opened(APPOINT, { recorded: cast(APPOINTED) }) }),
  "form-left": () => atPaper(APPOINT, { state: "closed", ...filling(APPOINT, ROWS) }),
  "form-left-change": () =>
    atPaper(APPOINT, {
      state: "closed",
      vote: opened(APPOINT, { recorded: cast(APPOINTED) }),
      ...filling(APPOINT, ROWS, [], { changing: true }),
    }),
  "form-not-cast": () => atPaper(APPOINT, { state: "closed" }),
  "form-declared": () => declared(APPOINT, RESULTS.appoint, cast(APPOINTED)),
  "form-declared-long": () =>
    declared(
      LONG,
      RESULTS.long,
      cast(
        marks(
          LONG,
          Array.from({ length: 30 }, () => F),
        ),
      ),
    ),

  "form-pick": () => atPaper(PICK, filling(PICK, [1, 1, 0, 1, 0, 1, 1, 0])),
  "form-pick-blank": () => atPaper(PICK, { secret: true }),
  "form-pick-full": () =>
    atPaper(PICK, filling(PICK, [1, 1, 1, 1, 1, 1, 0, 1, 0, 1, 1, 1], [], { answer: full(8) })),
  "form-pick-few": () => atPaper(EXACT, filling(EXACT, [1])),
  "form-pick-review": () =>
    atPaper(PICK, filling(PICK, [1, 1, 1, 1, 1, 1, 0, 1, 0, 1, 1, 1], [], { reviewing: true })),
  "form-pick-none": () => atPaper(PICK, filling(PICK, [], [], { reviewing: true })),
  "form-pick-recorded": () =>
    atPaper(PICK, {
      secret: true,
      vote: opened(PICK, { secret: true, recorded: sealedMarks([1, 1, 1, 1, 1, 1, 0, 1, 0, 1, 1, 0]) }),
    }),
  "form-pick-covered": () =>
    atPaper(PICK, {
      secret: true,
      covered: true,
      vote: opened(PICK, { secret: true, recorded: sealedMarks([1, 1, 1, 1, 1, 1, 0, 1, 0, 1, 1, 0]) }),
    }),
  "form-pick-reloaded": () =>
    atPaper(PICK, { secret: true, vote: opened(PICK, { secret: true, recorded: sealedMarks(null) }) }),
  "form-pick-received": () => {
    const entry = sealedMarks([1, 1, 1, 1, 1, 1, 0, 1, 0, 1, 1, 0]);
    return atPaper(PICK, {
      secret: true,
      vote: opened(PICK, { secret: true, pending: [entry], received: [entry.id] }),
    });
  },
  "form-pick-undecided": () =>
    atPaper(PICK, {
      secret: true,
      challenging: true,
      vote: opened(PICK, {
        secret: true,
        undecided: UNDECIDED,
      }),
    }),
  "form-pick-opened": () =>
    atPaper(PICK, {
      secret: true,
      challenging: true,
      vote: opened(PICK, {
        secret: true,
        challenged: { ballot: UNDECIDED, id: "spoilt", link: CHECKER },
      }),
    }),
  "form-pick-declared": () => declared(PICK, RESULTS.pick, sealedMarks(null), true),

  "form-grades": () => atPaper(GRADE3, filling(GRADE3, [1, 1, 2, 0, 3])),
  "form-grades-four": () => atPaper(GRADE4, filling(GRADE4, [1, 2, 3, 0, 4])),
  "form-grades-review": () =>
    atPaper(GRADE3, filling(GRADE3, [1, 1, 2, 0, 3, 1, 1, 0], [], { reviewing: true })),
  "form-grades-declared": () => declared(GRADE3, RESULTS.grade, cast([1, 1, 2, 0, 3, 1, 1, 0])),

  "form-elect": () => atPaper(ELECT),
  "form-elect-some": () => atPaper(ELECT, filling(ELECT, [F, A, F, A, 0], ["马成", ""])),
  "form-elect-full": () => atPaper(ELECT, filling(ELECT, [F, A, F, A, 0], ["马成"], { answer: full(4) })),
  "form-elect-faults": () => atPaper(ELECT, filling(ELECT, [F, A, F, 0, 0], ["李 敏", "马成"])),
  "form-elect-review": () => atPaper(ELECT, filling(ELECT, [F, A, F, A, B], ["马成"], { reviewing: true })),
  "form-elect-recorded": () => atPaper(ELECT, { vote: opened(ELECT, { recorded: cast(ELECTED) }) }),
  "form-elect-declared": () => declared(ELECT, RESULTS.elect, cast(ELECTED)),

  "form-rank": () => atPaper(RANK, filling(RANK, [2, 0, 1, 0, 3], [], { past: [draft(RANK, [])] })),
  "form-rank-review": () => atPaper(RANK, filling(RANK, [2, 4, 1, 0, 3, 5], [], { reviewing: true })),
  "form-rank-recorded": () => atPaper(RANK, { vote: opened(RANK, { recorded: cast([3, 1, 5, 2, 6]) }) }),
  "form-rank-declared": () => declared(RANK, RESULTS.rank, cast([3, 1, 5, 2, 6])),
};
