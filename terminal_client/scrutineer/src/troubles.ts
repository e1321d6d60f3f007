/** What keeps this device from its work, above everything else: what happened, what it means, the way on. */
import { say } from "@hemicycle/kit/i18n";
import { html, nothing } from "lit";
import type { Desk } from "./covers.ts";
import { nameOf, notice, type Piece } from "./parts.ts";
import { trouble } from "./troubletexts.ts";
import type { Ceremony, LiveView } from "./types.ts";

const CLOCK_MS = 1500;

function ofLink(live: LiveView, desk: Desk): Piece {
  switch (live.trouble?.code) {
    case undefined:
    case "connecting":
      return nothing;
    case "key-revoked":
      return notice(trouble().troubleRevoked, trouble().troubleRevokedText);
    case "replaced":
      return notice(
        trouble().troubleReplaced,
        trouble().troubleReplacedText,
        html`<button class="btn small" type="button" @click=${() => void desk.attempt("resume")}>${trouble().resume}</button>`,
      );
    case "disk-failed":
      return notice(trouble().troubleDisk, trouble().troubleDiskText);
    case "unreachable":
      return notice(trouble().troubleAway, trouble().troubleAwayText);
    default:
      return notice(trouble().troubleAway, [
        live.trouble ? say(live.trouble) : "",
        trouble().troubleAwayText,
      ]);
  }
}

function ofRecord(live: LiveView): Piece {
  if (live.stopped?.code === "restored")
    return notice(trouble().stoppedRestored, trouble().stoppedRestoredText);
  if (live.fault)
    return notice(trouble().faultTitle(live.fault.log, live.fault.n), [say(live.fault), trouble().faultText]);
  if (live.stopped?.code === "reading" && live.trouble?.code !== "unreachable")
    return html`<p class="soft reading">${trouble().stoppedReading}。${trouble().stoppedReadingText}</p>`;
  return nothing;
}

function ofClock(live: LiveView): Piece {
  const off = live.clock_ahead_ms;
  if (Math.abs(off) < CLOCK_MS) return nothing;
  return notice(trouble().clockOff((Math.abs(off) / 1000).toFixed(1)), trouble().clockText);
}

function ofAbsence(ceremony: Ceremony, desk: Desk): Piece {
  const { absence } = ceremony;
  if (!absence || ceremony.index === 0) return nothing;
  if (absence.index === ceremony.index)
    return notice(trouble().absenceMe, trouble().absenceReason(absence.reason));
  const act = html`<two-press
    kind=""
    .label=${trouble().absenceConfirm}
    .question=${trouble().absenceSure}
    @done=${() => void desk.attempt("absence", { act: absence.act })}
  ></two-press>`;
  return notice(
    trouble().absenceTitle(nameOf(ceremony, absence.index)),
    [trouble().absenceReason(absence.reason), absence.mine ? trouble().absenceDone : trouble().absenceText],
    absence.mine ? nothing : act,
  );
}

export function troublesOf(live: LiveView, desk: Desk): readonly Piece[] {
  return [
    ofLink(live, desk),
    ofRecord(live),
    ofClock(live),
    live.ceremony?.disputed ? notice(trouble().disputed, trouble().disputedText) : nothing,
    live.ceremony ? ofAbsence(live.ceremony, desk) : nothing,
    ...live.refused.map((told) => notice(trouble().serverRefused(say(told)), "")),
  ];
}
