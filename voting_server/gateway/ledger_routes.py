"""HTTP routes of the ledgers (docs/ledger.md §6)."""

import urllib.parse
from collections.abc import Awaitable, Callable
from typing import Annotated, Literal

import msgspec
from fastapi import Depends, FastAPI, Header, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from voting_protocol import canonical
from voting_protocol.errors import ProtocolError
from voting_server.gateway.auth import Caller
from voting_server.gateway.responses import CanonicalResponse, read_body
from voting_server.imports.questions import preview_bank
from voting_server.services.chamber import STAFF
from voting_server.services.ledgers import Ledgers
from voting_server.sheets.ledger import ledger_workbook

FILE_BYTES = 8 * 1024 * 1024
FORMAT = "hemicycle-ledger/1"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Id = Annotated[str, Query(max_length=64)]


def ledger_routes(app: FastAPI, ledgers: Ledgers, caller: Callable[[str], Awaitable[Caller]]) -> None:
    """Add the routes; `caller` is who asks."""
    path = "/v1/bodies/{body}/ledger"

    @app.get(path)
    async def ledger(body: str, who: Annotated[Caller, Depends(caller)]) -> Response:
        return CanonicalResponse(await ledgers.view(_of(who, body, *STAFF)))

    @app.get(path + "/proposals")
    async def proposals(body: str, sitting: Id, division: Id, who: Annotated[Caller, Depends(caller)]) -> Response:
        return CanonicalResponse(await ledgers.proposals(_of(who, body, "secretariat"), sitting, division))

    @app.get(path + "/paper")
    async def paper(body: str, case: Id, who: Annotated[Caller, Depends(caller)]) -> Response:
        return CanonicalResponse(await ledgers.paper(_of(who, body, "secretariat"), case))

    @app.post(path + "/bank-preview")
    async def bank_preview(
        body: str,
        request: Request,
        who: Annotated[Caller, Depends(caller)],
        x_filename: Annotated[str, Header(max_length=1000)] = "",
    ) -> Response:
        _of(who, body, "secretariat")
        data = await read_body(request, FILE_BYTES)
        preview = await run_in_threadpool(preview_bank, data, urllib.parse.unquote(x_filename))
        return CanonicalResponse(msgspec.to_builtins(preview))

    @app.get(path + "/export")
    async def export(
        body: str,
        who: Annotated[Caller, Depends(caller)],
        form: Annotated[Literal["json", "xlsx"], Query(alias="format")] = "xlsx",
    ) -> Response:
        view = await ledgers.view(_of(who, body, *STAFF))
        name = f"ledger-{body}-{view['today']}.{form}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        if form == "json":
            content = canonical.encode({"format": FORMAT, "body": body, "exported": view["today"], **view})
            return Response(content, media_type="application/json", headers=headers)
        return Response(await run_in_threadpool(ledger_workbook, view, body), media_type=XLSX, headers=headers)


def _of(who: Caller, body: str, *roles: str) -> str:
    """The caller's own body, if its role is one of `roles`; `not-allowed` otherwise."""
    if who.body != body:
        raise ProtocolError("not-allowed")
    who.require(*roles)
    return body
