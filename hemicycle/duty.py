"""`hemicycle duty`: the duty record of a body's members from the record of an installation, without a server."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from voting_protocol.errors import ProtocolError

if TYPE_CHECKING:
    from voting_server.domain.past_search import Scope
    from voting_server.records.port import Records
    from voting_server.services.logs import LogBook
    from voting_server.sheets.duty import Facts

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="A day in Beijing; included.")]


@dataclass(frozen=True, slots=True)
class Archive:
    """What is read of an installation that need not run."""

    logs: "LogBook"
    records: "Records"
    now_ms: Callable[[], int]


def duty(
    body: Annotated[str, typer.Argument(help="The body's id.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write.")],
    data: Annotated[Path, typer.Option("--data", envvar="HEMICYCLE_DATA_DIR", help="Folder of keys and record.")] = Path("data"),
    database_url: Annotated[str, typer.Option(envvar="HEMICYCLE_DATABASE_URL", help="The record, if elsewhere.")] = "",
    form: Annotated[Literal["xlsx", "csv", "html"], typer.Option("--format", help="What to make.")] = "xlsx",
    lang: Annotated[Literal["zh", "en"], typer.Option("--lang", help="Its language.")] = "zh",
    sitting: Annotated[str, typer.Option(help="One sitting only.")] = "",
    term: Annotated[int, typer.Option(min=0, max=999, help="The sittings of a term (届).")] = 0,
    session: Annotated[int, typer.Option(min=0, max=999, help="The sittings of a session (次会议).")] = 0,
    since: Day = None,
    until: Day = None,
) -> None:
    """Write who was due, present, on leave or absent in the closed sittings, and the named votes cast; nothing of secret votes."""
    from voting_server.domain.past_search import Query, Scope
    from voting_server.gateway.words import WORDS
    from voting_server.settings import Settings
    from voting_server.sheets.duty import duty_file

    settings = Settings(data_dir=data, database_url=database_url)
    if not settings.key_file.is_file():
        raise typer.BadParameter(str(data), param_hint="--data")
    days = Query(since=since.date() if since else None, until=until.date() if until else None)
    try:
        facts = asyncio.run(_read(settings.database, settings.key_file, body, Scope(sitting, term, session, days=days)))
        if sitting and not facts["sittings"]:
            raise ProtocolError("not-yet")
        output.write_bytes(duty_file(facts, form, lang))
    except ProtocolError as problem:
        words = WORDS[problem.code]
        typer.echo(f"{body}: {problem.code}: {words.zh} / {words.en}", err=True)
        raise typer.Exit(1) from problem


async def _read(database: str, key_file: Path, body: str, scope: "Scope") -> "Facts":
    from voting_server.app import load_server_key, now_ms
    from voting_server.records.sql import SqlRecords
    from voting_server.services.logs import LogBook
    from voting_server.services.past import Past

    records = SqlRecords.open(database)
    try:
        logs = LogBook(records, load_server_key(key_file), now_ms)
        return await Past(Archive(logs, records, now_ms)).duty(body, scope)
    finally:
        await records.aclose()
