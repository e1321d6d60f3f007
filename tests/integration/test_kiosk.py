"""A kiosk against a real server: what it passes on, what it refuses, and that nothing of the server's becomes a page."""

import asyncio
import contextlib
import json
import shutil
import ssl
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from hemicycle.serve import ServerProcess
from hemicycle.tls import local_certificate
from terminal_client.kiosk.bundle import PAGES, load_bundle
from tests.support.kiosk import Kiosk, kiosk
from voting_protocol.pages import KIOSK_HEADER, MANIFEST


class Crook(BaseHTTPRequestHandler):
    """A server that would like the kiosk's page to run what it says."""

    asked: ClassVar[list[tuple[str, str, dict[str, str]]]] = []
    socket_is_at: ClassVar[str] = "/v1/elsewhere"

    def do_GET(self) -> None:
        self.asked.append((self.command, self.path, dict(self.headers)))
        if self.path.startswith(("/v1/away", "/v1/ws")):
            self.protocol_version = "HTTP/1.1"  # a socket's client hears no other
            self.close_connection = True
            self.send_response(302)
            self.send_header("Location", self.socket_is_at if self.path == "/v1/ws" else "http://127.0.0.1:9/")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body = b"<script>document.title = 'crook'</script>" * (2**20 if self.path == "/v1/endless" else 1)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "a=b")
        self.send_header("Link", "</evil.css>; rel=stylesheet")
        self.send_header("Service-Worker-Allowed", "/")
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body)

    do_POST = do_HEAD = do_PUT = do_DELETE = do_GET

    def log_message(self, *_: Any) -> None:
        """Be quiet."""


@pytest.fixture
def crook() -> Iterator[str]:
    Crook.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Crook) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture
async def tricked(crook: str) -> AsyncIterator[Kiosk]:
    async with kiosk(crook) as started:
        yield started


def client(started: Kiosk, **headers: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=started.origin, headers=headers, trust_env=False, timeout=30)


# -- its own pages


async def test_49_the_pages_are_those_of_the_package_and_no_others(tricked: Kiosk) -> None:
    bundle = load_bundle()
    assert tricked.hash == bundle.hash
    async with client(tricked) as browser:
        page = await browser.get("/seat/")
        assert page.content == bundle.files["seat/index.html"]
        assert "script-src" in page.headers["content-security-policy"]
        assert "'unsafe" not in page.headers["content-security-policy"]
        manifest = await browser.get(f"/{MANIFEST}")
        assert manifest.content == bundle.manifest
        assert manifest.headers[KIOSK_HEADER].startswith("http://127.0.0.1:")
        assert manifest.headers["cache-control"] == "no-store"
        script = next(path for path in bundle.files if path.endswith(".js"))
        assert (await browser.get(f"/{script}")).content == bundle.files[script]
        others = {file.relative_to(PAGES).as_posix() for file in PAGES.rglob("*.js")} - bundle.files.keys()
        for path in (
            f"/{min(others)}",
            "/chair/",
            "/hall/",
            "/assets/evil.js",
            "/seat/evil.html",
            "/metrics",
            "/healthz",
            "/v1",
            "/seat/../chair/",
        ):
            assert (await browser.get(path)).status_code == 404, path
    assert Crook.asked == []


@pytest.mark.parametrize("tampered", ["seat/index.html", "seat/keeper.js"])
def test_49_a_tampered_bundle_refuses_to_start(tmp_path: Path, tampered: str) -> None:
    copy = tmp_path / "pages"
    shutil.copytree(PAGES, copy, ignore=shutil.ignore_patterns("*.woff2"))
    named = json.loads((copy / MANIFEST).read_bytes())
    named["files"] = {path: name for path, name in named["files"].items() if not path.endswith(".woff2")}
    (copy / MANIFEST).write_bytes(json.dumps(named, sort_keys=True, separators=(",", ":")).encode())
    command = [sys.executable, "-m", "terminal_client.kiosk", "--print-hash", "--pages", str(copy)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    with (copy / tampered).open("ab") as file:
        file.write(b" ")
    refused = subprocess.run(command, capture_output=True, check=False)
    assert refused.returncode == 1
    assert tampered in refused.stderr.decode()


# -- the relay


async def test_49_no_page_of_the_server_is_shown_or_run(tricked: Kiosk) -> None:
    async with client(tricked) as browser:
        answer = await browser.get("/v1/server", headers={"Cookie": "a=b", "X-Forwarded-For": "1.2.3.4", "Accept": "*/*"})
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert not {"set-cookie", "link", "service-worker-allowed", "server"} & set(answer.headers)
    (_, path, headers) = Crook.asked[-1]
    assert path == "/v1/server"
    assert not {"cookie", "origin", "x-forwarded-for", "referer"} & {name.lower() for name in headers}


async def test_a_redirect_too_much_and_other_methods_are_refused(tricked: Kiosk) -> None:
    async with client(tricked) as browser:
        assert (await browser.get("/v1/away")).status_code == 502
        with pytest.raises(httpx.RemoteProtocolError):
            await browser.get("/v1/endless")
        assert (await browser.post("/v1/session", content=b"x" * 65_537)).status_code == 413
        assert (await browser.put("/v1/session", content=b"x")).status_code == 405
        assert (await browser.request("DELETE", "/v1/session")).status_code == 405
        for path in ("/v1/%2e%2e/seat/", "/v1/a%2f..%2f..", "/v1/a%5cb"):
            assert (await browser.get(path)).status_code == 404, path


@pytest.mark.parametrize("to", ["/v1/elsewhere", "ws://localhost:{port}/v1/elsewhere"])
async def test_a_socket_follows_no_redirect(tricked: Kiosk, crook: str, monkeypatch: pytest.MonkeyPatch, to: str) -> None:
    monkeypatch.setattr(Crook, "socket_is_at", to.format(port=crook.rpartition(":")[2]))
    async with connect(tricked.origin.replace("http", "ws") + "/v1/ws", proxy=None) as socket:
        with pytest.raises(ConnectionClosed) as caught:
            await socket.recv()
    assert caught.value.rcvd is not None
    assert caught.value.rcvd.code == 1013
    assert [path for _, path, _ in Crook.asked] == ["/v1/ws"]


async def test_another_name_and_another_sites_page_get_nothing(tricked: Kiosk) -> None:
    async with client(tricked) as browser:
        assert (await browser.get("/seat/", headers={"Host": "evil.example"})).status_code == 421
        assert (await browser.get("/v1/server", headers={"Host": "localhost:1"})).status_code == 421
        evil = {"Origin": "https://evil.example"}
        assert (await browser.get("/v1/server", headers=evil)).status_code == 403
        assert (await browser.post("/v1/session", headers=evil, json={})).status_code == 403
    with pytest.raises(InvalidStatus):
        await connect(tricked.origin.replace("http", "ws") + "/v1/ws", origin="https://evil.example", proxy=None)  # type: ignore[arg-type]
    assert Crook.asked == []


async def test_a_server_that_is_away_is_told_and_comes_back() -> None:
    async with kiosk("http://127.0.0.1:9") as started, client(started) as browser:
        answer = await browser.get("/v1/server")
        assert (answer.status_code, answer.json()["error"]["code"]) == (504, "unreachable")
        assert (await browser.get("/seat/")).status_code == 200
        async with connect(started.origin.replace("http", "ws") + "/v1/ws", proxy=None) as socket:
            with pytest.raises(ConnectionClosed) as caught:
                await socket.recv()
        assert caught.value.rcvd is not None
        assert caught.value.rcvd.code == 1013


async def test_the_interface_and_the_socket_of_a_real_server(tmp_path: Path) -> None:
    with ServerProcess(tmp_path, workers=1) as server:
        async with kiosk(server.url) as started, client(started) as browser:
            told = (await browser.get("/v1/server")).json()
            assert told["pages"] == started.hash
            assert (await browser.post("/v1/session", json={"b": "", "s": ""})).json()["error"]["code"]
            address = started.origin.replace("http", "ws") + "/v1/ws"
            async with connect(address, origin=started.origin, proxy=None) as socket:  # type: ignore[arg-type]
                assert json.loads(await socket.recv())["t"] == "challenge"
                await socket.send('{"t":"auth","b":"","s":""}')
                async with asyncio.timeout(30):
                    await socket.wait_closed()
            assert 4400 <= (socket.close_code or 0) < 4500


async def test_tls_is_verified(tmp_path: Path) -> None:
    ours, other = local_certificate(tmp_path / "ours", ["localhost"]), local_certificate(tmp_path / "other", ["localhost"])
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(ours.cert, ours.key)
    with ThreadingHTTPServer(("127.0.0.1", 0), Crook) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        url = f"https://localhost:{server.server_address[1]}"
        for authority, status in ((ours.authority, 200), (other.authority, 504)):
            async with kiosk(url, "--ca", str(authority)) as started, client(started) as browser:
                assert (await browser.get("/v1/server")).status_code == status
        async with kiosk(url) as started, client(started) as browser:
            assert (await browser.get("/v1/server")).status_code == 504
        server.shutdown()
        thread.join()


async def test_49_a_server_without_tls_elsewhere_is_refused() -> None:
    with pytest.raises(RuntimeError, match="TLS"):
        async with kiosk("http://hall.example:8080"):
            pass


def test_49_the_kiosk_imports_nothing_of_the_server() -> None:
    script = "import sys, terminal_client.kiosk.cli, terminal_client.kiosk.web, terminal_client.kiosk.browser\n"
    script += (
        "print([name for name in sys.modules if name.split('.')[0] in ('voting_server', 'hemicycle', 'redis', 'sqlalchemy')])"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True).stdout.strip() == "[]"


# -- the browser


async def test_a_browser_that_ends_is_started_again(tmp_path: Path, crook: str) -> None:
    starts = tmp_path / "starts"
    program = tmp_path / "browser"
    program.write_text(f'#!/bin/sh\necho "$@" >> {starts}\nsleep 0.2\n')
    program.chmod(0o755)
    link = "https://hall.example/seat/#code=ABCD&scrutineers=x"
    options = ("--browser", "--browser-path", str(program), "--profile", str(tmp_path / "profile"), "--link", link)
    async with kiosk(crook, *options) as started:
        for _ in range(300):
            if starts.exists() and len(starts.read_text().splitlines()) >= 2:
                break
            await asyncio.sleep(0.1)
        assert len(starts.read_text().splitlines()) >= 2
        words = starts.read_text().splitlines()[0].split()
    assert started.page.endswith("/seat/#code=ABCD&scrutineers=x")
    assert f"--app={started.page}" in words
    assert "--kiosk" in words
    assert f"--user-data-dir={tmp_path / 'profile'}" in words
