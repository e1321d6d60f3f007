/**
 * What a terminal tells of itself to who looks after the terminals (docs/protocol.md §12): the page's version, battery, network.
 * It speaks by its own clock, never because a key was pressed in a vote.
 */
import type { Choice } from "./types.ts";

/** A frame without its number; what the browser hides is left out. */
export interface DeviceReport {
  readonly t: "device";
  readonly version?: string;
  /** Percent. */
  readonly battery?: number;
  readonly charging?: boolean;
  readonly link?: "ethernet" | "wifi" | "cellular" | "other";
  readonly quality?: "slow-2g" | "2g" | "3g" | "4g";
  /** The server's clock less this device's, ms. */
  readonly offset_ms?: number;
  /** The seat test that `keys` were tried in. */
  readonly test?: string;
  readonly keys?: readonly Choice[];
}

interface BatteryManager {
  readonly level: number;
  readonly charging: boolean;
}

interface NetworkInformation {
  readonly type?: string;
  readonly effectiveType?: string;
}

/** The parts of `navigator` that not every browser has. */
export interface Told {
  readonly getBattery?: () => Promise<BatteryManager>;
  readonly connection?: NetworkInformation;
}

/** A report comes at most this long after the last, ms; the first one within `FIRST_MS` of the welcome, since thousands join at once. */
const EVERY_MS = 30_000;
const FIRST_MS = 4000;
/** The least time between two reports, ms: the server takes one a second. */
const LEAST_MS = 1500;

const LINKS: ReadonlySet<string> = new Set(["ethernet", "wifi", "cellular"]);
const QUALITIES: ReadonlySet<string> = new Set(["slow-2g", "2g", "3g", "4g"]);

/** The name of the page's script, which is named after its content; "" where none is found. */
export function pageVersion(source: string): string {
  return /\/([\w.+-]{1,64})\.[jt]s(?:\?.*)?$/.exec(source)?.[1] ?? "";
}

function ownScript(): string {
  return document.querySelector<HTMLScriptElement>('script[type="module"][src]')?.src ?? "";
}

/** What this device can tell now. */
export async function readDevice(
  told: Told = navigator as unknown as Told,
  script = ownScript(),
): Promise<DeviceReport> {
  const battery = await told.getBattery?.().catch(() => null);
  const { type, effectiveType } = told.connection ?? {};
  const version = pageVersion(script);
  const link = type && type !== "unknown" && type !== "none" ? (LINKS.has(type) ? type : "other") : null;
  return {
    t: "device",
    ...(version ? { version } : {}),
    ...(battery ? { battery: Math.round(100 * battery.level), charging: battery.charging } : {}),
    ...(link ? { link: link as NonNullable<DeviceReport["link"]> } : {}),
    ...(effectiveType && QUALITIES.has(effectiveType)
      ? { quality: effectiveType as NonNullable<DeviceReport["quality"]> }
      : {}),
  };
}

export interface ReporterOptions {
  readonly read?: () => Promise<DeviceReport>;
  readonly random?: () => number;
}

/** Tells of this device as long as its connection lives. */
export class DeviceReporter {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = Number.NEGATIVE_INFINITY;
  #tried: Pick<DeviceReport, "test" | "keys"> = {};
  readonly #read: () => Promise<DeviceReport>;
  readonly #random: () => number;

  constructor(
    private readonly send: (report: DeviceReport) => Promise<unknown>,
    { read = () => readDevice(), random = Math.random }: ReporterOptions = {},
  ) {
    this.#read = read;
    this.#random = random;
  }

  /** The server has welcomed the device. */
  welcomed(): void {
    this.#in(FIRST_MS * this.#random());
  }

  /** Keys that were tried in a seat test. */
  tried(test: string, keys: readonly Choice[]): void {
    this.#tried = { test, keys };
    this.#in(Math.max(0, this.#last + LEAST_MS - performance.now()));
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #in(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#tell(), ms);
  }

  async #tell(): Promise<void> {
    this.#last = performance.now();
    this.#in(EVERY_MS * (1 - 0.2 * this.#random()));
    // an unanswered or refused report is told again by the next one
    await this.send({ ...(await this.#read()), ...this.#tried }).catch(() => undefined);
  }
}
