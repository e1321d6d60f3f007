"""A device's part in opening written names and orders: nothing before the call is verified, and each in turn."""

from collections.abc import Callable
from typing import Any

import pytest

from terminal_client.scrutineer.mixing import CIPHERTEXT_MS, TURN_MS
from tests.unit.scrutineer.elections import (
    BALLOTS,
    CANDIDATES,
    ELECTION,
    FLAGS,
    fault,
    inputs,
    of,
    opened,
    said,
    things,
    voted,
    waits,
)
from tests.unit.scrutineer.world import World
from voting_protocol.acts import SignedAct
from voting_protocol.encoding import ZERO32, b64u, unb64u
from voting_protocol.sealed.group import Scalar, base
from voting_protocol.sealed.rows import read_rankings, read_rows
from voting_protocol.sealed.secret.mix import mix
from voting_protocol.sealed.shuffle import MixChain, Row, mix_bytes
from voting_protocol.sealed.statements import Ciphertext
from voting_protocol.written import count_names

PATIENCE_MS = TURN_MS + 100 * CIPHERTEXT_MS
"""Longer than a device waits for the one before it: the votes here have fewer ciphertexts."""


def test_the_first_k_mix_in_order_and_all_release_the_rows(called: World) -> None:
    called.settle()
    assert said(called)[:2] == [(1, "mix"), (2, "mix")]
    assert sorted(said(called)[2:]) == [(1, "row-release"), (2, "row-release"), (3, "row-release")]
    assert all(device.roll.fault is None for device in called.devices)
    written = count_names(read_rows(opened(called)), [name["zh"] for name in CANDIDATES], FLAGS)
    assert written.names == (("张三", 3), ("李四", 2))
    assert (written.listed, written.repeated, written.invalid, written.empty) == (0, 0, 0, 0)
    assert waits(called) == ["", "", ""]


def test_nothing_is_mixed_without_a_call(sealed: World) -> None:
    voted(sealed)
    sealed.settle()
    assert said(sealed) == []


def test_a_ranking_releases_no_sums_and_opens_every_order(sealed: World) -> None:
    orders = {f"A-{n}": order for n, order in enumerate([(1, 2, 3), (), (3,), (2, 1), (1, 2, 3), (3, 2, 1)])}
    voted(sealed, {"form": [{"type": 5, "c": 3, "min": 0, "max": 0, "w": 0}], "names": [things(3)]}, orders)
    assert sealed.last("release")["shares"] == ""
    sealed.call(6, 6)
    sealed.settle()
    assert said(sealed).count((1, "row-release")) == 1
    assert sorted(filter(None, read_rankings(opened(sealed), 3))) == sorted(order for order in orders.values() if order)


# -- what others say


@pytest.mark.parametrize(("flags", "rows"), [(FLAGS + 1, 6), (FLAGS - 1, 6), (FLAGS, 5)])
def test_a_call_that_differs_is_told_and_gets_no_mix(sealed: World, flags: int, rows: int) -> None:
    voted(sealed)
    sealed.call(flags, rows)
    sealed.settle()
    assert said(sealed) == []
    assert waits(sealed) == ["call-differs"] * 3
    assert all(device.roll.fault is None for device in sealed.devices)


def test_of_rankings_all_counted_ballots_are_called(sealed: World) -> None:
    asked = {"form": [{"type": 5, "c": 3, "min": 0, "max": 0, "w": 0}], "names": [things(3)]}
    voted(sealed, asked, {seat: (1, 2) for seat in sealed.seats})
    sealed.call(5, 6)
    sealed.settle()
    assert waits(sealed) == ["call-differs"] * 3


def test_a_share_that_does_not_hold_is_none_of_the_k(sealed: World) -> None:
    sealed.asked = ELECTION
    sealed.open()
    sealed.settle()
    sealed.cast("d1", BALLOTS)
    sealed.close_and_freeze()
    sealed.step()
    honest = sealed.devices[:2]
    sealed.step(honest[:1])
    shares = unb64u(sealed.last("release")["shares"])
    about = {"division": "d1", "open": sealed.name("d1"), "freeze": b64u(sealed.frz)}
    sealed.act(sealed.scrutineers[2], "release", **about, shares=b64u(shares))  # another's
    sealed.call(FLAGS, 6)
    assert of(sealed.due(honest[0]), "mix") == []
    assert honest[0].waits == {"d1": "call-differs"}
    sealed.settle(honest)
    assert said(sealed)[:2] == [(1, "mix"), (2, "mix")]


def spoilt(message: bytes) -> bytes:
    return bytes([1]) + message[1:]


def replaced(world: World) -> bytes:
    """An honest proof about other rows: one ballot's names made way for the mixer's own."""
    question, r = world.question("d1"), Scalar.random()
    rows = last_rows(world)
    own = tuple(Ciphertext(base(r), r * question.public) for _ in rows[0])
    return mix(question.public, world.frz, 2, (own, *rows[1:])).encode()


def last_rows(world: World) -> tuple[Row, ...]:
    chain = MixChain(world.question("d1").public, world.frz, inputs(world), world.k)
    chain.add(1, unb64u(world.last("mix")["message"]))
    return chain.rows


def corrupt_mix(world: World, message: bytes, **changes: Any) -> None:
    """The third scrutineer mixes after the first, and the server, corrupt too, takes it."""
    previous = world.devices[0].roll.sitting.divisions["d1"].vote
    assert previous is not None
    assert previous.naming is not None
    about = {"division": "d1", "open": world.name("d1"), "freeze": b64u(world.frz), "previous": previous.naming.last}
    world.act(world.scrutineers[2], "mix", **{**about, "message": b64u(message), **changes})


@pytest.mark.parametrize(
    ("forge", "code"),
    [
        (replaced, "mix-proof"),
        (lambda world: spoilt(unb64u(world.last("mix")["message"])), "bad-point"),
        (lambda world: unb64u(world.last("mix")["message"])[:-32], "bad-mix"),
        (lambda world: unb64u(world.last("mix")["message"]), "mix-proof"),
    ],
)
def test_a_mix_that_does_not_hold_makes_the_log_invalid_and_releases_nothing(
    called: World, forge: Callable[[World], bytes], code: str
) -> None:
    honest = called.devices[:2]
    called.step(honest[:1])
    called.sync(honest[0])
    corrupt_mix(called, forge(called))
    called.settle(honest)
    assert [fault(device) for device in honest] == [code, code]
    assert [device.waits["d1"] for device in honest] == ["log-invalid"] * 2
    assert said(called) == [(1, "mix"), (3, "mix")]


def test_a_corrupt_mix_in_a_chain_of_honest_ones_is_still_a_good_one_if_it_holds(called: World) -> None:
    honest = called.devices[:2]
    called.step(honest[:1])
    called.sync(honest[0])
    question = called.question("d1")
    corrupt_mix(called, mix(question.public, called.frz, 2, last_rows(called)).encode())
    called.settle(honest)
    assert said(called)[2:] == [(1, "row-release"), (2, "row-release")]
    assert len(opened(called)) == 6


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"previous": b64u(ZERO32)}, "mix-stale"),
        ({"freeze": b64u(ZERO32)}, "wrong-reference"),
        ({"open": b64u(ZERO32)}, "wrong-reference"),
    ],
)
def test_a_mix_out_of_its_place_makes_the_log_invalid(called: World, changes: dict[str, str], code: str) -> None:
    called.step(called.devices[:1])
    called.sync(called.devices[0])
    corrupt_mix(called, bytes(mix_bytes(6, 4)), **changes)
    called.sync(called.devices[1])
    assert fault(called.devices[1]) == code


def test_who_mixed_does_not_mix_again_nor_a_third_nor_anybody_before_the_call(sealed: World) -> None:
    voted(sealed)
    reader = sealed.devices[2]
    about = {"division": "d1", "open": sealed.name("d1"), "freeze": b64u(sealed.frz), "previous": b64u(ZERO32)}
    length = len(sealed.log.entries)
    sealed.act(sealed.scrutineers[0], "mix", **about, message="")
    fresh = sealed.device(2, sealed.folder / "before")
    sealed.sync(fresh)
    assert fault(fresh) == "wrong-division-state"
    sealed.log = sealed.log.fork(length)
    sealed.call(FLAGS, 6)
    sealed.step(sealed.devices[:1])
    sealed.record(of_log(sealed, "mix"))
    sealed.sync(reader)
    assert fault(reader) == "wrong-division-state"


def of_log(world: World, kind: str) -> SignedAct:
    found = next(item for item in reversed(world.log.entries) if f'"type":"{kind}"'.encode() in unb64u(item["b"]))
    return SignedAct.from_json({"b": found["b"], "s": found["s"]})


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda world: world.call(FLAGS, 6), "wrong-division-state"),
        (lambda world: world.call(FLAGS, 6, freeze=b64u(ZERO32)), "wrong-reference"),
        (lambda world: world.act(world.scrutineers[0], "row-release", **rows_fields(world)), "wrong-division-state"),
    ],
)
def test_acts_about_names_are_judged_by_their_rules(called: World, spoil: Callable[[World], object], code: str) -> None:
    spoil(called)
    called.sync(called.devices[0])
    assert fault(called.devices[0]) == code


def test_only_the_server_calls(sealed: World) -> None:
    voted(sealed)
    about = {"division": "d1", "open": sealed.name("d1"), "freeze": b64u(sealed.frz)}
    sealed.act(sealed.chair, "names-call", **about, item=0, flags=FLAGS, rows=6)
    sealed.settle()
    assert fault(sealed.devices[0]) == "not-allowed"
    assert said(sealed) == []


def rows_fields(world: World) -> dict[str, Any]:
    about = {"division": "d1", "open": world.name("d1"), "freeze": b64u(world.frz)}
    return {**about, "chain": b64u(ZERO32), "shares": ""}


def test_a_call_where_nothing_is_written_in_or_too_early_makes_the_log_invalid(sealed: World) -> None:
    sealed.asked = ELECTION
    sealed.open()
    sealed.settle()
    sealed.cast("d1", BALLOTS)
    sealed.close_and_freeze()
    sealed.step()  # certificates
    sealed.step(sealed.devices[:1])  # one release
    sealed.call(FLAGS, 6)
    sealed.sync(sealed.devices[1])
    assert fault(sealed.devices[1]) == "wrong-division-state"


def test_a_motion_has_no_names(sealed: World) -> None:
    sealed.open()
    sealed.settle()
    sealed.cast_all()
    sealed.close_and_freeze()
    sealed.settle()
    sealed.call(1, 6)
    sealed.sync(sealed.devices[0])
    assert fault(sealed.devices[0]) == "wrong-division-state"


def test_a_release_of_another_chain_makes_the_log_invalid(called: World) -> None:
    called.settle(called.devices[:2])
    called.act(called.scrutineers[2], "row-release", **rows_fields(called))
    called.sync(called.devices[0])
    assert fault(called.devices[0]) == "wrong-reference"


# -- turns


def test_a_later_index_waits_ten_seconds_for_each_before_it(called: World) -> None:
    one, two, three = called.devices
    called.due(two)
    called.due(three)
    called.now += PATIENCE_MS
    assert len(of(called.due(two), "mix")) == 1
    assert of(called.due(three), "mix") == []
    called.now += PATIENCE_MS
    assert len(of(called.due(three), "mix")) == 1
    assert len(of(called.due(one), "mix")) == 1  # the lowest never waits


def test_after_a_mix_the_turns_begin_anew(called: World) -> None:
    one, two, three = called.devices
    called.due(two)
    called.due(three)
    called.now += PATIENCE_MS
    called.step([two])
    assert said(called) == [(2, "mix")]
    assert of(called.due(three), "mix") == []
    called.step([one])
    called.settle()
    assert [index for index, kind in said(called) if kind == "mix"] == [2, 1]


def test_who_was_stood_down_is_not_waited_for(tmp_path: Any) -> None:
    world = World(tmp_path, n=4, k=2)
    world.hold_ceremony()
    voted(world)
    absence = world.act(world.chair, "stand-down", index=1, reason="因病缺席")
    there = world.devices[1:]
    for device in there:
        world.sync(device)
        device.engine.confirm_absence(b64u(absence.id))
    world.settle(there)
    world.call(FLAGS, 6)
    world.settle(there)
    assert [index for index, kind in said(world) if kind == "mix"] == [2, 3]
    assert world.due(world.devices[0]) == []


def test_what_another_overtook_before_it_was_signed_is_made_anew(called: World) -> None:
    one, two, _ = called.devices
    called.sync(two)
    called.due(two)
    called.sync(one)
    one.engine.due()
    while (job := one.engine.job) is not None and not (made := one.engine.mixer._work.made):  # type: ignore[union-attr]
        job.run()()
        if made := one.engine.mixer._work.made:  # type: ignore[union-attr]
            break
        one.engine.due()
    assert made
    called.now += PATIENCE_MS
    called.step([two])
    (act,) = of(called.due(one), "mix")
    assert b64u(made) not in act.body.decode()
    called.record(act)
    called.settle()
    assert [index for index, kind in said(called) if kind == "mix"] == [2, 1]
    assert len(opened(called)) == 6
