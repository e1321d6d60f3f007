"""`hemicycle public`: the edition of a secret vote's record bundle that may be published for good, without the ballots' bodies."""

from pathlib import Path
from typing import Annotated

import typer

from voting_protocol.errors import ProtocolError


def public(
    bundle: Annotated[Path, typer.Argument(help="A record bundle (….hemicycle.json).", exists=True, dir_okay=False)],
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write.")],
    data: Annotated[Path, typer.Option("--data", envvar="HEMICYCLE_DATA_DIR", help="Folder of the server's key.")] = Path("data"),
) -> None:
    """Make the public edition of a secret vote's bundle: leaf hashes in place of ballots. `hemicycle-audit verify` reads both."""
    from voting_server.app import load_server_key
    from voting_server.gateway.words import WORDS
    from voting_server.records.public import make_public
    from voting_server.settings import Settings

    key = Settings(data_dir=data).key_file
    if not key.is_file():
        raise typer.BadParameter(str(key), param_hint="--data")
    try:
        output.write_bytes(make_public(bundle.read_bytes(), load_server_key(key)))
    except ProtocolError as problem:
        words = WORDS[problem.code]
        typer.echo(f"{bundle.name}: {problem.code}: {words.zh} / {words.en}", err=True)
        raise typer.Exit(1) from problem
