/** The documents that a record names, and what became of them among the files that were opened beside it. */
import { say } from "@hemicycle/kit/i18n";
import { html, nothing } from "lit";
import { type Found, matchPapers, type Paper } from "./papers.ts";
import type { Report } from "./report.ts";
import { t } from "./texts.ts";
import { glyphOf } from "./welcome.ts";

export function papersView({ documents, known }: Report, papers: readonly Paper[]) {
  if (documents.length === 0 && papers.length === 0) return nothing;
  const matched = matchPapers(documents, known, papers);
  const asked = papers.length > 0;
  return html`<section class="sheet papers">
    <h2>${t().papers}</h2>
    <p class="soft">${documents.length === 0 ? t().noPapers : asked ? t().papersCompared(papers.length) : t().papersHow}</p>
    <ul>
      ${matched.documents.map((found) => paperRow(found, asked))}
      ${matched.elsewhere.map((name) => html`<li><p>${name}</p><p class="soft">${t().paperElsewhere}</p></li>`)}
      ${matched.foreign.map((name) => html`<li><p>${name}</p><p class="doubt">${t().paperForeign}</p></li>`)}
      ${matched.unread.map((name) => html`<li><p>${name}</p><p class="doubt">${t().paperUnread}</p></li>`)}
    </ul>
  </section>`;
}

function paperRow({ document, state, files }: Found, asked: boolean) {
  const { title, language, pages, sha256 } = document;
  const right = state === "there";
  return html`<li>
    <p><b>${say(title)}</b> <span class="soft">${t().paperOf(language, pages)}</span></p>
    ${
      asked
        ? html`<p class=${right ? "fine" : "doubt"}>${glyphOf(right ? "tick" : "trouble")}${t()[`paper-${state}`]}${files.length > 0 ? html` <span class="soft">${files.join(", ")}</span>` : nothing}</p>`
        : nothing
    }
    <p class="code soft">SHA-256 ${sha256}</p>
  </li>`;
}
