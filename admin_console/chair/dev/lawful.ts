/** Next lawful steps for the preview: after a tie, after a failed clause, and what has to come before. */
import type { Sequenced } from "@hemicycle/kit/sequences";

export const LAWFUL: Sequenced = {
  waits: [
    {
      code: "amendment-pending",
      divisions: ["item-3"],
      zh: "修正案先于原案表决：第 3 项“预算修正案”尚未表决完毕",
      en: "Amendments come first, and this one is still to be voted: item 3, “Amendment to the budget”",
    },
  ],
  next: [
    {
      id: "tie:item-4",
      kind: "tie",
      zh: "张三、李四票数相等，尚缺 1 名：对其再次投票，得票多的当选",
      en: "Zhang San, Li Si have equal votes for 1: a further vote among the tied, most votes win",
      source: { rule: "E8", zh: "地方组织法第二十九条", en: "Local Organic Law, art. 29", verified: true },
      type: "division-draft",
      fields: { division: "item-4-tie", number: 4 },
      asks: [],
    },
    {
      id: "hold:item-4",
      kind: "hold",
      zh: "条款（第 3 项“第七条”）未通过：整案暂不付表决",
      en: "A clause failed (item 3, “Article 7”): hold the whole",
      source: {
        rule: "V6",
        zh: "重要条款单独表决后，整案付表决或者暂不付表决（未核实的默认值）",
        en: "after a separate vote the whole is voted or held (unverified default)",
        verified: false,
      },
      type: "division-defer",
      fields: { division: "item-4" },
      asks: ["reason"],
    },
  ],
};
