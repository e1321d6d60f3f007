/** The steps of a verification: what each shows in plain words, how far it is, what was checked. */
import { say } from "@hemicycle/kit/i18n";
import { html, nothing } from "lit";
import { type Opened, type Progress, secondsLeft, shareOf } from "./desk.ts";
import { type Failure, STEPS, type Step } from "./engine/findings.ts";
import type { MixNote } from "./engine/work.ts";
import type { Report } from "./report.ts";
import { t } from "./texts.ts";
import { glyphOf } from "./welcome.ts";

const MOST_SHOWN = 20;
/** Milliseconds of one processor for a row and column of a mix: 240 rows of 4 columns take two of them 3.6 s. */
const MIX_MS = 5;
const processors = () => Math.max(1, navigator.hardwareConcurrency || 1);

/** Where a verification is, while it has no verdict. */
export function progressView(opened: Opened) {
  const { stage, file, began } = opened;
  const now = performance.now();
  const left = secondsLeft(opened, now);
  const percent = Math.round(100 * shareOf(opened));
  const { note } = opened.steps.secret ?? {};
  return html`<section class="verdict sheet running">
    <p class="soft">${file.name}</p>
    <h2>${t()[stage === "done" ? "running" : stage]}</h2>
    ${stage === "stopped" ? html`<p>${t().stoppedWords}</p>` : nothing}
    ${stage === "trouble" ? html`<p>${t().troubleWords}</p>` : nothing}
    ${
      stage === "running"
        ? html`<progress max="100" value=${percent} aria-label=${t().running}></progress>
            <p class="soft">
              ${percent}% · ${t().elapsed(Math.round((now - began) / 1000))}${left === null ? "" : ` · ${t().left(Math.ceil(left))}`}
            </p>
            ${note ? html`<p class="soft">${mixWords(note)}</p>` : nothing}`
        : nothing
    }
  </section>`;
}

type Status = "done" | "failed" | "running" | "waiting" | "none" | "not-reached" | "not-given";

const MARKS = {
  done: "tick",
  failed: "trouble",
  running: "waiting",
  waiting: "ring",
  none: "none",
  "not-reached": "ring",
  "not-given": "none",
} as const;

/** Whether a vote has a step at all. */
function hasStep(step: Step, { secrecy, channel, counted, failures }: Report): boolean {
  if (failures.some((failure) => failure.step === step)) return true;
  const box = channel === "terminal" || channel === "mixed";
  if (step === "ballots") return box;
  if (step === "secret") return (secrecy === "secret" && box) || (counted.ceremonies ?? 0) > 0;
  if (step === "hands") return (counted.commitments ?? 0) > 0;
  return true;
}

function statusOf(step: Step, opened: Opened): Status {
  const { report, steps, stage } = opened;
  if (!report) {
    const progress = steps[step];
    if (!progress || stage !== "running") return "waiting";
    return progress.done >= progress.total && progress.total > 0
      ? "done"
      : progress.done > 0
        ? "running"
        : "waiting";
  }
  if (report.failures.some((failure) => failure.step === step)) return "failed";
  if (report.state === "unknown" && step !== "file" && step !== "anchors") return "not-reached";
  if (step === "anchors" && report.anchored.length === 0) return "not-given";
  return hasStep(step, report) ? "done" : "none";
}

function countWords(step: Step, { counted, edition, anchored }: Report): string {
  const n = (what: string) => counted[what] ?? 0;
  switch (step) {
    case "file":
      return t().fileCount((n("bytes") / 1024).toFixed(0));
    case "acts":
      return t().actsCount(n("acts"));
    case "roster":
      return t().rosterCount(n("register"), n("check-ins"));
    case "opening":
      return t().openingCount(n("openings"));
    case "ballots":
      return edition === "public" ? t().leavesCount(n("leaves")) : t().ballotsCount(n("ballots"));
    case "secret":
      return t().secretCount(n("proofs"), n("shares"), n("mixes"));
    case "hands":
      return t().handsCount(n("commitments"));
    case "result":
      return t().resultCount(n("results"));
    case "anchors":
      return t().anchorsCount(anchored.length);
  }
}

/** About how long a mix takes, by what was measured in Chromium. */
function mixSeconds({ rows, columns }: MixNote): number {
  return Math.max(1, Math.round((rows * (columns + 2) * MIX_MS) / (1000 * processors())));
}

function mixWords(note: MixNote): string {
  return t().mixing(note.step, note.of, note.rows, note.columns, mixSeconds(note));
}

function progressWords(step: Step, { done, total, note }: Progress): string {
  if (note) return mixWords(note);
  return step === "secret" ? `${Math.round((100 * done) / total)}%` : `${done} / ${total}`;
}

function statusWords(status: Status, step: Step, opened: Opened): string {
  const { report, steps } = opened;
  const progress: Progress | undefined = steps[step];
  switch (status) {
    case "done":
      return report ? `${t().stepDone} · ${countWords(step, report)}` : t().stepDone;
    case "failed":
      return t().stepFailed(report?.failures.filter((failure) => failure.step === step).length ?? 0);
    case "running":
      return progress ? progressWords(step, progress) : t().running;
    case "waiting":
      return t().waiting;
    case "none":
      return t().stepNone;
    case "not-reached":
      return t().stepNotReached;
    case "not-given":
      return t().stepNotGiven;
  }
}

export function stepList(opened: Opened) {
  return html`<section class="steps">
    <h2>${t().steps}</h2>
    <ol>
      ${STEPS.map((step) => {
        const status = statusOf(step, opened);
        const failures = opened.report?.failures.filter((failure) => failure.step === step) ?? [];
        const warnings = opened.report?.warnings.filter((failure) => failure.step === step) ?? [];
        return html`<li class="step ${status}">
          <span class="sign">${glyphOf(MARKS[status])}</span>
          <div>
            <h3>${t()[step]}</h3>
            <p>${t()[`${step}Words`]}</p>
            ${failures.length > 0 ? failureList(failures) : nothing}
            ${
              warnings.length > 0
                ? html`<details><summary>${t().warnings} ${warnings.length}</summary>${failureList(warnings)}</details>`
                : nothing
            }
          </div>
          <p class="status">${statusWords(status, step, opened)}</p>
        </li>`;
      })}
    </ol>
  </section>`;
}

function failureList(failures: readonly Failure[]) {
  return html`<ul class="failures">
    ${failures
      .slice(0, MOST_SHOWN)
      .map(
        (failure) =>
          html`<li><p>${say(failure)}</p><p class="code">${failure.code} · ${failure.place}</p></li>`,
      )}
    ${failures.length > MOST_SHOWN ? html`<li>${t().moreFailures(failures.length - MOST_SHOWN)}</li>` : nothing}
  </ul>`;
}
