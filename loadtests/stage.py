"""A server, a chamber of any size with everybody checked in, and the crowd's process: what every scenario stands on."""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self

from hemicycle.scrutineers import Scrutineers
from hemicycle.serve import ServerProcess
from loadtests.acts import ActPoster
from loadtests.machine import Meter
from loadtests.sealing import ConsoleSession, seal_sitting
from terminal_client.headless.chamber import Chamber, ChamberPlan, prepare_chamber
from terminal_client.headless.console import IssuedCode, Live, Motion
from terminal_client.headless.identity import DeviceIdentity, now_ms, save_identities
from terminal_client.headless.opening import Opening
from voting_protocol.acts import Head, SignedAct, body_log, make_act, sitting_log
from voting_protocol.crypto import SigningKey, code_key
from voting_protocol.encoding import b64u
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import MOTION, FormItem

_DELEGATIONS = 30
_ANSWER_LIMIT = 64 * 2**20


class Invalid(Exception):
    """The measurement is worth nothing; says why."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a division asks: the item and the names on the ballot, and by which template and rule (docs/forms.md §4)."""

    item: FormItem = MOTION
    names: Sequence[Mapping[str, str]] = ()
    template: str = "roll-call"
    rule: str = "M1"


ONE_MOTION = Question()


@dataclass(frozen=True, slots=True)
class Armed:
    """An open division in which every terminal has its ballots ready.

    `cpu` is the processor seconds that making them took. `counts[name][mark]` says how many of the terminals' first ballots give a name
    each mark: what comes out if they all press once.
    """

    opening: Opening
    cpu: float
    counts: list[list[int]]


class Crowd:
    """The handle on the load generator's process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, url: str, sitting: str, identities: Path, pin: bytes | None = None) -> Self:
        """Start it; its terminals are not connected yet. `pin` is what they know of the scrutineers."""
        command = [sys.executable, "-m", "loadtests.crowd", url, sitting, str(identities), *([b64u(pin)] if pin else [])]
        pipe = asyncio.subprocess.PIPE
        crowd = cls(await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, limit=_ANSWER_LIMIT))
        await crowd._answer()
        return crowd

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    async def ask(self, do: str, **options: Any) -> dict[str, Any]:
        """Have it do something; `Invalid` if not every terminal came through."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **options}).encode() + b"\n")
        answer = await self._answer()
        if not answer.get("complete", True):
            raise Invalid(f"{do}: not every terminal came through")
        if answer.get("faults"):
            raise Invalid(f"{do}: {answer['faults']} faults, first {answer['first']}")
        if answer.get("wrong"):
            raise Invalid(f"{do}: {answer['wrong']} terminals came back to a wrong state")
        return answer

    async def stop(self) -> None:
        """End it by closing its stdin."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()

    async def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            raise Invalid("the load generator ended")
        answer: dict[str, Any] = json.loads(line)
        return answer


@dataclass(slots=True)
class Stage:
    """Everything ready: `size` terminals enrolled, checked in, their generator running and not yet connected.

    With `scrutineers` the sitting is sealed and its divisions are secret. `bundle` is the file of the last one settled.
    """

    server: ServerProcess
    chamber: Chamber
    live: Live
    crowd: Crowd
    size: int
    scratch: Path
    scrutineers: Scrutineers | None = None
    bundle: Path | None = None
    _divisions: int = field(default=0)

    def meter(self) -> Meter:
        """A meter on the processes as they are now."""
        workers = self.server.worker_pids()
        store = int((self.server.data_dir / "store" / "store.pid").read_text())
        groups = {"generator": [self.crowd.pid], "workers": workers, "verifier": self.server.verifier_pids(), "store": [store]}
        devices = self.scrutineers.devices if self.scrutineers else ()
        groups |= {f"scrutineer {number}": [device.process.pid] for number, device in enumerate(devices, 1)}
        return Meter(self.server.url, groups, workers)

    async def open_division(self, rounds: int = 1) -> Opening:
        """Put a division to the vote; every terminal has heard of it and has `rounds` ballots signed."""
        return (await self.open_and_arm(rounds)).opening

    async def open_and_arm(self, rounds: int = 1, question: Question = ONE_MOTION) -> Armed:
        """As `open_division`, asking anything, and says what came of making the ballots."""
        self._divisions += 1
        division = f"d{self._divisions}"
        title = {"zh": f"第{self._divisions}项", "en": f"Item {self._divisions}"}
        secrecy = "secret" if self.scrutineers else "named"
        asked = {field.name: getattr(question, field.name) for field in fields(Question)}
        await self.chamber.prepare_division(Motion(division, self._divisions, title, title, title, secrecy=secrecy, **asked))
        await self.chamber.chair.announce(self.chamber.sitting, division)
        opening = await self.chamber.chair.open_division(self.chamber.sitting, division)
        armed = await self.crowd.ask("arm", opening=b64u(opening.digest), rounds=rounds)
        return Armed(opening, armed["cpu"], armed["counts"])

    async def settle(self, opening: Opening, *, close: bool = True) -> int:
        """Prove every acknowledgement, close, declare, and hold the record bundle against them; gives how many ballots were proven."""
        proof = await self.crowd.ask("prove")
        if close:
            await self.close(opening)
        tallied = await self.live.until_division(opening.division, "tallied")
        await self.chamber.chair.declare(self.chamber.sitting, opening, tallied)
        await self.live.until_division(opening.division, "declared")
        bundle = self.scratch / f"{opening.division}.json"
        bundle.write_bytes(await self.chamber.chair.api.bundle(self.chamber.sitting, opening.division))
        await self.crowd.ask("compare", bundle=str(bundle))
        if self.bundle is not None:
            self.bundle.unlink()
        self.bundle = bundle
        return int(proof["checked"])

    async def close(self, opening: Opening) -> None:
        """The chair closes the division."""
        await self.chamber.chair.close_division(self.chamber.sitting, opening)


@asynccontextmanager
async def make_stage(server: ServerProcess, size: int, *, secret: bool = False) -> AsyncIterator[Stage]:
    """A full chamber of `size` deputies on an empty server, and the generator's process; if it votes in secret, sealed by scrutineers."""
    async with AsyncExitStack() as stack:
        chamber, devices = await stack.enter_async_context(full_chamber(server, size))
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hemicycle-load-")))
        live = chamber.chair.live(chamber.sitting)
        live.terminal.session = ConsoleSession(chamber.chair.identity, chamber.sitting)
        await stack.enter_async_context(live)
        scrutineers = await stack.enter_async_context(seal_sitting(chamber, live, scratch)) if secret else None
        save_identities(scratch / "terminals.json", devices)
        pin = scrutineers.pin if scrutineers else None
        crowd = await Crowd.start(server.url, chamber.sitting, scratch / "terminals.json", pin)
        stack.push_async_callback(crowd.stop)
        yield Stage(server, chamber, live, crowd, size, scratch, scrutineers)


@asynccontextmanager
async def full_chamber(server: ServerProcess, size: int) -> AsyncIterator[tuple[Chamber, list[DeviceIdentity]]]:
    """Found a body of `size` deputies on an empty server, enrol and check in all of them through the documented interface."""
    plan = ChamberPlan(list(_members(size)), free=[member["id"] for member in _members(size)])
    async with await prepare_chamber(server.url, server.admin_code, plan) as chamber:
        devices = await _enrol(server.url, chamber)
        await _check_in(server.url, chamber, devices)
        yield chamber, list(devices.values())


def _members(size: int) -> Iterator[dict[str, str]]:
    for number in range(1, size + 1):
        yield {
            "id": f"{number:05d}",
            "name": f"代表{number:05d}",
            "latin": "",
            "delegation": f"第{number % _DELEGATIONS + 1}代表团",
            "seat": "",
            "role": "deputy",
            "status": "in-office",
        }


async def _enrol(url: str, chamber: Chamber) -> dict[str, DeviceIdentity]:
    """A device for every member, enrolled with its seat's code."""
    log = body_log(chamber.secretariat.body)
    after = await chamber.secretariat.head(log)
    server = chamber.secretariat.identity.server
    devices: dict[str, DeviceIdentity] = {}

    def enrolment(member: str, code: IssuedCode) -> SignedAct:
        cosigner, key = code_key(code.text), SigningKey.generate()
        devices[member] = DeviceIdentity(key, chamber.secretariat.body, server, "deputy", code.seat)
        return make_act(key, log, "enrol", after, now_ms(), {"code": cosigner.name, "device": f"load {code.seat}"}, cosigner)

    await _post_all(url, log, ((lambda m=member, c=code: enrolment(m, c)) for member, code in chamber.codes.items()))
    return devices


async def _check_in(url: str, chamber: Chamber, devices: dict[str, DeviceIdentity]) -> None:
    """Every terminal checks its deputy in."""
    log = sitting_log(chamber.sitting)
    after = await chamber.secretariat.head(log)

    def check_in(member: str, device: DeviceIdentity, after: Head) -> SignedAct:
        return make_act(device.key, log, "check-in", after, now_ms(), {"member": member, "seat": device.seat})

    await _post_all(url, log, ((lambda m=member, d=device: check_in(m, d, after)) for member, device in devices.items()))


async def _post_all(url: str, log: str, acts: Any) -> None:
    try:
        await ActPoster(url, log).post_all(acts)
    except* ProtocolError as problems:
        raise problems.exceptions[0] from None
