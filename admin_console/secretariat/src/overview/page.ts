/** The list of what is still to be done before the sitting opens, each line with the step that mends it. */
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { Health, HealthAnswer } from "../../../operator/src/checks.ts";
import { DeskPage } from "../page.ts";
import { head, tag } from "../parts.ts";
import { t as common } from "../texts.ts";
import { countOf, type Known, type Matter, mattersOf } from "./matters.ts";
import "./overview.css";
import { t } from "./texts.ts";

/** Terminals enrol and screens come without this page: it looks again as often as that, ms. */
const LOOK_EVERY_MS = 5000;
const GLYPHS = { done: "tick", todo: "ring", note: "dot", unknown: "waiting" } as const;

@customElement("overview-page")
export class OverviewPage extends DeskPage {
  @state() private screens: Known["screens"] = null;
  @state() private health: Health | null = null;
  #look: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#read();
    this.#look = setInterval(() => {
      if (document.visibilityState === "visible") void this.#read();
    }, LOOK_EVERY_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#look);
  }

  /** What could not be read stays as it was read last. */
  async #read(): Promise<void> {
    await Promise.allSettled([this.desk.readRegister(), this.#readScreens(), this.#readHealth()]);
  }

  async #readScreens(): Promise<void> {
    const { screens } = await this.desk.api.get<{ screens: { online: boolean }[] }>("/v1/screens");
    this.screens = screens;
  }

  async #readHealth(): Promise<void> {
    const before = Date.now();
    const answer = await this.desk.api.get<HealthAnswer>("/v1/health");
    this.health = { ...answer, offset_ms: Math.round(answer.time_ms - (before + Date.now()) / 2) };
  }

  protected override render() {
    const { register, model } = this.view;
    if (!register) return nothing;
    const { screens, health } = this;
    const matters = mattersOf({ register, state: model.state, screens, health });
    const first = matters.find(({ standing }) => standing === "todo");
    const going = model.state?.sitting.state === "open";
    const left = t().left(countOf(matters, "todo"), countOf(matters, "note"));
    return html`${head(
      common().overview,
      going ? `${left} · ${t().going}` : left,
      html`<a class="btn small primary" href="#/${first?.to ?? "hall"}">${t().next(stepWord(first?.to ?? "hall"))}</a>`,
    )}
      <section class="sheet tbl" aria-label=${common().overview}>
        <ol class="scroll matters" tabindex="0">
          ${matters.map((matter) => this.#row(matter))}
        </ol>
      </section>`;
  }

  #row({ id, standing, words, to }: Matter) {
    const outside = to === "operator";
    return html`<li class="is-${standing}" data-matter=${id}>
      ${tag(GLYPHS[standing], t()[standing])}
      <b>${t()[id]}</b>
      <p>${words}</p>
      <a
        class="btn small quiet"
        href=${outside ? "/operator/" : `#/${to}`}
        target=${outside ? "_blank" : nothing}
        >${t().go(stepWord(to))}</a
      >
    </li>`;
  }
}

function stepWord(to: Matter["to"]): string {
  return to === "operator" ? t().operatorPage : common()[to];
}
