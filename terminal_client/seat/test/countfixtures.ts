/** States of votes that are counted by hand, and of a sitting where the first press counts, by the name that `preview` takes. */
import type { Channel, HandCount } from "@hemicycle/kit/channels";
import type { Division, DivisionState, Result, State } from "@hemicycle/kit/types";
import type { Known } from "../src/known.ts";
import type { Vote } from "../src/vote.ts";
import { atDivision, ballot, known, model, result, vote } from "./fixtures.ts";

const COUNT: HandCount = {
  stage: "counting",
  entitled: 241,
  issued: 240,
  returned: 239,
  attempt: 1,
  committed: [],
  revealed: [],
  attempts: [],
  count: "",
  figures: null,
  asked: [],
  signed: [],
  next: [],
};

/** Division 4 on a channel; nothing can be pressed on paper and by hands. */
function counted(channel: Channel, state: DivisionState, more: Partial<Division> = {}): State {
  const opened = state !== "announced";
  const secrecy = channel === "paper" ? "secret" : "named";
  const hand_count = opened ? { ...COUNT, ...(state === "open" ? { returned: null } : {}) } : null;
  const of = atDivision({ state, channel, secrecy, hand_count, ...more });
  return channel === "mixed" ? of : { ...of, open: null };
}

const PAPER = result(230, 4, 3, {
  issued: 240,
  returned: 239,
  unreturned: 1,
  invalid: { "too-many": 0, written: 0, unreadable: 1, foreign: 0, other: 1 },
} as Partial<Result> as Parameters<typeof result>[3]);

/** A vote of this terminal, whose signed opening takes one ballot. */
export function once(part: Partial<Vote> = {}): Vote {
  const now = vote(part);
  return { ...now, opening: now.opening && { ...now.opening, max_seq: 1 } };
}

/** A sitting in which the first press counts. */
function first(part: Partial<Known> = {}): Known {
  const of = atDivision({ state: "open" });
  const profile = {
    id: "local",
    name: { zh: "地方", en: "Local" },
    press: "first",
    not_pressed: true,
    who_pressed: false,
  } as const;
  return known(model({ ...of, sitting: { ...of.sitting, profile } }), { vote: once(), ...part });
}

export const COUNT_CASES: Readonly<Record<string, () => Known>> = {
  "paper-announced": () => known(model(counted("paper", "announced"))),
  "paper-open": () => known(model(counted("paper", "open"))),
  "paper-closed": () => known(model(counted("paper", "closed"))),
  "paper-late": () => known(model(counted("paper", "open"), false)),
  "paper-result": () => known(model(counted("paper", "declared", { result: PAPER }))),
  "hands-announced": () => known(model(counted("hands", "announced"))),
  "hands-open": () => known(model(counted("hands", "open"))),
  "hands-closed": () => known(model(counted("hands", "closed"))),
  "hands-result": () =>
    known(model(counted("hands", "declared", { result: { ...result(232, 3, 3), sections: [] } }))),
  "mixed-announced": () => known(model(counted("mixed", "announced"))),
  "mixed-open": () => known(model(counted("mixed", "open")), { vote: vote() }),
  "mixed-video": () => {
    const of = model(counted("mixed", "open"));
    const mine = of.mine && { ...of.mine, in_electorate: false };
    return known({ ...of, mine }, { vote: vote() });
  },
  "first-open": () => first(),
  "first-asked": () => first({ asked: "against" }),
  "first-recorded": () => first({ vote: once({ recorded: ballot("against") }) }),
  "first-kept": () => first({ vote: once({ pending: [ballot("against")], slow: true }) }),
};
