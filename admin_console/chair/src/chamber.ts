/** The right-hand drawing of the chamber: who is present, who has pressed; redrawn at most twice a second. */
import { type Chamber, chamber } from "@hemicycle/kit/draw/chamber";
import { bitAt, type SeatMark } from "@hemicycle/kit/draw/seatmap";
import type { PlanSeat, SeatBits, SeatPlan } from "@hemicycle/kit/types";
import { html, LitElement, type PropertyValues } from "lit";
import { customElement, property } from "lit/decorators.js";
import { bitsOf, lostIn } from "./lost.ts";

const REDRAW_MS = 500;

/**
 * The marks of seats: pressed, present, present but not connected, or absent. Before the vote, present ones are filled. Who
 * has pressed stays so when the terminal is lost afterwards: the ballot is in the box.
 */
export function marksOf(
  told: SeatBits,
  pressed: Uint8Array | null,
): (seat: PlanSeat, index: number) => SeatMark {
  const present = bitsOf(told.bits);
  const lost = lostIn(told);
  return (seat, index) => {
    if (seat.member === "") return "gone";
    if (pressed && bitAt(pressed, index)) return "on";
    if (lost(index)) return "fault";
    if (!bitAt(present, index)) return "gone";
    return pressed ? "off" : "on";
  };
}

@customElement("chair-chamber")
export class ChairChamber extends LitElement {
  @property({ attribute: false }) plan: SeatPlan | null = null;
  /** Who is present and whose terminal is connected. */
  @property({ attribute: false }) told: SeatBits = {};
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
    else if (changed.has("told") || changed.has("pressed")) this.#drawSoon();
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
    const { plan } = this;
    const mark = marksOf(this.told, this.voting ? bitsOf(this.pressed) : null);
    this.#drawing?.marks((i) => {
      const seat = plan?.seats[i];
      return seat ? mark(seat, i) : "gone";
    });
  }

  protected override render() {
    const inWell = this.#drawing?.hasWell ?? false;
    return html`${inWell ? null : html`<p class="figure"><b>${this.figure}</b> ${this.caption}</p>`}
    ${this.#drawing?.element ?? null}`;
  }
}
