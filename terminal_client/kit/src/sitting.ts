/** A page's link to the body's present sitting: which one it is, the connection to it, and what the server said of it. */
import { Api } from "./api.ts";
import { Connection, type ConnectionStatus, RequestError } from "./connection.ts";
import { type DeviceReport, DeviceReporter } from "./device.ts";
import type { Identity } from "./enrol.ts";
import { EMPTY_MODEL, Observable, reduce, type SittingModel, withRead } from "./store.ts";
import type { SeatTestFrame, ServerFrame, SittingEntry, State } from "./types.ts";

export interface LinkOptions {
  /** A certain sitting instead of the present one. */
  readonly sitting?: string;
  /** As {@link ConnectionOptions.host}. */
  readonly host?: string;
  /** Hears every frame after the model has taken it in. */
  readonly onFrame?: (frame: ServerFrame) => void;
}

/** How often a newer sitting is looked for while none is open, ms. */
const LOOK_EVERY_MS = 4000;

/** The open sitting, else the newest that is to be opened, else the newest of all. */
export function presentSitting(newestFirst: readonly SittingEntry[]): SittingEntry | null {
  const inState = (state: SittingEntry["state"]) => newestFirst.find((entry) => entry.state === state);
  return inState("open") ?? inState("created") ?? newestFirst[0] ?? null;
}

export class SittingLink {
  readonly model = new Observable<SittingModel>(EMPTY_MODEL);
  readonly status = new Observable<ConnectionStatus>({
    phase: "connecting",
    attempts: 0,
    stop: null,
    bye: null,
  });
  /** The sitting's id; null: the body has none; undefined: not known yet. */
  readonly sitting = new Observable<string | null | undefined>(undefined);
  readonly api: Api;
  /** The last that was said of a seat test on this connection. */
  readonly seatTest = new Observable<SeatTestFrame | null>(null);
  /** Tells of this device, if it is a terminal. */
  readonly device: DeviceReporter | null;
  #connection: Connection | null = null;
  #look: ReturnType<typeof setTimeout> | undefined;
  #ended = false;

  constructor(
    readonly identity: Identity,
    private readonly options: LinkOptions = {},
  ) {
    this.api = new Api(identity);
    this.device = identity.role === "deputy" ? new DeviceReporter((report) => this.#tell(report)) : null;
  }

  start(): void {
    this.#ended = false;
    if (this.options.sitting) this.#join(this.options.sitting);
    else void this.#find();
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#look);
    this.device?.end();
    this.#connection?.end();
  }

  /** The server's clock, ms. */
  now(): number {
    return this.#connection?.now() ?? Date.now();
  }

  /** As {@link Connection.request}. */
  request<T extends ServerFrame>(
    frame: { readonly t: string } & Readonly<Record<string, unknown>>,
  ): Promise<T> {
    return this.#connection?.request<T>(frame) ?? Promise.reject(new RequestError("disconnected"));
  }

  /** Reads the whole state over HTTP, for when the connection may be behind. @throws ApiError */
  async refresh(): Promise<void> {
    const chosen = () => this.sitting.value ?? this.options.sitting;
    const sitting = chosen();
    if (!sitting) return;
    const state = await this.api.get<State>(`/v1/sittings/${sitting}/state`);
    // another sitting may have been joined meanwhile
    if (sitting === chosen()) this.model.value = withRead(this.model.value, state);
  }

  #tell(report: DeviceReport): Promise<ServerFrame> {
    return this.request({ ...report, offset_ms: Math.round(this.now() - Date.now()) });
  }

  async #find(): Promise<void> {
    const { body } = this.identity;
    try {
      const found = presentSitting(await this.api.get<SittingEntry[]>(`/v1/bodies/${body}/sittings`, false));
      if (this.#ended) return;
      if (found && found.id !== this.sitting.value) this.#join(found.id);
      if (!found) {
        this.sitting.value = null;
        this.status.value = { phase: "online", attempts: 0, stop: null, bye: null };
      }
    } catch {
      const { attempts } = this.status.value;
      if (!this.#connection) this.status.patch({ phase: "offline", attempts: attempts + 1 });
    }
    if (!this.#ended) this.#look = setTimeout(() => this.#lookAgain(), LOOK_EVERY_MS);
  }

  #lookAgain(): void {
    const open = this.model.value.state?.sitting.state === "open";
    if (open || this.status.value.phase === "stopped")
      this.#look = setTimeout(() => this.#lookAgain(), LOOK_EVERY_MS);
    else void this.#find();
  }

  #join(sitting: string): void {
    this.#connection?.end();
    this.model.value = EMPTY_MODEL;
    this.sitting.value = sitting;
    const connection = new Connection({
      identity: this.identity,
      sitting,
      ...(this.options.host ? { host: this.options.host } : {}),
      onFrame: (frame) => {
        this.model.value = reduce(this.model.value, frame);
        if (frame.t === "welcome") this.device?.welcomed();
        // a new connection tells of its own test
        if (frame.t === "welcome" || frame.t === "seat-test")
          this.seatTest.value = frame.t === "seat-test" ? frame : null;
        this.options.onFrame?.(frame);
      },
    });
    this.#connection = connection;
    connection.status.subscribe((status) => {
      if (connection === this.#connection) this.status.value = status;
    });
    connection.start();
  }
}
