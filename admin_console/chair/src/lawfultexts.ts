/** Texts of the next lawful steps. */
import { texts } from "@hemicycle/kit/i18n";

export const t = texts(
  {
    title: "下一步",
    "division-draft": "提出表决稿",
    "division-proceed": "整案付表决",
    "division-withdraw": "撤回原稿",
    "division-defer": "暂不付表决",
    reason: "理由",
    textZh: "修改后的文本",
    textEn: "修改后的文本（英文，可不填）",
    needed: "请填写",
    back: "返回",
    objection: "对合并表决提出异议",
    objectionWhy: "异议记入会议记录；此项不再合并表决，改为逐项提出表决稿。",
    objector: "哪位代表提出",
    chooseObjector: "请选择",
    split: "记录异议，逐项表决",
    consentBy: "经谁同意（已批准的议题须填）",
  },
  {
    title: "Next lawful steps",
    "division-draft": "Draft it",
    "division-proceed": "Vote on the whole",
    "division-withdraw": "Withdraw the former draft",
    "division-defer": "Hold it",
    reason: "Reason",
    textZh: "Changed text in Chinese",
    textEn: "Changed text in English, if any",
    needed: "Please write it",
    back: "Back",
    objection: "An objection to voting together",
    objectionWhy:
      "It goes into the record; this is voted together no more, its parts are drafted one by one.",
    objector: "Which deputy objects",
    chooseObjector: "Choose",
    split: "Record it and split",
    consentBy: "Who consents (needed for an approved item)",
  },
);
