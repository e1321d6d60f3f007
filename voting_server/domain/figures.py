"""What tellers' figures have to agree with, and where two of them differ (docs/channels.md §4, §5)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import UNSET, to_builtins

from voting_protocol.errors import ProtocolError
from voting_protocol.forms import CHOOSE, ELECTION, GRADES, FormItem
from voting_protocol.written import name_bytes, same_name
from voting_server.domain.count_acts import Figures, WrittenVotes
from voting_server.domain.items import ItemCounts, Written
from voting_server.domain.shapes import Portion
from voting_server.domain.text import Text, text

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """What a count is about: the item and the names on the ballot in all languages, how many may take part, how many ballots came back
    (None of hands).
    """

    item: FormItem
    labels: Sequence[str]
    entitled: int
    returned: int | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Figures that can't be: a word of `FAULTS` and the place."""

    code: str
    path: Path


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where two tellers' figures are not the same; None where one of them has none."""

    path: Path
    values: tuple[int | None, int | None]


def differences(one: Figures, other: Figures) -> list[Difference]:
    """Where the figures differ, in the order of the first's places."""
    left, right = _places(one), _places(other)
    paths = [*left, *(path for path in right if path not in left)]
    pairs = ((path, (left.get(path), right.get(path))) for path in paths)
    return [Difference(path, values) for path, values in pairs if values[0] != values[1]]


def faults(figures: Figures, ground: Ground) -> list[Fault]:
    """Why the figures can't be those of a count; nothing if they can."""
    if (ground.returned is None) == (figures.sections is UNSET):
        return [Fault("form", ())]
    found = list(_form(figures, ground.item))
    return found or [*_ballots(figures, ground), *_hands(figures, ground)]


def portion(figures: Figures) -> Portion:
    """How many took part in all, and the numbers of every name."""
    portions = _portions(figures)
    return Portion(
        sum(one.voted for _, one in portions), [_sums(rows) for rows in zip(*(one.counts for _, one in portions), strict=True)]
    )


def item_counts(figures: Figures) -> ItemCounts:
    """The figures as the result of a ballot has them (docs/forms.md §5)."""
    written = None if figures.written is UNSET else Written([(each.name, each.votes) for each in figures.written])
    return ItemCounts(portion(figures).counts, written)


def _sums(rows: Iterable[Sequence[int]]) -> list[int]:
    return [sum(column) for column in zip(*rows, strict=True)]


def _portions(figures: Figures) -> list[tuple[Path, Portion]]:
    """The ballots as a whole, or the sections one by one, with their places."""
    if figures.sections is not UNSET:
        return [(("sections", section.name), section) for section in figures.sections]
    assert figures.valid is not UNSET
    assert figures.counts is not UNSET
    return [((), Portion(figures.valid, figures.counts))]


def _form(figures: Figures, item: FormItem) -> Iterator[Fault]:
    width = {CHOOSE: 1, GRADES: item.max + 1}.get(item.type, 3)
    for path, one in _portions(figures):
        if [len(row) for row in one.counts] != [width] * item.c:
            yield Fault("form", (*path, "counts"))
    if (figures.written is not UNSET) != (item.type == ELECTION and item.w > 0):
        yield Fault("form", ("written",))


def _ballots(figures: Figures, ground: Ground) -> Iterator[Fault]:
    """Of paper: the ballots returned, and names written in."""
    written = () if figures.written is UNSET else figures.written
    if figures.invalid is not UNSET and figures.valid is not UNSET and figures.valid + figures.invalid.total != ground.returned:
        yield Fault("returned", ("valid",))
    for path, one in _portions(figures):
        yield from _counts(path, one, ground.item, sum(each.votes for each in written))
    if figures.valid is not UNSET:
        yield from _written(written, figures.valid, ground.labels)


def _counts(path: Path, one: Portion, item: FormItem, written: int) -> Iterator[Fault]:
    for name, row in enumerate(one.counts):
        if item.type != CHOOSE and sum(row) != one.voted:
            yield Fault("sum", (*path, "counts", name))
        if max(row) > one.voted:
            yield Fault("above", (*path, "counts", name))
    first = sum(row[0] for row in one.counts)
    if item.type == CHOOSE and not item.min * one.voted <= first <= item.max * one.voted:
        yield Fault("chosen", (*path, "counts"))
    if item.type == ELECTION:
        if first + written > item.max * one.voted:
            yield Fault("chosen", (*path, "counts"))
        if written > min(sum(row[1] for row in one.counts), item.w * one.voted):
            yield Fault("against", (*path, "written"))


def _written(written: Sequence[WrittenVotes], valid: int, labels: Sequence[str]) -> Iterator[Fault]:
    known = {same_name(label) for label in labels}
    for each in written:
        path: Path = ("written", each.name)
        if each.votes > valid:
            yield Fault("above", path)
        if same_name(each.name) in known or not _well_written(each.name):
            yield Fault("listed", path)
        known.add(same_name(each.name))


def _well_written(name: str) -> bool:
    try:
        name_bytes(name)
    except ProtocolError:
        return False
    return True


def _hands(figures: Figures, ground: Ground) -> Iterator[Fault]:
    if figures.sections is UNSET:
        return
    for path, one in _portions(figures):
        yield from _counts(path, one, ground.item, 0)
    if sum(section.voted for section in figures.sections) > ground.entitled:
        yield Fault("present", ("sections",))


def _places(figures: Figures) -> dict[Path, int]:
    """Every number of the figures by its place."""
    found: dict[Path, int] = {}

    def walk(value: Any, path: Path) -> None:
        if isinstance(value, Mapping):
            for name, inner in value.items():
                if name != "name":
                    walk(inner, path if name == "votes" else (*path, name))
        elif isinstance(value, list):
            for place, inner in enumerate(value):
                walk(inner, (*path, inner["name"] if isinstance(inner, Mapping) else place))
        else:
            found[path] = value

    walk(to_builtins(figures), ())
    return found


FAULTS: Mapping[str, Text] = {
    "form": text("与表决票的项目不符", "Not the names or columns of the ballot"),
    "returned": text("有效票与废票之和不等于收回票数", "Valid and invalid ballots are not the number returned"),
    "sum": text("各项之和不等于有效票数（或举手人数）", "The numbers of a name do not make the number of ballots or hands"),
    "above": text("票数多于有效票数（或举手人数）", "More votes than ballots or hands"),
    "chosen": text("所选总数超出每票可选数", "More or fewer chosen than the ballots allow"),
    "against": text("另选他人票数多于反对票或空位", "More names written in than votes against, or than slots"),
    "listed": text(
        "另选姓名是候选人、重复或写法不规范", "A written name is a candidate's, stands twice or is not in written form"
    ),
    "present": text("举手人数多于应表决人数", "More hands than members who may raise one"),
}
"""By the word of a fault: what a person is told."""
