/** The seats: a plan, and who sits where. Changes are a draft until they are saved as one signed roster. */
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { DeskPage } from "../page.ts";
import { head, placeWords, trouble, working } from "../parts.ts";
import type { Register, RosterMember, Seat } from "../register.ts";
import { difference } from "../roster/importing.ts";
import "./map.ts";
import "./planform.ts";
import "./pool.ts";
import {
  changes,
  type FillRule,
  fill,
  place,
  type Seating,
  seated,
  seatingOf,
  sitters,
  unplaced,
  unseat,
} from "./seating.ts";
import { t } from "./texts.ts";

const ZOOMS = ["fit", "large", "larger"] as const;

@customElement("seats-page")
export class SeatsPage extends DeskPage {
  /** The seating as it is arranged here; null: as it is in the register. */
  @state() private draft: Seating | null = null;
  @state() private past: readonly (Seating | null)[] = [];
  @state() private held = "";
  @state() private hovered = "";
  @state() private zoom = 0;
  @state() private planning = false;
  /** The members that the draft was made for. */
  #base: readonly RosterMember[] = [];
  #sitting: {
    draft: Seating | null;
    members: readonly RosterMember[];
    by: Map<string, RosterMember>;
  } | null = null;

  get #members(): readonly RosterMember[] {
    return this.view.register?.members ?? [];
  }

  get #seating(): Seating {
    return this.draft ?? seatingOf(this.#members);
  }

  /** Seat id → member, the same map as long as nothing changed, so that the drawing need not think again. */
  get #bySeat(): Map<string, RosterMember> {
    const [draft, members] = [this.draft, this.#members];
    if (this.#sitting?.draft !== draft || this.#sitting.members !== members) {
      const known = new Map(members.map((member) => [member.id, member]));
      const pairs = [...sitters(this.#seating)].flatMap(([seat, id]) => {
        const member = known.get(id);
        return member ? [[seat, member] as const] : [];
      });
      this.#sitting = { draft, members, by: new Map(pairs) };
    }
    return this.#sitting.by;
  }

  #change(next: Seating): void {
    if (this.draft === null) this.#base = this.#members;
    this.past = [...this.past, this.draft];
    this.draft = next;
  }

  #undo(): void {
    this.draft = this.past.at(-1) ?? null;
    this.past = this.past.slice(0, -1);
    this.held = "";
  }

  #pick(seat: string): void {
    const there = sitters(this.#seating).get(seat) ?? "";
    if (this.held === "") this.held = there;
    else {
      if (there !== this.held) this.#change(place(this.#seating, this.held, seat));
      this.held = "";
    }
  }

  #remove(seat: string): void {
    const there = sitters(this.#seating).get(seat);
    if (there === undefined) return;
    this.#change(unseat(this.#seating, there));
    if (this.held === there) this.held = "";
  }

  async #save(): Promise<void> {
    await this.attempt(t().writing, async () => {
      const { members } = await this.desk.readRegister();
      const moved = difference(this.#base, members);
      const same = moved.added + moved.removed + moved.changed === 0;
      if (!same) {
        this.#reset();
        this.problem = t().outdated;
        return;
      }
      const saved = seated(members, this.#seating);
      await this.desk.onBody("roster-set", { members: saved.map((member) => ({ ...member })) });
      this.#reset();
      this.desk.say(t().saved);
    });
  }

  #reset(): void {
    this.draft = null;
    this.past = [];
    this.held = "";
  }

  protected override render() {
    const { register } = this.view;
    if (!register) return nothing;
    if (this.planning || register.seats.length === 0)
      return html`<plan-form
        .desk=${this.desk}
        ?leavable=${register.seats.length > 0}
        @leave=${() => {
          this.planning = false;
          this.#reset();
        }}
      ></plan-form>`;
    return this.#arranging(register);
  }

  #arranging(register: Register) {
    const seating = this.#seating;
    const waiting = unplaced(register.members, seating);
    const held = register.members.find(({ id }) => id === this.held) ?? null;
    const kind = register.plan?.kind ?? "arc";
    return html`${head(
      t().seats,
      t().facts(register.plan?.name ?? "", register.seats.length, seating.size),
      html`<button class="btn small" type="button" ?disabled=${this.past.length === 0} @click=${() => this.#undo()}>${t().undo}</button>
          <button
            class="btn small"
            type="button"
            ?disabled=${this.draft !== null}
            @click=${() => {
              this.planning = true;
            }}
          >
            ${t().newPlan}
          </button>
          <button class="btn small" type="button" @click=${() => print()}>${t().print}</button>
          ${this.#primary(register)}`,
    )}
      ${trouble(this.problem)}${working(this.busy)}
      ${register.members.length === 0 ? html`<p class="sheet pad">${t().needRoster} <a href="#/roster">${t().toRoster}</a></p>` : nothing}
      <div class="cols">
        <section class="sheet plan zoom-${ZOOMS[this.zoom]}" aria-label=${t().seats}>
          <div class="tools">
            <button class="btn small" type="button" ?disabled=${this.zoom === 0} @click=${() => this.#zoomBy(-1)}>${t().smaller}</button>
            <button class="btn small" type="button" ?disabled=${this.zoom === ZOOMS.length - 1} @click=${() => this.#zoomBy(1)}>${t().larger}</button>
            <p class="push" aria-live="polite">${this.#toolLine(register, held)}</p>
          </div>
          <div class="drawing">
            <seat-plan
              .seats=${register.seats}
              .kind=${kind}
              .sitting=${this.#bySeat}
              .held=${held}
              @pick=${(event: CustomEvent<string>) => this.#pick(event.detail)}
              @remove=${(event: CustomEvent<string>) => this.#remove(event.detail)}
              @cancel=${() => {
                this.held = "";
              }}
              @hover=${(event: CustomEvent<string>) => {
                this.hovered = event.detail;
              }}
            ></seat-plan>
          </div>
          <ul class="lg">
            <li><i></i>${t().legendSeated}</li>
            <li><i class="h"></i>${t().legendSame}</li>
            <li><i class="f"></i>${t().legendFree}</li>
            <li><i class="d"></i>${t().legendHeld}</li>
          </ul>
        </section>
        <seat-pool
          .seats=${register.seats}
          .waiting=${waiting}
          .held=${held}
          .heldSeat=${held ? (seating.get(held.id) ?? "") : ""}
          .free=${register.seats.length - seating.size}
          @hold=${(event: CustomEvent<string>) => {
            this.held = event.detail;
          }}
          @put=${(event: CustomEvent<string>) => this.#pick(event.detail)}
          @unseat=${(event: CustomEvent<string>) => this.#remove(event.detail)}
          @fill=${(event: CustomEvent<FillRule>) => this.#change(fill(seating, register.members, register.seats, kind, event.detail))}
        ></seat-pool>
      </div>`;
  }

  #primary(register: Register) {
    const count = this.draft ? changes(seatingOf(register.members), this.draft) : 0;
    if (count === 0) return html`<a class="btn small primary" href="#/sitting">${t().nextSitting}</a>`;
    return html`<button class="btn small primary" type="button" ?disabled=${this.busy !== ""} @click=${() => void this.#save()}>
      ${t().save(count)}
    </button>`;
  }

  #zoomBy(step: number): void {
    this.zoom += step;
  }

  #toolLine(register: Register, held: RosterMember | null) {
    const seat: Seat | undefined = register.seats.find(({ id }) => id === this.hovered);
    if (!seat) return held ? t().held(held.name) : html`<span class="soft">${t().hint}</span>`;
    const there = this.#bySeat.get(seat.id);
    const place = placeWords(seat, seat.id);
    if (held && held.id !== there?.id) return html`<b>${t().toward(place, held.name)}</b>`;
    return html`<b>${t().at(place, there ? there.name : t().free)}</b> <span class="soft">${there?.delegation}</span>`;
  }
}
