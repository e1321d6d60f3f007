"""A device's part in the key ceremony: its messages in turn, its share on disk before its seal, and the liar's name."""

from pathlib import Path

import pytest

from tests.unit.scrutineer.world import World
from voting_protocol.acts import SignedAct, make_act
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.keyset import read_keyset


def rounds(world: World) -> list[str]:
    return [kind.removeprefix("ceremony-") for kind in world.types() if kind.startswith("ceremony-")]


ROUNDS = ("start", "commit", "reveal", "deal", "seal")


def until(world: World, kind: str, count: int = 2) -> None:
    """Up to the round before, by all; then `kind` by the first devices only."""
    before = f"ceremony-{ROUNDS[ROUNDS.index(kind) - 1]}"
    while world.types().count(before) < (1 if before == "ceremony-start" else 3):
        assert world.step()
    assert world.step(world.devices[:count]) == count


def forge(world: World, index: int, kind: str, message: bytes) -> SignedAct:
    """Scrutineer `index` sends what its device would not."""
    fields = {"attempt": 1, "index": index, "message": b64u(message)}
    return make_act(world.scrutineers[index - 1], "sitting.s1", kind, world.log.head, world.now, fields)


def test_three_devices_seal_a_sitting_and_anybody_can_check_it(world: World) -> None:
    world.hold_ceremony()
    assert rounds(world) == ["start", *["commit"] * 3, *["reveal"] * 3, *["deal"] * 3, *["seal"] * 3]
    acts = [SignedAct.from_json({"b": item["b"], "s": item["s"]}) for item in world.log.entries]
    by_type = dict(zip(world.types(), acts, strict=True))
    seals = [act.to_json() for act, kind in zip(acts, world.types(), strict=True) if kind == "ceremony-seal"]
    keys = read_keyset({"start": by_type["ceremony-start"].to_json(), "seals": seals}, "s1", world.server.public)
    for index, device in enumerate(world.devices, 1):
        share = device.keeper.share(world.seal["seal"])
        assert share is not None
        assert share.index == index
        assert share.fits(keys.shares[index - 1])


def test_a_person_is_asked_to_take_part_and_to_compare(tmp_path: Path) -> None:
    world = World(tmp_path, automatic=False)
    world.start_ceremony()
    world.settle()
    assert rounds(world) == ["start"]
    assert [device.engine.rite.wait for device in world.devices] == ["take-part"] * 3
    for device in world.devices:
        device.engine.take_part()
    world.settle()
    assert rounds(world)[-1] == "seal"
    world.open()
    world.settle()
    assert "open-ok" not in world.types()
    assert world.devices[0].waits == {"d1": "compare"}
    for device in world.devices:
        device.engine.compare(same=True)
    world.settle()
    assert world.types().count("open-ok") == 3


def test_another_fingerprint_ends_the_attempt_and_its_share(tmp_path: Path) -> None:
    world = World(tmp_path, automatic=False)
    world.start_ceremony()
    world.sync(world.devices[0])
    for device in world.devices:
        world.sync(device)
        device.engine.take_part()
    world.settle()
    seal = world.seal["seal"]
    world.devices[1].engine.compare(same=False)
    world.settle()
    assert world.last("ceremony-abort")["code"] == "fingerprint-differs"
    assert [device.keeper.share(seal) for device in world.devices] == [None] * 3


def by_hand(folder: Path) -> World:
    """Three devices that ask their persons; the second did not compare the fingerprint before the first opening."""
    world = World(folder, automatic=False)
    world.start_ceremony()
    world.settle()
    for device in world.devices:
        device.engine.take_part()
    world.settle()
    for device in (world.devices[0], world.devices[2]):
        device.engine.compare(same=True)
    world.open()
    world.settle()
    assert world.types().count("open-ok") == 2
    return world


def test_another_fingerprint_heard_after_an_opening_is_refused_with_its_code(tmp_path: Path) -> None:
    world = by_hand(tmp_path)
    device = world.devices[1]
    device.engine.compare(same=False)
    world.settle()
    assert world.last("open-refuse")["code"] == "fingerprint-differs"
    assert "ceremony-abort" not in world.types()
    with pytest.raises(ProtocolError, match="fingerprint-differs"):
        device.engine.compare(same=True)
    world.act(world.chair, "division-void", division="d1", reason="x")
    world.open("d2")
    again = world.restart(1)
    assert b"fingerprint-differs" in world.due(again)[0].body


def test_a_fingerprint_doubted_in_the_middle_of_a_vote_gets_no_certificate_and_no_release(tmp_path: Path) -> None:
    world = by_hand(tmp_path)
    world.devices[1].engine.compare(same=True)
    world.settle()
    world.cast_all()
    world.close_and_freeze()
    world.step()  # all certify the freeze
    world.devices[1].engine.compare(same=False)
    assert not world.devices[1].keeper.compared(world.seal["seal"])
    world.settle()
    assert world.types().count("release") == 2
    assert world.devices[1].waits == {"d1": "fingerprint-differs"}


@pytest.mark.parametrize(("kind", "code"), [("commit", "ceremony-over"), ("reveal", "ceremony-over"), ("deal", "ceremony-over")])
def test_a_device_started_again_in_the_middle_ends_the_attempt(world: World, kind: str, code: str) -> None:
    world.start_ceremony()
    until(world, kind)
    world.restart(0)
    world.settle()
    abort = world.last("ceremony-abort")
    assert (abort["index"], abort["culprit"], abort["code"]) == (1, 1, code)
    world.hold_ceremony(2)
    assert world.seal["attempt"] == 2


def test_30_a_dealer_of_a_wrong_share_is_named_by_whoever_received_it(world: World) -> None:
    world.start_ceremony()
    until(world, "deal")
    others = unb64u(world.last("ceremony-deal")["message"])
    world.record(forge(world, 3, "ceremony-deal", others))  # another dealer's ciphertexts: nobody can open them
    world.settle()
    abort = world.last("ceremony-abort")
    assert (abort["culprit"], abort["code"]) == (3, "ceremony-share")
    verdict = world.devices[0].roll.attempt
    assert verdict is not None
    assert verdict.deals().judge(abort["index"], unb64u(abort["message"])).culprit == 3


def test_28_who_reveals_something_else_than_committed_is_named(world: World) -> None:
    world.start_ceremony()
    until(world, "reveal")
    world.record(forge(world, 3, "ceremony-reveal", unb64u(world.last("ceremony-reveal")["message"])))
    world.settle()
    abort = world.last("ceremony-abort")
    assert (abort["culprit"], abort["code"]) == (3, "ceremony-commit")


def test_a_message_in_its_name_that_it_did_not_send_stops_the_device(world: World) -> None:
    world.start_ceremony()
    world.record(forge(world, 1, "ceremony-commit", bytes(32)))
    device = world.devices[0]
    assert world.due(device) == []
    assert device.engine.stopped == "restored"


def test_54_a_seal_that_one_scrutineer_did_not_sign_is_no_seal(world: World) -> None:
    world.start_ceremony()
    world.settle(world.devices)
    world.log = world.log.fork(len(world.log.entries) - 1)
    fresh = World.device(world, 1, world.folder / "reader")
    world.sync(fresh)
    attempt = fresh.roll.attempt
    assert attempt is not None
    assert attempt.phase == "sealing"
    with pytest.raises(ProtocolError, match="not-sealed"):
        fresh.roll.sealed(attempt)


def test_who_seals_something_else_is_named(world: World) -> None:
    world.start_ceremony()
    while world.types().count("ceremony-deal") < 3:
        world.step()
    fields = {"attempt": 1, "index": 3, "keys": b64u(bytes(32)), "public": world.chair.name}
    more = {"shares": [world.chair.name] * 3, "seal": b64u(bytes(32))}
    world.act(world.scrutineers[2], "ceremony-seal", **fields, **more)
    world.settle(world.devices[:2])
    abort = world.last("ceremony-abort")
    assert (abort["culprit"], abort["code"]) == (3, "bad-seal")


def test_32_a_start_with_wrong_parameters_is_no_attempt(world: World) -> None:
    world.start_ceremony(k=1)
    world.settle()
    assert rounds(world) == ["start"]
    assert world.devices[0].roll.fault is not None
    assert world.devices[0].roll.fault.code == "ceremony-parameters"
