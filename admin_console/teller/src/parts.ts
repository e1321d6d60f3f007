/** Pieces around the work: bar, steps, who is awaited. */
import { type HandCount, signers } from "@hemicycle/kit/channels";
import { channelWords } from "@hemicycle/kit/countwords";
import { deskBar } from "@hemicycle/kit/deskbar";
import { phrases } from "@hemicycle/kit/dom";
import type { GlyphName } from "@hemicycle/kit/draw/glyphs";
import { common, say } from "@hemicycle/kit/i18n";
import { sign } from "@hemicycle/kit/sign";
import type { Role, State } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import type { Keeping } from "./desk.ts";
import { type Counted, type Step, stepsOf } from "./screen.ts";
import { t } from "./texts.ts";

export function roleWords(role: Role): string {
  return role === "scrutineer" ? t().scrutineer : t().teller;
}

export function bar(
  state: State | null,
  who: { readonly holder: string; readonly role: Role },
  online: boolean,
) {
  return deskBar({ title: t().page, state, online, holder: who.holder, role: roleWords(who.role) });
}

/** Whether what was typed survives a reload. */
export function keepingWords(keeping: Keeping) {
  if (!keeping) return nothing;
  // an element of its own: an alert is sure to be announced where it comes into the page, not where one that stands there becomes one
  if (keeping === "lost")
    return html`<span class="trouble" data-keeping="lost" role="alert">${t().notKept}</span>`;
  return html`<span class="soft" data-keeping=${keeping}>${keeping === "kept" ? t().kept : t().keeping}</span>`;
}

function signedWords(count: HandCount): string {
  const all = signers(count);
  return t().smallSigned(all.filter(({ signed }) => signed).length, all.length);
}

function smallWords({ channel, count }: Counted, step: Step): string {
  switch (step.name) {
    case "voting":
      if (channel !== "paper") return t().smallEntitled(count.entitled);
      return count.issued === null ? t().smallEntitled(count.entitled) : t().smallIssued(count.issued);
    case "returning":
      return count.returned === null ? "" : t().smallReturned(count.returned);
    case "counting":
      if (step.state === "done") return t().smallStands;
      return step.state === "current" ? t().smallAttempt(count.attempt, count.committed.length) : "";
    case "signing":
      return step.state === "ahead" ? "" : signedWords(count);
  }
}

export function steps(counted: Counted) {
  const told = { done: t().stepDone, current: t().stepCurrent, trouble: t().stepTrouble, ahead: "" };
  const name = (step: Step) =>
    step.name === "voting" && counted.channel !== "paper" ? t().raising : t()[step.name];
  return html`<nav class="steps" aria-label=${t().steps}>
    <h2>${t().steps}</h2>
    <ol>
      ${stepsOf(counted).map(
        (step, i) => html`<li class=${step.state} aria-current=${step.state === "current" ? "step" : nothing}>
          <span class="n" aria-hidden="true">${step.state === "done" ? sign("tick") : step.state === "trouble" ? sign("trouble") : i + 1}</span>
          <span><b>${name(step)}<span class="visually-hidden">${told[step.state]}</span></b><small>${smallWords(counted, step)}</small></span>
        </li>`,
      )}
    </ol>
  </nav>`;
}

function tagWords({ division, channel, count }: Counted): string {
  if (division.state === "open") return channel === "paper" ? t().tagVoting : t().tagRaising;
  switch (count.stage) {
    case "voting":
    case "returning":
      return t().tagReturning;
    case "overfull":
      return t().tagOverfull;
    case "counting":
      return t().tagCounting;
    case "signing":
      return t().tagSigning;
    case "signed":
      return t().tagSigned;
  }
}

/** What is counted, and how far it is. */
export function heading(counted: Counted) {
  const { division } = counted;
  const title = say(division.title);
  const secret = division.secrecy === "secret" ? common().secretVote : common().namedVote;
  return html`<div class="heading">
    <p class="kicker">
      <span class="tag live">${sign("dot")}${tagWords(counted)}</span>
      <span>${common().item(division.number)}</span>
      <span>${channelWords(division)}</span>
      ${counted.channel === "mixed" ? html`<span>${secret}</span>` : nothing}
    </p>
    <h1 class="title">${guard([title], () => phrases(title))}</h1>
    ${division.void ? html`<p class="trouble">${t().voidProposed(division.void.reason)}</p>` : nothing}
  </div>`;
}

/** Something that happened, and what it means. */
export function said(title: string, why: string, calm: GlyphName | null = null, more: unknown = nothing) {
  return html`<section class=${calm ? "sheet quiet-say" : "say"}>
    <p><b>${sign(calm ?? "trouble")}${title}</b></p>
    ${why ? html`<p>${why}</p>` : nothing}${more}
  </section>`;
}

/** The scrutineers with a mark each. */
export function signerList(count: Pick<HandCount, "asked" | "signed">) {
  return html`<ul class="people">
    ${signers(count).map(
      ({ holder, signed }) => html`<li>
        ${sign(signed ? "tick" : "waiting")}<b>${holder}</b><span>${signed ? t().signed : t().notSigned}</span>
      </li>`,
    )}
  </ul>`;
}
