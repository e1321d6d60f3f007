/** Tells under the terminal's key when its pages are others than it told last (docs/protocol.md §14), never in the middle of a vote. */
import { submitAct } from "@hemicycle/kit/acts";
import { ApiError } from "@hemicycle/kit/api";
import { type Identity, keepPages } from "@hemicycle/kit/enrol";
import { samePages, type ToldPages } from "@hemicycle/kit/pages";
import type { SittingLink } from "@hemicycle/kit/sitting";

/** A hall of terminals with new pages tells of them within this time, ms. */
const WITHIN_MS = 10_000;
const AGAIN_MS = 30_000;
const VOTING: ReadonlySet<string> = new Set(["announced", "open"]);

export class Telling {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #done = false;

  constructor(
    private readonly link: Pick<SittingLink, "api" | "model" | "status">,
    private readonly identity: Identity,
    private readonly pages: ToldPages,
    private readonly random = Math.random,
  ) {
    this.#done = samePages(identity.pages, pages);
    for (const news of [link.model, link.status]) news.subscribe(() => this.#look());
  }

  get #mayTell(): boolean {
    const { state } = this.link.model.value;
    const online = this.link.status.value.phase === "online";
    return online && state !== null && !state.divisions.some((one) => VOTING.has(one.state));
  }

  #look(): void {
    if (this.#done || !this.#mayTell || this.#timer !== undefined) return;
    this.#in(WITHIN_MS * this.random());
  }

  #in(ms: number): void {
    this.#timer = setTimeout(() => void this.#tell(), ms);
  }

  async #tell(): Promise<void> {
    const { state } = this.link.model.value;
    this.#timer = undefined;
    if (!state || !this.#mayTell) return;
    const { body, signer } = this.identity;
    const members = { pages: { ...this.pages } };
    try {
      const request = { log: `body.${body}`, type: "pages-tell", after: state.register, members };
      await submitAct(this.link.api, request, signer);
    } catch (error) {
      // the answer to an earlier attempt was lost
      if (!(error instanceof ApiError && error.code === "already-told")) {
        this.#in(AGAIN_MS);
        return;
      }
    }
    this.#done = true;
    await keepPages("seat", this.pages);
  }
}
