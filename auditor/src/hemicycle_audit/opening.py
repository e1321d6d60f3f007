"""Step 4 of §10: an opening against the draft, the register, the members present, and the scrutineers."""

from collections.abc import Iterable
from dataclasses import dataclass

from hemicycle_audit import rules
from hemicycle_audit.acts import Act
from hemicycle_audit.channel import PAPER, WITHOUT_BOX, channel_of
from hemicycle_audit.crypto import ZERO32, length_prefixed, to_b64u
from hemicycle_audit.findings import Findings
from hemicycle_audit.items import IN_CLEAR, TRIAL
from hemicycle_audit.state import Division, Sitting
from hemicycle_audit.tree import leaf_hash, root_of

CLOCK_TOLERANCE_MS = 10_000
MOTION_FORM = [{"type": 1, "c": 1, "min": 0, "max": 0, "w": 0}]


@dataclass(frozen=True)
class Elector:
    """One of the electorate: a key, its seat and member, and the acts that made it one."""

    key: bytes
    seat: str
    member: str
    enrolment: bytes
    check_in: bytes

    def leaf(self) -> bytes:
        """Return the leaf of the electorate's tree (§5)."""
        names = length_prefixed(self.seat.encode()) + length_prefixed(self.member.encode())
        return self.key + names + self.enrolment + self.check_in


def electorate(opening: Act, sitting: Sitting) -> list[Elector]:
    """Return the electorate: those present in the hall after ``after`` whose seat has a terminal, sorted by key (§5).

    On paper or by show of hands it is all who may take part, sorted by member id (docs/channels.md §2).
    """
    channel = channel_of(opening.doc["definition"])
    if channel in WITHOUT_BOX:
        return _without_terminals(opening, sitting, channel)
    terminals = sitting.register.terminals(opening.doc["register"]["n"])
    present = sitting.taking_part(opening)
    electors = [
        Elector(terminals[seat].key, seat, presence.member, terminals[seat].enrolment, presence.act)
        for presence in present
        if (seat := presence.seat or "") in terminals and not presence.video
    ]
    return sorted(electors, key=lambda elector: elector.key)


def _without_terminals(opening: Act, sitting: Sitting, channel: str) -> list[Elector]:
    present = sitting.taking_part(opening)
    electors = [
        Elector(ZERO32, presence.seat or "", presence.member, ZERO32, presence.act)
        for presence in present
        if channel != PAPER or not presence.video
    ]
    return sorted(electors, key=lambda elector: elector.member.encode())


def definition(division: Division, quorum: str) -> dict[str, object]:
    """Return the definition that the draft asks for (§5, docs/sealed.md §3, docs/forms.md §1, docs/channels.md §1)."""
    draft = division.draft.doc
    drafted = {name: draft[name] for name in ("title", "short", "text", "template", "rule")}
    drafted |= {"basis": draft["basis"]} if "basis" in draft else {}
    secrecy = draft.get("secrecy", "named")
    in_clear = IN_CLEAR if secrecy == "named" else 0
    form = [{**item, "type": item["type"] + in_clear} for item in draft.get("form", MOTION_FORM)]
    names = draft.get("names", [[]])
    return {**drafted, "quorum": quorum, "channel": channel_of(draft), "secrecy": secrecy, "form": form, "names": names}


def check_opening(division: Division, sitting: Sitting, server: bytes, findings: Findings) -> list[Elector]:
    """Judge the opening of a division; return its electorate, recomputed."""
    opening = division.opening
    if opening is None:
        return []
    doc, electors = opening.doc, electorate(opening, sitting)
    members = sitting.register.members_in_office(doc["register"]["n"])
    present = len(sitting.taking_part(opening))
    wanted: dict[str, object] = {
        "round": 1,
        "previous": to_b64u(ZERO32),
        "kind": "trial" if division.draft.doc["template"] == TRIAL else "real",
        "n": members,
        "p": present,
        "server": to_b64u(server),
        **{f"definition.{name}": value for name, value in definition(division, sitting.quorum).items()},
        "electorate.size": len(electors),
        "electorate.root": to_b64u(root_of(leaf_hash(elector.leaf()) for elector in electors)),
        **({"max_seq": 1, "auto_close_s": 0} if division.channel in WITHOUT_BOX else {}),
    }
    for path, value in wanted.items():
        first, _, rest = path.partition(".")
        found = doc[first].get(rest) if rest else doc[first]
        place = f"{opening.place} member={path}"
        findings.require(found == value, "opening", place, "member-differs", found=found, wanted=value)
    if "basis" in doc["definition"] and "basis" not in division.draft.doc:
        findings.fail("opening", f"{opening.place} member=definition.basis", "basis-not-drafted")
    drift = abs(doc["opened_ms"] - opening.received_ms)
    place = f"{opening.place} member=opened_ms"
    findings.require(drift <= CLOCK_TOLERANCE_MS, "opening", place, "clock-differs", drift=drift)
    share = sitting.profile.share if sitting.profile is not None else None
    if not rules.quorum_met(sitting.quorum or "Q2", members, present, share):
        note = findings.warn if sitting.quorum in rules.WARNING_ONLY else findings.fail
        note("opening", opening.place, "no-quorum", rule=sitting.quorum, present=present, members=members)
    if division.sealed is not None:
        _check_certificate(division, opening, findings)
    if division.secret:
        _check_again(division, opening, electors, sitting, findings)
    return electors


def _check_certificate(division: Division, opening: Act, findings: Findings) -> None:
    """Ask for q ``open-ok`` of the opening's scrutineers (docs/sealed.md §3); of a vote void before its freeze only tell."""
    sealed = division.sealed
    if sealed is None or sealed.attempt is None or division.state == "open":
        return
    active = opening.doc["active"]
    wanted = sealed.attempt.quorum(len(active))
    found = sum(index in active for index in sealed.certified)
    if found < wanted:
        note = findings.warn if division.state == "void" and sealed.freeze is None else findings.fail
        note("opening", opening.place, "few-certificates", found=found, wanted=wanted)


def _check_again(division: Division, opening: Act, electors: Iterable[Elector], sitting: Sitting, findings: Findings) -> None:
    """Nobody votes anew on what was counted without them (docs/sealed.md §3, docs/channels.md §2)."""
    for before in division.known_before:
        known = {elector.member for elector in electorate(before.opening, sitting)} if before.opening else set()
        grown = sorted(elector.member for elector in electors if elector.member not in known)
        findings.require(not grown, "opening", opening.place, "electorate-grew", before=before.id, members=", ".join(grown))


def elector_place(elector: Elector | None) -> str:
    """Return how a failure names an elector."""
    return f" seat={elector.seat} member={elector.member}" if elector else ""
