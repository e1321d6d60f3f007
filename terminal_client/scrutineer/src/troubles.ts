/** What keeps this device from its work, above everything else: what happened, what it means, the way on. */
import { say } from "@hemicycle/kit/i18n";
import { html, nothing } from "lit";
import type { Desk } from "./covers.ts";
import { nameOf, notice, type Piece } from "./parts.ts";
import { t } from "./texts.ts";
import type { Ceremony, LiveView } from "./types.ts";

const CLOCK_MS = 1500;

function ofLink(live: LiveView, desk: Desk): Piece {
  switch (live.trouble?.code) {
    case undefined:
    case "connecting":
      return nothing;
    case "key-revoked":
      return notice(t().troubleRevoked, t().troubleRevokedText);
    case "replaced":
      return notice(
        t().troubleReplaced,
        t().troubleReplacedText,
        html`<button class="btn small" type="button" @click=${() => void desk.attempt("resume")}>${t().resume}</button>`,
      );
    case "disk-failed":
      return notice(t().troubleDisk, t().troubleDiskText);
    case "unreachable":
      return notice(t().troubleAway, t().troubleAwayText);
    default:
      return notice(t().troubleAway, [live.trouble ? say(live.trouble) : "", t().troubleAwayText]);
  }
}

function ofRecord(live: LiveView): Piece {
  if (live.stopped?.code === "restored") return notice(t().stoppedRestored, t().stoppedRestoredText);
  if (live.fault)
    return notice(t().faultTitle(live.fault.log, live.fault.n), [say(live.fault), t().faultText]);
  if (live.stopped?.code === "reading" && live.trouble?.code !== "unreachable")
    return html`<p class="soft reading">${t().stoppedReading}。${t().stoppedReadingText}</p>`;
  return nothing;
}

function ofClock(live: LiveView): Piece {
  const off = live.clock_ahead_ms;
  if (Math.abs(off) < CLOCK_MS) return nothing;
  return notice(t().clockOff((Math.abs(off) / 1000).toFixed(1)), t().clockText);
}

function ofAbsence(ceremony: Ceremony, desk: Desk): Piece {
  const { absence } = ceremony;
  if (!absence || ceremony.index === 0) return nothing;
  if (absence.index === ceremony.index) return notice(t().absenceMe, t().absenceReason(absence.reason));
  const act = html`<asked-act
    .label=${t().absenceConfirm}
    .question=${t().absenceSure}
    @done=${() => void desk.attempt("absence", { act: absence.act })}
  ></asked-act>`;
  return notice(
    t().absenceTitle(nameOf(ceremony, absence.index)),
    [t().absenceReason(absence.reason), absence.mine ? t().absenceDone : t().absenceText],
    absence.mine ? nothing : act,
  );
}

export function troublesOf(live: LiveView, desk: Desk): readonly Piece[] {
  return [
    ofLink(live, desk),
    ofRecord(live),
    ofClock(live),
    live.ceremony ? ofAbsence(live.ceremony, desk) : nothing,
    ...live.refused.map((told) => notice(t().serverRefused(say(told)), "")),
  ];
}
