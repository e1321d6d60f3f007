"""Tours that tests of their own go through, act by act: each state is inspected on the way there, and here shown to whoever else looks."""

import inspect
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from types import ModuleType
from typing import Any

from tests.browser import (
    test_agenda_page,
    test_counting_desk,
    test_ledger_page,
    test_operator_page,
    test_scrutineer_page,
)
from tests.browser.gallery.studio import Studio


async def _acts(studio: Studio, module: ModuleType, opened: Callable[[Studio], AbstractAsyncContextManager[Any]]) -> None:
    """The tests of a module in their order, with what its fixture opens."""
    async with opened(studio) as place:
        given = {"browser": studio.browser, "studio": studio, "desk": place, "desks": place, "room": place}
        for name, act in list(vars(module).items()):
            if name.startswith("test_"):
                folder = studio.folder / name
                folder.mkdir(exist_ok=True)
                known = {**given, "tmp_path": folder}
                await act(**{wanted: known[wanted] for wanted in inspect.signature(act).parameters})


async def agenda(studio: Studio) -> None:
    """The secretariat drafts an agenda."""
    await _acts(studio, test_agenda_page, test_agenda_page.open_desk)


async def ledger(studio: Studio) -> None:
    """The secretariat keeps the ledger."""
    await _acts(studio, test_ledger_page, test_ledger_page.open_desk)


async def paper(studio: Studio) -> None:
    """An election on paper."""
    await _acts(studio, test_counting_desk, test_counting_desk.open_desks)


async def operator(studio: Studio) -> None:
    """The operator at work."""
    await _acts(studio, test_operator_page, test_operator_page.open_desk)


async def scrutineer(studio: Studio) -> None:
    """A scrutineer at the device's own page."""
    await _acts(studio, test_scrutineer_page, test_scrutineer_page.open_room)


TESTED = (agenda, ledger, paper, operator, scrutineer)
