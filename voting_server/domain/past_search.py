"""Search over the divisions of the past: words, kind, outcome, days. Pure."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from voting_server.domain.past import OUTCOMES, Course

BEIJING = timezone(timedelta(hours=8))
"""One legal time in the whole country, without summer time: a day is a day in Beijing."""
_TEXTS = ("title", "short", "sitting_title", "template_name")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; an empty member asks for nothing. `since` and `until` are days in Beijing, both included."""

    words: str = ""
    template: str = ""
    outcome: str = ""
    secrecy: str = ""
    channel: str = ""
    sitting: str = ""
    since: date | None = None
    until: date | None = None

    def on(self, ms: int) -> bool:
        """Whether a moment is within the days asked for."""
        day = _day(ms)
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which sittings are meant: one, those of a term (届), session (次会议) and year, those opened between two days; 0 and empty ask for nothing."""

    sitting: str = ""
    term: int = 0
    session: int = 0
    year: int = 0
    days: Query = field(default_factory=Query)

    def holds(self, course: Course) -> bool:
        """Whether a sitting is within."""
        meeting = course.sitting.meeting
        return (
            self.sitting in ("", course.sitting.id)
            and self.term in (0, meeting.get("term"))
            and self.session in (0, meeting.get("session"))
            and self.year in (0, _day(course.opened_ms).year)
            and self.days.on(course.opened_ms)
        )

    def of(self, courses: Iterable[Course]) -> list[Course]:
        """The sittings that are within, in their order."""
        return [course for course in courses if self.holds(course)]


def found(rows: Iterable[Row], query: Query) -> list[Row]:
    """The rows that fit, newest first."""
    words = _plain(query.words).split()
    fitting = [row for row in rows if _fits(row, query) and _speaks_of(row, words)]
    return sorted(fitting, key=lambda row: (row["ms"], row["number"]), reverse=True)


def kinds(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """How many of each outcome by template: `[{"template", "name", **OUTCOMES}]`, the most frequent first."""
    counts: dict[str, dict[str, Any]] = {}
    for row in rows:
        kind = counts.setdefault(
            row["template"], {"template": row["template"], "name": row["template_name"], **dict.fromkeys(OUTCOMES, 0)}
        )
        kind[row["outcome"]] += 1
    return sorted(counts.values(), key=lambda kind: (-sum(kind[name] for name in OUTCOMES), kind["template"]))


def _fits(row: Row, query: Query) -> bool:
    asked = ((row[name], getattr(query, name)) for name in ("template", "outcome", "secrecy", "channel", "sitting"))
    return all(not wanted or value == wanted for value, wanted in asked) and query.on(row["ms"])


def _speaks_of(row: Row, words: Sequence[str]) -> bool:
    if not words:
        return True
    told = _plain(" ".join(row[name][side] for name in _TEXTS for side in ("zh", "en")))
    return all(word in told for word in words)


def _day(ms: int) -> date:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(BEIJING).date()


def _plain(text: str) -> str:
    """Without regard to case, width and composition."""
    return unicodedata.normalize("NFKC", text).casefold()
