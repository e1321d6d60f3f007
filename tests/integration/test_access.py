"""Who may do and read what: every act and every read by every role, tokens, origins, headers."""

import asyncio
import hmac
import json
import re
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from terminal_client.headless.console import Console, Motion
from terminal_client.headless.identity import DeviceIdentity, now_ms
from tests.support.chamber import WORDS, LiveChamber, live_chamber
from tests.support.witness import witness
from voting_protocol import canonical
from voting_protocol.acts import Head, make_act
from voting_protocol.crypto import SigningKey, code_key, digest
from voting_protocol.encoding import ZERO32, b64u
from voting_protocol.errors import ProtocolError
from voting_server.app import load_server_key

pytestmark = pytest.mark.asyncio(loop_scope="module")
STAFF = ("chair", "scrutineer", "teller", "operator", "observer")
ROLES = ("secretariat", "deputy", *STAFF)
SITTING, BODY = "sitting.sitting-1", "body.congress"
ZERO = b64u(ZERO32)
ELSEWHERE = "https://vote.example"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveChamber]:
    staff = [(role, role) for role in STAFF]
    environment = {"HEMICYCLE_ORIGINS": json.dumps([ELSEWHERE])}
    async with live_chamber(tmp_path_factory.mktemp("access"), 4, staff=staff, environment=environment) as hall:
        # An announced division keeps the sitting from being closed and can be looked at.
        await hall.chamber.prepare_division(Motion("d", 1, WORDS, WORDS, WORDS))
        await hall.chamber.chair.announce(hall.sitting, "d")
        yield hall


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def consoles(hall: LiveChamber) -> AsyncIterator[Mapping[str, Console]]:
    devices = {**hall.chamber.staff, "secretariat": hall.chamber.secretariat.identity, "deputy": hall.identity("m0")}
    async with AsyncExitStack() as stack:
        yield {role: await stack.enter_async_context(Console(hall.server.url, device)) for role, device in devices.items()}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def web(hall: LiveChamber) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=hall.server.url, trust_env=False) as client:
        yield client


def _code(role: str, seat: str = "") -> dict[str, Any]:
    key = SigningKey.generate().name
    return {
        "key": key,
        "role": role,
        "seat": seat,
        "holder": "" if role == "deputy" else "x",
        "expires_ms": now_ms() + 24 * 3_600_000,
    }


RESULT = {
    **{"epoch": 0, "size": 0, "root": ZERO, "counted_root": ZERO, "entries": "", "counted": ""},
    **{"members": 4, "present": 4, "for": 0, "against": 0, "abstain": 0, "not_pressed": 4},
    **{"carried": False, "rule": "M1", "needed": 3},
}
NOWHERE = {"division": "none"}
CREATE = {
    "id": "other",
    "body": "congress",
    "title": WORDS,
    "kind": "plenary",
    "quorum": "Q2",
    "register": {"n": 0, "d": ZERO},
    "server": ZERO,
}
SEAT = {"id": "A", "row": 1, "col": 1, "x": 0, "y": 0}

ACTS: list[tuple[str, str, dict[str, Any], str, str]] = [
    # type, log, its members, who may, and why it is refused even to them (so that nothing changes)
    ("roster-set", BODY, {"members": [{"id": "m", "name": "n", "latin": "", "delegation": "", "seat": "", "role": "deputy", "status": "in-office"}] * 2}, "secretariat", "duplicate-member"),
    ("seats-set", BODY, {"plan": {"kind": "arc", "name": ""}, "seats": [SEAT, SEAT]}, "secretariat", "duplicate-seat"),
    ("codes-issue", BODY, {"codes": [_code("deputy", "none")]}, "secretariat operator", "unknown-seat"),
    ("codes-issue", BODY, {"codes": [_code("chair") | {"expires_ms": 1}]}, "secretariat", "code-expired"),
    ("code-cancel", BODY, {"code": ZERO}, "secretariat operator", "unknown-code"),
    ("key-revoke", BODY, {"key": ZERO, "reason": "r"}, "secretariat operator", "key-not-active"),
    ("key-replace", BODY, {"key": ZERO, "reason": "r", "code": _code("deputy", "none")}, "secretariat operator", "key-not-active"),
    ("cards-issue", BODY, {"cards": [{"key": ZERO, "member": "none"}]}, "secretariat", "unknown-member"),
    ("card-cancel", BODY, {"card": ZERO, "reason": "r"}, "secretariat", "unknown-card"),
    ("sitting-create", "sitting.other", CREATE, "secretariat", "wrong-server"),
    ("sitting-open", SITTING, {"register": {"n": 0, "d": ZERO}}, "chair", "wrong-sitting-state"),
    ("sitting-close", SITTING, {}, "chair", "division-live"),
    ("check-in", SITTING, {"member": "none", "seat": "none"}, "deputy secretariat", "unknown-member"),
    ("depart", SITTING, {"member": "none"}, "deputy secretariat", "not-present"),
    ("leave-grant", SITTING, {"member": "none", "reason": "r"}, "secretariat", "unknown-member"),
    ("division-draft", SITTING, {**Motion("e", 1, WORDS, WORDS, WORDS).fields(), "template": "none"}, "secretariat chair", "unknown-template"),
    ("division-approve", SITTING, NOWHERE, "secretariat chair", "unknown-division"),
    ("division-announce", SITTING, NOWHERE, "chair", "unknown-division"),
    ("division-extend", SITTING, {**NOWHERE, "open": ZERO, "deadline_ms": 1}, "chair", "unknown-division"),
    ("division-close", SITTING, {**NOWHERE, "open": ZERO, "reason": "chair"}, "chair", "unknown-division"),
    ("division-tally", SITTING, {**NOWHERE, "open": ZERO, "close": ZERO, "result": RESULT}, "", ""),
    ("division-declare", SITTING, {**NOWHERE, "open": ZERO, "tally": ZERO, "result": RESULT}, "chair", "unknown-division"),
    ("division-publish", SITTING, NOWHERE, "secretariat chair", "unknown-division"),
    ("division-archive", SITTING, {**NOWHERE, "bundle": ZERO}, "", ""),
    ("division-void", SITTING, {**NOWHERE, "reason": "r"}, "chair", "unknown-division"),
    ("division-void-confirm", SITTING, {**NOWHERE, "void": ZERO}, "secretariat scrutineer", "unknown-division"),
    ("division-void-cancel", SITTING, {**NOWHERE, "void": ZERO}, "chair", "unknown-division"),
    ("division-withdraw", SITTING, {**NOWHERE, "reason": "r"}, "chair", "unknown-division"),
    ("division-defer", SITTING, {**NOWHERE, "reason": "r"}, "chair", "unknown-division"),
]  # fmt: skip


async def submitted(console: Console, log: str, kind: str, fields: Mapping[str, Any], after: Head) -> str:
    """The code with which an act is refused."""
    try:
        await console.api.submit(log, make_act(console.identity.key, log, kind, after, now_ms(), fields))
    except ProtocolError as refused:
        return refused.code
    return ""


async def heads(hall: LiveChamber) -> dict[str, Head]:
    state = await hall.chamber.chair.api.state(hall.sitting)
    return {SITTING: Head.from_json(state["head"]), BODY: Head.from_json(state["register"]), "sitting.other": Head()}


@pytest.mark.parametrize(("kind", "log", "fields", "who", "why"), ACTS, ids=[act[0] for act in ACTS])
async def test_every_act_by_every_role(
    hall: LiveChamber, consoles: Mapping[str, Console], kind: str, log: str, fields: Mapping[str, Any], who: str, why: str
) -> None:
    before = await heads(hall)
    refusals = {role: await submitted(consoles[role], log, kind, fields, before[log]) for role in ROLES}
    assert refusals == {role: why if role in who.split() else "not-allowed" for role in ROLES}
    assert await heads(hall) == before


async def test_an_operator_looks_after_terminals_only(hall: LiveChamber, consoles: Mapping[str, Console]) -> None:
    (issued,) = await hall.chamber.secretariat.issue_codes([("observer", "", "大屏幕")])
    chair, after = hall.chamber.chair.identity.key.name, (await heads(hall))[BODY]
    for kind, fields in (
        ("key-revoke", {"key": chair, "reason": "r"}),
        ("key-replace", {"key": chair, "reason": "r", "code": _code("chair")}),
        ("code-cancel", {"code": code_key(issued.text).name}),
    ):
        assert await submitted(consoles["operator"], BODY, kind, fields, after) == "not-allowed"


async def test_only_the_chair_opens(hall: LiveChamber, consoles: Mapping[str, Console]) -> None:
    proposal = await hall.chamber.chair.api.opening(hall.sitting, "d")
    after = Head.from_json(proposal.pop("after"))
    for role in set(ROLES) - {"chair"}:
        assert await submitted(consoles[role], SITTING, "division-open", proposal, after) == "not-allowed"
    stranger = Console(hall.server.url, _stranger(hall))
    assert await submitted(stranger, SITTING, "division-open", proposal, after) == "unknown-key"
    assert await submitted(stranger, BODY, "roster-set", {"members": []}, (await heads(hall))[BODY]) == "unknown-key"
    await stranger.aclose()


def _stranger(hall: LiveChamber) -> DeviceIdentity:
    """A device that nobody enrolled, calling itself a chair."""
    return DeviceIdentity(SigningKey.generate(), "congress", hall.identity("m0").server, "chair")


READS = [
    ("/v1/sittings/sitting-1/state", ROLES, ""),
    ("/v1/sittings/sitting-1/plan", ROLES, ""),
    ("/v1/bodies/congress/register", ("secretariat", "chair", "scrutineer", "teller", "operator"), ""),
    ("/v1/sittings/sitting-1/divisions/d/opening", ("chair",), ""),
    ("/v1/sittings/sitting-1/divisions/d/votes", ROLES, "not-yet"),
    ("/v1/sittings/sitting-1/divisions/d/counted", ("deputy",), "not-yet"),
    ("/v1/sittings/sitting-1/divisions/d/bundle", ROLES, "not-yet"),
]


@pytest.mark.parametrize(("path", "who", "answer"), READS)
async def test_every_read_by_every_role(
    consoles: Mapping[str, Console], web: httpx.AsyncClient, path: str, who: tuple[str, ...], answer: str
) -> None:
    async def read(role: str) -> str:
        try:
            await consoles[role].api.get(path)
        except ProtocolError as refused:
            return refused.code
        return ""

    assert {role: await read(role) for role in ROLES} == {role: answer if role in who else "not-allowed" for role in ROLES}
    for header in ({}, {"Authorization": "Bearer x.y"}):
        response = await web.get(path, headers=header)
        assert (response.status_code, response.json()["error"]["code"]) == (401, "not-authenticated")


async def test_previews_are_the_secretariats(consoles: Mapping[str, Console]) -> None:
    for role in ROLES:
        api = consoles[role].api
        if role == "secretariat":
            assert len((await api.plan_preview("congress", {"kind": "grid", "rows": 2, "cols": 3}))["seats"]) == 6
            assert (await api.roster_preview("congress", "名册.csv", "代表证号,姓名\n1,甲\n".encode()))["errors"] == 0
            continue
        with pytest.raises(ProtocolError, match="not-allowed"):
            await api.plan_preview("congress", {"kind": "grid", "rows": 2, "cols": 3})
        with pytest.raises(ProtocolError, match="not-allowed"):
            await api.roster_preview("congress", "名册.csv", b"x")


def _token(hall: LiveChamber, expires_ms: int, *, seed: bytes | None = None) -> str:
    """A token as the server makes it, by the server's own key unless `seed` is another's."""
    key = digest("token-key", seed or load_server_key(hall.server.data_dir / "server.key").seed)
    payload = canonical.encode({"k": hall.identity("m0").key.name, "b": "congress", "e": expires_ms})
    return f"{b64u(payload)}.{b64u(hmac.digest(key, payload, 'sha256'))}"


async def test_tokens(hall: LiveChamber, web: httpx.AsyncClient) -> None:
    good = _token(hall, now_ms() + 60_000)
    payload, _, mac = good.partition(".")

    async def status(authorization: str) -> int:
        response = await web.get("/v1/sittings/sitting-1/state", headers={"Authorization": authorization})
        return response.status_code

    assert await status(f"Bearer {good}") == 200
    assert await status(f"Bearer {_token(hall, now_ms() - 1)}") == 401
    assert await status(f"Bearer {_token(hall, now_ms() + 60_000, seed=bytes(32))}") == 401
    for position in range(0, len(good), 7):
        other = "A" if good[position] != "A" else "B"
        assert await status(f"Bearer {good[:position]}{other}{good[position + 1 :]}") == 401
    for wrong in (
        f"Basic {good}",
        good,
        "Bearer",
        f"Bearer {payload}",
        f"Bearer {payload}.",
        f"Bearer .{mac}",
        f"Bearer {good}A",
        "Bearer " + "A" * 1500,
    ):
        assert await status(wrong) == 401, wrong


async def test_sessions_are_asked_for_by_a_fresh_signature(hall: LiveChamber, web: httpx.AsyncClient) -> None:
    device = hall.identity("m0")

    async def ask(key: SigningKey = device.key, kind: str = "session", **changed: Any) -> str:
        body = {
            "v": 1,
            "type": "session",
            "actor": device.key.name,
            "server": b64u(device.server),
            "body": "congress",
            "nonce": b64u(bytes(16)),
        }
        raw = canonical.encode({**body, "time_ms": now_ms(), **changed})
        response = await web.post("/v1/session", json={"b": b64u(raw), "s": b64u(key.sign(kind, raw))})
        return "" if response.status_code == 200 else str(response.json()["error"]["code"])

    assert await ask() == ""
    assert await ask(SigningKey.generate()) == "bad-signature"
    assert await ask(kind="auth") == "bad-signature"
    assert await ask(server=ZERO) == "not-authenticated"
    assert await ask(body="other") == "not-authenticated"
    assert await ask(time_ms=now_ms() - 61_000) == "not-authenticated"
    assert await ask(time_ms=now_ms() + 61_000) == "not-authenticated"
    assert await ask(type="auth") == "bad-frame"
    assert await ask(extra=1) == "bad-frame"
    assert await ask(time_ms="now") == "bad-frame"
    other = SigningKey.generate()
    assert await ask(other, actor=other.name) == "not-authenticated"
    once = now_ms() + 1000
    assert [await ask(time_ms=once), await ask(time_ms=once)] == [
        "",
        "not-authenticated",
    ]  # over one connection: the same process


async def test_a_page_from_elsewhere_can_not_act(hall: LiveChamber, web: httpx.AsyncClient) -> None:
    host = hall.server.url.removeprefix("http://")

    async def post(origin: str | None) -> httpx.Response:
        return await web.post("/v1/session", json={}, headers={} if origin is None else {"Origin": origin})

    for origin in ("http://evil.example", f"http://{host}.evil.example", "null", "http://localhost", f"ftp://{host}", host):
        refused = await post(origin)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "origin-refused"), origin
        assert "access-control-allow-origin" not in refused.headers
        with pytest.raises(InvalidStatus) as upgrade:
            async with witness(hall.server.url, hall.identity("m0"), hall.sitting, origin=origin):
                pass
        assert upgrade.value.response.status_code == 403
    for origin in (None, f"http://{host}", ELSEWHERE):
        assert (await post(origin)).json()["error"]["code"] == "bad-frame"
        async with witness(hall.server.url, hall.identity("m0"), hall.sitting, origin=origin) as welcome:
            await welcome.until(lambda seen: bool(seen.of("welcome")))


async def test_every_answer_carries_the_security_headers(web: httpx.AsyncClient) -> None:
    pages = ["/seat/", "/hall/", "/chair/", "/secretariat/", "/teller/"]
    answers = [
        await web.get(path) for path in [*pages, "/", "/seat", "/healthz", "/readyz", "/metrics", "/nothing", "/assets/nothing"]
    ]
    answers += [await web.get(path) for path in ("/v1/server", "/v1/nothing", "/v1/codes/x", "/v1/sittings/sitting-1/state")]
    answers += [
        await web.post("/v1/session", content=b"{"),
        await web.post("/v1/session", headers={"Origin": "http://evil.example"}),
    ]
    answers += [await web.delete("/v1/server"), await web.post("/v1/session", content=b"x" * 20_000)]
    for answer in answers[: len(pages)]:
        assert answer.status_code == 200, "build the pages: `make pages`"
        assert "http" not in " ".join(re.findall(r'(?:src|href)="([^"]*)"', answer.text))
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|style=", answer.text), "inline code or style in a page"
        answers += [await web.get(path) for path in re.findall(r'(?:src|href)="(/assets/[^"]*)"', answer.text)]
    for answer in answers:
        policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
        assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'", answer.url
        assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
        assert "unsafe" not in str(policy)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "server" not in answer.headers
    assert all(answer.headers["cache-control"] == "no-store" for answer in answers if answer.url.path.startswith("/v1/"))


async def test_a_connection_must_answer_the_challenge_of_this_connection(hall: LiveChamber) -> None:
    """An answer to another challenge, for another host, server or sitting, is no answer; nor is silence."""
    device = hall.identity("m0")
    address = hall.server.url.replace("http", "ws", 1) + "/v1/ws"

    async def answer(**changed: Any) -> tuple[str, int | None]:
        async with connect(address, compression=None, proxy=None) as socket:
            challenge = json.loads(await socket.recv())
            body = {"v": 1, "type": "auth", "actor": device.key.name, "server": challenge["server"], "nonce": challenge["nonce"]}
            raw = canonical.encode(
                {**body, "body": "congress", "sitting": hall.sitting, "host": hall.server.url.removeprefix("http://"), **changed}
            )
            await socket.send(json.dumps({"t": "auth", "b": b64u(raw), "s": b64u(device.key.sign("auth", raw))}))
            first = json.loads(await socket.recv())
            if first["t"] == "welcome":
                return "", None
            await socket.wait_closed()
            return first["code"], socket.close_code

    assert await answer() == ("", None)
    for wrong in ({"nonce": ZERO}, {"host": "vote.example"}, {"server": ZERO}, {"body": "other"}):
        assert await answer(**wrong) == ("not-authenticated", 4401), wrong
    assert await answer(type="session") == ("bad-frame", 4400)
    assert await answer(sitting="other") == ("unknown-log", 4401)
    begun = time.monotonic()
    async with connect(address, compression=None, proxy=None) as silent:
        async with asyncio.timeout(60):
            await silent.wait_closed()
    assert silent.close_code == 4401
    assert time.monotonic() - begun > 4.5
