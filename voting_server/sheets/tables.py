"""The figures of a ballot with names as a table, for each form (docs/forms.md §5)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from voting_protocol.forms import CHOOSE, ELECTION, GRADES, RANKING, THREE_KEYS
from voting_server.sheets.document import Cell, Column, Lines, Table
from voting_server.sheets.wording import LEVEL_WORDS, REACHED, Words

OF_PEOPLE = frozenset(
    {
        *("appoint-each", "scrutineer-list", "prep-presidium", "primary", "performance-4", "appointee-review"),
        *("election-single", "election-multi", "by-election", "decide-appointment", "removal-office", "recall"),
    }
)
"""Templates whose names are people's."""

NO_VERDICT = "ranked"
"""Of a void vote's names: told as a dash."""

Facts = Mapping[str, Any]
Row = tuple[int, str, Sequence[int], str]
"""Number on the ballot, name, counts, verdict."""


def figures_tables(division: Facts, w: Words) -> list[Table | Lines]:
    """The tables of a division that has names and figures, and what is to be said under them."""
    form, item, void = division["form"][0], division["result"]["items"][0], division["state"] == "void"
    names = [_label(division, name, w) for name in division["names"][0]]
    rows: list[Row] = [
        (n, name, each["counts"], NO_VERDICT if void else each["verdict"])
        for n, (name, each) in enumerate(zip(names, item["names"], strict=True), 1)
    ]
    blocks: list[Table | Lines] = [_TABLES[form["type"]](division, rows, w)]
    if "written" in item:
        blocks += _written(item["written"], w, void=void)
    if "orders" in item:
        blocks.append(Lines([w("orders", **item["orders"])]))
    return blocks


def _label(division: Facts, name: Mapping[str, str], w: Words) -> str:
    return w.person(name["zh"] or name["en"], name["en"]) if _people(division) else w.of(name)


def _people(division: Facts) -> bool:
    return bool(division["template"]["id"] in OF_PEOPLE or division["form"][0]["type"] == ELECTION)


def _name_column(division: Facts, w: Words) -> Column:
    return Column(w("person" if _people(division) else "name"), grow=True)


def _keys(division: Facts, rows: Sequence[Row], w: Words) -> Table:
    """Three keys for every name, in the ballot's order; an election by votes."""
    ordered = _by_votes(rows) if division["form"][0]["type"] == ELECTION else list(rows)
    keys = [Column(w(key), number=True) for key in ("for", "against", "abstain")]
    columns = [Column(w("no"), number=True), _name_column(division, w), *keys, Column(w("outcome"))]
    return _table(columns, [[n, name, *counts, w.verdict(verdict)] for n, name, counts, verdict in ordered], ordered, w)


def _chosen(division: Facts, rows: Sequence[Row], w: Words) -> Table:
    """How often each was chosen, by votes, with the place; equal votes share one."""
    ordered = _by_votes(rows)
    columns = [
        Column(w("rank")),
        _name_column(division, w),
        Column(w("times-chosen"), number=True),
        Column(w("outcome")),
        Column(w("no"), number=True),
    ]
    return _table(columns, [[_rank(rows, row, w), row[1], row[2][0], w.verdict(row[3]), row[0]] for row in ordered], ordered, w)


def _graded(division: Facts, rows: Sequence[Row], w: Words) -> Table:
    levels = [level[w.lang].capitalize() for level in LEVEL_WORDS[division["form"][0]["max"]]]
    columns = [
        Column(w("no"), number=True),
        _name_column(division, w),
        *(Column(level, number=True) for level in (*levels, w("blank"))),
        Column(w("conclusion")),
    ]
    return _table(columns, [[n, name, *counts, w.verdict(verdict)] for n, name, counts, verdict in rows], rows, w)


def _ranked(division: Facts, rows: Sequence[Row], w: Words) -> Table:
    ordered = _by_votes(rows)
    columns = [
        Column(w("rank")),
        _name_column(division, w),
        Column(w("points"), number=True),
        Column(w("first"), number=True),
        Column(w("no"), number=True),
    ]
    return _table(columns, [[_rank(rows, row, w), row[1], *row[2], row[0]] for row in ordered], ordered, w)


_TABLES: Mapping[int, Callable[[Facts, Sequence[Row], Words], Table]] = {
    THREE_KEYS: _keys,
    CHOOSE: _chosen,
    GRADES: _graded,
    ELECTION: _keys,
    RANKING: _ranked,
}


def _table(columns: Sequence[Column], cells: Sequence[Sequence[Cell]], rows: Sequence[Row], w: Words) -> Table:
    reached = [place for place, row in enumerate(rows) if row[3] in REACHED]
    return Table(columns, cells, reached, w("figures"))


def _written(written: Facts, w: Words, *, void: bool) -> list[Table | Lines]:
    rows: list[Row] = [(0, each["name"], [each["votes"]], NO_VERDICT if void else each["verdict"]) for each in written["names"]]
    ordered = _by_votes(rows)
    columns = [Column(w("written"), grow=True), Column(w("times-chosen"), number=True), Column(w("outcome"))]
    cells: list[list[Cell]] = [[w.person(name), counts[0], w.verdict(verdict)] for _, name, counts, verdict in ordered]
    reached = [place for place, row in enumerate(ordered) if row[3] in REACHED]
    nothing = {name: written[name] for name in ("listed", "repeated", "invalid", "empty")}
    left = [Lines([w("written-not-counted", **nothing)])] if any(nothing.values()) else []
    return [*([Table(columns, cells, reached, w("written"))] if rows else []), *left]


def _by_votes(rows: Sequence[Row]) -> list[Row]:
    """Most votes first; of a ranking with equal points, most first places; else the ballot's order."""
    return sorted(rows, key=lambda row: [-row[2][0], *(-count for count in row[2][1:] if len(row[2]) == 2)])


def _rank(rows: Sequence[Row], row: Row, w: Words) -> str:
    """The place by the first figure, from 1; equal figures share a place (E8)."""
    figures = [counts[0] for _, _, counts, _ in rows]
    own = row[2][0]
    place = 1 + sum(figure > own for figure in figures)
    return w("tied-rank" if figures.count(own) > 1 else "nth-rank", place)
