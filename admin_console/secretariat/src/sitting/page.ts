/** The sittings of the body, and a new one with its quorum rule. */
import { EMPTY_LOG } from "@hemicycle/kit/acts";
import { say } from "@hemicycle/kit/i18n";
import type { SittingEntry } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { DeskPage } from "../page.ts";
import { field, head, tag, trouble, working } from "../parts.ts";
import { KINDS, QUORUMS, type QuorumId, type RuleChoice } from "../rules.ts";
import "../twopress.ts";
import { proposedSittingId, type SittingDraft, sittingFault } from "./drafts.ts";
import { t } from "./texts.ts";

const GLYPHS = { created: "ring", open: "dot", closed: "tick" } as const;

/** A rule with its formula and source; a default that nobody has verified says so. */
export function ruleNote(rule: RuleChoice<string> | undefined) {
  if (!rule) return nothing;
  return html`<span class="formula">${rule.formula}</span> · ${say(rule.source)}${
    rule.verified ? nothing : html` · <span class="tag box small">${t().unverified}</span>`
  }`;
}

@customElement("sitting-page")
export class SittingPage extends DeskPage {
  @state() private creating = false;
  @state() private draft: SittingDraft = { id: "", title: { zh: "", en: "" }, kind: "plenary", quorum: "Q2" };

  get #taken(): readonly string[] {
    return this.view.sittings.map(({ id }) => id);
  }

  #begin(): void {
    const kind = KINDS.find(({ id }) => id === this.desk.view.value.register?.body.kind) ?? KINDS[0];
    this.draft = {
      id: proposedSittingId(this.desk.identity.body, new Date(), this.#taken),
      title: { zh: "", en: "" },
      kind: kind?.id ?? "plenary",
      quorum: kind?.quorum ?? "Q2",
    };
    this.creating = true;
  }

  async #create(): Promise<void> {
    const { id, title, kind, quorum } = this.draft;
    await this.attempt(t().creating, async () => {
      const { head: register } = await this.desk.readRegister();
      const { body, server } = this.desk.identity;
      const named = { zh: title.zh.trim(), en: title.en.trim() };
      await this.desk.createSitting(
        id,
        { body, title: named, kind, quorum, register: { ...register }, server },
        EMPTY_LOG,
      );
      this.creating = false;
      this.desk.say(t().createdNow);
    });
  }

  protected override render() {
    const { sittings } = this.view;
    return this.creating || sittings.length === 0 ? this.#form() : this.#list(sittings);
  }

  protected override willUpdate(): void {
    if (this.view.sittings.length === 0 && this.draft.id === "") this.#begin();
  }

  #list(sittings: readonly SittingEntry[]) {
    return html`${head(
      t().sitting,
      t().sittingWords(sittings.length),
      html`<button class="btn small" type="button" @click=${() => this.#begin()}>${t().create}</button>
          <a class="btn small primary" href="#/agenda">${t().nextAgenda}</a>`,
    )}
      <section class="sheet tbl">
        <ul class="list">
          ${sittings.map((sitting) => {
            const chosen = sitting.id === this.view.chosen;
            const live = chosen ? (this.view.model.state?.sitting ?? null) : null;
            const now = live?.state ?? sitting.state;
            return html`<li class=${chosen ? "chosen" : ""}>
              <div>
                <p class="title"><b>${say(sitting.title)}</b></p>
                <p class="soft">
                  ${say(KINDS.find(({ id }) => id === sitting.kind)?.name ?? { zh: sitting.kind, en: sitting.kind })} · ${sitting.id}
                  ${live ? html`· ${t().quorum} ${ruleNote(QUORUMS.find(({ id }) => id === live.quorum.id))}` : nothing}
                </p>
              </div>
              ${tag(GLYPHS[now], t()[now], now === "open" ? "live" : "soft")}
              ${
                chosen
                  ? html`<span class="tag">${t().working}</span>`
                  : html`<button class="btn small" type="button" @click=${() => this.desk.choose(sitting.id)}>${t().choose}</button>`
              }
            </li>`;
          })}
        </ul>
      </section>`;
  }

  #form() {
    const fault = sittingFault(this.draft, this.#taken);
    const old = this.view.sittings.length > 0;
    return html`${head(
      t().create,
      t().createWords,
      html`${
        old
          ? html`<button
                  class="btn small"
                  type="button"
                  @click=${() => {
                    this.creating = false;
                  }}
                >
                  ${t().back}
                </button>`
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
        <div class="pair">
          ${field(
            "sittingKind",
            t().kind,
            html`<select
              id="sittingKind"
              @change=${(event: Event) => {
                const kind = KINDS.find(({ id }) => id === (event.target as HTMLSelectElement).value);
                if (kind) this.draft = { ...this.draft, kind: kind.id, quorum: kind.quorum };
              }}
            >
              ${KINDS.map(({ id, name }) => html`<option value=${id} ?selected=${id === this.draft.kind}>${say(name)}</option>`)}
            </select>`,
          )}
          ${field(
            "sittingId",
            t().id,
            html`<input
              id="sittingId"
              class="code"
              maxlength="64"
              spellcheck="false"
              autocapitalize="none"
              aria-describedby="sittingId-note"
              .value=${this.draft.id}
              @input=${(event: Event) => {
                this.draft = { ...this.draft, id: (event.target as HTMLInputElement).value };
              }}
            />`,
            t().idNote,
          )}
        </div>
        <fieldset class="rules">
          <legend>${t().quorum}</legend>
          <p class="soft">${t().symbols}</p>
          ${QUORUMS.map((rule) => this.#quorum(rule))}
        </fieldset>
        <p class="soft" role="status">${fault ? t()[fault] : ""}</p>
        ${trouble(this.problem)}${working(this.busy)}
      </form>`;
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
        .value=${this.draft.title[language]}
        @input=${(event: Event) => {
          const title = { ...this.draft.title, [language]: (event.target as HTMLInputElement).value };
          this.draft = { ...this.draft, title };
        }}
      />`,
    );
  }

  #quorum(rule: RuleChoice<QuorumId>) {
    return html`<label class="rule-choice">
      <input
        type="radio"
        name="quorum"
        value=${rule.id}
        .checked=${this.draft.quorum === rule.id}
        @change=${() => {
          this.draft = { ...this.draft, quorum: rule.id };
        }}
      />
      <span><b>${rule.id}</b> ${say(rule.name)}</span>
      <small>${ruleNote(rule)}</small>
    </label>`;
  }
}
