/** A new sitting: its title, its kind, its session, and its rules by a profile or one by one. */
import { EMPTY_LOG } from "@hemicycle/kit/acts";
import type { ServerInfo } from "@hemicycle/kit/api";
import { say } from "@hemicycle/kit/i18n";
import type { SittingKind } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { DeskPage } from "../page.ts";
import { field, head, trouble, working } from "../parts.ts";
import { type ProfileDocument, profilesFor } from "../profiles.ts";
import { bodyKind, KINDS, QUORUMS, type QuorumId, type RuleChoice } from "../rules.ts";
import "@hemicycle/kit/twopress";
import {
  proposedProfile,
  proposedSittingId,
  SESSION_KINDS,
  type SessionKind,
  type SittingDraft,
  sittingFault,
  sittingMembers,
} from "./drafts.ts";
import { ruleNote } from "./page.ts";
import { profileView } from "./profileview.ts";
import { t } from "./texts.ts";

const MOST = 999;

@customElement("sitting-form")
export class SittingForm extends DeskPage {
  @state() private profiles: readonly ProfileDocument[] = [];
  @state() private draft: SittingDraft | null = null;
  /** The hash of the seat pages that the server gives now; "" without any. */
  @state() private pages = "";

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#read();
  }

  async #read(): Promise<void> {
    await this.attempt(t().readingProfiles, async () => {
      const { profiles } = await this.desk.api.get<{ profiles: ProfileDocument[] }>("/v1/profiles", false);
      this.pages = (await this.desk.api.get<ServerInfo>("/v1/server", false)).pages ?? "";
      this.profiles = profilesFor(profiles, this.#level);
      this.#change({ profile: proposedProfile(this.profiles, this.#level) });
    });
  }

  get #level(): string {
    return this.view.register?.body.level ?? "";
  }

  get #kind() {
    return bodyKind(this.view.register?.body.kind ?? "congress");
  }

  get #taken(): readonly string[] {
    return this.view.sittings.map(({ id }) => id);
  }

  get #now(): SittingDraft {
    this.draft ??= this.#blank();
    return this.draft;
  }

  #blank(): SittingDraft {
    const kind = KINDS.find(({ id }) => id === this.#kind.sittings[0]);
    return {
      id: proposedSittingId(this.desk.identity.body, new Date(), this.#taken),
      title: { zh: "", en: "" },
      kind: kind?.id ?? "plenary",
      quorum: kind?.quorum ?? "Q2",
      profile: null,
      term: null,
      session: null,
      session_kind: "",
    };
  }

  #change(change: Partial<SittingDraft>): void {
    this.draft = { ...this.#now, ...change };
  }

  async #create(): Promise<void> {
    const draft = this.#now;
    await this.attempt(t().creating, async () => {
      const { head: register } = await this.desk.readRegister();
      const { body, server } = this.desk.identity;
      const members = { body, ...sittingMembers(draft), register: { ...register }, server };
      await this.desk.createSitting(draft.id, members, EMPTY_LOG);
      this.desk.say(t().createdNow);
      this.dispatchEvent(new CustomEvent("left"));
    });
  }

  protected override render() {
    const draft = this.#now;
    const fault = sittingFault(draft, this.#taken);
    return html`${head(
      t().create,
      t().createWords,
      html`${
        this.view.sittings.length > 0
          ? html`<button class="btn small" type="button" @click=${() => this.dispatchEvent(new CustomEvent("left"))}>${t().back}</button>`
          : nothing
      }<two-press
          kind="small primary"
          .label=${t().doCreate}
          .question=${t().confirmCreate}
          .blocked=${fault !== null || this.busy !== ""}
          @done=${() => void this.#create()}
        ></two-press>`,
    )}
      <form class="sheet form wide" @submit=${(event: Event) => event.preventDefault()}>
        <div class="pair">${this.#title("zh", t().titleZh)} ${this.#title("en", t().titleEn)}</div>
        <div class="pair">${this.#kinds(draft)} ${this.#id(draft)}</div>
        <div class="pair">
          <div class="pair">${this.#ordinal("term", t().term)} ${this.#ordinal("session", t().session)}</div>
          ${this.#kind.sessions ? this.#sessionKind(draft) : nothing}
        </div>
        ${this.pages ? this.#terminalPages(draft) : nothing}
        ${this.#profile(draft)} ${draft.profile ? profileView(draft.profile, draft.kind) : this.#quorums(draft)}
        <p class="soft" role="status">${fault ? t()[fault] : ""}</p>
        ${trouble(this.problem)}${working(this.busy)}
      </form>`;
  }

  #kinds(draft: SittingDraft) {
    const held = KINDS.filter(({ id }) => this.#kind.sittings.includes(id));
    return field(
      "sittingKind",
      t().kind,
      html`<select
        id="sittingKind"
        @change=${(event: Event) => {
          const kind = KINDS.find(({ id }) => id === (event.target as HTMLSelectElement).value);
          if (kind) this.#change({ kind: kind.id as SittingKind, quorum: kind.quorum });
        }}
      >
        ${held.map(({ id, name }) => html`<option value=${id} ?selected=${id === draft.kind}>${say(name)}</option>`)}
      </select>`,
      t().kindNote(say(this.#kind.name)),
    );
  }

  #id(draft: SittingDraft) {
    return field(
      "sittingId",
      t().id,
      html`<input
        id="sittingId"
        class="code"
        maxlength="64"
        spellcheck="false"
        autocapitalize="none"
        aria-describedby="sittingId-note"
        .value=${draft.id}
        @input=${(event: Event) => this.#change({ id: (event.target as HTMLInputElement).value })}
      />`,
      t().idNote,
    );
  }

  #ordinal(name: "term" | "session", label: string) {
    return field(
      name,
      label,
      html`<input
        id=${name}
        type="number"
        min="1"
        max=${MOST}
        placeholder=${t().optional}
        .value=${String(this.#now[name] ?? "")}
        @input=${(event: Event) => {
          const typed = (event.target as HTMLInputElement).valueAsNumber;
          this.#change({ [name]: Number.isInteger(typed) && typed >= 1 && typed <= MOST ? typed : null });
        }}
      />`,
    );
  }

  #sessionKind(draft: SittingDraft) {
    return field(
      "sessionKind",
      t().sessionKind,
      html`<select
        id="sessionKind"
        @change=${(event: Event) =>
          this.#change({ session_kind: (event.target as HTMLSelectElement).value as SessionKind | "" })}
      >
        <option value="" ?selected=${draft.session_kind === ""}>${t().notSaid}</option>
        ${SESSION_KINDS.map((one) => html`<option value=${one} ?selected=${draft.session_kind === one}>${t()[one]}</option>`)}
      </select>`,
    );
  }

  #terminalPages({ pages = null }: SittingDraft) {
    const chosen = pages === null ? "" : pages.required ? "required" : "expected";
    const words = { "": t().pagesAny, expected: t().pagesExpected, required: t().pagesRequired };
    return field(
      "pages",
      t().pages,
      html`<select
        id="pages"
        aria-describedby="pages-note"
        @change=${(event: Event) => {
          const { value } = event.target as HTMLSelectElement;
          this.#change({
            pages: value === "" ? null : { hash: this.pages, required: value === "required" },
          });
        }}
      >
        ${(["", "expected", "required"] as const).map(
          (one) => html`<option value=${one} ?selected=${one === chosen}>${words[one]}</option>`,
        )}
      </select>`,
      t().pagesNote,
    );
  }

  #profile(draft: SittingDraft) {
    return html`${field(
      "profile",
      t().profile,
      html`<select
        id="profile"
        aria-describedby="profile-note"
        @change=${(event: Event) => {
          const { value } = event.target as HTMLSelectElement;
          this.#change({ profile: this.profiles.find(({ id }) => id === value) ?? null });
        }}
      >
        <option value="" ?selected=${draft.profile === null}>${t().noProfile}</option>
        ${this.profiles.map(({ id, name }) => html`<option value=${id} ?selected=${draft.profile?.id === id}>${say(name)}</option>`)}
      </select>`,
      draft.profile ? t().profileNote : t().noProfileNote,
    )}
    ${
      this.problem && this.profiles.length === 0
        ? html`<p><button class="btn small" type="button" @click=${() => void this.#read()}>${t().readAgain}</button></p>`
        : nothing
    }`;
  }

  #quorums(draft: SittingDraft) {
    return html`<fieldset class="rules">
      <legend>${t().quorum}</legend>
      <p class="soft">${t().symbols}</p>
      ${QUORUMS.map((rule) => this.#quorum(rule, draft))}
    </fieldset>`;
  }

  #quorum(rule: RuleChoice<QuorumId>, draft: SittingDraft) {
    return html`<label class="rule-choice">
      <input
        type="radio"
        name="quorum"
        value=${rule.id}
        .checked=${draft.quorum === rule.id}
        @change=${() => this.#change({ quorum: rule.id })}
      />
      <span><b>${rule.id}</b> ${say(rule.name)}</span>
      <small>${ruleNote(rule)}</small>
    </label>`;
  }

  #title(language: "zh" | "en", label: string) {
    const id = `sittingTitle-${language}`;
    return field(
      id,
      label,
      html`<input
        id=${id}
        lang=${language === "zh" ? "zh-CN" : "en"}
        maxlength="200"
        placeholder=${language === "zh" ? t().titleExample : ""}
        .value=${this.#now.title[language]}
        @input=${(event: Event) =>
          this.#change({
            title: { ...this.#now.title, [language]: (event.target as HTMLInputElement).value },
          })}
      />`,
    );
  }
}
