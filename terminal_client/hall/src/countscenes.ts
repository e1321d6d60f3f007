/** Votes on paper and by show of hands: what is under way, and of ballots how many there are. Never a figure per option. */
import { channelOf, type HandCount, invalidTotal } from "@hemicycle/kit/channels";
import { say } from "@hemicycle/kit/i18n";
import type { Division, Result } from "@hemicycle/kit/types";
import { isForm, kicker, participation } from "./formscenes.ts";
import { corner, crowd, divisionHeader } from "./parts.ts";
import type { Scene } from "./scene.ts";
import type { Shown } from "./scenes.ts";
import { t } from "./texts.ts";

type Counted = Extract<Scene, { kind: "counted" }>;

/** Named or secret, and how it is voted. */
export function voteWords(division: Division): string {
  switch (channelOf(division)) {
    case "paper":
      return t().paperVote;
    case "hands":
      return t().handsVote;
    case "mixed":
      return `${t()[division.secrecy]} · ${t().mixedVote}`;
    default:
      return t()[division.secrecy];
  }
}

/** What members are told before it begins. */
export function prepareWords(division: Division): string {
  const channel = channelOf(division);
  return channel === "paper" ? t().preparePaper : channel === "hands" ? t().prepareHands : t().prepare;
}

/** What members do while it is open. */
export function pressWords(division: Division): string {
  return channelOf(division) === "mixed" ? t().pressOrRaise : t().press;
}

/** How far it is: a large word and what is known of the ballots. */
function stageWords(
  { division }: Counted,
  { stage, issued, returned }: HandCount,
): readonly [string, string] {
  const paper = channelOf(division) === "paper";
  const out = issued === null ? "" : t().issuedBallots(issued);
  if (division.state === "open")
    return paper ? [t().votingNow, out || t().issuing] : [t().handsVote, t().raise];
  if (division.state === "tallied" || stage === "signing" || stage === "signed")
    return [t().countDone, t().awaiting];
  if (!paper) return [t().countingNow, t().addingUp];
  if (returned === null) return [t().votingOver, t().opening];
  // a vote that can't be counted is for the chair to announce
  return [
    stage === "overfull" ? t().votingOver : t().countingNow,
    t().returnedBallots(issued ?? 0, returned),
  ];
}

export function countedScene(scene: Counted): Shown {
  const { division, state, count } = scene;
  const here = corner("left", t().present);
  const form = isForm(division);
  const people = form ? null : crowd(state.attendance.due);
  const panel = form ? participation(division, state.attendance.due) : null;
  const drawn = panel?.people ?? people;
  const elements = panel ? panel.elements : people ? [people.element] : [];
  here.element.classList.toggle("beside", elements.length > 1);
  drawn?.time(null);
  return {
    elements: [
      form ? kicker(division) : divisionHeader(division, voteWords(division)),
      ...elements,
      here.element,
    ],
    update(now, { attendance }) {
      const seen = now.kind === "counted" ? now : scene;
      const counted = now.kind === "counted" ? now.count : count;
      const [large, small] = stageWords(seen, counted);
      here.set(String(attendance.present));
      // ballots that went out are counted, whoever has one
      drawn?.count(counted.issued ?? 0, attendance.present);
      (panel ?? people)?.say(large, small, `${large}, ${small}`);
    },
  };
}

/** Of a declared result on paper: the ballots in one line; "" of all others. */
export function ballotLine({ issued, returned, invalid }: Result): string {
  if (issued === undefined || returned === undefined || !invalid) return "";
  const spoilt = invalidTotal(invalid);
  return say({
    zh: `发出 ${issued} · 收回 ${returned} · 有效 ${returned - spoilt} · 废票 ${spoilt}`,
    en: `${issued} issued · ${returned} returned · ${returned - spoilt} valid · ${spoilt} invalid`,
  });
}
