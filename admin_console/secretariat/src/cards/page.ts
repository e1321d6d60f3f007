/** Attendance cards: issued to all who have none, anew to who lost one, printed on A4. */
import { say } from "@hemicycle/kit/i18n";
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { cardName } from "../cardname.ts";
import { DeskPage, Watch } from "../page.ts";
import { empty, trouble, working } from "../parts.ts";
import type { Register } from "../register.ts";
import { qr } from "../terminals/qr.ts";
import "./cards.css";
import { type Card, cardBox, makeCards, qrText } from "./issuing.ts";
import { t } from "./texts.ts";

@customElement("attendance-cards")
export class AttendanceCards extends DeskPage {
  @state() private wrong = "";

  constructor() {
    super();
    new Watch(this, () => cardBox.cards);
  }

  protected override willUpdate(): void {
    cardBox.keepOnly(new Set(Object.values(this.#valid)));
  }

  /** Member → key of the valid card. */
  get #valid(): Readonly<Record<string, string>> {
    return this.view.register?.cards ?? {};
  }

  async #issue(members: readonly string[]): Promise<void> {
    const done = await this.attempt(t().making(0, members.length), async () => {
      const cards = await makeCards(members, (made) => {
        this.busy = t().making(made, members.length);
      });
      await this.desk.onBody("cards-issue", { cards: cards.map(({ key, member }) => ({ key, member })) });
      cardBox.add(cards);
    });
    if (done) this.desk.say(t().issued(members.length));
  }

  async #cancel(member: string): Promise<void> {
    const card = this.#valid[member];
    if (!card) {
      this.wrong = t().noCard;
      return;
    }
    const done = await this.attempt("…", async () => {
      await this.desk.onBody("card-cancel", { card, reason: t().lost });
    });
    if (done) this.desk.say(t().cancelled);
  }

  #byNumber(event: SubmitEvent, register: Register): void {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const number = String(new FormData(form).get("number") ?? "").trim();
    if (!register.members.some(({ id }) => id === number)) {
      this.wrong = t().unknown;
      return;
    }
    this.wrong = "";
    if (event.submitter?.getAttribute("value") === "cancel") void this.#cancel(number);
    else void this.#issue([number]);
    form.reset();
  }

  protected override render() {
    const { register } = this.view;
    if (!register) return nothing;
    const cards = cardBox.cards.value;
    const without = register.members.filter(({ id, status }) => status === "in-office" && !this.#valid[id]);
    const blocked = this.busy !== "";
    return html`<div class="noprint issuing">
        <p class="sheet pad">${t().how}</p>
        ${trouble(this.problem || this.wrong)}${working(this.busy)}
        <div class="row">
          <span class="soft">${t().facts(Object.keys(this.#valid).length, register.members.length)}</span>
          ${
            without.length > 0
              ? html`<button class="btn small primary" type="button" ?disabled=${blocked} @click=${() => void this.#issue(without.map(({ id }) => id))}>${t().issueAll(without.length)}</button>`
              : nothing
          }
          ${
            cards.length > 0
              ? html`<button class="btn small primary" type="button" @click=${() => print()}>${t().print(cards.length)}</button>`
              : nothing
          }
        </div>
        <form class="row" @submit=${(event: SubmitEvent) => this.#byNumber(event, register)}>
          <label for="again">${t().againLabel}</label>
          <input id="again" name="number" autocomplete="off" spellcheck="false" required />
          <button class="btn small" type="submit" value="again" ?disabled=${blocked}>${t().again}</button>
          <button class="btn small" type="submit" value="cancel" ?disabled=${blocked}>${t().cancel}</button>
          <span class="soft">${t().againHow}</span>
        </form>
      </div>
      ${cards.length === 0 ? empty(t().none, t().noneHow) : this.#sheet(cards, register)}`;
  }

  #sheet(cards: readonly Card[], register: Register) {
    const people = new Map(register.members.map((member) => [member.id, member]));
    return html`<ul class="attendance-sheet cut-sheet">
      ${repeat(
        cards,
        ({ key }) => key,
        (card) => {
          const member = people.get(card.member);
          if (!member) return nothing;
          const body = say(register.body.name);
          return html`<li class="attendance-card cut-card">
            ${guard([card, member], () => qr(qrText(card), t().qr(member.name)))}
            <div>
              <p class="label">${body} · ${t().card}</p>
              <p class="person">${cardName(member.name)}</p>
              <p class="soft">${[t()[member.role], member.delegation].filter(Boolean).join(" · ")}</p>
              <p class="number"><span class="label">${t().number}</span> ${member.id}</p>
            </div>
          </li>`;
        },
      )}
    </ul>`;
  }
}
