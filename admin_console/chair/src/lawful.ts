/** What may lawfully follow, and what has to come before (docs/sequences.md §7, §8). */
import type { Json } from "@hemicycle/kit/canonical";
import { glyph } from "@hemicycle/kit/draw/glyphs";
import { say } from "@hemicycle/kit/i18n";
import type { NextStep } from "@hemicycle/kit/sequences";
import type { Division, SeatPlan } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import { t } from "./lawfultexts.ts";
import type { Order } from "./orders.ts";

/** The acts that a step may be; the console signs no others, whatever the server offers. */
const OFFERED = ["division-draft", "division-proceed", "division-withdraw", "division-defer"] as const;
type Offered = (typeof OFFERED)[number];
const SIGNED_HERE: ReadonlySet<string> = new Set(["v", "type", "log", "actor", "after", "nonce", "time"]);

function offered(step: NextStep): Offered | null {
  if (Object.keys(step.fields).some((name) => SIGNED_HERE.has(name))) return null;
  return OFFERED.find((type) => type === step.type) ?? null;
}

/** What a person has to write for a step here; names are those that are proposed. */
export function writtenFor(step: NextStep): readonly string[] {
  return step.asks.filter((name) => name !== "names");
}

/** The act of a step with what was written; null if it is none that this console signs, or lacks something. */
export function lawfulAct(step: NextStep, written: Readonly<Record<string, Json>>) {
  const type = offered(step);
  if (!type || writtenFor(step).some((name) => written[name] === undefined)) return null;
  return { type, members: { ...step.fields, ...written } };
}

/** The order by which a step is taken. */
export function takenAs(step: NextStep, written: Readonly<Record<string, Json>> = {}): Order {
  return { kind: "lawful", division: String(step.fields.division ?? ""), step, written };
}

export interface LawfulActs {
  readonly busy: boolean;
  readonly take: (step: NextStep) => void;
}

function sourceWords({ source }: NextStep): string {
  const words = say(source);
  return /[A-Z]\d/.test(source.rule) ? `${source.rule} · ${words}` : words;
}

function stepLine(step: NextStep, acts: LawfulActs) {
  const type = offered(step);
  const button = type
    ? html`<button class="btn small" type="button" data-lawful=${step.kind} ?disabled=${acts.busy} @click=${() => acts.take(step)}>
        ${t()[type]}
      </button>`
    : nothing;
  return html`<li>
    <p><b>${say(step)}</b><span class="means">${sourceWords(step)}</span></p>
    ${button}
  </li>`;
}

/** The panel under the right-hand one; nothing where nothing follows or has to come before. */
export function lawfulPanel(focus: Division | null, acts: LawfulActs) {
  const waits = focus?.waits ?? [];
  const steps = focus?.next ?? [];
  if (waits.length + steps.length === 0) return null;
  return html`<section class="sheet lawful" aria-label=${t().title} tabindex="0">
    <h2>${t().title}</h2>
    <ul class="issues">
      ${waits.map((wait) => html`<li><p class="tag">${guard([], () => glyph("trouble"))}<b>${say(wait)}</b></p></li>`)}
      ${steps.map((step) => stepLine(step, acts))}
    </ul>
  </section>`;
}

export interface LawfulForm {
  readonly busy: boolean;
  /** The form was sent without what it asks for. */
  readonly missing: boolean;
  readonly miss: (missing: boolean) => void;
  readonly perform: (order: Order) => void;
  readonly back: () => void;
}

function textOf(step: NextStep, language: "zh" | "en"): string {
  const text = step.fields.text as Readonly<Record<string, string>> | undefined;
  return text?.[language] ?? "";
}

function readForm(step: NextStep, form: FormData): Readonly<Record<string, Json>> | null {
  const read = (name: string) => String(form.get(name) ?? "").trim();
  const asked = writtenFor(step);
  const reason = asked.includes("reason") ? { reason: read("reason") } : {};
  const text = asked.includes("text") ? { text: { zh: read("zh"), en: read("en") } } : {};
  if (asked.includes("reason") && read("reason") === "") return null;
  if (asked.includes("text") && read("zh") + read("en") === "") return null;
  return { ...reason, ...text };
}

/** Who objects to voting together, and why. */
export function objectionForm(division: string, plan: SeatPlan | null, acts: LawfulForm) {
  const sent = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const [member, reason] = ["member", "reason"].map((name) => String(form.get(name) ?? "").trim());
    acts.miss(!member || !reason);
    if (member && reason) acts.perform({ kind: "object", division, member, reason });
  };
  const deputies = (plan?.seats ?? []).filter(({ member, role }) => member !== "" && role === "deputy");
  return html`<form class="sheet inline" @submit=${sent} aria-labelledby="lawful-title">
    <h2 id="lawful-title">${t().objection}</h2>
    <p class="soft">${t().objectionWhy}</p>
    <label
      >${t().objector}<select name="member">
        <option value="">${t().chooseObjector}</option>
        ${deputies.map(({ member, name, delegation }) => html`<option value=${member}>${name} · ${delegation}</option>`)}
      </select></label
    >
    <label>${t().reason}<textarea name="reason" rows="2" maxlength="500"></textarea></label>
    ${acts.missing ? html`<p class="trouble" role="alert">${t().needed}</p>` : nothing}
    <p class="row">
      <button class="btn primary" type="submit" ?disabled=${acts.busy}>${t().split}</button>
      <button class="btn" type="button" @click=${acts.back}>${t().back}</button>
    </p>
  </form>`;
}

/** What a step asks for, before it is signed. */
export function lawfulForm(step: NextStep, acts: LawfulForm) {
  const sent = (event: SubmitEvent) => {
    event.preventDefault();
    const written = readForm(step, new FormData(event.target as HTMLFormElement));
    acts.miss(written === null);
    if (written) acts.perform(takenAs(step, written));
  };
  const asked = writtenFor(step);
  const field = (name: string, label: string, rows: number, most: number, value: string) => html`<label
    >${label}<textarea name=${name} rows=${rows} maxlength=${most} .value=${value}></textarea></label
  >`;
  return html`<form class="sheet inline" @submit=${sent} aria-labelledby="lawful-title">
    <h2 id="lawful-title">${say(step)}</h2>
    <p class="soft">${sourceWords(step)}</p>
    ${asked.includes("reason") ? field("reason", t().reason, 2, 500, "") : nothing}
    ${
      asked.includes("text")
        ? html`${field("zh", t().textZh, 6, 4000, textOf(step, "zh"))}${field("en", t().textEn, 4, 4000, textOf(step, "en"))}`
        : nothing
    }
    ${acts.missing ? html`<p class="trouble" role="alert">${t().needed}</p>` : nothing}
    <p class="row">
      <button class="btn primary" type="submit" ?disabled=${acts.busy}>${t()[offered(step) ?? "division-draft"]}</button>
      <button class="btn" type="button" @click=${acts.back}>${t().back}</button>
    </p>
  </form>`;
}
