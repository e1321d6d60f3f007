"""A chamber ready for secret votes: a real server, three scrutineers' devices as processes of their own, the sitting sealed, deputies present.

Start one a module. A test may put something between a device and the server (`route`), and may play scrutineers itself (`hands`).
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terminal_client.headless.client import ApiClient, Place, enrol
from terminal_client.headless.console import IssuedCode, Live, Motion
from terminal_client.headless.opening import Opening
from terminal_client.headless.sealing import SealedKeys
from terminal_client.headless.terminal import Terminal
from tests.support.chamber import WORDS, LiveChamber, live_chamber
from tests.support.device import DeviceProcess
from tests.support.scrutineers import POLL_S, HttpApi, Scrutineer
from voting_protocol.acts import Head, body_log
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.marks import Choice, Marks
from voting_protocol.sealed.ballots import Question
from voting_protocol.sealed.forms import Form
from voting_protocol.sealed.keyset import scrutineers_pin
from voting_server.records.bundle import Bundle

N, K = 3, 2
STAFF = (("chair", "执行主席"),)
PATIENCE_S = 60.0
FIGURES = ("for", "against", "abstain", "not_pressed")

Route = Callable[[int, str], Awaitable[str]]
"""The address at which device `index` finds the server, whose own address is given."""


async def straight(_index: int, url: str) -> str:
    """Nothing lies between."""
    return url


@dataclass(slots=True)
class SecretChamber:
    """`devices` are the daemons, indices 1…; `hands` the scrutineers that the test plays, the last indices."""

    live: LiveChamber
    console: Live
    devices: Sequence[DeviceProcess]
    hands: Sequence[Scrutineer]
    sealed: SealedKeys

    @property
    def sitting(self) -> str:
        """The sitting's id."""
        return self.live.sitting

    @property
    def scrutineers(self) -> list[bytes]:
        """The scrutineers' keys, by index."""
        return [unb64u(device.key, 32) for device in self.devices] + [hand.key.public for hand in self.hands]

    @property
    def pin(self) -> bytes:
        """What enrolment cards say of them."""
        return scrutineers_pin(self.scrutineers)

    def terminal(self, member: str, **options: Any) -> Terminal:
        """A member's terminal, not yet connected, that believes the sealed keys."""
        return self.live.terminal(member, **{"sealed": self.sealed, **options})

    async def start_ceremony(self) -> None:
        """The chair starts an attempt; returns when the console shows it."""
        chair = self.live.chamber.chair
        before = (self.console.state["seal"] or {"attempt": 0})["attempt"]
        await chair.start_ceremony(self.sitting, K, self.scrutineers, [chair.identity.key.public])
        await self.console.terminal.until(lambda _: (self.console.state["seal"] or {"attempt": 0})["attempt"] > before)

    async def until_sealed(self) -> None:
        """Wait until all have sealed; the test's own scrutineers do their part meanwhile."""
        async with self.playing(), asyncio.timeout(PATIENCE_S):
            await self.console.until_sealed()
        self.sealed.learn(await self.live.chamber.chair.api.seal(self.sitting))

    @asynccontextmanager
    async def playing(self) -> AsyncIterator[None]:
        """While this lasts the test's own scrutineers follow and answer, honestly but for what they were told (`mute`, `spoilt`)."""
        over = asyncio.Event()
        tasks = [asyncio.create_task(_play(hand, over)) for hand in self.hands]
        try:
            yield
        finally:
            over.set()
            for ended in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(ended, Exception):
                    raise ended

    async def open(
        self, division: str, *, again_of: str = "", countdown_s: int = 0, certified: bool = True, **matter: Any
    ) -> Opening:
        """A secret division, open and (unless told) certified; `matter` are further members of its `Motion`."""
        self.live.drafted += 1
        chamber = self.live.chamber
        fields: dict[str, Any] = {"secrecy": "secret", "again_of": again_of, "countdown_s": countdown_s, **matter}
        await chamber.prepare_division(Motion(division, self.live.drafted, WORDS, WORDS, WORDS, **fields))
        await chamber.chair.announce(self.sitting, division)
        opening = await chamber.chair.open_division(self.sitting, division)
        if certified:
            async with self.playing():
                await self.until(division, lambda sealed: len(sealed["certified"]) == N)
        return opening

    async def until(self, division: str, condition: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """Wait until what the chair sees of a division's scrutiny fulfils `condition`; gives it."""

        def holds(_: object) -> bool:
            shown = next((item for item in self.console.state["divisions"] if item["id"] == division), None)
            return shown is not None and shown["sealed"] is not None and bool(condition(shown["sealed"]))

        try:
            async with asyncio.timeout(PATIENCE_S):
                await self.console.terminal.until(holds)
        except TimeoutError:
            raise AssertionError(self.console.division(division)) from None
        found: dict[str, Any] = self.console.division(division)["sealed"]
        return found

    async def vote(self, opening: Opening, choices: Mapping[str, Choice | Marks]) -> None:
        """Members press on terminals of their own; returns when all are acknowledged."""

        async def press(member: str, choice: Choice | Marks) -> None:
            async with self.terminal(member) as terminal:
                await terminal.until(lambda session: session.voting.opening == opening and session.ready and session.voting.ready)
                await terminal.press(choice)

        async with asyncio.timeout(PATIENCE_S):
            await asyncio.gather(*(press(member, choice) for member, choice in choices.items()))

    def question(self, opening: Opening) -> Question:
        """What ballots of an open division are encrypted under."""
        keys = self.sealed.of(opening)
        assert keys is not None
        return Question(opening.digest, Form.of((opening.item,)), keys.public, opening.max_seq)

    async def tally(self, opening: Opening) -> dict[str, Any]:
        """Close by the chair, and wait for the count; gives the division as the chair is shown it."""
        await self.live.chamber.chair.close_division(self.sitting, opening)
        async with self.playing():
            try:
                async with asyncio.timeout(PATIENCE_S):
                    return await self.console.until_division(opening.division, "tallied")
            except TimeoutError:
                raise AssertionError(self.console.division(opening.division)) from None

    async def result(self, opening: Opening) -> dict[str, int]:
        """Close, count, declare; gives the figures."""
        tallied = await self.tally(opening)
        await self.live.chamber.chair.declare(self.sitting, opening, tallied)
        await self.console.until_division(opening.division, "declared")
        return {name: tallied["result"][name] for name in FIGURES}

    async def bundle(self, division: str) -> tuple[bytes, Bundle]:
        """The record bundle's bytes and content."""
        return await self.live.chamber.secretariat.api.bundle(self.sitting, division), await self.live.bundle(division)

    async def void(self, division: str) -> None:
        """Chair and secretariat void a division, and it is so on the chair's console."""
        proposed = await self.live.chamber.chair.void(self.sitting, division, "重新表决")
        await self.live.chamber.secretariat.confirm_void(self.sitting, division, proposed.id)
        async with asyncio.timeout(PATIENCE_S):
            await self.console.until_division(division, "void")

    def log(self, index: int) -> str:
        """What device `index` logged."""
        return (self.devices[index - 1].folder / "device.log").read_text()


@asynccontextmanager
async def secret_chamber(
    folder: Path,
    members: int,
    *,
    present: int | None = None,
    workers: int = 2,
    staff: Sequence[tuple[str, str]] = STAFF,
    hands: int = 0,
    route: Route = straight,
    environment: Mapping[str, str] | None = None,
) -> AsyncIterator[SecretChamber]:
    """Run it all with data below `folder`. What a test killed and did not start again is left alone; the rest is stopped."""
    async with AsyncExitStack() as stack:
        running = live_chamber(folder / "server", members, present=present, workers=workers, staff=staff, environment=environment)
        live = await stack.enter_async_context(running)
        codes = await live.chamber.secretariat.issue_codes([("scrutineer", "", f"监票人{i}") for i in range(1, N + 1)])
        daemons, played = codes[: N - hands], codes[N - hands :]
        devices = [
            DeviceProcess(folder / f"device-{i}", await route(i, live.server.url), code.text, live.sitting, "--automatic")
            for i, code in enumerate(daemons, 1)
        ]
        stack.push_async_callback(_stop, devices)
        await asyncio.gather(*(asyncio.to_thread(device.start) for device in devices))
        players = await stack.enter_async_context(_players(live, played))
        console = await stack.enter_async_context(live.chamber.chair.live(live.sitting))
        pin = scrutineers_pin([*(unb64u(device.key, 32) for device in devices), *(hand.key.public for hand in players)])
        chair = live.chamber.chair.identity
        chamber = SecretChamber(live, console, devices, players, SealedKeys(live.sitting, chair.server, pin))
        await chamber.start_ceremony()
        await chamber.until_sealed()
        yield chamber


async def _play(hand: Scrutineer, over: asyncio.Event) -> None:
    """Whole steps until it is over: one that is broken off would not know what it said."""
    while not over.is_set():
        await hand.step()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), POLL_S)


async def _stop(devices: Iterable[DeviceProcess]) -> None:
    def stop(device: DeviceProcess) -> None:
        device.__exit__(None, None, None)

    await asyncio.gather(*(asyncio.to_thread(stop, device) for device in devices))


@asynccontextmanager
async def _players(live: LiveChamber, codes: Sequence[IssuedCode]) -> AsyncIterator[list[Scrutineer]]:
    secretariat = live.chamber.secretariat
    server = secretariat.identity.server
    after: Head = await secretariat.head(body_log(secretariat.body))
    async with AsyncExitStack() as stack:
        players = []
        for code in codes:
            place = Place(secretariat.body, after, server, code.role, code.seat, code.holder)
            async with ApiClient(secretariat.url, patience_s=15) as api:
                identity = await enrol(api, code.text, code.holder, place)
            client = await stack.enter_async_context(ApiClient(secretariat.url, identity, patience_s=15))
            players.append(Scrutineer(HttpApi(client, secretariat.body), identity.key, server, live.sitting))
        yield players


def opening_name(opening: Opening) -> str:
    """The opening's digest as acts name it."""
    return b64u(opening.digest)
