"""A device's word about a vote, from its opening to its release: once, and only on what it verified itself."""

from functools import partial
from itertools import chain
from typing import Any

import pytest

from terminal_client.scrutineer.alphas import Alphas
from terminal_client.scrutineer.board import Repeat
from tests.unit.scrutineer.world import Device, World
from voting_protocol.ballots import Header, ballot_id
from voting_protocol.crypto import SigningKey
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice
from voting_protocol.sealed.ballots import make_spoil, parse_ballot
from voting_protocol.sealed.counting import CountSearch
from voting_protocol.sealed.group import Scalar
from voting_protocol.sealed.secret.encrypt import seal
from voting_protocol.sealed.shares import Frozen, combine_shares, sort_shares
from voting_protocol.sealed.statements import Ciphertext
from voting_protocol.sealed.tally import count_cells, read_counts

SAID = {"open-ok", "open-refuse", "root-ok", "root-refuse", "release", "void-ok"}


def said(world: World, since: int = 0) -> list[str]:
    return [kind for kind in world.types(since) if kind in SAID]


def refusal(world: World, kind: str) -> tuple[str, str]:
    body = world.last(kind)
    return body["code"], body["detail"]


def counts(world: World, device: Device, division: str = "d1") -> dict[str, int]:
    """What anybody makes of the releases in the log."""
    vote = device.roll.sitting.divisions[division].vote
    assert vote is not None
    assert vote.attempt is not None
    cells = (Ciphertext.decode(unb64u(world.last("division-freeze")["cells"]), allow_zero=True),)
    keys = device.roll.sealed(vote.attempt).keys
    frozen = Frozen(unb64u(vote.frozen), cells, keys)
    shares = sort_shares(frozen, [(index, unb64u(data)) for index, data in vote.released.items()])
    assert not shares.faults
    form, n = world.question(division).form, world.last("division-freeze")["n"]
    totals = combine_shares(frozen, shares.valid)
    (item,) = read_counts(form, count_cells(form, totals, n, CountSearch(keys.public, n)), n)
    words: dict[str, int] = item.names[0].words  # type: ignore[union-attr]
    return words


def voted(world: World, count: int | None = None, **freeze: Any) -> None:
    """A vote up to its freeze."""
    world.open()
    world.settle()
    world.cast_all(count=count)
    world.close_and_freeze(**freeze)


def test_a_vote_is_certified_rooted_and_released_by_everybody(sealed: World) -> None:
    since = len(sealed.log.entries)
    voted(sealed)
    sealed.settle()
    assert said(sealed, since) == ["open-ok"] * 3 + ["root-ok"] * 3 + ["release"] * 3
    assert all(device.roll.fault is None for device in sealed.devices)
    assert counts(sealed, sealed.devices[0]) == {"for": 2, "against": 2, "abstain": 2}


def test_a_changed_vote_takes_the_place_of_the_earlier_one(sealed: World) -> None:
    sealed.open()
    sealed.settle()
    sealed.cast_all()
    sealed.entries["d1"].append(sealed.ballot("d1", "A-0", Choice.FOR, 2, _id(sealed.entries["d1"][0])).encode())
    sealed.close_and_freeze()
    sealed.settle()
    assert counts(sealed, sealed.devices[1]) == {"for": 3, "against": 1, "abstain": 2}


def _id(entry: bytes) -> bytes:
    return ballot_id(entry[1:-64])


def test_a_spoil_entry_uses_up_its_number_and_counts_nothing(sealed: World) -> None:
    sealed.open()
    sealed.settle()
    question, key = sealed.question("d1"), sealed.seats["A-0"]
    spoil = make_spoil(key, Header(question.opening, key.public, 1, question.opening), bytes(32))
    sealed.entries["d1"].append(spoil.encode())
    sealed.settle()
    board = sealed.devices[0].engine.boards["d1"]
    assert (board.size, board.counted, board.fault) == (1, 0, None)
    sealed.entries["d1"].append(sealed.ballot("d1", "A-0", Choice.FOR, 2, spoil.id).encode())
    sealed.settle()
    assert (board.size, board.counted, board.fault) == (2, 1, None)


# -- openings


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"n": 5}, "counts-differ"),
        ({"p": 7}, "counts-differ"),
        ({"electorate": {"size": 6, "root": b64u(bytes(32))}}, "electorate-differs"),
        ({"active": [1, 2]}, "seal-differs"),
        ({"seal": b64u(bytes(32))}, "seal-differs"),
        ({"max_seq": 1001}, "definition-differs"),
        ({"kind": "trial"}, "definition-differs"),
        ({"opened_ms": 1}, "bad-clock"),
    ],
)
def test_26_an_opening_that_differs_is_refused_by_name(sealed: World, changes: dict[str, Any], code: str) -> None:
    sealed.open(**changes)
    sealed.settle()
    assert said(sealed) == ["open-refuse"] * len(changes.get("active", (1, 2, 3)))
    assert refusal(sealed, "open-refuse")[0] == code


def test_26_a_definition_other_than_the_draft_is_refused(sealed: World) -> None:
    definition = sealed.proposal("d1")["definition"] | {"title": {"zh": "另一项", "en": "Another"}}
    sealed.open(definition=definition)
    sealed.settle()
    assert refusal(sealed, "open-refuse") == ("definition-differs", "definition.title")


def test_63_labels_come_from_the_definition_as_drafted(sealed: World) -> None:
    definition = sealed.proposal("d1")["definition"] | {"names": [[{"zh": "甲", "en": ""}]]}
    sealed.open(definition=definition)
    sealed.settle()
    assert refusal(sealed, "open-refuse") == ("definition-differs", "definition.names")


def test_a_chair_whom_the_seal_does_not_name_opens_nothing(sealed: World) -> None:
    other = SigningKey.generate()
    sealed.enrol(other, "chair", holder="李芳")
    sealed.open(by=other)
    sealed.settle()
    assert refusal(sealed, "open-refuse")[0] == "chair-not-sealed"


def test_26_one_division_is_certified_once_even_if_the_log_is_rewritten(sealed: World) -> None:
    drafted = len(sealed.log.entries)
    sealed.open()
    device = sealed.devices[0]
    (ok,) = sealed.due(device)
    fork = sealed.log.fork(drafted)
    sealed.log = fork
    sealed.open(max_seq=99)
    again = sealed.restart(0)
    (refused,) = sealed.due(again)
    assert ok.id != refused.id
    sealed.record(refused)
    assert refusal(sealed, "open-refuse")[0] == "opened-before"


def test_23_a_log_other_than_the_one_it_saw_is_told(sealed: World) -> None:
    drafted = len(sealed.log.entries)
    sealed.open()
    sealed.settle()
    sealed.log = sealed.log.fork(drafted)
    sealed.open("d2")
    assert sealed.restart(1).roll.fault is None  # not read as far yet as it had seen
    assert sealed.devices[1].engine.stopped == "reading"
    for number in range(3, 9):
        sealed.draft(f"d{number}")
    again = sealed.restart(1)
    assert again.roll.fault is not None
    assert again.roll.fault.code == "log-forked"
    sealed.due(again)
    assert sealed.devices[1].engine.stopped == ""


def test_a_log_that_does_not_hold_is_refused_and_told(sealed: World) -> None:
    stranger = SigningKey.generate()
    sealed.act(stranger, "check-in", member="m0", seat="A-0")
    sealed.open()
    sealed.settle()
    code, detail = refusal(sealed, "open-refuse")
    assert code == "log-invalid"
    assert detail.endswith("not-allowed")


def test_61_a_terminal_whose_code_nobody_issued_is_not_certified(sealed: World) -> None:
    code, key = SigningKey.generate(), SigningKey.generate()
    sealed.act(key, "enrol", "body.congress", code, code=code.name, device="ghost")
    sealed.open()
    sealed.settle()
    assert refusal(sealed, "open-refuse") == ("log-invalid", f"body.congress {len(sealed.register.entries) - 1} unknown-code")


# -- the board


def test_34_nothing_is_released_before_every_ballot_is_verified(sealed: World) -> None:
    sealed.open()
    sealed.settle()
    sealed.cast_all()
    held_back = sealed.entries["d1"].pop()
    sealed.entries["d1"].append(held_back)
    sealed.close_and_freeze()
    sealed.entries["d1"].pop()  # the server has not shown the last one yet
    sealed.settle()
    assert set(said(sealed)) == {"open-ok"}
    assert sealed.devices[0].waits == {"d1": "verifying"}
    sealed.entries["d1"].append(held_back)
    sealed.settle()
    assert said(sealed).count("release") == 3


def test_34_a_ballot_whose_proof_fails_is_named_and_nothing_is_released(sealed: World) -> None:
    sealed.open()
    sealed.settle()
    sealed.cast_all()
    close = sealed.close()
    honest = sealed.freeze("d1", close)
    assert honest
    entry = bytearray(sealed.entries["d1"][3])
    entry[-64 - 32] ^= 1  # a response of the last proof
    sealed.entries["d1"][3] = bytes(entry)
    sealed.settle()
    assert set(said(sealed)) == {"open-ok", "root-refuse"}
    code, detail = refusal(sealed, "root-refuse")
    assert (code, detail.split()[0]) == ("ballot-invalid", "4")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"root": b64u(bytes(32))}, "root-differs"),
        ({"counted_root": b64u(bytes(32))}, "counted-root-differs"),
        ({"n": 5}, "ballots-differ"),
        ({"cells": b64u(bytes(64))}, "sums-differ"),
        ({"size": 5}, "size-differs"),
    ],
)
def test_34_a_freeze_that_differs_is_refused_with_the_difference(sealed: World, changes: dict[str, Any], code: str) -> None:
    voted(sealed, **changes)
    sealed.settle()
    assert set(said(sealed)) == {"open-ok", "root-refuse"}
    assert refusal(sealed, "root-refuse")[0] == code


def test_27_a_board_shown_short_is_refused_after_a_while(sealed: World) -> None:
    voted(sealed, size=7)
    sealed.settle()
    assert set(said(sealed)) == {"open-ok"}
    sealed.now += 11_000
    sealed.settle()
    assert refusal(sealed, "root-refuse") == ("board-short", "6 7")


@pytest.mark.parametrize("trick", ["stranger", "again", "gap", "other opening"])
def test_19_entries_out_of_their_place_reject_the_board(sealed: World, trick: str) -> None:
    sealed.open()
    sealed.settle()
    sealed.cast_all()
    match trick:
        case "stranger":
            sealed.seats["X"] = SigningKey.generate()
            entry = sealed.ballot("d1", "X", Choice.FOR).encode()
        case "again":
            entry = sealed.entries["d1"][0]
        case "gap":
            entry = sealed.ballot("d1", "A-0", Choice.FOR, 3, bytes(32)).encode()
        case _:
            first = sealed.entries["d1"][0]
            entry = first[:4] + bytes([first[4] ^ 1]) + first[5:]
    sealed.entries["d1"].append(entry)
    sealed.settle()
    fault = sealed.devices[0].engine.boards["d1"].fault
    assert fault is not None
    assert fault.position == 7


def test_16_a_repeated_alpha_is_told_with_both_places(sealed: World) -> None:
    sealed.open()
    sealed.settle()
    question = sealed.question("d1")
    nonce = Scalar.random()
    for seat in ("A-0", "A-1"):
        draws = chain([nonce], iter(Scalar.random, None))
        header = Header(question.opening, sealed.seats[seat].public, 1, question.opening)
        body = seal(question, header, [[Choice.FOR]], partial(next, draws)).body
        sealed.entries["d1"].append(parse_ballot(body, sealed.seats[seat].sign("ballot", body), question.form).encode())
    sealed.settle()
    board = sealed.devices[0].engine.boards["d1"]
    assert (board.size, board.fault) == (2, None)
    assert board.repeats == [Repeat(1, 2)]


def test_16_an_alpha_of_an_earlier_vote_of_the_sitting_is_told_with_both_places(sealed: World) -> None:
    nonce = Scalar.random()
    for name, seat in (("d1", "A-0"), ("d2", "A-1")):
        sealed.open(name)
        sealed.settle()
        question = sealed.question(name)
        header = Header(question.opening, sealed.seats[seat].public, 1, question.opening)
        sealed.cast(name, {other: Choice.FOR for other in list(sealed.seats)[2:]})
        draws = chain([nonce], iter(Scalar.random, None))
        body = seal(question, header, [[Choice.FOR]], partial(next, draws)).body
        sealed.entries[name].append(parse_ballot(body, sealed.seats[seat].sign("ballot", body), question.form).encode())
        sealed.settle()
        board = sealed.devices[0].engine.boards[name]
        assert (board.size, board.fault) == (len(sealed.seats) - 1, None)
        if name == "d1":
            sealed.void(name)
            sealed.settle()
    assert board.repeats == [Repeat(board.size, board.size, "d1")]


def test_16_the_alphas_of_earlier_votes_take_bounded_memory() -> None:
    alphas = Alphas(most=2)
    for vote in range(4):
        alphas.begin(f"d{vote}")
        for place in (1, 2):
            alpha = bytes((vote, place)) * 16
            assert alphas.first(f"d{vote}", place, alpha) == (f"d{vote}", place)
    assert alphas.first("d3", 3, bytes((2, 1)) * 16) == ("d2", 1)
    assert alphas.first("d3", 4, bytes((0, 1)) * 16) == ("d3", 4)


def test_of_a_vote_that_is_over_only_alarms_are_kept(sealed: World) -> None:
    sealed.open()
    sealed.settle()
    question, nonce = sealed.question("d1"), Scalar.random()
    for seat in sealed.seats:
        draws = chain([nonce], iter(Scalar.random, None))
        header = Header(question.opening, sealed.seats[seat].public, 1, question.opening)
        body = seal(question, header, [[Choice.FOR]], partial(next, draws)).body
        sealed.entries["d1"].append(parse_ballot(body, sealed.seats[seat].sign("ballot", body), question.form).encode())
    sealed.close_and_freeze()
    sealed.settle()
    assert [set(device.engine.boards) for device in sealed.devices] == [{"d1"}] * 3
    sealed.void("d1")
    sealed.settle()
    assert [set(device.engine.boards) for device in sealed.devices] == [set()] * 3
    assert [device.engine.repeats for device in sealed.devices] == [{"d1": 5}] * 3


# -- the close


def test_57_a_close_at_the_deadline_waits_for_this_devices_own_clock(sealed: World) -> None:
    sealed.open(auto_close_s=60)
    sealed.settle()
    sealed.cast_all()
    opened = sealed.now
    sealed.now = opened + 60_001
    close = sealed.close(reason="deadline")
    sealed.freeze("d1", close)
    real, sealed.now = sealed.now, opened + 30_000  # the device's clock says that it is too early
    sealed.settle()
    assert sealed.devices[0].waits == {"d1": "before-deadline"}
    assert set(said(sealed)) == {"open-ok"}
    sealed.now = real
    sealed.settle()
    assert said(sealed).count("root-ok") == 3


def test_57_a_server_that_closes_without_a_deadline_is_refused(sealed: World) -> None:
    sealed.open()
    sealed.settle()
    sealed.cast_all()
    sealed.freeze("d1", sealed.close(reason="deadline"))
    sealed.settle()
    code, detail = refusal(sealed, "root-refuse")
    assert (code, detail.split()[-1]) == ("log-invalid", "before-deadline")


# -- release


def test_26_nothing_is_released_before_q_certificates(sealed: World) -> None:
    voted(sealed)
    sealed.step(sealed.devices[:2])
    sealed.settle(sealed.devices[:2])
    assert said(sealed).count("root-ok") == 2
    assert "release" not in said(sealed)
    assert sealed.devices[0].waits == {"d1": "certificates"}
    sealed.settle()
    assert said(sealed).count("release") == 3


@pytest.mark.parametrize(("ballots", "waits"), [(1, "too-few-ballots"), (2, "too-few-ballots"), (3, "by-hand"), (4, "by-hand")])
def test_37_few_ballots_are_released_by_hand_or_never(sealed: World, ballots: int, waits: str) -> None:
    voted(sealed, ballots)
    sealed.settle()
    assert "release" not in said(sealed)
    assert [device.waits for device in sealed.devices] == [{"d1": waits}] * 3
    device = sealed.devices[0]
    if waits == "by-hand":
        device.engine.allow_release("d1")
        sealed.settle()
        assert said(sealed).count("release") == 1
    else:
        with pytest.raises(ProtocolError, match="not-yet"):
            device.engine.allow_release("d1")


def test_37_from_half_of_the_electorate_or_less_a_release_is_by_hand(tmp_path: Any) -> None:
    world = World(tmp_path, size=10)
    world.hold_ceremony()
    voted(world, 5)
    world.settle()
    assert world.devices[0].waits == {"d1": "by-hand"}


def test_7_a_vote_without_ballots_releases_nothing(sealed: World) -> None:
    voted(sealed, 0)
    sealed.settle()
    assert said(sealed).count("release") == 3
    assert sealed.last("release")["shares"] == ""


def test_a_person_may_ask_for_every_release_by_hand(sealed: World) -> None:
    sealed.devices[0].keeper.by_hand = True
    voted(sealed)
    sealed.settle()
    assert said(sealed).count("release") == 2
    assert sealed.devices[0].waits == {"d1": "by-hand"}
    sealed.devices[0].engine.allow_release("d1")
    sealed.settle()
    assert said(sealed).count("release") == 3


def test_60_asked_again_a_device_sends_the_same_bytes_after_a_restart_too(sealed: World) -> None:
    voted(sealed)
    device = sealed.devices[0]
    while "release" not in said(sealed):
        sealed.step(sealed.devices[1:])
        acts = [act for act in sealed.due(device) if b'"type":"release"' in act.body]
        if acts:
            break
        for act in sealed.due(device):
            sealed.record(act)
    (act,) = acts
    again = sealed.restart(0)
    assert sealed.due(again) == [act]
    assert sealed.due(again) == [act]


def test_36_a_second_freeze_gets_no_certificate_and_no_release(sealed: World) -> None:
    sealed.open()
    sealed.settle()
    sealed.cast_all()
    close = sealed.close()
    length = len(sealed.log.entries)
    sealed.freeze("d1", close)
    sealed.settle()
    assert said(sealed).count("release") == 3
    sealed.log = sealed.log.fork(length)
    sealed.entries["d1"].pop()  # the sum of all but one
    sealed.freeze("d1", close)
    again = sealed.restart(0)
    assert again.roll.fault is not None or not again.roll.complete
    assert [act for act in sealed.due(again) if b'"type":"release"' in act.body or b'"type":"root-ok"' in act.body] == []


def test_36_a_second_freeze_is_refused_by_a_device_that_saw_no_later_act(sealed: World) -> None:
    sealed.open()
    sealed.settle()
    sealed.cast_all()
    close = sealed.close()
    length = len(sealed.log.entries)
    sealed.freeze("d1", close)
    device = sealed.devices[0]
    (ok,) = sealed.due(device)
    assert b'"type":"root-ok"' in ok.body
    sealed.log = sealed.log.fork(length)
    sealed.entries["d1"].pop()
    sealed.freeze("d1", close)
    device.keeper.note_heads({"sitting.s1": sealed.log.head})  # even if it had written down no head that tells
    again = sealed.restart(0)
    for act in sealed.due(again):
        sealed.record(act)
    assert refusal(sealed, "root-refuse")[0] == "frozen-before"


def test_70_one_who_refuses_after_the_freeze_is_named_and_others_finish(sealed: World) -> None:
    voted(sealed)
    sealed.step()
    assert said(sealed).count("root-ok") == 3
    sealed.settle(sealed.devices[:2])  # the third never releases
    vote = sealed.devices[0].roll.sitting.divisions["d1"].vote
    assert vote is not None
    assert (set(vote.released), vote.rooted - set(vote.released)) == ({1, 2}, {3})
    assert counts(sealed, sealed.devices[0]) == {"for": 2, "against": 2, "abstain": 2}


# -- void


def test_58_a_void_before_any_release_leaves_the_count_unknown(sealed: World) -> None:
    voted(sealed)
    sealed.step(sealed.devices[:2])
    sealed.void("d1")
    sealed.settle()
    assert said(sealed).count("void-ok") == 3
    assert "release" not in said(sealed)
    division = sealed.devices[0].roll.sitting.divisions["d1"]
    assert not division.count_known(len(sealed.log.entries))


@pytest.mark.parametrize(("released", "known"), [(1, False), (2, True)])
def test_58_a_device_that_released_promises_nothing_and_with_k_of_them_the_count_may_be_known(
    sealed: World, released: int, known: bool
) -> None:
    voted(sealed)
    sealed.step()
    sealed.step(sealed.devices[:released])
    assert said(sealed).count("release") == released
    sealed.void("d1")
    sealed.settle()
    assert said(sealed).count("void-ok") == 3 - released
    division = sealed.devices[0].roll.sitting.divisions["d1"]
    assert division.count_known(len(sealed.log.entries)) is known


def test_58_who_was_stood_down_may_have_released_elsewhere(tmp_path: Any) -> None:
    world = World(tmp_path, n=4, k=2)
    world.hold_ceremony()
    there = world.devices[:3]
    for device in there[1:]:
        device.keeper.by_hand = True
    voted(world)
    absence = world.act(world.chair, "stand-down", index=4, reason="因病缺席")
    for device in there:
        world.sync(device)
        device.engine.confirm_absence(b64u(absence.id))
    world.settle(there)
    assert said(world).count("release") == 1
    world.void("d1")
    world.settle(there)
    assert said(world).count("void-ok") == 2
    assert there[0].roll.sitting.divisions["d1"].count_known(len(world.log.entries))


def test_58_after_its_promise_a_device_releases_nothing_even_in_a_rewritten_log(sealed: World) -> None:
    sealed.open()
    sealed.settle()
    sealed.cast_all()
    length = len(sealed.log.entries)
    sealed.void("d1")
    device = sealed.devices[0]
    (promise,) = sealed.due(device)
    assert b'"type":"void-ok"' in promise.body
    sealed.log = sealed.log.fork(length)
    sealed.close_and_freeze()
    device.keeper.note_heads({"sitting.s1": sealed.log.head})
    again = sealed.restart(0)
    for _ in range(3):
        sealed.step(sealed.devices[1:])
        for act in sealed.due(again):
            sealed.record(act)
    assert [key for key, body in _by(sealed, "release")] == ["2", "3"] or _by(sealed, "release") == []
    assert refusal(sealed, "root-refuse")[0] == "frozen-before"


def _by(world: World, kind: str) -> list[tuple[str, dict[str, Any]]]:
    names = {key.name: str(i + 1) for i, key in enumerate(world.scrutineers)}
    bodies = (world.body(n) for n in range(len(world.log.entries)))
    return [(names[body["actor"]], body) for body in bodies if body["type"] == kind]


def test_58_a_vote_held_again_has_no_new_electors_where_the_count_may_be_known(sealed: World) -> None:
    last = list(sealed.seats)[-1]
    sealed.act(sealed.admin, "depart", member=f"m{last[2:]}")
    gone = sealed.check_ins.pop(last)
    assert gone
    voted(sealed, 5)
    sealed.step()
    sealed.step(sealed.devices[:2])
    assert said(sealed).count("release") == 2
    sealed.void("d1")
    sealed.settle()
    sealed.check_in(int(last[2:]))
    since = len(sealed.log.entries)
    sealed.open("d2", again_of="d1")
    sealed.settle()
    assert said(sealed, since) == ["open-refuse"] * 3
    assert refusal(sealed, "open-refuse") == ("electorate-grew", f"m{last[2:]}")


def test_58_a_vote_held_again_after_an_unknown_count_is_free(sealed: World) -> None:
    last = list(sealed.seats)[-1]
    sealed.act(sealed.admin, "depart", member=f"m{last[2:]}")
    del sealed.check_ins[last]
    voted(sealed, 5)
    sealed.void("d1")
    sealed.settle()
    sealed.check_in(int(last[2:]))
    since = len(sealed.log.entries)
    sealed.open("d2", again_of="d1")
    sealed.settle()
    assert said(sealed, since) == ["open-ok"] * 3


# -- absence


def test_an_absent_scrutineer_is_stood_down_by_hand_and_the_others_finish(tmp_path: Any) -> None:
    world = World(tmp_path, n=4, k=2)
    world.hold_ceremony()
    there = world.devices[:3]
    absence = world.act(world.chair, "stand-down", index=4, reason="因病缺席")
    world.settle(there)
    assert "stand-down-ok" not in world.types()
    for device in there:
        device.engine.confirm_absence(b64u(absence.id))
    world.settle(there)
    assert world.types().count("stand-down-ok") == 3
    world.open(active=[1, 2, 3])
    world.settle(there)
    world.cast_all()
    world.close_and_freeze()
    world.settle(there)
    assert said(world) == ["open-ok"] * 3 + ["root-ok"] * 3 + ["release"] * 3
    assert world.due(world.devices[3]) == []
    assert all(device.roll.fault is None for device in there)


def test_only_a_proposed_absence_can_be_confirmed(sealed: World) -> None:
    with pytest.raises(ProtocolError, match="not-yet"):
        sealed.devices[0].engine.confirm_absence(b64u(bytes(32)))
