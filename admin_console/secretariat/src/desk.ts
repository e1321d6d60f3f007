/** The device's model: the register, the sittings, the link to the chosen one; every change is an act signed here. */
import { type ActRequest, type Appended, submitAct, submitActs } from "@hemicycle/kit/acts";
import { Api, ApiError } from "@hemicycle/kit/api";
import type { Json } from "@hemicycle/kit/canonical";
import type { ConnectionStatus } from "@hemicycle/kit/connection";
import type { Identity } from "@hemicycle/kit/enrol";
import { scrutineersPin } from "@hemicycle/kit/sealed/keys";
import { presentSitting, SittingLink } from "@hemicycle/kit/sitting";
import { EMPTY_MODEL, Observable, type SittingModel } from "@hemicycle/kit/store";
import type { Head, SittingEntry } from "@hemicycle/kit/types";
import type { Ledger } from "./ledger/model.ts";
import type { Register } from "./register.ts";
import { pinned } from "./scrutineers/pin.ts";
import { SlipBox } from "./terminals/slips.ts";
import { checkFits, inParts } from "./together.ts";

export interface DeskView {
  readonly register: Register | null;
  /** As it was read last; null before. */
  readonly ledger: Ledger | null;
  readonly sittings: readonly SittingEntry[];
  /** The chosen sitting's id; "" for none. */
  readonly chosen: string;
  readonly model: SittingModel;
  readonly status: ConnectionStatus;
  /** The scrutineers' pin for cards and wall; "" while there is none. */
  readonly pin: string;
  /** What was done last, for the page's one live region. */
  readonly said: string;
  /** The server no longer accepts this device. */
  readonly refused: boolean;
}

const NOT_CONNECTED: ConnectionStatus = { phase: "connecting", attempts: 0, stop: null, bye: null };
const REFUSALS = new Set(["key-revoked", "unknown-key", "not-authenticated"]);

type Members = Readonly<Record<string, Json>>;

/** An act of the chosen sitting that is still to be signed. */
export interface SittingAct {
  readonly type: string;
  readonly members: Members;
}

export class Desk {
  readonly view = new Observable<DeskView>({
    register: null,
    ledger: null,
    sittings: [],
    chosen: "",
    model: EMPTY_MODEL,
    status: NOT_CONNECTED,
    pin: "",
    said: "",
    refused: false,
  });
  readonly api: Api;
  /** Codes that were made on this page. */
  readonly slips = new SlipBox();
  #link: SittingLink | null = null;
  #reading: Promise<Register> | null = null;
  #pinOf = "";
  readonly #stops: (() => void)[] = [];

  constructor(readonly identity: Identity) {
    this.api = new Api(identity);
    this.view.subscribe(() => this.#repin());
  }

  /** Reads the register and the sittings and follows the present sitting. @throws ApiError */
  async start(): Promise<void> {
    await Promise.all([this.readRegister(), this.readSittings()]);
    const present = presentSitting(this.view.value.sittings);
    if (present) this.choose(present.id);
  }

  /** The register as it is now; one reading at a time. @throws ApiError */
  async readRegister(): Promise<Register> {
    this.#reading ??= this.#read();
    return this.#reading;
  }

  async #read(): Promise<Register> {
    try {
      const register = await this.api.get<Register>(`/v1/bodies/${this.identity.body}/register`);
      const known = this.view.value.register;
      if (!known || register.head.n >= known.head.n) this.view.patch({ register });
      return register;
    } catch (error) {
      if (error instanceof ApiError && REFUSALS.has(error.code)) this.view.patch({ refused: true });
      throw error;
    } finally {
      this.#reading = null;
    }
  }

  async readSittings(): Promise<void> {
    const path = `/v1/bodies/${this.identity.body}/sittings`;
    this.view.patch({ sittings: await this.api.get<SittingEntry[]>(path, false) });
  }

  /** Follows another sitting. */
  choose(sitting: string): void {
    if (sitting === this.view.value.chosen) return;
    this.#unlink();
    const link = new SittingLink(this.identity, { sitting });
    this.#link = link;
    this.view.patch({ chosen: sitting, model: EMPTY_MODEL, status: NOT_CONNECTED });
    this.#stops.push(
      link.model.subscribe((model) => {
        if (link !== this.#link) return;
        this.view.patch({ model });
        this.#follow(model);
      }),
      link.status.subscribe((status) => {
        if (link === this.#link)
          this.view.patch({ status, ...(status.stop === "revoked" ? { refused: true } : {}) });
      }),
    );
    link.start();
  }

  /** Connects again after another window took the connection over. */
  reconnect(): void {
    const { chosen } = this.view.value;
    this.#unlink();
    this.view.patch({ chosen: "" });
    this.choose(chosen);
  }

  end(): void {
    this.#unlink();
  }

  /** Signs an act of the register and reads the register again. @throws ApiError with the server's reason */
  async onBody(type: string, members: Members): Promise<Appended> {
    const { head } = this.view.value.register ?? (await this.readRegister());
    const done = await this.#sign(`body.${this.identity.body}`, type, head, members);
    await this.#reading?.catch(() => undefined);
    await this.readRegister();
    return done;
  }

  /** The body's ledger as it is now. @throws ApiError */
  async readLedger(): Promise<void> {
    this.view.patch({ ledger: await this.api.get<Ledger>(`/v1/bodies/${this.identity.body}/ledger`) });
  }

  /** Signs an act of the ledger and reads it again. @throws ApiError with the server's reason */
  async onLedger(type: string, members: Members): Promise<void> {
    const { ledger } = this.view.value;
    if (!ledger)
      throw new ApiError(0, "not-read", { zh: "台账尚未读取", en: "The ledger has not been read" });
    try {
      await this.#sign(`ledger.${this.identity.body}`, type, ledger.head, members);
    } finally {
      await this.readLedger();
    }
  }

  /** Signs an act of the chosen sitting; the state frame that follows shows it. @throws ApiError */
  async onSitting(type: string, members: Members): Promise<Appended> {
    return this.#sign(`sitting.${this.view.value.chosen}`, type, this.#head, members);
  }

  /** Signs acts of the chosen sitting that are appended all or none. @throws ApiError with the first reason against it */
  async onSittingTogether(acts: readonly SittingAct[]): Promise<void> {
    const requests = this.#requests(acts);
    checkFits(requests);
    await submitActs(this.api, requests, this.identity.signer);
  }

  /** Signs acts of the chosen sitting that may stand each for itself, in as many lists as they need. @throws ApiError */
  async onSittingInTurn(acts: readonly SittingAct[]): Promise<void> {
    for (const part of inParts(this.#requests(acts))) await submitActs(this.api, part, this.identity.signer);
  }

  #requests(acts: readonly SittingAct[]): ActRequest[] {
    const [log, after] = [`sitting.${this.view.value.chosen}`, this.#head];
    return acts.map(({ type, members }) => ({ log, type, after, members }));
  }

  /** The chosen sitting's latest act. @throws ApiError where none is chosen */
  get #head(): Head {
    const { chosen, sittings, model } = this.view.value;
    const head = model.state?.head ?? sittings.find(({ id }) => id === chosen)?.head;
    if (!head) throw new ApiError(0, "no-sitting", { zh: "还没有选定会议", en: "No sitting is chosen" });
    return head;
  }

  /** Creates a sitting and follows it. @throws ApiError */
  async createSitting(id: string, members: Members, empty: Head): Promise<void> {
    await this.#sign(`sitting.${id}`, "sitting-create", empty, { id, ...members });
    await this.readSittings();
    this.choose(id);
  }

  /** Tells what was done, politely. */
  say(words: string): void {
    this.view.patch({ said: words });
  }

  #sign(log: string, type: string, after: Head, members: Members): Promise<Appended> {
    return submitAct(this.api, { log, type, after, members }, this.identity.signer);
  }

  #follow(model: SittingModel): void {
    const now = model.state?.register.n ?? -1;
    const known = this.view.value.register?.head.n ?? -1;
    if (now > known) void this.readRegister().catch(() => undefined);
  }

  /** Keeps the pin to the scrutineers it is for. */
  #repin(): void {
    const { register, model } = this.view.value;
    const keys = register ? pinned(register, model.state?.seal ?? null).keys : [];
    const of = keys.join();
    if (of === this.#pinOf) return;
    this.#pinOf = of;
    const made = keys.length > 0 ? scrutineersPin(keys) : Promise.resolve("");
    void made.then((pin) => {
      if (of === this.#pinOf) this.view.patch({ pin });
    });
  }

  #unlink(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#link?.end();
    this.#link = null;
  }
}
