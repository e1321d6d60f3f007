"""Pictures of every page in every state: `make screenshots`, or `python -m scripts.screenshots [--full DIR] [TOUR…]` (tests/browser/gallery).

Writes docs/screens/<page>/<state>-<width>x<height>-<language>-<theme>.webp, for each page an album (README.md) and over them an index; pictures of
tours that are not named stay as they are, and so do those of a tour that fails, which is told at the end. Two tours go on at once. What is kept in docs is half as wide as the page was, in the six looks in which every pair of size, language and theme comes; with
`--full` all twelve looks are written to a folder in full size. Needs what the browser tests need: the built pages and Chromium on PATH.
"""

import argparse
import asyncio
import io
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser

from tests.browser.gallery.studio import LOOKS, PAIRWISE, SIZES, Shown, all_pages, all_tours, walk
from tests.support.pages import Look, Window, chromium, wear

FOLDER = Path(__file__).parent.parent / "docs" / "screens"
LARGEST = 20 * 2**20
"""Of all pictures together, bytes."""
AT_ONCE = 2
"""Tours: a tour waits now and then for what takes its time."""
SETTLED = "document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))"


def small(picture: bytes) -> bytes:
    """A PNG as a WebP of half its width and height."""
    drawn = Image.open(io.BytesIO(picture)).convert("RGB")
    half = drawn.resize((drawn.width // 2, drawn.height // 2), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    half.save(written, "WEBP", quality=20, method=4)
    return written.getvalue()


def full(picture: bytes) -> bytes:
    """A PNG as a WebP that loses nothing."""
    written = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").save(written, "WEBP", lossless=True)
    return written.getvalue()


def name_of(state: str, look: Look) -> str:
    """The file's name of a state in a look."""
    return f"{state}-{look.width}x{look.height}-{look.lang}-{look.theme}.webp"


@dataclass(slots=True)
class Camera:
    """A visitor that takes pictures of every state."""

    folder: Path
    looks: Sequence[Look]
    develop: Callable[[bytes], bytes]

    async def visit(self, page: str, state: str, window: Window) -> None:
        """Take the pictures of a state."""
        (self.folder / page).mkdir(parents=True, exist_ok=True)
        for look in self.looks:
            file = self.folder / page / name_of(state, look)
            await wear(window.page, look)
            await window.page.mouse.move(0, 0)
            await window.page.evaluate(SETTLED)
            picture = await window.page.screenshot(animations="disabled", caret="hide")
            file.write_bytes(await asyncio.to_thread(self.develop, picture))
        print(f"{page} {state}", flush=True)


def index(pages: Iterable[Shown]) -> str:
    """The index of all albums, as Markdown."""
    lines = [
        "# 页面截图 · Pictures of the pages",
        "",
        "每个页面的每种状态，三种尺寸、两种语言、明暗两色，由一条命令在真实的服务器上拍摄：`make screenshots`。图宽为页面的一半，每两项搭配都有；"
        '十二种搭配的原尺寸图：`make screenshots ARGS="--full 文件夹"`。图中人名、地名均为虚构。',
        "",
        "Every state of every page in three sizes, two languages, light and dark, taken on real servers by one command: `make screenshots`. "
        "Pictures are half as wide as the page, and every pair of size, language and theme is among them; all twelve looks in full size: "
        '`make screenshots ARGS="--full FOLDER"`. All names in them are fictional.',
        "",
        "| 页面 · Page | 状态 · States |",
        "|---|---|",
    ]
    rows = (f"| [{page.zh} · {page.en}]({page.name}/README.md) | {len(page.states)} |" for page in pages)
    return "\n".join([*lines, *rows]) + "\n"


def album(page: Shown) -> str:
    """The pictures of a page, a table a state, as Markdown."""
    lines = [f"# {page.zh} · {page.en}", "", "[所有页面 · All pages](../README.md)"]
    lines += [f"- [{zh} · {en}](#{state})" for state, (zh, en) in page.states.items()]
    lines.insert(3, "")
    for state, (zh, en) in page.states.items():
        lines += ["", f'<a id="{state}"></a>', "", f"## {zh} · {en}", ""]
        lines += ["| " + " | ".join(f"{width}×{height}" for width, height in SIZES) + " |", "|" + "---|" * len(SIZES)]
        lines += [f"| {' | '.join(_picture(state, look) for look in row)} |" for row in _rows()]
    return "\n".join(lines) + "\n"


def _rows() -> list[tuple[Look, ...]]:
    """The looks that are kept, a column for each size."""
    columns = [[look for look in PAIRWISE if (look.width, look.height) == size] for size in SIZES]
    return list(zip(*columns, strict=True))


def _picture(state: str, look: Look) -> str:
    words = {
        ("zh", "light"): "中文，亮",
        ("zh", "dark"): "中文，暗",
        ("en", "light"): "English, light",
        ("en", "dark"): "English, dark",
    }
    file = name_of(state, look)
    return f'<a href="{file}"><img src="{file}" width="300" loading="lazy" alt="{words[look.lang, look.theme]}"></a>'


async def take(camera: Camera, names: Sequence[str]) -> list[str]:
    """Go through these tours, or all; gives the names of those that failed."""
    tours = all_tours()
    turn = asyncio.Semaphore(AT_ONCE)
    failed: list[str] = []

    async def one(name: str, browser: Browser) -> None:
        async with turn:
            try:
                with tempfile.TemporaryDirectory() as folder:
                    await walk(tours[name], browser, Path(folder) / name, camera.visit)
            except Exception:
                failed.append(name)
                traceback.print_exc()

    async with chromium() as browser:
        await asyncio.gather(*(one(name, browser) for name in names or tours))
    return failed


def keep(folder: Path) -> int:
    """Write index and albums, and drop pictures of states that are no more; 1 if one is missing or they are too large."""
    pages = all_pages().values()
    (folder / "README.md").write_text(index(pages))
    for page in pages:
        (folder / page.name).mkdir(exist_ok=True)
        (folder / page.name / "README.md").write_text(album(page))
    wanted = {
        folder / page.name / name_of(state, look): f"{page.name} {state}"
        for page in pages
        for state in page.states
        for look in PAIRWISE
    }
    for old in set(folder.rglob("*.webp")) - set(wanted):
        old.unlink()
    missing = sorted({state for file, state in wanted.items() if not file.exists()})
    size = sum(file.stat().st_size for file in folder.rglob("*.webp"))
    print(f"{size / 2**20:.1f} MiB in all; missing: {', '.join(missing) or 'none'}")
    return int(bool(missing) or size > LARGEST)


def main() -> int:
    """Take pictures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", type=Path, metavar="DIR")
    parser.add_argument("tours", nargs="*", metavar="TOUR")
    asked = parser.parse_args()
    camera = Camera(asked.full, LOOKS, full) if asked.full else Camera(FOLDER, PAIRWISE, small)
    failed = asyncio.run(take(camera, asked.tours))
    if failed:
        print(f"failed: {', '.join(failed)}")
    lacking = 0 if asked.full else keep(FOLDER)
    return int(bool(failed)) or lacking


if __name__ == "__main__":
    sys.exit(main())
