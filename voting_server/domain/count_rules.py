"""What issue, return, the two tellers' figures and the scrutineers' signatures ask beyond the table (docs/channels.md §3)."""

from collections.abc import Iterable
from functools import singledispatch

from voting_protocol.written import same_person
from voting_server.domain import count_acts as acts
from voting_server.domain.codes import refuse_unless
from voting_server.domain.division import Division
from voting_server.domain.hand_count import ATTEMPTS, TELLERS, Attempt, HandCount
from voting_server.domain.opening import SittingContext
from voting_server.domain.register import Register
from voting_server.domain.templates import TEMPLATES

_PAPER = (acts.PaperIssue, acts.PaperReturn)


def check(act: acts.OfCount, division: Division, context: SittingContext) -> None:
    """Refuse the act unless it is due, and by whom it may be."""
    count = division.counted_by_hand
    refuse_unless(act.open == division.opened.open, "wrong-reference", member="open")
    refuse_unless(count.channel == "paper" or not isinstance(act, _PAPER), "channel-differs", allowed=[count.channel])
    _check(act, count, division, context)


@singledispatch
def _check(act: acts.OfCount, _count: HandCount, _division: Division, _context: SittingContext) -> None:
    raise NotImplementedError(type(act))


@_check.register
def _(act: acts.PaperIssue, count: HandCount, _division: Division, _context: SittingContext) -> None:
    most = count.ground.entitled
    refuse_unless(act.issued <= most, "too-many-issued", limit=most)


@_check.register
def _(act: acts.PaperReturn, count: HandCount, _division: Division, context: SittingContext) -> None:
    _check_not_standing(count)
    if count.overfull:
        refuse_unless(not count.overfull_for_good, "more-returned", **_both_numbers(count))
        said_by = _persons(count.overfull_by, context.register)
        refuse_unless(_person(act.actor, context.register) not in said_by, "returned-by-another", **_both_numbers(count))
    if count.attempt.commits:
        _check_another(count)


@_check.register
def _(act: acts.CountCommit, count: HandCount, division: Division, context: SittingContext) -> None:
    refuse_unless(count.step != "return", "not-returned")
    refuse_unless(not count.overfull, "more-returned", **_both_numbers(count))
    commits = _running(act, count).commits
    refuse_unless(count.attempt.number <= ATTEMPTS, "too-many-attempts", limit=ATTEMPTS)
    refuse_unless(act.actor not in commits, "already-committed")
    person = _person(act.actor, context.register)
    refuse_unless(person not in _persons(commits, context.register), "teller-twice")
    refuse_unless(len(commits) < TELLERS, "count-full")
    refuse_unless(person not in _persons(count.silent, context.register), "teller-silent")
    _check_no_candidate(act, count, division, context)


@_check.register
def _(act: acts.CountReveal, count: HandCount, _division: Division, context: SittingContext) -> None:
    attempt = _running(act, count)
    refuse_unless(len(attempt.commits) == TELLERS and act.actor in attempt.commits, "not-committed")
    refuse_unless(act.actor not in attempt.figures, "already-committed")
    refuse_unless(context.commitment(act) == attempt.commits[act.actor], "commitment-differs")


@_check.register
def _(act: acts.CountAgain, count: HandCount, _division: Division, _context: SittingContext) -> None:
    refuse_unless(bool(_running(act, count).commits), "not-committed")
    _check_another(count)


@_check.register
def _(act: acts.CountSign, count: HandCount, division: Division, context: SittingContext) -> None:
    refuse_unless(bool(count.stands), "no-count")
    refuse_unless(act.count == count.stands, "wrong-reference", member="count")
    refuse_unless(act.actor not in count.signed, "already-sent")
    person = _person(act.actor, context.register)
    refuse_unless(person not in _persons(count.attempt.commits, context.register), "teller-signs")
    _check_no_candidate(act, count, division, context)


def check_close(division: Division) -> None:
    """The ballot boxes are closed after ballots were issued: `not-issued`."""
    count = division.hand_count
    refuse_unless(count is None or count.channel != "paper" or count.issued is not None, "not-issued")


def check_signed(count: HandCount) -> None:
    """A tally follows a count that stands and was signed: `no-count`, `not-signed`."""
    refuse_unless(bool(count.stands), "no-count")
    refuse_unless(bool(count.signed), "not-signed")


def _running(act: acts.OfAttempt, count: HandCount) -> Attempt:
    _check_not_standing(count)
    refuse_unless(act.attempt == count.attempt.number, "wrong-count", attempt=count.attempt.number)
    return count.attempt


def _check_not_standing(count: HandCount) -> None:
    refuse_unless(not count.stands, "count-stands")


def _check_another(count: HandCount) -> None:
    refuse_unless(count.attempt.number < ATTEMPTS, "too-many-attempts", limit=ATTEMPTS)


def _check_no_candidate(act: acts.OfCount, count: HandCount, division: Division, context: SittingContext) -> None:
    """E13: nobody counts, or watches over, ballots on which he stands himself."""
    if TEMPLATES[division.draft.template].persons:
        person = _person(act.actor, context.register)
        same = [name for name in count.ground.labels if same_person(name) == person]
        refuse_unless(not same, "scrutineer-candidate", names=same)


def _person(key: str, register: Register) -> str:
    return same_person(register.keys[key].holder)


def _persons(keys: Iterable[str], register: Register) -> set[str]:
    return {_person(key, register) for key in keys}


def _both_numbers(count: HandCount) -> dict[str, int | None]:
    return {"issued": count.issued, "returned": count.ground.returned}
