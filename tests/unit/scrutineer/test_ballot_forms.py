"""What may stand on a ballot, and sums of any number of cells."""

from typing import Any

import pytest

from tests.unit.scrutineer.elections import CANDIDATES, ELECTION, fault, things, voted
from tests.unit.scrutineer.world import World
from voting_protocol.encoding import unb64u
from voting_protocol.marks import Marks
from voting_protocol.sealed.counting import CountSearch
from voting_protocol.sealed.shares import Frozen, combine_shares, sort_shares
from voting_protocol.sealed.statements import Ciphertext
from voting_protocol.sealed.tally import GradeCounts, OptionCounts, count_cells, read_counts


@pytest.mark.parametrize(
    ("item", "ballots", "expected"),
    [
        ({"type": 2, "c": 3, "min": 0, "max": 2, "w": 0}, [(1, 1, 0), (0, 1, 0), (0, 0, 0)], OptionCounts((2, 4, 0))),
        (
            {"type": 3, "c": 2, "min": 0, "max": 3, "w": 0},
            [(1, 0), (2, 3), (1, 3)],
            (GradeCounts((4, 2, 0), 0), GradeCounts((0, 0, 4), 2)),
        ),
    ],
)
def test_sums_of_any_number_of_cells_are_released(
    sealed: World, item: dict[str, int], ballots: list[Marks], expected: object
) -> None:
    marks = {seat: ballots[n % 3] for n, seat in enumerate(sealed.seats)}
    voted(sealed, {"form": [item], "names": [things(item["c"])]}, marks)
    vote = sealed.devices[0].roll.sitting.divisions["d1"].vote
    assert vote is not None
    assert vote.attempt is not None
    keys, form = sealed.devices[0].roll.sealed(vote.attempt).keys, sealed.question("d1").form
    data = unb64u(sealed.last("division-freeze")["cells"])
    cells = tuple(Ciphertext.decode(data[at : at + 64]) for at in range(0, len(data), 64))
    frozen = Frozen(sealed.frz, cells, keys)
    totals = combine_shares(frozen, sort_shares(frozen, [(i, unb64u(s)) for i, s in vote.released.items()]).valid)
    assert read_counts(form, count_cells(form, totals, 6, CountSearch(keys.public, 6)), 6) == (expected,)


# -- what may stand on a ballot


@pytest.mark.parametrize(
    "changes",
    [
        {"form": [{"type": 132, "c": 2, "min": 0, "max": 2, "w": 2}]},
        {"form": [{"type": 4, "c": 2, "min": 0, "max": 5, "w": 2}]},
        {"form": [{"type": 3, "c": 2, "min": 0, "max": 5, "w": 0}]},
        {"form": [{"type": 1, "c": 46, "min": 0, "max": 0, "w": 0}], "names": [things(46)]},
        {"form": [{"type": 4, "c": 2, "min": 0, "max": 2, "w": 6}]},
        {"names": [CANDIDATES[:1]]},
        {"names": [[CANDIDATES[0], {"zh": "王 芳", "en": ""}]]},
        {"names": [[CANDIDATES[0], {"zh": "", "en": ""}]]},
    ],
)
def test_63_a_draft_with_an_impossible_ballot_makes_the_log_invalid(sealed: World, changes: dict[str, Any]) -> None:
    sealed.asked = {**ELECTION, **changes}
    sealed.draft("d1")
    sealed.sync(sealed.devices[0])
    assert fault(sealed.devices[0]) == "bad-form"


@pytest.mark.parametrize(
    "asked",
    [
        {"form": [{"type": 4, "c": 2, "min": 0, "max": 2}], "names": [CANDIDATES]},
        {"form": ELECTION["form"], "names": [["王芳", "赵刚"]]},
        {"form": [], "names": []},
    ],
)
def test_63_a_draft_of_another_shape_is_no_act(sealed: World, asked: dict[str, Any]) -> None:
    sealed.asked = asked
    sealed.draft("d1")
    sealed.sync(sealed.devices[0])
    assert fault(sealed.devices[0]) == "bad-act"


def test_63_a_draft_has_both_form_and_names(sealed: World) -> None:
    sealed.asked = {"form": ELECTION["form"]}
    sealed.draft("d1")
    sealed.sync(sealed.devices[0])
    assert fault(sealed.devices[0]) == "bad-form"


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"names": [CANDIDATES[::-1]]}, "definition.names"),
        ({"form": [{"type": 4, "c": 2, "min": 0, "max": 1, "w": 2}]}, "definition.form"),
        ({"basis": "另一条规定"}, "definition.basis"),
        ({"more": None}, "definition.more"),
    ],
)
def test_63_names_form_and_basis_are_those_of_the_draft(sealed: World, changes: dict[str, Any], detail: str) -> None:
    sealed.asked = ELECTION
    definition = sealed.proposal("d1")["definition"] | changes
    sealed.open(definition=definition)
    sealed.settle()
    refused = sealed.last("open-refuse")
    assert (refused["code"], refused["detail"]) == ("definition-differs", detail)


@pytest.mark.parametrize(("kind", "said_of_it"), [("trial", "open-ok"), ("real", "open-refuse")])
def test_a_test_vote_is_opened_as_one(sealed: World, kind: str, said_of_it: str) -> None:
    sealed.asked = {"template": "trial"}
    sealed.open(kind=kind)
    sealed.settle()
    assert sealed.types()[-1] == said_of_it
