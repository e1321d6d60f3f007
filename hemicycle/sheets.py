"""`hemicycle sheet`: a result sheet or minutes from a record bundle, without a server."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from voting_protocol.errors import ProtocolError


def sheet(
    bundle: Annotated[Path, typer.Argument(help="A record bundle (….hemicycle.json).", exists=True, dir_okay=False)],
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write.")],
    form: Annotated[Literal["pdf", "xlsx", "json", "html"], typer.Option("--format", help="What to make.")] = "pdf",
    lang: Annotated[Literal["zh", "en"], typer.Option("--lang", help="Its language.")] = "zh",
    of_sitting: Annotated[bool, typer.Option("--minutes", help="The whole sitting as far as this bundle goes.")] = False,
) -> None:
    """Make the result sheet of a bundle's division, or the minutes of its sitting. It does not verify: `hemicycle-audit verify` does."""
    from voting_server.gateway.words import WORDS
    from voting_server.sheets.make import division_file, minutes_of_bundle

    make = minutes_of_bundle if of_sitting else division_file
    try:
        output.write_bytes(make(bundle.read_bytes(), form, lang))
    except ProtocolError as problem:
        words = WORDS[problem.code]
        typer.echo(f"{bundle.name}: {problem.code}: {words.zh} / {words.en}", err=True)
        raise typer.Exit(1) from problem
