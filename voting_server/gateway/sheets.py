"""HTTP routes of result sheets and minutes (docs/protocol.md §11)."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, FastAPI, Response

from voting_server.gateway.auth import Caller
from voting_server.gateway.hubs import Hubs
from voting_server.services.chamber import Chamber
from voting_server.services.sheets import SheetFile, Sheets
from voting_server.sheets.document import Lang
from voting_server.sheets.make import Format


def sheet_routes(app: FastAPI, chamber: Chamber, hubs: Hubs, caller: Callable[[str], Awaitable[Caller]]) -> None:
    """Add the routes; `caller` tells who asks."""
    sheets = Sheets(chamber)
    path = "/v1/sittings/{sitting}"

    @app.get(path + "/divisions/{division}/sheet")
    async def sheet(
        sitting: str, division: str, who: Annotated[Caller, Depends(caller)], format: Format = "pdf", lang: Lang = "zh"
    ) -> Response:
        await chamber.for_reader(sitting, who)
        await hubs.settle(sitting)
        return _download(await sheets.division(sitting, division, format, lang, who))

    @app.get(path + "/minutes")
    async def minutes(
        sitting: str, who: Annotated[Caller, Depends(caller)], format: Format = "pdf", lang: Lang = "zh"
    ) -> Response:
        await chamber.for_reader(sitting, who)
        await hubs.settle(sitting)
        return _download(await sheets.minutes(sitting, format, lang, who))


def _download(file: SheetFile) -> Response:
    return Response(file.data, media_type=file.media, headers={"Content-Disposition": f'attachment; filename="{file.name}"'})
