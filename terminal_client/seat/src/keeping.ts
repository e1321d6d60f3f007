/**
 * Keeps this page on the device by its keeper (a service worker), so that it opens without the network, and tells when the server has newer
 * pages. They take the place of these only by {@link Keeping.change}: never by themselves while a sitting is open.
 */
import type { Identity } from "@hemicycle/kit/enrol";
import type { OwnPages } from "@hemicycle/kit/pages";
import type { SittingLink } from "@hemicycle/kit/sitting";
import { Observable } from "@hemicycle/kit/store";
import { Telling } from "./telling.ts";

const KEEPER = "/seat/keeper.js";
/** How often newer pages are looked for, ms. */
const LOOK_EVERY_MS = 15 * 60_000;
/** The page is kept this long after it began to work, ms: at first it has other things to do. */
const KEEP_AFTER_MS = 3000;

export class Keeping {
  /** Whether newer pages are kept and wait. */
  readonly newer = new Observable(false);
  #registration: ServiceWorkerRegistration | null = null;
  #changing = false;

  constructor(private readonly reload: () => void) {}

  /** Begins to keep the page. Where the browser can't, everything else works all the same. */
  async start(): Promise<void> {
    const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
    if (!workers) return;
    workers.addEventListener("controllerchange", () => this.#changing && this.reload());
    try {
      this.#registration = await workers.register(KEEPER, { scope: "/seat/", updateViaCache: "none" });
    } catch {
      return;
    }
    this.#registration.addEventListener("updatefound", () => this.#follow());
    this.#follow();
    setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  /** Looks whether the server has newer pages. */
  look(): void {
    void this.#registration?.update().catch(() => undefined);
  }

  /** Lets the newer pages take their place, and opens them. */
  change(): void {
    this.#changing = true;
    this.#registration?.waiting?.postMessage("change");
  }

  #follow(): void {
    const registration = this.#registration;
    registration?.installing?.addEventListener("statechange", () => this.#see());
    this.#see();
  }

  #see(): void {
    // without a controller what waits is this page's own bundle
    this.newer.value = Boolean(this.#registration?.waiting && navigator.serviceWorker.controller);
  }
}

/** Tells of these pages, and keeps them unless a kiosk has them; newer ones take their place by themselves while no sitting is open. */
export function keepPages(link: SittingLink, identity: Identity, pages: OwnPages, keeping: Keeping): void {
  new Telling(link, identity, pages.told);
  if (pages.told.loaded === "installed") return;
  setTimeout(() => void keeping.start(), KEEP_AFTER_MS);
  let before = "";
  link.status.subscribe(({ phase }) => {
    if (phase === "online" && before === "offline") keeping.look();
    before = phase;
  });
  const changeAtRest = () => {
    const { state } = link.model.value;
    if (keeping.newer.value && state && state.sitting.state !== "open") keeping.change();
  };
  // newer pages that came during a sitting wait for its end
  for (const news of [keeping.newer, link.model]) news.subscribe(changeAtRest);
}
