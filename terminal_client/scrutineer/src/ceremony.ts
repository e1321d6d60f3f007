/** The key ceremony: who is how far, taking part, and the fingerprint read aloud. */
import { say } from "@hemicycle/kit/i18n";
import { sign } from "@hemicycle/kit/sign";
import { html, nothing } from "lit";
import type { Desk } from "./covers.ts";
import { bigGroups, type Card, cards, foot, nameOf, notice, type Piece } from "./parts.ts";
import { ROUNDS, roundsDone } from "./steps.ts";
import { nth, t } from "./texts.ts";
import type { Ceremony, LiveView } from "./types.ts";

const HOLD_MS = 1000;

function card(ceremony: Ceremony, index: number): Card {
  const done = roundsDone(ceremony, index);
  const ended = ceremony.phase === "aborted";
  return {
    name: nameOf(ceremony, index),
    role: index === ceremony.index ? t().me : t().role,
    figure: String(done),
    caption: t().rounds,
    share: done / ROUNDS.length,
    mark: ended ? "none" : done === ROUNDS.length ? "tick" : "waiting",
    word: ended ? t().ended : nth(t().roundWords, done),
    me: index === ceremony.index,
    bad: ended && ceremony.fault?.culprit === index,
  };
}

function fault(ceremony: Ceremony): Piece {
  const { fault: found } = ceremony;
  if (!found) return nothing;
  const by = found.by === 0 ? t().byOffice : nameOf(ceremony, found.by);
  const culprit = found.culprit > 0 ? t().culprit(nameOf(ceremony, found.culprit)) : "";
  return notice(say(found), [t().abortedBy(by), culprit, t().aborted]);
}

function head(live: LiveView, ceremony: Ceremony, title: string): Piece {
  return html`<section>
    <p class="kicker">
      <span class="tag">${sign(ceremony.phase === "ready" ? "tick" : "waiting")}${t().stepsCeremony}</span>
      <span>${t().attempt(ceremony.attempt)}</span>
      <span>${t().ofN(ceremony.k, ceremony.n)}</span>
    </p>
    <h1>${title}</h1>
    <p class="visually-hidden">${say(live.sitting.title)}</p>
  </section>`;
}

function people(ceremony: Ceremony): Piece {
  return cards(ceremony.scrutineers.map(({ index }) => card(ceremony, index)));
}

export function ceremonyScreen(live: LiveView, ceremony: Ceremony, desk: Desk): Piece {
  const invited = ceremony.index > 0 && ceremony.phase === "committing" && !ceremony.joined;
  const words = ceremony.index === 0 ? t().notMine : ceremony.phase === "aborted" ? "" : t().taking;
  return html`${head(live, ceremony, t().ceremonyTitle)} ${people(ceremony)} ${fault(ceremony)}
    <section class="sheet pin">
      <p class="soft">${t().pin}</p>
      <p class="code">${ceremony.pin}</p>
    </section>
    ${foot(
      invited
        ? html`<hold-control
            .label=${t().takePart}
            .note=${t().takePartNote}
            .hint=${t().space}
            .holdMs=${HOLD_MS}
            @done=${() => void desk.attempt("take-part")}
          ></hold-control>`
        : html`<p class="soft big">${words}</p>`,
    )}`;
}

export function compareScreen(live: LiveView, ceremony: Ceremony, desk: Desk): Piece {
  if (ceremony.valid)
    return html`${head(live, ceremony, t().ceremonyTitle)}${people(ceremony)}${notice(t().sealInvalid, say(ceremony.valid))}`;
  const names = [0, 1, 2].map((i) => nth(t().group, i));
  return html`${head(live, ceremony, t().compareTitle)}
    ${bigGroups(ceremony.fingerprint, names)}
    <p class="eq"><b>${sign("tick")}${t().recomputed}</b><span class="soft">${t().voices}</span></p>
    <div class="foot row">
      <hold-control
        .label=${t().same}
        .note=${t().sameNote}
        .hint=${t().space}
        .holdMs=${HOLD_MS}
        @done=${() => void desk.attempt("compare", { same: true })}
      ></hold-control>
      <two-press
        kind=""
        .label=${t().notSame}
        .question=${ceremony.used ? t().notSameUsed : t().notSameSure}
        @done=${() => void desk.attempt("compare", { same: false })}
      ></two-press>
    </div>`;
}
