/** The right-hand panel: check-in, participation, counting, result. */
import { isUnpressed } from "@hemicycle/kit/channels";
import { restFigures, restWords } from "@hemicycle/kit/countwords";
import { choiceGlyph, glyph } from "@hemicycle/kit/draw/glyphs";
import { resultArc } from "@hemicycle/kit/draw/resultarc";
import { bitAt, legendMark, type SeatMark } from "@hemicycle/kit/draw/seatmap";
import { common, lang, say, thresholdWords } from "@hemicycle/kit/i18n";
import { taskWords } from "@hemicycle/kit/outcomes";
import { type Division, isFormResult, type MotionResult } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import { ballotList, ballotPanel, isForm } from "./ballotpanel.ts";
import { ceremonyPanel } from "./ceremonypanel.ts";
import { marksOf } from "./chamber.ts";
import { countBlock, countChecks, countPanel, runningCount } from "./counting.ts";
import { handFigures } from "./countresult.ts";
import { formResultPanel } from "./formresult.ts";
import { t as form } from "./formtexts.ts";
import { bitsOf } from "./lost.ts";
import { sourceLine } from "./parts.ts";
import { rulesLine, warningLines } from "./rules.ts";
import { closedPanel, scrutineersCheck, verifyingBlock } from "./scrutinypanel.ts";
import "./tabs.ts";
import { t } from "./texts.ts";
import { presentShares, type Share, turnoutShares, type View } from "./view.ts";

type LegendEntry = readonly [mark: SeatMark, word: string, count: number, note?: string];

function legend(entries: readonly LegendEntry[]) {
  return html`<ul class="legend">
    ${entries.map(
      ([mark, word, count, note]) =>
        html`<li>${guard([mark], () => legendMark(mark))}${word} ${count}${note ?? nothing}</li>`,
    )}
  </ul>`;
}

/** Lost terminals are counted in what they are a part of. */
function lostEntry(count: number, note: string): LegendEntry[] {
  return count > 0 ? [["fault", t().offline, count, note]] : [];
}

function countOf(view: View, mark: SeatMark, pressed: Uint8Array | null): number {
  const markOf = marksOf(view.attendance, pressed);
  return (view.plan?.seats ?? []).filter((seat, i) => markOf(seat, i) === mark).length;
}

function delegations(shares: readonly Share[]) {
  if (shares.length === 0) return nothing;
  return html`<ul class="dele" aria-label=${t().byDelegation}>
    ${shares.map(
      ({ name, done, of }) => html`<li>
        <span>${name}</span><b>${done}/${of}</b>
        <svg class="bar-of" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
          <rect class="track" width="100" height="8"></rect>
          <rect class="part" width=${of ? (100 * done) / of : 0} height="8"></rect>
        </svg>
      </li>`,
    )}
  </ul>`;
}

function checkInPanel(view: View) {
  const { due, present, absent, leave, bits } = view.attendance;
  const here = bits === undefined ? null : bitsOf(bits);
  const { quorum } = view.state.sitting;
  return html`<section class="sheet right" aria-label=${t().checkedIn} tabindex="0">
    <h2><span>${t().checkedIn}</span><span class="strong">${t().quorumAt(quorum.needed)}</span></h2>
    <chair-chamber
      .plan=${view.plan}
      .told=${view.attendance}
      .voting=${false}
      .left=${due > 0 ? present / due : 0}
      .quorum=${due > 0 ? quorum.needed / due : null}
      .label=${t().presentLabel(present, due)}
      .figure=${String(present)}
      .caption=${t().presentOf(due)}
    ></chair-chamber>
    ${legend([
      ["on", common().present, present],
      ...lostEntry(countOf(view, "fault", null), t().offlineInPresent),
      ["gone", t().notIn, absent],
      ...(leave > 0 ? ([["gone", t().leave, leave]] as const) : []),
    ])}
    ${here ? delegations(presentShares(view.plan, (i) => bitAt(here, i))) : nothing}
    ${rulesLine(view.state)}
  </section>`;
}

/** What is on the ballot, or how far the delegations are. */
function beneath(focus: Division, shares: readonly Share[]) {
  const ballot = {
    word: `${form().onBallot} · ${taskWords(focus)}`,
    show: () => html`${ballotList(focus, true)}`,
  };
  const turnout = { word: t().byDelegation, show: () => html`${delegations(shares)}` };
  const tabs = shares.length > 0 ? [ballot, turnout] : [ballot];
  return html`<chair-tabs class="beneath" .of=${focus.id} .tabs=${tabs}></chair-tabs>`;
}

/** A key is pressed, a ballot of many names is handed in. */
function turnoutWords(ofNames: boolean) {
  return ofNames
    ? {
        title: form().turnout,
        on: form().cast,
        off: form().notCast,
        of: form().castOf,
        label: form().castLabel,
      }
    : {
        title: t().turnout,
        on: t().pressed,
        off: common().notPressed,
        of: t().pressedOf,
        label: t().turnoutLabel,
      };
}

function turnoutPanel(view: View) {
  const open = view.state.open;
  const present = open?.p ?? view.attendance.present;
  const pressed = view.turnout?.pressed ?? 0;
  const total = open?.deadline_ms ? open.deadline_ms - open.opened_ms : 0;
  const left = open?.deadline_ms ? Math.max(0, open.deadline_ms - view.now) / Math.max(1, total) : null;
  const { secondsLeft, focus } = view;
  const sealed = focus?.sealed ?? null;
  const ofNames = focus !== null && isForm(focus);
  const words = turnoutWords(ofNames);
  const shares = turnoutShares(view.turnout);
  const count = runningCount(focus);
  return html`<section class="sheet right ${sealed ? "secret" : ""} ${ofNames ? "form" : ""}" aria-label=${words.title} tabindex="0">
    <h2>
      <span>${words.title}</span>
      <span class="strong" role="timer">${secondsLeft === null ? t().noLimit : t().left(secondsLeft)}</span>
    </h2>
    <chair-chamber
      .plan=${view.plan}
      .told=${view.attendance}
      .pressed=${view.turnout?.bits}
      .voting=${true}
      .left=${left}
      .label=${words.label(pressed, present)}
      .figure=${String(pressed)}
      .caption=${words.of(present)}
    ></chair-chamber>
    ${legend([
      ["on", words.on, pressed],
      ["off", words.off, Math.max(0, present - pressed)],
      ["gone", common().absent, Math.max(0, (open?.n ?? view.attendance.due) - present)],
      ...lostEntry(countOf(view, "fault", bitsOf(view.turnout?.bits)), t().offlineInUnpressed),
    ])}
    ${sealed ? verifyingBlock(view, sealed) : nothing}${focus && count ? countBlock(focus, count) : nothing}
    ${ofNames ? beneath(focus, shares) : delegations(shares)}
  </section>`;
}

function waitingPanel(words: string) {
  return html`<section class="sheet right waiting" aria-label=${words} tabindex="0">
    <p class="tag live">${guard([], () => glyph("waiting"))}${words}</p>
  </section>`;
}

function figure(mark: "for" | "against" | "abstain" | "none" | null, word: string, count: number) {
  return html`<div class=${mark ? "" : "soft"}>
    <dt>${mark ? guard([mark], () => choiceGlyph(mark)) : nothing}${word}</dt>
    <dd>${count}</dd>
  </div>`;
}

export function fiveFigures(result: MotionResult) {
  return html`<dl class="figs">
    ${figure("for", common().for, result.for)}${figure("against", common().against, result.against)}
    ${figure("abstain", common().abstain, result.abstain)}
    ${restFigures(result).map(([word, count]) => figure("none", word, count))}${result.invalid ? nothing : figure(null, common().absent, result.absent)}
  </dl>`;
}

export function resultWords(result: MotionResult): string {
  const { absent, members } = result;
  return t().resultLabel(result.for, result.against, result.abstain, restWords(result), absent, members);
}

function resultPanel(division: Division, result: MotionResult, plan: View["plan"]) {
  const isPublic = result.declared_ms !== null;
  const drawn = () =>
    resultArc(result, {
      label: resultWords(result),
      tick: `${thresholdWords(result.rule)} ${result.needed}`,
      thickness: 0.22,
      middle: { small: common().for, large: String(result.for), size: 84 },
    });
  const verdict = result.carried ? common().carried : common().notCarried;
  return html`<section class="sheet right result" aria-label=${t().result} tabindex="0">
    ${
      isPublic && division.secrecy === "named" && !isUnpressed(division)
        ? html`<chair-votes
            .verdict=${verdict}
            .division=${division.id}
            .plan=${plan}
            .result=${result}
            .arc=${html`${guard([result, lang.value], drawn)}`}
          ></chair-votes>`
        : html`<h2><span>${isPublic ? t().result : t().resultNotPublic}</span><span class="verdict">${verdict}</span></h2>
            ${guard([result, lang.value], drawn)}`
    }
    ${fiveFigures(result)} ${handFigures(division, result)}
    <div class="why">
      <p><b>${say(result.sentence)}</b>${sourceLine(division.rule)}</p>
      <ul class="checks">
        ${result.checks.map((check) => html`<li>${guard([], () => glyph("tick"))}${say(check)}</li>`)}
        ${division.sealed ? scrutineersCheck(division.sealed) : nothing}${countChecks(division)}${warningLines(division)}
      </ul>
    </div>
  </section>`;
}

/** New keys, before the first vote under them: the fingerprint is still to be read aloud. */
function isToCompare({ state, step, focus }: View): boolean {
  return (
    step.kind === "announce" &&
    focus?.secrecy === "secret" &&
    !state.divisions.some(({ sealed }) => sealed !== null)
  );
}

/** Where the chair looks over what is to be voted on; in between who is present is read out. */
const SHOWS_BALLOT: ReadonlySet<Division["state"]> = new Set(["draft", "announced"]);

/** The panel that goes with the state. */
export function rightPanel(view: View) {
  const { focus, state, stage, step } = view;
  if (step.kind === "ceremony" || step.kind === "in-ceremony" || isToCompare(view))
    return ceremonyPanel(view);
  if (!focus || state.sitting.state === "created") return checkInPanel(view);
  const count = runningCount(focus);
  if (count && (isUnpressed(focus) || (focus.state === "closed" && !focus.sealed)))
    return countPanel(focus, count);
  if (focus.state === "open") return turnoutPanel(view);
  if (focus.state === "closed")
    return focus.sealed && stage
      ? closedPanel(view, focus, focus.sealed, stage, count ? countBlock(focus, count) : nothing)
      : waitingPanel(t().counting);
  if (focus.result)
    return isFormResult(focus.result)
      ? formResultPanel(focus, focus.result, view.plan)
      : resultPanel(focus, focus.result, view.plan);
  return SHOWS_BALLOT.has(focus.state) && isForm(focus)
    ? ballotPanel(focus, view.attendance.due)
    : checkInPanel(view);
}
