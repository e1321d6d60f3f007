"""How simulated deputies vote: by a script, or as a chamber might."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from terminal_client.headless.frames import MemberJson
from terminal_client.headless.opening import Opening
from voting_protocol.forms import CHOOSE, ELECTION, GRADES, RANKING, THREE_KEYS, FormItem
from voting_protocol.marks import CHOICE_OF_WORD, Choice, Marks, marks_of

Script = Mapping[str, Mapping[str, Any]]
"""Division → member → word, or marks as JSON carries them; members it does not list don't press."""


@dataclass(frozen=True, slots=True)
class Move:
    """A ballot to cast, this many seconds after the one before (or after the opening)."""

    after_s: float
    marks: Marks


class Scripted:
    """Presses exactly what a script says, at a random moment within `pace_s` seconds."""

    def __init__(self, script: Script, seed: int, pace_s: float) -> None:
        self._script = script
        self._rng = random.Random(seed)  # noqa: S311 - a simulation
        self._pace_s = pace_s

    def moves(self, opening: Opening, member: MemberJson) -> list[Move]:
        """One move for a member that the script lists, none otherwise; `bad-choice` for what is no mark."""
        told = self._script.get(opening.division, {}).get(member.id)
        if told is None:
            return []
        marks = (CHOICE_OF_WORD[told],) if isinstance(told, str) else marks_of(opening.item, told)
        return [Move(self._rng.uniform(0, self._pace_s), marks)]


class Plausible:
    """Votes as a chamber might: mostly for, delegations leaning their own way, some names liked better than others, a few changing their
    mind, a few not pressing.

    The same seed gives the same votes. `pace_s` is the median time to the first press.
    """

    def __init__(self, seed: int, pace_s: float) -> None:
        self._seed = seed
        self._pace_s = pace_s

    def moves(self, opening: Opening, member: MemberJson) -> list[Move]:
        """None, one or two moves of a member."""
        division = opening.division
        lean = self._random(division, member.delegation).uniform(-0.12, 0.12)
        likings = [self._random(division, str(name)).uniform(0.55, 0.97) + lean for name in range(opening.item.c)]
        rng = self._random(division, member.delegation, member.id)
        if rng.random() < 0.02:
            return []
        moves = [Move(min(rng.lognormvariate(0, 0.6), 5) * self._pace_s, plausible_marks(opening.item, likings, rng))]
        if rng.random() < 0.03:
            moves.append(Move(rng.uniform(0.3, 1.5) * self._pace_s, plausible_marks(opening.item, likings, rng)))
        return moves

    def _random(self, *of: str) -> random.Random:
        return random.Random(":".join((str(self._seed), *of)))  # noqa: S311 - a simulation


def plausible_marks(item: FormItem, likings: Sequence[float], rng: random.Random) -> Marks:
    """Valid marks of somebody who likes each name so much (0..1)."""
    return _MARKS[item.type](item, likings, rng)


def _keys(_item: FormItem, likings: Sequence[float], rng: random.Random) -> Marks:
    return [_key(liking, rng) for liking in likings]


def _key(liking: float, rng: random.Random) -> Choice:
    if rng.random() < liking:
        return Choice.FOR
    return Choice.ABSTAIN if rng.random() < 0.45 else Choice.AGAINST


def _choice(item: FormItem, likings: Sequence[float], rng: random.Random) -> Marks:
    chosen = set(_order(likings, rng)[: rng.choice((item.max, item.max, item.max, max(item.min, item.max - 1)))])
    return [int(number in chosen) for number in range(1, item.c + 1)]


def _order(likings: Sequence[float], rng: random.Random) -> list[int]:
    """The numbers from 1, the most liked first as a rule."""
    mood = {number: liking + rng.gauss(0, 0.2) for number, liking in enumerate(likings, 1)}
    return sorted(mood, key=mood.__getitem__, reverse=True)


def _grades(item: FormItem, likings: Sequence[float], rng: random.Random) -> Marks:
    return [
        0 if rng.random() < 0.02 else min(item.max, 1 + int(rng.expovariate(1 / (1.05 - min(1, liking))))) for liking in likings
    ]


def _election(item: FormItem, likings: Sequence[float], rng: random.Random) -> Marks:
    approved = set(_order(likings, rng)[: min(item.max, item.c)])
    keys = [_key(liking, rng) for liking in likings]
    keys = [key if key is not Choice.FOR or number in approved else Choice.AGAINST for number, key in enumerate(keys, 1)]
    room = min(item.max - keys.count(Choice.FOR), keys.count(Choice.AGAINST), item.w)
    names = rng.sample(_WRITTEN, min(room, len(_WRITTEN))) if rng.random() < 0.15 else []
    return [*keys, *names, *[""] * (item.w - len(names))]


def _ranking(item: FormItem, likings: Sequence[float], rng: random.Random) -> Marks:
    return _order(likings, rng)[: rng.choice((item.c, item.c, max(1, item.c // 2)))]


_WRITTEN = ("宋清和", "贾云帆", "孟 岚", "阿依努尔·买买提")
_MARKS: Mapping[int, Callable[[FormItem, Sequence[float], random.Random], Marks]] = {
    THREE_KEYS: _keys,
    CHOOSE: _choice,
    GRADES: _grades,
    ELECTION: _election,
    RANKING: _ranking,
}

Behaviour = Scripted | Plausible
