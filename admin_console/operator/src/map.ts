/** The hall from above with a mark a terminal; a press on a seat shows its details. The list says the same in words. */
import { s } from "@hemicycle/kit/dom";
import { type PlacedSeat, placeIn, radiusFor, type SeatMap, seatMap } from "@hemicycle/kit/draw/seatmap";
import type { PlanSeat } from "@hemicycle/kit/types";
import type { PropertyValues } from "lit";
import { customElement, property } from "lit/decorators.js";
import { PlainElement } from "../../secretariat/src/page.ts";
import type { Seat } from "../../secretariat/src/register.ts";
import { markOf, type Terminal } from "./terminals.ts";

const [WIDTH, HEIGHT, EDGE, MOST] = [600, 320, 12, 9];

@customElement("operator-map")
export class OperatorMap extends PlainElement {
  @property({ attribute: false }) seats: readonly Seat[] = [];
  @property({ attribute: false }) terminals: readonly Terminal[] = [];
  @property({ type: Boolean }) testing = false;
  @property() label = "";
  #placed: readonly PlacedSeat[] = [];
  #map: SeatMap | null = null;
  #svg: SVGSVGElement | null = null;
  #drawn = "";

  protected override willUpdate(changed: PropertyValues<this>): void {
    const plan = this.seats.map(({ id, x, y }) => `${id} ${x} ${y}`).join();
    if (plan !== this.#drawn) {
      this.#drawn = plan;
      this.#lay();
    }
    if (changed.has("terminals") || changed.has("testing"))
      this.#map?.set((i) => {
        const terminal = this.terminals[i];
        return terminal ? markOf(terminal, this.testing) : "gone";
      });
    this.#svg?.setAttribute("aria-label", this.label);
  }

  #lay(): void {
    const seats = this.seats.map(
      (seat): PlanSeat => ({ ...seat, member: "", name: "", latin: "", delegation: "", role: "" }),
    );
    const frame = { left: EDGE, top: EDGE, width: WIDTH - 2 * EDGE, height: HEIGHT - 2 * EDGE };
    this.#placed = placeIn(seats, frame);
    this.#map = seatMap(this.#placed, radiusFor(this.#placed, MOST));
    this.#svg = s(
      "svg",
      { class: "seatmap", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" },
      this.#map.element,
    );
    this.#svg.addEventListener("click", (event) => this.#pick(event));
  }

  /** The seat nearest to the press: marks are smaller than a finger. */
  #pick(event: MouseEvent): void {
    const matrix = this.#svg?.getScreenCTM();
    if (!matrix) return;
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    const [nearest] = [...this.#placed].sort(
      (a, b) => Math.hypot(a.x - at.x, a.y - at.y) - Math.hypot(b.x - at.x, b.y - at.y),
    );
    if (nearest) this.dispatchEvent(new CustomEvent("pick", { detail: nearest.seat.id }));
  }

  protected override render() {
    return this.#svg;
  }
}
