/** Votes on paper, by hands and mixed, in every state, for tests and for looking at pages without a server. Never part of a built page. */
import type { Channel, CountStage, Figures, HandCount, OfChannel } from "@hemicycle/kit/channels";
import type { Division, DivisionState, FormResult, MotionResult, State } from "@hemicycle/kit/types";
import { FORMS, type FormName, formState } from "./forms.ts";
import { sampleResult, sampleState } from "./samples.ts";
import { SCRUTINEERS } from "./secret.ts";

export const TELLERS = [
  { key: "t1", holder: "周建华" },
  { key: "t2", holder: "吴晓燕" },
] as const;
export const SIGNERS = SCRUTINEERS.map((holder, i) => ({ key: `s${i + 1}`, holder }));

const INVALID = { "too-many": 0, written: 0, unreadable: 1, foreign: 0, other: 1 };
export const MOTION_BALLOTS: Figures = { valid: 237, invalid: INVALID, counts: [[230, 4, 3]] };
export const SECTIONS: Figures = {
  sections: [
    { name: "第1区", voted: 120, counts: [[117, 2, 1]] },
    { name: "第2区", voted: 118, counts: [[115, 1, 2]] },
  ],
};

export function sampleCount(stage: CountStage, more: Partial<HandCount> = {}): HandCount {
  const stands = stage === "signing" || stage === "signed";
  return {
    stage,
    entitled: 241,
    issued: 240,
    returned: stage === "voting" || stage === "returning" ? null : 239,
    attempt: 1,
    committed: stands ? TELLERS : [],
    revealed: stands ? TELLERS : [],
    attempts: [],
    count: stands ? "c" : "",
    figures: stands ? MOTION_BALLOTS : null,
    asked: stands ? SIGNERS : [],
    signed: stage === "signed" ? SIGNERS.slice(0, 1) : [],
    next: [],
    ...more,
  };
}

/** An attempt whose figures differ in two places. */
export const DIFFERED: Pick<HandCount, "attempt" | "attempts"> = {
  attempt: 2,
  attempts: [
    {
      attempt: 1,
      reason: "differ",
      tellers: [
        { ...TELLERS[0], figures: MOTION_BALLOTS },
        { ...TELLERS[1], figures: { ...MOTION_BALLOTS, counts: [[229, 5, 3]] } },
      ],
      differences: [
        { path: ["counts", 0, 0], values: [230, 229] },
        { path: ["counts", 0, 1], values: [4, 5] },
      ],
      faults: [],
    },
  ],
};

const OF_PAPER: OfChannel = { issued: 240, returned: 239, unreturned: 1, invalid: INVALID };
const OF_HANDS: OfChannel = { sections: "sections" in SECTIONS ? SECTIONS.sections : [] };
const OF_MIXED: OfChannel = {
  sections: [{ name: "视频", voted: 12, counts: [[12, 0, 0]] }],
  parts: { terminal: { voted: 226, counts: [[220, 3, 3]] }, hands: { voted: 12, counts: [[12, 0, 0]] } },
};

function resultOf(channel: Channel, tallied: boolean): MotionResult {
  const more = { ...(tallied ? { declared_ms: null } : {}) };
  if (channel === "paper") {
    const result = sampleResult(230, 4, 3, { ...more, ...OF_PAPER });
    const check = {
      zh: "230 + 4 + 3 + 废票 2 + 未交回 1 = 发出 240",
      en: "230 + 4 + 3 + 2 invalid + 1 not returned = 240 issued",
    };
    return { ...result, checks: [check, ...result.checks.slice(1)] };
  }
  return sampleResult(232, 3, 3, { ...more, ...(channel === "mixed" ? OF_MIXED : OF_HANDS) });
}

const RESULTS: ReadonlySet<DivisionState> = new Set(["tallied", "declared", "published", "archived"]);
const OPENED: ReadonlySet<DivisionState> = new Set([...RESULTS, "open", "closed", "void"]);

/** Item 4 as a motion on a channel. */
export function countedState(
  channel: Channel,
  state: DivisionState,
  count: HandCount | null = null,
  more: Partial<Division> = {},
): State {
  const base = sampleState(state);
  const hand = count ?? (OPENED.has(state) ? sampleCount(state === "open" ? "voting" : "signed") : null);
  const hands = channel === "hands" && hand ? { ...hand, issued: null, returned: null } : hand;
  return {
    ...base,
    open: channel === "mixed" ? base.open : null,
    divisions: base.divisions.map((division) =>
      division.number === 4
        ? {
            ...division,
            channel,
            secrecy: channel === "paper" ? "secret" : "named",
            hand_count: hands,
            result: RESULTS.has(state) ? resultOf(channel, state === "tallied") : null,
            ...more,
          }
        : division,
    ),
  };
}

/** Item 4 as a ballot of names on paper. */
export function paperFormState(
  form: FormName,
  state: DivisionState,
  count: HandCount | null = null,
  more: Partial<Division> = {},
): State {
  const base = formState(form, state, null);
  return {
    ...base,
    open: null,
    divisions: base.divisions.map((division) => {
      if (division.number !== 4) return division;
      const result = division.result as FormResult | null;
      return {
        ...division,
        channel: "paper",
        secrecy: "secret",
        hand_count: count ?? sampleCount(state === "open" ? "voting" : "signed", { figures: null }),
        result: result && { ...result, ...OF_PAPER },
        ...more,
      };
    }),
  };
}

export { FORMS };
