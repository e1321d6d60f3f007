/** What stands around a screen: names, place, connection, receipt and foot. Pure, as the screen. */

import { receiptCode } from "@hemicycle/kit/ballots";
import { papersOf } from "@hemicycle/kit/documents";
import { say } from "@hemicycle/kit/i18n";
import { attendanceOf } from "@hemicycle/kit/store";
import { aboutPages } from "./about.ts";
import { c } from "./counttexts.ts";
import { f } from "./formtexts.ts";
import { isFinal, type Known, ownSeat } from "./known.ts";
import { isPaper, type Shown, shownEntry } from "./panel.ts";
import { codeOf } from "./qr.ts";
import { agendaRows, focusOf, type Screen } from "./screen.ts";
import { t } from "./texts.ts";

/** The bar, the strip and the foot around a screen. */
export interface Frame {
  readonly body: string;
  readonly sitting: string;
  readonly demo: boolean;
  readonly name: string;
  readonly place: string;
  readonly online: boolean;
  readonly strip: { readonly ballot: boolean } | null;
  readonly note: string;
  /** Which pages these are, and from where; "" while something is voted on. */
  readonly about: string;
  /** Whether newer pages can be opened now. */
  readonly newer: boolean;
  /** Whether a recorded ballot sounds; null where it is not asked. */
  readonly sound: boolean | null;
  readonly receipt: { readonly label: string; readonly code: string; readonly words: string } | null;
  /** Whether the page shows a choice that can be covered. */
  readonly coverable: boolean;
  readonly covered: boolean;
  /** Whether 抽查模式 is on; null where it has no meaning. */
  readonly challenging: boolean | null;
  /** Title and text that the reader's button opens; null: no button. */
  readonly document: {
    readonly title: string;
    readonly text: string;
    readonly division: string;
    /** Whether it has documents beside its text. */
    readonly papers: boolean;
  } | null;
}

function shownBallot(known: Known, screen: Screen): Shown | null {
  if (screen.kind === "stored") return screen.panel.ballot;
  if (!known.vote || (screen.kind !== "vote" && screen.kind !== "result")) return null;
  if (known.vote.division !== screen.motion.division) return null;
  return shownEntry(known.vote, screen.kind === "vote" ? screen.panel : null);
}

/** Whether a ballot is still on its way: not acknowledged, or a sealed one not received. */
function isWaiting({ vote }: Known, id: string): boolean {
  const { pending = [], received = [] } = vote ?? {};
  return pending.some((one) => one.id === id) && !received.includes(id);
}

function receiptOf(known: Known, screen: Screen): Frame["receipt"] {
  const ballot = shownBallot(known, screen);
  // what is not cast has no receipt: its panel shows the code
  if (!ballot || ballot.id === "") return null;
  const { id, head } = ballot;
  const sealed = head !== "";
  const { attempts } = known.status;
  const label = sealed ? t().tracking : t().receipt;
  const code = sealed ? codeOf(head) : receiptCode(id);
  const waits = screen.kind === "stored" ? screen.panel.kind === "kept" : isWaiting(known, id);
  if (!waits) return { label, code, words: sealed ? t().trackingWords : t().receiptWords };
  return { label, code, words: attempts > 0 ? t().retrying(attempts) : t().waitingDelivery };
}

/** 抽查模式 can be chosen while keys are shown. */
function challengingOf(known: Known, screen: Screen): boolean | null {
  // a spoilt ballot would use up the only one
  if (isFinal(known)) return null;
  if (screen.kind === "announced") return screen.motion.secret ? known.challenging : null;
  if (screen.kind !== "vote" || !screen.motion.secret) return null;
  const { panel } = screen;
  const open =
    ["keys", "paper", "review", "recorded", "waiting"].includes(panel.kind) ||
    (panel.kind === "received" && panel.open);
  return open ? known.challenging : null;
}

function documentOf(known: Known): Frame["document"] {
  const { state } = known.model;
  const focus = focusOf(state, known.dismissed);
  const next =
    focus ??
    state?.divisions.find((one) => one.id === agendaRows(state.divisions).find((row) => row.current)?.id);
  return next
    ? { title: say(next.title), text: say(next.text), division: next.id, papers: papersOf(next) > 0 }
    : null;
}

/** What the foot says while there is no receipt. */
function noteOf(known: Known, screen: Screen): string {
  const attendance = attendanceOf(known.model);
  const { state } = known.model;
  if (screen.kind !== "vote")
    return attendance && state
      ? t().attendance(attendance.due, attendance.present, state.sitting.quorum.met)
      : "";
  const { panel } = screen;
  if (isPaper(panel)) {
    if (panel.final) return c().firstPaperNote;
    return panel.stands ? f().castStands : f().changeable;
  }
  if (panel.kind !== "keys") return "";
  return panel.final ? c().firstNote : t().changeable;
}

/** Whether the page shows something that can be covered. */
function isCoverable(known: Known, screen: Screen): boolean {
  if (screen.kind === "result" && screen.motion.secret) return false;
  if (screen.kind === "vote" && isPaper(screen.panel)) return true;
  return Boolean(shownBallot(known, screen)?.marks);
}

/** Name, place, connection and foot that go with a screen. */
export function frameOf(known: Known, screen: Screen): Frame {
  const { model, status } = known;
  const { state } = model;
  const place = ownSeat(known.plan, known.seat);
  const member = model.welcome?.member;
  const name = member ? say({ zh: member.name, en: member.latin || member.name }) : "";
  const attendee = place?.role === "attendee" || place?.role === "observer";
  const stored = screen.kind === "stored";
  const offline = status.phase === "offline" && (state !== null || stored);
  const idle = screen.kind === "agenda" || screen.kind === "notice";
  return {
    body: state ? say(state.sitting.body.name) : "",
    sitting: state ? say(state.sitting.title) : "",
    demo: state?.sitting.demo ?? false,
    name: name && (attendee ? t().attendee(name) : t().deputy(name)),
    place: place ? t().place(place.row, place.col) : t().seat(known.seat),
    online: status.phase === "online",
    strip: offline ? { ballot: stored || (known.vote?.pending.length ?? 0) > 0 } : null,
    note: noteOf(known, screen),
    about: idle ? aboutPages(known.pages ?? null) : "",
    newer: idle && (known.newer ?? false),
    sound: idle ? (known.sound ?? null) : null,
    receipt: receiptOf(known, screen),
    coverable: isCoverable(known, screen),
    covered: known.covered,
    challenging: challengingOf(known, screen),
    document: documentOf(known),
  };
}
