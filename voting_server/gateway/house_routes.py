"""HTTP routes of profiles and of memberships across bodies (docs/profiles.md §8)."""

from collections.abc import Awaitable, Callable
from typing import Annotated

import msgspec
from fastapi import Depends, FastAPI, Response

from voting_protocol.errors import ProtocolError
from voting_server.gateway.auth import Caller
from voting_server.gateway.responses import CanonicalResponse
from voting_server.services.chamber import STAFF, Chamber
from voting_server.services.memberships import memberships


def house_routes(app: FastAPI, chamber: Chamber, caller: Callable[[str], Awaitable[Caller]]) -> None:
    """Add the routes; `caller` is who asks."""

    @app.get("/v1/profiles")
    async def profiles() -> Response:
        offered = [msgspec.to_builtins(profile) for _, profile in sorted(chamber.logs.profiles.items())]
        return CanonicalResponse({"profiles": offered})

    @app.get("/v1/sittings/{sitting}/profile")
    async def profile(sitting: str, who: Annotated[Caller, Depends(caller)]) -> Response:
        view, _ = await chamber.for_reader(sitting, who)
        if view.sitting.profile is None:
            raise ProtocolError("not-found")
        return CanonicalResponse(msgspec.to_builtins(view.sitting.profile))

    @app.get("/v1/persons/{person}")
    async def persons(person: str, who: Annotated[Caller, Depends(caller)]) -> Response:
        who.require(*STAFF)
        return CanonicalResponse({"memberships": await memberships(chamber.logs, person)})
