"""`hemicycle demo --day a|b|c`: a whole day through a private server, every figure compared with what the day tells."""

import asyncio
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from rich.console import Console

from hemicycle.days import day_a, day_b, day_c
from hemicycle.days.sheet import Sheet
from hemicycle.days.stage import staged
from hemicycle.serve import ServerProcess
from voting_server.domain.text import Text, text

DAYS: Mapping[str, tuple[Text, ModuleType]] = {
    "a": (text("甲日：县级人代会闭幕会", "Day A: closing plenary of a district congress"), day_a),
    "b": (text("乙日：县级人大常委会会议", "Day B: a sitting of a district standing committee"), day_b),
    "c": (text("丙日：镇人代会季度会议", "Day C: quarterly meeting of a town congress"), day_c),
}
"""Each day is a module with `plan()`, `ballots()` and `play(stage)`."""


def run_day(day: str, out: Path, screen: Console | None = None) -> int:
    """Hold a day of `DAYS`, write its record bundles into `out`, compare and tell. Gives 0 if every figure is as told, else 1."""
    screen = screen or Console()
    title, module = DAYS[day]
    sheet = Sheet(screen)
    out.mkdir(parents=True, exist_ok=True)
    screen.print(f"[bold]{title['zh']} / {title['en']}[/]")
    with tempfile.TemporaryDirectory(prefix="hemicycle-") as folder, ServerProcess(Path(folder) / "server") as server:
        asyncio.run(_play(module, server, sheet, out, Path(folder)))
    sheet.close()
    screen.print(f"记录包 / record bundles: {out} · hemicycle-audit verify {out}/*.json", highlight=False, soft_wrap=True)
    return 0 if sheet.holds else 1


async def _play(module: ModuleType, server: ServerProcess, sheet: Sheet, out: Path, private: Path) -> None:
    async with staged(server, module.plan(), module.ballots(), sheet, out, private) as stage:
        await module.play(stage)
