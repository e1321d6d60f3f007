"""Pictures of the pages at work for the documentation: `python -m scripts.screenshots [DIR]` runs the demo and writes PNGs to docs/screenshots.

Needs what the browser tests need: the built pages and Chromium on PATH.
"""

import asyncio
import base64
import re
import signal
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from playwright.async_api import Browser, Page, expect

from hemicycle.demo.congress import demo_members
from hemicycle.serve import free_port
from tests.support.pages import Look, chromium, open_window, seat_shows, take_step, take_steps, wear
from voting_server.domain.seatplan import arc_plan, seat_by_delegation
from voting_server.imports.roster import roster_csv

FOLDER = Path(__file__).parent.parent / "docs" / "screenshots"
LARGEST = 150 * 1024
_ADDRESS = re.compile(r"(http://[^/\s]+)/(\w+)/#code=(\S+)")


@dataclass(slots=True)
class Demo:
    """A running demo: where it is and the codes of its pages."""

    url: str
    codes: dict[str, str]


@asynccontextmanager
async def demo(folder: Path) -> AsyncIterator[Demo]:
    """Run `hemicycle demo` until it has told its addresses; stopped at the end as Ctrl-C would."""
    command = [sys.executable, "-m", "hemicycle", "demo", "--data", str(folder), "--port", str(free_port())]
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    codes: dict[str, str] = {}
    url = ""
    try:
        while len(codes) < 4 and (line := await process.stdout.readline()):
            if found := _ADDRESS.search(line.decode()):
                url, codes[found[2]] = found[1], found[3]
        if len(codes) < 4:
            raise RuntimeError("the demo did not start")
        yield Demo(url, codes)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        await process.communicate()


_INDEX = """async (picture) => {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${picture}`)).blob());
  const { width, height } = image;
  const drawing = new OffscreenCanvas(width, height).getContext("2d");
  drawing.drawImage(image, 0, 0);
  const { data } = drawing.getImageData(0, 0, width, height);
  const bucket = (at) => ((data[at] >> 3) << 10) | ((data[at + 1] >> 3) << 5) | (data[at + 2] >> 3);
  const counts = new Map();
  for (let at = 0; at < data.length; at += 4) {
    const colour = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
    const found = counts.get(bucket(at)) ?? new Map();
    counts.set(bucket(at), found.set(colour, (found.get(colour) ?? 0) + 1));
  }
  const sum = (colours) => [...colours.values()].reduce((a, b) => a + b);
  const usual = (colours) => [...colours].reduce((a, b) => (a[1] >= b[1] ? a : b))[0];
  const palette = [...counts.values()].sort((a, b) => sum(b) - sum(a)).slice(0, 256).map(usual);
  const part = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];
  const nearest = (colour) => {
    const far = palette.map((one) => part(one).reduce((d, x, i) => d + (x - part(colour)[i]) ** 2, 0));
    return far.indexOf(Math.min(...far));
  };
  const index = new Map([...counts].map(([name, colours]) => [name, nearest(usual(colours))]));
  const pixels = new Uint8Array(width * height);
  for (let at = 0; at < data.length; at += 4) pixels[at / 4] = index.get(bucket(at));
  const text = (bytes) => {
    let out = "";
    for (let at = 0; at < bytes.length; at += 8192) out += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(out);
  };
  return { width, height, palette: text(Uint8Array.from(palette.flatMap(part))), pixels: text(pixels) };
}"""
"""Picture (PNG, base64) → its 256 most frequent colours and one byte a pixel. The pages are flat: little is lost, two thirds of the size."""


def png(width: int, height: int, palette: bytes, pixels: bytes) -> bytes:
    """A PNG file of 8-bit indices into `palette` (3 bytes a colour); `pixels` row by row."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + pixels[at : at + width] for at in range(0, width * height, width))
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"PLTE", palette)
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND", b"")
    )


@dataclass(slots=True)
class Camera:
    """Takes pictures of the demo's pages; `looks` are the pages' own looks."""

    folder: Path
    pages: dict[str, Page]
    looks: dict[str, Look]
    darkroom: Page

    async def take(self, name: str, *, page: str = "", look: Look | None = None) -> None:
        """A picture of a page (the one its name begins with), once fonts are there and nothing moves; then the page wears its own look again."""
        key = page or name.partition("-")[0]
        shown = self.pages[key]
        await wear(shown, look or self.looks[key])
        await shown.mouse.move(0, 0)
        await shown.evaluate("document.fonts.ready")
        await shown.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        picture = await shown.screenshot(animations="disabled", caret="hide")
        indexed = await self.darkroom.evaluate(_INDEX, base64.b64encode(picture).decode())
        small = png(indexed["width"], indexed["height"], *(base64.b64decode(indexed[part]) for part in ("palette", "pixels")))
        (self.folder / f"{name}.png").write_bytes(small)
        print(f"{name:32} {len(small) / 1024:4.0f} KiB{' TOO LARGE' if len(small) > LARGEST else ''}")
        await wear(shown, self.looks[key])


DESK = Look(1440, 900, "zh", "light")
TABLET = Look(1280, 800, "zh", "light")
UPRIGHT = Look(800, 1280, "zh", "light")
SCREEN = Look(1920, 1080, "zh", "dark")
LOOKS = {"chair": DESK, "seat": TABLET, "hall": SCREEN, "secretariat": DESK}


def english(look: Look, theme: str = "") -> Look:
    """The same look in English, and in another theme if told."""
    return Look(look.width, look.height, "en", theme or look.theme)


async def open_pages(browser: Browser, running: Demo) -> dict[str, Page]:
    """Every page on a device of its own."""
    windows = [open_window(browser, running.url, name, code, theme=LOOKS[name].theme) for name, code in running.codes.items()]
    return {name: window.page for name, window in zip(running.codes, await asyncio.gather(*windows), strict=True)}


def roster_with_slips(folder: Path) -> Path:
    """A roster as an office sends it, with three mistakes."""
    members = demo_members()
    places = seat_by_delegation([member for member in members if member.role == "deputy"], arc_plan(256, 8))
    seated = [msgspec.structs.replace(member, seat=places.get(member.id, "")) for member in members]
    lines = [line.split(",") for line in roster_csv(seated).splitlines()]
    lines[3][1] = ""
    lines[6][0] = lines[5][0]
    lines[9][3] = "东域街道"
    file = folder / "代表名册.csv"
    file.write_bytes("\r\n".join(",".join(cells) for cells in lines).encode("gb18030"))
    return file


async def picture_secretariat(camera: Camera, folder: Path) -> None:
    """Import and seating."""
    page = camera.pages["secretariat"]
    steps = page.locator("nav.prep a")
    await steps.nth(0).click()
    await page.get_by_role("button", name="导入新名册").click()
    await page.locator("input[type=file]").set_input_files(roster_with_slips(folder))
    await page.locator("preview-table tr.err").first.wait_for()
    await camera.take("secretariat-import")
    await camera.take("secretariat-import-en", look=english(DESK))
    await page.locator('nav.prep a[href="#/seats"]').click()
    await page.locator("main.step-seats svg").first.wait_for()
    await camera.take("secretariat-seating")
    await page.locator('nav.prep a[href="#/terminals"]').click()
    await page.locator("main.step-terminals .sheet").first.wait_for()
    await camera.take("secretariat-terminals")
    await page.locator('nav.prep a[href="#/hall"]').click()
    await page.locator("roll-list").wait_for()
    await camera.take("secretariat-hall")


async def picture_waiting(camera: Camera) -> None:
    """Before the vote: check-in, the agenda, the motion announced."""
    chair, seat = camera.pages["chair"], camera.pages["seat"]
    await take_step(chair, "open-sitting")
    await expect(chair.locator(".dele li").first).to_be_visible()
    await expect(chair.locator("chair-chamber")).to_contain_text("255")
    await camera.take("seat-check-in")
    await seat.locator('[data-focus="check-in"]').click()
    await expect(seat.locator(".place .big")).to_have_text("已报到")
    await expect(chair.locator("chair-chamber")).to_contain_text("256")
    await camera.take("seat-waiting")
    await camera.take("hall-check-in")
    await camera.take("chair-check-in")


async def picture_vote(camera: Camera) -> None:
    """A vote, from its opening to its declaration."""
    chair, seat, hall = (camera.pages[name] for name in ("chair", "seat", "hall"))
    await take_steps(chair, "announce", "open")
    await chair.locator('[data-act="extend"]').click()
    await seat_shows(seat, "keys")
    await camera.take("seat-open")
    await camera.take("seat-open-dark", look=Look(1280, 800, "zh", "dark"))
    await camera.take("seat-open-portrait", look=UPRIGHT)
    await camera.take("seat-open-en", look=english(TABLET))
    await camera.take("hall-open")
    await seat.locator(".key.for").click()
    await seat.locator(".choice.for").wait_for()
    await camera.take("seat-recorded")
    await camera.take("seat-recorded-en-portrait", look=english(UPRIGHT, "dark"))
    await camera.take("chair-open")
    await camera.take("chair-open-en", look=english(DESK))
    await take_step(chair, "close")
    await chair.locator('hold-control[data-step="declare"]').wait_for()
    await camera.take("chair-result")
    await camera.take("chair-result-en", look=english(DESK))
    await take_step(chair, "declare")
    await hall.locator(".figs dd").first.wait_for()
    await camera.take("hall-result")
    await camera.take("seat-result")
    await camera.take("hall-result-en", look=english(SCREEN))
    await hall.locator(".stage.seats").wait_for()
    await camera.take("hall-named")


async def take_all(folder: Path) -> None:
    """Take all pictures."""
    with tempfile.TemporaryDirectory() as data:
        async with demo(Path(data) / "demo") as running, chromium() as browser:
            camera = Camera(folder, await open_pages(browser, running), LOOKS, await browser.new_page())
            await picture_waiting(camera)
            await picture_secretariat(camera, Path(data))
            await picture_vote(camera)


def main(folder: Path) -> int:
    """Take all pictures; 1 if one is larger than it may be."""
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(take_all(folder))
    return int(any(picture.stat().st_size > LARGEST for picture in folder.glob("*.png")))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
