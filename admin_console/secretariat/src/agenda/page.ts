/** The agenda: items are drafted by hand, from a file or from a former sitting, and approved; each is one signed act. */
import { papersOf } from "@hemicycle/kit/documents";
import { say } from "@hemicycle/kit/i18n";
import { lacksSeal } from "@hemicycle/kit/scrutineers";
import type { NextStep } from "@hemicycle/kit/sequences";
import type { Division, State } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { DeskPage } from "../page.ts";
import { empty, head, icon, tag, trouble, working } from "../parts.ts";
import type { ProfileDocument } from "../profiles.ts";
import { votes } from "../register.ts";
import { NAME_RULES } from "../rules.ts";
import { inOrder, stateWord } from "../sitting/drafts.ts";
import { t as sitting } from "../sitting/texts.ts";
import { t as common } from "../texts.ts";
import "@hemicycle/kit/twopress";
import { type Branch, branches } from "./branches.ts";
import "./clone.ts";
import { lackingCounters } from "./counters.ts";
import type { House } from "./draft.ts";
import "./import.ts";
import "./itemform.ts";
import "./itempapers.ts";
import type { ItemForm } from "./itemform.ts";
import { kindWord, linkWords } from "./linkwords.ts";
import { p } from "./papertexts.ts";
import { itemOfStep } from "./sources.ts";
import { templateName } from "./templates.ts";
import { t } from "./texts.ts";

const WAYS = ["byHand", "fromFile", "fromSitting"] as const;

/** The rule in a few words: a majority as its formula, the others by name. */
function ruleWords({ rule }: Division): string {
  const named = NAME_RULES.find(({ id }) => id === rule.id);
  return named ? say(named.name) : `${rule.id} ${rule.formula}`.replaceAll(" ", "\u00a0");
}

@customElement("agenda-page")
export class AgendaPage extends DeskPage {
  @state() private way: (typeof WAYS)[number] = "byHand";
  /** The profile's document, with the sitting that it is of; null of a sitting without one. */
  @state() private read: { readonly of: string; readonly profile: ProfileDocument | null } | null = null;
  /** The item whose papers are shown; "" for none. */
  @state() private papers = "";
  @query("item-form") private readonly form!: ItemForm | null;
  #reading = "";

  protected override updated(): void {
    const { chosen, model } = this.view;
    if (model.state && this.read?.of !== chosen && this.#reading !== chosen) void this.#profile(chosen);
  }

  async #profile(of: string): Promise<void> {
    const { profile } = this.view.model.state?.sitting ?? {};
    this.#reading = of;
    await this.attempt(t().readingProfile, async () => {
      const path = `/v1/sittings/${of}/profile`;
      this.read = { of, profile: profile ? await this.desk.api.get<ProfileDocument>(path) : null };
    });
    if (this.read?.of !== of) this.#reading = "";
  }

  async #approve(ids: readonly string[]): Promise<void> {
    const done = await this.attempt(t().approving, async () => {
      const acts = ids.map((division) => ({ type: "division-approve", members: { division } }));
      await this.desk.onSittingInTurn(acts);
    });
    if (done) this.desk.say(t().approvedNow);
  }

  /** A proposal of the server becomes a filled-in form. */
  async #take(step: NextStep, house: House): Promise<void> {
    const item = itemOfStep(step, house);
    if (!item) return;
    this.way = "byHand";
    await this.updateComplete;
    await this.form?.fill(item);
  }

  protected override render() {
    const now = this.view.model.state;
    if (!now)
      return this.view.chosen
        ? working(this.view.status.phase === "offline" ? "" : t().agenda)
        : html`${head(t().agenda, "")}${empty(
            t().needSitting,
            t().needSittingWords,
            html`<p><a class="btn small primary" href="#/sitting">${t().toSitting}</a></p>`,
          )}`;
    const items = inOrder(now.divisions);
    const drafts = items.filter(({ state: its }) => its === "draft").map(({ id }) => id);
    const house = this.#house(now);
    return html`${head(
      t().agenda,
      t().agendaWords(items.length, drafts.length),
      drafts.length > 0
        ? html`<two-press
            kind="small primary"
            .label=${t().approveAll(drafts.length)}
            .question=${t().confirmApproveAll(drafts.length)}
            .blocked=${this.busy !== ""}
            @done=${() => void this.#approve(drafts)}
          ></two-press>`
        : this.#next(now),
    )}
      ${trouble(this.problem)}${working(this.busy)}${this.#lacking(now)}
      <div class="cols agenda build">
        ${
          items.length === 0
            ? empty(t().noItems, t().noItemsWords)
            : html`<section class="sheet tbl" aria-label=${t().agenda}>
                <ol class="list scroll" tabindex="0">
                  ${branches(now.divisions).map((branch) => this.#row(branch, now.divisions, house))}
                </ol>
              </section>`
        }
        ${now.sitting.state === "closed" ? html`<p class="sheet pad">${t().sittingEnded}</p>` : this.#work(now, house)}
      </div>`;
  }

  #house(now: State): House | null {
    const { chosen, register } = this.view;
    if (this.read?.of !== chosen) return null;
    return {
      kind: now.sitting.kind,
      profile: this.read.profile,
      members: register?.members.filter(votes).length ?? 0,
    };
  }

  /** Paper and hands need tellers and a scrutineer. */
  #lacking({ divisions }: State) {
    const { register } = this.view;
    const lacking = register && lackingCounters(divisions, register);
    if (!lacking) return nothing;
    return html`<p class="soft lacking">
      ${icon("waiting")} ${t().lacking(lacking.tellers, lacking.scrutineers)}
      ${lacking.tellers > 0 ? html`<a href="#/terminals">${common().terminals}</a>` : nothing}
      ${lacking.scrutineers > 0 ? html`<a href="#/scrutineers">${common().scrutineers}</a>` : nothing}
    </p>`;
  }

  /** Secret votes need keys before the hall. */
  #next(now: State) {
    const keys = lacksSeal(now) && now.divisions.some(({ secrecy }) => secrecy === "secret");
    return html`<a class="btn small primary" href=${keys ? "#/scrutineers" : "#/hall"}>${keys ? t().nextScrutineers : t().nextHall}</a>`;
  }

  #work(now: State, house: House | null) {
    if (!house)
      return this.problem
        ? html`<p><button class="btn small" type="button" @click=${() => void this.#profile(this.view.chosen)}>${common().retry}</button></p>`
        : html`<div class="sheet pad">${working(t().readingProfile)}</div>`;
    const read = now.divisions.find(({ id }) => id === this.papers);
    return html`<div class="making">
      ${read ? this.#papers(read) : nothing}
      <div class="making" ?hidden=${read !== undefined}>${this.#ways()}${this.#making(now, house)}</div>
    </div>`;
  }

  #papers(division: Division) {
    return html`<item-papers
      .desk=${this.desk}
      .division=${division}
      @leave=${() => {
        this.papers = "";
      }}
    ></item-papers>`;
  }

  #ways() {
    return html`<div class="tabs" role="group" aria-label=${t().ways}>
      ${WAYS.map(
        (way) =>
          html`<button
            class="btn small"
            type="button"
            aria-pressed=${this.way === way ? "true" : "false"}
            @click=${() => {
              this.way = way;
            }}
          >
            ${t()[way]}
          </button>`,
      )}
    </div>`;
  }

  /** A half-filled form stays while another way is looked at. */
  #making({ divisions }: State, house: House) {
    const { desk, way } = this;
    return html`<item-form ?hidden=${way !== "byHand"} .desk=${desk} .house=${house} .divisions=${divisions}></item-form>
      ${way === "fromFile" ? html`<agenda-import .desk=${desk} .house=${house} .divisions=${divisions}></agenda-import>` : nothing}
      ${way === "fromSitting" ? html`<agenda-clone .desk=${desk} .house=${house} .divisions=${divisions}></agenda-clone>` : nothing}`;
  }

  #row({ item, depth, link }: Branch, divisions: readonly Division[], house: House | null) {
    const waits = item.waits ?? [];
    const names = item.names[0]?.length ?? 0;
    const facts = [
      say(item.short),
      say(templateName(item.template)),
      ...(names > 0 ? [common().names(names)] : []),
      t()[item.channel ?? "terminal"],
      ruleWords(item),
      t().seconds(item.countdown_s),
    ];
    const other = (item.of ?? []).filter((one) => one !== link);
    return html`<li class=${depth > 0 ? `under-${depth}` : ""}>
      <span class="no">${item.number}</span>
      <div>
        <p class="title">
          ${link ? html`<span class="soft">${kindWord(link)} · </span>` : nothing}<b>${say(item.title)}</b>${item.again_of ? html` <span class="soft">${t().again}</span>` : nothing}
        </p>
        <p class="soft"><b>${t()[item.secrecy]}</b> · ${facts.filter(Boolean).join(" · ")}</p>
        ${other.map((one) => html`<p class="soft">${linkWords(one, divisions)}</p>`)}
        <p>
          <button
            class="btn small quiet papers-of"
            type="button"
            aria-label=${p().open(say(item.title), papersOf(item))}
            aria-pressed=${this.papers === item.id ? "true" : "false"}
            @click=${() => {
              this.papers = this.papers === item.id ? "" : item.id;
            }}
          >
            ${icon("document")} ${p().papersOf(papersOf(item))}
          </button>
        </p>
        ${waits.map((wait) => html`<p class="soft waits">${icon("waiting")} ${say(wait)}</p>`)}
        ${house ? this.#steps(item, house) : nothing}
      </div>
      ${tag(item.state === "draft" ? "ring" : "tick", sitting()[stateWord(item.state)], item.state === "draft" ? "" : "soft")}
      ${
        item.state === "draft"
          ? html`<button class="btn small" type="button" ?disabled=${this.busy !== ""} @click=${() => void this.#approve([item.id])}>${t().approve}</button>`
          : html`<span></span>`
      }
    </li>`;
  }

  /** What may lawfully be drafted next, as the server proposes it. */
  #steps(item: Division, house: House) {
    const steps = (item.next ?? []).filter((step) => itemOfStep(step, house));
    if (steps.length === 0) return nothing;
    return html`<ul class="steps" aria-label=${t().steps}>
      ${steps.map(
        (step) => html`<li>
          <span>${say(step)}</span>
          <button class="btn small" type="button" @click=${() => void this.#take(step, house)}>${t().draftStep}</button>
        </li>`,
      )}
    </ul>`;
  }
}
