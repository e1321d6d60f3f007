"""Marks: what a deputy put on a ballot, and how a named ballot carries them (docs/forms.md §2, §3)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from enum import IntEnum
from itertools import pairwise
from typing import Any

from voting_protocol.errors import ProtocolError
from voting_protocol.forms import CHOOSE, ELECTION, GRADES, MAX_RANKED, NAME_BYTES, RANKING, THREE_KEYS, FormItem
from voting_protocol.written import check_written, name_bytes


class Choice(IntEnum):
    """The three keys, as a named ballot's byte writes them."""

    AGAINST = 0
    FOR = 1
    ABSTAIN = 2

    @property
    def word(self) -> str:
        """`for`, `against` or `abstain`."""
        return self.name.lower()


CHOICE_OF_WORD = {choice.word: choice for choice in Choice}

Marks = Sequence[int | str]
"""Of one item. Types 1 and 4: a `Choice` for each name; 2: 0 or 1 for each; 3: a level from 1, 0 for none; 5: the numbers 1..C
that are placed, the first preferred. Type 4 with W slots: W names after the choices, `""` for none; in a named ballot blank ones are last."""


def check_marks(item: FormItem, marks: Marks) -> None:
    """`bad-choice` unless the numbers of marks and of written names are valid for the item; `bad-name` for a written name."""
    if item.type == RANKING:
        if not _distinct_numbers(marks, item.c):
            raise ProtocolError("bad-choice")
        return
    numbers, written = marks[: item.c], marks[item.c :]
    if len(numbers) != item.c or len(written) != item.w or not _in_range(numbers, _TOP[item.type](item)):
        raise ProtocolError("bad-choice")
    names = _names(written)
    chosen = sum(number == 1 for number in numbers) + sum(bool(name) for name in names)
    if item.type == CHOOSE and not item.min <= chosen <= item.max:
        raise ProtocolError("bad-choice")
    if item.type == ELECTION and (chosen > item.max or sum(map(bool, names)) > sum(number == 0 for number in numbers)):
        raise ProtocolError("bad-choice")


def check_names(item: FormItem, marks: Marks, labels: Collection[str] = ()) -> None:
    """`bad-choice` if valid marks write in one of `labels`, the names on the ballot, or one name twice."""
    if item.w:
        check_written((str(name) for name in marks[item.c :]), labels)


def encode_marks(item: FormItem, marks: Marks) -> bytes:
    """The marks in clear; errors as `check_marks` and `check_names`, `bad-choice` also for a name behind a blank."""
    check_marks(item, marks)
    check_names(item, marks)
    if any(name and not before for before, name in pairwise(marks[item.c :])):
        raise ProtocolError("bad-choice")
    numbers = bytes(mark for mark in marks if isinstance(mark, int))
    if item.type == RANKING:
        return numbers.ljust(MAX_RANKED, b"\0")
    return numbers + b"".join(name_bytes(mark) for mark in marks if isinstance(mark, str))


def decode_marks(item: FormItem, data: bytes) -> Marks:
    """Strict inverse of `encode_marks`; `bad-ballot` otherwise."""
    try:
        marks = _read(item, data)
        if encode_marks(item, marks) == data:
            return marks
    except (ProtocolError, UnicodeDecodeError):
        pass
    raise ProtocolError("bad-ballot")


def marks_json(item: FormItem, marks: Marks) -> Any:
    """The marks as JSON carries them."""
    if item.type in {CHOOSE, GRADES, RANKING}:
        return list(marks)
    words = [Choice(mark).word for mark in marks if isinstance(mark, int)]
    if item.type == THREE_KEYS:
        return words
    return {"names": words, "written": [mark for mark in marks if isinstance(mark, str) and mark]}


def marks_of(item: FormItem, value: Any) -> Marks:
    """The marks of their JSON; `bad-choice` for what is none."""
    try:
        if item.type in {CHOOSE, GRADES, RANKING}:
            marks: Marks = tuple(value)
        elif item.type == THREE_KEYS:
            marks = tuple(CHOICE_OF_WORD[word] for word in value)
        else:
            written = [*value["written"], *[""] * (item.w - len(value["written"]))]
            marks = (*(CHOICE_OF_WORD[word] for word in value["names"]), *written)
    except (KeyError, TypeError):
        raise ProtocolError("bad-choice") from None
    check_marks(item, marks)
    return marks


def _read(item: FormItem, data: bytes) -> Marks:
    if item.type == RANKING:
        return tuple(data.rstrip(b"\0"))
    slots = data[item.c :]
    written = (slots[at : at + NAME_BYTES].rstrip(b"\0").decode() for at in range(0, len(slots), NAME_BYTES))
    return (*data[: item.c], *written)


def _in_range(numbers: Marks, top: int) -> bool:
    return all(isinstance(number, int) and 0 <= number <= top for number in numbers)


def _distinct_numbers(marks: Marks, c: int) -> bool:
    return len(set(marks)) == len(marks) and all(isinstance(mark, int) and 1 <= mark <= c for mark in marks)


def _names(written: Marks) -> list[str]:
    """The names of slots; `bad-choice` for anything else, `bad-name`."""
    names = [name for name in written if isinstance(name, str)]
    if len(names) != len(written):
        raise ProtocolError("bad-choice")
    for name in names:
        name_bytes(name)
    return names


_TOP: Mapping[int, Callable[[FormItem], int]] = {
    THREE_KEYS: lambda _: Choice.ABSTAIN,
    CHOOSE: lambda _: 1,
    GRADES: lambda item: item.max,
    ELECTION: lambda _: Choice.ABSTAIN,
}
"""By type: the greatest number that marks a name."""
