/** The right-hand drawing of the chamber: who is present, who has pressed; redrawn at most twice a second. */
import { type Chamber, chamber } from "@hemicycle/kit/draw/chamber";
import { bitAt, type SeatMark } from "@hemicycle/kit/draw/seatmap";
import { unb64u } from "@hemicycle/kit/encoding";
import type { PlanSeat, SeatPlan } from "@hemicycle/kit/types";
import { html, LitElement, type PropertyValues } from "lit";
import { customElement, property } from "lit/decorators.js";

const REDRAW_MS = 500;
const NO_BITS = new Uint8Array();

function bytes(bits: string | undefined): Uint8Array {
  return bits === undefined ? NO_BITS : unb64u(bits);
}

/** The mark of a seat: pressed, present, or neither. Before the vote, present ones are filled. */
export function markOf(
  seat: PlanSeat | undefined,
  index: number,
  present: Uint8Array,
  pressed: Uint8Array | null,
): SeatMark {
  if (!seat || seat.member === "") return "gone";
  const here = bitAt(present, index);
  if (!pressed) return here ? "on" : "gone";
  if (bitAt(pressed, index)) return "on";
  return here ? "off" : "gone";
}

@customElement("chair-chamber")
export class ChairChamber extends LitElement {
  @property({ attribute: false }) plan: SeatPlan | null = null;
  @property() present: string | undefined;
  /** Bits of who has pressed; undefined before the vote. */
  @property() pressed: string | undefined;
  @property({ type: Boolean }) voting = false;
  @property({ attribute: false }) left: number | null = null;
  /** Share of the arc at which the quorum stands. */
  @property({ attribute: false }) quorum: number | null = null;
  @property() label = "";
  @property() figure = "";
  @property() caption = "";
  #drawing: Chamber | null = null;
  #redraw: ReturnType<typeof setTimeout> | undefined;
  #drawnAt = 0;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#redraw);
    this.#redraw = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isNew = changed.has("plan");
    if (isNew) this.#drawing = this.plan && this.plan.seats.length > 0 ? chamber(this.plan.seats) : null;
    this.#drawing?.time(this.left);
    this.#drawing?.tick(this.quorum);
    this.#drawing?.say(this.label, this.figure, this.caption);
    if (isNew || changed.has("voting")) this.#draw();
    else if (changed.has("present") || changed.has("pressed")) this.#drawSoon();
  }

  /** In batches, so that a press can't be paired with a person. */
  #drawSoon(): void {
    const wait = this.#drawnAt + REDRAW_MS - performance.now();
    this.#redraw ??= setTimeout(() => this.#draw(), Math.max(0, wait));
  }

  #draw(): void {
    clearTimeout(this.#redraw);
    this.#redraw = undefined;
    this.#drawnAt = performance.now();
    const present = bytes(this.present);
    const pressed = this.voting ? bytes(this.pressed) : null;
    this.#drawing?.marks((i) => markOf(this.plan?.seats[i], i, present, pressed));
  }

  protected override render() {
    const inWell = this.#drawing?.hasWell ?? false;
    return html`${inWell ? null : html`<p class="figure"><b>${this.figure}</b> ${this.caption}</p>`}
    ${this.#drawing?.element ?? null}`;
  }
}
