/** Pieces that several screens share: bar, steps, cards of the scrutineers, sections of trouble. */
import { lookButtons } from "@hemicycle/kit/deskbar";
import { arcStroke } from "@hemicycle/kit/draw/geometry";
import type { GlyphName } from "@hemicycle/kit/draw/glyphs";
import { mark } from "@hemicycle/kit/draw/mark";
import { say } from "@hemicycle/kit/i18n";
import { sign } from "@hemicycle/kit/sign";
import { html, nothing, svg, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import type { Step } from "./steps.ts";
import { t } from "./texts.ts";
import type { Ceremony, View } from "./types.ts";

export type Piece = TemplateResult | typeof nothing;

/** A closed lock: the box is sealed. */
export function lock(): Piece {
  return html`<svg class="g" viewBox="0 0 24 24" aria-hidden="true">
    ${svg`<path d="M5 11h14v10H5Z M8 11V7.5a4 4 0 0 1 8 0V11" fill="none" stroke="currentColor" stroke-width="2.2"></path>`}
  </svg>`;
}

/** The bottom of a screen: the dominant control, or what is waited for. `why` stands above it. */
export function foot(control: Piece, why = ""): Piece {
  return html`<div class="foot">
    ${why ? html`<p class="why">${why}</p>` : nothing}
    ${control}
  </div>`;
}

export function bar(view: View | null): Piece {
  const { ceremony, sitting, device } = view ?? {};
  const about = [sitting && say(sitting.title), ceremony ? t().people(ceremony.n, ceremony.k) : ""].filter(
    Boolean,
  );
  const body = sitting ? say(sitting.body) : "";
  return html`<header class="bar">
    ${guard([], mark)}
    <p class="where">
      <b>${body ? `${t().page} · ${body}` : t().page}</b>
      ${about.length > 0 ? html`<span>${about.join(" · ")}</span>` : nothing}
    </p>
    <div class="push tools">
      ${
        sitting
          ? view?.connected
            ? html`<span class="tag live">${sign("online")}${t().connected}</span>`
            : html`<span class="tag notice">${sign("offline")}${t().notConnected}</span>`
          : nothing
      }
      ${lookButtons()}
    </div>
    ${device ? html`<p class="holder"><b>${device.holder}</b><span>${t().local}</span></p>` : nothing}
  </header>`;
}

/** The steps at the left; small words under each. `names` are of steps that are not among the page's own words. */
export function stepList(
  title: string,
  steps: readonly Step[],
  small: Readonly<Record<string, string>>,
  names: Readonly<Record<string, string>> = {},
): Piece {
  const words = { ...(t() as unknown as Readonly<Record<string, string>>), ...names };
  const told = { done: t().stepDone, current: t().stepCurrent, trouble: t().stepTrouble, ahead: "" };
  return html`<nav class="steps" aria-label=${title}>
    <h2>${title}</h2>
    <ol>
      ${steps.map(
        (step, i) => html`<li class=${step.state} aria-current=${step.state === "current" ? "step" : "false"}>
          <span class="n" aria-hidden="true"
            >${step.state === "done" ? sign("tick") : step.state === "trouble" ? sign("trouble") : String(i + 1)}</span
          >
          <span>
            <b>${words[step.name]}<span class="visually-hidden"> ${told[step.state]}</span></b>
            <small>${small[step.name]}</small>
          </span>
        </li>`,
      )}
    </ol>
  </nav>`;
}

export interface Card {
  readonly name: string;
  readonly role: string;
  readonly figure: string;
  readonly caption: string;
  /** 0..1 */
  readonly share: number;
  readonly mark: GlyphName;
  readonly word: string;
  readonly me: boolean;
  readonly bad: boolean;
}

const ARC = [86, 86, 80, 12] as const;

function arc(share: number) {
  const [cx, cy, radius, width] = ARC;
  const full = arcStroke(cx, cy, radius, 0, 180);
  const run = arcStroke(cx, cy, radius, 0, 180 * Math.min(1, share));
  return html`<svg class="time" viewBox="0 0 172 92" aria-hidden="true">
    ${svg`<path class="track" fill="none" stroke-width=${width} d=${full}></path>`}
    ${share > 0 ? svg`<path class="run" fill="none" stroke-width=${width} d=${run}></path>` : nothing}
  </svg>`;
}

/** One card for each scrutineer; small ones when there are many. */
export function cards(list: readonly Card[]): Piece {
  return html`<ul class="cards ${list.length > 5 ? "many" : ""}">
    ${list.map(
      (card) => html`<li class="sheet ${card.me ? "me" : ""} ${card.bad ? "bad" : ""}">
        <h2>${card.name}</h2>
        <p class="role">${card.role}</p>
        <div class="gauge">
          ${arc(card.share)}
          <p><b>${card.figure}</b>${card.caption}</p>
        </div>
        <p class="state">${sign(card.mark)}${card.word}</p>
      </li>`,
    )}
  </ul>`;
}

/** Something is wrong, or needs a person: words in plum beside a bar. */
export function notice(title: string, text: string | readonly string[], act: Piece = nothing): Piece {
  const lines = typeof text === "string" ? [text] : text;
  return html`<section class="say" role="alert">
    <div>
      <b>${sign("trouble")}${title}</b>
      ${lines.filter(Boolean).map((line) => html`<p>${line}</p>`)}
    </div>
    ${act}
  </section>`;
}

/** How a scrutineer is called. */
export function nameOf(ceremony: Ceremony | null | undefined, index: number): string {
  const person = ceremony?.scrutineers.find((other) => other.index === index);
  return person?.holder || t().index(index);
}

/** A fingerprint in numbered groups, big, to be read aloud. */
export function bigGroups(groups: readonly string[], names: readonly string[]): Piece {
  return html`<ol class="groups">
    ${groups.map((group, i) => html`<li class="sheet"><span>${names[i]}</span><b class="code">${group}</b></li>`)}
  </ol>`;
}
