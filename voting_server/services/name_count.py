"""Names and orders that are opened one by one, not summed: called for, mixed, shared, counted (docs/sealed-names.md §10)."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from voting_protocol import canonical
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import RANKING, FormItem
from voting_protocol.sealed.group import Point
from voting_protocol.sealed.rows import distinct_rows, open_rows, read_rankings, read_rows, row_cells, row_places
from voting_protocol.sealed.shares import VerifiedShare, verify_share
from voting_protocol.sealed.shuffle import MixChain, Row
from voting_protocol.written import count_names
from voting_server.ballot_box.port import BallotBox
from voting_server.domain.division import Division
from voting_server.domain.grading import POINTS
from voting_server.domain.items import ItemCounts
from voting_server.domain.sealed import Naming, Sealed
from voting_server.services.counting import Last, Opening, counted_ballots, written_of
from voting_server.services.logs import LogBook, LogView
from voting_server.services.sealing import ciphertexts_of, sum_keys

WORKS_KEPT = 2


class Rooms(Protocol):
    """What of the chamber is needed here."""

    logs: LogBook
    box: BallotBox


def input_rows_of(opening: Opening, last: Last) -> tuple[Row, ...]:
    """The rows of a closed board's counted ballots, in the electorate's order (docs/sealed-names.md §4)."""
    assert opening.form is not None
    form, places = opening.form, row_places(opening.form, 0)
    counted = ((key, ciphertexts_of(form, last[key])) for key in opening.electorate if key in last)
    return distinct_rows((key, tuple(ciphertexts[place] for place in places)) for key, ciphertexts in counted).rows


@dataclass(slots=True)
class _Work:
    """What this process has verified of one division: the chain of mixes, and shares of its rows by index, None for one that does not hold."""

    chain: MixChain
    shares: dict[int, VerifiedShare | None] = field(default_factory=dict)


class NameCount:
    """Verifies mixes before they are appended, and counts what was mixed; it keeps what it has verified of the latest divisions."""

    def __init__(self, chamber: "Rooms") -> None:
        self._chamber = chamber
        self._work: dict[str, _Work] = {}
        self._told: dict[str, frozenset[int]] = {}
        self._turn = asyncio.Lock()

    async def check(self, view: LogView, division: Division, opening: Opening, act: Mapping[str, Any]) -> None:
        """Refuse a `mix` that is none of the rows before it, or a `row-release` for another chain; the log judges the rest.

        `not-called`; `mix-stale`, `bad-mix`, `bad-point`, `bad-scalar`, `mix-proof`; `not-mixed`, `wrong-reference`.
        """
        naming = division.secret.naming
        if naming is None:
            raise ProtocolError("not-called")
        async with self._turn:
            work = await self._upto(view, division, opening, naming)
            if act["type"] == "mix":
                if work.chain.is_complete or act.get("previous") != naming.last:
                    raise ProtocolError("mix-stale", mixed=list(naming.mixed))
                await asyncio.to_thread(work.chain.check, unb64u(str(act.get("message"))))
            elif not work.chain.is_complete:
                raise ProtocolError("not-mixed", mixed=list(naming.mixed))
            elif act.get("chain") != b64u(work.chain.mixed().digest):
                raise ProtocolError("wrong-reference", member="chain")

    async def counts(self, view: LogView, division: Division, opening: Opening, summed: ItemCounts) -> ItemCounts | None:
        """The whole count of a frozen division: at once if nothing was written in; else calls for the names, and counts them when k
        valid shares open them (None before). Raises `names-mismatch`, and `mix-rows` where there are too few.
        """
        item = opening.paper.item
        assert division.secret.freeze is not None
        flags = summed.written.empty if summed.written else division.secret.freeze.n
        if not flags:
            return summed
        naming = division.secret.naming
        if naming is None:
            await self._call(view, division, opening, flags)
            return None
        if len(naming.releases) < division.secret.k:
            return None
        async with self._turn:
            work = await self._upto(view, division, opening, naming)
            shares = await asyncio.to_thread(_valid_shares, work, division.secret, naming)
            await self._tell(view.name, division, opening)
            if len(shares) < division.secret.k:
                return None
            opened = open_rows(work.chain.mixed(), sum_keys(division.secret), shares)
            return await asyncio.to_thread(_count, item, opened, opening.labels, summed)

    def invalid(self, division: Division) -> set[int]:
        """Whose shares of rows don't hold, as far as this process has judged them or was told by the one that did."""
        return self._judged(division) | self._told.get(division.opened.open, frozenset())

    async def look(self, division: Division) -> None:
        """Ask what the process that counts has found of the shares of a division's rows."""
        name = division.opened.open
        if division.secret.naming is not None and division.secret.naming.releases:
            told = await self._chamber.box.invalid(unb64u(name, 32))
            self._told.pop(name, None)
            while len(self._told) >= WORKS_KEPT:
                del self._told[next(iter(self._told))]
            self._told[name] = told

    async def _tell(self, log: str, division: Division, opening: Opening) -> None:
        """Every console is to name whose shares don't hold, not only those of this process."""
        news = self._judged(division) - self._told.get(division.opened.open, frozenset())
        for index in sorted(news):
            await self._chamber.box.note_invalid(opening.digest, index)
        if news:
            await self.look(division)
            await self._chamber.box.publish(log, b"")

    def _judged(self, division: Division) -> set[int]:
        work = self._work.get(division.opened.open)
        return {index for index, share in work.shares.items() if share is None} if work else set()

    async def _call(self, view: LogView, division: Division, opening: Opening, flags: int) -> None:
        freeze = division.secret.freeze
        assert freeze is not None
        rows = len(await self._input_rows(division, opening))
        fields = {"division": division.id, "open": division.opened.open, "freeze": freeze.digest, "item": 0}
        await self._chamber.logs.submit_own(view.name, "names-call", {**fields, "flags": flags, "rows": rows})

    async def _upto(self, view: LogView, division: Division, opening: Opening, naming: Naming) -> _Work:
        """The work on a division, with every mix that its log has."""
        name, sealed = division.opened.open, division.secret
        if name not in self._work:
            assert sealed.freeze is not None
            inputs = await self._input_rows(division, opening)
            public = Point.decode(unb64u(sealed.keys.public, 32))
            while len(self._work) >= WORKS_KEPT:
                del self._work[next(iter(self._work))]
            self._work[name] = _Work(MixChain(public, unb64u(sealed.freeze.digest, 32), inputs, sealed.k))
        work = self._work[name]
        for index in naming.mixed[len(work.chain.mixers) :]:
            act = view.signed[division.id, "mix", sealed.scrutineers[index - 1]]
            message = unb64u(canonical.decode_object(act.body)["message"])
            await asyncio.to_thread(work.chain.add, index, message)
        return work

    async def _input_rows(self, division: Division, opening: Opening) -> tuple[Row, ...]:
        entries = await self._chamber.box.entries(opening.digest)
        return await asyncio.to_thread(lambda: input_rows_of(opening, counted_ballots(opening, entries)))


def _valid_shares(work: _Work, sealed: Sealed, naming: Naming) -> list[VerifiedShare]:
    """The shares of rows that hold; each is verified once."""
    cells = row_cells(work.chain.mixed(), sum_keys(sealed))
    for index, message in naming.releases.items():
        if index not in work.shares:
            try:
                work.shares[index] = verify_share(cells, index, unb64u(message))
            except ProtocolError:
                work.shares[index] = None
    return [share for share in work.shares.values() if share is not None]


def _count(item: FormItem, opened: Sequence[Sequence[Point]], labels: Sequence[str], summed: ItemCounts) -> ItemCounts:
    if item.type == RANKING:
        found = read_rankings(opened, item.c)
        orders = [order for order in found if order is not None]
        return ItemCounts(POINTS["points"].counts(orders, item.c), orders=(len(orders), len(found) - len(orders)))
    assert summed.written is not None
    return replace(summed, written=written_of(count_names(read_rows(opened), labels, summed.written.empty)))
