/** The work of each screen: what is shown, and the one thing that can be done next. Pure but for the language. */

import { isCounted, isDoubted, signers } from "@hemicycle/kit/channels";
import { type Draft, figuresOf, type Ground, groundOf } from "@hemicycle/kit/counts";
import {
  channelWords,
  counted as countedWords,
  overfullWhyWords,
  overfullWords,
} from "@hemicycle/kit/countwords";
import { common, say } from "@hemicycle/kit/i18n";
import type { Division, State } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { progressOf } from "./draft.ts";
import { notesOf } from "./notes.ts";
import { said, signerList } from "./parts.ts";
import type { Counted, Screen } from "./screen.ts";
import { figuresShown, lastAttempt } from "./shown.ts";
import { t } from "./texts.ts";

/** The dominant control of a screen. */
export interface Act {
  readonly kind: "issue" | "return" | "hand-in" | "send-again" | "sign";
  readonly label: string;
  readonly note: string;
  readonly holdMs: number;
  readonly blocked: boolean;
}

/** What the person at the desk has typed, and how the link is. */
export interface Typing {
  readonly draft: Draft | null;
  readonly number: number | null;
  readonly online: boolean;
}

const [BRIEFLY, LONG] = [1000, 2000] as const;

export const ground = ({ division, count }: Counted): Ground =>
  groundOf(division, count.entitled, count.returned);

const held = (holdMs: number, words: string) => (holdMs > 0 ? t().holdFor(holdMs / 1000) : "") + words;

function numberAct(kind: "issue" | "return", { count }: Counted, { number, online }: Typing): Act {
  const issue = kind === "issue";
  const tooMany = issue && number !== null && number > count.entitled;
  const invalid = !issue && number !== null && number > (count.issued ?? 0);
  const doubted = isDoubted(count);
  const tooManyBack = doubted ? countedWords().overfull : countedWords().doubted;
  const same = !doubted && number !== null && number === (issue ? count.issued : count.returned);
  const label =
    number === null
      ? issue
        ? t().issuedTitle
        : t().returnedTitle
      : issue
        ? t().issuedDo(number)
        : t().returnedDo(number);
  const holdMs = invalid ? LONG : 0;
  const note = !online
    ? t().handInOffline
    : number === null
      ? t().numberFirst
      : tooMany
        ? t().issuedMore(count.entitled)
        : same
          ? issue
            ? t().issuedAre(number)
            : ""
          : held(holdMs, invalid ? tooManyBack(number, count.issued ?? 0) : "");
  return { kind, label, note, holdMs, blocked: !online || number === null || tooMany || same };
}

/** Why figures can't be handed in; "" if they can. */
export function obstacle(counted: Counted, { draft, online }: Typing): string {
  if (!draft) return t().connecting;
  const { done, all } = progressOf(draft);
  if (done < all) return t().handInMissing(all - done);
  const faults = notesOf(draft, ground(counted)).length;
  if (faults > 0) return t().handInFaults(faults);
  if (!figuresOf(draft)) return t().handInNames;
  if (counted.division.state === "open") return t().handInOpen;
  return online ? "" : t().handInOffline;
}

/** The dominant control; null where there is nothing to do but to wait. */
export function actOf({ kind, counted }: Screen, typing: Typing): Act | null {
  if (!counted) return null;
  switch (kind) {
    case "issue":
      return numberAct("issue", counted, typing);
    case "return":
      return numberAct("return", counted, typing);
    case "entry": {
      const why = obstacle(counted, typing);
      return {
        kind: "hand-in",
        label: t().handIn,
        note: why || held(BRIEFLY, t().handInHow),
        holdMs: BRIEFLY,
        blocked: why !== "",
      };
    }
    case "unsent":
      return {
        kind: "send-again",
        label: t().sendAgain,
        note: typing.online ? "" : t().handInOffline,
        holdMs: 0,
        blocked: !typing.online,
      };
    case "sign":
      return {
        kind: "sign",
        label: t().sign,
        note: typing.online ? held(LONG, t().signHow) : t().signOffline,
        holdMs: LONG,
        blocked: !typing.online,
      };
    default:
      return null;
  }
}

const names = (all: readonly { readonly holder: string }[]) =>
  all.map(({ holder }) => holder).join(t().listed);

/** The count that stands: its figures, who counted, who has signed. */
function standing({ division, count }: Counted, mine: boolean) {
  const missing = signers(count).filter(({ signed }) => !signed);
  const wait =
    count.asked.length === 0
      ? t().signersNone
      : count.signed.length === 0
        ? t().signersAwaited(names(missing))
        : division.channel === "mixed" && division.state === "closed"
          ? t().signersTerminals
          : t().signersDone;
  const tellers = count.revealed.length > 0 ? count.revealed : count.committed;
  return html`${said(mine ? t().signMine : t().stands, mine ? wait : t().standsBy(names(tellers)), "tick")}
    ${count.figures ? figuresShown(division, count.figures, count.returned) : nothing}
    <section class="sheet signers">
      <h2>${t().signers}</h2>
      ${signerList(count)}
      ${mine ? nothing : html`<p class="soft">${wait}</p>`}
    </section>`;
}

function watching({ division, count }: Counted) {
  const words =
    division.state === "open"
      ? t().watchVoting
      : count.stage === "counting"
        ? t().watchCounting(count.committed.length)
        : t().watchReturning;
  return html`${said(`${t().watch}${countedWords().join}${words}`, t().watchWhy, "waiting")}${lastAttempt(division, count.attempts)}`;
}

/** What stands on the desk beside forms: words, figures, people. Null for screens that are forms. */
export function wordsOf({ kind, counted }: Screen, me: { readonly key: string }) {
  if (!counted) return null;
  const { count } = counted;
  switch (kind) {
    case "overfull":
      return said(overfullWords(count), overfullWhyWords(count));
    case "unsent":
      return said(t().unsent, t().unsentWhy);
    case "waiting":
      return said(t().waiting, t().waitingWhy, "tick");
    case "revealing":
      return said(t().revealing, t().revealingWhy, "waiting");
    case "lost":
      return said(t().lost, t().lostWhy + (count.revealed.length > 0 ? t().lostThird : ""));
    case "others": {
      const two = count.committed.length > 1;
      return said(two ? t().others : t().othersSame, t().othersWhy(names(count.committed)), "waiting");
    }
    case "sign":
      return standing(counted, false);
    case "signing":
      return standing(
        counted,
        count.signed.some(({ key }) => key === me.key),
      );
    case "watch":
      return watching(counted);
    default:
      return null;
  }
}

function stateWords({ state, result }: Division): string {
  if (state === "void") return say({ zh: "作废", en: "Void" });
  if (result?.declared_ms)
    return "carried" in result ? (result.carried ? common().carried : common().notCarried) : "";
  return "";
}

/** Nothing is counted: what will be, and what was. */
export function idle(state: State | null, sitting: string | null | undefined) {
  if (sitting === null) return html`<div class="idle"><h1>${t().noSitting}</h1></div>`;
  if (!state) return html`<div class="idle"><h1>${t().connecting}</h1></div>`;
  const items = state.divisions.filter((one) => isCounted(one) && one.state !== "draft");
  return html`<div class="idle">
    <h1>${t().idle}</h1>
    <p class="soft">${t().idleWhy}</p>
    <section class="sheet agenda" aria-labelledby="agenda-title">
      <h2 id="agenda-title">${t().toCount}</h2>
      ${
        items.length === 0
          ? html`<p class="soft">${t().nothingToCount}</p>`
          : html`<ol>
              ${[...items]
                .sort((a, b) => a.number - b.number)
                .map(
                  (one) =>
                    html`<li><span class="no">${one.number}</span><b>${say(one.short) || say(one.title)}</b><span class="soft">${channelWords(one)}</span><span>${stateWords(one)}</span></li>`,
                )}
            </ol>`
      }
    </section>
  </div>`;
}
