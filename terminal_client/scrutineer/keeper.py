"""What a scrutineer's device must never forget: its key, its shares, and every act it signed, on disk before anything is sent."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import msgspec

from terminal_client.headless.identity import DeviceIdentity
from terminal_client.scrutineer.vault import Cost, Vault, write_durably
from voting_protocol.acts import Head, SignedAct
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.secret.dealing import SecretShare

FILE = "scrutineer.box"
_LOCK = "lock"


@dataclass(slots=True, repr=False)
class KeptShare:
    """A share of one sitting's key; `share` is "" once it was erased. Its person read the fingerprint aloud with the others: all the same (`compared`), or not (`disputed`)."""

    sitting: str
    attempt: int
    share: str
    compared: bool = False
    disputed: bool = False


@dataclass(slots=True, repr=False)
class Kept:
    """The file's content. `acts` maps what an act is about to its body and signature, `shed` to its id; `heads` are those of the logs."""

    identity: dict[str, str] | None = None
    url: str = ""
    sitting: str = ""
    by_hand: bool = False
    heads: dict[str, dict[str, Any]] = field(default_factory=dict)
    acts: dict[str, tuple[str, str]] = field(default_factory=dict)
    shed: dict[str, str] = field(default_factory=dict)
    shares: dict[str, KeptShare] = field(default_factory=dict)
    granted: list[str] = field(default_factory=list)


class FolderLock:
    """Holds a folder for one process: two devices with one memory would sign twice."""

    def __init__(self, folder: Path) -> None:
        """Take the lock; `in-use` if another process has it."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = (folder / _LOCK).open("a+b")
        try:
            _lock(self._file)
        except OSError as problem:
            self._file.close()
            raise ProtocolError("in-use", folder=str(folder)) from problem

    def release(self) -> None:
        """Give the folder back."""
        self._file.close()


def _lock(file: IO[bytes]) -> None:
    if os.name == "nt":
        import msvcrt  # only there

        file.seek(0)
        getattr(msvcrt, "locking")(file.fileno(), getattr(msvcrt, "LK_NBLCK"), 1)  # noqa: B009 - unknown to other platforms
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Keeper:
    """The device's memory: one encrypted file, replaced durably at every change before the change is acted on."""

    def __init__(self, folder: Path, vault: Vault, kept: Kept) -> None:
        self._path = folder / FILE
        self._vault = vault
        self._kept = kept
        self._ids = {SignedAct(unb64u(b), unb64u(s, 64)).id for b, s in kept.acts.values()}
        self._ids |= {unb64u(name, 32) for name in kept.shed.values()}

    def __repr__(self) -> str:
        return f"Keeper({self._path})"

    @staticmethod
    def exists(folder: Path) -> bool:
        """Whether a device was set up in this folder."""
        return (folder / FILE).is_file()

    @classmethod
    def create(cls, folder: Path, passphrase: str, cost: Cost | None = None) -> "Keeper":
        """A new device's empty memory; FileExistsError if there is one."""
        if cls.exists(folder):
            raise FileExistsError(folder)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        keeper = cls(folder, Vault.new(passphrase, cost), Kept())
        keeper._write()
        return keeper

    @classmethod
    def unlock(cls, folder: Path, passphrase: str) -> "Keeper":
        """Read the file; `wrong-passphrase`, `bad-backup`."""
        data = (folder / FILE).read_bytes()
        vault = Vault.of(data, passphrase)
        return cls(folder, vault, _decode(vault.open(data)))

    @classmethod
    def restore(cls, folder: Path, backup: bytes, passphrase: str) -> "Keeper":
        """Set up a device from a backup; FileExistsError if there is one here, `wrong-passphrase`, `bad-backup`."""
        if cls.exists(folder):
            raise FileExistsError(folder)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        vault = Vault.of(backup, passphrase)
        keeper = cls(folder, vault, _decode(vault.open(backup)))
        keeper._write()
        return keeper

    def backup(self) -> bytes:
        """All of it, under the same passphrase. A device restored from it finds out from the log what it lacks, and stops."""
        return self._vault.seal(_encode(self._kept))

    # -- the device

    @property
    def identity(self) -> DeviceIdentity | None:
        """The enrolled device, None before its enrolment."""
        return DeviceIdentity.from_json(self._kept.identity) if self._kept.identity else None

    @property
    def url(self) -> str:
        """The server's address."""
        return self._kept.url

    def enrolled(self, identity: DeviceIdentity, url: str) -> None:
        """Keep a fresh identity and where its server is."""
        self._kept.identity, self._kept.url = identity.to_json(), url
        self._write()

    @property
    def sitting(self) -> str:
        """The sitting this device follows, "" before one was chosen."""
        return self._kept.sitting

    def follow(self, sitting: str, url: str) -> None:
        """Follow a sitting at an address."""
        if (sitting, url) != (self._kept.sitting, self._kept.url):
            self._kept.sitting, self._kept.url = sitting, url
            self._write()

    @property
    def by_hand(self) -> bool:
        """Whether every release waits for the person."""
        return self._kept.by_hand

    @by_hand.setter
    def by_hand(self, value: bool) -> None:
        if value != self._kept.by_hand:
            self._kept.by_hand = value
            self._write()

    @property
    def heads(self) -> dict[str, Head]:
        """How far each log was read when this was last written."""
        return {log: Head.from_json(head) for log, head in self._kept.heads.items()}

    def note_heads(self, heads: dict[str, Head]) -> None:
        """How far each log was read; on disk with the next write."""
        self._kept.heads |= {log: head.to_json() for log, head in heads.items()}

    def flush(self) -> None:
        """Write what was only noted."""
        self._write()

    # -- acts

    def signed(self, slot: str) -> bool:
        """Whether something was signed about this, ever."""
        return slot in self._kept.acts or slot in self._kept.shed

    def signed_under(self, prefix: str) -> bool:
        """Whether something was signed in a slot that begins so."""
        return any(slot.startswith(prefix) for slot in (*self._kept.acts, *self._kept.shed))

    def act(self, slot: str) -> SignedAct | None:
        """What was signed about this, None also for what was shed."""
        found = self._kept.acts.get(slot)
        return SignedAct(unb64u(found[0]), unb64u(found[1], 64)) if found else None

    def acts_under(self, prefix: str) -> Iterator[tuple[str, SignedAct]]:
        """Slots that begin so, with their acts."""
        for slot in list(self._kept.acts):
            if slot.startswith(prefix) and (act := self.act(slot)):
                yield slot, act

    def knows(self, act: bytes) -> bool:
        """Whether this device's disk has the act with this id."""
        return act in self._ids

    def put_act(self, slot: str, act: SignedAct) -> SignedAct:
        """Write an act down before it is sent; whoever was first stays: the act that is to be sent is the one given back.

        `not-allowed` if the first one was shed.
        """
        earlier = self.act(slot)
        if earlier is not None:
            return earlier
        if slot in self._kept.shed:
            raise ProtocolError("not-allowed")
        self._kept.acts[slot] = b64u(act.body), b64u(act.signature)
        self._ids.add(act.id)
        try:
            self._write()
        except OSError:
            del self._kept.acts[slot]
            self._ids.discard(act.id)
            raise
        return act

    def shed(self, slot: str) -> None:
        """A large act is in the log for good: that it was signed stays, its bytes go with the next write."""
        act = self.act(slot)
        if act is not None:
            self._kept.shed[slot] = b64u(act.id)
            del self._kept.acts[slot]

    # -- what its person allowed

    def granted(self, what: str) -> bool:
        """Whether the person allowed this."""
        return what in self._kept.granted

    def grant(self, what: str) -> None:
        """The person allows this."""
        if what not in self._kept.granted:
            self._kept.granted.append(what)
            self._write()

    # -- shares

    def put_share(self, seal: str, sitting: str, attempt: int, share: SecretShare) -> None:
        """Write a share down, and read it from the disk again; `share-foreign` if it is not the same (docs/sealed.md §2)."""
        self._kept.shares[seal] = KeptShare(sitting, attempt, b64u(share.to_bytes()))
        self._write()
        data = self._path.read_bytes()
        again = _decode(self._vault.open(data)).shares.get(seal)
        if again is None or unb64u(again.share) != share.to_bytes():
            raise ProtocolError("share-foreign")

    def share(self, seal: str) -> SecretShare | None:
        """The share under the seal S (b64u); None if there is none, or it was erased."""
        found = self._kept.shares.get(seal)
        return SecretShare.from_bytes(unb64u(found.share)) if found and found.share else None

    def compared(self, seal: str) -> bool:
        """Whether the person read the fingerprint aloud with the others."""
        found = self._kept.shares.get(seal)
        return found is not None and found.compared

    def compare(self, seal: str) -> None:
        """The person says that all fingerprints were the same; `share-foreign` without a share, `fingerprint-differs` once they were not."""
        found = self._kept.shares.get(seal)
        if found is None:
            raise ProtocolError("share-foreign")
        if found.disputed:
            raise ProtocolError("fingerprint-differs")
        found.compared = True
        self._write()

    def disputed(self, seal: str) -> bool:
        """Whether the person heard another fingerprint."""
        found = self._kept.shares.get(seal)
        return found is not None and found.disputed

    def dispute(self, seal: str) -> None:
        """The person heard another fingerprint: what is under this seal is never believed any more."""
        found = self._kept.shares.get(seal)
        if found is not None:
            found.compared, found.disputed = False, True
            self._write()

    def erase_shares(self, sitting: str) -> int:
        """Forget a sitting's shares for good; gives how many. Copies in backups are for the person to destroy."""
        found = [share for share in self._kept.shares.values() if share.sitting == sitting and share.share]
        for share in found:
            share.share = ""
        self._write()
        return len(found)

    def drop_shares(self, sitting: str, attempt: int) -> None:
        """Forget what an attempt left that came to nothing."""
        ended = [seal for seal, share in self._kept.shares.items() if (share.sitting, share.attempt) == (sitting, attempt)]
        if ended:
            for seal in ended:
                del self._kept.shares[seal]
            self._write()

    def all_erased(self, sitting: str) -> bool:
        """Whether there were shares of a sitting's keys, and all of them were erased."""
        found = [share for share in self._kept.shares.values() if share.sitting == sitting]
        return bool(found) and not any(share.share for share in found)

    def erased(self, seal: str) -> bool:
        """Whether there was a share under S that was erased."""
        found = self._kept.shares.get(seal)
        return found is not None and not found.share

    def _write(self) -> None:
        write_durably(self._path, self._vault.seal(_encode(self._kept)))


def _encode(kept: Kept) -> bytes:
    return msgspec.json.encode(kept)


def _decode(data: bytes) -> Kept:
    try:
        return msgspec.json.decode(data, type=Kept)
    except msgspec.MsgspecError as problem:
        raise ProtocolError("bad-backup") from problem


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[FolderLock]:
    """The folder for this process while the block runs; `in-use`."""
    lock = FolderLock(folder)
    try:
        yield lock
    finally:
        lock.release()
