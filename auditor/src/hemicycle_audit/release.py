"""What the scrutineers released, and the counts that follow (docs/sealed.md §6)."""

from collections.abc import Sequence
from dataclasses import dataclass

from hemicycle_audit.acts import Act, raw
from hemicycle_audit.crypto import ORDER, hash_to_scalar, u32
from hemicycle_audit.findings import Findings
from hemicycle_audit.group import ZERO, Point, add, combine, read_point, read_scalar, subtract, times, times_base
from hemicycle_audit.layout import ABSTAIN, CIPHERTEXT_BYTES, Layout, layout_of
from hemicycle_audit.sealed_ballot import Ciphertext
from hemicycle_audit.state import Division, Keys, Sealed

SHARE_BYTES = 128
FEWEST = 3
"""Nobody releases the sum of fewer ballots, but for none at all (docs/sealed.md §6)."""


@dataclass(frozen=True)
class Share:
    """A share M_i of one cell with its proof (a, b, z); 0 is allowed for ``m`` and ``b``."""

    m: Point
    a: Point
    b: Point
    z: int

    def holds(self, frz: bytes, index: int, cell: int, own: Point, sums: Ciphertext) -> bool:
        """Tell whether log_G S_i = log_A M_i is proved for scrutineer ``index`` with S_i = ``own``."""
        public = (own, *sums, self.m, self.a, self.b)
        h = hash_to_scalar("share", frz, u32(index), u32(cell), *public)
        by_key = self.a == add(times_base(self.z), times(h, own))
        return by_key and self.b == add(times(self.z, sums.alpha), times(h, self.m))


def read_cells(data: bytes, layout: Layout) -> list[Ciphertext] | None:
    """Return the sums A_c, B_c of a freeze, 0 allowed; None if they are not there or no points."""
    points = [read_point(data[at : at + 32], zero=True) for at in range(0, len(data), 32)]
    good = [point for point in points if point is not None]
    if len(data) != CIPHERTEXT_BYTES * len(layout.cells) or len(good) < len(points):
        return None
    return [Ciphertext(*pair) for pair in zip(good[::2], good[1::2], strict=True)]


def _read_share(data: bytes) -> Share | None:
    m, b = (read_point(part, zero=True) for part in (data[:32], data[64:96]))
    a, z = read_point(data[32:64]), read_scalar(data[96:])
    if m is None or a is None or b is None or z is None:
        return None
    return Share(m, a, b, z)


@dataclass
class Opened:
    """The shares that hold, by index, and the form's layout, keys and sums they belong to."""

    layout: Layout
    keys: Keys
    cells: list[Ciphertext]
    n: int
    shares: dict[int, list[Point]]

    def totals(self, k: int) -> list[Point]:
        """Return T = B - Σ λ_i·M_i of every cell, from the first k valid releases."""
        chosen = sorted(self.shares)[:k]
        weights = [_at_zero(index, chosen) for index in chosen]
        return [
            subtract(cell.beta, combine(weights, (self.shares[index][number] for index in chosen)))
            for number, cell in enumerate(self.cells)
        ]


def _at_zero(index: int, chosen: Sequence[int]) -> int:
    """Return λ_i: what interpolation at 0 takes of the value at ``index``."""
    result = 1
    for other in chosen:
        if other != index:
            result = result * other * pow(other - index, -1, ORDER) % ORDER
    return result


def check_certificate(division: Division, findings: Findings) -> None:
    """Ask for q ``root-ok`` where anything followed from the freeze."""
    sealed = division.sealed
    followed = sealed is not None and (sealed.released or division.tally)
    if sealed is not None and sealed.freeze is not None and followed and not sealed.was_certified:
        findings.fail("freeze", sealed.freeze.place, "few-root-ok", found=sorted(sealed.rooted))


def check_releases(division: Division, findings: Findings) -> Opened | None:
    """Judge every release; return the shares that hold, or None where there is nothing that could be opened."""
    sealed, layout = division.sealed, layout_of(division.form)
    if sealed is None or sealed.attempt is None or sealed.freeze is None or layout is None or sealed.attempt.keys is None:
        return None
    n, cells = sealed.freeze.doc["n"], read_cells(raw(sealed.freeze.doc["cells"]), layout)
    for act in (*sealed.released.values(), *([division.tally] if division.tally else [])):
        findings.require(not 0 < n < FEWEST, "release", act.place, "few-ballots", n=n)
    if cells is None:
        findings.fail("freeze", f"{sealed.freeze.place} member=cells", "not-points")
        return None
    opened = Opened(layout, sealed.attempt.keys, cells, n, {})
    for index, act in sorted(sealed.released.items()):
        shares = _valid_shares(act, index, sealed, opened, findings)
        if shares is not None:
            opened.shares[index] = shares
    sealed.valid = frozenset(opened.shares)
    return opened


def counted(division: Division, electors: int, findings: Findings) -> dict[str, int] | None:
    """Judge what was released and count it: for, against and abstain of three keys, one name; None if nothing counts.

    ``electors`` bounds the search. A vote that was not tallied is not counted, whatever was released.
    """
    check_certificate(division, findings)
    opened, sealed, tally = check_releases(division, findings), division.sealed, division.tally
    if opened is None or sealed is None or sealed.attempt is None or tally is None:
        return None
    found, wanted = len(opened.shares), sealed.attempt.k
    if not findings.require(found >= wanted, "release", tally.place, "few-shares", found=found, wanted=wanted):
        return None
    result = tally.doc["result"]
    cells = count(opened, wanted, electors, (result["for"], result["abstain"]))
    if not findings.require(cells is not None, "tally", tally.place, "tally-out-of-range") or cells is None:
        return None
    (votes_for, abstain) = cells[0]
    return {"for": votes_for, "against": opened.n - votes_for - abstain, "abstain": abstain}


def _valid_shares(act: Act, index: int, sealed: Sealed, opened: Opened, findings: Findings) -> list[Point] | None:
    """Return the shares of one release if all of them hold. A bad one is named; others may be enough."""
    data = raw(act.doc["shares"])
    wanted = SHARE_BYTES * len(opened.cells) if opened.n else 0
    if len(data) != wanted:
        findings.warn("release", f"{act.place} index={index} member=shares", "share-length", length=len(data), wanted=wanted)
        return None
    shares = [_read_share(data[at : at + SHARE_BYTES]) for at in range(0, len(data), SHARE_BYTES)]
    own, good = opened.keys.shares[index - 1], True
    for cell, share in enumerate(shares):
        if share is None or not share.holds(sealed.frz, index, cell, own, opened.cells[cell]):
            findings.warn("release", f"{act.place} index={index} cell={cell}", "share-invalid")
            good = False
    return [share.m for share in shares if share is not None] if good else None


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


def _multiples(public: Point, n: int) -> dict[Point, int]:
    table, point = {}, ZERO
    for factor in range(n + 1):
        table[point] = factor
        point = add(point, public)
    return table


def count(opened: Opened, k: int, electors: int, likely: tuple[int, int]) -> list[tuple[int, ...]] | None:
    """Return what every cell counts: (for, abstain) of three keys, else (x,); None if a sum is out of range."""
    n, public = min(opened.n, electors), opened.keys.public
    if not n:
        return [(0, 0) if cell.three_keys else (0,) for cell in opened.layout.cells]
    found: list[tuple[int, ...]] = []
    for cell, total in zip(opened.layout.cells, opened.totals(k), strict=True):
        counts = three_keys(total, public, n, likely) if cell.three_keys else votes(total, public, n)
        if counts is None:
            return None
        found.append(counts)
    return found
