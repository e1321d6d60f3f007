/** The device's model: the register, the sittings, the link to the chosen one; every change is an act signed here. */
import { type Appended, submitAct } from "@hemicycle/kit/acts";
import { Api, ApiError } from "@hemicycle/kit/api";
import type { Json } from "@hemicycle/kit/canonical";
import type { ConnectionStatus } from "@hemicycle/kit/connection";
import type { Identity } from "@hemicycle/kit/enrol";
import { scrutineersPin } from "@hemicycle/kit/sealed/keys";
import { presentSitting, SittingLink } from "@hemicycle/kit/sitting";
import { EMPTY_MODEL, Observable, type SittingModel } from "@hemicycle/kit/store";
import type { Head, SittingEntry } from "@hemicycle/kit/types";
import type { Register } from "./register.ts";
import { pinned } from "./scrutineers/pin.ts";
import { SlipBox } from "./terminals/slips.ts";

export interface DeskView {
  readonly register: Register | null;
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

export class Desk {
  readonly view = new Observable<DeskView>({
    register: null,
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

  /** Signs an act of the chosen sitting; the state frame that follows shows it. @throws ApiError */
  async onSitting(type: string, members: Members): Promise<Appended> {
    const { chosen, sittings, model } = this.view.value;
    const head = model.state?.head ?? sittings.find(({ id }) => id === chosen)?.head;
    if (!head) throw new ApiError(0, "no-sitting", { zh: "还没有选定会议", en: "No sitting is chosen" });
    return this.#sign(`sitting.${chosen}`, type, head, members);
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
