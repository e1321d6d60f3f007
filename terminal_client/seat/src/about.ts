/** What stands around a screen before anything is known of the sitting: apart from the rest, since it is painted first. */
import type { OwnPages } from "@hemicycle/kit/pages";
import type { Frame } from "./frame.ts";
import { t } from "./texts.ts";

/** Before anything is known. */
export const BLANK_FRAME: Frame = {
  body: "",
  sitting: "",
  demo: false,
  name: "",
  place: "",
  online: true,
  strip: null,
  note: "",
  about: "",
  newer: false,
  sound: null,
  receipt: null,
  coverable: false,
  covered: false,
  challenging: null,
  document: null,
};

/** Whose code this is: installed on this device, or given by the server ad hoc. */
export function aboutPages(pages: OwnPages | null): string {
  if (!pages) return "";
  const { told, fingerprint } = pages;
  return told.loaded === "installed" ? t().pagesInstalled(fingerprint) : t().pagesServed(fingerprint);
}
