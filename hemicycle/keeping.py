"""`hemicycle backup` and `hemicycle restore` (docs/operations.md)."""

import time
from pathlib import Path
from typing import Annotated, NoReturn

import typer

Data = Annotated[Path, typer.Option("--data", envvar="HEMICYCLE_DATA_DIR", help="The data folder.")]


def backup(
    output: Annotated[
        Path, typer.Option("-o", "--output", help="The file to write; it must not exist. It holds the server's key.")
    ],
    data: Data = Path("data"),
    database_url: Annotated[str, typer.Option(envvar="HEMICYCLE_DATABASE_URL", help="As for `serve`.")] = "",
) -> None:
    """Back up a data folder and the record, of a running server too; refused while a vote is open or being counted.

    Profiles of the house (HEMICYCLE_PROFILES_DIR) go into it.
    """
    from hemicycle.backup import make_backup
    from hemicycle.recordcopy import CopyError
    from voting_server.settings import Settings

    try:
        note = make_backup(Settings(data_dir=data, database_url=database_url), output, time.time_ns() // 1_000_000)
    except (CopyError, OSError) as problem:
        _fail("不能备份", "no backup", problem)
    typer.echo(f"{output}: {note.bytes} 字节，{note.acts} 条操作记录 / {note.bytes} bytes, {note.acts} acts")


def restore(
    file: Annotated[Path, typer.Argument(help="A file of `hemicycle backup`.", exists=True, dir_okay=False)],
    data: Data = Path("data"),
    database_url: Annotated[
        str, typer.Option(envvar="HEMICYCLE_DATABASE_URL", help="An empty database for the record; none: a file in the folder.")
    ] = "",
) -> None:
    """Restore a backup into a new or empty folder (and database); then `hemicycle serve --data` it."""
    from hemicycle.backup import PROFILES, restore_backup
    from hemicycle.recordcopy import CopyError

    try:
        manifest = restore_backup(file, data, database_url)
    except (CopyError, OSError) as problem:
        _fail("不能恢复", "not restored", problem)
    made = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(manifest.time_ms / 1000))
    typer.echo(f"{data}: {made} 的备份，{manifest.acts} 条操作记录 / backup of {made}, {manifest.acts} acts")
    if manifest.profiles:
        typer.echo(f"HEMICYCLE_PROFILES_DIR={data / PROFILES}")
    for log, last in sorted(manifest.logs.items()):
        typer.echo(f"  {log} {last}")


def _fail(zh: str, en: str, problem: Exception) -> NoReturn:
    words = (getattr(problem, "zh", str(problem)), getattr(problem, "en", str(problem)))
    typer.echo(f"{zh}：{words[0]} / {en}: {words[1]}", err=True)
    raise typer.Exit(1) from problem
