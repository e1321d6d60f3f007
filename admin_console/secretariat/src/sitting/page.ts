/** The sittings of the body. */
import { say } from "@hemicycle/kit/i18n";
import type { SittingEntry, SittingView } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { sourceNote } from "../agenda/howfields.ts";
import { DeskPage } from "../page.ts";
import { head, tag } from "../parts.ts";
import { KINDS, QUORUMS, type RuleChoice } from "../rules.ts";
import "./form.ts";
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

  protected override render() {
    const { sittings } = this.view;
    return this.creating || sittings.length === 0
      ? html`<sitting-form
          .desk=${this.desk}
          @left=${() => {
            this.creating = false;
          }}
        ></sitting-form>`
      : this.#list(sittings);
  }

  /** Its session, its profile, its quorum with formula and source. */
  #meeting(live: SittingView) {
    const { term, session, session_kind, profile, quorum } = live;
    const parts = [
      ...(term ? [t().ofTerm(term)] : []),
      ...(session ? [t().ofSession(session)] : []),
      ...(session_kind ? [t()[session_kind]] : []),
      ...(profile ? [t().byProfile(say(profile.name))] : []),
    ];
    return html`${parts.map((part) => html`${part} · `)}${t().quorum} ${
      profile
        ? html`<span class="formula">${quorum.formula}</span> · ${sourceNote({ ...quorum.source, verified: quorum.verified })}`
        : ruleNote(QUORUMS.find(({ id }) => id === quorum.id))
    }`;
  }

  #list(sittings: readonly SittingEntry[]) {
    return html`${head(
      t().sitting,
      t().sittingWords(sittings.length),
      html`<button class="btn small" type="button" @click=${() => {
        this.creating = true;
      }}>${t().create}</button>
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
                  ${live ? html`· ${this.#meeting(live)}` : nothing}
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
}
