"""HTTP routes of the operator's page: terminals, the seat test, health (docs/protocol.md §11)."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any

import msgspec
from fastapi import Depends, FastAPI, Request, Response

from voting_protocol import __version__
from voting_protocol.errors import ProtocolError
from voting_server.ballot_box.port import BoxUnavailable
from voting_server.gateway.auth import Caller
from voting_server.gateway.devices import TEST_SECONDS, SeatTest, put_test, read_notes, read_test
from voting_server.gateway.metrics import Metrics
from voting_server.gateway.pageversion import page_version
from voting_server.gateway.processes import Processes
from voting_server.gateway.responses import CanonicalResponse, read_body, read_object
from voting_server.health import LEAST_FREE_BYTES, disk, examine_machine, last_backup
from voting_server.records.port import RecordsUnavailable
from voting_server.services.chamber import Chamber
from voting_server.settings import Settings

KEEPERS = ("operator", "secretariat")
MACHINE_SECONDS = 60.0


class Health:
    """Everything the operator watches, gathered for one request; the machine itself is looked at once a minute."""

    def __init__(self, settings: Settings, chamber: Chamber, metrics: Metrics, processes: Processes) -> None:
        self._settings = settings
        self._chamber = chamber
        self._metrics = metrics
        self._processes = processes
        self._machine: list[dict[str, Any]] = []
        self._looked = -MACHINE_SECONDS
        self._looking = asyncio.Lock()

    async def of(self, body: str) -> dict[str, Any]:
        """The health as a device of `body` sees it."""
        problems = await self._chamber.readiness()
        return {
            "time_ms": self._chamber.now_ms(),
            "version": __version__,
            "box_ms": await self._box_ms(),
            "took_ms": {"box": await _took(self._chamber.box.now_ms), "record": await _took(self._chamber.records.ping)},
            "record_ms": await self._record_ms(body),
            "disk": {**disk(self._settings), "least_bytes": LEAST_FREE_BYTES},
            "problems": [{"code": code, "why": why} for code, why in problems.items()],
            "machine": await self._look(),
            "processes": await self._processes.all(),
            "verifier_waiting": self._metrics.waiting,
            "sqlite": self._settings.database.startswith("sqlite"),
            "backup": last_backup(self._settings),
        }

    async def _box_ms(self) -> int | None:
        try:
            return await self._chamber.box.now_ms()
        except BoxUnavailable:
            return None

    async def _record_ms(self, body: str) -> int | None:
        """When the last act of this body was received, as far as this process has read: a clock that was put back is behind it."""
        logs = self._chamber.logs
        try:
            register = await logs.register(body)
            read = [logs.peek(name) for name in await logs.names("sitting")]
        except RecordsUnavailable:
            return None
        sittings = [view for view in read if view is not None and view.sitting.body == body]
        return max(view.state.chain.last_ms for view in (register, *sittings))

    async def _look(self) -> list[dict[str, Any]]:
        async with self._looking:
            if time.monotonic() - self._looked >= MACHINE_SECONDS:
                findings = await asyncio.to_thread(examine_machine, self._settings)
                self._machine, self._looked = [finding.to_json() for finding in findings], time.monotonic()
        return self._machine


async def _took(work: Callable[[], Awaitable[Any]]) -> int | None:
    """How long a store takes to answer, ms; None if it doesn't."""
    start = time.monotonic()
    try:
        await work()
    except (BoxUnavailable, RecordsUnavailable):
        return None
    return round(1000 * (time.monotonic() - start))


def operator_routes(
    app: FastAPI, chamber: Chamber, health: Health, pages: Path, caller: Callable[[str], Awaitable[Caller]]
) -> None:
    """Add the routes; `caller` is who asks."""
    path = "/v1/sittings/{sitting}"

    @app.get("/v1/health")
    async def of_the_server(who: Annotated[Caller, Depends(caller)]) -> Response:
        who.require(*KEEPERS)
        return CanonicalResponse(await health.of(who.body))

    @app.get(path + "/devices")
    async def devices(sitting: str, who: Annotated[Caller, Depends(caller)]) -> Response:
        who.require(*KEEPERS)
        await chamber.for_reader(sitting, who)
        now = chamber.now_ms()
        notes = await read_notes(chamber.box, sitting)
        test = await read_test(chamber.box, sitting, now)
        told = [{"seat": seat, **msgspec.structs.asdict(note)} for seat, note in sorted(notes.items())]
        return CanonicalResponse(
            {"time_ms": now, "version": page_version(pages / "seat" / "index.html"), "test": _test(test), "devices": told}
        )

    @app.post(path + "/seat-test")
    async def seat_test(sitting: str, request: Request, who: Annotated[Caller, Depends(caller)]) -> Response:
        who.require("operator")
        wish = read_object(await read_body(request, 1024), {"on"})
        if not isinstance(wish["on"], bool):
            raise ProtocolError("bad-frame")
        view, _ = await chamber.for_reader(sitting, who)
        test = SeatTest()
        if wish["on"]:
            if any(division.state in ("announced", "open") for division in view.sitting.divisions.values()):
                raise ProtocolError("vote-under-way")
            test = SeatTest(secrets.token_urlsafe(12), chamber.now_ms() + 1000 * TEST_SECONDS)
        await put_test(chamber.box, sitting, test)
        return CanonicalResponse({"test": _test(test)})


def _test(test: SeatTest) -> dict[str, Any] | None:
    return msgspec.structs.asdict(test) if test.id else None
