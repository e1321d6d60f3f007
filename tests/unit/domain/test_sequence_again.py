"""What is held again is the vote that it was: its links are judged as those of the vote before (docs/sequences.md §2, §3)."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from tests.unit.domain.test_sequence import CARRIED, FAILED, Agenda, agenda, election, further_vote, link, refused
from voting_server.domain import sequence
from voting_server.domain.division import Division
from voting_server.domain.links import Link

__all__ = ["agenda"]
CHAIN = 200


@pytest.fixture
def tied(agenda: Agenda) -> Agenda:
    """An election for one seat in which A and B have equal votes, and a further vote among them that is void."""
    agenda.put("election", 1, **election("A", "B", seats=1))
    agenda.elect("election", 5, 5)
    agenda.put("tie", 1, link("tie", "election"), **further_vote("A", "B"))
    agenda.announces("tie")
    agenda.void("tie")
    return agenda


def chain(agenda: Agenda, kind: str) -> dict[str, Division]:
    """Divisions as an old log may have them: each is held again of the one before, and has a link to it as well."""
    agenda.put("d0", 1)
    made = dict(agenda.sitting.divisions)
    for number in range(1, CHAIN):
        before = made[f"d{number - 1}"]
        of = [msgspec.convert(link(kind, before.id), Link)]
        draft = msgspec.structs.replace(before.draft, division=f"d{number}", again_of=before.id, of=of)
        made[draft.division] = replace(before, id=draft.division, draft=draft)
    return made


def test_links_by_two_ways_are_walked_once(agenda: Agenda, monkeypatch: pytest.MonkeyPatch) -> None:
    divisions, steps, own = chain(agenda, "revises"), [0], sequence.own_links

    def counted(division: Division) -> Any:
        steps[0] += 1
        assert steps[0] <= 2 * CHAIN * CHAIN
        return own(division)

    monkeypatch.setattr(sequence, "own_links", counted)
    found = sequence.Agenda(divisions)
    assert len(found.links(f"d{CHAIN - 1}", "revises")) == CHAIN - 1


@pytest.mark.parametrize("kind", ["revises", "amends", "fills", "resubmits"])
def test_no_link_names_what_is_held_again(agenda: Agenda, kind: str) -> None:
    agenda.put("plan", 1)
    agenda.put("change", 1, link("amends", "plan"), template="amendment")
    agenda.hold("change", *CARRIED)
    agenda.act("chair", "division-defer", division="plan", reason="x", consent={"by": "statement", "who": "主席团"})
    template = {"amends": "amendment", "resubmits": "appoint-each"}.get(kind, "resolution")
    detail = refused("bad-act", agenda.put, "plan-2", 1, link(kind, "plan"), again_of="plan", template=template)
    assert detail["field"] == "$.of"
    agenda.put("plan-2", 1, link("revises", "plan"))


@pytest.mark.rule("E8")
@pytest.mark.parametrize("of", [{}, {"of": []}])
def test_a_tie_held_again_is_among_the_tied(tied: Agenda, of: dict[str, Any]) -> None:
    again = {"again_of": "tie", **of}
    refused("tied-differ", tied.draft, "again", **again, **further_vote("C", "D"))
    refused("tied-differ", tied.draft, "again", **again, **further_vote("A", "B", "C"))
    refused("seats-differ", tied.draft, "again", **again, **further_vote("A", "B", seats=2))
    refused("link-template", tied.draft, "again", **again)
    refused("link-secrecy", tied.draft, "again", **again, **further_vote("A", "B", secrecy="secret"))
    tied.draft("again", **again, **further_vote("A", "B"))
    refused("already-followed", tied.draft, "again-2", **again, **further_vote("A", "B"))


@pytest.mark.rule("E8")
def test_a_tie_that_was_decided_is_not_held_again(tied: Agenda) -> None:
    tied.put("again", 1, again_of="tie", **further_vote("A", "B"))
    tied.elect("again", 4, 3)
    refused("already-followed", tied.draft, "more", again_of="again", **further_vote("A", "B"))


def test_a_tie_that_was_put_off_is_held_again(agenda: Agenda) -> None:
    agenda.put("election", 1, **election("A", "B", seats=1))
    agenda.elect("election", 5, 5)
    agenda.put("tie", 1, link("tie", "election"), **further_vote("A", "B"), approve=False)
    agenda.act("chair", "division-defer", division="tie", reason="x")
    agenda.draft("again", again_of="tie", **further_vote("A", "B"))


@pytest.mark.rule("E9")
def test_a_further_election_held_again_is_the_same(agenda: Agenda) -> None:
    agenda.put("election", 1, **election("A", "B", "C", seats=2))
    agenda.elect("election", 7, 3, 2)
    agenda.put("more", 1, link("further", "election"), **election("B", "C", seats=1))
    agenda.announces("more")
    agenda.void("more")
    refused("seats-differ", agenda.draft, "again", again_of="more", **election("B", "C", "D", seats=2))
    refused("again-differs", agenda.draft, "again", again_of="more", **election("C", "D", seats=1))
    agenda.put("again", 1, again_of="more", **election("B", "C", seats=1))
    agenda.elect("again", 6, 1)
    refused("no-seats-left", agenda.draft, "third", again_of="again", **election("B", "C", seats=1))


def test_votes_that_fill_seats_count_once(agenda: Agenda) -> None:
    """`fourth` follows `more` in two ways: by `third`, and as the void vote that it takes the place of."""
    agenda.put("election", 1, **election(*"ABCDEF", seats=5))
    agenda.elect("election", 7, 3, 3, 2, 1, 1)
    agenda.put("more", 1, link("further", "election"), **election(*"BCDEF", seats=4))
    agenda.elect("more", 7, 3, 2, 1, 1)
    agenda.put("void", 1, link("further", "more"), **election("F"))
    agenda.announces("void")
    agenda.void("void")
    agenda.put("third", 1, link("further", "more"), **election(*"CDEF", seats=3))
    agenda.elect("third", 7, 3, 2, 1)
    agenda.put("fourth", 1, link("further", "third"), again_of="void", **election("F"))
    agenda.elect("fourth", 7)
    links = sequence.Agenda(agenda.sitting.divisions)
    assert [links.seats_left(name) for name in ("election", "more", "third")] == [1, 1, 1]


@pytest.mark.rule("A3")
def test_an_appointment_held_again_is_barred_like_one_brought_again(agenda: Agenda) -> None:
    titles = [{"zh": zh, "en": ""} for zh in ("任命王五", "再次提请任命王五", "第三次提请任命王五")]
    agenda.put("try-1", 1, template="appoint-each", title=titles[0])
    agenda.hold("try-1", *FAILED)
    agenda.put("try-2", 2, link("resubmits", "try-1"), template="appoint-each", title=titles[1])
    agenda.hold("try-2", *FAILED)
    third = {"template": "appoint-each", "title": titles[2]}
    detail = refused("appointment-barred", agenda.draft, "try-3", again_of="try-2", **third)
    assert detail["divisions"] == ["try-1", "try-2"]
    refused("appointment-barred", agenda.put, "try-3", 3, again_of="try-2", **third)
    refused("appointment-barred", agenda.put, "try-3", 3, template="appoint-each", title=titles[0])


def test_what_an_appointment_held_again_resubmits_was_not_carried(agenda: Agenda) -> None:
    title = {"zh": "任命王五", "en": ""}
    agenda.put("try-1", 1, template="appoint-each", title=title)
    agenda.hold("try-1", *FAILED)
    agenda.put("try-2", 2, link("resubmits", "try-1"), template="appoint-each", title=title)
    agenda.announces("try-2")
    agenda.void("try-2")
    refused("link-template", agenda.draft, "try-3", again_of="try-2")
    agenda.draft("try-3", again_of="try-2", template="appoint-each", title=title)


def test_an_old_sitting_without_links_is_asked_nothing(agenda: Agenda) -> None:
    before = ""
    for number in range(4):
        agenda.vote(f"try-{number}", *FAILED, template="appoint-each", again_of=before)
        before = f"try-{number}"


def test_a_package_has_no_more_lines_than_can_be_named(agenda: Agenda) -> None:
    text = {"zh": "\n".join(f"事项{number}" for number in range(255)), "en": ""}
    agenda.put("most", 1, template="package-merged", text=text)
    more = text | {"zh": text["zh"] + "\n又一事项"}
    for template in ("package-merged", "appoint-merged"):
        assert refused("bad-act", agenda.draft, "more", template=template, text=more)["field"] == "$.text"
    agenda.draft("motion", text=more)
