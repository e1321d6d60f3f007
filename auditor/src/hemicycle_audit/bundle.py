"""Verification of a record bundle in the order of protocol §10 and docs/sealed.md §10, docs/channels.md §8."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from hemicycle_audit import forms, hand_result
from hemicycle_audit.acts import Act, Log, raw, read_log
from hemicycle_audit.canonical import NotCanonicalError, decode, encode
from hemicycle_audit.ceremony import check_ceremony, named_attempts
from hemicycle_audit.channel import WITHOUT_BOX
from hemicycle_audit.counting import counted
from hemicycle_audit.counts import Count
from hemicycle_audit.crypto import ZERO32, crockford, digest, plain_crockford, to_b64u, verify
from hemicycle_audit.division import Box, check_board, check_heads, read_ballots
from hemicycle_audit.findings import Findings
from hemicycle_audit.opening import Elector, check_opening, elector_place
from hemicycle_audit.parallel import Effort, processors
from hemicycle_audit.public import is_public, read_public
from hemicycle_audit.register import read_register
from hemicycle_audit.sealed_box import check_freeze, input_rows, read_sealed
from hemicycle_audit.sitting import read_sitting
from hemicycle_audit.state import Attempt, Division, Sitting
from hemicycle_audit.tally import check_tally

MAX_BYTES = 512 * 2**20
FINAL = frozenset({"declared", "published", "archived", "void"})
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Anchors:
    """What the verifier was given from another source; None where it was given nothing.

    ``pin`` is the scrutineers' pin, b64u or the 20 Crockford characters that people have (docs/sealed.md §2).
    """

    admin: bytes | None = None
    server: bytes | None = None
    keys: Mapping[str, bytes] | None = None
    pin: str | None = None


@dataclass
class Verdict:
    """The outcome for one bundle. The parts after ``findings`` are there as far as they could be read."""

    findings: Findings = field(default_factory=Findings)
    document: dict[str, Any] | None = None
    sitting: Sitting | None = None
    division: Division | None = None
    electors: list[Elector] = field(default_factory=list)
    box: Box | None = None
    counted: Count | None = None
    anchored: bool = False

    @property
    def ok(self) -> bool:
        """Tell whether the bundle is verified: nothing failed."""
        return not self.findings.failures

    @property
    def state(self) -> str:
        """Return the division's last state; ``unknown`` if it could not be read."""
        return self.division.state if self.division else "unknown"

    @property
    def attempt(self) -> Attempt | None:
        """Return the key ceremony that a secret division was opened under."""
        sealed = self.division.sealed if self.division else None
        return sealed.attempt if sealed else None

    @property
    def server(self) -> bytes:
        """Return the server's key as the bundle names it."""
        return raw(self.document["server"]) if self.document else b""

    @property
    def administrators(self) -> list[Act]:
        """Return the acts that made administrators with installation codes; the first created the body."""
        return self.sitting.register.administrators if self.sitting else []


def _ignore(_step: str, _done: int, _total: int) -> None:
    pass


def verify_bundle(data: bytes, anchors: Anchors = Anchors(), progress: Progress = _ignore, jobs: int | None = None) -> Verdict:
    """Verify the bytes of one bundle; ``progress(step, done, total)`` is called as it goes.

    Proofs are verified in ``jobs`` processes, as many as there are processors if it is not given.
    """
    verdict, effort = Verdict(), Effort(jobs or processors(), progress)
    findings = verdict.findings
    findings.begin("bundle-form")
    document = _read_form(data, findings)
    if document is None:
        return verdict
    verdict.document = document
    findings.begin("seal")
    _check_seal(document, verdict.server, findings)
    findings.begin("acts")
    progress("acts", 0, len(document["register"]) + len(document["acts"]))
    body = document["body"]
    register = read_register(read_log(document["register"], f"body.{body}", forms.REGISTER_ACTS, findings), body, findings)
    progress("acts", len(document["register"]), len(document["register"]) + len(document["acts"]))
    log = read_log(document["acts"], f"sitting.{document['sitting']}", forms.SITTING_ACTS, findings)
    _check_extent(register.log, log, findings)
    verdict.sitting = read_sitting(log, register, body, verdict.server, findings)
    verdict.division = verdict.sitting.divisions.get(document["division"])
    _check_ceremonies(verdict.sitting, findings)
    verdict.electors = electors = _check_openings(verdict, findings, effort)
    if verdict.division is None:
        findings.fail("not-declared", f"division={document['division']}", "no-division")
    else:
        _check_division(verdict, verdict.division, electors, effort)
    _check_anchors(verdict, anchors, electors, findings)
    return verdict


def _read_form(data: bytes, findings: Findings) -> dict[str, Any] | None:
    if len(data) > MAX_BYTES:
        findings.fail("bundle-form", f"offset={MAX_BYTES}", "too-large", limit=MAX_BYTES)
        return None
    try:
        document = decode(data)
    except NotCanonicalError as error:
        findings.fail("bundle-form", f"offset={error.offset}", "not-canonical")
        return None
    wrong = (forms.PUBLIC if is_public(document) else forms.BUNDLE)(document)
    if wrong is not None:
        findings.fail("bundle-form", f"member={wrong.lstrip('.')}", "wrong-member")
    return document if wrong is None and isinstance(document, dict) else None


def _check_seal(document: Mapping[str, Any], server: bytes, findings: Findings) -> None:
    sealed = encode({name: value for name, value in document.items() if name != "seal"})
    holds = verify(server, raw(document["seal"]), "bundle", digest("bundle-bytes", sealed))
    findings.require(holds, "seal", "member=seal", "seal")


def _check_extent(register: Log, sitting: Log, findings: Findings) -> None:
    """The register ends with the last act received no later than the sitting's last act (§9)."""
    end = sitting.received[-1] if sitting.received else None
    for n, received in enumerate(register.received):
        if end is not None and received > end:
            findings.fail("act-time", f"{register.name} act={n}", "after-the-sitting", found=received, end=end)
            return


def _check_ceremonies(sitting: Sitting, findings: Findings) -> None:
    """Recompute every key ceremony that an opening of the sitting names."""
    for attempt in named_attempts(sitting):
        findings.begin("ceremony")
        attempt.keys = check_ceremony(attempt, sitting, findings)


def _check_openings(verdict: Verdict, findings: Findings, effort: Effort) -> list[Elector]:
    """Check the openings and results of all divisions of the sitting; return this one's electorate."""
    sitting = verdict.sitting
    if sitting is None:
        return []
    findings.begin("opening")
    electors: list[Elector] = []
    for division in sitting.divisions.values():
        found = check_opening(division, sitting, verdict.server, findings)
        if division is verdict.division:
            electors = found
        else:
            if division.channel in WITHOUT_BOX and division.tally is not None:
                check_board(division, Box.of([], []), findings)
            check_tally(division, sitting.quorum, counted(division, len(found), None, findings, effort), findings)
    return electors


def _check_division(verdict: Verdict, division: Division, electors: list[Elector], effort: Effort) -> None:
    document, findings = verdict.document, verdict.findings
    if document is None or verdict.sitting is None:
        return
    if division.opening is None:
        for name in ("ballots", "leaves", "counted", "heads"):
            findings.require(not document.get(name), "ballot-open", f"member={name}", "no-opening")
    else:
        verdict.box = box = _read_board(document, division, electors, verdict.server, effort, findings)
        if division.hand is not None and division.close is not None:
            findings.begin("hand-count")
        if division.tally is not None:
            findings.begin("board")
            check_board(division, box, findings)
        verdict.counted = _count(division, box, findings, effort)
        if division.tally is not None:
            findings.begin("tally")
            check_tally(division, verdict.sitting.quorum, verdict.counted, findings)
        if division.close is not None:
            findings.begin("close")
    findings.begin("not-declared")
    findings.require(
        division.state in FINAL,
        "not-declared",
        f"division={division.id}",
        "not-declared",
        state=division.state,
    )


def _read_board(
    document: Mapping[str, Any], division: Division, electors: list[Elector], server: bytes, effort: Effort, findings: Findings
) -> Box:
    """Judge ballots and heads. On paper and by show of hands there are none: the board is empty (docs/channels.md §6)."""
    if division.channel in WITHOUT_BOX:
        for name in ("ballots", "leaves", "counted", "heads"):
            findings.require(not document.get(name), "board", f"member={name}", "no-box")
        return Box.of([], [])
    box = _read_box(document, division, electors, effort, findings)
    findings.begin("heads")
    check_heads(document["heads"], division, box, server, findings)
    return box


def _read_box(
    document: Mapping[str, Any], division: Division, electors: list[Elector], effort: Effort, findings: Findings
) -> Box:
    """Judge every ballot. Those of a form that is none are left alone: the opening is refused for it."""
    if is_public(document):
        return read_public(document, division, electors, findings)
    findings.begin("ballots")
    entries, item = [raw(entry) for entry in document["ballots"]], division.item
    if item is None:
        return Box.of(entries, electors)
    if division.sealed is None:
        done = partial(_of_total, effort.progress, len(entries))
        return read_ballots(entries, division, item, electors, findings, done)
    layout, attempt = item.layout, division.sealed.attempt
    if layout is None:
        return Box.of(entries, electors)
    public = attempt.keys.public if attempt and attempt.keys else None
    return read_sealed(entries, division, electors, layout, public, findings, effort)


def _of_total(progress: Progress, total: int, done: int) -> None:
    progress("ballots", done, total)


def _count(division: Division, box: Box, findings: Findings, effort: Effort) -> Count | None:
    """Return what named ballots come to, what the scrutineers opened of secret ones, or what was counted without a box."""
    if division.channel in WITHOUT_BOX:
        return hand_result.total(division, None)
    if division.sealed is None:
        return box.counts(division.item) if division.item else None
    rows, sealed, layout = None, division.sealed, division.layout
    if sealed.freeze is not None and layout is not None:
        findings.begin("freeze")
        check_freeze(division, box, layout, findings)
    if sealed.released or division.tally:
        findings.begin("release")
    if sealed.call is not None and layout is not None and not box.bare:
        rows = input_rows(box, layout, sealed.call.place, findings)
    return counted(division, len(box.electors), rows, findings, effort)


def _check_anchors(verdict: Verdict, anchors: Anchors, electors: list[Elector], findings: Findings) -> None:
    """Compare with the keys given from another source (§10); nothing is compared that was not given."""
    if (anchors.admin, anchors.server, anchors.keys) != (None, None, None):
        findings.begin("anchor")
        verdict.anchored = True
    if anchors.pin is not None and verdict.attempt is not None:
        pin = verdict.attempt.pin
        same = anchors.pin == to_b64u(pin) or plain_crockford(anchors.pin) == crockford(pin, 20, 20)
        findings.require(same, "ceremony", "pin", "anchor-pin", found=to_b64u(pin), wanted=anchors.pin)
        verdict.anchored = True
    if anchors.admin is not None:
        found = verdict.administrators[0].actor if verdict.administrators else b""
        findings.require(found == anchors.admin, "anchor", "admin-key", "anchor-admin", found=to_b64u(found))
    if anchors.server is not None:
        found = verdict.server
        findings.require(found == anchors.server, "anchor", "server-key", "anchor-server", found=to_b64u(found))
    with_keys = [elector for elector in electors if elector.key != ZERO32]
    for elector in with_keys if anchors.keys is not None else []:
        wanted = (anchors.keys or {}).get(elector.seat, b"")
        place = f"roll{elector_place(elector)}"
        findings.require(
            wanted == elector.key,
            "anchor",
            place,
            "anchor-seat",
            found=to_b64u(elector.key),
            wanted=to_b64u(wanted) or "-",
        )
