"""Real scrutineers' devices, processes of their own, against a real server: ceremonies, votes, kills, restarts, the page."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from terminal_client.headless.console import Live, Motion
from terminal_client.headless.opening import Opening
from terminal_client.headless.sealing import SealedKeys
from terminal_client.headless.terminal import Terminal
from terminal_client.scrutineer.keeper import Keeper
from tests.support.chamber import WORDS, LiveChamber, live_chamber
from tests.support.device import PASSPHRASE, DeviceProcess
from voting_protocol.canonical import decode_object
from voting_protocol.encoding import unb64u
from voting_protocol.marks import Choice
from voting_protocol.sealed.keyset import scrutineers_pin

pytestmark = pytest.mark.asyncio(loop_scope="module")
MEMBERS, K, N = 12, 2, 3
STAFF = (("chair", "执行主席"),)
FOR, AGAINST, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN


@dataclass
class House:
    """A chamber, its deputies' terminals, three devices."""

    live: LiveChamber
    console: Live
    devices: Sequence[DeviceProcess]
    benches: Mapping[str, Terminal]
    sealed: SealedKeys

    @property
    def sitting(self) -> str:
        return self.live.sitting

    async def start_ceremony(self) -> None:
        chair = self.live.chamber.chair
        keys = [unb64u(device.key) for device in self.devices]
        await chair.start_ceremony(self.sitting, K, keys, [chair.identity.key.public])

    async def sealed_now(self) -> None:
        await self.console.until_sealed()
        self.sealed.learn(await self.live.chamber.chair.api.seal(self.sitting))

    async def open(self, division: str, again_of: str = "") -> Opening:
        """A secret division, open and certified by enough scrutineers."""
        self.live.drafted += 1
        chamber = self.live.chamber
        motion = Motion(division, self.live.drafted, WORDS, WORDS, WORDS, secrecy="secret", again_of=again_of)
        await chamber.prepare_division(motion)
        await chamber.chair.announce(self.sitting, division)
        return await chamber.chair.open_division(self.sitting, division)

    async def vote(self, choices: Sequence[Choice]) -> None:
        """The first deputies press; returns when all are acknowledged."""

        async def press(bench: Terminal, choice: Choice) -> None:
            await bench.until(lambda session: session.voting.ready)
            await bench.press(choice)

        await asyncio.gather(*(press(bench, choice) for bench, choice in zip(self.benches.values(), choices, strict=False)))

    async def close(self, opening: Opening) -> None:
        """The chair closes; returns when the tally is on the chair's console."""
        await self.live.chamber.chair.close_division(self.sitting, opening)
        await self.console.until_division(opening.division, "tallied")

    async def declare(self, opening: Opening) -> dict[str, Any]:
        """The chair declares; gives the division."""
        tallied = self.console.division(opening.division)
        await self.live.chamber.chair.declare(self.sitting, opening, tallied)
        return await self.console.until_division(opening.division, "declared")

    async def acts(self) -> list[dict[str, Any]]:
        """The bodies of the sitting's acts."""
        found: list[dict[str, Any]] = []
        while True:
            answer = await self.live.chamber.chair.api.get(f"/v1/logs/sitting.{self.sitting}/acts?from={len(found)}")
            if not answer["acts"]:
                return found
            found += [decode_object(unb64u(act["b"])) for act in answer["acts"]]

    async def said(self, division: str) -> list[str]:
        """What scrutineers said about a division."""
        kinds = {"open-ok", "open-refuse", "root-ok", "root-refuse", "release", "void-ok"}
        return [act["type"] for act in await self.acts() if act.get("division") == division and act["type"] in kinds]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    folder = tmp_path_factory.mktemp("house")
    async with AsyncExitStack() as stack:
        live = await stack.enter_async_context(live_chamber(folder / "server", MEMBERS, staff=STAFF))
        chamber = live.chamber
        codes = await chamber.secretariat.issue_codes([("scrutineer", "", f"监票人{number}") for number in "一二三"])
        make = [
            DeviceProcess(folder / f"device-{number}", live.server.url, code.text, live.sitting, "--automatic")
            for number, code in enumerate(codes, 1)
        ]
        devices = [stack.enter_context(device) for device in make]
        pin = scrutineers_pin(unb64u(device.key) for device in devices)
        sealed = SealedKeys(live.sitting, chamber.chair.identity.server, pin)
        console = await stack.enter_async_context(chamber.chair.live(live.sitting))
        benches = {f"m{n}": live.terminal(f"m{n}", sealed=sealed) for n in range(MEMBERS)}
        for bench in benches.values():
            await stack.enter_async_context(bench)
        house = House(live, console, devices, benches, sealed)
        await house.start_ceremony()
        await house.sealed_now()
        yield house


async def test_a_secret_vote_from_the_ceremony_to_the_declaration(house: House) -> None:
    opening = await house.open("first")
    await house.vote([FOR] * 7 + [AGAINST] * 3 + [ABSTAIN])
    await asyncio.to_thread(house.devices[0].until, lambda view: sorted(view["vote"]["progress"]) == [[1, 11], [2, 11], [3, 11]])
    await house.close(opening)
    result = (await house.declare(opening))["result"]
    assert (result["for"], result["against"], result["abstain"], result["not_pressed"]) == (7, 3, 1, 1)
    said = await house.said("first")
    assert said.count("open-ok") == said.count("root-ok") == N
    assert K <= said.count("release") <= N
    assert not {"open-refuse", "root-refuse"} & set(said)


async def test_35_a_device_killed_in_the_middle_of_a_vote_goes_on_where_it_was(house: House) -> None:
    opening = await house.open("killed")
    await house.vote([FOR] * 7)
    await asyncio.to_thread(house.devices[0].kill)
    await house.vote([AGAINST] * 7)  # pressed again by the same deputies
    await asyncio.to_thread(house.devices[0].start)
    await house.close(opening)
    assert (await house.declare(opening))["result"]["against"] == 7
    said = await house.said("killed")
    assert said.count("open-ok") == said.count("root-ok") == N


async def test_devices_survive_a_restart_of_the_server(house: House) -> None:
    opening = await house.open("restart")
    await house.vote([FOR] * 8)
    await asyncio.to_thread(house.live.server.kill)
    await asyncio.to_thread(house.live.server.start)
    await house.vote([FOR] * 8 + [AGAINST] * 2)
    await house.close(opening)
    result = (await house.declare(opening))["result"]
    assert (result["for"], result["against"]) == (8, 2)


async def test_37_a_vote_of_few_waits_for_the_persons_hand(house: House) -> None:
    opening = await house.open("few")
    await house.vote([FOR] * 4)
    await house.live.chamber.chair.close_division(house.sitting, opening)
    for device in house.devices[:2]:
        await asyncio.to_thread(device.until, lambda view: view["vote"] and (view["vote"]["wait"] or {}).get("code") == "by-hand")
    assert "release" not in await house.said("few")
    for device in house.devices[:2]:
        answer = await asyncio.to_thread(device.wish, "release", division="few")
        assert answer.status_code == 200
    await house.console.until_division("few", "tallied")
    assert (await house.declare(opening))["result"]["for"] == 4


async def test_58_a_void_vote_whose_count_nobody_knows(house: House) -> None:
    await house.open("void")
    await house.vote([FOR] * 6)
    chair, secretariat = house.live.chamber.chair, house.live.chamber.secretariat
    proposed = await chair.void(house.sitting, "void", "网络故障")
    await secretariat.confirm_void(house.sitting, "void", proposed.id)
    await house.console.until_division("void", "void")
    view = await asyncio.to_thread(
        house.devices[0].until, lambda view: view["history"] and view["history"][0]["count"] == "unknown"
    )
    assert view["history"][0]["said"] == ["open", "void"]
    assert (await house.said("void")).count("void-ok") == N


async def test_59_a_second_device_on_the_same_folder_is_refused(house: House, tmp_path: Path) -> None:
    device = house.devices[0]
    passphrase = tmp_path / "passphrase"
    passphrase.write_text(PASSPHRASE)
    command = [sys.executable, "-m", "terminal_client.scrutineer", "--data", str(device.folder)]
    ran = await asyncio.to_thread(
        lambda: subprocess.run(
            [*command, "--passphrase-file", str(passphrase)], capture_output=True, text=True, timeout=200, check=False
        )
    )
    assert ran.returncode == 1
    assert "Another scrutineer's program" in ran.stderr


async def test_the_page_answers_only_its_own_address_and_token(house: House) -> None:
    device = house.devices[0]

    def statuses() -> list[int]:
        client = httpx.Client(base_url=device.page, trust_env=False)
        token = {"x-scrutineer-token": device.token}
        with client:
            return [
                client.get("/api/state").status_code,
                client.get("/api/state", headers={"x-scrutineer-token": "guess"}).status_code,
                client.get("/api/state", headers={**token, "host": "evil.example"}).status_code,
                client.get("/api/backup").status_code,
                client.post("/api/erase", headers=token, content="{}").status_code,
                client.post("/api/unlock", headers=token, json={"passphrase": PASSPHRASE}).status_code,
                client.get("/api/state", headers=token).status_code,
            ]

    assert await asyncio.to_thread(statuses) == [401, 401, 421, 401, 400, 403, 200]
    answer = await asyncio.to_thread(device.ask, "/api/state")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    told = answer.text
    assert "release" in told
    assert device.token not in told


async def test_a_backup_is_downloaded_encrypted_and_restores_elsewhere(house: House, tmp_path: Path) -> None:
    device = house.devices[2]
    backup = (await asyncio.to_thread(device.ask, "/api/backup")).content
    assert backup.startswith(b"HSK1")
    assert device.key.encode() not in backup
    spare = Keeper.restore(tmp_path / "spare", backup, PASSPHRASE)
    assert spare.identity is not None
    assert spare.identity.key.name == device.key


async def test_the_device_imports_nothing_of_the_server() -> None:
    script = """
import sys, importlib, pkgutil
import terminal_client.scrutineer as package
for module in pkgutil.iter_modules(package.__path__):
    if module.name != "__main__":
        importlib.import_module(f"terminal_client.scrutineer.{module.name}")
print(sorted(name for name in sys.modules if name.split(".")[0] in ("voting_server", "hemicycle")))
"""
    command = [sys.executable, "-c", script]
    ran = await asyncio.to_thread(lambda: subprocess.run(command, capture_output=True, text=True, timeout=200, check=True))
    assert ran.stdout.strip() == "[]"
