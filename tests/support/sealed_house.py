"""A server's services in the test's own process, on a real store and a real record, with a sitting that votes in secret."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.scrutineers import Scrutineer, hold_ceremony
from tests.support.sealed_box import FORM, Seat
from voting_protocol import canonical
from voting_protocol.acts import Head, SignedAct, body_log, make_act, sitting_log
from voting_protocol.ballots import opening_digest
from voting_protocol.crypto import SigningKey, code_key, new_code
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.marks import Choice
from voting_protocol.sealed.ballots import Question
from voting_protocol.sealed.group import Point
from voting_server.app import now_ms
from voting_server.ballot_box.launcher import EmbeddedStore
from voting_server.ballot_box.port import Cast
from voting_server.ballot_box.redis_box import RedisBallotBox
from voting_server.domain.division import Division
from voting_server.records.bundle import Bundle, read_bundle
from voting_server.records.migrate import upgrade
from voting_server.records.sql import SqlRecords
from voting_server.services.caretaker import Caretaker
from voting_server.services.chamber import Chamber
from voting_server.services.logs import LogBook, Receipt
from voting_server.services.tasks import end
from voting_server.services.verifying import Verifying

BODY, SITTING = "congress", "s1"
TEXT = {"zh": "会议", "en": "Sitting"}


@dataclass(frozen=True, slots=True)
class Device:
    """Whoever reads: key, body and role, as a session has them."""

    signing: SigningKey
    role: str
    body: str = BODY

    @property
    def key(self) -> str:
        return self.signing.name


@dataclass(slots=True)
class Process:
    """One server process."""

    chamber: Chamber
    caretaker: Caretaker
    box: RedisBallotBox
    records: SqlRecords

    async def look(self) -> None:
        """What a hub does when it is woken: whatever is due, until nothing is."""
        while await self.caretaker.look_after(*await self.chamber.both(SITTING)):
            pass

    @property
    def problems(self) -> list[str]:
        """The codes that the chair is shown."""
        return [problem["code"] for problem in self.caretaker.problems.get(SITTING, [])]


@dataclass(frozen=True, slots=True)
class LocalApi:
    """A scrutineer's way to a process in the same interpreter."""

    house: "SealedHouse"
    device: Device

    async def acts(self, log: str, start: int) -> Mapping[str, Any]:
        return await self.house.chamber.acts_from(log, start, self.device)

    async def board(self, sitting: str, division: str, start: int) -> Mapping[str, Any]:
        return await self.house.chamber.board(sitting, division, start, self.device)

    async def keys(self) -> Sequence[Mapping[str, Any]]:
        keys: list[dict[str, Any]] = (await self.house.chamber.register(BODY))["keys"]
        return keys

    async def submit(self, log: str, act: SignedAct) -> None:
        await self.house.chamber.submit(log, act)


@dataclass(slots=True)
class SealedHouse:
    """`members` deputies, all present; a secretariat, a chair and the scrutineers. `processes` share store and record."""

    processes: list[Process]
    server: SigningKey
    devices: dict[str, Device] = field(default_factory=dict)
    scrutineers: list[Scrutineer] = field(default_factory=list)
    seats: dict[str, list[Seat]] = field(default_factory=dict)

    @property
    def chamber(self) -> Chamber:
        """That of the first process."""
        return self.processes[0].chamber

    @property
    def box(self) -> RedisBallotBox:
        """That of the first process."""
        return self.processes[0].box

    async def look(self) -> None:
        """The first process does what is due."""
        await self.processes[0].look()

    async def act(self, actor: str, kind: str, log: str = sitting_log(SITTING), **fields: Any) -> Receipt:
        """Append an act after the log's newest one."""
        view = self.chamber.logs.peek(log)
        head = (await self.chamber.logs.read(log)).head if view else Head()
        return await self.chamber.submit(log, make_act(self.devices[actor].signing, log, kind, head, now_ms(), fields))

    async def division(self, division: str) -> Division:
        """A division as it is now."""
        return (await self.chamber.logs.read(sitting_log(SITTING))).sitting.divisions[division]

    async def state(self, role: str) -> dict[str, Any]:
        """The state as a role sees it."""
        return self.chamber.state_of(*await self.chamber.both(SITTING), role)

    async def shown(self, division: str, role: str = "chair") -> dict[str, Any]:
        """A division as a role sees it."""
        found: dict[str, Any] = next(each for each in (await self.state(role))["divisions"] if each["id"] == division)
        return found

    async def announce(self, division: str, secrecy: str = "secret", **changes: Any) -> None:
        """Draft, approve and announce a division."""
        fields = {
            "number": 1,
            "title": TEXT,
            "short": TEXT,
            "text": TEXT,
            "template": "resolution",
            "rule": "M1",
            "countdown_s": 0,
            "again_of": "",
            "secrecy": secrecy,
        }
        await self.act("secretariat", "division-draft", division=division, **(fields | changes))
        await self.act("chair", "division-approve", division=division)
        await self.act("chair", "division-announce", division=division)

    async def open(self, division: str, *, certified: bool = True, **changes: Any) -> None:
        """A secret division, open and certified by all scrutineers, its seats ready to cast."""
        await self.announce(division, **changes)
        proposal = dict(await self.chamber.opening(SITTING, division, self.devices["chair"]))
        log, chair = sitting_log(SITTING), self.devices["chair"].signing
        act = make_act(chair, log, "division-open", Head.from_json(proposal.pop("after")), now_ms(), proposal)
        await self.chamber.submit(log, act)
        await self.look()
        sealed = (await self.division(division)).secret
        public = Point.decode(unb64u(sealed.keys.public, 32))
        question = Question(opening_digest(act.body), FORM, public, canonical.decode_object(act.body)["max_seq"])
        members = (device.signing for name, device in self.devices.items() if name.startswith("m"))
        self.seats[division] = [Seat(question, signing) for signing in members]
        if certified:
            await self.step()

    async def receive(self, *casts: Cast) -> None:
        """Put entries into the box; each must be received."""
        answers = await self.box.receive(casts)
        assert [answer.code for answer in answers] == [""] * len(casts)

    async def vote(self, division: str, choices: Sequence[Choice]) -> None:
        """The first seats cast these choices."""
        await self.receive(*(seat.cast(choice) for seat, choice in zip(self.seats[division], choices, strict=False)))

    async def close(self, division: str) -> None:
        """The chair closes; what is due is done."""
        opened = (await self.division(division)).opened
        await self.act("chair", "division-close", division=division, open=opened.open, reason="chair")
        await self.look()

    async def step(self) -> None:
        """Every scrutineer answers what is due, then the server does."""
        for each in self.scrutineers:
            await each.step()
        await self.look()

    async def declare(self, division: str) -> None:
        """The chair declares what was tallied."""
        tallied = await self.shown(division)
        opened = (await self.division(division)).opened
        fields = {"open": opened.open, "tally": tallied["result"]["tally"], "result": tallied["result_full"]}
        await self.act("chair", "division-declare", division=division, **fields)
        await self.look()

    async def propose_void(self, division: str) -> None:
        """The first person."""
        await self.act("chair", "division-void", division=division, reason="网络故障")

    async def confirm_void(self, division: str) -> None:
        """The second person; what is due is done."""
        proposed = (await self.division(division)).void
        assert proposed is not None
        await self.act("secretariat", "division-void-confirm", division=division, void=proposed.act)
        await self.look()

    async def bundle(self, division: str) -> Bundle:
        """The record bundle as the secretariat reads it."""
        return read_bundle((await self.chamber.bundle(SITTING, division, self.devices["secretariat"]))[1])

    def scrutineer(self, index: int) -> Scrutineer:
        """Scrutineer `index`, from 1."""
        return self.scrutineers[index - 1]


@asynccontextmanager
async def sealed_house(
    folder: Path, store: EmbeddedStore, members: int = 6, *, scrutineers: int = 3, k: int = 2, processes: int = 1
) -> AsyncIterator[SealedHouse]:
    """A sitting on a store, sealed and open, with everybody present."""
    url = f"sqlite:///{folder / 'record.sqlite3'}"
    upgrade(url)
    server = SigningKey.generate()
    async with AsyncExitStack() as stack:
        running = []
        for _ in range(processes):
            box, records = RedisBallotBox(store.url), SqlRecords.open(url)
            stack.push_async_callback(records.aclose)
            stack.push_async_callback(box.aclose)
            chamber = Chamber(LogBook(records, server, now_ms), box, records, folder / "bundles", now_ms)
            running.append(Process(chamber, Caretaker(chamber, records), box, records))
        (folder / "bundles").mkdir(exist_ok=True)
        house = SealedHouse(running, server)
        await _found(house, members, scrutineers)
        await _seal(house, k)
        yield house


async def _found(house: SealedHouse, members: int, scrutineers: int) -> None:
    log, code, signing = body_log(BODY), code_key(new_code()), SigningKey.generate()
    await house.processes[0].records.add_installation_code(code.public, now_ms())
    fields = {"id": BODY, "kind": "congress", "name": TEXT, "code": code.name, "holder": "秘书处"}
    await house.chamber.submit(log, make_act(signing, log, "body-create", Head(), now_ms(), fields, code))
    house.devices["secretariat"] = Device(signing, "secretariat")
    people = [("chair", "chair", "", "执行主席")]
    people += [(f"sc{index}", "scrutineer", "", f"监票人{index}") for index in range(1, scrutineers + 1)]
    people += [(f"m{number}", "deputy", f"1-{number}", "") for number in range(members)]
    roster = [
        {
            "id": f"m{n}",
            "name": f"代表{n}",
            "latin": "",
            "delegation": "",
            "seat": f"1-{n}",
            "role": "deputy",
            "status": "in-office",
        }
        for n in range(members)
    ]
    seats = [{"id": f"1-{n}", "row": 1, "col": n, "x": n, "y": 0} for n in range(members)]
    await house.act("secretariat", "seats-set", log, plan={"kind": "grid", "name": ""}, seats=seats)
    await house.act("secretariat", "roster-set", log, members=roster)
    codes = {name: code_key(new_code()) for name, *_ in people}
    issued = [
        {"key": codes[name].name, "role": role, "seat": seat, "holder": holder, "expires_ms": now_ms() + 600_000}
        for name, role, seat, holder in people
    ]
    await house.act("secretariat", "codes-issue", log, codes=issued)
    for name, role, _seat, _holder in people:
        house.devices[name] = device = Device(SigningKey.generate(), role)
        head = (await house.chamber.logs.read(log)).head
        enrol = {"code": codes[name].name, "device": name}
        await house.chamber.submit(log, make_act(device.signing, log, "enrol", head, now_ms(), enrol, codes[name]))


async def _seal(house: SealedHouse, k: int) -> None:
    log, register = sitting_log(SITTING), (await house.chamber.logs.read(body_log(BODY))).head.to_json()
    fields = {"id": SITTING, "body": BODY, "title": TEXT, "kind": "plenary", "quorum": "Q2", "register": register}
    signing = house.devices["secretariat"].signing
    fields["server"] = house.server.name
    await house.chamber.submit(log, make_act(signing, log, "sitting-create", Head(), now_ms(), fields))
    names = [name for name, device in house.devices.items() if device.role == "scrutineer"]
    house.scrutineers = [
        Scrutineer(LocalApi(house, device), device.signing, house.server.public, SITTING)
        for device in (house.devices[name] for name in names)
    ]
    people = [house.devices[name].key for name in names]
    await house.act("chair", "ceremony-start", attempt=1, k=k, scrutineers=people, chairs=[house.devices["chair"].key])
    await hold_ceremony(house.scrutineers)
    await house.act("chair", "sitting-open", register=register)
    for name, device in house.devices.items():
        if device.role == "deputy":
            await house.act("secretariat", "check-in", member=name, seat=f"1-{name.removeprefix('m')}")


@asynccontextmanager
async def verifier(store: EmbeddedStore, name: str = "one") -> AsyncIterator[None]:
    """A verifier at work, with connections of its own."""
    box = RedisBallotBox(store.url)
    with ThreadPoolExecutor(2) as pool:
        task = asyncio.create_task(Verifying(box, pool, 2, name).run())
        try:
            yield
        finally:
            await end([task])
            await box.aclose()


def opening_of(division: Division) -> bytes:
    """The digest of a division's opening."""
    return unb64u(division.opened.open, 32)


def b64(data: bytes) -> str:
    """As acts write bytes."""
    return b64u(data)
