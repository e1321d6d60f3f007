"""Which rows of a vote are mixed, and how the mixed ones are opened (docs/sealed-names.md §4, §6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from voting_protocol.errors import ProtocolError
from voting_protocol.forms import ELECTION, RANKING, SLOT_CIPHERTEXTS
from voting_protocol.sealed.ballots import VerifiedBallot
from voting_protocol.sealed.equality import Equality
from voting_protocol.sealed.forms import Form
from voting_protocol.sealed.group import Point
from voting_protocol.sealed.names import NAME_BLOCKS, read_name, read_ranking, sort_rows
from voting_protocol.sealed.shares import Frozen, ShareKeys, VerifiedShare, combine_shares
from voting_protocol.sealed.shuffle import MixedRows, Row


@dataclass(frozen=True, slots=True)
class InputRows:
    """The rows to be mixed first, no two equal; `left_out` are the seat keys whose row equals an earlier one's."""

    rows: tuple[Row, ...]
    left_out: tuple[bytes, ...]


class RowCells(Frozen):
    """What is decrypted of mixed rows: as the sums of a freeze, under the digest of the chain and the tag `row-share`."""

    __slots__ = ()

    def statement(self, index: int, cell: int, factor: Point) -> Equality:
        """`log_G S_i = log_γ M_i` for a cell; row r, column c of w is cell `r·w + c`."""
        return replace(Frozen.statement(self, index, cell, factor), tag="row-share")


def input_rows(form: Form, item: int, ballots: Iterable[VerifiedBallot]) -> InputRows:
    """The rows of an item in the counted ballots, in the electorate's order (by seat key); `mix-rows` for two of one key.

    Only colluding devices can make equal rows. The later ones are left out, so that they can't keep the others' from being opened.
    """
    places = row_places(form, item)
    counted = sorted(ballots, key=lambda ballot: ballot.ballot.header.key)
    return distinct_rows((ballot.ballot.header.key, tuple(ballot.ciphertexts[place] for place in places)) for ballot in counted)


def distinct_rows(rows: Iterable[tuple[bytes, Row]]) -> InputRows:
    """The rows of seat keys, given in the electorate's order, that are mixed; `mix-rows` for two of one key."""
    distinct: dict[Row, bytes] = {}
    left_out = []
    keys: set[bytes] = set()
    for key, row in rows:
        if key in keys:
            raise ProtocolError("mix-rows")
        keys.add(key)
        if row in distinct:
            left_out.append(key)
        distinct.setdefault(row, key)
    return InputRows(tuple(distinct), tuple(left_out))


def row_places(form: Form, item: int) -> tuple[int, ...]:
    """Which ciphertexts of a ballot make its row: a ranking's, or the names' of all slots, in order; `bad-form` if the item has none."""
    written, first = form.items[item], sum(each.ciphertexts for each in form.items[:item])
    if written.type == RANKING:
        return (first,)
    if written.type != ELECTION or written.w == 0:
        raise ProtocolError("bad-form")
    slots = first + written.c + 1
    return tuple(slots + SLOT_CIPHERTEXTS * slot + 1 + block for slot in range(written.w) for block in range(NAME_BLOCKS))


def row_cells(mixed: MixedRows, keys: ShareKeys) -> RowCells:
    """What scrutineers decrypt of mixed rows, under these keys."""
    return RowCells(mixed.digest, tuple(ct for row in mixed.rows for ct in row), keys)


def open_rows(mixed: MixedRows, keys: ShareKeys, shares: Iterable[VerifiedShare]) -> list[tuple[Point, ...]]:
    """The decrypted rows, sorted by plaintext; errors as `combine_shares`."""
    totals = combine_shares(row_cells(mixed, keys), shares)
    width = len(mixed.rows[0])
    return sort_rows(totals[start : start + width] for start in range(0, len(totals), width))


def read_rows(rows: Iterable[Sequence[Point]]) -> list[tuple[str | None, ...]]:
    """The names in decrypted rows, slot by slot, as `read_name` gives them."""
    return [tuple(read_name(row[start : start + NAME_BLOCKS]) for start in range(0, len(row), NAME_BLOCKS)) for row in rows]


def read_rankings(rows: Iterable[Sequence[Point]], choices: int) -> list[tuple[int, ...] | None]:
    """The orders of preference in decrypted rows, `None` for a row that holds none."""
    return [read_ranking(point, choices) for (point,) in rows]
