"""What the scrutineers have said about one secret division, as a fold over their acts (docs/sealed.md §3, §6, §7)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import singledispatch
from typing import Literal

from voting_server.domain import sealed_acts as acts
from voting_server.domain.ceremony import Ceremony, SealedKeys
from voting_server.domain.codes import RuleError
from voting_server.domain.log import Committed
from voting_server.domain.shapes import ZERO32

Step = Literal["open", "root", "release", "rows"]
FEWEST = 3
"""Under so many ballots nobody releases."""
_AUTOMATIC = 5


@dataclass(frozen=True, slots=True)
class Refusal:
    """A scrutineer who would not certify, or whose release does not hold; `code` and `detail` are their words."""

    index: int
    act: Step
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Freeze:
    """A `division-freeze`: its digest frz (b64u) and what it fixed; `cells` is b64u of `A‖B` for every sum."""

    digest: str
    epoch: int
    size: int
    root: str
    counted_root: str
    n: int
    cells: str


@dataclass(frozen=True, slots=True)
class Naming:
    """The opening of written names or orders: how many flags and rows; who mixed, in this order, with the digests of their messages;
    the shares of rows by index.
    """

    item: int
    flags: int
    rows: int
    mixed: tuple[int, ...] = ()
    digests: tuple[str, ...] = ()
    releases: Mapping[int, str] = field(default_factory=dict)

    @property
    def last(self) -> str:
        """The digest of the last mix, zeros before the first."""
        return self.digests[-1] if self.digests else ZERO32


@dataclass(frozen=True, slots=True)
class Sealed:
    """A secret division from its opening on. All sets and keys are of indices; `releases` are the shares as they were sent (b64u).

    `opened_by` are the scrutineers of the opening, `active` those of them not stood down before the tally, `needed` is how many of them
    had to certify it.
    """

    k: int
    scrutineers: tuple[str, ...]
    keys: SealedKeys
    opened_by: frozenset[int]
    active: frozenset[int]
    needed: int
    certified: frozenset[int] = frozenset()
    rooted: frozenset[int] = frozenset()
    void_ok: frozenset[int] = frozenset()
    refusals: tuple[Refusal, ...] = ()
    freeze: Freeze | None = None
    releases: Mapping[int, str] = field(default_factory=dict)
    first_release_ms: int | None = None
    naming: Naming | None = None

    @staticmethod
    def at(ceremony: Ceremony, active: frozenset[int]) -> "Sealed":
        """A division that is opened under a sitting's seal."""
        return Sealed(ceremony.k, ceremony.scrutineers, ceremony.keys, active, active, _certificates(len(active), ceremony.k))

    @property
    def q(self) -> int:
        """How many certificates an opening and a freeze need."""
        return _certificates(len(self.active), self.k)

    @property
    def is_certified(self) -> bool:
        """Whether enough scrutineers certified the opening: without them no terminal has encrypted."""
        return len(self.certified) >= self.needed

    @property
    def is_rooted(self) -> bool:
        """Whether enough active scrutineers certify the freeze."""
        return len(self.rooted & self.active) >= self.q

    @property
    def called(self) -> Naming:
        """The opening of names; `not-called` if there is none."""
        if self.naming is None:
            raise RuleError("not-called")
        return self.naming

    def by_hand(self, electorate: int) -> bool:
        """Whether a release is a person's decision: with few ballots, or from half the electorate or less."""
        if self.freeze is None or self.freeze.n < FEWEST:
            return False
        return self.freeze.n < _AUTOMATIC or 2 * self.freeze.n <= electorate

    def index_of(self, key: str) -> int:
        """The index of a scrutineer's key, 0 for another key."""
        return self.scrutineers.index(key) + 1 if key in self.scrutineers else 0

    def refused(self, index: int, step: Step) -> bool:
        """Whether a scrutineer would not take that step."""
        return any((refusal.index, refusal.act) == (index, step) for refusal in self.refusals)

    def without(self, index: int) -> "Sealed":
        """The division after a scrutineer was stood down."""
        return replace(self, active=self.active - {index})

    def _refuse(self, actor: str, step: Step, act: "acts.OpenRefuse | acts.RootRefuse") -> "Sealed":
        refusal = Refusal(self.index_of(actor), step, act.code, act.detail)
        return replace(self, refusals=(*self.refusals, refusal))


def _certificates(active: int, k: int) -> int:
    """`⌈(|active| + k) / 2⌉`."""
    return (active + k + 1) // 2


@singledispatch
def after(act: acts.OfSeal, _sealed: Sealed, _committed: Committed) -> Sealed:
    """The division after a committed act of a scrutineer or the server's freeze."""
    raise NotImplementedError(type(act))


@after.register
def _(act: acts.OpenOk, sealed: Sealed, _committed: Committed) -> Sealed:
    return replace(sealed, certified=sealed.certified | {sealed.index_of(act.actor)})


@after.register
def _(act: acts.OpenRefuse, sealed: Sealed, _committed: Committed) -> Sealed:
    return sealed._refuse(act.actor, "open", act)


@after.register
def _(act: acts.DivisionFreeze, sealed: Sealed, committed: Committed) -> Sealed:
    frozen = Freeze(committed.freeze, act.epoch, act.size, act.root, act.counted_root, act.n, act.cells)
    return replace(sealed, freeze=frozen)


@after.register
def _(act: acts.RootOk, sealed: Sealed, _committed: Committed) -> Sealed:
    return replace(sealed, rooted=sealed.rooted | {sealed.index_of(act.actor)})


@after.register
def _(act: acts.RootRefuse, sealed: Sealed, _committed: Committed) -> Sealed:
    return sealed._refuse(act.actor, "root", act)


@after.register
def _(act: acts.Release, sealed: Sealed, committed: Committed) -> Sealed:
    first = committed.received_ms if sealed.first_release_ms is None else sealed.first_release_ms
    releases = {**sealed.releases, sealed.index_of(act.actor): act.shares}
    return replace(sealed, releases=releases, first_release_ms=first)


@after.register
def _(act: acts.NamesCall, sealed: Sealed, _committed: Committed) -> Sealed:
    return replace(sealed, naming=Naming(act.item, act.flags, act.rows))


@after.register
def _(act: acts.Mix, sealed: Sealed, committed: Committed) -> Sealed:
    naming = sealed.called
    mixed, digests = (*naming.mixed, sealed.index_of(act.actor)), (*naming.digests, committed.mix)
    return replace(sealed, naming=replace(naming, mixed=mixed, digests=digests))


@after.register
def _(act: acts.RowRelease, sealed: Sealed, _committed: Committed) -> Sealed:
    naming = sealed.called
    releases = {**naming.releases, sealed.index_of(act.actor): act.shares}
    return replace(sealed, naming=replace(naming, releases=releases))


@after.register
def _(act: acts.VoidOk, sealed: Sealed, _committed: Committed) -> Sealed:
    return replace(sealed, void_ok=sealed.void_ok | {sealed.index_of(act.actor)})
