"""Documents at hand and several acts at once, at a real server (docs/documents.md)."""

import asyncio
import hashlib
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from terminal_client.headless.client import ApiClient
from terminal_client.headless.console import Console, Motion
from terminal_client.headless.identity import now_ms
from tests.support import papers
from tests.support.chamber import STAFF, WORDS, LiveChamber, live_chamber
from voting_protocol.acts import SignedAct, make_act
from voting_protocol.encoding import b64u
from voting_protocol.errors import ProtocolError

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveChamber]:
    staff = (*STAFF, ("observer", "大屏幕"))
    async with live_chamber(tmp_path_factory.mktemp("documents"), 4, staff=staff) as chamber:
        yield chamber


async def upload(hall: LiveChamber, data: bytes, who: Console | None = None) -> dict[str, Any]:
    api = (who or hall.chamber.secretariat).api
    return await api.send(f"/v1/bodies/{api.identity.body}/documents", data, {})


async def attach(hall: LiveChamber, division: str, document: str, kept: dict[str, Any], **changes: Any) -> None:
    fields = {"division": division, "document": document, "title": WORDS, "language": "zh", **kept, **changes}
    await hall.chamber.secretariat.act(f"sitting.{hall.sitting}", "document-attach", fields)


async def draft(hall: LiveChamber, division: str) -> None:
    hall.drafted += 1
    await hall.chamber.secretariat.draft(hall.sitting, Motion(division, hall.drafted, WORDS, WORDS, WORDS))


def code(caught: pytest.ExceptionInfo[ProtocolError]) -> str:
    return caught.value.code


async def test_a_document_is_read_at_the_seat_as_it_was_attached(hall: LiveChamber) -> None:
    await draft(hall, "paper")
    data = papers.sound("one", "two")
    kept = await upload(hall, data)
    assert kept == {"sha256": b64u(hashlib.sha256(data).digest()), "bytes": len(data), "pages": 2}
    assert await upload(hall, data) == kept
    await attach(hall, "paper", "report", kept)
    path = f"/v1/sittings/{hall.sitting}/divisions/paper/documents/report"
    async with ApiClient(hall.server.url, hall.identity("m0")) as seat:
        assert await seat.read(path) == data
        token = await seat._bearer(renew=False)
        async with httpx.AsyncClient(base_url=hall.server.url) as plain:
            assert (await plain.get(path)).status_code == 401
            answer = await plain.get(path, headers={"Authorization": f"Bearer {token}"})
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    state = await hall.chamber.chair.api.state(hall.sitting)
    (shown,) = next(each for each in state["divisions"] if each["id"] == "paper")["documents"]
    assert shown == {"id": "report", "title": WORDS, "language": "zh", **kept, "candidate": None}


async def test_what_no_act_names_and_what_nobody_may_read_is_not_given(hall: LiveChamber) -> None:
    await draft(hall, "kept")
    await attach(hall, "kept", "a", await upload(hall, papers.sound("kept")))
    api = hall.chamber.secretariat.api
    for path in ("divisions/kept/documents/b", "divisions/nowhere/documents/a"):
        with pytest.raises(ProtocolError) as caught:
            await api.read(f"/v1/sittings/{hall.sitting}/{path}")
        assert code(caught) == "not-found"
    observer = Console(hall.server.url, hall.chamber.staff["observer"])
    with pytest.raises(ProtocolError) as caught:
        await observer.api.read(f"/v1/sittings/{hall.sitting}/divisions/kept/documents/a")
    assert code(caught) == "not-allowed"
    with pytest.raises(ProtocolError) as caught:
        await upload(hall, papers.sound("x"), observer)
    assert code(caught) == "not-allowed"
    await observer.aclose()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"MZ\x90\x00", "document-not-pdf"),
        (papers.encrypted(), "document-encrypted"),
        (papers.with_script(), "document-active"),
        (papers.with_file(), "document-has-files"),
        (b"%PDF-1.7" + bytes(20 * 1024 * 1024) + b"%%EOF", "too-large"),
    ],
)
async def test_a_file_that_is_not_as_it_must_be_is_refused_and_not_kept(hall: LiveChamber, data: bytes, expected: str) -> None:
    folder = hall.server.data_dir / "documents"
    before = sorted(folder.iterdir()) if folder.exists() else []
    with pytest.raises(ProtocolError) as caught:
        await upload(hall, data)
    assert code(caught) == expected
    assert (sorted(folder.iterdir()) if folder.exists() else []) == before


async def test_an_act_names_a_file_that_the_server_has_and_as_it_is(hall: LiveChamber) -> None:
    await draft(hall, "true")
    kept = await upload(hall, papers.sound("true"))
    with pytest.raises(ProtocolError) as caught:
        await attach(hall, "true", "a", kept, sha256=b64u(bytes(32)))
    assert code(caught) == "document-not-stored"
    for change in ({"pages": 2}, {"bytes": 5}):
        with pytest.raises(ProtocolError) as caught:
            await attach(hall, "true", "a", kept, **change)
        assert code(caught) == "document-differs"


def drafts(hall: LiveChamber, after: Any, *divisions: str) -> list[SignedAct]:
    """Signed drafts that all name the same head."""
    key, log = hall.chamber.secretariat.identity.key, f"sitting.{hall.sitting}"
    fields = [Motion(division, 100 + n, WORDS, WORDS, WORDS).fields() for n, division in enumerate(divisions)]
    return [make_act(key, log, "division-draft", after, now_ms(), each) for each in fields]


async def together(hall: LiveChamber, acts: list[SignedAct]) -> dict[str, Any]:
    content = json.dumps({"acts": [act.to_json() for act in acts]}).encode()
    return await hall.chamber.secretariat.api.send(f"/v1/logs/sitting.{hall.sitting}/batch", content, {})


async def test_several_drafts_are_appended_at_once(hall: LiveChamber) -> None:
    after = await hall.chamber.secretariat.head(f"sitting.{hall.sitting}")
    acts = drafts(hall, after, "b1", "b2", "b3")
    done = await together(hall, acts)
    assert [each["n"] for each in done["acts"]] == [after.n + 1, after.n + 2, after.n + 3]
    assert await together(hall, acts) == done


async def test_one_that_is_refused_leaves_nothing(hall: LiveChamber) -> None:
    after = await hall.chamber.secretariat.head(f"sitting.{hall.sitting}")
    with pytest.raises(ProtocolError) as caught:
        await together(hall, drafts(hall, after, "c1", "c2", "c1"))
    assert code(caught) == "division-known"
    assert caught.value.detail["at"] == 2
    assert await hall.chamber.secretariat.head(f"sitting.{hall.sitting}") == after
    await together(hall, drafts(hall, after, "c1", "c2"))


async def test_a_batch_beside_single_acts_keeps_both(hall: LiveChamber) -> None:
    after = await hall.chamber.secretariat.head(f"sitting.{hall.sitting}")
    batch = drafts(hall, after, "e1", "e2", "e3")
    singles = drafts(hall, after, "f1", "f2", "f3", "f4")
    api, log = hall.chamber.secretariat.api, f"sitting.{hall.sitting}"
    answers = await asyncio.gather(together(hall, batch), *(api.submit(log, act) for act in singles))
    numbers = [each["n"] for each in answers[0]["acts"]]
    assert numbers == list(range(numbers[0], numbers[0] + 3))
    assert sorted(numbers + [each.head.n for each in answers[1:]]) == list(range(after.n + 1, after.n + 8))


async def test_only_drafts_approvals_and_documents_go_together(hall: LiveChamber) -> None:
    after = await hall.chamber.secretariat.head(f"sitting.{hall.sitting}")
    key, log = hall.chamber.secretariat.identity.key, f"sitting.{hall.sitting}"
    leave = make_act(key, log, "leave-grant", after, now_ms(), {"member": "m3", "reason": "病假"})
    with pytest.raises(ProtocolError) as caught:
        await together(hall, [*drafts(hall, after, "g1"), leave])
    assert code(caught) == "bad-act"
    with pytest.raises(ProtocolError) as caught:
        await together(hall, [])
    assert code(caught) == "bad-frame"


async def test_a_batch_is_bounded_and_says_which_act_is_wrong(hall: LiveChamber) -> None:
    after = await hall.chamber.secretariat.head(f"sitting.{hall.sitting}")
    good, other = drafts(hall, after, "h1", "h2")
    forged = SignedAct(other.body, good.signature)
    with pytest.raises(ProtocolError) as caught:
        await together(hall, [good, forged])
    assert (code(caught), caught.value.detail["at"]) == ("bad-signature", 1)
    with pytest.raises(ProtocolError) as caught:
        await together(hall, [good, SignedAct(other.body, b"short")])
    assert (code(caught), caught.value.detail["at"]) == ("bad-encoding", 1)
    large = SignedAct(b"x" * (120 * 1024), good.signature)
    with pytest.raises(ProtocolError) as caught:
        await together(hall, [large] * 21)
    assert code(caught) == "too-large"
    assert await hall.chamber.secretariat.head(f"sitting.{hall.sitting}") == after


async def test_the_auditor_reports_what_stood(hall: LiveChamber) -> None:
    await draft(hall, "whole")
    kept = await upload(hall, papers.sound("whole"))
    await attach(hall, "whole", "a", kept)
    await attach(hall, "whole", "b", await upload(hall, papers.sound("corrected", "twice")), replaces="a")
    secretariat, chair = hall.chamber.secretariat, hall.chamber.chair
    await secretariat.approve(hall.sitting, "whole")
    await chair.announce(hall.sitting, "whole")
    opening = await chair.open_division(hall.sitting, "whole")
    with pytest.raises(ProtocolError) as caught:
        await attach(hall, "whole", "c", kept)
    assert code(caught) == "wrong-division-state"
    await hall.declare(opening, await hall.close(opening))
    data = await secretariat.api.bundle(hall.sitting, "whole")
    file = hall.server.data_dir / "whole.json"
    file.write_bytes(data)
    command = (sys.executable, "-m", "hemicycle_audit", "verify", "--lang", "en", str(file))
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "(zh, 2 pages) SHA-256" in done.stdout
    assert kept["sha256"] not in done.stdout
