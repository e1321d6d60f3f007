/** What does not hold, in Chinese and English; braces are filled with what was found. */
import { BOX } from "./reasons/box.ts";
import { CHANNELS } from "./reasons/channels.ts";
import { HOUSE } from "./reasons/house.ts";
import { LOG } from "./reasons/log.ts";
import { SECRET } from "./reasons/secret.ts";

export const REASONS = { ...LOG, ...BOX, ...SECRET, ...CHANNELS, ...HOUSE } as const satisfies Readonly<
  Record<string, readonly [zh: string, en: string]>
>;

export type Reason = keyof typeof REASONS;
