/** What a record came to: the verdict, the result with its figures, the keys, one's own ballot. */

import { phrases } from "@hemicycle/kit/dom";
import { download } from "@hemicycle/kit/download";
import { votesBar } from "@hemicycle/kit/draw/bars";
import { nameFigures } from "@hemicycle/kit/draw/formbars";
import { choiceGlyph } from "@hemicycle/kit/draw/glyphs";
import { resultArc } from "@hemicycle/kit/draw/resultarc";
import { common, lang, say, thresholdWords, verdictWords } from "@hemicycle/kit/i18n";
import { html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import type { Doc } from "./engine/acts.ts";
import type { Paper } from "./papers.ts";
import { papersView } from "./papersview.ts";
import { type KeyShown, type Report, savedReport, verdictOf } from "./report.ts";
import { t } from "./texts.ts";
import { glyphOf } from "./welcome.ts";

const STATES = ["declared", "published", "archived", "void", "unknown"] as const;

export function resultView(report: Report, papers: readonly Paper[], code: string) {
  const readable = report.state !== "unknown";
  return html`<section class="verdict sheet ${report.ok ? "right" : "wrong"}" aria-label=${t().title}>
      <p class="soft">${report.file} · ${t().took((report.ms / 1000).toFixed(1))}</p>
      <h2>${glyphOf(report.ok ? "tick" : "trouble")}${verdictTitle(report)}</h2>
      <p>${verdictText(report)}</p>
      ${notJudged(report)}
      <p class="noprint actions">
        <button class="btn small" type="button" @click=${() => save(report)}>${t().saveReport}</button>
        <button class="btn small" type="button" @click=${() => print()}>${glyphOf("document")}${t().print}</button>
      </p>
    </section>
    ${readable ? html`<div class="columns">${voteView(report)}${sideView(report, papers, code)}</div>` : nothing}`;
}

function verdictTitle(report: Report): string {
  const verdict = verdictOf(report);
  if (verdict === "holds" && report.anchored.length > 0) return t().holdsAnchored;
  return verdict === "differs" && report.state === "unknown" ? t().unread : t()[verdict];
}

function verdictText(report: Report): string {
  if (!report.ok) return t().differsWords(report.failures.length);
  return report.anchored.length > 0 ? t().holdsAnchoredWords : t().holdsWords;
}

function notJudged({ unjudged }: Report) {
  const edition = unjudged.includes("public") ? html`<p class="soft">${t().notPublic}</p>` : nothing;
  return html`${edition}<p class="soft">${t().useAuditor}</p>`;
}

function save(report: Report): void {
  const name = `${report.file.replace(/(\.hemicycle)?\.json$/, "")}.verified.json`;
  download(name, new Blob([savedReport(report)], { type: "application/json" }));
}

// --- the vote ---

function stateWords({ state, edition }: Report): string {
  const known = STATES.find((one) => one === state);
  const words = known ? t()[`state-${known}`] : t()["state-other"];
  return edition === "public" ? `${words} · ${t().publicEdition}` : words;
}

function voteView(report: Report) {
  const { division, sitting, secrecy, channel, signed, declared } = report;
  const manner = secrecy === "secret" ? common().secretVote : common().namedVote;
  const how = channel === "paper" || channel === "hands" ? "" : `${manner} · `;
  const title = say(division.title);
  const channelWords = t()[`channel-${channel as "terminal"}`];
  const time = declared
    ? ` · ${new Date(declared).toLocaleString(lang.value === "zh" ? "zh-CN" : "en-GB")}`
    : "";
  return html`<section class="vote sheet">
    <p class="soft">${say(sitting)} · ${t().item(division.number)}</p>
    <h2 class="title">${guard([title], () => phrases(title))}</h2>
    <p class="soft">${how}${channelWords} · ${stateWords(report)}${time}</p>
    ${report.void ? html`<p>${t().voidWords(report.void.reason)} ${countKnown(report.void.count)}</p>` : nothing}
    ${signed ? outcomeView(report, signed) : nothing}
  </section>`;
}

function countKnown(count: string): string {
  if (count !== "known" && count !== "unknown" && count !== "may-be-known") return "";
  return t()[`count-${count}`];
}

function outcomeView(report: Report, signed: Doc) {
  const origin = report.agrees ? t().counted : report.found ? t().declared : t().noCount;
  return html`<p class="origin ${report.ok ? "" : "doubt"}">${report.ok ? origin : t().notTrusted}</p>
    ${"for" in signed ? motionView(report, signed) : namesView(report, signed)}
    ${
      report.sentence && report.ok
        ? html`<p class="sentence">${say(report.sentence)}</p><p class="code soft">${report.formula}</p>`
        : nothing
    }
    ${report.ok || !report.found || report.agrees ? nothing : html`<h3>${t().counted}</h3>${foundView(report.found)}`}`;
}

function motionView({ rule, ok }: Report, signed: Doc) {
  const figures = [
    ["for", common().for],
    ["against", common().against],
    ["abstain", common().abstain],
    ["not_pressed", common().notPressed],
  ] as const;
  const label = figures.map(([name, word]) => `${word} ${signed[name]}`).join(", ");
  const middle = { large: signed.carried ? common().carried : common().notCarried, size: 54 };
  const tick = `${thresholdWords(rule)} ${signed.needed}`;
  const arc = { ...signed, rule, absent: signed.members - signed.present } as never;
  return html`<div class="motion">
    ${guard([signed, label, ok], () => resultArc(arc, ok ? { label, tick, middle } : { label, tick }))}
    <dl class="figures">
      ${figures.map(
        ([name, word]) =>
          html`<div><dt>${guard([name], () => choiceGlyph(name === "not_pressed" ? "none" : name))}${word}</dt><dd>${signed[name]}</dd></div>`,
      )}
      <div><dt>${common().present}</dt><dd>${signed.present}</dd></div>
      <div><dt>${t().members}</dt><dd>${signed.members}</dd></div>
    </dl>
  </div>`;
}

/** What was counted where it is not what was declared. */
function foundView(found: Doc) {
  const told = ["for", "against", "abstain", "voted", "not_pressed"].filter(
    (name) => typeof found[name] === "number",
  );
  const words: Readonly<Record<string, string>> = {
    for: common().for,
    against: common().against,
    abstain: common().abstain,
    voted: t().voted,
    not_pressed: common().notPressed,
  };
  return html`<dl class="figures">${told.map((name) => html`<div><dt>${words[name]}</dt><dd>${found[name]}</dd></div>`)}</dl>`;
}

interface NameRow {
  readonly name: string;
  readonly counts: readonly number[];
  readonly verdict: string;
  readonly written: boolean;
}

function rowsOf({ names, ok }: Report, signed: Doc): NameRow[] {
  const [item] = signed.items;
  const listed = (item?.names ?? []).map((one: Doc, i: number): NameRow => {
    const name = names[i];
    return {
      name: name ? say(name) : "",
      counts: one.counts,
      verdict: ok ? one.verdict : "",
      written: false,
    };
  });
  const written = (item?.written?.names ?? []).map(
    (one: Doc): NameRow => ({
      name: one.name,
      counts: [one.votes],
      verdict: ok ? one.verdict : "",
      written: true,
    }),
  );
  return [...listed, ...written];
}

function namesView(report: Report, signed: Doc) {
  const { item, rule } = report;
  if (!item) return nothing;
  const base = { rule, members: signed.members, present: signed.present, voted: signed.voted };
  const rows = rowsOf(report, signed);
  const drawn = { type: item.type, max: item.max, c: report.names.length } as never;
  return html`<p>${t().voted} ${signed.voted} / ${common().present} ${signed.present} / ${t().members} ${signed.members}</p>
    <div class="scroll" role="group" tabindex="0" aria-label=${t().figure}>
      <table>
        <thead>
          <tr><th scope="col">${t().name}</th><td></td><th scope="col">${t().figure}</th><th scope="col">${t().verdict}</th></tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) => html`<tr>
              <th scope="row">${row.name}${row.written ? html` <small>${common().writtenIn}</small>` : nothing}</th>
              <td class="bars">${guard([signed, row.name], () => votesBar(nameFigures(drawn, row, base as never), { label: "", width: 160, height: 14 }))}</td>
              <td class="num">${row.counts.join(" · ")}</td>
              <td>${verdictWords(row.verdict)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

// --- beside it ---

function sideView(report: Report, papers: readonly Paper[], code: string) {
  const box = report.channel === "terminal" || report.channel === "mixed";
  return html`<div class="side">
    <section class="sheet track noprint">
      <h2>${t().trackTitle}</h2>
      ${
        box && report.ballots.length > 0
          ? html`<track-code .ballots=${report.ballots} .code=${code}></track-code>`
          : html`<p class="soft">${t().noTrack}</p>`
      }
    </section>
    ${papersView(report, papers)}
    <section class="sheet keys">
      <h2>${t().keys}</h2>
      <p class="soft">${t().keysCompare}</p>
      <dl>
        ${keyView(t().serverKey, report.keys.server, report.anchored.includes("server"))}
        ${keyView(t().adminKey, report.keys.admin, report.anchored.includes("admin"))}
        ${report.keys.pin ? fingerprintView(t().pinKey, report.keys.pin, report.anchored.includes("pin")) : nothing}
        ${report.keys.seal ? fingerprintView(t().seal, report.keys.seal, null) : nothing}
      </dl>
    </section>
  </div>`;
}

function keyView(word: string, key: KeyShown | null, compared: boolean) {
  if (!key) return nothing;
  return fingerprintView(word, key.fingerprint, compared, key.key);
}

function fingerprintView(word: string, print: string, compared: boolean | null, key = "") {
  const told = compared === null ? "" : compared ? t().compared : t().notCompared;
  return html`<div>
    <dt>${word} <span class=${compared ? "yes" : "soft"}>${told}</span></dt>
    <dd class="code">${print}${key ? html`<small>${key}</small>` : nothing}</dd>
  </div>`;
}
