/** The shell of a page that only an enrolled device works with: the form for its code first, then its work. */
import { html, nothing } from "lit";
import { state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { codeFromAddress, type Identity, loadIdentity } from "./enrol.ts";
import { type EnrolFormOptions, enrolForm } from "./enrolform.ts";
import { lang } from "./i18n.ts";
import { PlainElement } from "./plain.ts";

/** What a page says of itself and of its enrolment, in the present language. */
export interface AppWords {
  /** The window's title. */
  readonly page: string;
  /** The device's name in the register. */
  readonly device: string;
  readonly enrolTitle: string;
  readonly enrolText: string;
}

export abstract class EnrolledApp extends PlainElement {
  /** Null: this device must enrol; undefined: not looked up yet. */
  @state() private enrolled: Identity | null | undefined;
  /** A code from the link, used once. */
  #given: string | null = null;

  /** Where the identity is kept, whose codes are taken, and whether the form itself offers the other language. */
  protected abstract readonly enrolment: Pick<EnrolFormOptions, "page" | "roles" | "alone">;
  protected abstract get words(): AppWords;
  /** Begins the work of an enrolled device. */
  protected abstract begin(identity: Identity): void;
  /** What stands on the page once the work has begun. */
  protected abstract work(): unknown;

  /** The earlier enrolment of this browser, if any. */
  protected known(): Promise<Identity | null> {
    return loadIdentity(this.enrolment.page);
  }

  /** The page around the form. */
  protected cover(form: unknown): unknown {
    return html`<main class="cover">${form}</main>`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    lang.subscribe(() => {
      document.title = this.words.page;
    });
    void this.#lookUp();
  }

  async #lookUp(): Promise<void> {
    // a new code in the link replaces an older enrolment of this page
    this.#given = codeFromAddress();
    const known = this.#given === null ? await this.known() : null;
    if (known) this.#enter(known);
    else this.enrolled = null;
  }

  #enter(identity: Identity): void {
    this.begin(identity);
    this.enrolled = identity;
  }

  #form() {
    const given = this.#given;
    this.#given = null;
    const { device, enrolTitle: title, enrolText: how } = this.words;
    return enrolForm({
      ...this.enrolment,
      device,
      given,
      title,
      how,
      done: (identity) => this.#enter(identity),
    });
  }

  protected override render() {
    if (this.enrolled === undefined) return nothing;
    return this.enrolled ? this.work() : this.cover(guard([lang.value], () => this.#form()));
  }
}
