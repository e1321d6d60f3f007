/** The seat plan as a drawing that is worked on: pick up, move, put down, by pointer or keyboard. */
import { html, nothing, svg } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { PlainElement } from "../page.ts";
import { initial, type Plan, type RosterMember, type Seat } from "../register.ts";
import { t as common } from "../texts.ts";
import { type DelegationLabel, delegationLabels, type Layout, layOut, WIDTH } from "./layout.ts";
import { type Arrow, neighbour } from "./seating.ts";
import { t } from "./texts.ts";

@customElement("seat-plan")
export class SeatPlanMap extends PlainElement {
  @property({ attribute: false }) seats: readonly Seat[] = [];
  @property({ attribute: false }) kind: Plan["kind"] = "arc";
  /** Seat id → who sits there. */
  @property({ attribute: false }) sitting: ReadonlyMap<string, RosterMember> = new Map();
  /** The member being placed. */
  @property({ attribute: false }) held: RosterMember | null = null;
  @property({ type: Boolean }) still = false;
  @state() private cursor = "";
  #drawn: { seats: readonly Seat[]; layout: Layout } | null = null;
  #labelled: { sitting: ReadonlyMap<string, RosterMember>; labels: DelegationLabel[] } | null = null;

  get #layout(): Layout {
    if (this.#drawn?.seats !== this.seats)
      this.#drawn = { seats: this.seats, layout: layOut(this.seats, this.kind) };
    return this.#drawn.layout;
  }

  get #labels(): readonly DelegationLabel[] {
    if (this.kind !== "arc") return [];
    if (this.#labelled?.sitting !== this.sitting)
      this.#labelled = { sitting: this.sitting, labels: delegationLabels(this.#layout, this.sitting) };
    return this.#labelled.labels;
  }

  get #here(): string {
    return this.seats.some(({ id }) => id === this.cursor) ? this.cursor : (this.seats[0]?.id ?? "");
  }

  /** Moves the focus to a seat. */
  async goTo(seat: string): Promise<void> {
    this.cursor = seat;
    await this.updateComplete;
    this.querySelector<SVGElement>('.seat[tabindex="0"]')?.focus();
  }

  #tell(type: "pick" | "remove" | "hover", seat: string): void {
    this.dispatchEvent(new CustomEvent<string>(type, { detail: seat }));
  }

  #key(event: KeyboardEvent, seat: Seat): void {
    if (event.key.startsWith("Arrow")) {
      const next = neighbour(this.seats, seat, event.key as Arrow);
      if (next) void this.goTo(next.id);
    } else if (event.key === "Enter" || event.key === " ") this.#tell("pick", seat.id);
    else if (event.key === "Delete" || event.key === "Backspace") this.#tell("remove", seat.id);
    else if (event.key === "Escape") this.dispatchEvent(new CustomEvent("cancel"));
    else return;
    event.preventDefault();
  }

  protected override render() {
    if (this.seats.length === 0) return nothing;
    const layout = this.#layout;
    const { rostrum } = layout;
    return html`<svg
      class="map"
      viewBox="0 0 ${WIDTH} ${layout.height}"
      role=${this.still ? "img" : "group"}
      aria-label=${this.still ? t().seats : t().map}
    >
      ${this.#labels.map(
        (label) =>
          svg`<text class="dn ${label.name === this.held?.delegation ? "on" : ""}" x=${label.x} y=${label.y}
            text-anchor=${label.anchor} font-size="14">${label.name}</text>`,
      )}
      <g class="rostrum">
        <rect x=${rostrum.x - 56} y=${rostrum.y - 17} width="112" height="34" rx="4"></rect>
        <text x=${rostrum.x} y=${rostrum.y + 6} font-size="16">${t().rostrum}</text>
      </g>
      ${layout.seats.map((dot, i) => this.#seat(dot, this.seats[i], layout.radius))}
    </svg>`;
  }

  #seat(dot: Layout["seats"][number], seat: Seat | undefined, radius: number) {
    if (!seat) return nothing;
    const member = this.sitting.get(seat.id);
    const holding = member !== undefined && member.id === this.held?.id;
    const same = member !== undefined && !holding && this.held?.delegation === member.delegation;
    const classes = `seat ${member ? "sit" : "empty"} ${holding ? "drop" : ""} ${same ? "hot" : ""}`;
    const text =
      member && radius > 5
        ? svg`<text x=${dot.x} y=${dot.y + radius * 0.36} font-size=${radius * 1.08}>${initial(member)}</text>`
        : nothing;
    if (this.still)
      return svg`<g class=${classes}><circle cx=${dot.x} cy=${dot.y} r=${radius}></circle>${text}</g>`;
    const label = t().at(
      common().place(seat.row, seat.col),
      member ? `${member.name} ${member.delegation}` : t().free,
    );
    return svg`<g class=${classes} role="button" tabindex=${seat.id === this.#here ? "0" : "-1"} aria-label=${label}
      data-seat=${seat.id}
      @click=${() => {
        this.cursor = seat.id;
        this.#tell("pick", seat.id);
      }}
      @keydown=${(event: KeyboardEvent) => this.#key(event, seat)}
      @focus=${() => this.#tell("hover", seat.id)}
      @pointerenter=${() => this.#tell("hover", seat.id)}
      ><circle cx=${dot.x} cy=${dot.y} r=${radius}></circle>${text}</g>`;
  }
}
