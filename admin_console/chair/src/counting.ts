/** A count by hand as the chair sees it: where it stands, what is awaited and from whom. Pure but for the language. */
import {
  type CountAttempt,
  channelOf,
  type HandCount,
  isCounted,
  isDoubted,
  isUnpressed,
  signers,
} from "@hemicycle/kit/channels";
import {
  attemptWords,
  counted,
  overfullWhyWords,
  overfullWords,
  placeWords,
} from "@hemicycle/kit/countwords";
import { type GlyphName, glyph } from "@hemicycle/kit/draw/glyphs";
import { say } from "@hemicycle/kit/i18n";
import type { Division } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import { t } from "./counttexts.ts";
import type { View } from "./view.ts";

/** The count that a division waits for; null where only terminals vote, or before the opening and after the tally. */
export function runningCount(division: Division | null): HandCount | null {
  if (!division || !isCounted(division)) return null;
  return division.state === "open" || division.state === "closed" ? (division.hand_count ?? null) : null;
}

/** Whether a mixed vote still waits for its terminals while its hands are done. */
function waitsForTerminals(division: Division, count: HandCount): boolean {
  return channelOf(division) === "mixed" && count.stage === "signed";
}

/** Its name on the dominant control; "" for the usual one. */
export function countLabel(focus: Division | null): string {
  const count = runningCount(focus);
  if (!focus || !count || (focus.sealed && waitsForTerminals(focus, count))) return "";
  if (focus.state === "open") {
    const channel = channelOf(focus);
    return channel === "mixed" ? "" : channel === "paper" ? t()["label-close"] : t()["label-close-hands"];
  }
  return count.stage === "voting" ? "" : t()[`label-${count.stage}`];
}

const names = (all: readonly { readonly holder: string }[]) =>
  all.map(({ holder }) => holder).join(t().listed);

function closedNote(focus: Division, count: HandCount): string {
  const [first] = count.committed;
  switch (count.stage) {
    case "returning":
      return t().noteReturn;
    case "overfull":
      return isDoubted(count) ? t().noteDoubted : t().noteOverfull;
    case "counting":
      if (!first) return t().noteCommitNone;
      return count.committed.length > 1 ? t().noteReveal : t().noteCommitOne(first.holder);
    case "signing":
      return count.asked.length > 0 ? t().noteSign(names(signers(count))) : t().noteSignNobody;
    case "signed":
      return waitsForTerminals(focus, count) ? t().noteTerminals : t().noteTally;
    default:
      return "";
  }
}

/** What is awaited and from whom; "" for the usual words. */
export function countNote(focus: Division | null): string {
  const count = runningCount(focus);
  if (!focus || !count) return "";
  if (focus.state === "closed")
    return focus.sealed && count.stage === "signed" ? "" : closedNote(focus, count);
  switch (channelOf(focus)) {
    case "paper":
      return count.issued === null ? t().noteIssue : t().noteClosePaper(count.issued);
    case "hands":
      return t().noteCloseHands;
    default:
      return "";
  }
}

/** What follows when such a vote is opened. */
export function openingNote({ focus, attendance }: View): string {
  if (!focus || !isUnpressed(focus)) return "";
  const { due, present } = attendance;
  return channelOf(focus) === "paper" ? t().noteOpenPaper(due, present) : t().noteOpenHands(due, present);
}

/** The state of a running count in a few words, for the strip. */
export function countOutcome(division: Division): string {
  const count = runningCount(division);
  if (!count || division.state !== "closed") return "";
  switch (count.stage) {
    case "overfull":
      return t()["outcome-overfull"];
    case "signing":
    case "signed":
      return t()["outcome-signing"];
    default:
      return t()["outcome-counting"];
  }
}

// --- the panel ---

type Place = "behind" | "present" | "ahead";

function stepLine(place: Place, name: string, words: string, more: unknown = nothing, mark?: GlyphName) {
  const shown = mark ?? (place === "behind" ? "tick" : place === "present" ? "waiting" : "ring");
  return html`<li class="${place} ${shown === "trouble" ? "bad" : ""}" aria-current=${place === "present" ? "step" : nothing}>
    ${guard([shown], () => glyph(shown))}
    <div><b>${name}</b>${words ? html` <span>${words}</span>` : nothing}${more}</div>
  </li>`;
}

function votingWords(
  division: Division,
  { issued, entitled }: HandCount,
): readonly [name: string, words: string] {
  switch (channelOf(division)) {
    case "paper":
      return [t().voting, issued === null ? t().notIssued(entitled) : t().issued(issued, entitled)];
    case "mixed":
      return [t().pressing, t().byVideo(entitled)];
    default:
      return [t().raising, t().entitled(entitled)];
  }
}

/** People with a mark each. */
function marks(people: readonly { readonly holder: string; readonly done: boolean }[]) {
  if (people.length === 0) return nothing;
  return html`<ul class="marks">
    ${people.map(({ holder, done }) => html`<li>${guard([done], () => glyph(done ? "tick" : "waiting"))}${holder}</li>`)}
  </ul>`;
}

/** Why an attempt came to nothing, and where. */
function failedAttempt(division: Division, { attempt, reason, differences, faults }: CountAttempt) {
  const value = (number: number | null) => (number === null ? "–" : String(number));
  const places = [
    ...differences.map(({ path, values }) => {
      const both = values ? ` ${value(values[0])} / ${value(values[1])}` : "";
      return placeWords(division, path) + both;
    }),
    ...faults.map((fault) =>
      [placeWords(division, fault.path), say(fault)].filter(Boolean).join(counted().join),
    ),
  ];
  return html`<p class="trouble"><b>${t().failed(attempt, attemptWords(reason))}</b>${
    places.length > 0 ? html`<br />${t().places(places.join(t().listed))}` : nothing
  }</p>`;
}

const ORDER = ["voting", "returning", "counting", "signing"] as const;

function placeOf(step: (typeof ORDER)[number], division: Division, { stage }: HandCount): Place {
  if (stage === "signed") return "behind";
  const present = division.state === "open" ? "voting" : stage === "overfull" ? "returning" : stage;
  const [own, at] = [ORDER.indexOf(step), ORDER.indexOf(present)];
  return own < at ? "behind" : own === at ? "present" : "ahead";
}

/** The steps of a count with what is there and what is missing. */
function countSteps(division: Division, count: HandCount) {
  const at = (step: (typeof ORDER)[number]) => placeOf(step, division, count);
  const [name, words] = votingWords(division, count);
  const overfull = count.stage === "overfull";
  const { issued, returned, committed } = count;
  const returnWords =
    returned === null ? t().notReturned : overfull ? "" : t().returned(returned, (issued ?? 0) - returned);
  const why = html`<p class="trouble"><b>${overfullWords(count)}</b><br />${overfullWhyWords(count)}</p>`;
  const again = count.attempt > 1 ? t().attempt(count.attempt) : "";
  const done = at("counting") === "behind" ? t().stands : t().committed(committed.length);
  const last = at("counting") === "present" ? count.attempts.at(-1) : undefined;
  const all = signers(count);
  const signed = all.filter((one) => one.signed).length;
  return html`${stepLine(at("voting"), name, words)}
    ${
      channelOf(division) === "paper"
        ? stepLine(
            at("returning"),
            t().returning,
            at("returning") === "ahead" ? "" : returnWords,
            overfull ? why : nothing,
            overfull ? "trouble" : undefined,
          )
        : nothing
    }
    ${stepLine(
      at("counting"),
      t().counting,
      at("counting") === "ahead" ? "" : [again, done].filter(Boolean).join(counted().join),
      at("counting") === "ahead"
        ? nothing
        : html`${marks(committed.map(({ holder }) => ({ holder, done: true })))}${
            at("counting") === "present" ? html`<p class="soft">${t().hidden}</p>` : nothing
          }${last ? failedAttempt(division, last) : nothing}`,
    )}
    ${stepLine(
      at("signing"),
      t().signing,
      at("signing") === "ahead" ? "" : t().signed(signed, all.length),
      at("signing") === "ahead"
        ? nothing
        : marks(all.map(({ holder, signed }) => ({ holder, done: signed }))),
    )}`;
}

/** The panel of a running count; `above` stands before it (the terminals of a mixed vote). */
export function countPanel(division: Division, count: HandCount) {
  return html`<section class="sheet right counting" aria-label=${t().panel} tabindex="0">
    <h2><span>${t().panel}</span><span class="strong">${counted()[channelOf(division) as "paper" | "hands" | "mixed"]}</span></h2>
    <ol class="quick">
      ${countSteps(division, count)}
    </ol>
  </section>`;
}

/** The same in short, under what the terminals say of a mixed vote. */
export function countBlock(division: Division, count: HandCount) {
  return html`<ol class="quick beside-terminals" aria-label=${t().panel}>${countSteps(division, count)}</ol>`;
}

/** Beside the checks of a result: who counted, in how many attempts, who signed. */
export function countChecks({ hand_count: count }: Division) {
  if (!count) return nothing;
  const all = signers(count);
  const lines = [
    t().tellers(names(count.revealed)),
    ...(count.attempt > 1 ? [t().attempts(count.attempt)] : []),
    t().moreSigned(all.filter(({ signed }) => signed).length, all.length),
  ];
  return lines.map((line) => html`<li>${guard([], () => glyph("tick"))}${line}</li>`);
}
