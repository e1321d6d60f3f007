"""Result sheets and minutes over the server's interface and from the command line (docs/protocol.md §11)."""

import asyncio
import hashlib
import io
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from terminal_client.headless.client import ApiClient
from tests.support import pdf
from tests.support.chamber import LiveChamber, live_chamber
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[LiveChamber]:
    async with live_chamber(tmp_path, 5) as hall:
        yield hall


async def fetch(hall: LiveChamber, place: str, member: str = "", **query: str) -> bytes:
    """A file as the secretariat gets it, or a member's terminal."""
    path = f"/v1/sittings/{hall.sitting}/{place}?" + "&".join(f"{name}={value}" for name, value in query.items())
    if not member:
        return await hall.chamber.secretariat.api.read(path)
    async with ApiClient(hall.server.url, hall.identity(member)) as api:
        return await api.read(path)


async def vote(hall: LiveChamber, division: str) -> Any:
    """An open division in which four voted for and nobody else pressed."""
    opening = await hall.open(division)
    for n in range(4):
        async with hall.terminal(f"m{n}") as terminal:
            await terminal.until(lambda session: session.voting.ready)
            await terminal.press(Choice.FOR)
    return opening


async def test_sheets_come_with_the_record(hall: LiveChamber, tmp_path: Path) -> None:
    opening = await vote(hall, "d1")
    with pytest.raises(ProtocolError, match="not-yet"):
        await fetch(hall, "divisions/d1/sheet")
    tallied = await hall.close(opening)
    with pytest.raises(ProtocolError, match="not-yet"):
        await fetch(hall, "divisions/d1/sheet")
    before = json.loads(await fetch(hall, "minutes", format="json"))
    assert before["divisions"][0]["result"] is None, "nothing before the declaration"
    await hall.declare(opening, tallied)

    bundle = hall.bundle_file("d1").read_bytes()
    digest = hashlib.sha256(bundle).hexdigest()
    sheet = await fetch(hall, "divisions/d1/sheet")
    assert "赞成4票，超过全体代表5人的半数（至少3票），通过" in pdf.squeezed(sheet)
    assert list(pdf.qr_codes(sheet)) == [f"sha256:{digest}"]
    assert "4 votes for" in pdf.text(await fetch(hall, "divisions/d1/sheet", lang="en"))
    facts = json.loads(await fetch(hall, "divisions/d1/sheet", "m1", format="json"))
    assert facts["record"]["sha256"] == digest
    assert [each["vote"] for each in facts["division"]["votes"]] == ["for"] * 4 + [None]
    book = openpyxl.load_workbook(io.BytesIO(await fetch(hall, "divisions/d1/sheet", format="xlsx")))
    assert book.sheetnames == ["表决结果单", "表决情况"]

    with pytest.raises(ProtocolError, match="not-yet"):
        await fetch(hall, "divisions/d1/sheet", format="html")
    await hall.chamber.secretariat.publish(hall.sitting, "d1")
    page = (await fetch(hall, "divisions/d1/sheet", format="html")).decode()
    assert "<script" not in page
    assert digest[:8] in page

    offline = tmp_path / "offline.pdf"
    command = [sys.executable, "-m", "hemicycle", "sheet", str(hall.bundle_file("d1")), "-o", str(offline)]
    process = await asyncio.create_subprocess_exec(*command)
    assert await process.wait() == 0
    assert offline.read_bytes() == sheet, "from the bundle alone the very same sheet"


async def test_minutes_are_for_staff_until_the_sitting_is_closed(hall: LiveChamber) -> None:
    opening = await vote(hall, "d1")
    await hall.declare(opening, await hall.close(opening))
    assert "会议尚未结束" in pdf.squeezed(await fetch(hall, "minutes"))
    with pytest.raises(ProtocolError, match="not-yet"):
        await fetch(hall, "minutes", "m1")
    await hall.chamber.chair.close_sitting(hall.sitting)
    minutes = pdf.squeezed(await fetch(hall, "minutes", "m1"))
    assert "赞成4票" in minutes
    assert "会议尚未结束" not in minutes
    with pytest.raises(ProtocolError, match="bad-frame"):
        await fetch(hall, "minutes", format="html")


async def test_a_wrong_bundle_is_refused_in_words(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{}")
    command = [sys.executable, "-m", "hemicycle", "sheet", str(wrong), "-o", str(tmp_path / "x.pdf")]
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    _, said = await process.communicate()
    assert process.returncode == 1
    assert "bundle-form: 记录文件的格式不正确" in said.decode()
    assert not (tmp_path / "x.pdf").exists()
