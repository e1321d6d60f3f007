"""Small checkers for the shape of documents: each returns None, or the path of the first thing wrong."""

import re
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from hemicycle_audit.crypto import from_b64u

Check = Callable[[object], str | None]
Document = dict[str, object]

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LOWER_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")


def where(test: Callable[[object], bool]) -> Check:
    """Make a checker from a predicate."""
    return lambda value: None if test(value) else ""


def _is_time(value: object) -> bool:
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def string(limit: int | None = None) -> Check:
    """Check a string of at most ``limit`` characters."""
    return where(lambda v: isinstance(v, str) and (limit is None or len(v) <= limit))


def integer(low: int = 0, high: int = 2**53 - 1) -> Check:
    """Check an integer (not a boolean) within bounds."""
    return where(lambda v: type(v) is int and low <= v <= high)


def one_of(*values: object) -> Check:
    """Check that the value is one of those given, of the same type."""
    return where(lambda v: any(type(v) is type(known) and v == known for known in values))


def b64(length: int | None = None, unit: int = 1) -> Check:
    """Check strict base64url of ``length`` bytes, or of any number of ``unit`` bytes."""

    def check(value: object) -> str | None:
        data = from_b64u(value) if isinstance(value, str) else None
        return None if data is not None and length in (None, len(data)) and len(data) % unit == 0 else ""

    return check


def either(*checks: Check) -> Check:
    """Check that one of several shapes fits."""
    return lambda value: None if any(check(value) is None for check in checks) else ""


def list_of(item: Check, marks: Callable[[Any], list[object]] = lambda _: []) -> Check:
    """Check a list; no two items may share one of their ``marks`` (what must be distinct)."""

    def check(value: object) -> str | None:
        if not isinstance(value, list):
            return ""
        seen: set[object] = set()
        for index, element in enumerate(value):
            wrong = item(element)
            if wrong is not None:
                return f"[{index}]{wrong}"
            own = marks(element)
            if not seen.isdisjoint(own):
                return f"[{index}]"
            seen.update(own)
        return None

    return check


def record(members: dict[str, Check], optional: Collection[str] = ()) -> Check:
    """Check an object with exactly these members."""

    def check(value: object) -> str | None:
        if not isinstance(value, dict):
            return ""
        for name in value:
            if name not in members:
                return f".{name}"
        for name, test in members.items():
            if name not in value and name in optional:
                continue
            wrong = test(value[name]) if name in value else ""
            if wrong is not None:
                return f".{name}{wrong}"
        return None

    return check


ID = where(lambda v: isinstance(v, str) and bool(_ID.fullmatch(v)))
LOWER_ID = where(lambda v: isinstance(v, str) and bool(_LOWER_ID.fullmatch(v)))
ID_OR_EMPTY = either(ID, one_of(""))
TIME = where(_is_time)
TEXT = string()
BILINGUAL = record({"zh": TEXT, "en": TEXT})
B32 = b64(32)
POINT = record({"n": integer(), "d": B32})
