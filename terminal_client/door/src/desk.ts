/** The door's link to the sitting: finds people, signs check-ins and departures, and never says that one is done that is not. */
import { type Appended, type SignedDocument, signAct } from "@hemicycle/kit/acts";
import { ApiError } from "@hemicycle/kit/api";
import type { Json } from "@hemicycle/kit/canonical";
import type { Signer } from "@hemicycle/kit/crypto";
import { b64u } from "@hemicycle/kit/encoding";
import type { Identity } from "@hemicycle/kit/enrol";
import { SittingLink } from "@hemicycle/kit/sitting";
import { Observable } from "@hemicycle/kit/store";
import type { Bilingual, PlanSeat } from "@hemicycle/kit/types";
import { cardOf } from "./card.ts";

export type Way = "card" | "number" | "hand";
export type Standing = "due" | "present" | "attendee" | "observer" | "not-in-office" | "unseated";

/** PERSON of docs/check-in.md §6. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly latin: string;
  readonly delegation: string;
  readonly seat: string;
  readonly standing: Standing;
  readonly leave: boolean;
  readonly came_ms: number | null;
  readonly way: string;
}

export interface Found {
  readonly people: readonly Person[];
  readonly more: number;
}

/** An act that was signed and may or may not have arrived. */
interface Pending {
  readonly document: SignedDocument;
  readonly done: Shown;
}

/** What the door shows. */
export type Shown =
  | { readonly kind: "idle" }
  | { readonly kind: "busy" }
  | { readonly kind: "found"; readonly found: Found; readonly words: string }
  /** Asked before a check-in without a card. */
  | { readonly kind: "confirm"; readonly person: Person; readonly way: "number" | "hand" }
  | { readonly kind: "came"; readonly person: Person; readonly ms: number }
  /** Nothing to do for this person: there already, a guest, not in office, without a seat. */
  | { readonly kind: "person"; readonly person: Person }
  /** Asked before a departure. */
  | { readonly kind: "leaving"; readonly person: Person }
  | { readonly kind: "left"; readonly person: Person }
  | { readonly kind: "refused"; readonly code: string; readonly words: Bilingual }
  | { readonly kind: "not-a-card" }
  /** Signed, and not known to have arrived. */
  | { readonly kind: "unsent"; readonly person: Person };

const IDLE: Shown = { kind: "idle" };
/** A result stays that long, ms. */
export const SHOWN_MS = 12_000;
const STAYS: ReadonlySet<Shown["kind"]> = new Set(["idle", "busy", "found", "confirm", "leaving", "unsent"]);
const RETRY_MS = 3000;

export class Desk {
  readonly link: SittingLink;
  readonly shown = new Observable<Shown>(IDLE);
  readonly plan = new Observable<readonly PlanSeat[]>([]);
  #pending: Pending | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #planOf = "";

  constructor(readonly identity: Identity) {
    this.link = new SittingLink(identity);
    this.link.sitting.subscribe((sitting) => void this.#readPlan(sitting));
  }

  /** The last result, or nothing. */
  show(shown: Shown): void {
    clearTimeout(this.#timer);
    this.shown.value = shown;
    if (!STAYS.has(shown.kind)) this.#later();
  }

  /** Nothing is taken from under the fingers of somebody who uses what is shown. */
  #later(): void {
    this.#timer = setTimeout(() => {
      if (document.querySelector(".stage:focus-within")) this.#later();
      else this.idle();
    }, SHOWN_MS);
  }

  idle(): void {
    if (this.#pending === null) this.show(IDLE);
  }

  /** A code was read by camera or scanner. */
  async read(text: string): Promise<void> {
    if (!this.#free()) return;
    this.show({ kind: "busy" });
    const card = await cardOf(text);
    if (card === null) return this.show({ kind: "not-a-card" });
    const person = await this.#one({ card: b64u(card.publicKey) });
    if (person?.standing === "due") await this.#checkIn(person, "card", { card: b64u(card.publicKey) }, card);
    else if (person) this.show({ kind: "person", person });
  }

  async number(number: string): Promise<void> {
    if (!this.#free() || !number) return;
    this.show({ kind: "busy" });
    const person = await this.#one({ number });
    if (person) this.choose(person, "number");
  }

  async search(words: string): Promise<void> {
    if (!this.#free() || !words) return;
    this.show({ kind: "busy" });
    const found = await this.#find({ words });
    if (found) this.show({ kind: "found", found, words });
  }

  /** Somebody was found without a card. */
  choose(person: Person, way: "number" | "hand"): void {
    this.show(person.standing === "due" ? { kind: "confirm", person, way } : { kind: "person", person });
  }

  /** Signs the check-in that was asked for. */
  async confirm(reason: string): Promise<void> {
    const shown = this.shown.value;
    if (shown.kind !== "confirm") return;
    await this.#checkIn(shown.person, shown.way, shown.way === "hand" ? { reason } : {});
  }

  async depart(person: Person, reason: string): Promise<void> {
    await this.#sign("depart", { member: person.id, reason }, person, { kind: "left", person });
  }

  /** Sends again what has not arrived: the same bytes, which the server takes once. */
  async retry(): Promise<void> {
    const pending = this.#pending;
    if (!pending) return;
    clearTimeout(this.#timer);
    await this.#send(pending);
  }

  #free(): boolean {
    return this.#pending === null && this.shown.value.kind !== "busy";
  }

  async #one(asked: Readonly<Record<string, string>>): Promise<Person | null> {
    return (await this.#find(asked))?.people[0] ?? null;
  }

  async #find(asked: Readonly<Record<string, string>>): Promise<Found | null> {
    try {
      return await this.link.api.preview<Found>(`/v1/sittings/${this.link.sitting.value}/door/find`, asked);
    } catch (error) {
      this.#refuse(error);
      return null;
    }
  }

  #refuse(error: unknown): void {
    if (!(error instanceof ApiError)) throw error;
    this.show({ kind: "refused", code: error.code, words: error.words });
  }

  #checkIn(person: Person, way: Way, more: Readonly<Record<string, Json>>, card?: Signer): Promise<void> {
    const came: Shown = {
      kind: "came",
      person: { ...person, standing: "present", way },
      ms: this.link.now(),
    };
    return this.#sign("check-in", { member: person.id, seat: person.seat, way, ...more }, person, came, card);
  }

  async #sign(
    type: string,
    members: Readonly<Record<string, Json>>,
    person: Person,
    done: Shown,
    card?: Signer,
  ): Promise<void> {
    const { state } = this.link.model.value;
    if (!state) return this.show(IDLE);
    this.show({ kind: "busy" });
    const log = `sitting.${state.sitting.id}`;
    const request = { log, type, after: state.head, members };
    const document = await signAct(request, this.identity.signer, card, "card");
    this.#pending = { document, done };
    await this.#send(this.#pending, person);
  }

  async #send(pending: Pending, person?: Person): Promise<void> {
    const log = `sitting.${this.link.model.value.state?.sitting.id}`;
    try {
      await this.link.api.post<Appended>(`/v1/logs/${log}/acts`, pending.document);
      this.#pending = null;
      this.show(pending.done);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 0 || error.status >= 500) {
        const known = person ?? (this.shown.value.kind === "unsent" ? this.shown.value.person : null);
        if (known) this.show({ kind: "unsent", person: known });
        this.#timer = setTimeout(() => void this.retry(), RETRY_MS);
        return;
      }
      this.#pending = null;
      this.show({ kind: "refused", code: error.code, words: error.words });
    }
  }

  async #readPlan(sitting: string | null | undefined): Promise<void> {
    if (!sitting || sitting === this.#planOf) return;
    this.#planOf = sitting;
    try {
      const { seats } = await this.link.api.get<{ seats: readonly Omit<PlanSeat, keyof typeof NOBODY>[] }>(
        `/v1/sittings/${sitting}/door`,
      );
      this.plan.value = seats.map((seat) => ({ ...seat, ...NOBODY }));
    } catch {
      this.#planOf = "";
      setTimeout(() => void this.#readPlan(this.link.sitting.value), RETRY_MS);
    }
  }
}

const NOBODY = { member: "", name: "", latin: "", delegation: "", role: "deputy" } as const;
