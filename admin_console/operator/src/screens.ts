/** The hall's screens as the server tells them (docs/protocol.md §11), and what of the operator's knowledge a screen has. Pure. */
import type { SittingModel } from "@hemicycle/kit/store";
import type { ScreenChoice } from "../../../terminal_client/hall/src/show.ts";

export interface Screen {
  readonly key: string;
  readonly number: number;
  readonly name: string;
  readonly online: boolean;
  readonly seen_ms: number;
  readonly version: string;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** The scene that it says it shows. */
  readonly scene: string;
  /** Null: nothing was chosen for it yet. */
  readonly choice: ScreenChoice | null;
}

/** Answer of `GET /v1/screens`. */
export interface Screens {
  readonly time_ms: number;
  /** The version of the hall page that the server gives now. */
  readonly version: string;
  readonly screens: readonly Screen[];
}

/** What a screen shows for which nothing was chosen; its language and theme are then the device's own. */
export const UNCHOSEN: ScreenChoice = { show: "auto", lang: "zh", theme: "dark" };

export const choiceOf = ({ choice }: Screen): ScreenChoice => choice ?? UNCHOSEN;

/** Whether a screen's page is not the one that the server gives now. */
export function isOutdated({ version }: Screen, current: string): boolean {
  return version !== "" && current !== "" && version !== current;
}

/** Screens that somebody should look at. */
export function amiss({ screens, version }: Screens): readonly Screen[] {
  return screens.filter((screen) => !screen.online || isOutdated(screen, version));
}

/** The operator's model less what no screen is sent: who has pressed, unless the sitting's rules let everybody see it. */
export function asSeenByAll(model: SittingModel): SittingModel {
  const { turnout, state } = model;
  if (!turnout || state?.sitting.profile?.who_pressed) return model;
  const { bits: _bits, delegations: _delegations, verify: _verify, ...seen } = turnout;
  return { ...model, turnout: seen };
}
