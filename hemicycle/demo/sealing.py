"""The demo's secretariat holds the key ceremony by itself, as soon as there is a chair whose opening the scrutineers can seal."""

import asyncio
from collections.abc import Sequence

from terminal_client.headless.console import Secretariat
from voting_protocol.encoding import unb64u
from voting_protocol.errors import ProtocolError

LOOK_S = 0.5
_WAIT = frozenset({"another-division", "chairs-differ", "wrong-attempt", "record-unavailable", "store-unavailable"})
"""Why a ceremony can't start just now."""


async def seal_for_every_chair(secretariat: Secretariat, sitting: str, k: int, scrutineers: Sequence[bytes]) -> None:
    """Start a ceremony of k of these scrutineers whenever the chairs enrolled are not those of the last one, or it failed. Runs until cancelled."""
    sealed_for: list[str] = []
    while True:
        register = await secretariat.api.register(secretariat.body)
        chairs = sorted(key["key"] for key in register["keys"] if key["role"] == "chair" and key["state"] == "active")
        ceremony = (await secretariat.api.state(sitting))["seal"]
        if chairs and (chairs != sealed_for or (ceremony and ceremony["phase"] == "aborted")):
            try:
                await secretariat.start_ceremony(sitting, k, scrutineers, [unb64u(chair, 32) for chair in chairs])
                sealed_for = chairs
            except ProtocolError as problem:
                if problem.code not in _WAIT:
                    raise
        await asyncio.sleep(LOOK_S)
