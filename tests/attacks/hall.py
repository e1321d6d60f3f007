"""The chamber that is attacked: two honest devices behind lying servers, and one scrutineer whom the test plays."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from terminal_client.headless.opening import Opening
from tests.attacks.relay import Relay, frank, honest, relays
from tests.support.scrutineers import Scrutineer
from tests.support.secret import SecretChamber, secret_chamber

MEMBERS = 11
_LIVE = ("announced", "open", "closed", "tallied")


@dataclass
class Hall:
    """`relays` by the index of the device that is behind each."""

    chamber: SecretChamber
    relays: Mapping[int, Relay]

    @property
    def corrupt(self) -> Scrutineer:
        """Scrutineer 3, in the test's hands."""
        return self.chamber.hands[0]

    async def clear(self) -> None:
        """Nobody lies any more, and no vote is left under way."""
        for relay in self.relays.values():
            relay.answers, relay.frames = honest, frank
        self.corrupt.mute, self.corrupt.spoilt, self.corrupt.by_hand = set(), False, True
        for division in self.chamber.console.state["divisions"]:
            if division["state"] in _LIVE:
                await self.chamber.void(division["id"])

    async def until_refused(self, opening: Opening, *refusals: tuple[int, str, str]) -> list[str]:
        """Wait until exactly these have refused: index, act, code; gives the details."""
        sealed = await self.chamber.until(opening.division, lambda sealed: len(sealed["refusals"]) >= len(refusals))
        found = sorted(sealed["refusals"], key=lambda refusal: refusal["index"])
        assert [(item["index"], item["act"], item["code"]) for item in found] == list(refusals)
        return [item["detail"] for item in found]


@asynccontextmanager
async def attacked(folder: Path) -> AsyncIterator[Hall]:
    """Run it with its data in `folder`."""
    async with AsyncExitStack() as stack:
        start = await stack.enter_async_context(relays())
        before: dict[int, Relay] = {}

        async def route(index: int, url: str) -> str:
            before[index] = await start(url)
            return before[index].url

        chamber = await stack.enter_async_context(secret_chamber(folder, MEMBERS, workers=1, hands=1, route=route))
        yield Hall(chamber, before)
