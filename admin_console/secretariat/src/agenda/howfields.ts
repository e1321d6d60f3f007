/** How an item is voted on: where, secretly or by name, by which rule, how long; what is fixed says by what. */
import type { Channel } from "@hemicycle/kit/channels";
import { say } from "@hemicycle/kit/i18n";
import type { RuleId, Secrecy } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { field } from "../parts.ts";
import type { Source } from "../profiles.ts";
import { ruleOf } from "../rules.ts";
import {
  asksBasis,
  channelSource,
  channelsOf,
  type House,
  type ItemDraft,
  ruleSource,
  rulesOf,
  secreciesOf,
} from "./draft.ts";
import { numberField } from "./numberfield.ts";
import { t } from "./texts.ts";

type Change = (change: Partial<ItemDraft>) => void;

/** Where a choice comes from; a default that nobody has verified says so. */
export function sourceNote(source: Source | null) {
  if (!source) return nothing;
  const said = /^(未核实的默认值|unverified default)/.test(say(source));
  return html`${say(source)}${source.verified || said ? nothing : html` · <span class="tag box small">${t().unverified}</span>`}`;
}

export function howFields(item: ItemDraft, house: House, change: Change) {
  return html`<fieldset class="group">
    <legend>${t().how}</legend>
    <div class="pair">${channel(item, house, change)} ${secrecy(item, change)}</div>
    ${asksBasis(item, house) ? basis(item, change) : nothing}
    <div class="pair">${rule(item, house, change)} ${numbers(item, change)}</div>
  </fieldset>`;
}

function choose<T extends string>(
  id: string,
  label: string,
  value: T,
  options: readonly (readonly [T, string])[],
  set: (value: T) => void,
  note: unknown,
) {
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <select
      id=${id}
      aria-describedby="${id}-note"
      @change=${(event: Event) => set((event.target as HTMLSelectElement).value as T)}
    >
      ${options.map(([one, words]) => html`<option value=${one} ?selected=${one === value}>${words}</option>`)}
    </select>
    <p class="note" id="${id}-note">${note}</p>
  </div>`;
}

function channel(item: ItemDraft, house: House, change: Change) {
  const allowed = channelsOf(item, house);
  const source = channelSource(item, house);
  const counted = item.channel === "paper" ? t().paperNote : item.channel === "hands" ? t().handsNote : "";
  const fixed = allowed.length === 1;
  return choose<Channel>(
    "channel",
    t().channel,
    item.channel,
    allowed.map((one) => [one, fixed ? t().forced(t()[one]) : t()[one]]),
    (next) => change({ channel: next }),
    html`${counted}${source ? html`${counted ? html`<br />` : nothing}${t().source} ${sourceNote(source)}` : nothing}`,
  );
}

function secrecy(item: ItemDraft, change: Change) {
  return choose<Secrecy>(
    "secrecy",
    t().secrecy,
    item.secrecy,
    secreciesOf(item).map((one) => [one, t()[one]]),
    (next) => change({ secrecy: next }),
    item.channel === "hands" ? t().handsNote : item.secrecy === "secret" ? t().secretNote : t().namedNote,
  );
}

function rule(item: ItemDraft, house: House, change: Change) {
  const found = ruleOf(item.rule);
  return choose<RuleId>(
    "rule",
    t().rule,
    item.rule,
    rulesOf(item, house).map((id) => [id, `${id} ${say(ruleOf(id)?.name ?? { zh: "", en: "" })}`]),
    (next) => change({ rule: next }),
    html`<span class="formula">${found?.formula}</span> · ${sourceNote(ruleSource(item, house))}`,
  );
}

function numbers(item: ItemDraft, change: Change) {
  return numberField("countdown_s", t().countdown, item.countdown_s, 0, 3600, (countdown_s) =>
    change({ countdown_s }),
  );
}

function basis(item: ItemDraft, change: Change) {
  return field(
    "basis",
    t().basis,
    html`<input
      id="basis"
      maxlength="500"
      aria-describedby="basis-note"
      .value=${item.basis}
      @input=${(event: Event) => change({ basis: (event.target as HTMLInputElement).value })}
    />`,
    html`${t().basisNote} <span class="tag box small">${t().unverified}</span>`,
  );
}
