/** Devices of staff: chair, scrutineers, tellers, operators, displays, other secretaries. */
import type { Role } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { DeskPage } from "../page.ts";
import { field, tag, trouble, when, working } from "../parts.ts";
import type { CodeEntry, KeyEntry } from "../register.ts";
import "@hemicycle/kit/twopress";
import { b64u } from "@hemicycle/kit/encoding";
import { cancelCode, issue, revoke } from "./issuing.ts";
import { type ReplacePanel, replacePanel } from "./replace.ts";
import { t } from "./texts.ts";

const STAFF = [
  "chair",
  "scrutineer",
  "teller",
  "operator",
  "usher",
  "observer",
  "secretariat",
] as const satisfies readonly Role[];

@customElement("staff-list")
export class StaffList extends DeskPage {
  @state() private duty: (typeof STAFF)[number] = "chair";
  @state() private holder = "";
  @state() private replacing: ReplacePanel["device"] | null = null;

  async #issue(event: Event): Promise<void> {
    event.preventDefault();
    const holder = this.holder.trim();
    if (holder === "") return;
    const done = await this.attempt(t().signing, async () => {
      await issue(this.desk, [{ role: this.duty, seat: "", holder }], 7);
    });
    if (!done) return;
    this.holder = "";
    this.desk.say(t().issued(1));
  }

  async #do(work: () => Promise<void>, done: string): Promise<void> {
    if (await this.attempt(t().signing, work)) this.desk.say(done);
  }

  protected override render() {
    const { register } = this.view;
    if (!register) return nothing;
    const keys = register.keys.filter(({ role }) => role !== "deputy");
    const codes = register.codes.filter(
      ({ role, state }) => role !== "deputy" && (state === "open" || state === "expired"),
    );
    return html`<form class="inline" @submit=${(event: Event) => void this.#issue(event)}>
        ${field(
          "role",
          t().role,
          html`<select
            id="role"
            @change=${(event: Event) => {
              this.duty = (event.target as HTMLSelectElement).value as (typeof STAFF)[number];
            }}
          >
            ${STAFF.map((role) => html`<option value=${role} ?selected=${role === this.duty}>${t()[role]}</option>`)}
          </select>`,
        )}
        ${field(
          "staffHolder",
          t().holder,
          html`<input
            id="staffHolder"
            maxlength="200"
            placeholder=${t().holderFor}
            .value=${this.holder}
            @input=${(event: Event) => {
              this.holder = (event.target as HTMLInputElement).value;
            }}
          />`,
        )}
        <button class="btn small primary" ?disabled=${this.busy !== "" || this.holder.trim() === ""}>${t().issueStaff}</button>
      </form>
      <p class="soft pad-x">${t().staffHow}</p>
      ${trouble(this.problem)}${working(this.busy)}
      <div class="scroll" tabindex="0" role="region" aria-label=${t().staff}>
        <table>
          <thead>
            <tr>
              ${[t().role, t().holder, t().state, t().detail].map((label) => html`<th scope="col">${label}</th>`)}
              <th scope="col" class="acts">${t().actions}</th>
            </tr>
          </thead>
          <tbody>
            ${codes.map((code) => this.#codeRow(code))}${keys.map((key) => this.#keyRow(key))}
          </tbody>
        </table>
        ${codes.length === 0 && keys.length <= 1 ? html`<p class="soft pad">${t().noStaff}</p>` : nothing}
      </div>
      ${replacePanel(this.desk, this.replacing, () => {
        this.replacing = null;
      })}`;
  }

  #codeRow(code: CodeEntry) {
    const here = this.desk.slips.slips.value.some(({ key }) => key === code.key);
    return html`<tr>
      <th scope="row">${t()[code.role]}</th>
      <td><b>${code.holder}</b></td>
      <td>${code.state === "open" ? tag("ring", t().code, "soft") : tag("trouble", t().expired, "notice")}</td>
      <td class="soft">${here ? t().onPage : t().notOnPage} · ${t().until(when(code.expires_ms))}</td>
      <td class="acts">
        <button
          class="btn small"
          type="button"
          @click=${() => {
            this.replacing = { code };
          }}
        >
          ${t().renew}
        </button>
        <two-press
          .label=${t().cancelCode}
          .question=${t().confirmCancel}
          .blocked=${this.busy !== ""}
          @done=${() => void this.#do(() => cancelCode(this.desk, code), t().cancelled)}
        ></two-press>
      </td>
    </tr>`;
  }

  #keyRow(key: KeyEntry) {
    const own = key.key === b64u(this.desk.identity.signer.publicKey);
    const active = key.state === "active";
    return html`<tr>
      <th scope="row">${t()[key.role]}</th>
      <td><b>${key.holder}</b> ${own ? html`<span class="soft">${t().thisDevice}</span>` : nothing}</td>
      <td>${active ? tag("tick", t().enrolled, "live") : tag("hidden", t().revoked, "soft")}</td>
      <td class="soft">${t().since(when(key.enrolled_ms))}</td>
      <td class="acts">
        ${
          active && !own
            ? html`<button
                  class="btn small"
                  type="button"
                  @click=${() => {
                    this.replacing = { key };
                  }}
                >
                  ${t().replace}
                </button>
                <two-press
                  .label=${t().revoke}
                  .question=${t().confirmRevoke}
                  .blocked=${this.busy !== ""}
                  @done=${() => void this.#do(() => revoke(this.desk, key, t().changed), t().revokedNow)}
                ></two-press>`
            : nothing
        }
      </td>
    </tr>`;
  }
}
