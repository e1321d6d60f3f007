/** Members who take no part in one vote (回避): they leave its P and stay in N; recorded and taken back before the vote. */
import type { Division } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { DeskPage } from "../page.ts";
import { field, trouble, working } from "../parts.ts";
import { type RosterMember, votes } from "../register.ts";
import { matches } from "../roster/importing.ts";
import "@hemicycle/kit/twopress";
import { t } from "./texts.ts";

const MOST_FOUND = 6;
const BEFORE_THE_VOTE: ReadonlySet<Division["state"]> = new Set(["draft", "approved", "announced"]);

/** Whether a recusal from this division may be recorded or taken back. */
export function mayRecuse({ state: its }: Pick<Division, "state">): boolean {
  return BEFORE_THE_VOTE.has(its);
}

/** Deputies in office that a search finds and that are not recused yet; none before something is sought. */
export function recusable(
  members: readonly RosterMember[],
  recused: readonly string[],
  sought: string,
): RosterMember[] {
  if (sought.trim() === "") return [];
  return members.filter((member) => votes(member) && !recused.includes(member.id) && matches(member, sought));
}

@customElement("item-recusals")
export class ItemRecusals extends DeskPage {
  @property({ attribute: false }) division!: Division;
  @state() private sought = "";
  @state() private chosen = "";
  @state() private reason = "";

  async #recuse(member: RosterMember): Promise<void> {
    const done = await this.attempt(t().signing, async () => {
      const members = { division: this.division.id, member: member.id, reason: this.reason.trim() };
      await this.desk.onSitting("recuse", members);
    });
    if (!done) return;
    this.sought = "";
    this.chosen = "";
    this.reason = "";
    this.desk.say(t().recusedNow(member.name));
  }

  async #cancel(member: string, name: string): Promise<void> {
    const done = await this.attempt(t().signing, async () => {
      await this.desk.onSitting("recuse-cancel", { division: this.division.id, member });
    });
    if (done) this.desk.say(t().recusalEnded(name));
  }

  protected override render() {
    const { recused = [], recusals = 0 } = this.division;
    const { register } = this.view;
    const open = mayRecuse(this.division) && this.desk.identity.role === "secretariat";
    if (!register || (!open && recusals === 0)) return nothing;
    return html`<details class="files recusals">
      <summary class="btn small">${recusals > 0 ? t().recusals(recusals) : t().recuse}</summary>
      <ul>
        ${recused.map((id) => this.#row(id, register.members.find((one) => one.id === id)?.name ?? id, open))}
      </ul>
      ${open ? this.#form(register.members, recused) : nothing}${trouble(this.problem)}${working(this.busy)}
    </details>`;
  }

  #row(id: string, name: string, open: boolean) {
    return html`<li class="between">
      <span>${name} <span class="soft">${id}</span></span>
      ${
        open
          ? html`<two-press
              .label=${t().endRecusal}
              .question=${t().confirmEndRecusal}
              .blocked=${this.busy !== ""}
              @done=${() => void this.#cancel(id, name)}
            ></two-press>`
          : nothing
      }
    </li>`;
  }

  #form(members: readonly RosterMember[], recused: readonly string[]) {
    const found = recusable(members, recused, this.sought);
    const member = found.find(({ id }) => id === this.chosen) ?? (found.length === 1 ? found[0] : undefined);
    const id = `recuse-${this.division.id}`;
    return html`<div class="recuse">
      <p class="note">${t().recuseNote}</p>
      ${field(
        id,
        t().recuseWho,
        html`<input
          id=${id}
          type="search"
          autocomplete="off"
          .value=${this.sought}
          @input=${(event: Event) => {
            this.sought = (event.target as HTMLInputElement).value;
          }}
        />`,
      )}
      ${
        this.sought.trim() === ""
          ? nothing
          : html`<div class="found" role="group" aria-label=${t().found(found.length)}>
              <p class="soft" role="status">${t().found(found.length)}</p>
              ${found.slice(0, MOST_FOUND).map(
                (one) => html`<button
                  class="btn small"
                  type="button"
                  aria-pressed=${member?.id === one.id ? "true" : "false"}
                  @click=${() => {
                    this.chosen = one.id;
                  }}
                >
                  ${one.name} ${one.delegation}
                </button>`,
              )}
            </div>`
      }
      ${field(
        `${id}-reason`,
        t().reason,
        html`<input
          id=${`${id}-reason`}
          maxlength="500"
          placeholder=${t().recuseExample}
          .value=${this.reason}
          @input=${(event: Event) => {
            this.reason = (event.target as HTMLInputElement).value;
          }}
        />`,
      )}
      <p>
        <two-press
          kind="small primary"
          .label=${t().recordRecusal}
          .question=${t().confirmRecusal(member?.name ?? "")}
          .blocked=${!member || this.reason.trim() === "" || this.busy !== ""}
          @done=${() => member && void this.#recuse(member)}
        ></two-press>
      </p>
    </div>`;
  }
}
