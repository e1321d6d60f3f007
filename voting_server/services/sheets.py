"""Result sheets and minutes for readers: who may have them when, made in threads, kept by the digest of what they say."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from voting_protocol.acts import body_log, sitting_log
from voting_protocol.ballots import Ballot, decode_entry
from voting_protocol.encoding import b64u
from voting_protocol.errors import ProtocolError
from voting_server.domain.views import votes_visible
from voting_server.records.port import StoredAct
from voting_server.services.chamber import STAFF, Chamber
from voting_server.services.scrutiny import Reader, division_of
from voting_server.sheets.document import Lang
from voting_server.sheets.history import read_history
from voting_server.sheets.make import MEDIA, Format, division_file, minutes_file

KEPT_BYTES = 32 * 2**20
PUBLISHED = frozenset({"published", "archived"})


@dataclass(frozen=True, slots=True)
class SheetFile:
    """A file to be handed out: its name, its media type, its bytes."""

    name: str
    media: str
    data: bytes


class Sheets:
    """Sheets from the records of a chamber. One is made at a time; the latest ones are kept."""

    def __init__(self, chamber: Chamber) -> None:
        self._chamber = chamber
        self._kept: dict[str, bytes] = {}
        self._making = asyncio.Lock()

    async def division(self, sitting: str, division: str, form: Format, lang: Lang, reader: Reader) -> SheetFile:
        """The result sheet of a declared or void division, for whoever may have its bundle; the page from the publication on.

        Raises `not-yet`, and what `Chamber.bundle` raises.
        """
        name, data = await self._chamber.bundle(sitting, division, reader)
        if form == "html":
            view, _ = await self._chamber.both(sitting)
            if division_of(view.sitting, division).state not in PUBLISHED:
                raise ProtocolError("not-yet")
        file = f"{name.removesuffix('.hemicycle.json')}.{lang}.{form}"
        digest = await asyncio.to_thread(lambda: hashlib.sha256(data).hexdigest())
        made = await self._made(f"{digest}.{lang}.{form}", lambda: division_file(data, form, lang))
        return SheetFile(file, MEDIA[form], made)

    async def minutes(self, sitting: str, form: Format, lang: Lang, reader: Reader) -> SheetFile:
        """The minutes of a sitting; while it is not closed as far as it went, and for staff only (`not-yet`)."""
        view, _ = await self._chamber.for_reader(sitting, reader)
        if view.sitting.state != "closed" and reader.role not in STAFF:
            raise ProtocolError("not-yet")
        log, body = sitting_log(sitting), view.sitting.body
        acts = await self._chamber.logs.acts(log)
        last = acts[-1]
        people = [act for act in await self._chamber.logs.acts(body_log(body)) if act.received_ms <= last.received_ms]
        ballots = await self._named_ballots(sitting, acts)
        key = f"{b64u(last.chain)}.{b64u(people[-1].chain)}.{lang}.{form}"
        made = await self._made(key, lambda: minutes_file(read_history(body, sitting, people, acts), ballots, form, lang))
        return SheetFile(f"{sitting}.minutes.{lang}.{form}", MEDIA[form], made)

    async def _named_ballots(self, sitting: str, acts: Sequence[StoredAct]) -> dict[str, list[Ballot]]:
        """The ballots of named divisions that are declared, by division."""
        view, _ = await self._chamber.both(sitting)
        found: dict[str, list[Ballot]] = {}
        for division in view.sitting.divisions.values():
            if votes_visible(division) and division.tally_n < len(acts):
                record = await self._chamber.records.division(sitting, division.id)
                item = division.draft.item
                found[division.id] = [Ballot.decode(decode_entry(e)[0], item) for e in record.entries] if record else []
        return found

    async def _made(self, key: str, make: Callable[[], bytes]) -> bytes:
        """The file of that digest, language and format, made once."""
        async with self._making:
            if key not in self._kept:
                data = await asyncio.to_thread(make)
                while self._kept and sum(map(len, self._kept.values())) + len(data) > KEPT_BYTES:
                    del self._kept[next(iter(self._kept))]
                self._kept[key] = data
            return self._kept[key]
