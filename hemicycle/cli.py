"""The command line: `hemicycle serve | demo | replay | scrutineer | kiosk | sheet | duty | public | admin-code | doctor | backup | restore`."""

import json
import sys
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.console import Console

import voting_server
from hemicycle import tls
from hemicycle.duty import duty
from hemicycle.keeping import backup, restore
from hemicycle.public import public
from hemicycle.sheets import sheet
from terminal_client.kiosk.cli import kiosk
from terminal_client.scrutineer.cli import scrutineer
from voting_server.ballot_box.launcher import StoreError
from voting_server.gateway.logging import configure_logging
from voting_server.profiles import ProfileError, load_profiles
from voting_server.records.port import RecordsUnavailable
from voting_server.settings import Settings

app = typer.Typer(
    name="hemicycle",
    help="Electronic voting for congress sessions (人大会议电子表决系统).",
    no_args_is_help=True,
    add_completion=False,
)
out = Console()

Data = Annotated[Path, typer.Option("--data", envvar="HEMICYCLE_DATA_DIR", help="Folder of keys, store, record and bundles.")]
Port = Annotated[int, typer.Option(envvar="HEMICYCLE_PORT", help="TCP port.")]
StoreUrl = Annotated[str, typer.Option(envvar="HEMICYCLE_STORE_URL", help="Redis ≥ 7 or Valkey; empty: the embedded one.")]
DatabaseUrl = Annotated[
    str, typer.Option(envvar="HEMICYCLE_DATABASE_URL", help="PostgreSQL or SQLite URL; empty: SQLite in the data folder.")
]


@app.command()
def serve(  # one option a setting
    data: Data = Path("data"),
    host: Annotated[str, typer.Option(envvar="HEMICYCLE_HOST", help="Address to listen on.")] = "127.0.0.1",
    port: Port = 8080,
    workers: Annotated[int, typer.Option(envvar="HEMICYCLE_WORKERS", min=1, max=64, help="Worker processes.")] = 2,
    store_url: StoreUrl = "",
    database_url: DatabaseUrl = "",
    use_tls: Annotated[bool, typer.Option("--tls", help="TLS by a local authority, as off localhost.")] = False,
    plain_http: Annotated[bool, typer.Option("--plain-http", help="No TLS off localhost: tablets can't vote.")] = False,
    name: Annotated[list[str] | None, typer.Option(help="A host name or address of this server; may be repeated.")] = None,
    tls_cert: Annotated[
        Path | None, typer.Option(envvar="HEMICYCLE_TLS_CERT", help="Your certificate with its chain (PEM).")
    ] = None,
    tls_key: Annotated[Path | None, typer.Option(envvar="HEMICYCLE_TLS_KEY", help="Its key (PEM).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON line when ready.")] = False,
) -> None:
    """Run the server until Ctrl-C."""
    from hemicycle.serve import serve as run

    settings = Settings(data_dir=data, host=host, port=port, workers=workers, store_url=store_url, database_url=database_url)
    configure_logging(settings.log_level)
    try:
        certificate = tls.choose(data / "tls", host, name or [], own=(tls_cert, tls_key), forced=use_tls, plain=plain_http)
    except ValueError as problem:
        raise typer.BadParameter(str(problem)) from problem
    if certificate is not None:
        settings.tls_cert, settings.tls_key = certificate.cert, certificate.key

    def ready(url: str, code: str) -> None:
        if as_json:
            trust = {"authority": str(certificate.authority or ""), "fingerprint": certificate.fingerprint} if certificate else {}
            print(json.dumps({"url": url, "admin_code": code, **trust}), flush=True)
        else:
            _tell(tls.url(tls.public_name(host, name or []), port, secure=certificate is not None), code, certificate)

    try:
        load_profiles(settings.profiles_dir)
        run(settings, ready)
    except (OSError, StoreError, RecordsUnavailable, ProfileError) as problem:  # TimeoutError is an OSError
        out.print(f"服务器无法启动 / the server can't start: {problem}", style="red", highlight=False, soft_wrap=True)
        raise typer.Exit(1) from problem


def _tell(url: str, code: str, certificate: tls.Certificate | None) -> None:
    out.print(f"[bold]Hemicycle[/] {url}")
    if certificate is not None and certificate.authority is not None:
        out.print(f"各终端须信任证书 / tablets must trust {certificate.authority}", highlight=False, soft_wrap=True)
        out.print(f"SHA-256 {certificate.fingerprint}", highlight=False, soft_wrap=True)
    elif certificate is None and not tls.is_loopback(urlsplit(url).hostname or ""):
        out.print("未加密：除本机外不能投票。Plain HTTP: only this machine can vote.", highlight=False, soft_wrap=True)
    if code:
        out.print(f"秘书处登记 / enrol the secretariat:  {url}/secretariat/#code={code}", soft_wrap=True)
        out.print("登记码只能使用一次。This code works once; `hemicycle admin-code` makes another.")


@app.command()
def demo(
    data: Data = Path("demo-data"),
    port: Port = 8080,
    day: Annotated[str, typer.Option(help="Hold one of three whole days by itself: a, b or c.")] = "",
    out_dir: Annotated[Path, typer.Option("--out", help="With --day: folder for the record bundles.")] = Path("demo-records"),
) -> None:
    """A demo congress of 256 seats with simulated deputies; prints where to look."""
    if day:
        from hemicycle.days.run import DAYS, run_day

        if day not in DAYS:
            raise typer.BadParameter("a | b | c", param_hint="--day")
        raise typer.Exit(run_day(day, out_dir))
    from hemicycle.demo.run import run_demo

    raise typer.Exit(run_demo(data, port))


@app.command()
def replay(
    xml: Annotated[Path, typer.Argument(help="A roll-call file of the European Parliament.", exists=True, dir_okay=False)],
    out_dir: Annotated[Path, typer.Option("--out", help="Folder for the record bundles.")],
    secret: Annotated[
        bool, typer.Option("--secret", help="Seal every ballot; two of three scrutineers open the sums. Totals are compared.")
    ] = False,
) -> None:
    """Hold real roll calls again through the real server and compare every member's recorded vote with the official one."""
    from hemicycle.replay.replay import run_replay

    raise typer.Exit(run_replay(xml, out_dir, secret=secret))


@app.command("admin-code")
def admin_code(data: Data = Path("data"), database_url: DatabaseUrl = "") -> None:
    """Make an installation code: it founds a body or enrols another administrator. Works once."""
    from hemicycle.serve import make_admin_code, prepare

    settings = Settings(data_dir=data, database_url=database_url)
    prepare(settings)
    print(make_admin_code(settings))


@app.command()
def doctor(
    data: Data = Path("data"),
    store_url: StoreUrl = "",
    database_url: DatabaseUrl = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Look for what is wrong with a set-up; exit 1 if anything is."""
    from hemicycle.doctor import examine

    findings = examine(Settings(data_dir=data, store_url=store_url, database_url=database_url))
    if as_json:
        print(json.dumps([finding.to_json() for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            out.print(
                f"{'✓' if finding.ok else '✗'} {finding.name}: {finding.zh} / {finding.en}", highlight=False, soft_wrap=True
            )
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)


@app.command("pages-hash")
def pages_hash(as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object.")] = False) -> None:
    """The hash of the seat pages that this server serves: what a sitting may expect of its terminals' kiosks."""
    from voting_protocol.encoding import b64u
    from voting_protocol.pages import MANIFEST, pages_fingerprint
    from voting_protocol.pages import pages_hash as hash_of

    try:
        found = hash_of((Path(voting_server.__file__).parent / "pages" / MANIFEST).read_bytes())
    except OSError as problem:
        out.print("没有页面，请运行 make pages / there are no pages; run `make pages`", highlight=False)
        raise typer.Exit(1) from problem
    told = {"hash": b64u(found), "fingerprint": pages_fingerprint(found)}
    print(json.dumps(told) if as_json else "\n".join(told.values()))


app.command("scrutineer")(scrutineer)
app.command("kiosk")(kiosk)
app.command("sheet")(sheet)
app.command("duty")(duty)
app.command("public")(public)
app.command("backup")(backup)
app.command("restore")(restore)


def main() -> None:
    """Entry point."""
    sys.exit(app())
