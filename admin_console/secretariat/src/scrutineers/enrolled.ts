/** Who the scrutineers are: codes for their devices, and the devices that are enrolled. */
import { groups } from "@hemicycle/kit/encoding";
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { DeskPage, Watch } from "../page.ts";
import { field, tag, trouble, when, working } from "../parts.ts";
import type { CodeEntry, KeyEntry } from "../register.ts";
import { deviceAddress } from "../terminals/cards.ts";
import { cancelCode, issue, revoke } from "../terminals/issuing.ts";
import { scrutineerCommand } from "../terminals/links.ts";
import "@hemicycle/kit/twopress";
import { scrutineerCodes, scrutineerKeys } from "./pin.ts";
import { t } from "./texts.ts";

const DAYS = 7;

@customElement("scrutineer-list")
export class ScrutineerList extends DeskPage {
  @state() private holder = "";

  constructor() {
    super();
    new Watch(this, () => this.desk?.slips.slips);
  }

  async #issue(event: Event): Promise<void> {
    event.preventDefault();
    const holder = this.holder.trim();
    if (holder === "") return;
    const done = await this.attempt(t().signing, async () => {
      await issue(this.desk, [{ role: "scrutineer", seat: "", holder }], DAYS);
    });
    if (!done) return;
    this.holder = "";
    this.desk.say(t().issued(holder));
  }

  async #do(work: () => Promise<void>, done: string): Promise<void> {
    if (await this.attempt(t().signing, work)) this.desk.say(done);
  }

  /** Names the chief scrutineer of the chosen sitting (docs/profiles.md §7). */
  async #designate({ key }: KeyEntry): Promise<void> {
    await this.desk.onSitting("chief-designate", { key });
  }

  protected override render() {
    const { register } = this.view;
    if (!register) return nothing;
    const [keys, codes] = [scrutineerKeys(register), scrutineerCodes(register)];
    return html`<section class="sheet tbl">
      <form class="inline" @submit=${(event: Event) => void this.#issue(event)}>
        ${field(
          "scrutineer",
          t().name,
          html`<input
            id="scrutineer"
            maxlength="200"
            placeholder=${t().nameExample}
            .value=${this.holder}
            @input=${(event: Event) => {
              this.holder = (event.target as HTMLInputElement).value;
            }}
          />`,
        )}
        <button class="btn small primary" ?disabled=${this.busy !== "" || this.holder.trim() === ""}>${t().issue}</button>
      </form>
      <p class="soft pad-x">${t().enrolHow}</p>
      ${trouble(this.problem)}${working(this.busy)}
      <ul class="list scroll" tabindex="0" aria-label=${t().scrutineers}>
        ${keys.map((key) => this.#key(key))}${codes.map((code) => this.#code(code))}
        ${keys.length + codes.length === 0 ? html`<li><p class="soft">${t().nobody}</p></li>` : nothing}
      </ul>
    </section>`;
  }

  #key(key: KeyEntry) {
    const now = this.view.model.state?.sitting;
    const chief = now?.chief === key.holder;
    return html`<li>
      <div>
        <p class="title"><b>${key.holder}</b>${chief ? html` <span class="tag box small">${t().chief}</span>` : nothing}</p>
        <p class="soft">${key.device} · ${t().since(when(key.enrolled_ms))}</p>
      </div>
      ${tag("tick", t().enrolled, "live")}
      <span class="row">
      ${
        now && now.state !== "closed" && !chief
          ? html`<two-press
              .label=${t().makeChief}
              .question=${t().confirmChief}
              .blocked=${this.busy !== ""}
              @done=${() => void this.#do(() => this.#designate(key), t().chiefNow(key.holder))}
            ></two-press>`
          : nothing
      }
      <two-press
        .label=${t().revoke}
        .question=${t().confirmRevoke}
        .blocked=${this.busy !== ""}
        @done=${() => void this.#do(() => revoke(this.desk, key, t().revokedReason), t().revoked)}
      ></two-press>
      </span>
    </li>`;
  }

  #code(code: CodeEntry) {
    const slip = this.desk.slips.slips.value.find(({ key }) => key === code.key);
    return html`<li>
      <div>
        <p class="title"><b>${code.holder}</b> ${slip ? html`<span class="code">${groups(slip.code)}</span>` : nothing}</p>
        <p class="soft">${slip ? html`${t().runs}<span class="code command">${scrutineerCommand(deviceAddress())}</span>` : t().notHere} ${t().until(when(code.expires_ms))}</p>
      </div>
      ${code.state === "open" ? tag("ring", t().code, "soft") : tag("trouble", t().expired, "notice")}
      <two-press
        .label=${t().cancelCode}
        .question=${t().confirmCancel}
        .blocked=${this.busy !== ""}
        @done=${() => void this.#do(() => cancelCode(this.desk, code), t().cancelled)}
      ></two-press>
    </li>`;
  }
}
