/** The ballot as it will lie before a deputy: its order, its marks, its lines for other names. */
import { say } from "@hemicycle/kit/i18n";
import type { Bilingual } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { icon } from "../parts.ts";
import { formOf, type ItemDraft } from "./draft.ts";
import { t } from "./texts.ts";

const MOST_SHOWN = 60;

function marksOf({ ballot }: ItemDraft): readonly string[] {
  switch (ballot) {
    case "grades3":
      return [t().satisfied, t().basic, t().bad];
    case "grades4":
      return [t().excellent, t().satisfied, t().basic, t().bad];
    case "choose":
    case "ranking":
      return [];
    default:
      return [t().yes, t().no, t().abstain];
  }
}

function task(item: ItemDraft): string {
  const { ballot, names, seats, least } = item;
  const c = names.length;
  if (ballot === "choose") return t().chooseOf(c, least, seats);
  if (ballot === "election") return t().seatsOf(c, seats);
  return ballot === "ranking" ? t().rankOf(c) : "";
}

function row(name: Bilingual | null, i: number, item: ItemDraft) {
  const marks = marksOf(item);
  const three = marks.length > 0 && !item.ballot.startsWith("grades");
  const box = html`<span class="box">${item.ballot === "ranking" ? "–" : icon("ring")}</span>`;
  return html`<li>
    <span class="no">${i + 1}</span>
    <b>${name ? say(name) : html`<span class="soft">${t().writeIn}</span>`}</b>
    <span class="marks">
      ${
        name === null
          ? html`<span class="blank"></span>`
          : marks.length === 0
            ? box
            : marks.map(
                (word, at) =>
                  html`<span class="mk">${three ? icon((["for", "against", "abstain"] as const)[at] ?? "none") : nothing}${word}</span>`,
              )
      }
    </span>
  </li>`;
}

/** The ballot of a draft; of a motion its title with three keys. */
export function ballotView(item: ItemDraft) {
  const motion = formOf(item) === null;
  const rows = motion ? [] : item.names.slice(0, MOST_SHOWN).map((name, i) => row(name, i, item));
  const slots = Array.from({ length: item.slots }, (_, i) => row(null, item.names.length + i, item));
  if (item.channel === "hands") return nothing;
  return html`<details class="ballot">
    <summary>${t().preview}</summary>
    <p class="note">${item.channel === "paper" ? t().previewPaper : t().previewNote}</p>
    <div class="slip">
      <p class="title"><b>${say(item.title)}</b></p>
      ${task(item) ? html`<p class="soft">${task(item)}</p>` : nothing}
      ${
        motion
          ? html`<p class="marks">${marksOf(item).map((word, at) => html`<span class="mk">${icon((["for", "against", "abstain"] as const)[at] ?? "none")}${word}</span>`)}</p>`
          : html`<ol>
              ${rows}${slots}
            </ol>`
      }
    </div>
  </details>`;
}
