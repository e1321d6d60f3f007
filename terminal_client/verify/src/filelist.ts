/** The files of a sitting, one after the other, with what became of each. */
import { lang, say } from "@hemicycle/kit/i18n";
import { html } from "lit";
import { type Opened, shareOf } from "./desk.ts";
import { verdictOf } from "./report.ts";
import { t } from "./texts.ts";
import { glyphOf } from "./welcome.ts";

function nameOf({ file, report }: Opened): string {
  if (!report?.division.number) return file.name;
  const title = say(report.division.title);
  return lang.value === "zh" ? `${report.division.number} ${title}` : `${report.division.number}. ${title}`;
}

function outcomeOf(opened: Opened) {
  const { stage, report } = opened;
  if (stage === "done")
    return html`${glyphOf(report?.ok ? "tick" : "trouble")} ${t()[report ? verdictOf(report) : "differs"]}`;
  if (stage === "running") return html`${glyphOf("waiting")} ${Math.round(100 * shareOf(opened))}%`;
  return html`${t()[stage]}`;
}

export function fileList(files: readonly Opened[], shown: number, show: (id: number) => void) {
  return html`<nav class="files noprint" aria-label=${t().files}>
    ${files.map(
      (one) =>
        html`<button type="button" class="file ${one.report && !one.report.ok ? "wrong" : ""}" aria-current=${one.id === shown ? "true" : "false"} @click=${() => show(one.id)}>
          <b>${nameOf(one)}</b><span>${outcomeOf(one)}</span>
        </button>`,
    )}
  </nav>`;
}
