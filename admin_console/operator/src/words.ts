/** What is told of a terminal, in words. */
import { lang } from "@hemicycle/kit/i18n";
import type { KeyEntry } from "../../secretariat/src/register.ts";
import { seconds } from "./checks.ts";
import { type DeviceNote, type Fault, type Terminal, tested } from "./terminals.ts";
import { t } from "./texts.ts";

export const faultWords = (fault: Fault): string =>
  ({
    offline: t().faultOffline,
    missing: t().faultMissing,
    pages: t().faultPages,
    battery: t().faultBattery,
    signal: t().faultSignal,
    clock: t().faultClock,
    version: t().faultVersion,
  })[fault];

/** A terminal's state in a word or two: what is wrong, else whether it is connected. */
export function stateWords(terminal: Terminal): string {
  const { faults, online, key, code } = terminal;
  if (faults.length > 0 && key) return faults.map(faultWords).join(lang.value === "zh" ? "、" : ", ");
  if (!key) return code ? t().codeWaits : faults.length > 0 ? t().faultMissing : t().noTerminal;
  return online === null ? t().notKnown : t().sound;
}

/** Who sits there, in the reader's script where the roster has it. */
export function nameOf({ member }: Terminal): string {
  if (!member) return t().emptySeat;
  return (lang.value === "en" && member.latin) || member.name;
}

export function batteryWords(note: DeviceNote | null): string {
  if (!note || note.battery === null) return t().unknown;
  return note.charging ? t().charging(note.battery) : t().percent(note.battery);
}

export function signalWords(note: DeviceNote | null): string {
  const name = note?.link ? t()[note.link] : "";
  if (!note?.quality) return name || t().unknown;
  return t().quality(name, note.quality);
}

export function clockWords(note: DeviceNote | null): string {
  return note?.offset_ms == null ? t().unknown : t().clockOff(seconds(note.offset_ms));
}

export function versionWords(note: DeviceNote | null, current: string): string {
  if (!note?.version) return t().unknown;
  return current && note.version !== current ? t().outdated(note.version) : t().current(note.version);
}

/** What a terminal told of its pages, under its key. */
export function pagesWords(key: KeyEntry | null): string {
  if (!key?.pages) return t().pagesUntold;
  return key.pages.loaded === "installed" ? t().pagesInstalled : t().pagesServed;
}

export function triedWords(terminal: Terminal): string {
  if (tested(terminal)) return t().testComplete;
  return terminal.note ? t().testTried(terminal.tried.length) : t().testUnable;
}

/** Minutes and seconds. */
export function left(ms: number): string {
  const all = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(all / 60)}:${String(all % 60).padStart(2, "0")}`;
}
