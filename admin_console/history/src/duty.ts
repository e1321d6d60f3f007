/** The duty record as files: a workbook, rows, a page to print. */
import { download } from "@hemicycle/kit/download";
import { html } from "lit";
import type { Asked } from "./asked.ts";
import type { Desk, DutyFormat } from "./desk.ts";

import { t } from "./texts.ts";

const FORMATS: readonly DutyFormat[] = ["xlsx", "csv", "html"];

/** A button a format; of one closed sitting, or of those of a period. */
export function dutyButtons(
  desk: Desk,
  attempt: (work: () => Promise<void>) => void,
  { sitting = "", asked = {} }: { readonly sitting?: string; readonly asked?: Partial<Asked> },
) {
  const exported = async (format: DutyFormat) =>
    download(desk.dutyName(format, sitting), await desk.duty(format, sitting, asked));
  return FORMATS.map(
    (format) =>
      html`<button class="btn small" type="button" @click=${() => attempt(() => exported(format))}>${t().duty} ${format === "html" ? t().dutyPage : format.toUpperCase()}</button>`,
  );
}
