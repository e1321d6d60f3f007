"""The hall's screens: what each tells of itself, and what the operator chose for it (docs/protocol.md §11). Never in the record.

A choice names a scene and nothing else. What a screen is sent is what any observer may see, whatever was chosen for it: so no choice
can show what the law hides.
"""

import contextlib
import time
from collections.abc import Awaitable, Callable, Container
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import msgspec
import structlog
from fastapi import Depends, FastAPI, Request, Response

from voting_protocol.errors import ProtocolError
from voting_server.domain.register import EnrolledKey, Register
from voting_server.gateway.auth import Caller
from voting_server.gateway.pageversion import page_version
from voting_server.gateway.responses import CanonicalResponse, read_body
from voting_server.services.chamber import Chamber

T = TypeVar("T")
log = structlog.get_logger(__name__)

WATCHERS = ("operator", "secretariat")
KEEP_S = 400 * 24 * 3600
"""From one yearly session to the next."""
AGAIN_SECONDS = 2.0
"""A screen that tells nothing new is noted again after this time."""
LOST_MS = 6000
"""A screen not heard of for so long is off: it asks twice a second."""
BODY_BYTES = 1024

Show = Literal["auto", "attendance", "seats", "agenda", "item", "turnout", "result", "clock", "blank", "identify"]
Size = Annotated[int, msgspec.Meta(ge=0, le=100_000)]


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the operator chose for a screen; `lang` both: one after the other."""

    show: Show
    lang: Literal["zh", "en", "both"]
    theme: Literal["dark", "light"]


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a screen tells of itself: its page's version, its size in CSS pixels, the scene that it shows."""

    version: Annotated[str, msgspec.Meta(max_length=64, pattern=r"^[\w.+-]*$")]
    width: Size
    height: Size
    scene: Annotated[str, msgspec.Meta(max_length=32, pattern=r"^[a-z-]*$")]


class Note(msgspec.Struct, frozen=True):
    """The last that a screen told, and when (ms)."""

    told: Told
    seen_ms: int


_choices = msgspec.json.Decoder(Choice)
_told = msgspec.json.Decoder(Told)
_notes = msgspec.json.Decoder(Note)


class Screens:
    """The screens of all bodies, on the box's boards, so that every process knows the same and a restart forgets nothing."""

    def __init__(self, chamber: Chamber) -> None:
        self._chamber = chamber
        self._written: dict[str, tuple[Told, float]] = {}

    async def heard(self, who: Caller, told: Told) -> dict[str, Any]:
        """A screen tells of itself; what was chosen for it, its number and name."""
        before, at = self._written.get(who.key, (None, 0.0))
        now = time.monotonic()
        if told != before or now - at > AGAIN_SECONDS:
            note = msgspec.json.encode(Note(told, self._chamber.now_ms()))
            await self._chamber.box.put_notes(_told_board(who.body), {who.key: note}, KEEP_S)
            self._written[who.key] = told, now
        notes = await self._chamber.box.notes(_told_board(who.body))
        register = (await self._chamber.logs.register(who.body)).register
        keys = [key.key for key in screens_of(register, {*notes, who.key})]
        choice = await self._choice(who.body, who.key)
        return {"number": keys.index(who.key) + 1, "name": who.holder, "choice": msgspec.to_builtins(choice)}

    async def _choice(self, body: str, key: str) -> Choice | None:
        return _chosen(await self._chamber.box.notes(_chosen_board(body)), key)

    async def all(self, body: str) -> list[dict[str, Any]]:
        """All screens of a body that were ever heard of and are not revoked, in the order of their enrolment."""
        box, now = self._chamber.box, self._chamber.now_ms()
        notes, choices = await box.notes(_told_board(body)), await box.notes(_chosen_board(body))
        register = (await self._chamber.logs.register(body)).register
        return [
            _screen_view(number, key, _notes.decode(notes[key.key]), _chosen(choices, key.key), now)
            for number, key in enumerate(screens_of(register, notes), 1)
        ]

    async def choose(self, body: str, key: str, choice: Choice) -> None:
        """Choose a screen's content; `not-found` for what is no screen."""
        register = (await self._chamber.logs.register(body)).register
        screens = screens_of(register, await self._chamber.box.notes(_told_board(body)))
        if key not in {screen.key for screen in screens}:
            raise ProtocolError("not-found")
        await self._chamber.box.put_notes(_chosen_board(body), {key: msgspec.json.encode(choice)}, KEEP_S)


def screens_of(register: Register, notes: Container[str]) -> list[EnrolledKey]:
    """The observers' devices that told of themselves as screens, in the order of their enrolment: a screen's number is its place."""
    known = (key for key in register.keys.values() if key.role == "observer" and key.active and key.key in notes)
    return sorted(known, key=lambda key: key.enrolled_n)


def _screen_view(number: int, key: EnrolledKey, note: Note, choice: Choice | None, now_ms: int) -> dict[str, Any]:
    return {
        "key": key.key,
        "number": number,
        "name": key.holder,
        "online": now_ms - note.seen_ms <= LOST_MS,
        "seen_ms": note.seen_ms,
        **msgspec.to_builtins(note.told),
        "choice": msgspec.to_builtins(choice),
    }


def _chosen(choices: dict[str, bytes], key: str) -> Choice | None:
    """The choice for a screen; None before the first. One of another version's, that this one does not know, is none either."""
    with contextlib.suppress(msgspec.MsgspecError):
        return _choices.decode(choices.get(key, b""))
    return None


def _told_board(body: str) -> str:
    return f"screens.{body}"


def _chosen_board(body: str) -> str:
    return f"screens-chosen.{body}"


def screen_routes(app: FastAPI, chamber: Chamber, pages: Path, caller: Callable[[str], Awaitable[Caller]]) -> None:
    """Add the routes; `caller` is who asks."""
    screens = Screens(chamber)

    @app.post("/v1/screen")
    async def screen(request: Request, who: Annotated[Caller, Depends(caller)]) -> Response:
        who.require("observer")
        told = _read(_told, await read_body(request, BODY_BYTES))
        return CanonicalResponse(await screens.heard(who, told))

    @app.get("/v1/screens")
    async def all_screens(who: Annotated[Caller, Depends(caller)]) -> Response:
        who.require(*WATCHERS)
        version = page_version(pages / "hall" / "index.html")
        return CanonicalResponse({"time_ms": chamber.now_ms(), "version": version, "screens": await screens.all(who.body)})

    @app.post("/v1/screens/{key}")
    async def choose(key: str, request: Request, who: Annotated[Caller, Depends(caller)]) -> Response:
        who.require("operator")
        choice = _read(_choices, await read_body(request, BODY_BYTES))
        await screens.choose(who.body, key, choice)
        log.info("screen-chosen", key=key, show=choice.show, lang=choice.lang, theme=choice.theme)
        return CanonicalResponse({"choice": msgspec.to_builtins(choice)})


def _read(decoder: msgspec.json.Decoder[T], data: bytes) -> T:
    try:
        return decoder.decode(data)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise ProtocolError("bad-frame") from error
