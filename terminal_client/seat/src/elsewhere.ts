/** Votes that this terminal has no keys for: on paper, by hands, and mixed ones of members by video. Pure. */
import { channelOf, isUnpressed } from "@hemicycle/kit/channels";
import { channelWords } from "@hemicycle/kit/countwords";
import { common } from "@hemicycle/kit/i18n";
import type { Division, DivisionState, State } from "@hemicycle/kit/types";
import { c } from "./counttexts.ts";
import { type Known, placeOf } from "./known.ts";
import type { Panel } from "./panel.ts";
import { t } from "./texts.ts";

type Watch = Extract<Panel, { kind: "watch" }>;

const watch = (title: string, words: string): Watch => ({
  kind: "watch",
  title,
  words,
  alarm: false,
  checkIn: false,
  failure: "",
});

function underWay(division: Division): Watch {
  const paper = channelOf(division) === "paper";
  if (division.state === "open")
    return paper ? watch(c().paperOpen, c().paperOpenWords) : watch(c().handsOpen, c().handsOpenWords);
  const { issued = null, returned = null } = division.hand_count ?? {};
  const ballots = issued !== null && returned !== null ? c().ballots(issued, returned) : "";
  const words = [ballots, c().closedWords].filter(Boolean).join(t().stop);
  return watch(paper ? c().paperClosed : c().handsClosed, words);
}

/** What stands in place of keys while ballots or hands are counted; null where keys are pressed. */
export function elsewherePanel(known: Known, state: State, division: Division): Panel | null {
  if (!isUnpressed(division)) return null;
  const place = placeOf(known, state);
  if (place === "attendee") return watch(t().attending, t().attendingWords);
  if (place === "absent")
    return { ...watch(t().watching, c().notInHall), checkIn: true, failure: known.failure };
  return underWay(division);
}

/** Who is present and not in the electorate of a mixed vote takes part by video, or was late. */
export function byVideoPanel(known: Known, state: State): Panel | null {
  const division = state.divisions.find(({ id }) => id === state.open?.division);
  if (!division || channelOf(division) !== "mixed" || placeOf(known, state) !== "present") return null;
  return watch(c().video, c().videoWords);
}

/** What is said of the channel before the vote; "" on terminals. */
export function aheadWords(division: Division): string {
  switch (channelOf(division)) {
    case "paper":
      return c().paperAhead;
    case "hands":
      return c().handsAhead;
    case "mixed":
      return c().mixedAhead;
    default:
      return "";
  }
}

/** Named or secret, and how it is voted. */
export function kindWords(division: Division, secret: boolean): string {
  const words = channelWords(division);
  const secrecy = secret || channelOf(division) === "paper" ? common().secretVote : common().namedVote;
  return channelOf(division) === "hands" ? words : [secrecy, words].filter(Boolean).join(" · ");
}

const COUNTED: ReadonlySet<DivisionState> = new Set(["tallied", "declared", "published", "archived"]);

/** Whether a terminal may look for its leaf of the count. */
export function hasLeaves(division: Division): boolean {
  return COUNTED.has(division.state) && !isUnpressed(division);
}
