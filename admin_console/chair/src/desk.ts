/** The console's link to its sitting: signs and sends the chair's acts, tries a stale one once more, tells what went wrong. */
import { type ActRequest, type Appended, submitTwice } from "@hemicycle/kit/acts";
import { ApiError } from "@hemicycle/kit/api";
import { isUnpressed } from "@hemicycle/kit/channels";
import type { Identity } from "@hemicycle/kit/enrol";
import { SittingLink } from "@hemicycle/kit/sitting";
import { Observable } from "@hemicycle/kit/store";
import type { Bilingual, Head, SeatPlan, State } from "@hemicycle/kit/types";
import { Keyring } from "./keyring.ts";
import { type LostSeat, type LostSince, longLost, lostSince, RETURN_MS } from "./lost.ts";
import {
  type ActContent,
  contentOf,
  type Order,
  OutdatedOrder,
  openingContent,
  type Proposal,
  sameVote,
} from "./orders.ts";
import { Pace } from "./pace.ts";

/** Something to tell: the words of the server, or a key of the console's texts. */
export interface Notice {
  readonly id: number;
  readonly kind: "other-console" | "unsent" | "differs" | "refused";
  readonly words: Bilingual | null;
  /** The server's code and what it adds; "" and {} where it gave none. */
  readonly code: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Opening a vote is asked for with its countdown. */
export interface OpenOrder {
  readonly kind: "open";
  readonly division: string;
  readonly countdownS: number;
}

/** The act was right, but referred to something that has moved on: worth one more try. */
const STALE: ReadonlySet<string> = new Set([
  "stale-opening",
  "bad-after",
  "bad-reference",
  "counts-differ",
  "electorate-differs",
  "deadline-not-later",
]);
/** The act is no longer possible because another one came first. */
const OVERTAKEN: ReadonlySet<string> = new Set([
  "wrong-division-state",
  "wrong-sitting-state",
  "another-division",
  "void-proposed",
  "no-void-proposed",
  "wrong-reference",
  "division-known",
  "wrong-attempt",
  "stand-down-proposed",
  "no-stand-down-proposed",
  "scrutineer-not-active",
]);

const RETRY_PLAN_MS = 2000;

class DifferentVote extends Error {
  override readonly name = "DifferentVote";
}

export class Desk {
  readonly link: SittingLink;
  readonly plan = new Observable<SeatPlan | null>(null);
  readonly notices = new Observable<readonly Notice[]>([]);
  /** What is being sent; null when nothing is. */
  readonly busy = new Observable<(Order | OpenOrder)["kind"] | null>(null);
  readonly keyring: Keyring;
  readonly pace = new Pace();
  #planOf = -1;
  #notice = 0;
  #lost: LostSince = new Map();
  #onlineSince = Number.POSITIVE_INFINITY;

  constructor(
    readonly identity: Identity,
    readonly sitting: string,
  ) {
    this.link = new SittingLink(identity, { sitting });
    this.keyring = new Keyring(identity, sitting, this.link.api);
    this.link.status.subscribe(({ phase }) => {
      if (phase !== "online") this.#onlineSince = Number.POSITIVE_INFINITY;
      else this.#onlineSince = Math.min(this.#onlineSince, performance.now());
    });
    this.link.model.subscribe((model) => {
      const { state, attendance } = model;
      if (state && state.register.n !== this.#planOf) void this.#loadPlan(state.register.n);
      if (state) this.keyring.follow(state);
      this.pace.follow(model);
      if (attendance) this.#lost = lostSince(this.#lost, this.plan.value, attendance, this.link.now());
    });
  }

  get state(): State | null {
    return this.link.model.value.state;
  }

  /** For how long this console has been connected without a break, ms; negative while it is not. */
  get onlineForMs(): number {
    return performance.now() - this.#onlineSince;
  }

  /** Present deputies whose terminals have been disconnected for long; none while the console itself is. */
  get longLost(): readonly LostSeat[] {
    if (this.onlineForMs < RETURN_MS) return [];
    return longLost(this.#lost, this.plan.value, this.link.model.value.turnout?.bits, this.link.now());
  }

  /** Does what the chair asked; false if it was not done, which the notices explain. */
  async perform(order: Order | OpenOrder): Promise<boolean> {
    if (this.busy.value) return false;
    this.busy.value = order.kind;
    try {
      await this.#settled(await this.#send(order));
      return true;
    } catch (error) {
      await this.link.refresh().catch(() => undefined);
      this.report(error);
      return false;
    } finally {
      this.busy.value = null;
    }
  }

  dismiss(id: number): void {
    this.notices.value = this.notices.value.filter((notice) => notice.id !== id);
  }

  async #send(order: Order | OpenOrder): Promise<Appended> {
    try {
      return await this.#attempt(order);
    } catch (error) {
      if (!(error instanceof ApiError && STALE.has(error.code))) throw error;
      await this.link.refresh();
      return this.#attempt(order);
    }
  }

  async #attempt(order: Order | OpenOrder): Promise<Appended> {
    const state = this.state;
    if (!state) throw new OutdatedOrder();
    if (order.kind !== "open") {
      const people = order.kind === "ceremony" ? await this.keyring.read() : null;
      return this.#append(contentOf(state, order, people), state.head);
    }
    const path = `/v1/sittings/${this.sitting}/divisions/${order.division}/opening`;
    const proposal = await this.link.api.get<Proposal>(path);
    const division = state.divisions.find(({ id }) => id === order.division);
    if (!division || !sameVote(proposal, division, state, this.identity.server)) throw new DifferentVote();
    // nobody presses: there is no time that could run out
    const countdownS = isUnpressed(division) ? 0 : order.countdownS;
    return this.#append(openingContent(proposal, countdownS), proposal.after);
  }

  #append(content: ActContent, after: Head): Promise<Appended> {
    const request: ActRequest = { log: `sitting.${this.sitting}`, after, ...content };
    return submitTwice(this.link.api, request, this.identity.signer);
  }

  /** Waits until the page shows the act's effect. */
  async #settled(appended: Appended): Promise<void> {
    if ((this.state?.head.n ?? -1) < appended.n) await this.link.refresh();
  }

  /** Tells the chair of a failure. */
  report(error: unknown): void {
    const id = ++this.#notice;
    const { code, detail } = error instanceof ApiError ? error : { code: "", detail: {} };
    const notice = (kind: Notice["kind"], words: Bilingual | null = null): Notice => {
      return { id, kind, words, code, detail };
    };
    const told = (): Notice => {
      if (error instanceof OutdatedOrder) return notice("other-console");
      if (error instanceof DifferentVote) return notice("differs");
      if (!(error instanceof ApiError)) return notice("unsent");
      if (OVERTAKEN.has(error.code)) return notice("other-console", error.words);
      return error.status === 0 ? notice("unsent") : notice("refused", error.words);
    };
    this.notices.value = [...this.notices.value, told()];
  }

  async #loadPlan(register: number): Promise<void> {
    this.#planOf = register;
    try {
      this.plan.value = await this.link.api.get<SeatPlan>(`/v1/sittings/${this.sitting}/plan`);
    } catch {
      setTimeout(() => {
        this.#planOf = -1;
      }, RETRY_PLAN_MS);
    }
  }
}
