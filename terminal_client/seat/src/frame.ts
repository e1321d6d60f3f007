/** What stands around a screen: names, place, connection, receipt and foot. Pure, as the screen. */
import { say } from "@hemicycle/kit/i18n";
import { attendanceOf } from "@hemicycle/kit/store";
import { lastBallot } from "./booth.ts";
import { agendaRows, focusOf, type Known, ownSeat, type Screen } from "./screen.ts";
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
  readonly receipt: { readonly id: string; readonly words: string } | null;
  /** Whether the page shows a choice that can be covered. */
  readonly coverable: boolean;
  readonly covered: boolean;
  /** Title and text that the reader's button opens; null: no button. */
  readonly document: { readonly title: string; readonly text: string } | null;
}

function shownBallot(known: Known, screen: Screen) {
  if (!known.vote || (screen.kind !== "vote" && screen.kind !== "result")) return null;
  if (known.vote.division !== screen.motion.division) return null;
  return screen.kind === "vote" && screen.panel.kind === "kept"
    ? lastBallot(known.vote)
    : known.vote.recorded;
}

function receiptOf(known: Known, screen: Screen): Frame["receipt"] {
  const ballot = shownBallot(known, screen);
  if (!ballot) return null;
  if (known.vote?.pending.every((one) => one.id !== ballot.id))
    return { id: ballot.id, words: t().receiptWords };
  const { attempts } = known.status;
  return { id: ballot.id, words: attempts > 0 ? t().retrying(attempts) : t().waitingDelivery };
}

function documentOf(known: Known): Frame["document"] {
  const { state } = known.model;
  const focus = focusOf(state, known.dismissed);
  const next =
    focus ??
    state?.divisions.find((one) => one.id === agendaRows(state.divisions).find((row) => row.current)?.id);
  return next ? { title: say(next.title), text: say(next.text) } : null;
}

/** Name, place, connection and foot that go with a screen. */
export function frameOf(known: Known, screen: Screen): Frame {
  const { model, status } = known;
  const { state } = model;
  const place = ownSeat(known.plan, known.seat);
  const member = model.welcome?.member;
  const name = member ? say({ zh: member.name, en: member.latin || member.name }) : "";
  const attendance = attendanceOf(model);
  const attendee = place?.role === "attendee" || place?.role === "observer";
  const offline = status.phase === "offline" && state !== null;
  return {
    body: state ? say(state.sitting.body.name) : "",
    sitting: state ? say(state.sitting.title) : "",
    demo: state?.sitting.demo ?? false,
    name: name && (attendee ? t().attendee(name) : t().deputy(name)),
    place: place ? t().place(place.row, place.col) : t().seat(known.seat),
    online: status.phase === "online",
    strip: offline ? { ballot: (known.vote?.pending.length ?? 0) > 0 } : null,
    note:
      screen.kind === "vote"
        ? screen.panel.kind === "keys"
          ? t().changeable
          : ""
        : attendance && state
          ? t().attendance(attendance.due, attendance.present, state.sitting.quorum.met)
          : "",
    receipt: receiptOf(known, screen),
    coverable: shownBallot(known, screen) !== null,
    covered: known.covered,
    document: documentOf(known),
  };
}
