"""What the gallery is made of: pages with their states, tours that reach them, and whoever looks at them."""

import asyncio
import importlib
import os
import pkgutil
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any
from zlib import crc32

from playwright.async_api import Browser, Page

from tests.browser import gallery
from tests.support.pages import Look, Window, open_window, wear

SIZES = ((1280, 800), (1920, 1080), (800, 1280))
LOOKS = [Look(width, height, lang, theme) for (width, height), lang, theme in product(SIZES, ("zh", "en"), ("light", "dark"))]
PAIRWISE = [
    Look(1280, 800, "zh", "light"),
    Look(1280, 800, "en", "dark"),
    Look(1920, 1080, "zh", "light"),
    Look(1920, 1080, "en", "dark"),
    Look(800, 1280, "en", "light"),
    Look(800, 1280, "zh", "dark"),
]
"""Half of the looks, in which every pair of size, language and theme comes."""
_TURNS = tuple(tuple(PAIRWISE[at] for at in turn) for turn in ((0, 3), (2, 1), (4, 5)))


def looks_of(page: str, state: str) -> Sequence[Look]:
    """The looks in which a state is inspected: by night all that are pairwise, by day two of them with both languages and both themes.

    The states take turns, so that of every page each look is seen in some state by day too.
    """
    if os.environ.get("HEMICYCLE_EXAMPLES") == "nightly":
        return PAIRWISE
    return _TURNS[crc32(f"{page} {state}".encode()) % len(_TURNS)]


AT_HOME = LOOKS[0]
"""The look in which tours use pages."""

Visit = Callable[[str, str, Window], Awaitable[None]]
"""Called with a page's name, a state's name and the window that shows it; leaves the page in any look."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A page: its name, its title, and the title of each of its states by name; titles in both languages."""

    name: str
    zh: str
    en: str
    states: Mapping[str, tuple[str, str]]


@dataclass(slots=True)
class Studio:
    """Where a tour shows pages to a visitor. `folder` is the tour's own; windows opened here are closed at its end."""

    browser: Browser
    folder: Path
    visit: Visit
    pages: Mapping[str, Shown]
    shown: set[tuple[str, str]] = field(default_factory=set)
    windows: list[Window] = field(default_factory=list)
    troubled: set[Page] = field(default_factory=set)

    async def open(self, url: str, page: str, code: str = "", **options: Any) -> Window:
        """A page on a device of its own; see `open_window`."""
        window = await open_window(self.browser, url, page, code, viewport={"width": 1280, "height": 800}, **options)
        self.windows.append(window)
        return window

    async def show(self, state: str, **windows: Window) -> None:
        """These pages (by name) stand in this state; AssertionError if it is not theirs, or was shown before."""
        for page in windows:
            assert state in self.pages[page].states, f"{page} declares no state {state}"
            assert (page, state) not in self.shown, f"{page} {state} is shown twice"
            self.shown.add((page, state))

        async def one(page: str, window: Window) -> None:
            await self.visit(page, state, Window(window.page) if window.page in self.troubled else window)
            await wear(window.page, AT_HOME)

        await asyncio.gather(*(one(page, window) for page, window in windows.items()))

    def expects_trouble(self, window: Window) -> None:
        """What the console of a page told until now was brought about on purpose."""
        window.troubles.clear()

    @contextmanager
    def in_trouble(self, *windows: Window) -> Iterator[None]:
        """While this lasts nobody minds what the consoles of these pages tell."""
        self.troubled |= {window.page for window in windows}
        yield
        self.troubled -= {window.page for window in windows}
        for window in windows:
            window.troubles.clear()

    async def close(self, window: Window) -> None:
        """A window that is not needed any more."""
        self.windows.remove(window)
        await window.clear()


Tour = Callable[[Studio], Awaitable[None]]


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(gallery.__path__, f"{gallery.__name__}."):
        yield importlib.import_module(found.name)


def all_pages() -> dict[str, Shown]:
    """Every page of the gallery by name."""
    pages = [module.PAGE for module in _modules() if hasattr(module, "PAGE")]
    return {page.name: page for page in pages}


def all_tours(names: tuple[str, ...] = ("TOURS", "TESTED")) -> dict[str, Tour]:
    """Every tour by name; those in `TESTED` are walked by tests of their own."""
    return {tour.__name__: tour for module in _modules() for name in names for tour in getattr(module, name, ())}


async def walk(tour: Tour, browser: Browser, folder: Path, visit: Visit) -> set[tuple[str, str]]:
    """Go through a tour; gives the (page, state) shown."""
    studio = Studio(browser, folder, visit, all_pages())
    try:
        await tour(studio)
    finally:
        await asyncio.gather(*(window.clear() for window in studio.windows))
    return studio.shown
