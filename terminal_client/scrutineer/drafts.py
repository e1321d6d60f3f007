"""What a draft may put on a ballot: its form and the names on it (docs/forms.md §1)."""

from collections.abc import Mapping, Sequence
from typing import Any

from voting_protocol.errors import ProtocolError
from voting_protocol.forms import GRADES, MAX_BODY_BYTES, FormItem, Paper
from voting_protocol.written import same_name

_LEVELS = (3, 4)
_MAX_SLOTS = 5
_MAX_NAME = 200


def draft_problem(draft: Mapping[str, Any]) -> str:
    """Why the form and names of a draft, each of its shape, are none to vote on: `bad-form`, or ""."""
    if "form" not in draft and "names" not in draft:
        return ""
    try:
        paper = Paper.of(draft.get("form"))
    except ProtocolError as problem:
        return problem.code
    possible = draft.get("channel") == "paper" or _possible(paper.item)
    fits = not paper.named and possible and "names" in draft and _fit(draft["names"][0], paper.item.c)
    return "" if fits else "bad-form"


def _possible(item: FormItem) -> bool:
    """What this version allows of a form whose numbers make sense."""
    return (item.type != GRADES or item.max in _LEVELS) and item.w <= _MAX_SLOTS and item.sealed_bytes <= MAX_BODY_BYTES


def _fit(names: Sequence[Mapping[str, str]], count: int) -> bool:
    """A name for each, in one language at least, and no two the same."""
    return (
        len(names) == count
        and all(name["zh"] or name["en"] for name in names)
        and all(len(name[language]) <= _MAX_NAME for name in names for language in ("zh", "en"))
        and all(_distinct([name[language] for name in names if name[language]]) for language in ("zh", "en"))
    )


def _distinct(names: Sequence[str]) -> bool:
    return len({same_name(name) for name in names}) == len(names)
