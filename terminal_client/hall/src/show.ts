/** What the operator may choose for a screen, and the screen's own way of asking for it (docs/protocol.md §11). */
import type { Api } from "@hemicycle/kit/api";
import { pageVersion } from "@hemicycle/kit/device";
import { Observable } from "@hemicycle/kit/store";

/** Contents of a screen: following the sitting, or standing on one of its sides. Each is a choice among scenes, never more to see. */
export const SHOWS = [
  "auto",
  "attendance",
  "seats",
  "agenda",
  "item",
  "turnout",
  "result",
  "clock",
  "blank",
  "identify",
] as const;
export type Show = (typeof SHOWS)[number];

/** Both: one language after the other. */
export type ScreenLang = "zh" | "en" | "both";

export interface ScreenChoice {
  readonly show: Show;
  readonly lang: ScreenLang;
  readonly theme: "dark" | "light";
}

/** Answer of `POST /v1/screen`; `choice` null: nothing was chosen yet. */
export interface ScreenAnswer {
  readonly number: number;
  readonly name: string;
  readonly choice: ScreenChoice | null;
}

const KEPT = "hemicycle.screen";
/** A choice reaches the screen within this and the way there, ms. */
const ASK_MS = 500;
/** While the server is away. */
const LATER_MS = 2000;

/** What was chosen last, for a page that starts while the server is away. */
function kept(): ScreenAnswer {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT) ?? "null") as ScreenAnswer | null;
    if (found && typeof found.number === "number" && typeof found.name === "string") return found;
  } catch {
    // nothing that this page wrote
  }
  return { number: 0, name: "", choice: null };
}

const same = (a: ScreenAnswer, b: ScreenAnswer): boolean => JSON.stringify(a) === JSON.stringify(b);

function ownVersion(): string {
  return pageVersion(document.querySelector<HTMLScriptElement>('script[type="module"][src]')?.src ?? "");
}

/** Asks again and again what this screen shall show, and tells what it shows. */
export class ScreenLink {
  readonly told = new Observable<ScreenAnswer>(kept());
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly api: Pick<Api, "preview">,
    private readonly scene: () => string,
  ) {}

  start(): void {
    void this.#ask();
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    let next = ASK_MS;
    try {
      const answer = await this.api.preview<ScreenAnswer>("/v1/screen", {
        version: ownVersion(),
        width: innerWidth,
        height: innerHeight,
        scene: this.scene(),
      });
      if (!same(answer, this.told.value)) {
        localStorage.setItem(KEPT, JSON.stringify(answer));
        this.told.value = answer;
      }
    } catch {
      // what was chosen last stays; the stage says itself that the connection is lost
      next = LATER_MS;
    }
    this.#timer = setTimeout(() => void this.#ask(), next);
  }
}
