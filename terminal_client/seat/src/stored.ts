/**
 * Where this terminal voted last, kept beside its ballots: so that a page that is loaded while no server answers can say that a ballot
 * lies here and is not recorded yet. A secret choice is not among it: that is kept nowhere.
 */
import { read, write } from "@hemicycle/kit/idb";
import type { Bilingual } from "@hemicycle/kit/types";
import { arrive } from "./arrival.ts";
import { indexedShelf } from "./kept.ts";
import { type OnItsWay, onItsWay } from "./panel.ts";
import type { Vote } from "./vote.ts";
import type { ServerWord } from "./word.ts";

/** A vote that this terminal took part in. */
interface Place {
  readonly sitting: string;
  readonly division: string;
  /** The opening's digest. */
  readonly open: string;
  readonly title: Bilingual;
}

/** A ballot that waits on this device for the server. */
export interface Stored {
  readonly sitting: string;
  readonly title: Bilingual;
  readonly panel: OnItsWay;
}

export class LastPlace {
  readonly #key: string;
  #open = "";

  constructor(
    private readonly owner: string,
    private readonly word: ServerWord,
  ) {
    this.#key = `${owner}/at`;
  }

  /** Remembers a vote before anything can be pressed in it. @throws whatever the device's storage throws; to be called again then */
  async follow(sitting: string, vote: Vote | null): Promise<void> {
    if (!vote?.opening || vote.open === this.#open) return;
    this.#open = vote.open;
    const { division, open } = vote;
    const place: Place = { sitting, division, open, title: vote.opening.definition.title };
    try {
      await write("ballots", this.#key, place);
    } catch (error) {
      // the next change writes it
      if (this.#open === open) this.#open = "";
      throw error;
    }
  }

  /** The ballot that was cast there last, unless it was answered for good. */
  async find(): Promise<Stored | null> {
    const place = await read<Place>("ballots", this.#key);
    if (!place) return null;
    const kept = await indexedShelf(this.owner, place.sitting).load(place.division);
    const here = kept.filter(({ entry }) => entry.open === place.open);
    const panel = onItsWay(await arrive(place.division, null, here, this.word), true, true);
    return panel && { sitting: place.sitting, title: place.title, panel };
  }
}
