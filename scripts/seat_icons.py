"""Draws the icons of the seat's web app from the mark: `python -m scripts.seat_icons`. The drawings are kept in git."""

import asyncio
from pathlib import Path

from playwright.async_api import async_playwright

ROOT = Path(__file__).parent.parent
MARK = ROOT / "terminal_client" / "kit" / "assets" / "mark.svg"
ICONS = ROOT / "terminal_client" / "seat" / "icons"
PAPER = "#f6f4ee"
ROUND = "22%"
SHARES = {"icon-192.png": (192, 0.74, ROUND), "icon-512.png": (512, 0.74, ROUND), "icon-maskable-512.png": (512, 0.56, "0")}
"""Size in pixels, the mark's share of it (a maskable icon is cut to a circle of 80 %), how the corners are rounded."""


async def draw() -> None:
    """Write all icons."""
    from tests.support.pages import chromium_path

    ICONS.mkdir(exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        for name, (size, share, corner) in SHARES.items():
            page = await browser.new_page(viewport={"width": size, "height": size})
            mark = MARK.read_text("utf-8").replace("<svg ", f'<svg width="{size * share}" height="{size * share}" ')
            tile = f"width:{size}px;height:{size}px;background:{PAPER};border-radius:{corner};display:grid;place-items:center"
            await page.set_content(f'<body style="margin:0;background:none"><div style="{tile}">{mark}</div></body>')
            await page.screenshot(path=ICONS / name, omit_background=True)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(draw())
