"""A device mixes once and releases rows once: after a crash, a failing disk, a fork, a void, a backup."""

from functools import partial
from itertools import count

import pytest

from terminal_client.scrutineer.keeper import Keeper
from terminal_client.scrutineer.mixing import CIPHERTEXT_MS, TURN_MS
from tests.unit.scrutineer.elections import AGAINST, BALLOTS, ELECTION, FLAGS, fault, of, opened, said, voted, waits
from tests.unit.scrutineer.world import PASSPHRASE, World
from voting_protocol import canonical
from voting_protocol.acts import SignedAct
from voting_protocol.ballots import Header
from voting_protocol.sealed.ballots import parse_ballot
from voting_protocol.sealed.group import Scalar
from voting_protocol.sealed.secret.encrypt import seal

PATIENCE_MS = TURN_MS + 100 * CIPHERTEXT_MS
"""Longer than a device waits for the one before it: the votes here have fewer ciphertexts."""


def test_a_mix_and_a_release_of_rows_are_on_disk_before_they_are_sent(called: World) -> None:
    (act,) = of(called.due(called.devices[0]), "mix")
    again = called.restart(0)
    assert of(called.due(again), "mix") == [act]
    called.record(act)
    called.settle(called.devices[1:2])
    (rows,) = of(called.due(again), "row-release")
    again = called.restart(0)
    assert of(called.due(again), "row-release") == [rows]
    called.record(rows)
    called.settle()
    assert said(called).count((1, "mix")) == said(called).count((1, "row-release")) == 1


def test_a_disk_that_fails_sends_nothing(called: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Keeper) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Keeper, "_write", full)
        with pytest.raises(OSError, match="No space"):
            called.due(called.devices[0])
    (act,) = of(called.due(called.devices[0]), "mix")
    assert of(called.due(called.restart(0)), "mix") == [act]


def test_large_acts_leave_the_disk_once_the_log_has_them_and_are_never_made_again(called: World) -> None:
    called.settle()
    device = called.devices[0]
    assert list(device.keeper.acts_under(device.engine.pen.slot("mix", "d1"))) == []
    assert device.keeper.act(device.engine.pen.slot("rows", "d1")) is None
    assert device.engine.mixer.said(device.roll.sitting.divisions["d1"]) == ["mix", "rows"]
    device.keeper.flush()
    again = called.restart(0)
    assert again.engine.stopped == ""
    assert called.due(again) == []


def test_a_signed_mix_that_was_overtaken_is_not_sent_and_another_one_is_made_in_the_next_place(called: World) -> None:
    (lost,) = of(called.due(called.devices[0]), "mix")
    called.due(called.devices[1])
    called.now += PATIENCE_MS
    called.step(called.devices[1:2])
    again = called.restart(0)
    (other,) = of(called.due(again), "mix")
    assert _previous(lost) != _previous(other)
    assert of(called.due(called.restart(0)), "mix") == [other]
    called.settle([called.devices[0]])
    called.settle()
    assert [index for index, kind in said(called) if kind == "mix"] == [2, 1]
    assert lost.id not in called.devices[0].roll.own
    assert len(opened(called)) == 6


def test_with_exactly_k_devices_left_one_that_was_overtaken_does_not_keep_the_names_closed(called: World) -> None:
    one, two, _ = called.devices
    called.due(one)  # signed, and never sent
    called.due(two)
    called.now += PATIENCE_MS
    called.step([two])
    called.settle([one, two])
    assert sorted(said(called)) == [(1, "mix"), (1, "row-release"), (2, "mix"), (2, "row-release")]
    assert len(opened(called)) == 6


def test_in_a_place_where_a_device_has_mixed_it_never_signs_another_mix(called: World) -> None:
    one = called.devices[0]
    (first,) = of(called.due(one), "mix")
    length = len(called.log.entries)
    called.due(called.devices[1])
    called.now += PATIENCE_MS
    called.step(called.devices[1:2])
    (second,) = of(called.due(one), "mix")
    called.log = called.log.fork(length)
    one.keeper.note_heads({"sitting.s1": called.log.head})  # even if it had written down no head that tells
    one.keeper.flush()
    again = called.restart(0)
    assert of(called.due(again), "mix") == []
    assert _previous(first) != _previous(second)


def _previous(act: SignedAct) -> object:
    return canonical.decode_object(act.body)["previous"]


def test_rows_are_never_released_for_two_chains(called: World) -> None:
    one, two, three = called.devices
    called.step([one])
    length = len(called.log.entries)
    called.step([two])
    (rows,) = of(called.due(one), "row-release")
    called.log = called.log.fork(length)
    called.due(three)
    called.now += PATIENCE_MS
    called.step([three])
    one.keeper.note_heads({"sitting.s1": called.log.head})  # even if it had written down no head that tells
    one.keeper.flush()
    again = called.restart(0)
    assert said(called) == [(1, "mix"), (3, "mix")]
    assert called.due(again) == []
    assert (again.engine.stopped, fault(again)) == ("", "")
    assert rows.id not in again.roll.own


def test_35_a_restored_device_mixes_nothing(called: World) -> None:
    backup = called.devices[0].keeper.backup()
    called.step(called.devices[:1])
    assert said(called) == [(1, "mix")]
    spare = Keeper.restore(called.folder / "spare", backup, PASSPHRASE)
    restored = called.start(0, called.folder / "spare", spare)
    assert called.due(restored) == []
    assert restored.engine.stopped == "restored"
    assert restored.engine.job is None


# -- release by hand, void, few rows


def test_who_has_not_released_the_sums_neither_mixes_nor_shares_rows(sealed: World) -> None:
    sealed.devices[0].keeper.by_hand = True
    voted(sealed)
    sealed.call(FLAGS, 6)
    sealed.settle()
    assert said(sealed) == []  # the others give the first ten seconds
    sealed.devices[0].engine.allow_release("d1")
    sealed.settle()
    assert said(sealed)[:2] == [(1, "mix"), (2, "mix")]
    assert (1, "row-release") in said(sealed)


def test_58_after_a_void_nothing_is_mixed(called: World) -> None:
    called.step(called.devices[:1])
    called.void("d1")
    called.settle()
    assert said(called) == [(1, "mix")]
    assert all(device.engine.job is None for device in called.devices)


def test_58_after_its_promise_a_device_mixes_nothing_even_in_a_rewritten_log(sealed: World) -> None:
    sealed.asked = ELECTION
    sealed.open()
    sealed.settle()
    sealed.cast("d1", BALLOTS)
    sealed.close_and_freeze()
    sealed.step()  # certificates
    length = len(sealed.log.entries)
    sealed.void("d1")
    (promise,) = sealed.due(sealed.devices[0])
    assert b'"type":"void-ok"' in promise.body
    sealed.log = sealed.log.fork(length)
    sealed.devices[0].keeper.note_heads({"sitting.s1": sealed.log.head})
    sealed.devices[0].keeper.flush()
    sealed.settle(sealed.devices[1:])
    sealed.call(FLAGS, 6)
    again = sealed.restart(0)
    assert sealed.due(again) == []
    assert again.engine.job is None


def test_fewer_than_three_rows_are_never_mixed(sealed: World) -> None:
    """Two pairs of colluding devices made equal rows."""
    sealed.asked = ELECTION
    sealed.open()
    sealed.settle()
    question = sealed.question("d1")
    for seat, same in (("A-0", 0), ("A-1", 0), ("A-2", 1), ("A-3", 1)):
        numbers = map(Scalar.of, count(1 + 1000 * same))
        header = Header(question.opening, sealed.seats[seat].public, 1, question.opening)
        body = seal(question, header, [(AGAINST, AGAINST, f"张{same}", "")], partial(next, numbers)).body
        sealed.entries["d1"].append(parse_ballot(body, sealed.seats[seat].sign("ballot", body), question.form).encode())
    sealed.close_and_freeze()
    sealed.settle()
    for device in sealed.devices:
        device.engine.allow_release("d1")
    sealed.settle()
    sealed.call(4, 2)
    sealed.settle()
    assert said(sealed) == []
    assert waits(sealed) == ["too-few-ballots"] * 3
    assert len(sealed.devices[0].engine.boards["d1"].repeats) == 18
