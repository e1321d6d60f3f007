"""HTTP routes of a body's past: sittings, results, attendance, members' records (docs/protocol.md §11)."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

from fastapi import Depends, FastAPI, Query, Response
from starlette.concurrency import run_in_threadpool

from voting_protocol.errors import ProtocolError
from voting_server.domain.past_search import Query as Search
from voting_server.domain.past_search import Scope
from voting_server.gateway.auth import Caller
from voting_server.gateway.responses import CanonicalResponse
from voting_server.services.chamber import STAFF, Chamber
from voting_server.services.past import Past
from voting_server.sheets.document import Lang
from voting_server.sheets.duty import DUTY_MEDIA, DutyFormat, duty_file

READERS = (*STAFF, "observer")
Short = Annotated[str, Query(max_length=64)]
Words = Annotated[str, Query(max_length=100)]
Start = Annotated[int, Query(alias="from", ge=0, le=1_000_000)]
Ordinal = Annotated[int, Query(ge=0, le=999)]
Year = Annotated[int, Query(ge=0, le=9999)]
Limit = Annotated[int, Query(ge=1, le=100)]
Outcome = Literal["", "carried", "not-carried", "names", "void", "withdrawn", "deferred"]
Secrecy = Literal["", "named", "secret"]
Channel = Literal["", "terminal", "paper", "hands", "mixed"]


def _period(term: Ordinal = 0, session: Ordinal = 0, year: Year = 0) -> Scope:
    """The term, session and year that a reader asks for."""
    return Scope(term=term, session=session, year=year)


Period = Annotated[Scope, Depends(_period)]


def past_routes(app: FastAPI, chamber: Chamber, caller: Callable[[str], Awaitable[Caller]]) -> None:
    """Add the routes; `caller` is who asks."""
    past = Past(chamber)
    path = "/v1/bodies/{body}/history"
    _for_readers(app, past, path, caller)
    _for_staff(app, past, path, caller)

    @app.get(path + "/members/{member}")
    async def member(
        body: str, member: str, who: Annotated[Caller, Depends(caller)], period: Period, start: Start = 0, limit: Limit = 50
    ) -> Response:
        _of(who, body, *STAFF, "deputy")
        if who.role == "deputy" and await past.own_member(who) != member:
            raise ProtocolError("not-allowed")
        return CanonicalResponse(await past.member(body, member, period, start, limit))


def _for_readers(app: FastAPI, past: Past, path: str, caller: Callable[[str], Awaitable[Caller]]) -> None:
    @app.get(path + "/sittings")
    async def sittings(body: str, who: Annotated[Caller, Depends(caller)]) -> Response:
        _of(who, body, *READERS)
        return CanonicalResponse(await past.sittings(body))

    @app.get(path + "/divisions")
    async def divisions(
        body: str,
        who: Annotated[Caller, Depends(caller)],
        period: Period,
        q: Words = "",
        template: Short = "",
        outcome: Outcome = "",
        secrecy: Secrecy = "",
        channel: Channel = "",
        sitting: Short = "",
        since: date | None = None,
        until: date | None = None,
        start: Start = 0,
        limit: Limit = 50,
    ) -> Response:
        _of(who, body, *READERS)
        query = Search(q, template, outcome, secrecy, channel, sitting, since, until)
        return CanonicalResponse(await past.divisions(body, period, query, start, limit, who.role))

    @app.get(path + "/sittings/{sitting}/divisions/{division}")
    async def division(body: str, sitting: str, division: str, who: Annotated[Caller, Depends(caller)]) -> Response:
        _of(who, body, *READERS)
        return CanonicalResponse(await past.division(body, sitting, division, who.role))


def _for_staff(app: FastAPI, past: Past, path: str, caller: Callable[[str], Awaitable[Caller]]) -> None:
    @app.get(path + "/sittings/{sitting}/attendance")
    async def attendance(body: str, sitting: str, who: Annotated[Caller, Depends(caller)]) -> Response:
        _of(who, body, *STAFF)
        return CanonicalResponse(await past.attendance(body, sitting))

    @app.get(path + "/members")
    async def members(body: str, who: Annotated[Caller, Depends(caller)], period: Period) -> Response:
        _of(who, body, *STAFF)
        return CanonicalResponse(await past.members(body, period))

    @app.get(path + "/duty")
    async def duty(
        body: str,
        who: Annotated[Caller, Depends(caller)],
        period: Period,
        form: Annotated[DutyFormat, Query(alias="format")] = "xlsx",
        lang: Lang = "zh",
        sitting: Short = "",
        since: date | None = None,
        until: date | None = None,
    ) -> Response:
        _of(who, body, *STAFF)
        facts = await past.duty(body, replace(period, sitting=sitting, days=Search(since=since, until=until)))
        if sitting and not facts["sittings"]:
            raise ProtocolError("not-yet")
        data = await run_in_threadpool(duty_file, facts, form, lang)
        headers = {"Content-Disposition": f'attachment; filename="{sitting or body}.duty.{lang}.{form}"'}
        return Response(data, media_type=DUTY_MEDIA[form], headers=headers)


def _of(who: Caller, body: str, *roles: str) -> None:
    """Refuse everybody but these roles of the body: `not-allowed`."""
    if who.body != body:
        raise ProtocolError("not-allowed")
    who.require(*roles)
