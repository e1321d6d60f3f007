/** Another device for a seat or a person: revoked and a new code in one act, its QR code large; made for a sitting in progress. */
import { groups } from "@hemicycle/kit/encoding";
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { DeskPage } from "../page.ts";
import { field, icon, tag, trouble, working } from "../parts.ts";
import { type CodeEntry, type KeyEntry, occupants } from "../register.ts";
import { t as common } from "../texts.ts";
import "@hemicycle/kit/twopress";
import { deviceAddress } from "./cards.ts";
import { renewCode, replaceKey } from "./issuing.ts";
import { enrolLink, hasPage, isLoopback, scrutineerCommand } from "./links.ts";
import { qr } from "./qr.ts";
import type { Slip } from "./slips.ts";
import { t } from "./texts.ts";

/** A new device is enrolled at once; a code that lies about is not needed. */
const VALID_DAYS = 1;
const REASONS = ["broken", "lost", "changed"] as const;
const POLL_MS = 2000;

@customElement("replace-panel")
export class ReplacePanel extends DeskPage {
  /** The key to revoke, or the code to cancel. */
  @property({ attribute: false }) device!: { readonly key: KeyEntry } | { readonly code: CodeEntry };
  @state() private reason: (typeof REASONS)[number] = "broken";
  @state() private slip: Slip | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  protected override firstUpdated(): void {
    this.querySelector("dialog")?.showModal();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  get #subject(): KeyEntry | CodeEntry {
    return "key" in this.device ? this.device.key : this.device.code;
  }

  get #who(): string {
    const { seat, holder, role } = this.#subject;
    if (role !== "deputy") return `${t()[role]} ${holder}`;
    const member = occupants(this.view.register?.members ?? []).get(seat);
    return [seat, member?.name ?? ""].join(" ").trim();
  }

  async #replace(): Promise<void> {
    await this.attempt(t().signing, async () => {
      this.slip =
        "key" in this.device
          ? await replaceKey(this.desk, this.device.key, t()[this.reason], VALID_DAYS)
          : await renewCode(this.desk, this.device.code, VALID_DAYS);
      this.#timer = setInterval(() => void this.desk.readRegister().catch(() => undefined), POLL_MS);
    });
  }

  protected override render() {
    return html`<dialog class="reader replace" aria-labelledby="replace-title" @close=${() => this.dispatchEvent(new CustomEvent("leave"))}>
      <h2 id="replace-title">${t().replaceTitle(this.#who)}</h2>
      ${this.slip ? this.#scan(this.slip) : this.#ask()}
    </dialog>`;
  }

  #leave(): void {
    this.querySelector("dialog")?.close();
  }

  #closing(label: string) {
    return html`<button class="btn" type="button" @click=${() => this.#leave()}>${label}</button>`;
  }

  #ask() {
    const replacing = "key" in this.device;
    return html`<p>${replacing ? t().replaceHow : t().renewHow}</p>
      ${
        replacing
          ? field(
              "reason",
              t().reason,
              html`<select
                id="reason"
                @change=${(event: Event) => {
                  this.reason = (event.target as HTMLSelectElement).value as (typeof REASONS)[number];
                }}
              >
                ${REASONS.map((reason) => html`<option value=${reason} ?selected=${reason === this.reason}>${t()[reason]}</option>`)}
              </select>`,
            )
          : nothing
      }
      ${trouble(this.problem)}${working(this.busy)}
      <p class="end">
        ${this.#closing(common().cancel)}
        <two-press
          kind="primary"
          .label=${replacing ? t().doReplace : t().doRenew}
          .question=${t().confirmReplace}
          .blocked=${this.busy !== ""}
          @done=${() => void this.#replace()}
        ></two-press>
      </p>`;
  }

  #scan(slip: Slip) {
    const address = deviceAddress();
    const { role, code } = slip;
    const enrolled = this.view.register?.codes.find(({ key }) => key === slip.key)?.state === "used";
    return html`${enrolled ? nothing : html`<p>${t().replaced}</p>`}
      <div class="large">
        ${enrolled ? html`<p class="big">${icon("tick")}</p>` : hasPage(role) ? qr(enrolLink(address, role, code, this.view.pin), t().qrLabel(this.#who)) : html`<p class="code">${scrutineerCommand(address)}</p>`}
        <div>
          ${enrolled ? nothing : html`<p>${hasPage(role) ? t().scan : `${t().ownMachine} ${t().andType}`}</p><p class="code">${groups(code)}</p>`}
          ${!enrolled && isLoopback(address) ? html`<p class="trouble">${t().loopback}</p>` : nothing}
          <p role="status">${enrolled ? tag("tick", t().ready) : tag("waiting", t().waiting, "soft")}</p>
        </div>
      </div>
      <p class="end">${this.#closing(common().close)}</p>`;
  }
}

/** The panel over a page, as long as there is a device to replace. */
export function replacePanel(
  desk: ReplacePanel["desk"],
  device: ReplacePanel["device"] | null,
  leave: () => void,
) {
  return device
    ? html`<replace-panel .desk=${desk} .device=${device} @leave=${leave}></replace-panel>`
    : nothing;
}
