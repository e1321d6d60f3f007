"""The command line: `hemicycle serve | demo | replay | admin-code | doctor`."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from voting_server.gateway.logging import configure_logging
from voting_server.settings import Settings

app = typer.Typer(
    name="hemicycle",
    help="Electronic voting for congress sessions (人大会议电子表决系统).",
    no_args_is_help=True,
    add_completion=False,
)
out = Console()

Data = Annotated[Path, typer.Option("--data", help="Folder of keys, store, record and bundles.")]
Port = Annotated[int, typer.Option(help="TCP port.")]


@app.command()
def serve(  # one option a setting
    data: Data = Path("data"),
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Port = 8080,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Worker processes.")] = 2,
    store_url: Annotated[str, typer.Option(help="Redis ≥ 7 or Valkey; empty: the embedded one.")] = "",
    database_url: Annotated[str, typer.Option(help="PostgreSQL or SQLite URL; empty: SQLite in the data folder.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON line when ready.")] = False,
) -> None:
    """Run the server until Ctrl-C."""
    from hemicycle.serve import serve as run

    settings = Settings(data_dir=data, host=host, port=port, workers=workers)
    settings.store_url = store_url or settings.store_url
    settings.database_url = database_url or settings.database_url
    configure_logging(settings.log_level)

    def ready(url: str, code: str) -> None:
        if as_json:
            print(json.dumps({"url": url, "admin_code": code}), flush=True)
            return
        out.print(f"[bold]Hemicycle[/] {url}")
        if code:
            out.print(f"秘书处登记 / enrol the secretariat:  {url}/secretariat/#code={code}", soft_wrap=True)
            out.print("登记码只能使用一次。This code works once; `hemicycle admin-code` makes another.")

    run(settings, ready)


@app.command()
def demo(
    data: Data = Path("demo-data"),
    port: Port = 8080,
) -> None:
    """A demo congress of 256 seats with simulated deputies; prints where to look."""
    from hemicycle.demo.run import run_demo

    raise typer.Exit(run_demo(data, port))


@app.command()
def replay(
    xml: Annotated[Path, typer.Argument(help="A roll-call file of the European Parliament.", exists=True, dir_okay=False)],
    out_dir: Annotated[Path, typer.Option("--out", help="Folder for the record bundles.")],
) -> None:
    """Hold real roll calls again through the real server and compare every member's recorded vote with the official one."""
    from hemicycle.replay.replay import run_replay

    raise typer.Exit(run_replay(xml, out_dir))


@app.command("admin-code")
def admin_code(data: Data = Path("data"), database_url: str = "") -> None:
    """Make an installation code: it founds a body or enrols another administrator. Works once."""
    from hemicycle.serve import make_admin_code, prepare

    settings = Settings(data_dir=data)
    settings.database_url = database_url or settings.database_url
    prepare(settings)
    print(make_admin_code(settings))


@app.command()
def doctor(data: Data = Path("data"), as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Look for what is wrong with a set-up; exit 1 if anything is."""
    from hemicycle.doctor import examine

    findings = examine(Settings(data_dir=data))
    if as_json:
        print(json.dumps([finding.to_json() for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            out.print(
                f"{'✓' if finding.ok else '✗'} {finding.name}: {finding.zh} / {finding.en}", highlight=False, soft_wrap=True
            )
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)


def main() -> None:
    """Entry point."""
    sys.exit(app())
