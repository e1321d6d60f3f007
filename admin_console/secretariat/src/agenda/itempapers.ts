/** The papers of one item: what is before the house, and files that are dropped here, looked over by the server, and attached together. */
import { type DocumentView, sizeWords } from "@hemicycle/kit/documents";
import { say, wordsOf } from "@hemicycle/kit/i18n";
import type { Reader } from "@hemicycle/kit/reader";
import type { Division } from "@hemicycle/kit/types";
import { upload } from "@hemicycle/kit/upload";
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { DeskPage } from "../page.ts";
import { field, icon, trouble, working } from "../parts.ts";
import {
  attachMembers,
  fileFault,
  type Kept,
  LANGUAGES,
  mayAttach,
  type Pending,
  pendingOf,
} from "./papers.ts";
import { p } from "./papertexts.ts";

@customElement("item-papers")
export class ItemPapers extends DeskPage {
  @property({ attribute: false }) division!: Division;
  @state() private pending: readonly Pending[] = [];
  @state() private dragged = false;
  @state() private reader: Reader | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.reader?.close();
  }

  #set(id: string, change: Partial<Pending>): void {
    this.pending = this.pending.map((one) => (one.id === id ? { ...one, ...change } : one));
  }

  /** Takes files in turn: the server looks at one at a time. */
  async #take(files: readonly File[], replaced?: DocumentView): Promise<void> {
    const fresh = files.map((file) => ({ file, one: pendingOf(file.name, this.division, replaced) }));
    this.pending = [...this.pending, ...fresh.map(({ one }) => one)];
    for (const { file, one } of fresh) await this.#send(file, one.id);
  }

  async #send(file: File, id: string): Promise<void> {
    const fault = await fileFault(file);
    if (fault) {
      this.#set(id, { problem: p()[fault] });
      return;
    }
    try {
      const path = `/v1/bodies/${this.desk.identity.body}/documents`;
      const kept = await upload<Kept>(this.desk.api, path, file, (sent) => this.#set(id, { sent }));
      this.#set(id, { kept });
    } catch (error) {
      this.#set(id, { problem: wordsOf(error) });
    }
  }

  get #ready() {
    return this.pending
      .map((one) => attachMembers(this.division.id, one))
      .filter((members) => members !== null);
  }

  async #attach(): Promise<void> {
    const ready = this.#ready;
    const done = await this.attempt(p().attaching, () =>
      this.desk.onSittingTogether(ready.map((members) => ({ type: "document-attach", members }))),
    );
    if (!done) return;
    const gone = new Set(ready.map(({ document }) => document));
    this.pending = this.pending.filter(({ id }) => !gone.has(id));
    this.desk.say(p().attached(ready.length));
  }

  async #withdraw(document: string): Promise<void> {
    const members = { division: this.division.id, document, reason: p().withdrawn };
    await this.attempt(p().withdrawing, async () => {
      await this.desk.onSitting("document-withdraw", members);
    });
  }

  async #view(): Promise<void> {
    const { Reader } = await import("@hemicycle/kit/reader");
    const reader = new Reader(this.desk.api, () => {
      this.reader = null;
    });
    this.reader = reader;
    reader.show({ sitting: this.view.chosen, division: this.division });
  }

  protected override render() {
    if (this.reader) {
      this.reader.tell({ back: p().back, status: "", urgent: false });
      return html`<div class="sheet-reader">${this.reader.element}</div>`;
    }
    const { documents = [] } = this.division;
    const open = mayAttach(this.division.state);
    return html`<section class="sheet form item-papers" aria-label=${p().papers}>
      <div class="row">
        <h2 class="title">${p().papers} · ${say(this.division.title)}</h2>
        <button class="btn small push" type="button" @click=${() => this.dispatchEvent(new CustomEvent("leave"))}>${p().back}</button>
      </div>
      <p class="soft">${open ? p().rules : p().fixed}</p>
      ${documents.length > 0 ? this.#standing(documents, open) : html`<p><b>${p().none}</b> <span class="soft">${p().noneWords}</span></p>`}
      ${open ? this.#making() : nothing}${trouble(this.problem)}${working(this.busy)}
    </section>`;
  }

  #standing(documents: readonly DocumentView[], open: boolean) {
    return html`<ul class="list papers-list">
      ${documents.map(
        (one) => html`<li>
          ${icon("document")}
          <div>
            <p><b><bdi>${say(one.title)}</bdi></b></p>
            <p class="soft">${this.#about(one.candidate)} · ${LANGUAGES.find(([tag]) => tag === one.language)?.[1] ?? one.language} · ${p().facts(one.pages, sizeWords(one.bytes))} · ${p().fingerprint(one.sha256.slice(0, 8))}</p>
          </div>
          <span class="row">
            <button class="btn small" type="button" @click=${() => void this.#view()}>${p().view}</button>
            ${open ? this.#changes(one) : nothing}
          </span>
        </li>`,
      )}
    </ul>`;
  }

  #changes(one: DocumentView) {
    return html`${this.#file(p().replace, "small", false, one)}
      <two-press
        kind="small"
        .label=${p().withdraw}
        .question=${p().confirmWithdraw}
        .blocked=${this.busy !== ""}
        @done=${() => void this.#withdraw(one.id)}
      ></two-press>`;
  }

  #about(candidate: number | null): string {
    const name = candidate === null ? undefined : this.division.names[0]?.[candidate];
    return name ? say(name) : p().ofItem;
  }

  #file(label: string, kind: string, several: boolean, replaced?: DocumentView) {
    return html`<label class="btn file ${kind}">
      ${label}
      <input
        class="visually-hidden"
        type="file"
        accept=".pdf,application/pdf"
        ?multiple=${several}
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          void this.#take([...(input.files ?? [])], replaced);
          input.value = "";
        }}
      />
    </label>`;
  }

  #making() {
    const ready = this.#ready.length;
    return html`<div
        class="drop ${this.dragged ? "over" : ""}"
        @dragover=${(event: DragEvent) => {
          event.preventDefault();
          this.dragged = true;
        }}
        @dragleave=${() => {
          this.dragged = false;
        }}
        @drop=${(event: DragEvent) => {
          event.preventDefault();
          this.dragged = false;
          void this.#take([...(event.dataTransfer?.files ?? [])]);
        }}
      >
        <p>${p().drop}</p>
        ${this.#file(p().pick, "primary", true)}
      </div>
      ${repeat(
        this.pending,
        ({ id }) => id,
        (one) => this.#coming(one),
      )}
      ${
        this.pending.length > 0
          ? html`<p class="end">
              <span></span>
              <button class="btn primary" type="button" ?disabled=${ready === 0 || this.busy !== ""} @click=${() => void this.#attach()}>
                ${p().attach(ready)}
              </button>
            </p>`
          : nothing
      }`;
  }

  #coming(one: Pending) {
    const { id, problem, kept } = one;
    return html`<fieldset class="group coming" aria-label=${p().file(one.name)}>
      <div class="row">
        ${icon(problem ? "trouble" : kept ? "tick" : "waiting")}
        <b><bdi>${one.name}</bdi></b>
        <span class="push">${this.#progress(one)}</span>
        <button
          class="btn small"
          type="button"
          @click=${() => {
            this.pending = this.pending.filter((other) => other.id !== id);
          }}
        >
          ${p().remove}
        </button>
      </div>
      ${problem ? nothing : this.#fields(one)}
    </fieldset>`;
  }

  #progress({ problem, kept, sent }: Pending) {
    if (problem) return html`<span class="finding" role="alert">${problem}</span>`;
    if (kept) return html`<span class="soft">${p().ready(kept.pages, sizeWords(kept.bytes))}</span>`;
    const words = sent < 1 ? p().sending(Math.round(100 * sent)) : p().looking;
    return html`<label class="row soft"><progress max="1" .value=${sent}></progress> ${words}</label>`;
  }

  #fields(one: Pending) {
    const { id, title, language, candidate } = one;
    const names = this.division.names[0] ?? [];
    const input = (side: "zh" | "en", label: string) =>
      field(
        `${id}-${side}`,
        label,
        html`<input
          id="${id}-${side}"
          maxlength="200"
          .value=${title[side]}
          @input=${(event: Event) =>
            this.#set(id, { title: { ...title, [side]: (event.target as HTMLInputElement).value } })}
        />`,
      );
    const chosen = (event: Event) => (event.target as HTMLSelectElement).value;
    return html`<div class="pair">${input("zh", p().titleZh)}${input("en", p().titleEn)}</div>
      <div class="pair">
        ${field(
          `${id}-lang`,
          p().language,
          html`<select id="${id}-lang" @change=${(event: Event) => this.#set(id, { language: chosen(event) })}>
            ${LANGUAGES.map(([tag, name]) => html`<option value=${tag} lang=${tag} ?selected=${tag === language}>${name}</option>`)}
          </select>`,
        )}
        ${
          names.length > 0 && !one.replaces
            ? field(
                `${id}-about`,
                p().about,
                html`<select
                  id="${id}-about"
                  @change=${(event: Event) => {
                    const value = chosen(event);
                    this.#set(id, { candidate: value === "" ? null : Number(value) });
                  }}
                >
                  <option value="" ?selected=${candidate === null}>${p().ofItem}</option>
                  ${names.map((name, i) => html`<option value=${i} ?selected=${candidate === i}>${say(name)}</option>`)}
                </select>`,
              )
            : nothing
        }
      </div>
      ${one.replaces ? html`<p class="soft">${p().replaces(this.#titleOf(one.replaces))}</p>` : nothing}
      ${title.zh.trim() || title.en.trim() ? nothing : html`<p class="finding">${p().needTitle}</p>`}`;
  }

  #titleOf(document: string): string {
    const found = this.division.documents?.find(({ id }) => id === document);
    return found ? say(found.title) : document;
  }
}
