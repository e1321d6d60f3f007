/** Enrolment: an ordinary code enrols this device; an installation code founds a body or makes an administrator. */
import { Api, ApiError, type ServerInfo } from "@hemicycle/kit/api";
import { type Signer, signerOfCode } from "@hemicycle/kit/crypto";
import { EncodingError, groups, normalizeCode } from "@hemicycle/kit/encoding";
import { enrol, type Identity, lookUpCode } from "@hemicycle/kit/enrol";
import { say, wordsOf } from "@hemicycle/kit/i18n";
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type BodyEntry, faultOf, found, join, suggestedId } from "./founding.ts";
import { PlainElement } from "./page.ts";
import { field, trouble } from "./parts.ts";
import { BODY_KINDS, bodyKind, LEVELS } from "./rules.ts";
import { ROLES } from "./steps.ts";
import { t } from "./texts.ts";
import "@hemicycle/kit/twopress";

const UNKNOWN = new Set(["code-unknown", "unknown-code"]);

/** An installation code, and the server it may be used on. */
interface Installation {
  readonly cosigner: Signer;
  readonly server: string;
  readonly bodies: readonly BodyEntry[];
}

@customElement("enrol-page")
export class EnrolPage extends PlainElement {
  /** A code from the link, used at once. */
  @property({ attribute: false }) given: string | null = null;
  /** What this device was enrolled as before; it may go on as that. */
  @property({ attribute: false }) known: Identity | null = null;
  @state() private code = "";
  @state() private installation: Installation | null = null;
  @state() private busy = false;
  @state() private problem = "";
  /** Id of the chosen body; "" for a new one. */
  @state() private body = "";
  @state() private kind = "congress";
  @state() private level = "";
  @state() private zh = "";
  @state() private en = "";
  @state() private bodyId = "";
  @state() private holder = "";
  readonly #api = new Api();

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.given) return;
    this.code = groups(this.given.replace(/[\s-]/g, "").toUpperCase());
    void this.#look();
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.problem = "";
    try {
      await work();
    } catch (error) {
      this.problem = error instanceof EncodingError ? t().badCode : wordsOf(error);
    } finally {
      this.busy = false;
    }
  }

  #look(): Promise<void> {
    return this.#attempt(async () => {
      const cosigner = await signerOfCode(normalizeCode(this.code));
      const { key, bodies, empty } = await this.#api.get<ServerInfo>("/v1/server", false);
      if (empty || !(await this.#isKnown())) {
        this.installation = { cosigner, server: key, bodies: bodies as readonly BodyEntry[] };
        this.body = bodies[0]?.id ?? "";
        return;
      }
      this.#done(await enrol("secretariat", this.code, ROLES, navigator.userAgent));
    });
  }

  /** Whether a register knows the code. @throws ApiError when it is used, cancelled, expired or for another page */
  async #isKnown(): Promise<boolean> {
    try {
      await lookUpCode(this.#api, this.code, ROLES);
      return true;
    } catch (error) {
      if (error instanceof ApiError && UNKNOWN.has(error.code)) return false;
      throw error;
    }
  }

  #done(identity: Identity): void {
    this.dispatchEvent(new CustomEvent<Identity>("enrolled", { detail: identity }));
  }

  #become({ cosigner, server, bodies }: Installation): Promise<void> {
    return this.#attempt(async () => {
      const chosen = bodies.find(({ id }) => id === this.body);
      this.#done(
        chosen
          ? await join(this.#api, server, cosigner, chosen, this.holder)
          : await found(this.#api, server, cosigner, this.#founding()),
      );
    });
  }

  #founding() {
    const { levels } = bodyKind(this.kind);
    const level = levels.find((one) => one === this.level) ?? "";
    return {
      id: this.bodyId,
      kind: this.kind,
      level,
      name: { zh: this.zh, en: this.en },
      holder: this.holder,
    };
  }

  #goOn(known: Identity) {
    return html`<p>
      <button class="btn" type="button" ?disabled=${this.busy} @click=${() => this.#done(known)}>
        ${t().goOn(say(known.name), known.holder)}
      </button>
    </p>`;
  }

  protected override render() {
    return html`<main class="door">
      ${this.installation ? this.#installationForm(this.installation) : this.#codeForm()}
      ${this.known ? this.#goOn(this.known) : nothing}
    </main>`;
  }

  #codeForm() {
    return html`<form
      class="sheet form"
      @submit=${(event: Event) => {
        event.preventDefault();
        void this.#look();
      }}
    >
      <h1>${t().enrolTitle}</h1>
      <p class="soft">${t().enrolHow}</p>
      ${field(
        "code",
        t().code,
        html`<input
          id="code"
          class="code"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck="false"
          maxlength="40"
          required
          .value=${this.code}
          @input=${(event: Event) => {
            this.code = (event.target as HTMLInputElement).value;
          }}
        />`,
      )}
      ${trouble(this.problem)}
      <p class="end"><button class="btn primary" ?disabled=${this.busy}>${this.busy ? t().looking : t().next}</button></p>
    </form>`;
  }

  #installationForm(installation: Installation) {
    const { bodies } = installation;
    const isNew = this.body === "";
    const fault = isNew
      ? faultOf(
          this.#founding(),
          bodies.map(({ id }) => id),
        )
      : this.holder.trim()
        ? null
        : ("needHolder" as const);
    return html`<form class="sheet form" @submit=${(event: Event) => event.preventDefault()}>
      <h1>${bodies.length === 0 ? t().foundTitle : t().joinTitle}</h1>
      <p class="soft">${bodies.length === 0 ? t().foundHow : t().joinHow}</p>
      ${
        bodies.length === 0
          ? nothing
          : field(
              "which",
              t().which,
              html`<select id="which" .value=${this.body} @change=${this.#set("body")}>
                ${bodies.map((body) => html`<option value=${body.id}>${say(body.name)}</option>`)}
                <option value="">${t().newBody}</option>
              </select>`,
            )
      }
      ${isNew ? this.#bodyFields() : nothing}
      ${field(
        "holder",
        t().holder,
        html`<input id="holder" maxlength="200" autocomplete="name" aria-describedby="holder-note" .value=${this.holder} @input=${this.#set("holder")} />`,
        t().holderNote,
      )}
      ${trouble(this.problem)}
      <p class="end">
        <span class="soft">${fault ? t()[fault] : ""}</span>
        <two-press
          kind="primary"
          .label=${this.busy ? t().enrolling : isNew ? t().found : t().join}
          .question=${isNew ? t().confirmFound : t().confirmJoin}
          .blocked=${fault !== null || this.busy}
          @done=${() => void this.#become(installation)}
        ></two-press>
      </p>
    </form>`;
  }

  #bodyFields() {
    return html`
      <div class="pair">
        ${field(
          "kind",
          t().kind,
          html`<select id="kind" .value=${this.kind} @change=${this.#set("kind")}>
            ${BODY_KINDS.map(({ id, name }) => html`<option value=${id}>${say(name)}</option>`)}
          </select>`,
        )}
        ${this.#levels()}
      </div>
      <div class="pair">
        ${field("zh", t().nameZh, html`<input id="zh" lang="zh-CN" maxlength="200" .value=${this.zh} @input=${this.#set("zh")} />`)}
        ${field(
          "en",
          t().nameEn,
          html`<input
            id="en"
            lang="en"
            maxlength="200"
            .value=${this.en}
            @input=${(event: Event) => {
              const { value } = event.target as HTMLInputElement;
              if (this.bodyId === suggestedId(this.en)) this.bodyId = suggestedId(value);
              this.en = value;
            }}
          />`,
        )}
      </div>
      ${field(
        "bodyId",
        t().bodyId,
        html`<input
          id="bodyId"
          class="code"
          maxlength="64"
          spellcheck="false"
          autocapitalize="none"
          aria-describedby="bodyId-note"
          .value=${this.bodyId}
          @input=${this.#set("bodyId")}
        />`,
        t().bodyIdNote,
      )}
    `;
  }

  /** The levels of its kind; none of a street conference. */
  #levels() {
    const { levels } = bodyKind(this.kind);
    if (levels.length === 0) return nothing;
    return field(
      "level",
      t().level,
      html`<select id="level" aria-describedby="level-note" @change=${this.#set("level")}>
        <option value="" ?selected=${this.level === ""}>${t().levelOpen}</option>
        ${LEVELS.filter(({ id }) => levels.includes(id)).map(
          ({ id, name }) => html`<option value=${id} ?selected=${this.level === id}>${say(name)}</option>`,
        )}
      </select>`,
      t().levelNote,
    );
  }

  #set(name: "body" | "kind" | "level" | "zh" | "bodyId" | "holder") {
    return (event: Event) => {
      this[name] = (event.target as HTMLInputElement | HTMLSelectElement).value;
    };
  }
}
