/** What lies before a voter: the ballot's kind, its names, how many are chosen, lines for other names. */
import { html, nothing } from "lit";
import { field } from "../parts.ts";
import {
  ballotFault,
  crowded,
  formOf,
  type House,
  type ItemDraft,
  isElection,
  listRange,
  OFFICES,
  type Office,
} from "./draft.ts";
import { numberField } from "./numberfield.ts";
import "./nameslist.ts";
import { MAX_SLOTS, roomFor } from "./sizes.ts";
import { templateOf } from "./templates.ts";
import { t } from "./texts.ts";

type Change = (change: Partial<ItemDraft>) => void;

/** The fields of the ballot; nothing of a template that is always a motion. */
export function ballotFields(item: ItemDraft, house: House, change: Change) {
  const { ballots } = templateOf(item.template);
  if (ballots.length === 1 && ballots[0] === "motion") return nothing;
  return html`<fieldset class="group">
    <legend>${t().onBallot}</legend>
    ${ballots.length > 1 ? kinds(item, change) : nothing}
    ${item.ballot === "motion" ? nothing : html`${names(item, change)}${numbers(item, house, change)}`}
  </fieldset>`;
}

function kinds(item: ItemDraft, change: Change) {
  return html`<div class="field">
    <span class="label" id="ballot-label">${t().ballot}</span>
    <div class="choice" role="radiogroup" aria-labelledby="ballot-label">
      ${templateOf(item.template).ballots.map(
        (ballot) => html`<label class="check">
          <input type="radio" name="ballot" value=${ballot} .checked=${item.ballot === ballot} @change=${() => change({ ballot })} />
          <span>${t()[ballot]}</span>
        </label>`,
      )}
    </div>
  </div>`;
}

function names(item: ItemDraft, change: Change) {
  const form = formOf(item);
  const pressed = item.channel === "terminal" || item.channel === "mixed";
  const fault = ballotFault(item);
  const room = form && pressed && (fault === null || fault.code === "tooLong") ? roomFor(form) : null;
  const label = isElection(item) ? t().candidates : item.ballot === "each" ? t().names : t().things;
  return html`<names-list
    .names=${item.names}
    .label=${label}
    .room=${room}
    ?persons=${isElection(item)}
    @names=${(event: CustomEvent<ItemDraft["names"]>) => change({ names: event.detail })}
  ></names-list>`;
}

function numbers(item: ItemDraft, house: House, change: Change) {
  if (item.ballot === "choose")
    return html`<div class="pair">
      ${numberField("seats", t().chooseMost, item.seats, 1, 255, (seats) => change({ seats }))}
      ${numberField("least", t().chooseLeast, item.least, 0, 255, (least) => change({ least }))}
    </div>`;
  if (item.ballot !== "election") return nothing;
  const most = item.channel === "paper" ? item.names.length : MAX_SLOTS;
  const limit = crowded(item, house);
  return html`<div class="trio">
      ${numberField("seats", t().seats, item.seats, 1, 255, (seats) => change({ seats }))}
      ${numberField("slots", t().slots, item.slots, 0, Math.max(most, item.slots), (slots) => change({ slots }), t().slotsNote(most))}
      ${office(item, change)}
    </div>
    ${limit === null ? nothing : html`<p class="trouble">${t().crowded(limit)}</p>`}`;
}

function office(item: ItemDraft, change: Change) {
  const [least, most] = item.office === "" ? [0, 0] : listRange(item.office, item.seats);
  return field(
    "office",
    t().office,
    html`<select
      id="office"
      @change=${(event: Event) => change({ office: (event.target as HTMLSelectElement).value as Office | "" })}
    >
      <option value="" ?selected=${item.office === ""}>${t()["office-none"]}</option>
      ${OFFICES.map((one) => html`<option value=${one} ?selected=${item.office === one}>${t()[one]}</option>`)}
    </select>`,
    item.office === "" ? "" : t().range(least, most),
  );
}
