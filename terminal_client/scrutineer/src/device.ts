/** The page's link to its daemon on this machine: one state, waited for; wishes; the token from the printed address. */
import { Observable } from "@hemicycle/kit/store";
import type { Bilingual } from "@hemicycle/kit/types";
import type { View } from "./types.ts";

const TOKEN = "hemicycle.scrutineer.token";
const HEADER = "x-scrutineer-token";
const PAUSE_MS = 500;

/** A wish that the daemon did not fulfil, with its words. */
export class Refused extends Error {
  override readonly name = "Refused";

  constructor(
    readonly code: string,
    readonly words: Bilingual | null,
  ) {
    super(code);
  }
}

/** The token in the address, kept for reloads of this tab and taken out of sight; "" without one. */
export function takeToken(): string {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given) {
    sessionStorage.setItem(TOKEN, given);
    history.replaceState(null, "", location.pathname + location.search);
  }
  return sessionStorage.getItem(TOKEN) ?? "";
}

export class Device {
  readonly view = new Observable<View | null>(null);
  /** `lost`: the daemon does not answer; `stranger`: it does not know this page. */
  readonly link = new Observable<"" | "lost" | "stranger">("");

  constructor(private readonly token: string) {}

  /** Follows the daemon's state for ever. */
  async follow(): Promise<void> {
    for (;;) {
      try {
        const after = this.link.value === "" ? (this.view.value?.v ?? -1) : -1;
        this.#take(await this.#ask(`/api/state?after=${after}`));
      } catch (error) {
        this.link.value =
          error instanceof Refused && error.code === "not-authenticated" ? "stranger" : "lost";
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  }

  /** Asks the daemon for something; `Refused` if it does not do it. */
  async wish(name: string, body: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const headers = { "content-type": "application/json" };
    this.#take(await this.#ask(`/api/${name}`, { method: "POST", headers, body: JSON.stringify(body) }));
  }

  /** The backup file. */
  async backup(): Promise<Blob> {
    return (await this.#fetch("/api/backup", {})).blob();
  }

  #take(view: View): void {
    this.link.value = "";
    if (!this.view.value || view.v >= this.view.value.v || view.phase !== this.view.value.phase)
      this.view.value = view;
  }

  async #ask(path: string, init: RequestInit = {}): Promise<View> {
    return (await this.#fetch(path, init)).json() as Promise<View>;
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const response = await fetch(path, { ...init, headers: { ...init.headers, [HEADER]: this.token } });
    if (response.ok) return response;
    const { error } = (await response.json()) as { error?: { code: string } & Bilingual };
    throw new Refused(error?.code ?? "internal", error ?? null);
  }
}
