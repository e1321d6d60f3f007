/** One person of the roster: corrected, replaced, added or taken out, with what follows from it; written as one signed roster. */
import { ApiError } from "@hemicycle/kit/api";
import { say } from "@hemicycle/kit/i18n";
import { attendanceOf } from "@hemicycle/kit/store";
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { seatsOf } from "../hall/attendance.ts";
import { DeskPage } from "../page.ts";
import { field, head, icon, placeWords, trouble, working } from "../parts.ts";
import type { Register, RosterMember } from "../register.ts";
import { seatStates } from "../terminals/states.ts";
import "@hemicycle/kit/twopress";
import { c } from "./changetexts.ts";
import {
  asksTwice,
  type Change,
  changed,
  choosable,
  clashes,
  type Effects,
  effectsOf,
  type Fields,
  fieldsOf,
  isChange,
  isOutdated,
  mustDepart,
} from "./changing.ts";
import { type Checked, checkPerson } from "./checking.ts";
import { byDelegation, type FieldName, type Finding } from "./importing.ts";
import { t } from "./texts.ts";

const WAYS = ["correct", "replace", "remove"] as const;
const TEXTS = ["name", "latin", "delegation"] as const;
const CHOICES = {
  role: ["deputy", "attendee", "observer"],
  status: ["in-office", "suspended", "ended"],
} as const;

@customElement("member-form")
export class MemberForm extends DeskPage {
  /** Who is changed, as the roster had them when the form was opened; null: somebody is added. */
  @property({ attribute: false }) member: RosterMember | null = null;
  @state() private kind: Change["kind"] = "add";
  @state() private fields: Fields = fieldsOf({ kind: "add", of: null });
  @state() private checked: Checked | null = null;
  /** How many checks were asked for. */
  #checks = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#choose(this.member ? "correct" : "add");
  }

  protected override firstUpdated(): void {
    this.querySelector<HTMLElement>("form input:not([readonly])")?.focus();
  }

  get #change(): Change {
    const { kind, member } = this;
    return member && kind !== "add" ? { kind, of: member } : { kind: "add", of: null };
  }

  #choose(kind: Change["kind"]): void {
    this.kind = kind;
    this.fields = fieldsOf(this.#change);
    this.checked = null;
    this.#checks += 1; // an answer still under way is about something else
    this.problem = "";
  }

  #type(name: FieldName, text: string): void {
    this.fields = { ...this.fields, [name]: text };
  }

  #set(name: FieldName, text: string): void {
    this.#type(name, text);
    void this.#check();
  }

  /** Asks the server about what is typed; only the answer to the last question counts. */
  async #check(): Promise<Checked | null> {
    this.#checks += 1;
    const mine = this.#checks;
    try {
      const checked = await checkPerson(this.desk.api, this.desk.identity.body, this.fields);
      if (mine !== this.#checks) return null;
      this.checked = checked;
      this.problem = "";
      return checked;
    } catch (error) {
      if (mine === this.#checks) this.problem = error instanceof ApiError ? say(error.words) : String(error);
      return null;
    }
  }

  #findings(register: Register, checked = this.checked): readonly Finding[] {
    const clashing = clashes(register.members, this.#change, this.fields).map(({ field: of, holder }) => {
      const words = of === "number" ? c().numberTaken(holder.name) : c().seatTaken(holder.name);
      return { field: of, code: `${of}-taken`, zh: words, en: words, remedy: null };
    });
    return [...clashing, ...(checked?.errors ?? [])];
  }

  async #submit(register: Register): Promise<void> {
    const change = this.#change;
    if (change.kind === "remove") return this.#write(change, this.fields);
    let checked: Checked | null = null;
    await this.attempt(c().checking, async () => {
      checked = await this.#check();
    });
    await this.#judged(register, change, checked);
  }

  /** Writes what was checked; nothing if meanwhile something else was typed or chosen. */
  async #judged(register: Register, change: Change, checked: Checked | null): Promise<void> {
    if (!checked) return;
    if (!checked.cleaned || this.#findings(register, checked).length > 0) {
      this.problem = c().errors;
      await this.updateComplete;
      this.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
      return;
    }
    if (this.#blocked(this.view.register ?? register) === "") await this.#write(change, checked.cleaned);
  }

  async #write(change: Change, fields: Fields): Promise<void> {
    const done = await this.attempt(t().writing, async () => {
      const { members } = await this.desk.readRegister();
      if (isOutdated(members, change) || clashes(members, change, fields).length > 0)
        throw new ApiError(409, "outdated", { zh: t().outdated, en: t().outdated });
      const next = changed(members, change, fields).map((member) => ({ ...member }));
      await this.desk.onBody("roster-set", { members: next });
    });
    if (!done) return;
    this.desk.say(c().written(change.kind === "remove" ? change.of.name : fields.name));
    this.dispatchEvent(new CustomEvent("leave", { detail: change.kind === "remove" ? "" : fields.number }));
  }

  protected override render() {
    const { register } = this.view;
    if (!register) return nothing;
    const { kind } = this;
    const name = this.member?.name ?? "";
    const title = kind === "add" ? c().addTitle : c()[`${kind}Title`](name);
    return html`${head(
      title,
      c().words,
      html`<button class="btn small" type="button" @click=${() => this.dispatchEvent(new CustomEvent("leave", { detail: this.member?.id ?? "" }))}>
        ${c().back}
      </button>`,
    )}
    ${this.member ? this.#ways() : nothing}
    <form
      class="sheet form wide person"
      aria-label=${title}
      novalidate
      @submit=${(event: Event) => {
        event.preventDefault();
        if (!this.#effects(register).twice && this.#blocked(register) === "") void this.#submit(register);
      }}
    >
      ${kind === "replace" ? html`<p>${c().replaceHow(name)}</p>` : nothing}
      ${kind === "remove" ? html`<p>${c().removeHow(name)}</p>` : this.#inputs(register)}
      ${this.#following(register)}${trouble(this.problem)}${this.#end(register)}
    </form>`;
  }

  #ways() {
    return html`<div class="tabs" role="group" aria-label=${c().ways}>
      ${WAYS.map(
        (way) => html`<button
          class="btn small"
          type="button"
          aria-pressed=${this.kind === way ? "true" : "false"}
          aria-disabled=${this.busy ? "true" : "false"}
          @click=${() => !this.busy && this.#choose(way)}
        >
          ${c()[way]}
        </button>`,
      )}
    </div>`;
  }

  #inputs(register: Register) {
    const fixed = this.kind === "correct";
    const [name, latin, delegation] = TEXTS.map((one) => this.#input(register, one));
    return html`<div class="pair">${this.#input(register, "number", fixed)}${name}</div>
      <div class="pair">${latin}${delegation}</div>
      <div class="trio">${this.#seat(register)}${this.#select("role")}${this.#select("status")}</div>
      <datalist id="delegations">
        ${[...byDelegation(register.members).keys()].filter(Boolean).map((one) => html`<option value=${one}></option>`)}
      </datalist>`;
  }

  /** What was found of a field, below it. */
  #found(register: Register, name: FieldName) {
    const errors = this.#findings(register).filter((finding) => finding.field === name);
    const warnings = (this.checked?.warnings ?? []).filter((finding) => finding.field === name);
    const line = (finding: Finding, wrong: boolean) => html`<span class="finding">
      <span class="tag ${wrong ? "notice" : ""}">${icon(wrong ? "trouble" : "dot")}<span>${say(finding)}</span></span>
      ${
        finding.remedy
          ? html`<button class="btn small quiet remedy" type="button" @click=${() => finding.remedy && this.#set(finding.remedy.field, finding.remedy.value)}>
              ${say(finding.remedy)}
            </button>`
          : nothing
      }
    </span>`;
    return {
      wrong: errors.length > 0,
      words: html`${errors.map((one) => line(one, true))}${warnings.map((one) => line(one, false))}`,
    };
  }

  #input(register: Register, name: "number" | (typeof TEXTS)[number], fixed = false) {
    const { wrong, words } = this.#found(register, name);
    const id = `member-${name}`;
    return field(
      id,
      t()[name],
      html`<input
        id=${id}
        maxlength="200"
        autocomplete="off"
        spellcheck="false"
        list=${name === "delegation" ? "delegations" : nothing}
        lang=${name === "latin" ? "en" : nothing}
        ?readonly=${fixed}
        aria-invalid=${wrong ? "true" : "false"}
        aria-describedby="${id}-note"
        .value=${this.fields[name]}
        @input=${(event: Event) => this.#type(name, (event.target as HTMLInputElement).value)}
        @change=${(event: Event) => this.#set(name, (event.target as HTMLInputElement).value)}
      />`,
      html`${fixed ? c().numberFixed : nothing}${words}`,
    );
  }

  #seat(register: Register) {
    const { wrong, words } = this.#found(register, "seat");
    const seats = choosable(register, this.#change);
    const places = new Map(register.seats.map((seat) => [seat.id, seat]));
    const { seat } = this.fields;
    return field(
      "member-seat",
      t().seat,
      html`<select
        id="member-seat"
        aria-invalid=${wrong ? "true" : "false"}
        aria-describedby="member-seat-note"
        @change=${(event: Event) => this.#set("seat", (event.target as HTMLSelectElement).value)}
      >
        <option value="" ?selected=${seat === ""}>${c().noSeat}</option>
        ${(seat === "" || seats.includes(seat) ? seats : [seat, ...seats]).map(
          (one) =>
            html`<option value=${one} ?selected=${one === seat}>${placeWords(places.get(one), one)}</option>`,
        )}
      </select>`,
      words,
    );
  }

  #select(name: "role" | "status") {
    const id = `member-${name}`;
    return field(
      id,
      t()[name],
      html`<select id=${id} @change=${(event: Event) => this.#set(name, (event.target as HTMLSelectElement).value)}>
        ${CHOICES[name].map((one) => html`<option value=${one} ?selected=${one === this.fields[name]}>${t()[one]}</option>`)}
      </select>`,
    );
  }

  #effects(register: Register): Effects & { readonly twice: boolean } {
    const states = seatStates(register);
    const enrolled = (seat: string) => states.get(seat)?.kind === "enrolled";
    const effects = effectsOf(register, this.#change, this.fields, this.view.model.state, enrolled);
    return { ...effects, twice: asksTwice(this.#change, effects) };
  }

  /** Seats whose members are present in the chosen sitting; null where nobody knows or none is open. */
  #present(register: Register): ReadonlySet<string> | null {
    const { model } = this.view;
    if (model.state?.sitting.state !== "open") return null;
    return seatsOf(register, attendanceOf(model)?.bits);
  }

  /** Why nothing can be written; "" if it can. */
  #blocked(register: Register): string {
    if (this.busy) return this.busy;
    if (mustDepart(this.#change, this.fields, this.#present(register)))
      return c().present(this.member?.name ?? "");
    return isChange(this.#change, this.fields) ? "" : c().unchanged;
  }

  #following(register: Register) {
    const { inOffice, cardEnds, lacksCard, terminal, voting, ballots } = this.#effects(register);
    const seat = register.seats.find(({ id }) => id === terminal);
    const link = (to: string, words: string) => html` <a href=${to}>${words}</a>`;
    const { chosen, sittings } = this.view;
    const lines = [
      ...(inOffice[0] === inOffice[1] ? [] : [c().inOffice(...inOffice)]),
      ...(voting ? [c().voting] : []),
      ...(cardEnds ? [html`${c().cardEnds}${link("#/terminals", c().toCards)}`] : []),
      ...(lacksCard ? [html`${c().lacksCard}${link("#/terminals", c().toCards)}`] : []),
      ...(terminal === "" ? [] : [c().terminal(placeWords(seat, terminal))]),
      ...(ballots.length > 0
        ? [
            html`${c().ballots(this.member?.name ?? "", ballots.join(c().comma))}${link("#/agenda", c().toAgenda)}`,
          ]
        : []),
      ...(sittings.some(({ id, state: its }) => its === "open" && id !== chosen) ? [c().elsewhere] : []),
    ];
    const departs = mustDepart(this.#change, this.fields, this.#present(register));
    return html`${departs ? trouble(html`${c().present(this.member?.name ?? "")}${link("#/hall", c().toHall)}`) : nothing}
    ${
      lines.length > 0 && isChange(this.#change, this.fields)
        ? html`<section class="follows" aria-label=${c().follows}>
            <h2 class="label">${c().follows}</h2>
            <ul>${lines.map((line) => html`<li>${icon("dot")} <span>${line}</span></li>`)}</ul>
          </section>`
        : nothing
    }`;
  }

  #end(register: Register) {
    const { kind } = this;
    const { inOffice, twice } = this.#effects(register);
    const blocked = this.#blocked(register);
    const name = this.member?.name ?? "";
    const label = { correct: c().write, add: c().writeAdd, replace: c().writeReplace, remove: c().remove }[
      kind
    ];
    const question =
      kind === "remove"
        ? c().confirmRemove(name)
        : kind === "replace"
          ? c().confirmReplace(name)
          : c().confirmInOffice(inOffice[1]);
    return html`<p class="end">
      <span class="soft" role="status">${this.busy ? working(this.busy) : blocked === c().unchanged ? blocked : ""}</span>
      ${
        twice
          ? html`<two-press
              kind="primary"
              .label=${label}
              .question=${question}
              .blocked=${blocked !== ""}
              @done=${() => void this.#submit(register)}
            ></two-press>`
          : html`<button class="btn primary" aria-disabled=${blocked ? "true" : "false"}>${label}</button>`
      }
    </p>`;
  }
}
