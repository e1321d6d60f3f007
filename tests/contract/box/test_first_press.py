"""Where the first press counts, a terminal's only number is 1 (docs/profiles.md §4)."""

from tests.contract.box.making import opened, opened_sealed, settle_all, terminals, told
from voting_protocol.marks import Choice
from voting_server.ballot_box.port import BallotBox

ANN, BO = terminals(2)


async def test_a_second_different_ballot_is_refused_and_the_first_stays(box: BallotBox):
    opening = await opened(box, [ANN, BO], max_seq=1)
    first = ANN.ballot(opening)
    second = ANN.ballot(opening, 2, first.ballot, Choice.AGAINST)
    instead = ANN.ballot(opening, choice=Choice.AGAINST)
    answers = await box.cast([first, second, instead, first, BO.ballot(opening)])
    assert [answer.code for answer in answers] == ["", "sequence-limit", "sequence-conflict", "", ""]
    assert (await box.last(opening, ANN.key)).entry == first.entry
    assert (await box.counters(opening)).size == 2


async def test_a_second_sealed_ballot_is_refused(box: BallotBox):
    opening = await opened_sealed(box, [ANN], max_seq=1)
    first = ANN.sealed(opening)
    assert await told(box, first, ANN.sealed(opening, 2, first.ballot), ANN.sealed(opening, mark="2")) == [
        0,
        "sequence-limit",
        "sequence-conflict",
    ]
    assert await settle_all(box, opening) == 1


async def test_a_spoil_entry_does_not_use_up_the_last_number(box: BallotBox):
    opening = await opened_sealed(box, [ANN, BO], max_seq=1)
    assert await told(box, ANN.sealed(opening, spoil=True), ANN.sealed(opening)) == ["sequence-limit", 0]
    later = await opened_sealed(box, [ANN], max_seq=2)
    spoil = ANN.sealed(later, spoil=True)
    assert await told(box, spoil, ANN.sealed(later, 2, spoil.ballot, spoil=True), ANN.sealed(later, 2, spoil.ballot)) == [
        0,
        "sequence-limit",
        0,
    ]
