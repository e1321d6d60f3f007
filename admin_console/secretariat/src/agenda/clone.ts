/** Items of another sitting of the body, drafted anew: choose the sitting, tick what is wanted. */
import { say } from "@hemicycle/kit/i18n";
import type { Division, State } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { empty, field, icon, trouble, working } from "../parts.ts";
import { inOrder } from "../sitting/drafts.ts";
import { t as common } from "../texts.ts";
import "@hemicycle/kit/twopress";
import { Batch } from "./batch.ts";
import { type ItemDraft, itemFault, templatesOf } from "./draft.ts";
import { faultWords } from "./faults.ts";
import { itemLike, repeatable } from "./sources.ts";
import { templateName } from "./templates.ts";
import { t } from "./texts.ts";

@customElement("agenda-clone")
export class AgendaClone extends Batch {
  /** The sitting whose agenda is shown; "" before one is chosen. */
  @state() private of = "";
  @state() private found: readonly Division[] = [];
  @state() private ticked: ReadonlySet<string> = new Set();

  get #others() {
    return this.view.sittings.filter(({ id }) => id !== this.view.chosen);
  }

  async #read(of: string): Promise<void> {
    this.of = of;
    this.found = [];
    this.ticked = new Set();
    if (of === "") return;
    await this.attempt(common().reading, async () => {
      const { divisions } = await this.desk.api.get<State>(`/v1/sittings/${of}/state`);
      this.found = repeatable(inOrder(divisions));
      this.ticked = new Set(
        this.found.filter((division) => this.#problem(division) === "").map(({ id }) => id),
      );
    });
  }

  /** Why it can't be drafted here; "" if it can. */
  #problem(division: Division): string {
    if (!templatesOf(this.house).some(({ id }) => id === division.template)) return t().notHeld();
    const fault = itemFault(itemLike(division, this.house), this.house);
    return fault ? faultWords(fault) : "";
  }

  #tick(id: string, on: boolean): void {
    this.ticked = new Set(on ? [...this.ticked, id] : [...this.ticked].filter((one) => one !== id));
  }

  async #draft(items: readonly ItemDraft[]): Promise<void> {
    if (await this.draft(items)) this.ticked = new Set();
  }

  protected override render() {
    const others = this.#others;
    if (others.length === 0) return empty(t().noOther, t().noOtherWords);
    return html`<section class="sheet form" aria-label=${t().fromSitting}>
      ${field(
        "clone-of",
        t().whichSitting,
        html`<select
          id="clone-of"
          ?disabled=${this.busy !== ""}
          @change=${(event: Event) => void this.#read((event.target as HTMLSelectElement).value)}
        >
          <option value="" ?selected=${this.of === ""}>${common().none}</option>
          ${others.map(({ id, title }) => html`<option value=${id} ?selected=${this.of === id}>${say(title)} · ${id}</option>`)}
        </select>`,
        t().cloneNote,
      )}
      ${this.of === "" ? nothing : this.#items()}${trouble(this.problem)}${working(this.busy)}
    </section>`;
  }

  #items() {
    if (this.found.length === 0)
      return this.busy || this.problem ? nothing : html`<p class="soft">${t().nothingThere}</p>`;
    const wanted = this.found.filter(({ id }) => this.ticked.has(id));
    const items = wanted.map((division) => itemLike(division, this.house));
    const able = this.found.filter((division) => this.#problem(division) === "");
    return html`<p class="row">
        <button
          class="btn small"
          type="button"
          @click=${() => {
            this.ticked = new Set(able.map(({ id }) => id));
          }}
        >
          ${t().allItems}
        </button>
        <button
          class="btn small"
          type="button"
          @click=${() => {
            this.ticked = new Set();
          }}
        >
          ${t().noItemsTicked}
        </button>
      </p>
      <ul class="list scroll ticks" tabindex="0" aria-label=${t().item}>
        ${this.found.map((division) => this.#item(division))}
      </ul>
      <p class="end">
        <span></span>
        <two-press
          kind="primary"
          .label=${t().draftChosen(items.length)}
          .question=${t().confirmImport(items.length)}
          .blocked=${items.length === 0 || this.busy !== ""}
          @done=${() => void this.#draft(items)}
        ></two-press>
      </p>`;
  }

  #item(division: Division) {
    const problem = this.#problem(division);
    const id = `tick-${division.id}`;
    return html`<li>
      <input
        id=${id}
        type="checkbox"
        .checked=${this.ticked.has(division.id)}
        ?disabled=${problem !== ""}
        aria-label=${t().tick(say(division.title))}
        @change=${(event: Event) => this.#tick(division.id, (event.target as HTMLInputElement).checked)}
      />
      <label for=${id}>
        <b>${say(division.title)}</b>
        <span class="under">${division.number} · ${say(templateName(division.template))}</span>
        ${problem ? html`<span class="finding">${icon("trouble")} ${problem}</span>` : nothing}
      </label>
    </li>`;
  }
}
