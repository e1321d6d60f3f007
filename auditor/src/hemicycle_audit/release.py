"""What the scrutineers released of the sums (docs/sealed.md §6); the shares of rows are judged in the same way."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import NamedTuple

from hemicycle_audit.acts import Act, raw
from hemicycle_audit.crypto import ORDER, hash_to_scalar, u32
from hemicycle_audit.findings import Findings
from hemicycle_audit.group import ZERO, Point, add, combine, read_point, read_scalar, subtract, times, times_base
from hemicycle_audit.layout import ABSTAIN, CIPHERTEXT_BYTES, Layout
from hemicycle_audit.parallel import Effort
from hemicycle_audit.proofs import Ciphertext
from hemicycle_audit.state import Division, Frozen

SHARE_BYTES = 128
FEWEST = 3
"""Nobody releases the sum of fewer ballots, but for none at all (docs/sealed.md §6)."""


class Binding(NamedTuple):
    """What a share is bound to: tag and digest of what is opened, and scrutineer ``party`` with its public S_i."""

    tag: str
    bound: bytes
    party: int
    own: Point


@dataclass(frozen=True)
class Share:
    """A share M_i of one cell with its proof (a, b, z); 0 is allowed for ``m`` and ``b``."""

    m: Point
    a: Point
    b: Point
    z: int

    def holds(self, binding: Binding, cell: int, sums: Ciphertext) -> bool:
        """Tell whether log_G S_i = log_A M_i is proved."""
        tag, bound, party, own = binding
        h = hash_to_scalar(tag, bound, u32(party), u32(cell), own, *sums, self.m, self.a, self.b)
        by_key = self.a == add(times_base(self.z), times(h, own))
        return by_key and self.b == add(times(self.z, sums.alpha), times(h, self.m))


def read_share(data: bytes) -> Share | None:
    """Return the share of 128 bytes, or None if its points and scalar are none."""
    m, b = (read_point(part, zero=True) for part in (data[:32], data[64:96]))
    a, z = read_point(data[32:64]), read_scalar(data[96:])
    if m is None or a is None or b is None or z is None:
        return None
    return Share(m, a, b, z)


class _Cell(NamedTuple):
    number: int
    sums: Ciphertext
    share: bytes


def _judge_share(cell: _Cell, binding: Binding) -> Point | None:
    """Return M_i of a cell if its proof holds."""
    share = read_share(cell.share)
    return share.m if share is not None and share.holds(binding, cell.number, cell.sums) else None


@dataclass
class Opened:
    """Ciphertexts that k scrutineers open together, and the shares that hold, by index."""

    cells: Sequence[Ciphertext]
    shares: dict[int, list[Point]] = field(default_factory=dict)

    def add(self, act: Act, binding: Binding, wanted: int, findings: Findings, effort: Effort) -> None:
        """Judge the shares of one act, ``wanted`` cells; keep them if all of them hold.

        A bad one is named; others may be enough.
        """
        data, place = raw(act.doc["shares"]), f"{act.place} index={binding.party}"
        if len(data) != SHARE_BYTES * wanted:
            length = SHARE_BYTES * wanted
            findings.warn(act.type, f"{place} member=shares", "share-length", length=len(data), wanted=length)
            return
        cells = [_Cell(i, self.cells[i], data[SHARE_BYTES * i : SHARE_BYTES * (i + 1)]) for i in range(wanted)]
        found = effort.each("release", partial(_judge_share, binding=binding), cells)
        for cell in (number for number, point in enumerate(found) if point is None):
            findings.warn(act.type, f"{place} cell={cell}", "share-invalid")
        good = [point for point in found if point is not None]
        if len(good) == len(found):
            self.shares[binding.party] = good

    def totals(self, k: int) -> list[Point]:
        """Return T = B - Σ λ_i·M_i of every cell, from the first k valid releases."""
        chosen = sorted(self.shares)[:k]
        weights = [at_zero(index, chosen) for index in chosen]
        return [
            subtract(cell.beta, combine(weights, (self.shares[index][number] for index in chosen)))
            for number, cell in enumerate(self.cells)
        ]


def at_zero(index: int, chosen: Sequence[int]) -> int:
    """Return λ_i: what interpolation at 0 takes of the value at ``index``."""
    result = 1
    for other in chosen:
        if other != index:
            result = result * other * pow(other - index, -1, ORDER) % ORDER
    return result


def read_cells(data: bytes, layout: Layout) -> list[Ciphertext] | None:
    """Return the sums A_c, B_c of a freeze, 0 allowed; None if they are not there or no points."""
    points = [read_point(data[at : at + 32], zero=True) for at in range(0, len(data), 32)]
    good = [point for point in points if point is not None]
    if len(data) != CIPHERTEXT_BYTES * len(layout.cells) or len(good) < len(points):
        return None
    return [Ciphertext(*pair) for pair in zip(good[::2], good[1::2], strict=True)]


def check_certificate(division: Division, findings: Findings) -> None:
    """Ask for q ``root-ok`` where anything followed from the freeze."""
    sealed = division.sealed
    followed = sealed is not None and (sealed.released or division.tally)
    if sealed is not None and sealed.freeze is not None and followed and not sealed.was_certified:
        findings.fail("freeze", sealed.freeze.place, "few-root-ok", found=sorted(sealed.rooted))


def check_releases(division: Division, frozen: Frozen, findings: Findings, effort: Effort) -> Opened | None:
    """Judge every release; return the shares that hold, or None where there is nothing that could be opened."""
    sealed, n, tally = frozen.sealed, frozen.voted, division.tally
    for act in (*sealed.released.values(), *([tally] if tally else [])):
        findings.require(not 0 < n < FEWEST, "release", act.place, "few-ballots", n=n)
    cells = read_cells(raw(frozen.freeze.doc["cells"]), frozen.layout)
    if cells is None:
        findings.fail("freeze", f"{frozen.freeze.place} member=cells", "not-points")
        return None
    opened = Opened(cells)
    for index, act in sorted(sealed.released.items()):
        binding = Binding("share", sealed.frz, index, frozen.keys.shares[index - 1])
        opened.add(act, binding, len(cells) if n else 0, findings, effort)
    sealed.valid = frozenset(opened.shares)
    return opened


def three_keys(total: Point, public: Point, n: int, likely: tuple[int, int]) -> tuple[int, int] | None:
    """Return the only (for, abstain) with sum ≤ n that ``total`` = (for + M·abstain)·Y can be; None if there is none.

    What is likely is tried first, then all: in 2·n additions, for the table holds f·Y of every f.
    """
    f, b = likely
    if f + b <= n and total == times(f + ABSTAIN * b, public):
        return likely
    table = _multiples(public, n)
    step, rest = times(ABSTAIN, public), total
    for abstentions in range(n + 1):
        votes_for = table.get(rest, n + 1)
        if votes_for + abstentions <= n:
            return votes_for, abstentions
        rest = subtract(rest, step)
    return None


def votes(total: Point, public: Point, n: int) -> tuple[int] | None:
    """Return the only x in 0..n with ``total`` = x·Y, by itself; None if there is none."""
    found = _multiples(public, n).get(total)
    return None if found is None else (found,)


@lru_cache(maxsize=4)
def _multiples(public: Point, n: int) -> dict[Point, int]:
    table, point = {}, ZERO
    for factor in range(n + 1):
        table[point] = factor
        point = add(point, public)
    return table


def count_sums(opened: Opened, frozen: Frozen, n: int, likely: Sequence[tuple[int, int]]) -> list[tuple[int, ...]] | None:
    """Return what every cell counts of n ballots: (for, abstain) of three keys, else (x,); None if a sum is out of range.

    ``likely`` is what the cells of three keys may count.
    """
    cells, public = frozen.layout.cells, frozen.keys.public
    if not n:
        return [(0, 0) if cell.three_keys else (0,) for cell in cells]
    hints = iter(likely)
    found: list[tuple[int, ...]] = []
    for cell, total in zip(cells, opened.totals(frozen.k), strict=True):
        hint = next(hints, (0, 0))
        counts: tuple[int, ...] | None
        counts = three_keys(total, public, n, hint) if cell.three_keys else votes(total, public, n * cell.most)
        if counts is None:
            return None
        found.append(counts)
    return found
