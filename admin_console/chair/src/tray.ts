/** The problems tray, always at the bottom: what happened, what it means, the lawful ways on. */
import { isUnpressed } from "@hemicycle/kit/channels";
import type { ConnectionStatus } from "@hemicycle/kit/connection";
import { overfullWhyWords, overfullWords } from "@hemicycle/kit/countwords";
import { glyph } from "@hemicycle/kit/draw/glyphs";
import { common, say } from "@hemicycle/kit/i18n";
import type { Division, Problem } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import { runningCount } from "./counting.ts";
import { t as count } from "./counttexts.ts";
import type { Notice } from "./desk.ts";
import { type Issue, told } from "./issue.ts";
import type { LostSeat } from "./lost.ts";
import { type ScrutinyActions, scrutinyIssues, wayAfter } from "./scrutinyissues.ts";
import { t as secret } from "./secrettexts.ts";
import { nextPending } from "./state.ts";
import { t } from "./traytexts.ts";
import type { View } from "./view.ts";

function ofConnection(status: ConnectionStatus, takeBack: () => void): Issue[] {
  if (status.phase === "offline") return [told(t().lost, t().lostWhy)];
  if (status.phase !== "stopped") return [];
  switch (status.stop) {
    case "revoked":
      return [told(t().stoppedRevoked, t().stoppedRevokedWhy)];
    case "replaced": {
      const way = { words: t().takeBack, go: takeBack };
      return [{ what: t().stoppedReplaced, means: t().stoppedReplacedWhy, way }];
    }
    default:
      return [told(t().stoppedWrong, t().stoppedWrongWhy)];
  }
}

function ofNotice(notice: Notice, view: View | null, dismiss: (id: number) => void): Issue {
  const way = { words: t().understood, go: () => dismiss(notice.id) };
  const words = notice.words ? say(notice.words) : "";
  switch (notice.kind) {
    case "other-console":
      return { ...told(t().otherConsole, words && t().sentence(words), t().otherConsoleWhy), way };
    case "unsent":
      return { what: t().unsent, means: t().unsentWhy, way };
    case "differs":
      return { what: t().differs, means: t().differsWhy, way };
    case "refused":
      return { what: words, means: wayAfter(notice, view), way };
  }
}

/** What the server reports of itself. A bundle that can't be written concerns one division, a record none. */
function ofProblem(problem: Problem, divisions: readonly Division[]): Issue {
  const division = divisions.find(({ id }) => id === problem.division);
  const which = division ? `${common().item(division.number)} · ` : "";
  switch (problem.code) {
    case "store-unavailable":
      return told(t().boxAway, t().boxAwayWhy, t().boxAwayWays);
    case "record-unavailable":
      return division
        ? told(which + t().bundleAway, t().bundleAwayWhy, t().bundleAwayWays)
        : told(t().recordAway, t().recordAwayWhy, t().recordAwayWays);
    case "box-lost":
      return told(which + t().boxLost, t().boxLostWhy, t().voidWays);
    case "tally-out-of-range":
      return told(which + secret().outOfRange, secret().outOfRangeWhy, t().voidWays);
    case "box-mismatch":
      return told(which + t().boxDiffers, t().boxDiffersWhy, t().voidWays);
    case "internal":
      return told(which + t().serverFailed, t().serverFailedWhy, t().serverTroubleWays);
    default:
      return told(which + t().serverTrouble(problem.code), t().serverTroubleWays);
  }
}

/** Up to so many lost terminals are told one by one. */
const ONE_BY_ONE = 3;

function lasting(seconds: number): string {
  return seconds < 60 ? t().forSeconds(seconds) : t().forMinutes(Math.floor(seconds / 60));
}

function lostMeans(pressed: boolean, voting: boolean): readonly string[] {
  if (!voting) return [t().seatLostWhy, t().seatLostWays];
  return pressed ? [t().seatLostPressedWhy, t().seatLostWays] : [t().seatLostOpenWhy, t().seatLostOpenWays];
}

/** Lost terminals by seat and delegation; many at once by delegation and number. */
function ofLost(lost: readonly LostSeat[], voting: boolean): Issue[] {
  const [first] = lost;
  if (!first) return [];
  if (lost.length <= ONE_BY_ONE)
    return lost.map(({ seat, seconds, pressed }) => ({
      ...told(t().seatLost(seat.delegation, seat.row, seat.col), ...lostMeans(pressed, voting)),
      lasts: lasting(seconds),
    }));
  const counts = new Map<string, number>();
  for (const { seat } of lost) counts.set(seat.delegation, (counts.get(seat.delegation) ?? 0) + 1);
  const where = [...counts].map(([name, count]) => `${name} ${count}`).join(t().listed);
  const everyPressed = lost.every(({ pressed }) => pressed);
  return [
    {
      ...told(t().seatsLost(lost.length, where), ...lostMeans(everyPressed, voting)),
      lasts: lasting(first.seconds),
    },
  ];
}

/** More ballots came back than were issued (E4). */
function ofCount(view: View, voidIt: (division: string) => void): Issue[] {
  const { focus } = view;
  const running = runningCount(focus);
  if (!focus || running?.stage !== "overfull" || focus.void) return [];
  const means = overfullWhyWords(running) + t().stop + count().overfullWays;
  const way = { words: t().proposeVoid, go: () => voidIt(focus.id) };
  return [{ what: overfullWords(running), means, way }];
}

export interface TrayActions extends ScrutinyActions {
  readonly voidIt: (division: string) => void;
  readonly dismiss: (id: number) => void;
  readonly takeBack: () => void;
}

export interface Troubles {
  readonly status: ConnectionStatus;
  readonly notices: readonly Notice[];
  readonly lost: readonly LostSeat[];
}

/** All that needs attention, the connection first. */
export function issuesOf(view: View | null, troubles: Troubles, actions: TrayActions): readonly Issue[] {
  const { status, notices, lost } = troubles;
  const problems = view?.state.problems ?? [];
  return [
    ...ofConnection(status, actions.takeBack),
    ...notices.map((notice) => ofNotice(notice, view, actions.dismiss)),
    ...problems.map((problem) => ofProblem(problem, view?.state.divisions ?? [])),
    ...(view ? [...ofCount(view, actions.voidIt), ...scrutinyIssues(view, actions)] : []),
    ...ofLost(lost, view?.focus?.state === "open" && !isUnpressed(view.focus)),
  ];
}

function upNext(view: View | null) {
  const next =
    view?.focus && view.state.sitting.state === "open" ? nextPending(view.state, view.focus) : null;
  return next
    ? html`<span class="push soft">${t().nextItem(next.number, say(next.short) || say(next.title))}</span>`
    : nothing;
}

function issueLine({ what, lasts, means, way }: Issue) {
  return html`<li>
    <p>
      <b>${what}${lasts ? html`<span aria-hidden="true"> ${lasts}</span>` : nothing}</b>
      ${means ? html`<span class="means">${means}</span>` : nothing}
    </p>
    ${way ? html`<button class="btn small" type="button" @click=${way.go}>${way.words}</button>` : nothing}
  </li>`;
}

export function tray(view: View | null, issues: readonly Issue[]) {
  if (issues.length === 0)
    return html`<aside class="tray" aria-label=${t().tray}>
      <p class="tag">${guard(["ok"], () => glyph("tick"))}${t().nothingWrong}</p>
      ${upNext(view)}
    </aside>`;
  return html`<aside class="tray" aria-label=${t().tray} tabindex="0">
    <p class="tag notice box">${guard(["wrong"], () => glyph("trouble"))}${t().wrong(issues.length)}</p>
    <div role="status">
      <ul class="issues">
        ${issues.map(issueLine)}
      </ul>
    </div>
  </aside>`;
}
