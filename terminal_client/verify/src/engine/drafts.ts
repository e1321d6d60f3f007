/** Which forms, rules and channels may be drafted and opened (docs/forms.md §1, §4, docs/channels.md §1). */
import { MAX_BODY } from "@hemicycle/kit/sealed/forms";
import type { Act, Doc } from "./acts.ts";
import { draftedItem, type Item } from "./counts.ts";
import type { Judge } from "./judge.ts";
import { channelOf, type Division } from "./state.ts";
import { hasLayout } from "./sums.ts";
import {
  ALWAYS_ON_PAPER,
  areTooFew,
  badNames,
  isHeldBy,
  isMajorityOfAnother,
  mostElectors,
  onlyOnPaper,
  PAPER_TEMPLATES,
  rulesOn,
  takesForm,
  takesSecrecy,
} from "./templates.ts";

/** Judges channel, form, names, template and rule of a draft. */
export function checkDraft(judge: Judge, act: Act): void {
  const { doc } = act;
  const { template, rule, secrecy = "named" } = doc;
  const channel = channelOf(doc);
  const item = draftedItem(doc, channel === "paper");
  judge.allow(act, takesSecrecy(channel, secrecy), "secrecy-differs", { channel, secrecy });
  judge.allow(act, !onlyOnPaper(channel, template), "paper-by-law", { template });
  judge.allow(act, isHeldBy(channel, template), "channel-differs", { template, channel });
  if (!judge.allow(act, item !== null, "form-malformed") || !item) return;
  for (const number of badNames(item.names)) judge.allow(act, false, "form-name", { number });
  judge.allow(act, takesForm(channel, item), "channel-form", { channel });
  const rules = rulesOn(channel, template, item, isCited(judge, doc));
  if (judge.allow(act, rules.length > 0, "form-differs", { template })) {
    const named = [...rules].sort().join(" / ");
    judge.allow(act, rules.includes(rule), "rule-differs", { template, rule, rules: named });
  }
  judge.allow(act, !areTooFew(template, item), "too-few-candidates", { c: item.c, chosen: item.max });
  if (isMajorityOfAnother(channel, template, rule, judge.sitting.register.kind))
    judge.findings.warn("act-rule", act.place, "majority-of-another", { rule });
  if (channel !== "paper") checkLength(judge, act, item);
}

/** A named form has the limits of a sealed one. */
function checkLength(judge: Judge, act: Act, item: Item): void {
  judge.allow(act, hasLayout(item), "ballot-too-long", { limit: MAX_BODY });
}

/** Whether a local rule lets an election be held on terminals: the profile's, or else the draft's `basis`. */
function isCited({ sitting: { profile } }: Judge, { template, basis }: Doc): boolean {
  return profile ? profile.channels(template).includes("terminal") : Boolean(basis);
}

/** Judges what an opening asks of template and form beside the draft. */
export function checkOpened(judge: Judge, act: Act, division: Division): void {
  const { item, encrypted } = division;
  const draft = division.draft.doc;
  const { template } = draft;
  if (division.channel === "terminal") {
    const onPaper = PAPER_TEMPLATES.has(template) && !isCited(judge, draft);
    judge.allow(act, !onPaper, "paper-only", { template });
    judge.allow(act, !ALWAYS_ON_PAPER.has(template), "paper-by-law", { template });
  }
  const most = item && encrypted ? mostElectors(item) : null;
  const electors: number = act.doc.electorate.size;
  judge.allow(act, most === null || electors <= most, "too-many-rows", { electors, most });
}
