"""A whole chamber made ready on a server: body, roster, seats, codes, enrolled devices, a sitting (docs/protocol.md §4, §5)."""

import asyncio
import math
import ssl
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from terminal_client.headless.client import ApiClient, Place, enrol
from terminal_client.headless.console import Chair, IssuedCode, Motion, Secretariat, bootstrap
from terminal_client.headless.identity import DeviceIdentity
from terminal_client.headless.terminal import Terminal
from voting_protocol.acts import body_log

_AT_ONCE = 8
_PATIENCE_S = 15.0
_STAFF = (("chair", "大会执行主席"),)


@dataclass(frozen=True, slots=True)
class ChamberPlan:
    """What a chamber is made of.

    `members` are roster entries `{id, name, latin, delegation, seat, role, status}`; deputies with seat "" are seated in the plan's order.
    `shape` is the seat plan asked of the server; empty for an arc that fits. `staff` lists further devices as (role, holder). `free` lists
    the ids of members whose seats get a code but no simulated device. `kind` is the body's, `sitting_kind` the sitting's (docs/protocol.md §4, §5).
    `profile` is the id of one that the server offers (docs/profiles.md §10), or "". `pages` is what the sitting expects of its terminals
    (docs/protocol.md §14), if anything.
    """

    members: Sequence[Mapping[str, str]]
    body: str = "congress"
    name: Mapping[str, str] = field(default_factory=lambda: {"zh": "人民代表大会", "en": "People's Congress"})
    sitting: str = "sitting-1"
    title: Mapping[str, str] = field(default_factory=lambda: {"zh": "第一次全体会议", "en": "First plenary sitting"})
    quorum: str = "Q2"
    kind: str = "congress"
    sitting_kind: str = "plenary"
    profile: str = ""
    pages: Mapping[str, Any] = field(default_factory=dict)
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
        return Terminal(self.url, self.deputies[member], self.sitting, **{"tls": self.chair.tls, **options})

    async def check_in(self, members: Iterable[str]) -> None:
        """Check in members by the secretariat's hand."""
        for member in members:
            await self.secretariat.check_in(self.sitting, member, self.deputies[member].seat)

    async def prepare_division(self, motion: Motion) -> None:
        """Draft and approve a division."""
        await self.secretariat.draft(self.sitting, motion)
        await self.chair.approve(self.sitting, motion.division)


@dataclass(frozen=True, slots=True)
class Preparation:
    """What the secretariat has made ready: the roster seated, a sitting created; devices by role or member id, codes left for people."""

    secretariat: Secretariat
    members: Sequence[Mapping[str, str]]
    staff: Mapping[str, DeviceIdentity]
    deputies: Mapping[str, DeviceIdentity]
    codes: Mapping[str, IssuedCode]


async def prepare_body(
    url: str, admin_code: str, plan: ChamberPlan, people: Sequence[tuple[str, str]] = (), *, tls: ssl.SSLContext | None = None
) -> Preparation:
    """Make a body with its roster, seats, devices and a sitting on an empty server.

    `people` are further staff (role, holder) whose codes are left for people to use: under their role in `codes`, beside the free seats'
    under their member ids. `admin_code` is an installation code. Raises `ProtocolError` with the server's code.
    """
    admin = await bootstrap(url, admin_code, plan.body, plan.name, kind=plan.kind, patience_s=_PATIENCE_S, tls=tls)
    secretariat = Secretariat(url, admin, patience_s=_PATIENCE_S, tls=tls)
    members = await _seat(secretariat, plan)
    deputies = {member["seat"]: member["id"] for member in members if member["seat"] and member["role"] == "deputy"}
    seats = [("deputy", seat, "") for seat in deputies]
    codes = await secretariat.issue_codes([*seats, *((role, "", holder) for role, holder in (*plan.staff, *people))])
    staffed = len(seats) + len(plan.staff)
    left = {code.role: code for code in codes[staffed:]}
    left |= {deputies[code.seat]: code for code in codes if deputies.get(code.seat) in plan.free}
    enrolled = await enrol_all(secretariat, [code for code in codes[:staffed] if deputies.get(code.seat) not in plan.free])
    await secretariat.create_sitting(
        plan.sitting, plan.title, kind=plan.sitting_kind, quorum=plan.quorum, more=await _further(secretariat, plan)
    )
    return Preparation(
        secretariat,
        members,
        {device.role: device for device in enrolled if device.role != "deputy"},
        {deputies[device.seat]: device for device in enrolled if device.role == "deputy"},
        left,
    )


async def _further(secretariat: Secretariat, plan: ChamberPlan) -> dict[str, Any]:
    pages = {"pages": dict(plan.pages)} if plan.pages else {}
    if not plan.profile:
        return pages
    offered = (await secretariat.api.get("/v1/profiles"))["profiles"]
    return {"profile": next(document for document in offered if document["id"] == plan.profile), **pages}


async def prepare_chamber(url: str, admin_code: str, plan: ChamberPlan, *, tls: ssl.SSLContext | None = None) -> Chamber:
    """Make a chamber on an empty server up to an open sitting, with nobody checked in.

    `admin_code` is an installation code. Raises `ProtocolError` with the server's code, `httpx.TransportError` if it can't be reached.
    """
    ready = await prepare_body(url, admin_code, plan, tls=tls)
    chair = Chair(url, ready.staff["chair"], patience_s=_PATIENCE_S, tls=tls)
    await chair.open_sitting(plan.sitting)
    return Chamber(url, plan.sitting, ready.members, ready.secretariat, chair, ready.staff, ready.deputies, ready.codes)


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


async def enrol_all(secretariat: Secretariat, codes: Sequence[IssuedCode]) -> list[DeviceIdentity]:
    """Simulated devices for these codes, some at once; in no particular order. Raises `ProtocolError` with the server's code."""
    after, server, body = await secretariat.head(body_log(secretariat.body)), secretariat.identity.server, secretariat.body
    remaining = iter(codes)
    async with ApiClient(secretariat.url, patience_s=_PATIENCE_S, tls=secretariat.tls) as api:

        async def enrol_one(code: IssuedCode) -> DeviceIdentity:
            place = Place(body, after, server, code.role, code.seat, code.holder)
            return await enrol(api, code.text, f"simulated {code.seat or code.role}", place)

        async def enrol_some() -> list[DeviceIdentity]:
            return [await enrol_one(code) for code in remaining]

        try:
            async with asyncio.TaskGroup() as group:
                workers = [group.create_task(enrol_some()) for _ in range(_AT_ONCE)]
        except ExceptionGroup as problems:
            raise problems.exceptions[0] from None
    return [device for worker in workers for device in worker.result()]
