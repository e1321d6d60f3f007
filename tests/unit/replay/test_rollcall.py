"""The strict reading of the official roll-call XML, on the real document and on damaged copies of it."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemicycle.replay.rollcall import RollCallError, parse_roll_calls, roster
from voting_server.imports.roster import preview_roster, roster_csv

OFFICIAL = (Path(__file__).parents[2] / "data" / "ep-roll-call-2025-03-11.xml").read_bytes()
# Figures as printed in the document, for/against/abstention.
FIGURES = {
    "172102": (499, 117, 44),
    "172110": (643, 10, 15),
    "172142": (176, 468, 27),
    "172158": (432, 155, 82),
    "172132": (190, 469, 13),
    "172133": (191, 450, 26),
    "172134": (206, 456, 8),
    "172135": (210, 449, 6),
    "172136": (472, 75, 92),
}
GROUPS = {"The Left": 44, "S&D": 132, "Verts/ALE": 50, "Renew": 70, "PPE": 170, "ECR": 74, "PfE": 84, "ESN": 24, "NI": 26}


def damaged(old: str, new: str) -> bytes:
    """The official document with the first `old` replaced."""
    assert old.encode() in OFFICIAL
    return OFFICIAL.replace(old.encode(), new.encode(), 1)


def test_the_official_document() -> None:
    sitting = parse_roll_calls(OFFICIAL)
    assert (sitting.id, sitting.date, sitting.reference) == ("2330", "2025-03-11", "P10_PV(2025)03-11")
    assert {vote.id: tuple(vote.figures.values()) for vote in sitting.votes} == FIGURES
    assert list(FIGURES) == [vote.id for vote in sitting.votes]
    assert len(sitting.voters) == 674
    for vote in sitting.votes:
        counted = tuple(list(vote.choices.values()).count(choice) for choice in ("for", "against", "abstain"))
        assert counted == FIGURES[vote.id]
    first = sitting.votes[0]
    assert first.title == "A10-0006/2025 – Siegfried Mureşan, Sven Mikser – Provisional agreement – Am 2"
    assert first.subject == "Establishing the Reform and Growth Facility for the Republic of Moldova ***I"
    assert first.time == "2025-03-11 12:56:14"
    assert first.choices["257117"] == "for"  # Axinia
    assert all(vote.subject for vote in sitting.votes)


def test_intentions_do_not_count() -> None:
    first = parse_roll_calls(OFFICIAL).votes[0]
    assert b'<Intentions.Result.Against><Member.Name MepId="7180" PersId="197795">Furore' in OFFICIAL
    assert first.choices.get("197795") != "against"


def test_roster_in_seating_order() -> None:
    members = roster(parse_roll_calls(OFFICIAL))
    assert len({member.id for member in members}) == 674
    runs: dict[str, int] = {}
    for member in members:
        assert next(reversed(runs), member.delegation) == member.delegation or member.delegation not in runs
        runs[member.delegation] = runs.get(member.delegation, 0) + 1
    assert runs == GROUPS
    assert list(runs) == list(GROUPS)


def test_the_roster_passes_the_import() -> None:
    members = roster(parse_roll_calls(OFFICIAL))
    preview = preview_roster(roster_csv(members).encode(), "ep.csv")
    assert preview.errors == 0
    assert {finding.code for row in preview.rows for finding in row.warnings} == {"no-seat"}
    assert preview.members == members


MEMBER = '<PoliticalGroup.Member.Name MepId="7683" PersId="257117">Axinia</PoliticalGroup.Member.Name>'


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('<Result.For Number="499">', '<Result.For Number="500">', "vote 172102: for is 500, but 499 are listed"),
        ('<Result.For Number="499">', '<Result.For Number="٤">', "is not a figure"),
        ('<Result.For Number="499">', "<Result.For>", "has no Number"),
        (MEMBER, "", "for is 499, but 498 are listed"),
        (MEMBER, MEMBER + MEMBER, "for is 499, but 500 are listed"),
        (
            'PersId="257000">Bartulica',
            'PersId="257117">Axinia',
            "vote 172102: member 257117 is listed twice",
        ),
        ('PersId="257117">Axinia', 'PersId="257117">Axiniá', "vote 172110: member 257117 has another name or group than before"),
        ('PersId="257117">Axinia', 'PersId="">Axinia', "has no PersId"),
        ('PersId="257117">Axinia', 'PersId="257117"> ', "is empty"),
        ('<Result.PoliticalGroup.List Identifier="ECR">', '<Result.PoliticalGroup.List Identifier="">', "has no Identifier"),
        ('Identifier="172110"', 'Identifier="172102"', "two votes have the same identifier"),
        ("<RollCallVote.Description.Text>", "<Surprise/><RollCallVote.Description.Text>", "unknown element <Surprise>"),
        (MEMBER, "<Surprise/>", "unknown element <Surprise>"),
        ('<Result.For Number="499">', '<Result.For Number="499"><Surprise/>', "unknown element <Surprise>"),
        ('<Result.Against Number="117">', '<Result.Abstention Number="0"/><Result.Against Number="117">', "occurs twice"),
        ("<RollCallVote.Description.Text>A10-0006", "<Intentions>A10-0006", "not acceptable XML"),
        ("<PV.RollCallVoteResults", '<!DOCTYPE a [<!ENTITY e "e">]><PV.RollCallVoteResults', "not acceptable XML"),
    ],
)
def test_damage_is_named(old: str, new: str, said: str) -> None:
    with pytest.raises(RollCallError, match=re.escape(said)):
        parse_roll_calls(damaged(old, new))


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        (b"", "not acceptable XML"),
        (b"<a/>", "not a list of roll-call votes: <a>"),
        (b"<PV.RollCallVoteResults/>", "the document holds no vote"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "not acceptable XML"),
        (
            b'<PV.RollCallVoteResults><RollCallVote.Result Identifier="1"/></PV.RollCallVoteResults>',
            "vote 1: no figure for abstain, against, for",
        ),
    ],
)
def test_other_documents_are_refused(xml: bytes, said: str) -> None:
    with pytest.raises(RollCallError, match=re.escape(said)):
        parse_roll_calls(xml)


SMALL = (
    b'<PV.RollCallVoteResults Sitting.Identifier="1" Sitting.Date="2025-01-01" EP.Reference="R">'
    b'<RollCallVote.Result Identifier="7" DlvId="1" Date="2025-01-01 10:00:00">'
    b"<RollCallVote.Description.Text>T</RollCallVote.Description.Text>"
    b'<Result.For Number="1"><Result.PoliticalGroup.List Identifier="G"><PoliticalGroup.Member.Name PersId="5">N'
    b"</PoliticalGroup.Member.Name></Result.PoliticalGroup.List></Result.For>"
    b'<Result.Against Number="0"/><Result.Abstention Number="0"/></RollCallVote.Result></PV.RollCallVoteResults>'
)


@given(st.integers(0, len(SMALL) - 1), st.binary(max_size=6))
def test_damage_is_refused_cleanly_or_consistent(at: int, noise: bytes) -> None:
    try:
        sitting = parse_roll_calls(SMALL[:at] + noise + SMALL[at + len(noise) :])
    except RollCallError:
        return
    for vote in sitting.votes:
        assert sum(vote.figures.values()) == len(vote.choices)
