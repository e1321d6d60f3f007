"""What the certificates, the freeze, the releases and the tally of a secret division ask beyond the table (docs/sealed.md §3, §6, §7)."""

from collections.abc import Mapping
from functools import singledispatch
from typing import Any

from msgspec import UNSET

from voting_server.domain import sealed_acts as acts
from voting_server.domain.acts import DivisionTally
from voting_server.domain.codes import RuleError, refuse_unless
from voting_server.domain.division import Division
from voting_server.domain.forms import SHARE_BYTES, cell_bytes, share_bytes
from voting_server.domain.sealed import FEWEST, Freeze, Sealed, Step
from voting_server.domain.shapes import Result, octets

RELEASE_MS = 60_000
"""How long the tally has the way before a void, from the first release on."""


@singledispatch
def check(act: acts.OfSeal, _division: Division) -> None:
    """Refuse the act unless it is due, and by whom it says."""
    raise NotImplementedError(type(act))


def check_refers(name: str, given: object, true: str) -> None:
    """Refuse an act whose member `name` refers to another step of the division."""
    refuse_unless(given == true, "wrong-reference", member=name)


def check_no_release_under_way(division: Division, now_ms: int) -> None:
    """The tally comes first, so that nobody can retry until the result pleases."""
    sealed = division.sealed
    if division.state == "closed" and sealed is not None and sealed.first_release_ms is not None:
        until = sealed.first_release_ms + RELEASE_MS
        refuse_unless(now_ms >= until, "release-under-way", until_ms=until)


def _secret(act: acts.OfSeal, division: Division) -> Sealed:
    sealed = division.secret
    check_refers("open", act.open, division.opened.open)
    return sealed


def _active(act: acts.OfSeal, sealed: Sealed) -> int:
    """The index of the actor, one of the active scrutineers."""
    index = sealed.index_of(act.actor)
    refuse_unless(index in sealed.active, "scrutineer-not-active", active=sorted(sealed.active))
    return index


def _check_unsaid(sealed: Sealed, index: int, said: frozenset[int], step: Step) -> None:
    refuse_unless(index not in said and not sealed.refused(index, step), "already-sent")


@check.register(acts.OpenOk)
@check.register(acts.OpenRefuse)
def _(act: acts.OpenOk | acts.OpenRefuse, division: Division) -> None:
    sealed = _secret(act, division)
    _check_unsaid(sealed, _active(act, sealed), sealed.certified, "open")


@check.register
def _(act: acts.DivisionFreeze, division: Division) -> None:
    sealed = _secret(act, division)
    check_refers("close", act.close, division.close)
    refuse_unless(sealed.freeze is None, "already-frozen")
    refuse_unless(
        act.n <= min(act.size, division.opened.size), "bad-act", field="$.n", why="More ballots than entries or electors"
    )
    _check_length("cells", act.cells, cell_bytes(division.draft.item))


def _check_length(member: str, text: str, length: int) -> None:
    refuse_unless(octets(text) == length, "bad-act", field=f"$.{member}", why=f"{length} bytes are needed")


def _frozen(
    act: acts.RootOk | acts.RootRefuse | acts.Release | acts.NamesCall | acts.Mix | acts.RowRelease, sealed: Sealed
) -> Freeze:
    if sealed.freeze is None:
        raise RuleError("not-frozen")
    check_refers("freeze", act.freeze, sealed.freeze.digest)
    return sealed.freeze


@check.register(acts.RootOk)
@check.register(acts.RootRefuse)
def _(act: acts.RootOk | acts.RootRefuse, division: Division) -> None:
    sealed = _secret(act, division)
    index = _active(act, sealed)
    _frozen(act, sealed)
    _check_unsaid(sealed, index, sealed.rooted, "root")


@check.register
def _(act: acts.Release, division: Division) -> None:
    """A share that does not hold is a scrutineer's fault to be seen by all, so it is no reason to refuse the act."""
    sealed = _secret(act, division)
    index = _active(act, sealed)
    freeze = _frozen(act, sealed)
    refuse_unless(sealed.is_rooted, "too-few-certificates", needed=sealed.q, rooted=sorted(sealed.rooted & sealed.active))
    refuse_unless(freeze.n == 0 or freeze.n >= FEWEST, "too-few-ballots", n=freeze.n)
    refuse_unless(index not in sealed.releases, "already-sent")
    _check_length("shares", act.shares, share_bytes(division.draft.item) if freeze.n else 0)


@check.register
def _(act: acts.NamesCall, division: Division) -> None:
    """What the flags' sum is, the scrutineers' shares tell; so it is the server's word until they have checked it."""
    sealed = _secret(act, division)
    freeze = _frozen(act, sealed)
    _check_released(sealed)
    refuse_unless(division.draft.item.row_cells > 0 and freeze.n > 0, "not-called")
    refuse_unless(sealed.naming is None, "already-called")
    refuse_unless(act.rows <= freeze.n, "bad-act", field="$.rows", why="More rows than ballots")


@check.register
def _(act: acts.Mix, division: Division) -> None:
    """That it is a mix of the rows before, whoever submits the act to the log has checked."""
    sealed = _secret(act, division)
    index = _active(act, sealed)
    _frozen(act, sealed)
    naming = sealed.called
    refuse_unless(index not in naming.mixed, "already-sent")
    refuse_unless(len(naming.mixed) < sealed.k and act.previous == naming.last, "mix-stale", mixed=list(naming.mixed))


@check.register
def _(act: acts.RowRelease, division: Division) -> None:
    """Shares that do not hold are seen by all, as in a release."""
    sealed = _secret(act, division)
    index = _active(act, sealed)
    _frozen(act, sealed)
    naming = sealed.called
    refuse_unless(len(naming.mixed) == sealed.k, "not-mixed", mixed=list(naming.mixed))
    refuse_unless(index not in naming.releases, "already-sent")
    _check_length("shares", act.shares, SHARE_BYTES * naming.rows * division.draft.item.row_cells)


@check.register
def _(act: acts.VoidOk, division: Division) -> None:
    sealed = _secret(act, division)
    index = _active(act, sealed)
    refuse_unless(index not in sealed.releases, "already-released")
    refuse_unless(index not in sealed.void_ok, "already-sent")


def check_tally(act: DivisionTally, division: Division) -> None:
    """A secret vote's tally follows its freeze, after k releases; a named one's has none."""
    sealed = division.sealed
    if sealed is None:
        refuse_unless(act.freeze is UNSET, "bad-act", field="$.freeze", why="Only a secret vote is frozen")
        return
    if sealed.freeze is None:
        raise RuleError("not-frozen")
    check_refers("freeze", act.freeze, sealed.freeze.digest)
    _check_released(sealed)
    if sealed.naming is not None:
        released = sorted(sealed.naming.releases)
        refuse_unless(len(released) >= sealed.k, "too-few-releases", k=sealed.k, released=released)


def _check_released(sealed: Sealed) -> None:
    refuse_unless(len(sealed.releases) >= sealed.k, "too-few-releases", k=sealed.k, released=sorted(sealed.releases))


def pairs_of(freeze: Freeze, result: Result) -> Mapping[str, tuple[Any, Any]]:
    """What a result must have as its freeze has it, by member: given and true."""
    return {
        "epoch": (result.epoch, freeze.epoch),
        "size": (result.size, freeze.size),
        "root": (result.root, freeze.root),
        "counted_root": (result.counted_root, freeze.counted_root),
        "for" if result.keys else "voted": (result.pressed, freeze.n),
    }
