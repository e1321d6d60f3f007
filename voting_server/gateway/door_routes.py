"""HTTP routes of the door (docs/check-in.md §6): the plan without people, and the one person who is asked for."""

import re
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request, Response

from voting_protocol.encoding import unb64u
from voting_protocol.errors import ProtocolError
from voting_server.domain.codes import RuleError
from voting_server.domain.doors import USHER, door_plan, found, person_view
from voting_server.domain.register import Register
from voting_server.domain.shapes import Member
from voting_server.gateway.allowance import Allowance
from voting_server.gateway.auth import Caller
from voting_server.gateway.responses import CanonicalResponse, read_body, read_object
from voting_server.services.chamber import Chamber

LOOKS_A_MINUTE = 60
MISSES_A_MINUTE = 20
_ASKED = {"card", "number", "words"}
_MISSED = frozenset({"unknown-card", "card-cancelled", "card-of-another-body", "unknown-member"})
_DOOR_PATHS = re.compile(r"/v1/sittings/[^/]+/(state|door|door/find)\Z")


def keep_to_the_door(path: str, who: Caller) -> Caller:
    """Refuse an usher everything but the door's own calls (docs/check-in.md §5): `not-allowed`."""
    if who.role == USHER and not _DOOR_PATHS.match(path):
        raise ProtocolError("not-allowed")
    return who


class Finder:
    """Finds people for the devices at the doors, which may not try out numbers and cards."""

    def __init__(self, chamber: Chamber) -> None:
        self._chamber = chamber
        self._looks, self._misses = Allowance(LOOKS_A_MINUTE), Allowance(MISSES_A_MINUTE)

    async def find(self, sitting: str, asked: dict[str, Any], who: Caller) -> dict[str, Any]:
        """The answer of `door/find`; `rate-limited`, and what a card or number is refused with."""
        ((kind, text),) = asked.items()
        view, log = await self._chamber.for_reader(sitting, who)
        self._misses.check(who.key)
        if kind != "card":
            self._looks.check(who.key)
            self._looks.use(who.key)
        try:
            people, more = await self._people(kind, text, log.register)
        except (ProtocolError, RuleError) as problem:
            if problem.code in _MISSED:
                self._misses.use(who.key)
            raise
        return {"people": [person_view(member, view.sitting, log.register) for member in people], "more": more}

    async def _people(self, kind: str, text: str, register: Register) -> tuple[list[Member], int]:
        if kind == "words":
            return found(text, register)
        member = register.members.get(await self._holder(text, register) if kind == "card" else text)
        if member is None:
            raise RuleError("unknown-member")
        return [member], 0

    async def _holder(self, card: str, register: Register) -> str:
        unb64u(card, 32)
        if card not in register.cards.member_of:
            await self._refuse_foreign(card)
        return register.cards.holder(card)

    async def _refuse_foreign(self, card: str) -> None:
        """Tell whose card it is that is none of this body's."""
        for name in await self._chamber.logs.names("body"):
            body = (await self._chamber.logs.read(name)).register
            if card in body.cards.member_of:
                raise ProtocolError(
                    "card-of-another-body", zh=body.name["zh"] or body.name["en"], en=body.name["en"] or body.name["zh"]
                )


def door_routes(app: FastAPI, chamber: Chamber, caller: Callable[..., Awaitable[Caller]]) -> None:
    """Add the routes; `caller` is who asks."""
    finder = Finder(chamber)
    path = "/v1/sittings/{sitting}/door"

    @app.get(path)
    async def door(sitting: str, who: Annotated[Caller, Depends(caller)]) -> Response:
        _, log = await chamber.for_reader(sitting, who.require(USHER))
        return CanonicalResponse(door_plan(log.register))

    @app.post(path + "/find")
    async def find(sitting: str, request: Request, who: Annotated[Caller, Depends(caller)]) -> Response:
        asked = read_object(await read_body(request, 1024), set(), _ASKED)
        if len(asked) != 1 or not all(isinstance(text, str) and len(text) <= 100 for text in asked.values()):
            raise ProtocolError("bad-frame")
        return CanonicalResponse(await finder.find(sitting, asked, who.require(USHER)))
