"""A server over TLS with what an operator looks at: health, metrics, logs, the doctor; and no secret in any of them."""

import asyncio
import base64
import json
import os
import re
import signal
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from hemicycle import tls
from hemicycle.serve import ServerProcess
from terminal_client.headless.chamber import ChamberPlan, prepare_chamber
from terminal_client.headless.client import ApiClient, enrol
from tests.support.chamber import STAFF, LiveChamber, roster
from tests.support.store import admin
from tests.support.witness import witness
from voting_protocol.encoding import b64u
from voting_protocol.marks import Choice
from voting_server.ballot_box.launcher import EmbeddedStore

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveChamber]:
    folder = tmp_path_factory.mktemp("health")
    with ServerProcess(folder, options=["--tls", "--name", "vote.example"]) as server:
        trust = ssl.create_default_context(cafile=folder / "tls" / "ca.pem")
        async with await prepare_chamber(
            server.url, server.admin_code, ChamberPlan(roster(4), staff=STAFF), tls=trust
        ) as chamber:
            await chamber.check_in(f"m{n}" for n in range(4))
            yield LiveChamber(server, chamber)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def web(hall: LiveChamber) -> AsyncIterator[httpx.AsyncClient]:
    trust = hall.chamber.chair.tls
    assert trust is not None
    async with httpx.AsyncClient(base_url=hall.server.url, verify=trust, trust_env=False) as client:
        yield client


def store(hall: LiveChamber) -> EmbeddedStore:
    return EmbeddedStore(hall.server.data_dir / "store")


def hemicycle(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-m", "hemicycle", *words], capture_output=True, text=True, check=False, timeout=200)


async def test_a_ballot_travels_over_tls(hall: LiveChamber, web: httpx.AsyncClient) -> None:
    assert hall.server.url.startswith("https://")
    opening = await hall.open("tls")
    async with hall.terminal("m0") as terminal:
        await terminal.until(lambda session: session.ready and session.voting.opening == opening)
        assert (await terminal.press(Choice.FOR)).position == 1
    host = hall.server.url.removeprefix("https://")
    async with witness(
        hall.server.url, hall.identity("m1"), hall.sitting, ssl=hall.chamber.chair.tls, origin=f"https://{host}"
    ) as page:
        await page.until(lambda page: bool(page.of("state")))
    assert (await hall.close(opening))["result"]["for"] == 1
    await hall.declare(opening, await hall.tallied(opening))
    assert (await web.get("/v1/server")).status_code == 200


async def test_who_does_not_trust_the_authority_does_not_connect(hall: LiveChamber) -> None:
    async with httpx.AsyncClient(trust_env=False) as stranger:
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            await stranger.get(f"{hall.server.url}/healthz")
        with pytest.raises(httpx.TransportError):
            await stranger.get(f"{hall.server.url.replace('https', 'http')}/healthz")


async def test_the_authority_is_kept_and_named(hall: LiveChamber) -> None:
    folder = hall.server.data_dir / "tls"
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert modes["ca.key"] == modes["server.key"] == 0o600
    cert = x509.load_pem_x509_certificate((folder / "server.pem").read_bytes())
    names = cert.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "vote.example" in names.get_values_for_type(x509.DNSName)
    assert "127.0.0.1" in map(str, names.get_values_for_type(x509.IPAddress))
    fingerprint = tls.Certificate(folder / "server.pem", folder / "server.key", folder / "ca.pem").fingerprint
    authority = x509.load_pem_x509_certificate((folder / "ca.pem").read_bytes())
    assert fingerprint.replace(":", "") == authority.fingerprint(hashes.SHA256()).hex().upper()


async def test_health_readiness_metrics(hall: LiveChamber, web: httpx.AsyncClient) -> None:
    assert (await web.get("/healthz")).json() == {"status": "ok"}
    assert (await web.get("/readyz")).json() == {"status": "ok", "problems": [], "why": {}}
    answer = await web.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    figures = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
    assert float(figures["hemicycle_resident_bytes"]) > 1e6
    assert int(float(figures["hemicycle_process_id"])) in hall.server.worker_pids()


async def test_an_embedded_store_that_is_killed_comes_back(hall: LiveChamber, web: httpx.AsyncClient) -> None:
    store(hall).stop()
    async with asyncio.timeout(60):
        while not store(hall).running():  # noqa: ASYNC110 - another process's state gives no event
            await asyncio.sleep(0.05)
    answer = await web.get("/readyz")
    assert (answer.status_code, answer.json()["problems"]) == (200, [])


async def test_every_line_of_the_log_is_json(hall: LiveChamber) -> None:
    """After errors too: a worker that is killed, a request that breaks off."""
    (worker, *_) = hall.server.worker_pids()
    os.kill(worker, signal.SIGKILL)
    async with asyncio.timeout(60):
        while '"worker-restart"' not in _log(hall) or len(hall.server.worker_pids()) < 2:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.05)
    lines = [json.loads(line) for line in _log(hall).splitlines()]
    assert {"bundle-written", "division-tallied", "worker-restart"} <= {line["event"] for line in lines}
    assert all({"event", "level", "timestamp"} <= set(line) for line in lines)


def _log(hall: LiveChamber) -> str:
    return (hall.server.data_dir / "server.log").read_text(encoding="utf-8")


async def test_the_doctor_finds_a_good_set_up_good(hall: LiveChamber) -> None:
    examined = await asyncio.to_thread(hemicycle, "doctor", "--data", str(hall.server.data_dir), "--json")
    findings: list[dict[str, Any]] = json.loads(examined.stdout)
    assert examined.returncode == 0, examined.stdout
    assert {"python", "pages", "disk", "fsync", "files", "clock", "key", "store", "store-durable", "record"} == {
        each["name"] for each in findings
    }
    assert all(each["zh"] and each["en"] for each in findings)


async def test_the_doctor_names_what_is_broken(tmp_path: Path) -> None:
    (tmp_path / "server.key").write_bytes(bytes(32))
    (tmp_path / "server.key").chmod(0o644)
    broken = ("--store-url", "redis://127.0.0.1:1/0", "--database-url", "postgresql://nobody@127.0.0.1:1/none")
    examined = await asyncio.to_thread(hemicycle, "doctor", "--data", str(tmp_path), "--json", *broken)
    assert examined.returncode == 1
    assert {each["name"] for each in json.loads(examined.stdout) if not each["ok"]} == {"key", "store-durable", "record"}
    assert "Traceback" not in examined.stderr


async def test_a_server_that_can_not_start_says_why(hall: LiveChamber, tmp_path: Path) -> None:
    port = str(hall.server.port)
    taken = await asyncio.to_thread(hemicycle, "serve", "--data", str(tmp_path), "--port", port)
    assert taken.returncode == 1
    assert "in use" in taken.stdout
    assert "Traceback" not in taken.stderr + taken.stdout


async def test_no_secret_is_left_anywhere(hall: LiveChamber, web: httpx.AsyncClient) -> None:
    """Seeds, codes, nonces, signatures of sessions and choices are in no log, metric, file of the server or name of a key in the store."""
    (code,) = await hall.chamber.secretariat.issue_codes([("observer", "", "大屏幕")])
    async with ApiClient(hall.server.url, tls=hall.chamber.chair.tls) as api:
        device = await enrol(api, code.text, "marker")
    opening = await hall.open("marked")
    async with (
        hall.terminal("m2") as terminal,
        ApiClient(hall.server.url, hall.identity("m2"), tls=hall.chamber.chair.tls) as api,
    ):
        await terminal.until(lambda session: session.ready and session.voting.opening == opening)
        await terminal.press(Choice.AGAINST)
        await api.state(hall.sitting)
        token = api._token
        with admin(store(hall)) as client:
            names = b"\n".join(client.keys("*")).decode()
        metrics = (await web.get("/metrics")).text
    identities = [device, *hall.chamber.deputies.values(), hall.chamber.chair.identity, hall.chamber.secretariat.identity]
    secrets = {"code": code.text, "admin code": hall.server.admin_code, "token": token, "marker": token.partition(".")[0]}
    secrets |= {f"seed {n}": b64u(identity.key.seed) for n, identity in enumerate(identities)}
    places = {"log": _log(hall), "metrics": metrics, "names": names}
    for place, text in places.items():
        for what, secret in secrets.items():
            assert secret not in text, f"{what} in {place}"
    assert not re.search(r"\b(for|against|abstain)\b", names + _log(hall) + metrics.partition("# TYPE")[2])
    seeds = [
        form
        for identity in identities
        for form in (identity.key.seed, identity.key.seed.hex().encode(), base64.b64encode(identity.key.seed))
    ]
    files = [path for path in hall.server.data_dir.rglob("*") if path.is_file()]
    assert len(files) > 5
    for path in files:
        content = path.read_bytes()
        assert not any(seed in content for seed in seeds), path
        assert code.text.encode() not in content, path
        assert hall.server.admin_code.encode() not in content, path
    await hall.declare(opening, await hall.close(opening))
