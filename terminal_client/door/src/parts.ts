/** Pieces of the door's page: bar, counts, one person, what is told. */
import { deskBar } from "@hemicycle/kit/deskbar";
import type { GlyphName } from "@hemicycle/kit/draw/glyphs";
import { common, lang } from "@hemicycle/kit/i18n";
import { sign } from "@hemicycle/kit/sign";
import type { Attendance, PlanSeat, State } from "@hemicycle/kit/types";
import { html, nothing } from "lit";
import type { Person } from "./desk.ts";
import { t } from "./texts.ts";

export function bar(state: State | null, holder: string, online: boolean) {
  return deskBar({ title: t().page, state, online, holder, role: t().usher });
}

/** 应到, 实到 and the quorum: numbers only. */
export function counts(state: State | null, attendance: Attendance | null) {
  const { quorum } = state?.sitting ?? {};
  const row = (label: string, value: number | undefined, kind = "") =>
    html`<div class=${kind}><dt>${label}</dt><dd class="num">${value ?? "–"}</dd></div>`;
  const met = (attendance?.present ?? 0) >= (quorum?.needed ?? Number.POSITIVE_INFINITY);
  return html`<section class="sheet counts" aria-labelledby="counts">
    <h2 id="counts" class="visually-hidden">${t().counts}</h2>
    <dl>
      ${row(common().present, attendance?.present, "large")}${row(common().due, attendance?.due)}${row(t().needed, quorum?.needed)}
    </dl>
    <p class="tag ${met ? "live" : ""}">${sign(met ? "tick" : "ring")}${met ? common().quorumMet : common().quorumNotMet}</p>
  </section>`;
}

const WAYS: Readonly<Record<string, () => string>> = {
  card: () => t().card,
  number: () => t().byNumber,
  hand: () => t().hand,
  seat: () => t().bySeat,
  secretariat: () => t().secretariat,
  video: () => t().video,
};

export function clock(ms: number): string {
  return new Intl.DateTimeFormat("zh-CN", {
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
    timeZone: "Asia/Shanghai",
  }).format(ms);
}

/** 王 明: a name of two characters is spaced, others stand as they are. */
export function spaced(name: string): string {
  return /^\p{Script=Han}{2}$/u.test(name) ? [...name].join("\u3000") : name;
}

export function wayWords(way: string): string {
  return WAYS[way]?.() ?? "";
}

/** Who it is: name in large type, then number, delegation and seat. */
export function who(person: Person, seats: readonly PlanSeat[]) {
  const seat = seats.find(({ id }) => id === person.seat);
  const latin =
    lang.value === "en" && person.latin ? html`<span class="latin">${person.latin}</span>` : nothing;
  const line = (label: string, value: string) =>
    value ? html`<div><dt>${label}</dt><dd>${value}</dd></div>` : nothing;
  return html`<p class="name">${spaced(person.name)}${latin}</p>
    <dl class="facts">
      ${line(t().seat, seat ? t().seatAt(seat.row, seat.col) : person.seat)}${line(t().delegation, person.delegation)}${line(t().number, person.id)}
    </dl>`;
}

export type Tone = "good" | "calm" | "trouble";

/** What happened, in words that are heard at once. */
export function told(tone: Tone, glyphName: GlyphName, title: string, how = "", more: unknown = nothing) {
  return html`<div class="told ${tone}" role=${tone === "trouble" ? "alert" : "status"}>
    <p class="verdict">${sign(glyphName)}${title}</p>
    ${how ? html`<p class="how">${how}</p>` : nothing}${more}
  </div>`;
}
