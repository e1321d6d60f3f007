/** The chair's words for votes on paper and by show of hands, from the announcement to the count. Pure. */
import { channelOf, type HandCount, invalidTotal, isDoubted } from "@hemicycle/kit/channels";
import { ELECTION, itemOf } from "@hemicycle/kit/marks";
import {
  type Division,
  type Lang,
  type MotionResult,
  notPressedOf,
  type Result,
  type State,
} from "@hemicycle/kit/types";
import { line, peopleOf, quoted, type Script, script } from "./script.ts";

const titleOf = ({ title }: Division, lang: Lang): string => title[lang] || title.zh || title.en;

function paperVoting(division: Division, who: string, lang: Lang, issued: boolean): Script {
  const election = itemOf(division).item.type === ELECTION;
  const title = titleOf(division, lang);
  const lines =
    lang === "zh"
      ? [
          line(
            election
              ? `现在进行：${title}，采用无记名投票。`
              : `现在，对${quoted(title)}进行无记名投票表决。`,
          ),
          line(`请工作人员发票。请各位${who}检查选票，有缺损的请更换。`, "opening"),
          line("请填写选票，填好后依次投票。"),
          line("还有没有投票的？没有了。投票结束，请计票人、监票人开箱清点。", "closing"),
        ]
      : [
          line(`We now ${election ? "come to" : "vote by secret ballot on paper on"}: ${title}.`),
          line(
            `The ballots are handed out. All ${who}, please check yours and have a damaged one replaced.`,
            "opening",
          ),
          line("Please mark your ballots and put them into the ballot boxes."),
          line(
            "Has everybody voted? The voting is closed. The tellers open the boxes under the scrutineers' eyes.",
            "closing",
          ),
        ];
  return script(lines, division.state === "open" ? (issued ? 2 : 1) : 0);
}

function handVoting(division: Division, who: string, lang: Lang): Script {
  const title = titleOf(division, lang);
  const lines =
    lang === "zh"
      ? [
          line(`现在，对${quoted(title)}进行举手表决。请计票人就位。`),
          line(`赞成的${who}，请举手。（清点）请放下。`, "opening"),
          line("反对的，请举手。（清点）请放下。"),
          line("弃权的，请举手。（清点）请放下。"),
          line("表决结束。", "closing"),
        ]
      : [
          line(`We now vote by show of hands on: ${title}. The tellers take their places.`),
          line(
            `All ${who} in favour, please raise your hands. (They are counted.) Hands down, please.`,
            "opening",
          ),
          line("Those against, please. (They are counted.) Hands down, please."),
          line("Those abstaining, please. (They are counted.) Hands down, please."),
          line("The vote is closed.", "closing"),
        ];
  return script(lines, division.state === "open" ? 1 : 0);
}

/** From the announcement to the close; null where terminals are pressed. */
export function countedVoting(state: State, division: Division, lang: Lang): Script | null {
  const who = peopleOf(state.sitting.body.kind)[lang];
  switch (channelOf(division)) {
    case "paper":
      return paperVoting(division, who, lang, (division.hand_count?.issued ?? null) !== null);
    case "hands":
      return handVoting(division, who, lang);
    default:
      return null;
  }
}

/** Of a mixed vote: what those by video are told. */
export function handsToo(division: Division, lang: Lang): string {
  if (channelOf(division) !== "mixed") return "";
  return lang === "zh"
    ? "视频参会的，请按赞成、反对、弃权的次序举手，由计票人清点。"
    : " Those by video raise their hands: first for, then against, then abstaining.";
}

function overfull(count: HandCount, lang: Lang): string {
  const { returned, issued } = count;
  if (isDoubted(count))
    return lang === "zh"
      ? `收回选票 **${returned} 张**，多于发出的 **${issued} 张**，请另一名计票人核对。`
      : `**${returned} ballots** came back, more than the **${issued}** issued. Another teller checks the number.`;
  return lang === "zh"
    ? `收回选票 **${returned} 张**，多于发出的 **${issued} 张**，本次投票无效，重新投票。`
    : `**${returned} ballots** came back, more than the **${issued}** issued. This vote is invalid and will be held again.`;
}

/** After the close, while it is counted. */
export function countedClosed(division: Division, lang: Lang): Script | null {
  const count = division.hand_count;
  if (!count || channelOf(division) === "mixed") return null;
  if (count.stage === "overfull") return script([line(overfull(count, lang))], 0, true);
  const { issued, returned } = count;
  if (channelOf(division) === "hands")
    return script([
      line(
        lang === "zh" ? "表决结束，正在汇总举手人数。" : "The vote is closed. The hands are being added up.",
      ),
    ]);
  if (returned === null || issued === null)
    return script([
      line(
        lang === "zh"
          ? "投票结束，正在清点收回的选票。"
          : "The voting is closed. The ballots returned are being counted.",
      ),
    ]);
  return script([
    line(
      lang === "zh"
        ? `发出选票 **${issued} 张**，收回 **${returned} 张**，收回的不多于发出的，本次投票有效。`
        : `**${issued} ballots** were issued and **${returned}** came back, no more than were issued: the vote is valid.`,
    ),
    line(lang === "zh" ? "现在计票。" : "The votes are now counted."),
  ]);
}

/** Of paper: how many ballots there were; "" of all other results. */
export function ballotsRead({ issued, returned, invalid }: Result, lang: Lang): string {
  if (issued === undefined || returned === undefined || !invalid) return "";
  const spoilt = invalidTotal(invalid);
  return lang === "zh"
    ? `发出选票 **${issued} 张**，收回 **${returned} 张**，有效 **${returned - spoilt} 张**，废票 **${spoilt} 张**`
    : `**${issued} ballots** issued, **${returned}** returned, **${returned - spoilt} valid**, **${spoilt} invalid**`;
}

/** Of a motion's result, after its three figures: who gave no vote; "" on paper, where the ballots are told before. */
export function restRead(result: MotionResult, lang: Lang): string {
  const { invalid, sections, parts } = result;
  if (invalid) return "";
  const rest = notPressedOf(result);
  if (parts) return lang === "zh" ? `，未表决 **${rest} 人**` : `, **did not vote ${rest}**`;
  if (sections) return lang === "zh" ? `，未举手 **${rest} 人**` : `, **not raised ${rest}**`;
  return lang === "zh" ? `，未按表决器 **${rest} 人**` : `, **not pressed ${rest}**`;
}
