"""The count of a secret vote, as far as the server has a part in it: sums, shares, counts (docs/sealed.md §6). It holds nothing that decrypts."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from voting_protocol.ballots import HEADER_BYTES
from voting_protocol.encoding import unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.counting import CountSearch
from voting_protocol.sealed.forms import Form
from voting_protocol.sealed.group import Point
from voting_protocol.sealed.shares import Frozen, VerifiedShare, combine_shares, verify_share
from voting_protocol.sealed.statements import CIPHERTEXT_BYTES, NOTHING, Ciphertext
from voting_protocol.sealed.tally import NameCounts, count_cells, read_counts
from voting_server.domain.ceremony import SealedKeys
from voting_server.domain.division import Division
from voting_server.domain.forms import FORMS
from voting_server.domain.sealed import Freeze, Sealed
from voting_server.domain.sitting import Sitting
from voting_server.services.counting import Last

SEARCHES_KEPT = 8


@lru_cache(maxsize=1)
def secret_form() -> Form:
    """The form that secret divisions are opened with."""
    return Form.of_json(FORMS["secret"])


def box_seal(keys: SealedKeys) -> bytes:
    """What a verifier of ballots needs: `Y[32] ‖ form bytes` (`BoxSpec.sealed`)."""
    return unb64u(keys.public, 32) + secret_form().encode()


def encode_cells(cells: Sequence[Ciphertext]) -> bytes:
    """`A_c‖B_c` of every cell."""
    return b"".join(cell.encode() for cell in cells)


def sums_of(form: Form, last: Last) -> tuple[Ciphertext, ...]:
    """`Σα, Σβ` of every cell over counted ballots of a board, all of which were verified before they came there."""
    totals = [NOTHING] * len(form.cells)
    end = HEADER_BYTES + CIPHERTEXT_BYTES * form.ciphertexts
    for ballot in last.values():
        data = ballot.body[HEADER_BYTES:end]
        parts = (data[at : at + CIPHERTEXT_BYTES] for at in range(0, len(data), CIPHERTEXT_BYTES))
        ciphertexts = [Ciphertext.decode(part) for part in parts]
        totals = [total + cell.sum.of(ciphertexts) for total, cell in zip(totals, form.cells, strict=True)]
    return tuple(totals)


@dataclass(frozen=True, slots=True)
class SumKeys:
    """k and `S_1..S_n` of a sitting: what shares are verified under."""

    k: int
    shares: tuple[Point, ...]


def frozen_sums(sealed: Sealed, freeze: Freeze) -> Frozen:
    """What the scrutineers of a division open; `bad-point` if they sealed keys that are none."""
    keys = SumKeys(sealed.k, tuple(Point.decode(unb64u(share, 32)) for share in sealed.keys.shares))
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

    async def counts(self, division: Division, shares: Sequence[VerifiedShare]) -> dict[str, int]:
        """The counts by word that any k shares open; `tally-out-of-range`, `too-few-shares`."""
        sealed = division.secret
        assert sealed.freeze is not None
        search = await self.prepare(sealed.keys.public, division.opened.size)
        return await asyncio.to_thread(_open_sums, sealed, sealed.freeze, shares, search)


def _search(public: str, largest: int) -> CountSearch:
    search = CountSearch(Point.decode(unb64u(public, 32)), largest)
    search.prepare(1)  # a further row saves as many subtractions as there are abstentions, and costs one for every elector
    return search


def _open_sums(sealed: Sealed, freeze: Freeze, shares: Sequence[VerifiedShare], search: CountSearch) -> dict[str, int]:
    form = secret_form()
    totals = combine_shares(frozen_sums(sealed, freeze), shares)
    (item,) = read_counts(form, count_cells(form, totals, freeze.n, search), freeze.n)
    assert isinstance(item, NameCounts)
    return item.names[0].words
