/** What needs attention in secret votes: refusals, who is missing, what can't be counted, keys that don't hold. */
import { canStill, lacksSeal, mayStandDown, missingAt, type SecretStage } from "@hemicycle/kit/scrutineers";
import { refusalWords, scrutineerName, scrutineerNames } from "@hemicycle/kit/scrutineerwords";
import type { SealedView } from "@hemicycle/kit/types";
import type { Notice } from "./desk.ts";
import { t as form } from "./formtexts.ts";
import { type Issue, told } from "./issue.ts";
import { canOpenRows, missingNaming, namingStage } from "./naming.ts";
import { t } from "./secrettexts.ts";
import type { View } from "./view.ts";

/** A scrutineer's device answers in a fraction of a second; one that has not after this long is missed, ms. */
export const MISSED_AFTER_MS = 2000;

/** Mixing and opening rows takes time with their number; each further device begins to mix ten seconds after the one before, ms. */
export const MISSED_ROWS_AFTER_MS = 60_000;

export interface ScrutinyActions {
  readonly standDown: (index: number) => void;
  readonly cancelStandDown: () => void;
}

function ofRefusals(view: View, sealed: SealedView): Issue[] {
  return sealed.refusals.map((refusal) => {
    const goesOn = refusal.act === "rows" ? canOpenRows(sealed) : canStill(sealed, refusal.act);
    const cannot = refusal.act === "open" ? t().cannotOpen : t().cannotCount;
    const can = view.stage ? t().othersCan : t().othersDid;
    return told(
      refusalWords(view.state.seal, refusal),
      goesOn ? can : cannot,
      refusal.detail && t().detail(refusal.detail),
    );
  });
}

const WHY: Readonly<Partial<Record<SecretStage, "missingOpen" | "missingRoot" | "missingRelease">>> = {
  certifying: "missingOpen",
  rooting: "missingRoot",
  releasing: "missingRelease",
};

function ofMissing(view: View, sealed: SealedView, stage: SecretStage, actions: ScrutinyActions): Issue[] {
  const why = WHY[stage];
  const missing = missingAt(sealed, stage);
  const [first] = missing;
  if (!why || first === undefined || view.stageForMs < MISSED_AFTER_MS) return [];
  const what = t().missing(scrutineerNames(view.state.seal, missing));
  if (stage === "certifying") return [told(what, t()[why], t().missingOpenWays)];
  // whoever is stood down needs no certificate any more, but as many as ever release
  if (stage === "releasing") return [told(what, t()[why], t().missingReleaseWays(sealed.k))];
  const spare = mayStandDown(view.state);
  const issue = told(
    what,
    t()[why],
    spare ? t().missingWays : view.state.seal?.stand_down ? "" : t().missingNoSpare,
  );
  return [
    spare
      ? {
          ...issue,
          way: {
            words: t().standDownOf(scrutineerName(view.state.seal, first)),
            go: () => actions.standDown(first),
          },
        }
      : issue,
  ];
}

/** Names or orders that nobody mixes or opens. */
function ofNaming(view: View, sealed: SealedView): Issue[] {
  const { naming, k } = sealed;
  const stage = namingStage(sealed);
  if (!naming || !stage || view.stageForMs < MISSED_ROWS_AFTER_MS) return [];
  const names = scrutineerNames(view.state.seal, missingNaming(sealed, naming, stage));
  const what = t().missing(names);
  return stage === "mixing"
    ? [told(what, form().missingMix, form().missingMixWays(k))]
    : [told(what, form().missingRows, t().missingReleaseWays(k))];
}

function ofCount(sealed: SealedView, stage: SecretStage): Issue[] {
  if (stage === "too-few") return [told(t().tooFew(sealed.n ?? 0), t().tooFewWhy, t().tooFewWays)];
  return stage === "by-hand" ? [told(t().byHand, t().byHandWhy(sealed.n ?? 0))] : [];
}

function ofStandDown({ state }: View, actions: ScrutinyActions): Issue[] {
  const { seal } = state;
  const proposed = seal?.stand_down;
  if (!seal || !proposed) return [];
  const others = seal.scrutineers.filter(
    ({ index, active }) => active && index !== proposed.index && !proposed.confirmed.includes(index),
  );
  const names = scrutineerNames(
    seal,
    others.map(({ index }) => index),
  );
  const issue = told(
    t().standDownProposed(scrutineerName(seal, proposed.index)),
    t().standDownReason(proposed.reason),
    t().standDownWaits(names),
  );
  return [{ ...issue, way: { words: t().cancelStandDown, go: actions.cancelStandDown } }];
}

function ofKeys({ state, keys }: View): Issue[] {
  const concerned = state.divisions.some(
    ({ secrecy, state: its }) => secrecy === "secret" && ["draft", "approved", "announced"].includes(its),
  );
  if (!concerned || lacksSeal(state)) return [];
  if (keys.state === "bad") return [told(t().keysBad, t().keysBadWhy)];
  return keys.state === "other-chair" ? [told(t().keysOther, t().keysOtherWhy)] : [];
}

/** All that the scrutineers and their keys ask of the chair. */
export function scrutinyIssues(view: View, actions: ScrutinyActions): readonly Issue[] {
  const { focus, stage } = view;
  const live = focus?.sealed && stage ? { sealed: focus.sealed, stage } : null;
  const judged = live?.sealed ?? (focus?.state === "tallied" ? focus.sealed : null);
  return [
    ...ofKeys(view),
    ...(judged ? ofRefusals(view, judged) : []),
    ...(live ? ofCount(live.sealed, live.stage) : []),
    ...(live ? ofMissing(view, live.sealed, live.stage, actions) : []),
    ...(live ? ofNaming(view, live.sealed) : []),
    ...ofStandDown(view, actions),
  ];
}

/** What to do after the server refused an act of a secret vote; "" where its words say enough. */
export function wayAfter(notice: Notice, view: View | null): string {
  switch (notice.code) {
    case "not-sealed":
    case "chair-not-sealed":
    case "too-few-scrutineers":
    case "another-division":
      return t()[`do-${notice.code}`];
    case "electorate-grew":
      return t()["do-electorate-grew"](membersOf(notice, view));
    case "chairs-differ":
    case "not-a-scrutineer":
      return t()["do-scrutineers-changed"];
    default:
      return "";
  }
}

/** The names of the members that a refusal tells by id, as far as the plan knows them. */
function membersOf({ detail }: Notice, view: View | null): string {
  const ids: readonly unknown[] = Array.isArray(detail.members) ? detail.members : [];
  const names = (view?.plan?.seats ?? []).filter(({ member }) => member !== "" && ids.includes(member));
  return names.map(({ name }) => name).join(" · ");
}
