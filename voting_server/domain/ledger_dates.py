"""What of a project is due when (docs/ledger.md §2): one calendar, that of UTC+8."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from voting_server.domain.ledger_acts import ReportKind

HOUSE_TIME = timezone(timedelta(hours=8))
_QUARTERS = frozenset({3, 6, 9, 12})


@dataclass(frozen=True, slots=True)
class Term:
    """A report and the day it is due."""

    kind: ReportKind
    due: date


def today(now_ms: int) -> date:
    """The day at a time in ms."""
    return datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(HOUSE_TIME).date()


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)


def plan_due(handed: date) -> date:
    """The same day of the next month, or that month's last day."""
    year, month = (handed.year + 1, 1) if handed.month == 12 else (handed.year, handed.month + 1)
    return date(year, month, min(handed.day, month_end(year, month).day))


def schedule(year: int, handed: date) -> list[Term]:
    """The reports of a project of `year`: on the ends of periods after its plan's due date. The days are an unverified default."""
    after = plan_due(handed)
    return [term for term in _terms(year) if term.due > after]


def _terms(year: int) -> Iterator[Term]:
    for month in range(1, 13):
        end = month_end(year, month)
        yield Term("monthly", end)
        if month in _QUARTERS:
            yield Term("quarterly", end)
        if month == 6:
            yield Term("mid-term", end)
        if month == 12:
            yield Term("year-end", end)
