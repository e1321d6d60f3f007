"""Official roll calls held again through a real server, by simulated seats in processes of their own."""

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

import pytest
from defusedxml.ElementTree import fromstring
from rich.console import Console

from hemicycle.replay.recount import recount
from hemicycle.replay.replay import run_replay
from hemicycle.replay.rollcall import VotingTime, parse_roll_calls
from hemicycle.replay.table import compare
from voting_protocol.errors import ProtocolError
from voting_server.records.bundle import read_bundle

XML = Path(__file__).parent.parent / "data" / "ep-roll-call-2025-03-11.xml"


def run(xml: Path, out: Path, tamper: str | None = None, *, secret: bool = False) -> tuple[int, str]:
    """Exit code and what was printed."""
    paper = StringIO()
    code = run_replay(xml, out, tamper=tamper, secret=secret, screen=Console(file=paper, width=160))
    return code, paper.getvalue()


def small(folder: Path, votes: int, members: int) -> Path:
    """The official file cut down to its first votes and, of each group in each list, the first members."""
    root = fromstring(XML.read_bytes())
    for vote in root.findall("RollCallVote.Result")[votes:]:
        root.remove(vote)
    for vote in root.findall("RollCallVote.Result"):
        for result in (part for part in vote if part.tag.startswith("Result.")):
            result.set("Number", str(sum(_cut(group, members) for group in result)))
    path = folder / "small.xml"
    path.write_bytes(tostring(root))
    return path


def _cut(group: Element, members: int) -> int:
    for member in list(group)[members:]:
        group.remove(member)
    return len(group)


@pytest.fixture
def trimmed(tmp_path: Path) -> Path:
    return small(tmp_path, votes=2, members=1)


@pytest.fixture
def official(trimmed: Path) -> VotingTime:
    return parse_roll_calls(trimmed.read_bytes())


def test_a_terminal_that_presses_another_key_is_found_and_named(trimmed: Path, official: VotingTime, tmp_path: Path) -> None:
    vote = official.votes[0]
    member = sorted(vote.choices)[0]
    code, printed = run(trimmed, tmp_path / "bundles", tamper=member)
    assert code == 1
    assert "1 / 2" in printed
    named = [line for line in printed.splitlines() if official.voters[member].name in line]
    assert len(named) == 1
    assert vote.id in named[0]
    assert member in named[0]
    assert f"official {vote.choices[member]}" in named[0]
    others = official.votes[1].choices.keys() | vote.choices.keys() - {member}
    assert not [other for other in others - {member} if f" {other} " in printed]


def test_the_table_believes_the_bundles_and_nothing_else(trimmed: Path, official: VotingTime, tmp_path: Path) -> None:
    out = tmp_path / "bundles"
    code, printed = run(trimmed, out)
    assert code == 0, printed
    vote = official.votes[0]
    data = (out / f"ep-2025-03-11@{vote.id}.hemicycle.json").read_bytes()
    assert compare(data, vote).equal

    member, *_ = vote.choices
    without = replace(vote, choices={key: choice for key, choice in vote.choices.items() if key != member})
    (missing,) = compare(data, without).differences
    assert (missing.member, missing.recorded, missing.official) == (member, vote.choices[member], "")

    (extra,) = compare(data, replace(vote, choices=vote.choices | {"999999": "for"})).differences
    assert (extra.member, extra.recorded, extra.official) == ("999999", "", "for")

    wrong = compare(data, replace(vote, figures=vote.figures | {"for": vote.figures["for"] + 1}))
    assert not wrong.differences
    assert not wrong.figures_equal
    assert not wrong.equal

    with pytest.raises(ValueError, match="is not that of"):
        compare(data, official.votes[1])
    content = json.loads(data)
    content["ballots"].pop()
    with pytest.raises(ProtocolError, match="bad-signature"):
        compare(json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode(), vote)


def test_a_member_that_no_vote_lists_can_not_be_tampered_with(trimmed: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no vote lists member 0"):
        run(trimmed, tmp_path / "bundles", tamper="0")


@pytest.mark.timeout(900)
def test_sealed_ballots_give_the_official_totals_and_nobodys_vote(trimmed: Path, official: VotingTime, tmp_path: Path) -> None:
    out = tmp_path / "bundles"
    code, printed = run(trimmed, out, secret=True)
    assert code == 0, printed
    assert "2 / 2" in printed
    vote = official.votes[0]
    data = (out / f"ep-2025-03-11@{vote.id}.hemicycle.json").read_bytes()
    row = compare(data, vote)
    assert row.secret
    assert row.counted == row.declared == vote.figures
    assert not row.differences
    wrong = compare(data, replace(vote, figures=vote.figures | {"for": vote.figures["for"] + 1}))
    assert not wrong.equal
    bundle = read_bundle(data)
    assert not bundle.ballots
    assert {len(entry) for entry in bundle.entries} == {1 + 551 + 64}
    # One ballot less, one sum more: what was frozen is not what the ballots add up to.
    with pytest.raises(ProtocolError, match="freeze-differs"):
        recount(bundle.acts, bundle.entries[:-1], bundle.division)


@pytest.mark.timeout(900)
def test_a_terminal_that_presses_another_key_in_a_secret_vote_shows_in_the_totals(
    trimmed: Path, official: VotingTime, tmp_path: Path
) -> None:
    member = sorted(official.votes[0].choices)[0]
    code, printed = run(trimmed, tmp_path / "bundles", tamper=member, secret=True)
    assert code == 1
    assert "1 / 2" in printed
