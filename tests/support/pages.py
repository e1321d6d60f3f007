"""The pages in a real browser, used as a person uses them: links, touches, keys. Needs Chromium on PATH."""

import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, ConsoleMessage, Page, Response, WebSocket, async_playwright, expect

from tests.support.witness import Frame, members

_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The same engine; the first draws no window frames and takes a fifth less of the processors."""
_ARGS = (
    "--disable-gpu",
    "--disable-software-rasterizer",
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
SIZES = {
    "chair": (1440, 900),
    "seat": (1280, 800),
    "hall": (1920, 1080),
    "secretariat": (1440, 900),
    "teller": (1280, 800),
    "operator": (1280, 800),
}
PATIENCE_MS = 120_000
CHOICES = ("for", "against", "abstain")


def chromium_path() -> Path:
    """The browser on PATH; AssertionError if there is none."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    assert found is not None, f"none of {', '.join(_NAMES)} is on PATH"
    return Path(found)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A headless browser."""
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=_ARGS)
        try:
            yield browser
        finally:
            await browser.close()


@dataclass
class Window:
    """A page with what a person doesn't see: trouble told to the console, and every frame that the server sent it."""

    page: Page
    troubles: list[str] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)

    def hear_console(self, message: ConsoleMessage) -> None:
        """Errors, warnings and violations of the content security policy."""
        if message.type in ("error", "warning"):
            self.troubles.append(message.text)

    def hear_response(self, response: Response) -> None:
        """Refused and missing resources."""
        if response.status >= 400:
            self.troubles.append(f"{response.status} {response.url}")

    def hear_socket(self, socket: WebSocket) -> None:
        """Everything that comes through a socket."""
        socket.on("framereceived", lambda data: self.frames.append(json.loads(data)))

    async def clear(self) -> None:
        """Give the context back."""
        await self.page.context.close()


async def watched(page: Page) -> Window:
    """A window on a page that has not gone anywhere yet."""
    page.set_default_timeout(PATIENCE_MS)
    window = Window(page)
    page.on("console", window.hear_console)
    page.on("pageerror", lambda error: window.troubles.append(str(error)))
    page.on("response", window.hear_response)
    page.on("websocket", window.hear_socket)
    return window


async def open_window(
    browser: Browser, url: str, name: str, code: str = "", *, locale: str = "zh-CN", theme: str = "light", **context: Any
) -> Window:
    """Open a page on a device of its own, in its usual size; `code` is the enrolment code of its link, `context` goes to `new_context`."""
    width, height = SIZES.get(name, (1280, 800))
    options = {"viewport": {"width": width, "height": height}, "locale": locale, "reduced_motion": "reduce", **context}
    page = await (await browser.new_context(**options)).new_page()
    window = await watched(page)
    await page.goto(f"{url}/{name}/?theme={theme}{f'#code={code}' if code else ''}")
    return window


# --- the chair ---


async def take_step(page: Page, step: str) -> None:
    """Do the chair's dominant step with the space key, held as long as it must be; returns when the page shows what follows."""
    control = page.locator(f'hold-control[data-step="{step}"]')
    ready = control.locator('button.hold[aria-disabled="false"]')
    await expect(ready).to_be_visible()
    if step == "next" or await control.evaluate("control => control.holdMs") == 0:
        await page.keyboard.press("Space")
    else:
        async with page.expect_request(lambda request: request.method == "POST" and request.url.endswith("/acts")):
            await page.keyboard.down("Space")
        await page.keyboard.up("Space")
    await control.wait_for(state="detached")


async def take_steps(page: Page, *steps: str) -> None:
    """Several dominant steps in turn."""
    for step in steps:
        await take_step(page, step)


async def turn_to(page: Page, short: str) -> None:
    """The chair looks at the item with this short title."""
    item = page.locator(".day li", has_text=short)
    await item.wait_for()
    if await item.get_attribute("aria-current") != "step":
        await item.locator("button").click()
    await expect(item).to_have_attribute("aria-current", "step")


async def at_step(page: Page, step: str) -> None:
    """Wait until the chair's page offers this step."""
    await page.locator(f'hold-control[data-step="{step}"]').wait_for()


async def give_reason(page: Page, act: str, reason: str) -> None:
    """An act of the chair that needs a reason: void, withdraw, defer."""
    await page.locator(f'[data-act="{act}"]').click()
    await page.locator("textarea[name=reason]").fill(reason)
    await page.locator("form.inline button[type=submit]").click()


# --- the seat ---


async def seat_shows(page: Page, *screens: str) -> None:
    """Wait until the seat's page stands at one of these: agenda, announced, keys, recorded, kept, refused, ended, watch, result, notice."""
    await expect(page.locator(", ".join(f'.screen[data-screen="{screen}"]' for screen in screens))).to_be_visible()


# --- what must not be told ---


def told_figures(frames: list[Frame]) -> list[str]:
    """Places in frames where a figure per option stands."""
    return [path for frame in frames for path, value in members(frame) if path.split(".")[-1] in CHOICES and value is not None]


def states(frames: list[Frame], division: str) -> list[str]:
    """The states of a division in the order in which frames told them."""
    told = (
        item["state"]
        for frame in frames
        if frame["t"] == "state"
        for item in frame["state"]["divisions"]
        if item["id"] == division
    )
    return list(told)


@dataclass(frozen=True)
class Look:
    """How a page is looked at: its size, language and theme."""

    width: int
    height: int
    lang: str
    theme: str


async def wear(page: Page, look: Look) -> None:
    """Give the page another size, language and theme where it stands, as a person at the device would."""
    size = {"width": look.width, "height": look.height}
    if page.viewport_size != size:
        await page.set_viewport_size(size)  # type: ignore[arg-type]
    wanted = "zh-CN" if look.lang == "zh" else "en"
    if await page.evaluate(_WEAR, [look.theme, wanted]):
        return
    switch = page.locator(f'button[lang="{wanted}"]').first
    if await switch.count():
        await switch.evaluate("button => button.click()")  # a dialog may lie over it
    else:
        await page.keyboard.press("l")
    await page.wait_for_function("lang => document.documentElement.lang === lang", arg=wanted)


_WEAR = """([theme, lang]) => {
  document.documentElement.dataset.theme = theme;
  return document.documentElement.lang === lang;
}"""
"""Puts the theme on; gives whether the language is right already."""
