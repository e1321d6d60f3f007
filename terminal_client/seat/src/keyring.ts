/** The scrutineers' keys of a sitting as this terminal believes them: fetched, checked, held against what came from outside the server. */
import { ApiError } from "@hemicycle/kit/api";
import type { KnownPin } from "@hemicycle/kit/enrol";
import { SealedError } from "@hemicycle/kit/sealed/group";
import {
  type KeySet,
  pinText,
  type SealDocument,
  scrutineersPin,
  verifyKeySet,
} from "@hemicycle/kit/sealed/keys";
import { Observable } from "@hemicycle/kit/store";

export interface Keys {
  readonly phase:
    | "none"
    | "checking"
    /** No pin from outside: a person has to compare it. */
    | "unconfirmed"
    | "ready"
    /** The keys don't hold. */
    | "false"
    /** They hold, but are other people's than the pin's. */
    | "foreign";
  /** Null unless ready. */
  readonly set: KeySet | null;
  /** The pin of the keys that the server gave, as people compare it. */
  readonly pin: string;
}

export const NO_KEYS: Keys = { phase: "none", set: null, pin: "" };

export interface KeyringOptions {
  readonly sitting: string;
  /** The pinned server key. */
  readonly server: string;
  readonly known: KnownPin | null;
  readonly remember: (answer: KnownPin) => Promise<void>;
  readonly fetch: () => Promise<SealDocument>;
}

const RETRY_AFTER_MS = 2000;

export class Keyring {
  readonly keys = new Observable<Keys>(NO_KEYS);
  #known: KnownPin | null;
  #digest = "";
  #checked: { readonly set: KeySet; readonly pin: string } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Nothing was fetched yet. */
  #idle = false;

  constructor(private readonly options: KeyringOptions) {
    this.#known = options.known;
  }

  /** Follows the sitting's seal as the state names it (S, "" for none); fetches a new one after `wait` ms. */
  follow(digest: string, wait: number): void {
    if (digest === this.#digest) return;
    this.#digest = digest;
    this.#checked = null;
    clearTimeout(this.#timer);
    this.keys.value = digest === "" ? NO_KEYS : { ...NO_KEYS, phase: "checking" };
    this.#idle = digest !== "";
    if (this.#idle) this.#later(wait);
  }

  /** A person's word whether the pin shown is that of the sheet on the wall. */
  async answer(holds: boolean): Promise<void> {
    const checked = this.#checked;
    if (!checked) return;
    this.#known = { pin: checked.pin, holds };
    this.#judge();
    await this.options.remember(this.#known).catch(() => undefined);
  }

  /** Fetches at once what was to be fetched some time. */
  hurry(): void {
    if (this.#idle) this.#later(0);
  }

  end(): void {
    this.follow("", 0);
  }

  #later(wait: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#fetch(this.#digest), wait);
  }

  async #fetch(digest: string): Promise<void> {
    const { sitting, server, fetch } = this.options;
    this.#idle = false;
    try {
      const set = await verifyKeySet(await fetch(), { sitting, server, pin: null });
      const pin = await scrutineersPin(set.scrutineers);
      if (digest !== this.#digest) return;
      if (set.seal !== digest) throw new SealedError("bad-seal");
      this.#checked = { set, pin };
      this.#judge();
    } catch (error) {
      if (digest !== this.#digest) return;
      if (!(error instanceof ApiError)) this.keys.value = { ...NO_KEYS, phase: "false" };
      // also after a false answer: a ceremony may just have replaced the keys
      this.#later(RETRY_AFTER_MS * (1 + Math.random()));
    }
  }

  #judge(): void {
    const checked = this.#checked;
    if (!checked) return;
    const pin = pinText(checked.pin);
    const known = this.#known;
    const same = known?.pin === checked.pin;
    if (same && known.holds) this.keys.value = { phase: "ready", set: checked.set, pin };
    else this.keys.value = { phase: same || known?.holds ? "foreign" : "unconfirmed", set: null, pin };
  }
}
