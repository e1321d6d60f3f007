"""The rules of a cast (docs/protocol.md §6)."""

import secrets
from dataclasses import replace

import pytest

from tests.contract.box.making import codes, opened, terminals
from voting_protocol.marks import Choice
from voting_server.ballot_box.port import Answer, BallotBox, BoxSpec, Counters, LastEntry, Turnout

ANN, BO, CHEN = terminals(3)


async def test_first_ballots_get_positions_from_one(box: BallotBox):
    opening = await opened(box, [ANN, BO], epoch=3)
    a, b = ANN.ballot(opening), BO.ballot(opening)
    assert await box.cast([a, b]) == [Answer("", 1, 3), Answer("", 2, 3)]
    assert await box.entries(opening) == [a.entry, b.entry]
    assert await box.counters(opening) == Counters(3, 2, 2)
    assert await box.last(opening, BO.key) == LastEntry(1, b.ballot, 2, b.entry)


async def test_no_ballots_no_answers(box: BallotBox):
    assert await box.cast([]) == []


async def test_changes_are_appended_and_counted_as_one_terminal(box: BallotBox):
    opening = await opened(box, [ANN, BO])
    first, second, third = ANN.changes(opening, 3)
    assert await codes(box, first, second) == ["", ""]
    assert await box.cast([third]) == [Answer("", 3, 0)]
    assert await box.counters(opening) == Counters(0, 3, 1)
    assert await box.last(opening, ANN.key) == LastEntry(3, third.ballot, 3, third.entry)
    assert await box.last(opening, BO.key) == LastEntry()


async def test_any_earlier_ballot_gets_its_first_answer(box: BallotBox):
    opening = await opened(box, [ANN, BO])
    chain = ANN.changes(opening, 3)
    first_answers = await box.cast([*chain, BO.ballot(opening)])
    assert await box.cast([chain[1], chain[0], chain[2], chain[0]]) == [first_answers[i] for i in (1, 0, 2, 0)]
    assert await box.counters(opening) == Counters(0, 4, 2)


async def test_the_same_ballot_twice_in_one_batch_is_in_once(box: BallotBox):
    opening = await opened(box, [ANN])
    ballot = ANN.ballot(opening)
    assert await box.cast([ballot, ballot]) == [Answer("", 1, 0)] * 2
    assert await box.entries(opening) == [ballot.entry]


async def test_sequence_rules(box: BallotBox):
    opening = await opened(box, [ANN], max_seq=3)
    first, second, third, fourth = ANN.changes(opening, 4)
    assert await codes(box, second) == ["sequence-gap"]
    assert await codes(box, replace(first, prev=secrets.token_bytes(32))) == ["sequence-conflict"]
    assert await codes(box, first) == [""]
    assert await codes(box, third) == ["sequence-gap"]
    assert await codes(box, ANN.ballot(opening, 1, choice=Choice.AGAINST)) == ["sequence-conflict"]
    assert await codes(box, ANN.ballot(opening, 2)) == ["sequence-conflict"], "prev is not the last ballot"
    assert await codes(box, second, third, fourth) == ["", "", "sequence-limit"]
    assert await box.entries(opening) == [first.entry, second.entry, third.entry]


async def test_reordered_ballots_are_refused_until_their_turn(box: BallotBox):
    opening = await opened(box, [ANN])
    first, second, third = ANN.changes(opening, 3)
    assert await codes(box, third, second, first) == ["sequence-gap", "sequence-gap", ""]
    assert await codes(box, third, second) == ["sequence-gap", ""]
    assert await codes(box, third) == [""]


async def test_a_refused_ballot_leaves_no_trace(box: BallotBox):
    opening = await opened(box, [ANN])
    await box.cast([CHEN.ballot(opening), ANN.ballot(opening, 2)])
    assert await box.counters(opening) == Counters(0, 0, 0)
    assert await box.entries(opening) == []
    assert await box.turnout(opening) == Turnout(0, ())


async def test_outside_the_electorate(box: BallotBox):
    opening = await opened(box, [ANN, BO])
    assert await codes(box, CHEN.ballot(opening), ANN.ballot(opening)) == ["not-in-electorate", ""]


async def test_a_revoked_key_casts_no_more_but_its_ballot_stays(box: BallotBox):
    opening = await opened(box, [ANN, BO])
    first, second = ANN.changes(opening, 2)
    assert await codes(box, first) == [""]
    await box.bar(opening, ANN.key)
    await box.bar(opening, ANN.key)
    assert await codes(box, second, first, BO.ballot(opening)) == ["key-revoked", "", ""]
    assert await box.entries(opening, 0) == [first.entry, BO.ballot(opening).entry]


async def test_unknown_and_not_yet_active(box: BallotBox):
    opening = secrets.token_bytes(32)
    assert await box.cast([ANN.ballot(opening)]) == [Answer("vote-unknown", 0, 0)]
    await box.prepare(BoxSpec(opening, [ANN.key], 5, None))
    assert await codes(box, ANN.ballot(opening)) == ["vote-unknown"]
    await box.activate(opening)
    assert await codes(box, ANN.ballot(opening)) == [""]


async def test_after_the_close_only_first_answers(box: BallotBox):
    opening = await opened(box, [ANN, BO])
    first, second = ANN.changes(opening, 2)
    (answer,) = await box.cast([first])
    assert await box.close(opening) == Counters(0, 1, 1)
    assert await box.cast([first]) == [answer]
    assert await codes(box, second, BO.ballot(opening), CHEN.ballot(opening)) == ["vote-closed"] * 3
    assert await box.close(opening) == Counters(0, 1, 1)


async def test_the_deadline_is_judged_by_the_box(box: BallotBox):
    opening = await opened(box, [ANN, BO], deadline_ms=await box.now_ms())
    assert await codes(box, ANN.ballot(opening)) == ["vote-closed"]
    await box.extend(opening, await box.now_ms() + 60_000)
    assert await codes(box, ANN.ballot(opening)) == [""]
    await box.extend(opening, 1)
    assert await codes(box, BO.ballot(opening)) == [""], "a deadline never moves earlier"


async def test_casting_into_the_deadline(box: BallotBox):
    """From the first refusal on everything is refused, and what was accepted is in."""
    accepted = [await cast_into_the_deadline(box, in_ms) for in_ms in (0, 100)]
    while not accepted[-1] and len(accepted) < 10:  # a slow machine needs more time to cast anything at all
        accepted.append(await cast_into_the_deadline(box, 100 << len(accepted)))
    assert accepted[-1] > accepted[0] == 0


async def cast_into_the_deadline(box: BallotBox, in_ms: int) -> int:
    """Cast until the first refusal; gives how many were accepted."""
    deadline_ms = await box.now_ms() + in_ms
    opening = await opened(box, [ANN], max_seq=100_000, deadline_ms=deadline_ms)
    seq, prev = 1, opening
    while await codes(box, ballot := ANN.ballot(opening, seq, prev)) == [""]:
        seq, prev = seq + 1, ballot.ballot
    assert await box.now_ms() >= deadline_ms
    assert await codes(box, ballot) == ["vote-closed"]
    assert await box.counters(opening) == Counters(0, seq - 1, min(seq - 1, 1))
    assert len(await box.entries(opening)) == seq - 1
    return seq - 1


async def test_extending_adds_no_deadline_and_opens_nothing(box: BallotBox):
    endless = await opened(box, [ANN])
    await box.extend(endless, 1)
    assert await codes(box, ANN.ballot(endless)) == [""]
    closed = await opened(box, [ANN], deadline_ms=1)
    await box.close(closed)
    await box.extend(closed, await box.now_ms() + 60_000)
    assert await codes(box, ANN.ballot(closed)) == ["vote-closed"]


async def test_several_openings_interleaved_in_one_batch(box: BallotBox):
    one, two = await opened(box, [ANN, BO], epoch=1), await opened(box, [BO, CHEN], epoch=2)
    in_one, in_two, unknown = ANN.changes(one, 2), CHEN.changes(two, 2), ANN.ballot(secrets.token_bytes(32))
    batch = [in_two[0], in_one[0], unknown, ANN.ballot(two), in_one[1], in_two[1], BO.ballot(one)]
    assert await box.cast(batch) == [
        Answer("", 1, 2),
        Answer("", 1, 1),
        Answer("vote-unknown", 0, 0),
        Answer("not-in-electorate", 0, 2),
        Answer("", 2, 1),
        Answer("", 2, 2),
        Answer("", 3, 1),
    ]
    assert await box.entries(two) == [ballot.entry for ballot in in_two]


async def test_a_large_batch_keeps_its_order(box: BallotBox):
    crowd = terminals(700)
    opening = await opened(box, crowd)
    batch = [terminal.ballot(opening) for terminal in crowd]
    assert [answer.position for answer in await box.cast(batch)] == list(range(1, 701))
    assert await box.entries(opening) == [ballot.entry for ballot in batch]
    assert await box.counters(opening) == Counters(0, 700, 700)


async def test_an_empty_electorate_refuses_everybody(box: BallotBox):
    opening = await opened(box, [])
    assert await codes(box, ANN.ballot(opening)) == ["not-in-electorate"]


@pytest.mark.parametrize("start", [0, 1, 2, 3, 7])
async def test_entries_from_a_position_on(box: BallotBox, start: int):
    opening = await opened(box, [ANN])
    chain = ANN.changes(opening, 3)
    await box.cast(chain)
    assert await box.entries(opening, start) == [ballot.entry for ballot in chain[start:]]


async def test_turnout_tells_who_pressed_first_and_since(box: BallotBox):
    opening = await opened(box, [ANN, BO, CHEN])
    await box.cast([BO.ballot(opening), *ANN.changes(opening, 2)])
    assert await box.turnout(opening) == Turnout(0, (BO.key, ANN.key))
    await box.cast([CHEN.ballot(opening), BO.changes(opening, 2)[1]])
    assert await box.turnout(opening, 2) == Turnout(2, (CHEN.key,))
    assert await box.turnout(opening, 3) == Turnout(3, ())
