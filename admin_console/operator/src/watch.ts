/** What the desk asks the server for again and again: the terminals' notes, the hall's screens and the server's health. */
import { type Api, ApiError } from "@hemicycle/kit/api";
import { Observable } from "@hemicycle/kit/store";
import type { ScreenChoice } from "../../../terminal_client/hall/src/show.ts";
import type { Health, HealthAnswer } from "./checks.ts";
import type { Screen, Screens } from "./screens.ts";
import type { Devices } from "./terminals.ts";

export interface Watched {
  readonly devices: Devices | null;
  readonly health: Health | null;
  readonly screens: Screens | null;
  /** Why the last question got no answer; null when it did. */
  readonly lost: unknown;
}

const DEVICES_MS = 3000;
const HEALTH_MS = 5000;
const SCREENS_MS = 1000;

export class Watcher {
  readonly seen = new Observable<Watched>({
    devices: null,
    health: null,
    screens: null,
    lost: null,
  });
  #sitting = "";
  #ended = false;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(private readonly api: Pick<Api, "get" | "preview">) {}

  start(): void {
    this.#ended = false;
    void this.#round("devices", DEVICES_MS, () => this.#readDevices());
    void this.#round("health", HEALTH_MS, () => this.#readHealth());
    void this.#round("screens", SCREENS_MS, () => this.#readScreens());
  }

  end(): void {
    this.#ended = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  /** The sitting whose terminals are watched; "" for none. */
  follow(sitting: string): void {
    if (sitting === this.#sitting) return;
    this.#sitting = sitting;
    this.seen.patch({ devices: null });
    if (!this.#ended) void this.#round("devices", DEVICES_MS, () => this.#readDevices());
  }

  /** The server's clock, ms. */
  now(): number {
    return Date.now() + (this.seen.value.health?.offset_ms ?? 0);
  }

  /** Begins or ends a seat test. @throws ApiError */
  async test(on: boolean): Promise<void> {
    await this.api.preview(`/v1/sittings/${this.#sitting}/seat-test`, { on });
    await this.#readDevices();
  }

  /** Chooses what screens show. @throws ApiError */
  async choose(screens: readonly Screen[], choice: ScreenChoice): Promise<void> {
    await Promise.all(screens.map(({ key }) => this.api.preview(`/v1/screens/${key}`, choice)));
    await this.#readScreens();
  }

  async #round(name: string, every: number, read: () => Promise<void>): Promise<void> {
    clearTimeout(this.#timers.get(name));
    try {
      await read();
      this.seen.patch({ lost: null });
    } catch (lost) {
      // a broken connection is told by the strip; what is refused is told here
      this.seen.patch({ lost: lost instanceof ApiError ? lost : null });
    }
    if (!this.#ended)
      this.#timers.set(
        name,
        setTimeout(() => void this.#round(name, every, read), every),
      );
  }

  async #readDevices(): Promise<void> {
    const sitting = this.#sitting;
    if (!sitting) return;
    const devices = await this.api.get<Devices>(`/v1/sittings/${sitting}/devices`);
    if (sitting === this.#sitting) this.seen.patch({ devices });
  }

  async #readHealth(): Promise<void> {
    const before = Date.now();
    const answer = await this.api.get<HealthAnswer>("/v1/health");
    const offset_ms = Math.round(answer.time_ms - (before + Date.now()) / 2);
    this.seen.patch({ health: { ...answer, offset_ms } });
  }

  async #readScreens(): Promise<void> {
    const screens = await this.api.get<Screens>("/v1/screens");
    this.seen.patch({ screens });
  }
}
