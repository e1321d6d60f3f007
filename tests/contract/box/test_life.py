"""A box from its preparation to its end, and what lies beside it: heads, leases, events."""

import asyncio
import secrets

import pytest

from tests.contract.box.making import codes, opened, terminals
from tests.support.store import Connect, admin, kept, until_blocked
from voting_protocol.encoding import b64u
from voting_server.ballot_box.launcher import EmbeddedStore
from voting_server.ballot_box.port import BallotBox, BoxLost, BoxSpec, BoxUnavailable, Counters

ANN, BO = terminals(2)


async def test_preparing_again_changes_nothing(box: BallotBox):
    opening = await opened(box, [ANN])
    ballot = ANN.ballot(opening)
    await box.cast([ballot])
    await box.prepare(BoxSpec(opening, [ANN.key], 5, None))
    assert await box.entries(opening) == [ballot.entry]
    assert await codes(box, ANN.changes(opening, 2)[1]) == [""], "still open"


async def test_a_box_that_nobody_activates_expires_and_one_in_use_does_not(box: BallotBox, store: EmbeddedStore):
    spec = BoxSpec(secrets.token_bytes(32), [ANN.key], 5, None)
    await box.prepare(spec)
    await box.bar(spec.opening, BO.key)
    assert all(0 < kept(store, spec.opening)[kind] <= 600 for kind in ("meta", "electorate"))
    with admin(store) as client:
        client.expire(f"hc:{{{b64u(spec.opening)}}}:meta", 60)
    await box.prepare(spec)
    assert kept(store, spec.opening)["meta"] > 60, "asked for again it is kept for longer"
    await box.activate(spec.opening)
    await box.cast([ANN.ballot(spec.opening)])
    await box.add_head(spec.opening, b"head", 1, 1)
    await box.prepare(spec)
    assert set(kept(store, spec.opening).values()) == {-1}
    await box.close(spec.opening)
    assert set(kept(store, spec.opening).values()) == {-1}
    await box.forget(spec.opening, 60)
    await box.activate(spec.opening)
    assert all(0 < seconds <= 60 for seconds in kept(store, spec.opening).values()), "a late activation keeps nothing"


async def test_a_large_electorate_prepared_by_many_at_once(box: BallotBox, store: EmbeddedStore):
    keys = [secrets.token_bytes(32) for _ in range(9_999)]
    spec = BoxSpec(secrets.token_bytes(32), [*keys, ANN.key, ANN.key], 5, None)
    await asyncio.gather(*(box.prepare(spec) for _ in range(4)))
    await box.activate(spec.opening)
    assert await codes(box, ANN.ballot(spec.opening), BO.ballot(spec.opening)) == ["", "not-in-electorate"]
    assert kept(store, spec.opening)["electorate"] == -1
    assert "staged" not in kept(store, spec.opening)
    with admin(store) as client:
        assert client.scard(f"hc:{{{b64u(spec.opening)}}}:electorate") == 10_000


async def test_activating_is_idempotent_and_never_reopens(box: BallotBox):
    opening = await opened(box, [ANN])
    await box.activate(opening)
    await box.close(opening)
    await box.activate(opening)
    assert await codes(box, ANN.ballot(opening)) == ["vote-closed"]


async def test_closing_before_activation_keeps_it_shut(box: BallotBox):
    opening = secrets.token_bytes(32)
    await box.prepare(BoxSpec(opening, [ANN.key], 5, None, 4))
    assert await box.close(opening) == Counters(4, 0, 0)
    await box.activate(opening)
    assert await codes(box, ANN.ballot(opening)) == ["vote-closed"]


@pytest.mark.parametrize("ever_prepared", [False, True])
async def test_a_lost_box_is_told(box: BallotBox, store: EmbeddedStore, ever_prepared: bool):
    opening = secrets.token_bytes(32)
    if ever_prepared:
        await box.prepare(BoxSpec(opening, [ANN.key], 5, None))
        await box.bar(opening, BO.key)
        await box.add_head(opening, b"head", 1, 1)
        with admin(store) as client:
            client.flushall()
    for call in (
        box.activate(opening),
        box.extend(opening, 5),
        box.bar(opening, ANN.key),
        box.close(opening),
        box.counters(opening),
        box.entries(opening),
        box.last(opening, ANN.key),
        box.turnout(opening),
        box.add_head(opening, b"head", 1, 1),
        box.heads(opening),
    ):
        with pytest.raises(BoxLost):
            await call
    assert await codes(box, ANN.ballot(opening)) == ["vote-unknown"]
    assert kept(store, opening) == {}, "asking makes no box"


async def test_the_counters_are_independent_of_the_ballots(box: BallotBox, store: EmbeddedStore):
    """So a loss of ballots shows."""
    opening = await opened(box, [ANN, BO])
    await box.cast([*ANN.changes(opening, 2), BO.ballot(opening)])
    with admin(store) as client:
        client.rpop(f"hc:{{{b64u(opening)}}}:entries")
        client.rpop(f"hc:{{{b64u(opening)}}}:pressed")
    assert await box.close(opening) == Counters(0, 3, 2)
    assert len(await box.entries(opening)) == 2
    assert len((await box.turnout(opening)).keys) == 1


async def test_a_forgotten_box_expires_whole(box: BallotBox, store: EmbeddedStore):
    opening = await opened(box, [ANN])
    await box.cast([ANN.ballot(opening)])
    await box.bar(opening, BO.key)
    await box.add_head(opening, b"head", 1, 1)
    await box.close(opening)
    await box.forget(opening, 60)
    assert kept(store, opening).keys() == {"meta", "electorate", "barred", "last", "ids", "entries", "pressed", "heads"}
    assert all(0 < seconds <= 60 for seconds in kept(store, opening).values())
    assert len(await box.entries(opening)) == 1
    await box.forget(opening, 0)
    with pytest.raises(BoxLost):
        await box.counters(opening)
    assert kept(store, opening) == {}
    await box.forget(opening, 60)


async def test_heads_are_kept_in_order_and_once(box: BallotBox):
    opening = await opened(box, [ANN])
    assert await box.heads(opening) == []
    for size, ms in ((0, 5), (1, 5), (1, 5), (1, 6), (10, 10)):
        await box.add_head(opening, b"%d at %d" % (size, ms), size, ms)
    assert await box.heads(opening) == [b"0 at 5", b"1 at 5", b"1 at 6", b"10 at 10"]


async def test_a_head_never_goes_back_in_size_or_time(box: BallotBox):
    """It comes from a process that stalled while another one took over."""
    opening = await opened(box, [ANN])
    await box.add_head(opening, b"newest", 9, 1_760_000_000_010)
    for size, ms in ((8, 1_760_000_000_011), (10, 1_760_000_000_009), (8, 999)):
        await box.add_head(opening, b"overtaken", size, ms)
    assert await box.heads(opening) == [b"newest"]
    await box.add_head(opening, b"next", 10, 1_760_000_000_010)
    assert await box.heads(opening) == [b"newest", b"next"]


async def test_a_lease_has_one_holder(box: BallotBox):
    lease = secrets.token_hex(8)
    won = await asyncio.gather(*(box.claim(lease, f"worker-{n}", 60_000) for n in range(20)))
    assert sum(won) == 1
    holder = f"worker-{won.index(True)}"
    assert await box.claim(lease, holder, 60_000), "renewed"
    assert not await box.claim(lease, "another", 60_000)


async def test_a_lease_ends(box: BallotBox):
    lease = secrets.token_hex(8)
    assert await box.claim(lease, "one", 60_000)
    given_up = await box.now_ms() + 5000
    assert await box.claim(lease, "one", 20)
    while not await box.claim(lease, "two", 60_000):
        assert await box.now_ms() < given_up
    assert not await box.claim(lease, "one", 20)


async def test_events_come_in_order_after_the_last_one_seen(box: BallotBox):
    topic = secrets.token_hex(8)
    ids = [await box.publish(topic, event) for event in (b"one", b"two", b"three")]
    assert await box.listen(topic, "0", 0) == list(zip(ids, (b"one", b"two", b"three"), strict=True))
    assert await box.listen(topic, ids[1], 1000) == [(ids[2], b"three")]
    assert await box.listen(topic, ids[2], 20) == []


async def test_a_listener_wakes_at_an_event(box: BallotBox, store: EmbeddedStore):
    topic = secrets.token_hex(8)
    listener = asyncio.create_task(box.listen(topic, "$", 60_000))
    await until_blocked(store, 1)
    event_id = await box.publish(topic, b"news")
    assert await listener == [(event_id, b"news")]


async def test_topics_are_bounded(box: BallotBox):
    topic = secrets.token_hex(8)
    for _ in range(30):
        await asyncio.gather(*(box.publish(topic, b"event") for _ in range(50)))
    kept = await box.listen(topic, "0", 0)
    assert 1000 <= len(kept) < 1500
    assert len(await box.listen(topic, kept[-4][0], 0)) == 3


async def test_a_closed_box_holds_no_connection_and_opens_none(store: EmbeddedStore, connect: Connect):
    box = connect(store.url)
    await box.ping()
    with admin(store) as client:
        before = int(client.info("clients")["connected_clients"])
        late = asyncio.create_task(box.ping())
        await box.aclose()
        with pytest.raises(BoxUnavailable):
            await late
        with pytest.raises(BoxUnavailable):
            await box.ping()
        while int(client.info("clients")["connected_clients"]) >= before:  # noqa: ASYNC110 (nobody tells when the store has let go)
            await asyncio.sleep(0.01)
