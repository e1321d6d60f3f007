"""From figures to ballots: who marks what, so that the sums come out as a day tells them. Pure."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

Ballots = Mapping[str, Any]
"""Member → word of a motion, or marks as JSON carries them (docs/forms.md §2). Members it does not list don't press."""

WORDS = ("for", "against", "abstain")


def keys(members: Sequence[str], *figures: int) -> dict[str, str]:
    """A motion's for, against, abstain spread over `members` in their order; ValueError if they are too few."""
    words = [word for word, figure in zip(WORDS, figures, strict=True) for _ in range(figure)]
    return dict(zip(_enough(members, len(words)), words, strict=False))


def keys_by_name(members: Sequence[str], figures: Sequence[Sequence[int]]) -> dict[str, list[str]]:
    """Three keys for every name: the figures of each name, all of the same sum."""
    columns = [list(keys(members, *name).values()) for name in figures]
    return dict(zip(members, (list(row) for row in zip(*columns, strict=True)), strict=False))


def choices(members: Sequence[str], figures: Sequence[int], most: int) -> dict[str, list[int]]:
    """Who chooses what, each at most `most` and every name so often as `figures` say: dealt round, so that all choose about as many.

    ValueError if that can't be.
    """
    if sum(figures) > most * len(members) or max(figures) > len(members):
        raise ValueError("more is chosen than these members may choose")
    chosen = {member: [0] * len(figures) for member in members}
    dealt = 0
    for name, figure in enumerate(figures):
        for _ in range(figure):
            chosen[members[dealt % len(members)]][name] = 1
            dealt += 1
    return chosen


def grades(members: Sequence[str], things: int, levels: int, seed: int) -> dict[str, list[int]]:
    """Marks that a seed draws, mostly good, some left blank: for figures that the notes don't give."""
    random = Random(seed)  # noqa: S311 - figures of a play
    drawn = [1, 1, 1, 1, 1, 2, 2, levels, 0]
    return {member: [random.choice(drawn) for _ in range(things)] for member in members}


def graded(ballots: Mapping[str, Sequence[int]], things: int, levels: int) -> list[list[int]]:
    """How often each level was given to each thing, then how often none: what a count has to find."""
    return [
        [sum(marks[thing] == level for marks in ballots.values()) for level in (*range(1, levels + 1), 0)]
        for thing in range(things)
    ]


def _enough(members: Sequence[str], needed: int) -> Sequence[str]:
    if len(members) < needed:
        raise ValueError(f"{needed} members are needed, {len(members)} are there")
    return members
