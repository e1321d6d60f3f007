"""The door in a real browser: a card held up to the camera, a scanner that types, and the seat that learns of it."""

from pathlib import Path

import pytest
import segno
from playwright.async_api import async_playwright, expect

from terminal_client.headless.client import enrol
from terminal_client.headless.console import Chair
from terminal_client.headless.door import issue_cards
from tests.support.house import SITTING, house
from tests.support.pages import chromium_path, open_window

pytestmark = pytest.mark.asyncio(loop_scope="module")
WIDTH, HEIGHT, MODULE = 640, 480, 10
PATIENCE_MS = 120_000


def film_of(text: str, path: Path) -> Path:
    """A film (YUV4MPEG2, 4:2:0) of a card with this QR code, held still."""
    matrix = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    side = len(matrix) * MODULE
    left, top = (WIDTH - side) // 2, (HEIGHT - side) // 2
    luma = bytearray(b"\xeb" * (WIDTH * HEIGHT))
    for row, cells in enumerate(matrix):
        for column, dark in enumerate(cells):
            for line in range(MODULE if dark else 0):
                start = (top + row * MODULE + line) * WIDTH + left + column * MODULE
                luma[start : start + MODULE] = b"\x10" * MODULE
    frame = b"FRAME\n" + bytes(luma) + b"\x80" * (WIDTH * HEIGHT // 2)
    path.write_bytes(b"YUV4MPEG2 W%d H%d F5:1 Ip A1:1 C420mpeg2\n" % (WIDTH, HEIGHT) + frame * 5)
    return path


async def test_a_card_at_the_camera_and_one_at_the_scanner(tmp_path: Path) -> None:
    async with house(tmp_path / "house") as home:
        secretariat = home.ready.secretariat
        chair = Chair(home.url, await enrol(secretariat.api, home.code("chair"), "chair"))
        await chair.open_sitting(SITTING)
        own, other = await issue_cards(secretariat, ["m0", "m1"])
        film = film_of(own.qr, tmp_path / "card.y4m")
        arguments = [
            "--no-sandbox",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ]
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium_path(), args=arguments)
            seat = await open_window(browser, home.url, "seat", home.code("m0"))
            door = await open_window(browser, home.url, "door", await home.another_code("usher", "东门"))
            expect.set_options(timeout=PATIENCE_MS)
            await expect(door.page.locator(".invitation")).to_be_visible()
            await door.page.get_by_role("button", name="打开摄像头").click()
            await expect(door.page.locator(".told.good")).to_contain_text("已报到")
            name = next(member["name"] for member in home.ready.members if member["id"] == "m0")
            assert (await door.page.locator(".name").inner_text()).replace("\u3000", "") == name
            await expect(door.page.locator(".counts .large dd")).to_have_text("1")
            await expect(seat.page.locator("body")).to_contain_text("已报到")
            # the scanner types faster than people do, wherever the focus is
            await door.page.get_by_role("button", name="关闭摄像头").click()
            await door.page.locator("#words").focus()
            await door.page.evaluate(
                """text => { for (const key of [...text, "Enter"])
                    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })) }""",
                other.qr,
            )
            await expect(door.page.locator(".counts .large dd")).to_have_text("2")
            assert door.troubles == []
            assert all(not frame["state"]["divisions"] for frame in door.frames if frame["t"] == "state")
            await browser.close()
        await chair.aclose()
