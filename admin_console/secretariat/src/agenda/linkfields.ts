/** What an item hangs together with, chosen from the agenda in words. */
import type { Link } from "@hemicycle/kit/sequences";
import type { Division } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { field } from "../parts.ts";
import type { ItemDraft } from "./draft.ts";
import { fillLinks, linkOf, linkValue, mainLinks, mayFill } from "./links.ts";
import { linkWords } from "./linkwords.ts";
import { t } from "./texts.ts";

type Change = (change: Partial<ItemDraft>) => void;
const MAX_LINKS = 20;

export function linkFields(item: ItemDraft, divisions: readonly Division[], change: Change) {
  const main = item.of.find(({ kind }) => kind !== "fills");
  const offered = mainLinks(item.template, divisions);
  const choices =
    main && !offered.some((one) => linkValue(one) === linkValue(main)) ? [main, ...offered] : offered;
  const posts = mayFill(item.template) ? fillLinks(divisions) : [];
  if (choices.length === 0 && posts.length === 0 && item.of.length === 0) return nothing;
  return html`<fieldset class="group">
    <legend>${t().relation}</legend>
    ${choices.length > 0 ? mainField(item, choices, main, divisions, change) : nothing}
    ${posts.length > 0 ? fillField(item, posts, divisions, change) : nothing}
  </fieldset>`;
}

function option(link: Link, divisions: readonly Division[], chosen: boolean) {
  return html`<option value=${linkValue(link)} ?selected=${chosen}>${linkWords(link, divisions)}</option>`;
}

function mainField(
  item: ItemDraft,
  choices: readonly Link[],
  main: Link | undefined,
  divisions: readonly Division[],
  change: Change,
) {
  const fills = item.of.filter(({ kind }) => kind === "fills");
  return field(
    "link",
    t().relation,
    html`<select
      id="link"
      @change=${(event: Event) => {
        const link = linkOf((event.target as HTMLSelectElement).value);
        change({ of: link ? [link, ...fills] : fills });
      }}
    >
      <option value="" ?selected=${!main}>${t().alone}</option>
      ${choices.map((link) => option(link, divisions, main !== undefined && linkValue(link) === linkValue(main)))}
    </select>`,
  );
}

function fillField(item: ItemDraft, posts: readonly Link[], divisions: readonly Division[], change: Change) {
  const taken = new Set(item.of.map(linkValue));
  const left = posts.filter((link) => !taken.has(linkValue(link)));
  const filled = item.of.filter(({ kind }) => kind === "fills");
  return html`${field(
    "fills",
    t().fillsLabel,
    html`<select
      id="fills"
      aria-describedby="fills-note"
      ?disabled=${item.of.length >= MAX_LINKS}
      @change=${(event: Event) => {
        const select = event.target as HTMLSelectElement;
        const link = linkOf(select.value);
        if (link) change({ of: [...item.of, link] });
        select.value = "";
      }}
    >
      <option value="">${t().fillsNone}</option>
      ${left.map((link) => option(link, divisions, false))}
    </select>`,
    t().fillsNote,
  )}
  ${
    filled.length === 0
      ? nothing
      : html`<ul class="linked">
          ${filled.map((link) => {
            const words = linkWords(link, divisions);
            return html`<li>
              <span>${words}</span>
              <button
                class="btn small quiet"
                type="button"
                aria-label=${t().unlink(words)}
                @click=${() => change({ of: item.of.filter((one) => linkValue(one) !== linkValue(link)) })}
              >
                ${t().removeShort}
              </button>
            </li>`;
          })}
        </ul>`
  }`;
}
