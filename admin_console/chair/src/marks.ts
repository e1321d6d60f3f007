/** A named vote on many names after its declaration: who marked a name how, name by name. */
import { common, levelWords } from "@hemicycle/kit/i18n";
import {
  CHOOSE,
  ELECTION,
  type ElectionMarks,
  GRADES,
  itemOf,
  type Marks,
  RANKING,
} from "@hemicycle/kit/marks";
import { namesOf } from "@hemicycle/kit/outcomes";
import { CHOICES, type Choice, type Division, type FormItem, type SeatPlan } from "@hemicycle/kit/types";
import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "./formtexts.ts";
import { seatName, VotesWanted } from "./votes.ts";

/** Marks by seat (`GET …/votes`); a seat without any did not cast or was absent. */
export type MarksOfSeats = Readonly<Record<string, Marks>>;

/** The words under which a name's marks are listed, in their order; the last is for seats without a ballot. */
export function groupsOf({ type, c, max }: FormItem): readonly string[] {
  switch (type) {
    case CHOOSE:
      return [t().isChosen, t().isNotChosen, t().noneCast];
    case GRADES:
      return [...levelWords(max), common().blank, t().noneCast];
    case RANKING:
      return [...Array.from({ length: c }, (_, i) => t().place(i + 1)), t().unplaced, t().noneCast];
    default:
      return [...CHOICES.map((choice) => common()[choice]), t().noneCast];
  }
}

/** In which of these groups a ballot puts the name `index`. */
export function groupOf({ type, c, max }: FormItem, index: number, marks: Marks | undefined): number {
  if (!marks) return { [CHOOSE]: 2, [GRADES]: max + 1, [RANKING]: c + 1 }[type as number] ?? CHOICES.length;
  if (type === RANKING) {
    const place = (marks as readonly number[]).indexOf(index + 1);
    return place < 0 ? c : place;
  }
  const list = type === ELECTION ? (marks as ElectionMarks).names : (marks as readonly unknown[]);
  const mark = list[index];
  if (type === CHOOSE) return mark === 1 ? 0 : 1;
  if (type === GRADES) return mark === 0 ? max : Number(mark) - 1;
  return CHOICES.indexOf(mark as Choice);
}

@customElement("chair-marks")
export class ChairMarks extends LitElement {
  @property({ attribute: false }) division!: Division;
  @property({ attribute: false }) plan: SeatPlan | null = null;
  @state() private at = 0;
  @state() private marks: MarksOfSeats | null = null;
  #of = "";

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(_changed: PropertyValues<this>): void {
    if (this.#of === this.division.id) return;
    this.#of = this.division.id;
    this.at = 0;
    this.marks = null;
    void this.#fetch(this.#of);
  }

  async #fetch(division: string): Promise<void> {
    // asked for once the element stands on the page, where the console hears it
    await Promise.resolve();
    const wanted = new VotesWanted(division);
    this.dispatchEvent(wanted);
    const votes = await wanted.votes?.catch(() => null);
    if (votes?.marks && division === this.#of) this.marks = votes.marks;
  }

  #written(seats: SeatPlan["seats"]) {
    if (itemOf(this.division).item.w === 0) return nothing;
    const wrote = seats.flatMap((seat) => {
      const marks = this.marks?.[seat.id] as ElectionMarks | undefined;
      return marks && marks.written.length > 0 ? [`${seatName(seat)}: ${marks.written.join(" · ")}`] : [];
    });
    if (wrote.length === 0) return nothing;
    return html`<section><h3>${t().wrote} ${wrote.length}</h3><ul>${wrote.map((one) => html`<li>${one}</li>`)}</ul></section>`;
  }

  protected override render() {
    if (!this.marks) return nothing;
    const { item } = itemOf(this.division);
    const names = namesOf(this.division);
    const seats = (this.plan?.seats ?? []).filter((seat) => seat.role === "deputy" && seat.member !== "");
    const groups = groupsOf(item).map((word, group) => ({
      word,
      who: seats.filter((seat) => groupOf(item, this.at, this.marks?.[seat.id]) === group),
    }));
    return html`<label class="choice"
        >${t().chooseName}
        <select @change=${(event: Event) => {
          this.at = Number((event.target as HTMLSelectElement).value);
        }}>
          ${names.map((name, i) => html`<option value=${i} ?selected=${i === this.at}>${i + 1} ${name}</option>`)}
        </select></label
      >
      <div class="names">
        ${groups
          .filter(({ who }) => who.length > 0)
          .map(
            ({ word, who }) => html`<section>
              <h3>${word} ${who.length}</h3>
              <ul>${who.map((seat) => html`<li>${seatName(seat)}</li>`)}</ul>
            </section>`,
          )}
        ${this.#written(seats)}
      </div>`;
  }
}
