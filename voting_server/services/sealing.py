"""The count of a secret vote, as far as the server has a part in it: sums, shares, counts (docs/sealed.md §6). It holds nothing that decrypts."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from voting_protocol.encoding import unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import CIPHERTEXT_BYTES, HEADER_BYTES, RANKING, FormItem
from voting_protocol.sealed.counting import CountSearch
from voting_protocol.sealed.forms import Form
from voting_protocol.sealed.group import Point
from voting_protocol.sealed.shares import Frozen, VerifiedShare, combine_shares, verify_share
from voting_protocol.sealed.statements import NOTHING, Ciphertext
from voting_protocol.sealed.tally import ItemCounts as ItemSums
from voting_protocol.sealed.tally import NameCounts, OptionCounts, count_cells, no_counts, read_counts
from voting_server.domain.division import Division
from voting_server.domain.items import ItemCounts, Written
from voting_server.domain.sealed import Freeze, Sealed
from voting_server.domain.sitting import Sitting
from voting_server.services.counting import CountedBallot, Last

SEARCHES_KEPT = 4


def encode_cells(cells: Sequence[Ciphertext]) -> bytes:
    """`A_c‖B_c` of every cell."""
    return b"".join(cell.encode() for cell in cells)


def ciphertexts_of(form: Form, ballot: CountedBallot) -> tuple[Ciphertext, ...]:
    """The ciphertexts of a ballot of a board, which was verified before it came there."""
    data = ballot.body[HEADER_BYTES : HEADER_BYTES + CIPHERTEXT_BYTES * form.ciphertexts]
    parts = (data[at : at + CIPHERTEXT_BYTES] for at in range(0, len(data), CIPHERTEXT_BYTES))
    return tuple(map(Ciphertext.decode, parts))


def sums_of(form: Form, last: Last) -> tuple[Ciphertext, ...]:
    """`Σα, Σβ` of every cell over the counted ballots of a board."""
    totals = [NOTHING] * len(form.cells)
    for ballot in last.values():
        ciphertexts = ciphertexts_of(form, ballot)
        totals = [total + cell.sum.of(ciphertexts) for total, cell in zip(totals, form.cells, strict=True)]
    return tuple(totals)


@dataclass(frozen=True, slots=True)
class SumKeys:
    """k and `S_1..S_n` of a sitting: what shares are verified under."""

    k: int
    shares: tuple[Point, ...]


def sum_keys(sealed: Sealed) -> SumKeys:
    """The keys of a division's scrutineers; `bad-point` if they sealed keys that are none."""
    return SumKeys(sealed.k, tuple(Point.decode(unb64u(share, 32)) for share in sealed.keys.shares))


def frozen_sums(sealed: Sealed, freeze: Freeze) -> Frozen:
    """What the scrutineers of a division open; `bad-point`."""
    keys = sum_keys(sealed)
    data = unb64u(freeze.cells)
    parts = (data[at : at + CIPHERTEXT_BYTES] for at in range(0, len(data), CIPHERTEXT_BYTES))
    return Frozen(unb64u(freeze.digest, 32), tuple(Ciphertext.decode(part, allow_zero=True) for part in parts), keys)


class Shares:
    """Releases as this process has verified them, each once."""

    def __init__(self) -> None:
        self._judged: dict[tuple[str, int], VerifiedShare | None] = {}

    def valid(self, division: Division) -> list[VerifiedShare]:
        """The shares of a frozen division that hold, by index."""
        return [share for share in self._judge(division).values() if share is not None]

    def released(self, division: Division) -> list[int]:
        """Who has released validly, by index. Of no ballots nothing is released, and that is valid."""
        sealed = division.secret
        if sealed.freeze is not None and sealed.freeze.n == 0:
            return sorted(sealed.releases)
        return [index for index, share in self._judge(division).items() if share is not None]

    def invalid(self, sitting: Sitting) -> Mapping[str, Collection[int]]:
        """By division, the scrutineers whose shares don't hold."""
        released = [division for division in sitting.divisions.values() if division.sealed and division.sealed.releases]
        return {division.id: division.secret.releases.keys() - set(self.released(division)) for division in released}

    def _judge(self, division: Division) -> dict[int, VerifiedShare | None]:
        sealed = division.secret
        if sealed.freeze is None:
            return {}
        found = {}
        for index in sorted(sealed.releases):
            name = (sealed.freeze.digest, index)
            if name not in self._judged:
                self._judged[name] = _verified(sealed, sealed.freeze, index)
            found[index] = self._judged[name]
        return found


def _verified(sealed: Sealed, freeze: Freeze, index: int) -> VerifiedShare | None:
    try:
        return verify_share(frozen_sums(sealed, freeze), index, unb64u(sealed.releases[index]))
    except ProtocolError:
        return None


class Searches:
    """The tables in which counts are found, one for each sitting's key; made in a thread, while votes are cast."""

    def __init__(self) -> None:
        self._tables: dict[tuple[str, int], asyncio.Task[CountSearch]] = {}

    def prepare(self, public: str, electorate: int) -> "asyncio.Task[CountSearch]":
        """Begin a table for up to so many ballots, unless there is one."""
        # A power of two: a sitting's electorates differ by a few, and share their table.
        name = (public, 1 << electorate.bit_length())
        if name not in self._tables:
            while len(self._tables) >= SEARCHES_KEPT:
                del self._tables[next(iter(self._tables))]
            self._tables[name] = asyncio.create_task(asyncio.to_thread(_search, *name))
        return self._tables[name]

    async def counts(self, division: Division, shares: Sequence[VerifiedShare]) -> ItemCounts:
        """What the sums come to that any k shares open; `tally-out-of-range`, `too-few-shares`."""
        sealed, item = division.secret, division.draft.item
        assert sealed.freeze is not None
        form = Form.of((item,))
        if sealed.freeze.n == 0 or not form.cells:
            return counts_of(item, read_counts(form, no_counts(form), 0)[0])
        search = await self.prepare(sealed.keys.public, division.opened.size)
        return await asyncio.to_thread(_open_sums, form, sealed, sealed.freeze, shares, search)


def _search(public: str, largest: int) -> CountSearch:
    search = CountSearch(Point.decode(unb64u(public, 32)), largest)
    search.prepare()  # once a sitting, while its first vote is on; the count of each is then found in a quarter of the time
    return search


def _open_sums(form: Form, sealed: Sealed, freeze: Freeze, shares: Sequence[VerifiedShare], search: CountSearch) -> ItemCounts:
    totals = combine_shares(frozen_sums(sealed, freeze), shares)
    (counted,) = read_counts(form, count_cells(form, totals, freeze.n, search), freeze.n)
    return counts_of(form.items[0], counted)


def counts_of(item: FormItem, counted: ItemSums) -> ItemCounts:
    """Opened sums as a result has them (docs/forms.md §5); of write-in slots only how many were used, as `empty`."""
    if isinstance(counted, NameCounts):
        names = [[name.in_favour, name.against, name.abstain] for name in counted.names]
        return ItemCounts(names, Written(empty=counted.write_ins) if item.w else None)
    if isinstance(counted, OptionCounts):
        return ItemCounts([[number] for number in counted.options])
    if item.type == RANKING:
        return ItemCounts([[0, 0]] * item.c, orders=(0, 0))
    return ItemCounts([[*thing.levels, thing.blank] for thing in counted])
