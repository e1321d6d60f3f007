/** The words card: past sentences small, the one to read now large, the next announced by when to say it. */
import { emWidth } from "@hemicycle/kit/dom";
import { html, nothing } from "lit";
import { t } from "./texts.ts";
import type { Line, Script } from "./words.ts";

const parts = (line: Line) => line.parts.map(({ text, strong }) => (strong ? html`<b>${text}</b>` : text));

function cueWords(line: Line): string {
  if (line.cue === "closing") return t().sayClosing;
  return line.cue === "opening" ? t().sayOpening : t().sayNext;
}

/** A text that is read as a whole is set smaller from so many ems on. */
const LONG_TEXT = 70;

const width = ({ lines }: Script) =>
  lines.flatMap((line) => line.parts).reduce((sum, { text }) => sum + emWidth(text), 0);

/** `holding`: the text is read while the control below is held. */
export function wordsCard(script: Script, at: number, holding: boolean) {
  const { lines, whole } = script;
  const now = lines[at];
  const next = lines[at + 1];
  const count = lines.length > 1 ? t().wordsCount(at + 1, lines.length) : "";
  return html`<section class="sheet words ${whole && width(script) > LONG_TEXT ? "long" : ""}" tabindex="0" aria-labelledby="words-title">
    <h2 id="words-title"><span>${t().words}</span><span>${holding ? t().wordsWhole : whole ? "" : count}</span></h2>
    ${
      whole
        ? lines.map((line) => html`<p>${parts(line)}</p>`)
        : html`${lines.slice(0, at).map((line) => html`<p class="said">${parts(line)}</p>`)}
          ${now ? html`<p class="saynow"><em>${t().sayNow}</em>${parts(now)}</p>` : nothing}
          ${next ? html`<p class="next"><em>${cueWords(next)}</em>${parts(next)}</p>` : nothing}`
    }
  </section>`;
}
