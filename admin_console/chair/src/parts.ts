/** The bar, the day strip and the motion: what stands above the work. */
import { channelWords } from "@hemicycle/kit/countwords";
import { papersOf } from "@hemicycle/kit/documents";
import { emWidth, phrases } from "@hemicycle/kit/dom";
import { miniColumns } from "@hemicycle/kit/draw/bars";
import { nameFigures } from "@hemicycle/kit/draw/formbars";
import { glyph } from "@hemicycle/kit/draw/glyphs";
import { mark } from "@hemicycle/kit/draw/mark";
import { miniArc } from "@hemicycle/kit/draw/resultarc";
import { common, lang, say } from "@hemicycle/kit/i18n";
import { isMotion, itemOf } from "@hemicycle/kit/marks";
import { hasReached, outcomeOf, rowsOf, taskWords } from "@hemicycle/kit/outcomes";
import { type Division, isFormResult, type Result, type Rule } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { cache } from "lit/directives/cache.js";
import { guard } from "lit/directives/guard.js";
import { countOutcome } from "./counting.ts";
import { t as count } from "./counttexts.ts";
import { t as form } from "./formtexts.ts";
import { countWords } from "./scrutinypanel.ts";
import { t as secret } from "./secrettexts.ts";
import { inOrder } from "./state.ts";
import { mayChoose } from "./steps.ts";
import { t } from "./texts.ts";
import type { View } from "./view.ts";

/** A rule's source and formula; a default whose source nobody has verified says so. */
export function sourceLine(rule: Rule): string {
  const source = say(rule.source);
  const mark = rule.verified || source.includes(t().unverified) ? "" : ` * ${t().unverified}`;
  return `${source}\u00a0· ${rule.formula.replaceAll(" ", "\u00a0")}${mark}`;
}

function clockTime(ms: number): string {
  return new Date(ms).toLocaleTimeString(lang.value === "zh" ? "zh-CN" : "en-GB", {
    hour: "2-digit",
    minute: "2-digit",
  });
}

export interface BarActions {
  readonly lock: () => void;
  readonly language: () => void;
  readonly switchSitting: (() => void) | null;
}

export function bar(view: View, holder: string, actions: BarActions) {
  const { sitting } = view.state;
  const { due, present } = view.attendance;
  const kind = say(sitting.body.name);
  return html`<header class="bar">
    ${guard([], () => mark())}
    <p class="where">
      <b>${say(sitting.title)}</b>
      <span>${t().holder(holder)}<i> · ${kind}</i>${sitting.demo ? ` · ${t().demo}` : ""}</span>
    </p>
    <dl class="quorum">
      <div><dt>${common().due}</dt><dd>${due}</dd></div>
      <div><dt>${common().present}</dt><dd>${present}</dd></div>
      <div><dt>${t().quorum}</dt><dd>${sitting.quorum.needed}</dd></div>
      <div class="met">
        <dt>${sourceLine(sitting.quorum)}</dt>
        <dd class=${sitting.quorum.met ? "" : "short"}>
          ${guard([sitting.quorum.met], () => glyph(sitting.quorum.met ? "tick" : "trouble"))}
          ${sitting.quorum.met ? common().quorumMet : common().quorumNotMet}
        </dd>
      </div>
    </dl>
    <p class="now"><time>${clockTime(view.now)}</time></p>
    <p class="tools">
      <button class="btn small" type="button" @click=${actions.lock}>${t().lock}</button>
      <button class="btn small quiet" type="button" lang=${lang.value === "zh" ? "en" : "zh-CN"} @click=${actions.language}>
        ${t().language}
      </button>
      ${
        // the desk is not left while a sitting is open
        sitting.state === "open"
          ? nothing
          : html`<a class="btn small quiet" href="/history/" target="_blank">${t().history}</a>`
      }
      ${
        actions.switchSitting
          ? html`<button class="btn small quiet" type="button" @click=${actions.switchSitting}>${t().switchSitting}</button>`
          : nothing
      }
    </p>
  </header>`;
}

/** The outcome or state of an item, in words. */
export function outcomeWords(division: Division): string {
  const { result, state } = division;
  if (state === "void" || state === "withdrawn" || state === "deferred") return t()[state];
  if (result && result.declared_ms !== null)
    return isFormResult(result)
      ? outcomeOf(division, result)
      : `${result.carried ? common().carried : common().notCarried} ${result.for}`;
  const counting = countOutcome(division);
  if (counting) return counting;
  if (state === "tallied") return t().stripTallied;
  if (state === "closed") return t().stripClosed;
  return state === "approved" && !isMotion(division.form, division.names) ? taskWords(division) : t()[state];
}

/** The result of an item, small: the arc of a motion, a column for each name of a form. */
function miniature(division: Division, result: Result) {
  if (!isFormResult(result)) return miniArc(result);
  const { item } = itemOf(division);
  return miniColumns(
    rowsOf(division, result)
      .filter((row) => !row.written || hasReached(row))
      .map((row) => ({ figures: nameFigures(item, row, result), reached: hasReached(row) })),
  );
}

function cell(division: Division, view: View, choose: (id: string) => void) {
  const isFocus = division.id === view.focus?.id && view.state.sitting.state !== "created";
  const declared = division.result && division.result.declared_ms !== null ? division.result : null;
  const ended = ["declared", "published", "archived", "void", "withdrawn", "deferred"].includes(
    division.state,
  );
  const papers = papersOf(division);
  const inner = html`<span class="top"
      ><span>${division.number}${division.again_of ? ` · ${t().again}` : ""}</span>
      ${papers > 0 ? html`<span class="docs" role="img" aria-label=${t()["other-papers"](papers)}>${guard([], () => glyph("document"))}${papers}</span>` : nothing}
      ${guard([declared], () => (declared ? miniature(division, declared) : ""))}</span
    ><b>${say(division.short) || say(division.title)}</b><span class="st">${outcomeWords(division)}</span>`;
  const classes = `${isFocus ? "cur" : ""} ${ended ? "done" : ""}`;
  return html`<li class=${classes} data-division=${division.id} aria-current=${isFocus ? "step" : nothing}>
    ${
      !isFocus && (mayChoose(view.state) || papers > 0)
        ? html`<button type="button" @click=${() => choose(division.id)}>${inner}</button>`
        : html`<span class="cell">${inner}</span>`
    }
  </li>`;
}

export function dayStrip(view: View, choose: (id: string) => void) {
  return html`<nav aria-label=${t().agenda}>
    <ol class="day" tabindex="0">${inOrder(view.state.divisions).map((division) => cell(division, view, choose))}</ol>
  </nav>`;
}

const STATE_GLYPHS = { open: "dot", announced: "ring", closed: "waiting", tallied: "waiting" } as const;

/** A title wider than so many ems is set smaller, so that the words under it stay in sight. */
const LONG_TITLE = 36;

export function motion(view: View) {
  const { focus, state } = view;
  if (!focus || state.sitting.state === "created")
    return html`<section class="motion">
      <p class="kicker"><span class="tag live">${state.sitting.state === "created" ? t().created : t().checkedIn}</span></p>
      <h1 class="title">${say(state.sitting.title)}</h1>
    </section>`;
  const name = STATE_GLYPHS[focus.state as keyof typeof STATE_GLYPHS];
  const title = say(focus.title);
  return html`<section class="motion ${emWidth(title) > LONG_TITLE ? "long" : ""}">
    <p class="kicker">
      <span class="tag live">${guard([name], () => (name ? glyph(name) : ""))}${stateWords(view, focus)}</span>
      <span>${common().item(focus.number)}${focus.again_of ? ` · ${t().again}` : ""}</span>
      <span>${channelKicker(focus)}</span>
      ${kickerWords(focus).map((words) => html`<span>${words}</span>`)}
    </p>
    <h1 class="title">${guard([title], () => phrases(title))}</h1>
    ${cache(warning(view, focus))}
  </section>`;
}

/** Named or secret, and how it is voted. */
function channelKicker(focus: Division): string {
  const words = channelWords(focus);
  if (words === "") return focus.secrecy === "secret" ? t().terminalSecret : t().terminal;
  if (focus.channel === "hands") return words;
  return count().kicker(words, focus.secrecy === "secret" ? common().secretVote : common().namedVote);
}

/** What is asked and what it takes; the result of many names tells both itself. */
function kickerWords(focus: Division): readonly string[] {
  const { needed, formula, verified } = focus.rule;
  const unverified = verified ? "" : ` * ${t().unverified}`;
  if (isMotion(focus.form, focus.names)) return [t().needs(needed, formula) + unverified];
  if (focus.result) return [];
  const task = taskWords(focus);
  if (focus.state === "closed") return [task];
  return needed > 0 ? [task, form().needs(needed) + unverified] : [task + unverified];
}

/** Until a mixed vote is under way its chair can still choose another channel. */
const BEFORE: ReadonlySet<Division["state"]> = new Set(["draft", "approved", "announced"]);

/** A vote that the scrutineers have not certified yet is open, but not for the keys. */
function stateWords(view: View, focus: Division): string {
  return view.stage === "certifying" ? secret().certifying : t()[focus.state];
}

/** What stands under the title: a proposed void, why the item ended, or what its result would reveal. */
function warning(view: View, focus: Division) {
  if (focus.void && focus.state !== "void") {
    const releasing = focus.state === "closed" && (focus.sealed?.released.length ?? 0) > 0;
    return html`<p class="trouble"><b>${t().voidPending}</b>：${focus.void.reason}<br />
      <span class="soft">${releasing ? secret().releaseUnderWay : t().voidWaits}</span></p>`;
  }
  if (focus.reason) {
    const count = countWords(focus.sealed, focus.count);
    return html`<p class="trouble"><b>${t()[focus.state]}</b>：${focus.reason}${count ? html`<br /><span class="soft">${count}</span>` : nothing}</p>`;
  }
  if (BEFORE.has(focus.state) && focus.reveals.includes("hands-visible"))
    return html`<p class="trouble">${count().handsVisible}</p>`;
  if (focus.state === "announced" && focus.reveals.includes("few-present"))
    return html`<p class="trouble">${secret().fewPresent(view.attendance.present)}</p>`;
  if (focus.state === "tallied" && focus.reveals.includes("unanimous"))
    return html`<p class="trouble">${secret().unanimous(focus.sealed?.n ?? 0)}</p>`;
  return nothing;
}
