/** What this console knows of the keys for secret votes: whether the scrutineers' seals hold and name it, who would make new ones. */
import type { Api } from "@hemicycle/kit/api";
import { b64u } from "@hemicycle/kit/encoding";
import type { Identity } from "@hemicycle/kit/enrol";
import { type CeremonyPeople, ceremonyPeople, type RegisteredKey } from "@hemicycle/kit/scrutineers";
import { type SealDocument, verifyKeySet } from "@hemicycle/kit/sealed/keys";
import { Observable } from "@hemicycle/kit/store";
import type { State } from "@hemicycle/kit/types";
import { type Keys, lacksKeys, NO_KEYS } from "./steps.ts";

const RETRY_MS = 2000;

export class Keyring {
  readonly keys = new Observable<Keys>(NO_KEYS);
  #state: State | null = null;
  #checked = "";
  #readAt = -1;

  constructor(
    private readonly identity: Identity,
    private readonly sitting: string,
    private readonly api: Api,
  ) {}

  /** Looks at new keys as soon as there are some; reads who would make them only where some are missing. */
  follow(state: State): void {
    this.#state = state;
    const digest = state.seal?.digest ?? "";
    if (digest !== this.#checked) void this.#check(digest);
    const wanted = state.divisions.some((division) => lacksKeys(state, division, this.keys.value) !== null);
    if (wanted && this.#readAt !== state.register.n) {
      this.#readAt = state.register.n;
      this.read().catch(() => {
        this.#readAt = -1;
        this.#later();
      });
    }
  }

  #later(): void {
    setTimeout(() => this.#state && this.follow(this.#state), RETRY_MS);
  }

  /** Who would hold a ceremony now. @throws ApiError */
  async read(): Promise<CeremonyPeople> {
    const path = `/v1/bodies/${this.identity.body}/register`;
    const people = ceremonyPeople((await this.api.get<{ keys: readonly RegisteredKey[] }>(path)).keys);
    this.keys.patch({ people });
    return people;
  }

  async #check(digest: string): Promise<void> {
    this.#checked = digest;
    this.keys.patch({ state: "checking" });
    if (digest === "") return;
    let document: SealDocument;
    try {
      document = await this.api.get<SealDocument>(`/v1/sittings/${this.sitting}/seal`);
    } catch {
      if (this.#checked === digest) this.#checked = "";
      this.#later();
      return;
    }
    const state = await this.#judged(document, digest);
    if (this.#checked !== digest) return;
    this.keys.patch({ state });
    if (this.#state) this.follow(this.#state);
  }

  /** Whether the keys come to the digest shown, under the pinned server, and name this console among the chairs. */
  async #judged(document: SealDocument, digest: string): Promise<Keys["state"]> {
    try {
      const trust = { sitting: this.sitting, server: this.identity.server, pin: null };
      const found = await verifyKeySet(document, trust);
      if (found.seal !== digest) return "bad";
      return found.chairs.includes(b64u(this.identity.signer.publicKey)) ? "good" : "other-chair";
    } catch {
      return "bad";
    }
  }
}
