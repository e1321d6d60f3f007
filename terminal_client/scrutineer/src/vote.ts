/** A secret vote on this device: how far everybody is, what differs, and the release by hand. */
import { phrases } from "@hemicycle/kit/dom";
import { say } from "@hemicycle/kit/i18n";
import { sign } from "@hemicycle/kit/sign";
import { html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import type { Desk } from "./covers.ts";
import { namingPanel, namingState, namingWait } from "./naming.ts";
import { naming as words } from "./namingtexts.ts";
import { type Card, cards, foot, lock, nameOf, notice, type Piece } from "./parts.ts";
import { progressOf, type Standing, standing } from "./steps.ts";
import { t } from "./texts.ts";
import type { Ceremony, LiveView, Person, Refusal, Vote } from "./types.ts";

function standingWords(vote: Vote, word: Standing["word"]): string {
  if (word === "mixed") return words().mixedWord;
  if (word === "opened")
    return vote.naming?.kind === "orders" ? words().openedOrdersWord : words().openedWord;
  return t()[`${word}Word`];
}

function card(vote: Vote, ceremony: Ceremony, person: Person): Card {
  const me = ceremony.index;
  const { done, of } = progressOf(vote, person.index, me);
  const stands = standing(vote, person, me);
  return {
    name: nameOf(ceremony, person.index),
    role: person.index === me ? t().me : t().role,
    figure: String(done),
    caption: t().ofBallots(of),
    share: of === 0 ? (vote.frozen ? 1 : 0) : done / of,
    mark: stands.mark,
    word: standingWords(vote, stands.word),
    me: person.index === me,
    bad: stands.bad,
  };
}

function stateOf(vote: Vote, k: number): string {
  if (vote.naming) return namingState(vote, k);
  if (vote.frozen) return t().stateFrozen;
  return vote.state === "open" ? t().stateOpen : t().stateClosed;
}

function head(vote: Vote, k: number): Piece {
  const title = say(vote.title);
  return html`<section>
    <p class="kicker">
      <span class="tag ${vote.state === "open" ? "live" : ""}">${vote.state === "open" ? sign("dot") : lock()}${stateOf(vote, k)}</span>
      <span>${t().item(vote.number)}</span>
      <span>${t().secret}</span>
      <span>${t().totals(vote.counted, vote.electorate)}</span>
      ${vote.received > vote.recorded ? html`<span>${t().received(vote.received - vote.recorded)}</span>` : nothing}
    </p>
    <h1 class="title">${guard([title], () => phrases(title))}</h1>
  </section>`;
}

function refusal(ceremony: Ceremony, vote: Vote, item: Refusal): Piece {
  const able = vote.active.filter((index) => !vote.refusals.some((other) => other.index === index)).length;
  const what = [item.act === "open" ? t().atOpen : t().atRoot, say(item), item.detail]
    .filter(Boolean)
    .join(" · ");
  const means = able >= vote.q ? t().finish(able, ceremony.k) : t().cantFinish;
  return notice(t().refuses(nameOf(ceremony, item.index)), [what, means]);
}

function troubles(vote: Vote, ceremony: Ceremony): readonly Piece[] {
  return [
    vote.bad_entry ? notice(t().badEntry(vote.bad_entry.position), say(vote.bad_entry)) : nothing,
    ...vote.refusals.map((item) => refusal(ceremony, vote, item)),
    vote.repeats.length > 0 ? notice(t().repeats(vote.repeats.length), "") : nothing,
    vote.wait?.code === "call-differs" ? notice(say(vote.wait), words().callDiffers) : nothing,
    vote.void ? notice(t().voidProposed, vote.void.reason) : nothing,
  ];
}

function waiting(vote: Vote, ceremony: Ceremony): string {
  switch (vote.wait?.code) {
    case "verifying":
      return t().waitVerifying;
    case "before-deadline":
      return t().waitDeadline;
    case "certificates":
      return t().waitCertificates(vote.rooted.length, vote.q);
    case "too-few-ballots":
      return t().waitFew;
    case "not-certified":
      return t().waitNotCertified;
    case "compare":
      return t().waitCompare;
    case "share-missing":
      return t().waitShare;
    case "call-differs":
      return "";
    case undefined:
      return vote.state === "open" ? t().waitOpen : namingWait(vote, ceremony);
    default:
      return vote.wait ? say(vote.wait) : "";
  }
}

function frozen(vote: Vote): Piece {
  if (!vote.frozen) return nothing;
  return html`<section class="sheet print">
    <p class="soft">${t().freezeCode}</p>
    <p class="fp code">${vote.frozen.code.map((group) => html`<span>${group}</span>`)}</p>
    <p class="eq"><b>${sign("tick")}${t().signedSame(vote.rooted.length)}</b></p>
  </section>`;
}

export function voteScreen(live: LiveView, vote: Vote, ceremony: Ceremony, desk: Desk): Piece {
  const byHand = vote.wait?.code === "by-hand";
  const why = live.by_hand ? t().releaseMine : t().releaseFew;
  return html`${head(vote, ceremony.k)} ${cards(ceremony.scrutineers.map((person) => card(vote, ceremony, person)))}
    ${troubles(vote, ceremony)} ${frozen(vote)} ${namingPanel(vote, ceremony)}
    ${
      byHand
        ? foot(
            html`<hold-control
              .label=${t().releaseNow}
              .note=${t().releaseNote}
              .hint=${t().space}
              .holdMs=${2000}
              @done=${() => void desk.attempt("release", { division: vote.division })}
            ></hold-control>`,
            why,
          )
        : foot(html`<p class="soft big">${waiting(vote, ceremony)}</p>`)
    }`;
}
