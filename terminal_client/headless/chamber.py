"""A whole chamber made ready on a server: body, roster, seats, codes, enrolled devices, a sitting (docs/protocol.md §4, §5)."""

import asyncio
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from terminal_client.headless.client import ApiClient, enrol
from terminal_client.headless.console import Chair, IssuedCode, Motion, Secretariat, bootstrap
from terminal_client.headless.identity import DeviceIdentity
from terminal_client.headless.terminal import Terminal

_AT_ONCE = 16
_PATIENCE_S = 15.0
_STAFF = (("chair", "大会执行主席"),)


@dataclass(frozen=True, slots=True)
class ChamberPlan:
    """What a chamber is made of.

    `members` are roster entries `{id, name, latin, delegation, seat, role, status}`; deputies with seat "" are seated in the plan's order.
    `shape` is the seat plan asked of the server; empty for an arc that fits. `staff` lists further devices as (role, holder). `free` lists
    the ids of members whose seats get a code but no simulated device.
    """

    members: Sequence[Mapping[str, str]]
    body: str = "congress"
    name: Mapping[str, str] = field(default_factory=lambda: {"zh": "人民代表大会", "en": "People's Congress"})
    sitting: str = "sitting-1"
    title: Mapping[str, str] = field(default_factory=lambda: {"zh": "第一次全体会议", "en": "First plenary sitting"})
    quorum: str = "Q2"
    shape: Mapping[str, Any] = field(default_factory=dict)
    staff: Sequence[tuple[str, str]] = _STAFF
    free: Collection[str] = ()


@dataclass(slots=True)
class Chamber:
    """A prepared chamber. `deputies` maps member ids to their seats' identities, `codes` the free ones to their codes."""

    url: str
    sitting: str
    members: Sequence[Mapping[str, str]]
    secretariat: Secretariat
    chair: Chair
    staff: Mapping[str, DeviceIdentity]
    deputies: Mapping[str, DeviceIdentity]
    codes: Mapping[str, IssuedCode]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        await self.secretariat.aclose()
        await self.chair.aclose()

    def terminal(self, member: str, **options: Any) -> Terminal:
        """A terminal of this member's seat, not yet connected; `options` as for `Terminal`."""
        return Terminal(self.url, self.deputies[member], self.sitting, **options)

    async def check_in(self, members: Iterable[str]) -> None:
        """Check in members by the secretariat's hand."""
        for member in members:
            await self.secretariat.check_in(self.sitting, member, self.deputies[member].seat)

    async def prepare_division(self, motion: Motion) -> None:
        """Draft and approve a division."""
        await self.secretariat.draft(self.sitting, motion)
        await self.chair.approve(self.sitting, motion.division)


async def prepare_chamber(url: str, admin_code: str, plan: ChamberPlan) -> Chamber:
    """Make a chamber on an empty server up to an open sitting, with nobody checked in.

    `admin_code` is an installation code. Raises `ProtocolError` with the server's code, `httpx.TransportError` if it can't be reached.
    """
    admin = await bootstrap(url, admin_code, plan.body, plan.name, patience_s=_PATIENCE_S)
    secretariat = Secretariat(url, admin, patience_s=_PATIENCE_S)
    members = await _seat(secretariat, plan)
    deputies = {member["seat"]: member["id"] for member in members if member["seat"] and member["role"] == "deputy"}
    codes = await secretariat.issue_codes(
        [*(("deputy", seat, "") for seat in deputies), *((role, "", holder) for role, holder in plan.staff)]
    )
    free = {deputies[code.seat]: code for code in codes if deputies.get(code.seat) in plan.free}
    enrolled = await _enrol_all(url, admin.server, [code for code in codes if deputies.get(code.seat) not in free])
    seats = {deputies[device.seat]: device for device in enrolled if device.role == "deputy"}
    staff = {device.role: device for device in enrolled if device.role != "deputy"}
    await secretariat.create_sitting(plan.sitting, plan.title, quorum=plan.quorum)
    chair = Chair(url, staff["chair"], patience_s=_PATIENCE_S)
    await chair.open_sitting(plan.sitting)
    return Chamber(url, plan.sitting, members, secretariat, chair, staff, seats, free)


async def _seat(secretariat: Secretariat, plan: ChamberPlan) -> list[dict[str, str]]:
    members = [dict(member) for member in plan.members]
    shape = plan.shape or _arc(len(members))
    layout = await secretariat.plan_seats(shape)
    await secretariat.set_seats(layout["plan"], layout["seats"])
    taken = {member["seat"] for member in members}
    places = (seat["id"] for seat in layout["seats"] if seat["id"] not in taken)
    for member in members:
        if member["role"] == "deputy" and not member["seat"]:
            member["seat"] = next(places)
    await secretariat.set_roster(members)
    return members


def _arc(seats: int) -> dict[str, Any]:
    return {"kind": "arc", "seats": seats, "rows": max(1, round(math.sqrt(seats) / 2))}


async def _enrol_all(url: str, server: bytes, codes: Sequence[IssuedCode]) -> list[DeviceIdentity]:
    remaining = iter(codes)
    async with ApiClient(url, patience_s=_PATIENCE_S) as api:

        async def enrol_next() -> list[DeviceIdentity]:
            return [await enrol(api, code.text, f"simulated {code.seat or code.role}", server=server) for code in remaining]

        try:
            async with asyncio.TaskGroup() as group:
                workers = [group.create_task(enrol_next()) for _ in range(_AT_ONCE)]
        except ExceptionGroup as problems:
            raise problems.exceptions[0] from None
    return [device for worker in workers for device in worker.result()]
