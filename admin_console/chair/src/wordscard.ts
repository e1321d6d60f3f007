/** The words card: past sentences small, the one to read now large, the next announced by when to say it. */
import { emWidth } from "@hemicycle/kit/dom";
import { html, nothing } from "lit";
import type { Line, Script } from "./script.ts";
import { t } from "./texts.ts";

const parts = (line: Line) => line.parts.map(({ text, strong }) => (strong ? html`<b>${text}</b>` : text));

function cueWords(line: Line): string {
  switch (line.cue) {
    case "opening":
      return t().sayOpening;
    case "closing":
      return t().sayClosing;
    case "declaring":
      return t().sayDeclaring;
    case "turn":
      return t().sayNext;
  }
}

/** Names one under the other. */
const listClass = ({ parts }: Line): string => (parts.some(({ text }) => text.includes("\n")) ? "list" : "");

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
    <h2 id="words-title"><span>${t().words}</span><span>${whole ? (holding ? t().wordsWhole : "") : count}</span></h2>
    ${
      whole
        ? lines.map((line) => html`<p class=${listClass(line)}>${parts(line)}</p>`)
        : html`${lines.slice(0, at).map((line) => html`<p class="said">${parts(line)}</p>`)}
          ${now ? html`<p class="saynow ${listClass(now)}"><em>${t().sayNow}</em>${parts(now)}</p>` : nothing}
          ${next ? html`<p class="next ${listClass(next)}"><em>${cueWords(next)}</em>${parts(next)}</p>` : nothing}`
    }
  </section>`;
}
