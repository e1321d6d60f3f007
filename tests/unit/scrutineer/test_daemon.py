"""The device before it follows anything, and who may talk to its page."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from terminal_client.scrutineer.daemon import Daemon, Options
from terminal_client.scrutineer.keeper import Keeper
from terminal_client.scrutineer.vault import Vault
from terminal_client.scrutineer.web import TOKEN_HEADER, make_page
from tests.unit.scrutineer.world import CHEAP, PASSPHRASE
from voting_protocol.encoding import b64u
from voting_protocol.errors import CODES, ProtocolError

PORT = 8791


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    derive = Vault.new.__func__  # type: ignore[attr-defined]
    monkeypatch.setattr(Vault, "new", classmethod(lambda cls, passphrase, cost=None: derive(cls, passphrase, CHEAP)))


@asynccontextmanager
async def device(folder: Path, **options: Any) -> AsyncIterator[tuple[Daemon, httpx.AsyncClient]]:
    """A daemon with its page, asked with the right Host and token."""
    daemon = Daemon(Options(folder, **options))
    app, token = make_page(daemon, PORT)
    transport = httpx.ASGITransport(app)
    headers = {TOKEN_HEADER: token}
    async with httpx.AsyncClient(transport=transport, base_url=f"http://127.0.0.1:{PORT}", headers=headers) as page:
        try:
            yield daemon, page
        finally:
            await daemon.stop()


async def test_a_new_device_wants_a_passphrase_and_then_a_code(tmp_path: Path) -> None:
    async with device(tmp_path) as (daemon, page):
        assert daemon.phase == "fresh"
        weak = await page.post("/api/create", json={"passphrase": "short"})
        assert (weak.status_code, weak.json()["error"]["code"]) == (400, "weak-passphrase")
        made = await page.post("/api/create", json={"passphrase": PASSPHRASE})
        assert (made.status_code, made.json()["phase"]) == (200, "enrol")
        again = await page.post("/api/create", json={"passphrase": PASSPHRASE})
        assert again.json()["error"]["code"] == "not-allowed"
    async with device(tmp_path) as (daemon, page):
        assert daemon.phase == "locked"
        wrong = await page.post("/api/unlock", json={"passphrase": "another one"})
        assert (wrong.status_code, wrong.json()["error"]["code"]) == (403, "wrong-passphrase")
        assert (await page.get("/api/backup")).json()["error"]["code"] == "locked"
        assert (await page.post("/api/unlock", json={"passphrase": PASSPHRASE})).json()["phase"] == "enrol"


async def test_a_passphrase_file_unlocks_at_the_start(tmp_path: Path) -> None:
    async with device(tmp_path, passphrase=PASSPHRASE, by_hand=True) as (daemon, _):
        await daemon.start()
        assert daemon.phase == "enrol"
        assert daemon.keeper is not None
        assert daemon.keeper.by_hand
    async with device(tmp_path, passphrase="not the one") as (daemon, _):
        with pytest.raises(ProtocolError, match="wrong-passphrase"):
            await daemon.start()


async def test_a_backup_sets_up_another_device(tmp_path: Path) -> None:
    backup = Keeper.create(tmp_path / "one", PASSPHRASE, CHEAP).backup()
    async with device(tmp_path / "two") as (daemon, page):
        bad = await page.post("/api/restore", json={"backup": b64u(b"HSK1"), "passphrase": PASSPHRASE})
        assert bad.json()["error"]["code"] == "bad-backup"
        made = await page.post("/api/restore", json={"backup": b64u(backup), "passphrase": PASSPHRASE})
        assert made.json()["phase"] == "enrol"
        assert daemon.keeper is not None


async def test_the_page_talks_only_to_itself(tmp_path: Path) -> None:
    async with device(tmp_path) as (_, page):
        assert (await page.get("/api/state", headers={TOKEN_HEADER: ""})).status_code == 401
        for host in ("evil.example", f"evil.example:{PORT}", "127.0.0.1", f"127.0.0.1:{PORT + 1}", ""):
            assert (await page.get("/api/state", headers={"host": host})).status_code == 421
        assert (await page.get("/api/state", headers={"host": f"localhost:{PORT}"})).status_code == 200
        form = await page.post("/api/create", content=b'{"passphrase": "from a form"}', headers={"content-type": "text/plain"})
        assert form.status_code == 400
        unknown = await page.post("/api/release-all", json={})
        assert unknown.json()["error"]["code"] == "not-found"
        large = await page.post("/api/restore", json={"backup": "A" * (9 * 2**20), "passphrase": ""})
        assert large.json()["error"]["code"] == "too-large"


async def test_what_is_not_there_yet_is_said_so(tmp_path: Path) -> None:
    async with device(tmp_path) as (daemon, page):
        for wish, body in (("take-part", {}), ("compare", {"same": True}), ("release", {"division": "d"}), ("erase", {})):
            answer = await page.post(f"/api/{wish}", json=body)
            assert answer.json()["error"]["code"] == "not-yet"
        bad = await page.post("/api/compare", json={"same": "yes"})
        assert bad.json()["error"]["code"] == "bad-frame"
        waiting = asyncio.create_task(daemon.until_newer(daemon.version, 20))
        await asyncio.sleep(0)
        daemon.changed()
        await asyncio.wait_for(waiting, 1)


def test_every_code_that_a_device_says_has_its_words() -> None:
    """What it writes into the record, and what its page is told by a refusal."""
    folder = Path(__file__).parents[3] / "terminal_client" / "scrutineer"
    source = "".join(
        (folder / f"{name}.py").read_text() for name in ("engine", "openings", "rite", "daemon", "web", "keeper", "vault")
    )
    said = set(re.findall(r'(?:Difference|ProtocolError|CeremonyFault)\("([a-z-]+)"', source)) | {"fingerprint-differs"}
    assert said - set(CODES) == set()
