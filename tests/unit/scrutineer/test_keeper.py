"""What a device remembers: encrypted, durable, once, and not shared with a second device."""

import stat
from pathlib import Path
from typing import Any

import pytest

from terminal_client.scrutineer.keeper import FILE, FolderLock, Keeper
from terminal_client.scrutineer.vault import Vault
from tests.unit.scrutineer.world import CHEAP, PASSPHRASE, World
from voting_protocol import canonical
from voting_protocol.acts import Head, SignedAct, make_act
from voting_protocol.crypto import SigningKey
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.group import Scalar
from voting_protocol.sealed.secret.dealing import SecretShare


def some_act(number: int = 0) -> tuple[SigningKey, bytes]:
    key = SigningKey.generate()
    return key, make_act(key, "sitting.s1", "open-ok", Head(), number, {"division": "d", "open": ""}).body


def test_the_file_is_private_and_says_nothing_without_the_passphrase(tmp_path: Path) -> None:
    keeper = Keeper.create(tmp_path, PASSPHRASE, CHEAP)
    share = SecretShare(bytes(32), 1, Scalar.random())
    keeper.put_share("S", "s1", 1, share)
    path = tmp_path / FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    data = path.read_bytes()
    assert share.value.data not in data
    assert b"shares" not in data
    assert "HS1" not in repr(keeper) + repr(keeper._kept) + repr(keeper._vault)
    with pytest.raises(ProtocolError, match="wrong-passphrase"):
        Keeper.unlock(tmp_path, "another passphrase")
    assert Keeper.unlock(tmp_path, PASSPHRASE).share("S") == share


@pytest.mark.parametrize("place", [0, 4, 21, 30, -1])
def test_a_changed_file_is_refused(tmp_path: Path, place: int) -> None:
    Keeper.create(tmp_path, PASSPHRASE, CHEAP)
    data = bytearray((tmp_path / FILE).read_bytes())
    data[place] ^= 1
    (tmp_path / FILE).write_bytes(data)
    with pytest.raises(ProtocolError):
        Keeper.unlock(tmp_path, PASSPHRASE)


def test_a_file_that_asks_for_all_memory_is_refused() -> None:
    header = b"HSK1" + bytes(16) + (4).to_bytes(4, "big") + (2**22).to_bytes(4, "big")
    with pytest.raises(ProtocolError, match="bad-backup"):
        Vault.of(header + bytes(80), PASSPHRASE)


def test_60_a_slot_holds_one_act_for_ever(tmp_path: Path) -> None:
    keeper = Keeper.create(tmp_path, PASSPHRASE, CHEAP)
    key = SigningKey.generate()
    one, two = (make_act(key, "sitting.s1", "void-ok", Head(), number, {"division": "d", "open": ""}) for number in (1, 2))
    assert keeper.put_act("s1/void/d", one) == one
    assert keeper.put_act("s1/void/d", two) == one
    again = Keeper.unlock(tmp_path, PASSPHRASE)
    assert again.act("s1/void/d") == one
    assert again.knows(one.id)
    assert not again.knows(two.id)


def test_an_act_that_could_not_be_written_was_never_signed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = Keeper.create(tmp_path, PASSPHRASE, CHEAP)

    def full(path: Path, data: bytes) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("terminal_client.scrutineer.keeper.write_durably", full)
    act = make_act(SigningKey.generate(), "sitting.s1", "void-ok", Head(), 1, {"division": "d", "open": ""})
    with pytest.raises(OSError, match="no space"):
        keeper.put_act("slot", act)
    assert keeper.act("slot") is None
    assert not keeper.knows(act.id)


def test_59_two_daemons_do_not_run_on_one_folder(tmp_path: Path) -> None:
    first = FolderLock(tmp_path)
    with pytest.raises(ProtocolError, match="in-use"):
        FolderLock(tmp_path)
    first.release()
    FolderLock(tmp_path).release()


def test_shares_can_be_erased_for_good(sealed: World) -> None:
    device, seal = sealed.devices[0], sealed.seal["seal"]
    assert device.keeper.share(seal) is not None
    assert device.keeper.erase_shares("another") == 0
    assert device.keeper.erase_shares("s1") == 1
    assert Keeper.unlock(device.folder, PASSPHRASE).share(seal) is None
    assert device.keeper.erased(seal)
    sealed.open()
    sealed.settle()
    codes = [sealed.body(n).get("code") for n in range(len(sealed.log.entries)) if sealed.body(n)["type"] == "open-refuse"]
    assert codes == ["share-missing"]


def test_that_shares_are_erased_is_signed_once_and_only_after_the_sitting(sealed: World) -> None:
    device = sealed.devices[0]
    sealed.act(sealed.chair, "sitting-close")
    assert sealed.due(device) == []  # the person has not had them destroyed
    device.keeper.erase_shares("s1")
    (act,) = sealed.due(device)
    assert (_read(act)["type"], _read(act)["attempt"], _read(act)["index"]) == ("erased", 1, 1)
    again = sealed.restart(0)
    assert sealed.due(again) == [act]
    sealed.record(act)
    assert sealed.due(again) == []
    sealed.settle()
    assert all(each.roll.fault is None and each.roll.attempt.erased == {1} for each in sealed.devices if each.roll.attempt)


@pytest.mark.parametrize("indices", [(2,), (1, 1)])
def test_nobody_says_for_another_or_twice_that_shares_are_erased(sealed: World, indices: tuple[int, ...]) -> None:
    sealed.act(sealed.chair, "sitting-close")
    for index in indices:
        sealed.act(sealed.devices[0].key, "erased", attempt=1, index=index)
    sealed.sync(sealed.devices[1])
    fault = sealed.devices[1].roll.fault
    assert fault is not None
    assert fault.code == "not-allowed"


def _read(act: SignedAct) -> dict[str, Any]:
    return canonical.decode_object(act.body)


# -- backups and second devices


def test_59_a_restored_device_that_missed_something_says_nothing_more(sealed: World) -> None:
    backup = sealed.devices[0].keeper.backup()
    sealed.open()
    sealed.settle()
    sealed.cast_all()
    Keeper.restore(sealed.folder / "spare", backup, PASSPHRASE)
    spare = sealed.device(0, sealed.folder / "spare")
    sealed.close_and_freeze()
    assert sealed.due(spare) == []
    assert spare.engine.stopped == "restored"
    sealed.settle()
    assert sealed.due(spare) == []
    assert sealed.types().count("release") == 3


def test_35_a_restored_device_that_missed_nothing_goes_on(sealed: World) -> None:
    backup = sealed.devices[0].keeper.backup()
    Keeper.restore(sealed.folder / "spare", backup, PASSPHRASE)
    lost, sealed.devices[0] = sealed.devices[0], sealed.device(0, sealed.folder / "spare")
    sealed.open()
    sealed.settle()
    sealed.cast_all()
    sealed.close_and_freeze()
    sealed.settle()
    assert sealed.types().count("release") == 3
    assert sealed.due(lost) == []  # the old device, found again
    assert lost.engine.stopped == "restored"


def test_59_a_restored_device_takes_part_again_from_the_next_ceremony_on(sealed: World) -> None:
    backup = sealed.devices[0].keeper.backup()
    sealed.open()
    sealed.settle()
    sealed.cast_all()
    sealed.close_and_freeze()
    sealed.settle()
    about = {"division": "d1", "open": sealed.name("d1")}
    vote = sealed.devices[0].roll.sitting.divisions["d1"].vote
    assert vote is not None
    assert vote.close is not None
    sealed.act(sealed.server, "division-tally", **about, close=vote.close.name, result={}, freeze=vote.frozen)
    Keeper.restore(sealed.folder / "spare", backup, PASSPHRASE)
    sealed.devices[0] = sealed.device(0, sealed.folder / "spare")
    sealed.settle()
    assert sealed.devices[0].engine.stopped == "restored"
    sealed.hold_ceremony(2)
    assert sealed.devices[0].engine.stopped == ""
    assert sealed.seal["attempt"] == 2


def test_a_backup_needs_its_passphrase_and_an_empty_folder(sealed: World) -> None:
    backup = sealed.devices[0].keeper.backup()
    with pytest.raises(ProtocolError, match="wrong-passphrase"):
        Keeper.restore(sealed.folder / "spare", backup, "guess")
    with pytest.raises(ProtocolError, match="bad-backup"):
        Keeper.restore(sealed.folder / "spare", b"HSK", PASSPHRASE)
    with pytest.raises(FileExistsError):
        Keeper.restore(sealed.devices[1].folder, backup, PASSPHRASE)
