"""`hemicycle demo`: a private server, a prepared congress, simulated deputies, and the addresses where a person takes part."""

import asyncio
import shutil
import signal
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from rich.console import Console

from hemicycle.demo import congress
from hemicycle.demo.sealing import seal_for_every_chair
from hemicycle.scrutineers import Scrutineers
from hemicycle.serve import ServerProcess
from hemicycle.simulate import Options, Simulators
from terminal_client.headless.chamber import Preparation, prepare_body
from terminal_client.headless.console import IssuedCode, Motion
from terminal_client.headless.identity import save_identities
from voting_protocol.encoding import b64u

THRESHOLD = 2
MARKER = ".hemicycle-demo"
PEOPLE = (("chair", congress.CHAIR), ("observer", "大屏幕"), ("secretariat", "秘书处二号机"))
_DESKS = [
    *(("teller", "", name) for name in congress.TELLERS),
    ("scrutineer", "", congress.SCRUTINEERS[0]),
    ("operator", "", "技术保障"),
    ("usher", "", "东门"),
    ("observer", "", "左侧屏"),
]
_DESK_PAGES = {"teller": "teller", "scrutineer": "teller", "operator": "operator", "usher": "door", "observer": "hall"}
_DESK_NAMES = {
    "teller": "计票台 计票人 / counting desk, teller",
    "scrutineer": "计票台 监票人 / counting desk, scrutineer",
    "operator": "技术保障 / operator",
    "usher": "报到 / check-in at the door",
    "observer": "另一块大屏幕 / another display",
}
out = Console()


def run_demo(data: Path, port: int) -> int:
    """Run the demo until Ctrl-C; 0 when it was stopped so, 1 when it could not start."""
    try:
        _fresh(data)
    except FileExistsError:
        out.print(f"[bold]{data}[/] 不是演示数据的文件夹 / is not a folder of the demo; choose another with --data")
        return 1
    if not (Path(__file__).parents[2] / "voting_server" / "pages" / "seat" / "index.html").is_file():
        out.print("页面尚未生成，请运行 make setup / The pages are not built; run `make setup`")
        return 1
    with ServerProcess(data, port, extra_env={"HEMICYCLE_DEMO": "true"}) as server:
        asyncio.run(_chamber(server))
    out.print("已全部停止 / all stopped")
    return 0


def _fresh(data: Path) -> None:
    """An empty folder; an older demo's is emptied, anything else is left alone with FileExistsError."""
    if data.exists() and any(data.iterdir()):
        if not (data / MARKER).is_file():
            raise FileExistsError(data)
        shutil.rmtree(data)
    data.mkdir(parents=True, exist_ok=True)
    (data / MARKER).touch()


async def _chamber(server: ServerProcess) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    with out.status("准备 256 席的会场 / preparing a chamber of 256 seats …"):
        ready = await prepare_body(server.url, server.admin_code, congress.plan(staff=(), free={congress.FREE_DEPUTY}), PEOPLE)
        for item in congress.AGENDA:
            await ready.secretariat.draft(congress.SITTING_ID, Motion(**item.draft()))
            await ready.secretariat.approve(congress.SITTING_ID, item.division)
        identities = server.data_dir / "simulated-seats.json"
        save_identities(identities, ready.deputies.values())
        codes = await ready.secretariat.issue_codes([("scrutineer", "", name) for name in congress.SCRUTINEERS])
        desks = await ready.secretariat.issue_codes(_DESKS)
    async with AsyncExitStack() as running:
        running.push_async_callback(ready.secretariat.aclose)
        devices = Scrutineers(server.url, congress.SITTING_ID, codes, server.data_dir / "scrutineers")
        scrutineers = await running.enter_async_context(devices)
        options = Options(server.url, congress.SITTING_ID, identities, pin=scrutineers.pin)
        deputies = await running.enter_async_context(Simulators([options]))
        await deputies.until("connected", len(ready.deputies))
        _tell(server, ready, scrutineers, desks)
        sealing = asyncio.create_task(seal_for_every_chair(ready.secretariat, congress.SITTING_ID, THRESHOLD, scrutineers.keys))
        await stop.wait()
        sealing.cancel()


def _address(server: ServerProcess, page: str, code: IssuedCode) -> str:
    return f"{server.url}/{page}/#code={code.text}"


def _tell(server: ServerProcess, ready: Preparation, scrutineers: Scrutineers, desks: Sequence[IssuedCode]) -> None:
    free = ready.codes[congress.FREE_DEPUTY]
    seat = next(member["name"] for member in ready.members if member["id"] == congress.FREE_DEPUTY)
    lines = (
        ("会议主持台 / chair's console", _address(server, "chair", ready.codes["chair"])),
        (
            f"空座位表决器 / a free seat ({seat}, {free.seat})",
            f"{_address(server, 'seat', free)}&scrutineers={b64u(scrutineers.pin)}",
        ),
        ("大屏幕 / hall display", _address(server, "hall", ready.codes["observer"])),
        ("秘书处 / secretariat", _address(server, "secretariat", ready.codes["secretariat"])),
        *((f"监票人 {device.holder} / scrutineer's device", device.page) for device in scrutineers.devices),
        *((f"{_DESK_NAMES[code.role]} {code.holder}", _address(server, _DESK_PAGES[code.role], code)) for code in desks),
    )
    out.print()
    out.print(
        f"[bold]{congress.SITTING_TITLE['zh']}[/] · {congress.SEATS} 席，其中 {len(ready.deputies)} 席为模拟代表 (simulated)"
    )
    for name, address in lines:
        out.print(f"  {name}", highlight=False)
        out.print(f"    {address}", highlight=False, soft_wrap=True)
    out.print(f"  记录包 / record bundles: {server.records_dir}", highlight=False, soft_wrap=True)
    out.print(
        "  每个地址只能在一个浏览器里登记一次。Each address enrols one browser, once. Ctrl-C 停止 / stops.", highlight=False
    )
    out.print(
        "  表决为无记名，三名监票人中两名开票。Votes are secret; two of three scrutineers open the sums. 监票设备与服务器同机，仅供演示。"
        "Here their devices share the server's machine: it shows the way of a vote, not its secrecy."
    )
    out.print(
        "  演示页面由服务器临时提供，不是已核对的安装包。The demo's pages come from the server; they are no verified bundle."
    )
    sys.stdout.flush()
