"""Written names and rankings: the call, the mixes and the opened rows (docs/sealed-names.md §4 to §6, §10)."""

from collections.abc import Sequence

from hemicycle_audit.acts import Act, raw
from hemicycle_audit.findings import Findings
from hemicycle_audit.group import Point
from hemicycle_audit.mixing import Row, Unreadable, failed_equations, read_mix
from hemicycle_audit.parallel import Effort
from hemicycle_audit.proofs import Ciphertext
from hemicycle_audit.release import FEWEST, Binding, Opened
from hemicycle_audit.state import Division, Frozen


class Naming:
    """Judges what followed the freeze of a division that has names or rankings to open.

    ``rows`` are those of the counted ballots, or None where the ballots are not in the bundle: the first mix's proof
    is over them, and is left to the bundle that has them.
    """

    def __init__(self, division: Division, frozen: Frozen, findings: Findings) -> None:
        self.tally, self.sealed, self.keys, self.k = division.tally, frozen.sealed, frozen.keys, frozen.k
        self.width, self.findings = len(frozen.layout.row), findings

    def open(self, flags: int | None, rows: Sequence[Row] | None, effort: Effort) -> list[list[Point]] | None:
        """Return the opened rows; None if there are none, or they could not be opened.

        ``flags`` is what was opened as the number of written names, or the number of rankings; None if that is not known.
        """
        call, tally = self.sealed.call, self.tally
        if call is None:
            if tally is not None and flags:
                self.findings.fail("names-call", tally.place, "no-call", flags=flags)
            return None
        self.findings.begin("names")
        self._check_call(call, flags, rows)
        n = call.doc["rows"] if rows is None else len(rows)
        output = self._follow_mixes(rows, n, effort) if n and self.width else None
        return self._open_rows(output, effort) if output is not None else None

    def _check_call(self, call: Act, flags: int | None, rows: Sequence[Row] | None) -> None:
        """A call says what was opened, and comes after k valid releases."""
        wanted = {"flags": flags, "rows": None if rows is None else len(rows)}
        for name, value in wanted.items():
            found, place = call.doc[name], f"{call.place} member={name}"
            same = value is None or found == value
            self.findings.require(same, "names-call", place, "member-differs", found=found, wanted=value)
        place, k = call.place, self.k
        self.findings.require(self.width > 0 and call.doc["flags"] > 0, "names-call", place, "nothing-to-open")
        self.findings.require(call.doc["rows"] >= FEWEST, "names-call", place, "few-rows", n=call.doc["rows"])
        before = sum(act.n < call.n for index, act in self.sealed.released.items() if index in self.sealed.valid)
        self.findings.require(before >= k, "names-call", place, "few-shares", found=before, wanted=k)

    def _follow_mixes(self, rows: Sequence[Row] | None, n: int, effort: Effort) -> Sequence[Row] | None:
        """Judge every mix over the output before; return the last output of a whole chain."""
        for step, (index, act) in enumerate(self.sealed.mixes.items(), 1):
            place = f"{act.place} step={step} index={index}"
            mix = read_mix(raw(act.doc["message"]), n, self.width)
            if isinstance(mix, Unreadable):
                self.findings.fail("mix", f"{place} part={mix.part}", mix.reason, length=len(raw(act.doc["message"])))
                return None
            if rows is not None:
                failed = failed_equations(mix, rows, step, self.sealed.frz, self.keys.public, effort)
                equations = ", ".join(map(str, failed))
                self.findings.require(not failed, "mix", place, "mix-proof", equations=equations)
            rows = mix.rows
        return rows if len(self.sealed.mixes) == self.k else None

    def _open_rows(self, rows: Sequence[Row], effort: Effort) -> list[list[Point]] | None:
        """Judge every share of the last output's cells; return its points if k are valid."""
        cells = [Ciphertext(row[at], row[at + 1]) for row in rows for at in range(0, 2 * self.width, 2)]
        opened = Opened(cells)
        for index, act in sorted(self.sealed.opened_rows.items()):
            binding = Binding("row-share", self.sealed.chain, index, self.keys.shares[index - 1])
            opened.add(act, binding, len(cells), self.findings, effort)
        self.sealed.valid_rows = frozenset(opened.shares)
        if len(opened.shares) < self.k:
            return None
        points = opened.totals(self.k)
        return [points[at : at + self.width] for at in range(0, len(points), self.width)]
