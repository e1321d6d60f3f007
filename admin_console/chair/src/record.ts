/** The record bundle of a division: what is in the file, and the way to keep it. */
import { sha256 } from "@hemicycle/kit/crypto";
import { download } from "@hemicycle/kit/download";
import { type SheetFile, sheetsOf, sheetWords } from "@hemicycle/kit/sheets";
import type { Division } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { t } from "./texts.ts";

export interface RecordFile {
  readonly sitting: string;
  readonly division: string;
  readonly name: string;
  readonly blob: Blob;
  /** SHA-256, hexadecimal, in groups of eight. */
  readonly digest: string;
  readonly acts: number;
  readonly ballots: number;
}

/** Reads a bundle as far as it is shown here; whether it is sound is the auditor's to say. */
export async function readRecord(sitting: string, division: string, blob: Blob): Promise<RecordFile> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const bundle = JSON.parse(new TextDecoder().decode(bytes)) as { acts?: unknown[]; ballots?: unknown[] };
  const hex = [...(await sha256(bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return {
    sitting,
    division,
    name: `${sitting}@${division}.hemicycle.json`,
    blob,
    digest: hex.match(/.{8}/g)?.join(" ") ?? hex,
    acts: bundle.acts?.length ?? 0,
    ballots: bundle.ballots?.length ?? 0,
  };
}

function sheets(files: readonly SheetFile[], save: (file: SheetFile) => void) {
  if (files.length === 0) return nothing;
  const what = sheetWords().sheet;
  return html`<p class="sheets" role="group" aria-label=${what}>
    <span class="label">${what}</span>
    ${files.map(
      (file) =>
        html`<button class="btn small" type="button" aria-label=${sheetWords().save(what, file.label)} @click=${() => save(file)}>${file.label}</button>`,
    )}
  </p>`;
}

export interface RecordActs {
  readonly close: () => void;
  /** Fetches a sheet and saves it. */
  readonly save: (file: SheetFile) => void;
}

export function recordPanel(record: RecordFile, division: Division | null, { close, save }: RecordActs) {
  return html`<section class="sheet inline" aria-labelledby="record-title">
    <h2 id="record-title">${t().record}</h2>
    <p class="code name">${record.name}</p>
    <p>${t().recordHas(record.acts, record.ballots)} · ${t().recordSize((record.blob.size / 1024).toFixed(0))}</p>
    <dl>
      <dt>${t().recordDigest}</dt>
      <dd class="code">${record.digest}</dd>
      ${division?.result ? html`<dt>${t().recordRoot}</dt><dd class="code">${division.result.root}</dd>` : nothing}
    </dl>
    ${division ? sheets(sheetsOf(record.sitting, division), save) : nothing}
    <p class="row">
      <button class="btn primary" type="button" @click=${() => download(record.name, record.blob)}>${t().download}</button>
      <button class="btn" type="button" @click=${close}>${t().close}</button>
    </p>
  </section>`;
}
