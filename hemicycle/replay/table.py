"""What the exported bundles say, beside the official figures: nothing here knows the server or the replay's own memory."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from hemicycle.replay.recount import recount
from hemicycle.replay.rollcall import RESULTS, Choice, RollCall
from voting_protocol import canonical
from voting_protocol.encoding import b64u
from voting_protocol.marks import Choice as Key
from voting_server.records.bundle import Bundle, read_bundle

CHOICES: tuple[Choice, ...] = tuple(RESULTS.values())


@dataclass(frozen=True, slots=True)
class Difference:
    """A member whose recorded vote is not the official one; a choice is "" where there is none."""

    member: str
    name: str
    recorded: str
    official: str


@dataclass(frozen=True, slots=True)
class Row:
    """One vote: figures of the bundle's ballots and of its declaration, official figures, members that differ (nobody's vote is known if it was secret).

    `ballots_per_s` counts from the opening to the first signed head that covers all ballots, or the close: a lower bound. `result_ms` is the time from the close to
    the tally, both as the server recorded them.
    """

    vote: str
    title: str
    counted: Mapping[Choice, int]
    declared: Mapping[Choice, int]
    official: Mapping[Choice, int]
    differences: Sequence[Difference]
    ballots: int
    ballots_per_s: float
    result_ms: int
    secret: bool = False

    @property
    def figures_equal(self) -> bool:
        """Whether ballots, declaration and official figures agree."""
        return self.counted == self.declared == self.official

    @property
    def equal(self) -> bool:
        """Whether all figures and every member's vote agree."""
        return self.figures_equal and not self.differences


def compare(data: bytes, official: RollCall) -> Row:
    """The row of one exported bundle. `ProtocolError` if its form or seal does not hold, ValueError if it is another vote's."""
    bundle = read_bundle(data)
    if bundle.division != official.id:
        raise ValueError(f"the bundle of {bundle.division} is not that of {official.id}")
    opening = next(act for act in bundle.acts if act["type"] == "division-open" and act["division"] == bundle.division)
    secret = opening["definition"]["secrecy"] == "secret"
    recorded = {} if secret else recorded_votes(bundle)
    counted = recount(bundle.acts, bundle.entries, bundle.division) if secret else Counter(recorded.values())
    result = next(act["result"] for act in reversed(bundle.acts) if act["type"] == "division-declare")
    times = _times(data, bundle)
    return Row(
        official.id,
        official.title,
        {choice: counted[choice] for choice in CHOICES},
        {choice: result[choice] for choice in CHOICES},
        official.figures,
        [] if secret else _differences(bundle, recorded, official),
        len(bundle.entries),
        len(bundle.entries) * 1000 / max(1, _covered_ms(bundle, times["division-close"]) - times["division-open"]),
        times["division-tally"] - times["division-close"],
        secret,
    )


def _differences(bundle: Bundle, recorded: Mapping[str, str], official: RollCall) -> list[Difference]:
    names = _names(bundle)
    return [
        Difference(member, names.get(member, ""), recorded.get(member, ""), official.choices.get(member, ""))
        for member in sorted(recorded.keys() | official.choices.keys())
        if recorded.get(member) != official.choices.get(member)
    ]


def recorded_votes(bundle: Bundle) -> dict[str, str]:
    """Member id → `for`, `against` or `abstain`: the last ballot of each member's terminal, through seat and check-in."""
    seats = _seats(bundle.register)
    members = {act["seat"]: act["member"] for act in bundle.acts if act["type"] == "check-in"}
    return {members[seats[b64u(ballot.key)]]: Key(int(ballot.marks[0])).word for ballot in bundle.ballots}


def _seats(register: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    codes: dict[str, str] = {}
    for act in register:
        match act["type"]:
            case "codes-issue":
                codes |= {code["key"]: code["seat"] for code in act["codes"]}
            case "key-replace":
                codes[act["code"]["key"]] = act["code"]["seat"]
    return {act["actor"]: codes[act["code"]] for act in register if act["type"] == "enrol"}


def _names(bundle: Bundle) -> dict[str, str]:
    return {member["id"]: member["name"] for act in bundle.register if act["type"] == "roster-set" for member in act["members"]}


def _times(data: bytes, bundle: Bundle) -> dict[str, int]:
    received = [act["received_ms"] for act in canonical.decode_object(data)["acts"]]
    return {act["type"]: ms for act, ms in zip(bundle.acts, received, strict=True) if act.get("division") == bundle.division}


def _covered_ms(bundle: Bundle, closed_ms: int) -> int:
    return next((head["ms"] for head in bundle.heads if head["size"] >= len(bundle.entries)), closed_ms)


def show(rows: Sequence[Row], console: Console) -> None:
    """Print the table, and every figure and member that differs."""
    table = Table(
        title="逐项表决与官方结果对照 / Votes against the official result",
        caption="只取自导出的记录包；出结果：结束至计票\nfrom the exported bundles alone; result: from the close to the tally",
    )
    table.add_column("表决\nvote", no_wrap=True, min_width=6)
    for heading in ("赞成/反对/弃权\nfor/against/abs", "官方\nofficial"):
        table.add_column(heading, justify="right", no_wrap=True)
    for heading in ("票数\nsum", "逐人\neach"):
        table.add_column(heading, justify="center", no_wrap=True)
    for heading in ("票/秒\nper s", "出结果\nresult"):
        table.add_column(heading, justify="right", no_wrap=True)
    title_width = max(6, console.width - 68)
    for row in rows:
        table.add_row(
            _shortened(f"{row.vote} {row.title}", title_width),
            _figures(row.counted),
            _figures(row.official),
            "=" if row.figures_equal else "[bold red]≠[/]",
            _each(row),
            f"{row.ballots_per_s:,.0f}",
            f"{row.result_ms} ms",
        )
    console.print(table)
    for row in rows:
        _explain(row, console)
    equal = sum(row.equal for row in rows)
    console.print(f"{equal} / {len(rows)} 项完全一致 equal", style="bold green" if equal == len(rows) else "bold red")


def _explain(row: Row, console: Console) -> None:
    if not row.figures_equal:
        figures = (
            f"票 ballots {_figures(row.counted)}, 宣布 declared {_figures(row.declared)}, 官方 official {_figures(row.official)}"
        )
        console.print(f"≠ {row.vote}: {figures}", markup=False, highlight=False, soft_wrap=True)
    for item in row.differences:
        who = f"{item.member} {item.name}".strip()
        words = f"记录 recorded {item.recorded or '–'}, 官方 official {item.official or '–'}"
        console.print(f"≠ {row.vote}: {who}: {words}", markup=False, highlight=False, soft_wrap=True)


def _each(row: Row) -> str:
    """Whether every member's vote is the official one; of a secret vote nobody can tell."""
    if row.secret:
        return "密 sealed"
    return "=" if not row.differences else f"[bold red]≠ {len(row.differences)}[/]"


def _shortened(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _figures(figures: Mapping[Choice, int]) -> str:
    return "/".join(str(figures[choice]) for choice in CHOICES)
