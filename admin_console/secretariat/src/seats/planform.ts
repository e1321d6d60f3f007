/** Making a seat plan: its shape and numbers, a preview, then `seats-set`. */
import { html, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { DeskPage } from "../page.ts";
import { field, head, trouble, working } from "../parts.ts";
import { type Plan, type Seat, votes } from "../register.ts";
import "@hemicycle/kit/twopress";
import "./map.ts";
import { proposedRows, seated, seatingOf, within } from "./seating.ts";
import { t } from "./texts.ts";

interface Drawn {
  readonly plan: Plan;
  readonly seats: readonly Seat[];
}

const WAIT_MS = 250;

@customElement("plan-form")
export class PlanForm extends DeskPage {
  /** Whether there is a plan to go back to. */
  @property({ type: Boolean }) leavable = false;
  @state() private kind: Plan["kind"] = "arc";
  @state() private count = 0;
  @state() private rows = 0;
  @state() private cols = 20;
  @state() private name = "";
  @state() private drawn: Drawn | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  protected override firstUpdated(changed: PropertyValues): void {
    super.firstUpdated(changed);
    const { register } = this.view;
    const inOffice = register?.members.filter(votes).length ?? 0;
    this.count = inOffice || 256;
    this.rows = proposedRows(this.count);
    this.kind = register?.plan?.kind ?? "arc";
    this.name = register?.plan?.name ?? "";
    void this.#draw();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  async #draw(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.busy) {
      this.#soon();
      return;
    }
    const wish = {
      kind: this.kind,
      rows: this.rows,
      name: this.name.trim(),
      ...(this.kind === "arc" ? { seats: this.count } : { cols: this.cols }),
    };
    const drawn = await this.attempt(t().drawing, async () => {
      this.drawn = await this.desk.api.preview<Drawn>(
        `/v1/bodies/${this.desk.identity.body}/plan-preview`,
        wish,
      );
    });
    if (!drawn) this.drawn = null;
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#draw(), WAIT_MS);
  }

  async #use({ plan, seats }: Drawn): Promise<void> {
    const done = await this.attempt(t().writing, async () => {
      const { members } = await this.desk.readRegister();
      const { seating, lost } = within(seatingOf(members), seats);
      if (lost > 0)
        await this.desk.onBody("roster-set", {
          members: seated(members, seating).map((member) => ({ ...member })),
        });
      const named = { ...plan, name: this.name.trim() };
      await this.desk.onBody("seats-set", { plan: named, seats: seats.map((seat) => ({ ...seat })) });
      this.desk.say(t().planWritten(seats.length));
    });
    if (done) this.dispatchEvent(new CustomEvent("leave"));
  }

  protected override render() {
    const { drawn } = this;
    const lost = drawn ? within(seatingOf(this.view.register?.members ?? []), drawn.seats).lost : 0;
    return html`${head(
      this.leavable ? t().newPlan : t().noPlan,
      t().planNotWritten,
      html`${
        this.leavable
          ? html`<button class="btn small" type="button" @click=${() => this.dispatchEvent(new CustomEvent("leave"))}>${t().back}</button>`
          : nothing
      }${this.#primary(drawn, lost)}`,
    )}
      <section class="sheet planform">
        <p class="soft">${t().noPlanWords}</p>
        <div class="controls">
          <fieldset class="choice">
            <legend>${t().shape}</legend>
            ${(["arc", "grid"] as const).map(
              (kind) =>
                html`<button
                  class="btn small"
                  type="button"
                  aria-pressed=${this.kind === kind ? "true" : "false"}
                  @click=${() => {
                    this.kind = kind;
                    if (kind === "grid") this.rows = Math.max(1, Math.ceil(this.count / this.cols));
                    else this.rows = proposedRows(this.count);
                    void this.#draw();
                  }}
                >
                  ${t()[kind]}
                </button>`,
            )}
          </fieldset>
          ${this.kind === "arc" ? this.#number("count", t().count, 10_000) : nothing}
          ${this.#number("rows", t().rows, this.kind === "arc" ? 100 : 200)}
          ${this.kind === "grid" ? this.#number("cols", t().cols, 200) : nothing}
          ${field(
            "hallName",
            t().hallName,
            html`<input
              id="hallName"
              maxlength="200"
              placeholder=${t().hallExample}
              .value=${this.name}
              @input=${(event: Event) => {
                this.name = (event.target as HTMLInputElement).value;
              }}
            />`,
          )}
        </div>
        ${lost > 0 ? html`<p class="trouble">${t().losing(lost)}</p>` : nothing} ${trouble(this.problem)}
        <div class="drawing">${drawn ? html`<seat-plan still .seats=${drawn.seats} .kind=${drawn.plan.kind}></seat-plan>` : working(this.busy)}</div>
      </section>`;
  }

  #primary(drawn: Drawn | null, lost: number) {
    if (lost > 0 && drawn)
      return html`<two-press
        kind="small primary"
        .label=${t().usePlan}
        .question=${t().confirmPlan}
        .blocked=${this.busy !== ""}
        @done=${() => void this.#use(drawn)}
      ></two-press>`;
    return html`<button class="btn small primary" type="button" ?disabled=${!drawn || this.busy !== ""} @click=${() => drawn && void this.#use(drawn)}>
      ${t().usePlan}
    </button>`;
  }

  #number(name: "count" | "rows" | "cols", label: string, most: number) {
    return field(
      name,
      label,
      html`<input
        id=${name}
        type="number"
        inputmode="numeric"
        min="1"
        max=${most}
        .value=${String(this[name] || "")}
        @input=${(event: Event) => {
          const value = (event.target as HTMLInputElement).valueAsNumber;
          if (!Number.isInteger(value) || value < 1 || value > most) return;
          this[name] = value;
          this.#soon();
        }}
      />`,
    );
  }
}
