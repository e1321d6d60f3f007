"""A sealed vote's box (docs/sealed.md §5): received, then settled by a verifier, by rules that the box judges itself."""

import asyncio
import secrets
from dataclasses import replace

import pytest

from tests.contract.box.making import SEALED, codes, opened, opened_sealed, settle_all, terminals, told
from tests.support.store import admin, kept, until_blocked
from voting_protocol.encoding import b64u
from voting_server.ballot_box.launcher import EmbeddedStore
from voting_server.ballot_box.port import (
    Answer,
    BallotBox,
    BoxLost,
    BoxSpec,
    Cast,
    Counters,
    LastEntry,
    Settled,
    Turnout,
    Waiting,
)

ANN, BO, CHEN = terminals(3)


def outcome(arrival: int, cast: Cast, code: str, position: int) -> Settled:
    return Settled(arrival, cast.key, cast.seq, cast.ballot, code, position)


async def test_what_is_received_waits_and_is_not_on_the_board(box: BallotBox):
    opening = await opened_sealed(box, [ANN, BO], epoch=3)
    a, b = ANN.sealed(opening), BO.sealed(opening)
    assert await box.receive([a, b]) == [Answer("", 0, 3, 1), Answer("", 0, 3, 2)]
    assert await box.entries(opening) == []
    assert await box.counters(opening) == Counters(3, 0, 0, 2, 2)
    assert await box.waiting(opening, 10) == Waiting(0, (a.entry, b.entry))
    assert await box.waiting(opening, 1) == Waiting(0, (a.entry,))
    assert await box.last(opening, BO.key) == LastEntry(1, b.ballot, 0, b.entry)
    assert await box.turnout(opening) == Turnout(0, ())
    assert await box.settled(opening, 0) == []
    assert await box.receive([]) == []


async def test_settling_appends_what_is_good_and_refuses_the_others(box: BallotBox):
    opening = await opened_sealed(box, [ANN, BO, CHEN])
    a, b, c = ANN.sealed(opening), BO.sealed(opening), CHEN.sealed(opening)
    await box.receive([a, b, c])
    assert await box.settle(opening, 0, ["", "bad-point", ""], 2, b"sums") == 2
    assert await box.entries(opening) == [a.entry, c.entry]
    assert await box.counters(opening) == Counters(0, 2, 2, 3, 0)
    assert await box.turnout(opening) == Turnout(0, (ANN.key, CHEN.key))
    assert await box.waiting(opening, 10) == Waiting(3, ())
    assert await box.sums(opening) == (2, b"sums")
    outcomes = [outcome(1, a, "", 1), outcome(2, b, "bad-point", 0), outcome(3, c, "", 2)]
    assert await box.settled(opening, 0) == outcomes
    assert await box.settled(opening, 2) == outcomes[2:]
    assert await box.last(opening, CHEN.key) == LastEntry(1, c.ballot, 2, c.entry)
    assert await box.last(opening, BO.key) == LastEntry()


async def test_an_entry_sent_again_gets_its_receipt_its_position_or_its_refusal(box: BallotBox):
    opening = await opened_sealed(box, [ANN, BO], epoch=7)
    good, bad = ANN.sealed(opening), BO.sealed(opening)
    assert await box.receive([good, good, bad]) == [Answer("", 0, 7, 1), Answer("", 0, 7, 1), Answer("", 0, 7, 2)]
    assert await box.receive([bad]) == [Answer("", 0, 7, 2)]
    await settle_all(box, opening, [bad])
    answers = [Answer("", 1, 7, 1), Answer("bad-proof", 0, 7, 2)]
    assert await box.receive([good, bad]) == answers
    await box.close(opening)
    assert await box.receive([good, bad]) == answers, "also after the close"
    assert await box.counters(opening) == Counters(7, 1, 1, 2, 0)


async def test_the_chain_is_judged_by_what_was_received(box: BallotBox):
    opening = await opened_sealed(box, [ANN], max_seq=3)
    first, second, third, fourth = ANN.sealed_chain(opening, 4)
    assert await told(box, second) == ["sequence-gap"]
    assert await told(box, replace(first, prev=bytes(32))) == ["sequence-conflict"]
    assert await told(box, first, third, second) == [0, "sequence-gap", 0]
    assert await told(box, ANN.sealed(opening, 2, first.ballot, mark="other")) == ["sequence-conflict"]
    assert await told(box, third, fourth) == [0, "sequence-limit"]
    assert await settle_all(box, opening) == 3
    assert await told(box, ANN.sealed(opening, 1, mark="again")) == ["sequence-conflict"]


async def test_who_may_not_is_refused_without_a_trace(box: BallotBox):
    opening = await opened_sealed(box, [ANN, BO])
    await box.bar(opening, BO.key)
    assert await told(box, CHEN.sealed(opening), BO.sealed(opening), ANN.sealed(opening, 2)) == [
        "not-in-electorate",
        "key-revoked",
        "sequence-gap",
    ]
    assert await told(box, ANN.sealed(secrets.token_bytes(32))) == ["vote-unknown"]
    assert await box.counters(opening) == Counters(0, 0, 0, 0, 0)
    assert await box.waiting(opening, 10) == Waiting(0, ())


async def test_a_key_revoked_after_its_entry_was_received_keeps_it(box: BallotBox):
    opening = await opened_sealed(box, [ANN])
    await box.receive([ANN.sealed(opening)])
    await box.bar(opening, ANN.key)
    assert await settle_all(box, opening) == 1


async def test_named_and_sealed_ballots_do_not_mix(box: BallotBox):
    named, sealed = await opened(box, [ANN]), await opened_sealed(box, [ANN])
    assert await box.sealed(named) == b""
    assert await box.sealed(sealed) == SEALED
    assert await codes(box, ANN.ballot(sealed), ANN.ballot(named)) == ["bad-ballot", ""]
    assert await told(box, ANN.sealed(named), ANN.sealed(sealed)) == ["bad-ballot", 0]
    assert await box.entries(sealed) == []


async def test_received_before_the_close_is_settled_after_it_and_nothing_later(box: BallotBox):
    opening = await opened_sealed(box, [ANN, BO])
    first, second = ANN.sealed_chain(opening, 2)
    await box.receive([first])
    assert await box.close(opening) == Counters(0, 0, 0, 1, 1)
    assert await told(box, second, BO.sealed(opening), first) == ["vote-closed", "vote-closed", 0]
    assert await settle_all(box, opening) == 1
    assert await box.close(opening) == Counters(0, 1, 1, 1, 0)


async def test_the_deadline_is_that_of_the_receipt(box: BallotBox):
    opening = await opened_sealed(box, [ANN, BO], deadline_ms=await box.now_ms() + 60_000)
    await box.receive([ANN.sealed(opening)])
    overdue = await opened_sealed(box, [ANN], deadline_ms=await box.now_ms())
    assert await told(box, ANN.sealed(overdue)) == ["vote-closed"]
    assert await settle_all(box, opening) == 1


async def test_after_a_refusal_the_same_number_may_be_sent_again(box: BallotBox):
    opening = await opened_sealed(box, [ANN])
    base = ANN.sealed(opening)
    bad, better = (ANN.sealed(opening, 2, base.ballot, mark=mark) for mark in ("bad", "better"))
    await box.receive([base])
    await settle_all(box, opening)
    await box.receive([bad])
    assert await box.last(opening, ANN.key) == LastEntry(2, bad.ballot, 0, bad.entry)
    assert await told(box, better) == ["sequence-conflict"], "bad may yet turn out to be good"
    await settle_all(box, opening, [bad])
    assert await box.last(opening, ANN.key) == LastEntry(1, base.ballot, 1, base.entry)
    assert await told(box, better, bad) == [0, "bad-proof"]
    assert await settle_all(box, opening) == 2
    assert await box.entries(opening) == [base.entry, better.entry]


async def test_what_follows_a_refused_entry_falls_with_it(box: BallotBox):
    opening = await opened_sealed(box, [ANN, BO])
    first, second, third = ANN.sealed_chain(opening, 3)
    anew = ANN.sealed(opening, mark="anew")
    await box.receive([first, second, third])
    assert await box.settle(opening, 0, ["bad-proof"], 0, b"") == 0
    assert await told(box, anew) == [0], "at once, though its successors still wait"
    assert await box.settle(opening, 1, [""], 0, b"") == 0
    assert await box.last(opening, ANN.key) == LastEntry(1, anew.ballot, 0, anew.entry)
    assert await told(box, ANN.sealed(opening, mark="another")) == ["sequence-conflict"]
    await settle_all(box, opening)
    assert [(s.code, s.position) for s in await box.settled(opening, 0)] == [
        ("bad-proof", 0),
        ("sequence-gap", 0),
        ("sequence-gap", 0),
        ("", 1),
    ]
    assert await told(box, second) == ["sequence-gap"]
    assert await box.last(opening, ANN.key) == LastEntry(1, anew.ballot, 1, anew.entry)


async def test_the_place_in_the_chain_is_judged_again_whatever_the_verifier_says(box: BallotBox):
    opening = await opened_sealed(box, [ANN])
    first, second = ANN.sealed_chain(opening, 2)
    await box.receive([first, second])
    assert await box.settle(opening, 0, ["bad-proof", ""], 1, b"wrong") == 0
    assert await box.entries(opening) == []
    assert await box.sums(opening) == (0, b""), "sums of another board than this are not kept"


async def test_a_verifier_that_was_overtaken_changes_nothing(box: BallotBox):
    opening = await opened_sealed(box, [ANN, BO])
    a, b = ANN.sealed(opening), BO.sealed(opening)
    await box.receive([a, b])
    assert await box.settle(opening, 0, [""], 1, b"one") == 1
    assert await box.settle(opening, 0, ["bad-proof", "bad-proof"], 0, b"late") is None
    assert await box.settle(opening, 2, [""], 2, b"early") is None
    assert await box.waiting(opening, 10) == Waiting(1, (b.entry,))
    assert await box.sums(opening) == (1, b"one")
    assert await box.settle(opening, 1, [""], 2, b"two") == 2
    assert await box.settle(opening, 2, [], 2, b"anew") == 2
    assert await box.sums(opening) == (2, b"anew")


async def test_67_a_spoil_entry_spends_its_number_and_counts_nothing(box: BallotBox):
    opening = await opened_sealed(box, [ANN, BO])
    spoilt = ANN.sealed(opening, spoil=True)
    cast = ANN.sealed(opening, 2, spoilt.ballot)
    after = ANN.sealed(opening, 3, cast.ballot, spoil=True)
    await box.receive([spoilt, BO.sealed(opening)])
    await settle_all(box, opening)
    assert await box.turnout(opening) == Turnout(0, (BO.key,))
    assert await box.last(opening, ANN.key) == LastEntry(1, spoilt.ballot, 1, spoilt.entry)
    await box.receive([cast, after, ANN.sealed(opening, 4, after.ballot)])
    await settle_all(box, opening)
    assert await box.turnout(opening) == Turnout(0, (BO.key, ANN.key)), "once"
    assert await box.counters(opening) == Counters(0, 5, 2, 5, 0)


async def test_64_refused_entries_are_bounded_too(box: BallotBox):
    opening = await opened_sealed(box, [ANN, BO], max_seq=3)
    for attempt in range(3):
        bad = ANN.sealed(opening, mark=str(attempt))
        assert await told(box, bad) == [0]
        await settle_all(box, opening, [bad])
    assert await told(box, ANN.sealed(opening, mark="one more"), BO.sealed(opening)) == ["sequence-limit", 0]


async def test_many_openings_and_large_batches_keep_their_order(box: BallotBox):
    crowd = terminals(300)
    one, two = await opened_sealed(box, crowd), await opened_sealed(box, crowd, epoch=2)
    batch = [cast for terminal in crowd for cast in (terminal.sealed(one), terminal.sealed(two))]
    answers = await box.receive(batch)
    assert [(answer.arrival, answer.epoch) for answer in answers] == [(n, e) for n in range(1, 301) for e in (0, 2)]
    assert await settle_all(box, two) == 300
    assert await box.entries(two) == [cast.entry for cast in batch[1::2]]
    assert await box.entries(two, 290, 4) == [cast.entry for cast in batch[1::2]][290:294]
    assert await box.entries(two, 290, 40) == [cast.entry for cast in batch[1::2]][290:]
    assert await box.counters(one) == Counters(0, 0, 0, 300, 300)
    assert await box.counters(two) == Counters(2, 300, 300, 300, 0)


async def test_outcomes_come_by_the_thousand(box: BallotBox):
    crowd = terminals(1100)
    opening = await opened_sealed(box, crowd)
    await box.receive([terminal.sealed(opening) for terminal in crowd])
    await settle_all(box, opening)
    await settle_all(box, opening)
    first = await box.settled(opening, 0)
    assert [each.arrival for each in first] == list(range(1, 1001))
    assert [each.position for each in await box.settled(opening, 1000)] == list(range(1001, 1101))


async def test_whoever_waits_for_work_is_woken_by_it(box: BallotBox, store: EmbeddedStore):
    opening = await opened_sealed(box, [ANN, BO])
    a, b = ANN.sealed(opening), BO.sealed(opening)
    for cast, cursor in ((a, 0), (b, 1)):
        worker = asyncio.create_task(box.waiting(opening, 10, 60_000))
        watcher = asyncio.create_task(box.settled(opening, cursor, 60_000))
        await until_blocked(store, 2)
        await box.receive([cast])
        assert await worker == Waiting(cursor, (cast.entry,))
        await settle_all(box, opening)
        assert await watcher == [outcome(cursor + 1, cast, "", cursor + 1)]
    assert await box.entries(opening) == [a.entry, b.entry]
    assert await box.waiting(opening, 10, 20) == Waiting(2, ())
    assert await box.settled(opening, 2, 20) == []


async def test_progress_of_scrutineers_never_goes_back_nor_beyond_the_board(box: BallotBox):
    opening = await opened_sealed(box, [ANN, BO])
    one, two = secrets.token_bytes(32), secrets.token_bytes(32)
    assert await box.progress(opening) == {}
    await box.receive([ANN.sealed(opening), BO.sealed(opening)])
    await settle_all(box, opening)
    for key, size in ((one, 2), (one, 1), (two, 0), (two, 99)):
        await box.note_progress(opening, key, size)
    assert await box.progress(opening) == {one: 2, two: 2}


async def test_shares_that_do_not_hold_are_told_to_every_process(box: BallotBox):
    opening = await opened_sealed(box, [ANN, BO])
    assert await box.invalid(opening) == frozenset()
    for index in (3, 1, 3):
        await box.note_invalid(opening, index)
    assert await box.invalid(opening) == {1, 3}


async def test_openings_are_listed_until_they_are_closed_settled_and_summed_up(box: BallotBox, store: EmbeddedStore):
    spec = BoxSpec(secrets.token_bytes(32), [ANN.key], 5, None, 0, SEALED)
    await box.prepare(spec)
    named, lost = await opened(box, [ANN]), await opened_sealed(box, [ANN])
    with admin(store) as client:
        client.delete(f"hc:{{{b64u(lost)}}}:meta")
    assert spec.opening in await box.sealed_openings()
    assert not {named, lost} & set(await box.sealed_openings())
    await box.activate(spec.opening)
    await box.receive([ANN.sealed(spec.opening)])
    await box.close(spec.opening)
    assert spec.opening in await box.sealed_openings(), "an entry waits"
    await settle_all(box, spec.opening)
    assert spec.opening in await box.sealed_openings(), "the sums are another board's"
    await box.settle(spec.opening, 1, [], 1, b"sums")
    assert spec.opening not in await box.sealed_openings()


async def test_a_lost_sealed_box_is_told(box: BallotBox, store: EmbeddedStore):
    opening = secrets.token_bytes(32)
    for call in (
        box.sealed(opening),
        box.waiting(opening, 1),
        box.waiting(opening, 1, 10),
        box.settle(opening, 0, [""], 1, b""),
        box.settled(opening, 0),
        box.settled(opening, 0, 10),
        box.sums(opening),
        box.note_progress(opening, ANN.key, 1),
        box.progress(opening),
        box.note_invalid(opening, 1),
        box.invalid(opening),
    ):
        with pytest.raises(BoxLost):
            await call
    assert kept(store, opening) == {}, "asking makes no box"


async def test_a_forgotten_sealed_box_expires_whole(box: BallotBox, store: EmbeddedStore):
    opening = await opened_sealed(box, [ANN, BO, CHEN])
    bad = BO.sealed(opening)
    await box.receive([ANN.sealed(opening), bad])
    await settle_all(box, opening, [bad])
    await box.receive([CHEN.sealed(opening)])
    await box.note_progress(opening, secrets.token_bytes(32), 1)
    await box.note_invalid(opening, 2)
    await box.prepare(BoxSpec(opening, [ANN.key], 5, None, 0, SEALED))
    assert set(kept(store, opening).values()) == {-1}
    await box.forget(opening, 60)
    assert kept(store, opening).keys() == {
        *("meta", "electorate", "last", "ids", "entries", "pressed"),
        *("tips", "waiting", "queue", "outcomes", "refusals", "progress", "invalid"),
    }
    assert all(0 < seconds <= 60 for seconds in kept(store, opening).values())
