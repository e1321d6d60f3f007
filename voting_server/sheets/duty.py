"""The duty record (履职) of members: who was due, present, on leave, absent, and their named votes, as XLSX, CSV or a page to print.

Nothing of secret votes is in it (docs/check-in.md §8).
"""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from voting_server.domain.text import text
from voting_server.sheets.document import Cell, Column, Document, Heading, Lang, Lines, Table
from voting_server.sheets.page import to_page
from voting_server.sheets.wording import Words, clock, day, local, spaced
from voting_server.sheets.workbook import Book

Facts = Mapping[str, Any]
DutyFormat = Literal["xlsx", "csv", "html"]
DUTY_MEDIA: Mapping[DutyFormat, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
}
_WORDS = {
    "duty": text("履职记录", "Duty record"),
    "sittings": text("会议", "Sittings"),
    "delegations": text("代表团", "Delegations"),
    "visits": text("报到与离席", "Check-in and departure"),
    "named-votes": text("记名表决", "Named votes"),
    "rate": text("出席率（%）", "Attended (%)"),
    "members": text("人数", "Members"),
    "due": text("应出席", "Due"),
    "came": text("出席", "Attended"),
    "leave": text("请假", "On leave"),
    "absent": text("缺席", "Absent"),
    "cast": text("已投", "Cast"),
    "not-cast": text("未按", "Not pressed"),
    "named": text("应投记名表决", "Named votes due"),
    "sitting": text("会议名称", "Sitting"),
    "day": text("日期", "Day"),
    "status": text("出席情况", "Attendance"),
    "came-at": text("报到时间", "Checked in at"),
    "left-at": text("离席时间", "Left at"),
    "reason": text("请假事由", "Reason of leave"),
    "vote": text("表决", "Vote"),
    "item": text("表决事项", "Matter"),
    "head": text("日志末尾", "Head of the log"),
    "as-of": text(
        "由会议日志生成，截至 {}。出席指至少报到一次；只计已闭会的会议；不含无记名表决。",
        "From the sittings' logs as of {}. Attended: checked in at least once. Closed sittings only. Nothing of secret votes.",
    ),
    "not-due": text("—", "–"),
    "present": text("出席", "attended"),
    "left": text("出席（提前离席）", "attended, left before the end"),
    "on-leave": text("请假", "on leave"),
    "was-absent": text("缺席", "absent"),
    "video": text("（视频参会）", " (by video)"),
}
_STATUS = {"present": "present", "left": "left", "leave": "on-leave", "absent": "was-absent"}
_COUNTS = ("due", "came", "leave", "absent")


def duty_file(facts: Facts, form: DutyFormat, lang: Lang) -> bytes:
    """The record in a format, from what `Past.duty` gives."""
    if form == "csv":
        return duty_csv(facts, lang)
    return duty_page(facts, lang) if form == "html" else duty_workbook(facts, lang)


def duty_workbook(facts: Facts, lang: Lang) -> bytes:
    """Tabs of members with their totals and each sitting, of delegations, visits, named votes and sittings."""
    book, w = Book(), Words(lang)
    _members(book, facts, w)
    for name, heads, rows in (
        ("delegations", _delegation_heads(w), _delegation_rows(facts)),
        ("visits", _visit_heads(w), _visit_rows(facts, w)),
        ("named-votes", _vote_heads(w), _vote_rows(facts, w)),
    ):
        tab = book.tab(_say(w, name))
        tab.widths(*([18] * len(heads)))
        tab.write(*heads, style="head")
        tab.freeze()
        for row in rows:
            tab.write(*row)
    _sittings(book, facts, w)
    return book.done()


def duty_csv(facts: Facts, lang: Lang) -> bytes:
    """A row for each member and sitting, UTF-8 with a mark for spreadsheets; no cell is a formula."""
    w, out = Words(lang), io.StringIO()
    writer = csv.writer(out)
    votes = _by_member_and_sitting(facts)
    writer.writerow([*_visit_heads(w), *_heads(w, "named", "cast")])
    for member in facts["members"]:
        for sitting in facts["sittings"]:
            if visit := member["visits"].get(sitting["id"]):
                counts = votes.get((member["id"], sitting["id"]), (0, 0))
                writer.writerow([_plain(cell) for cell in (*_visit_row(member, sitting, visit, w), *counts)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def duty_page(facts: Facts, lang: Lang) -> bytes:
    """A page to print, in both languages, `lang` first."""
    other: Lang = "en" if lang == "zh" else "zh"
    return to_page([_document(facts, each) for each in (lang, other)])


def _document(facts: Facts, lang: Lang) -> Document:
    w = Words(lang)
    sittings = facts["sittings"]
    blocks = [
        Heading(_say(w, "delegations")),
        _table(w, "delegations", _delegation_heads(w), _delegation_rows(facts)),
        Heading(_say(w, "duty")),
        _table(w, "duty", _member_heads(w), [_member_row(member, w) for member in facts["members"]]),
        Heading(_say(w, "visits")),
        _table(w, "visits", _visit_heads(w), _visit_rows(facts, w)),
        Lines([_say(w, "as-of").format(local(facts["as_of_ms"]))], soft=True),
    ]
    if any(member["votes"] for member in facts["members"]):
        votes = [Heading(_say(w, "named-votes")), _table(w, "named-votes", _vote_heads(w), _vote_rows(facts, w))]
        blocks[6:6] = votes
    title = w.of(sittings[0]["title"]) if len(sittings) == 1 else w.of(facts["body"])
    about = " – ".join(dict.fromkeys(_day(each, w) for each in (*sittings[:1], *sittings[-1:])))
    return Document(lang, _say(w, "duty"), w.of(facts["body"]), title, about, blocks, w.of(facts["body"]), w("page"))


def _table(w: Words, name: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Table:
    numbers = [all(isinstance(row[at], int) for row in rows) and bool(rows) for at in range(len(heads))]
    return Table([Column(head, number) for head, number in zip(heads, numbers, strict=True)], rows, name=_say(w, name))


def _members(book: Book, facts: Facts, w: Words) -> None:
    tab = book.tab(_say(w, "duty"))
    sittings = facts["sittings"]
    tab.widths(10, 14, 22, 18, 10, 10, 10, 10, 14, 16, 10, *([24] * len(sittings)))
    tab.write(f"{w.of(facts['body'])} · {_say(w, 'duty')}", style="title")
    tab.write(_say(w, "as-of").format(local(facts["as_of_ms"])), style="soft")
    tab.gap()
    tab.write(*_member_heads(w), *(f"{_day(each, w)} {w.of(each['title'])}" for each in sittings), style="head")
    tab.freeze()
    for member in facts["members"]:
        tab.write(*_member_row(member, w), *(_status(member, each["id"], w) for each in sittings))


def _member_heads(w: Words) -> list[str]:
    return [*_who_heads(w), *_heads(w, *_COUNTS, "rate", "named", "cast")]


def _member_row(member: Facts, w: Words) -> list[Cell]:
    named, cast = len(member["votes"]), sum(1 for vote in member["votes"] if vote["vote"] is not None)
    return [*_who(member), *(member[name] for name in _COUNTS), _percent(member["came"], member["due"]), named, cast]


def _sittings(book: Book, facts: Facts, w: Words) -> None:
    tab = book.tab(_say(w, "sittings"))
    tab.widths(14, 46, 10, 10, 10, 10, 14, 60)
    tab.write(*_heads(w, "day", "sitting", *_COUNTS, "rate", "head"), style="head")
    tab.freeze()
    for each in facts["sittings"]:
        counts: list[Cell] = [each[name] for name in _COUNTS]
        head = f"{each['head']['n']} {each['head']['d']}"
        tab.write(_day(each, w), w.of(each["title"]), *counts, _percent(each["came"], each["due"]), head)


def _delegation_heads(w: Words) -> list[str]:
    return [w("delegation"), *_heads(w, "members", *_COUNTS, "rate", "named", "cast")]


def _delegation_rows(facts: Facts) -> list[list[Cell]]:
    """Sums over the members of each delegation, in the roster's order."""
    groups: dict[str, list[Facts]] = {}
    for member in facts["members"]:
        groups.setdefault(member["delegation"], []).append(member)
    rows: list[list[Cell]] = []
    for name, members in groups.items():
        sums = [sum(member[count] for member in members) for count in _COUNTS]
        votes = [vote for member in members for vote in member["votes"]]
        cast = sum(1 for vote in votes if vote["vote"] is not None)
        rows.append([name, len(members), *sums, _percent(sums[1], sums[0]), len(votes), cast])
    return rows


def _visit_heads(w: Words) -> list[str]:
    return [*_who_heads(w), *_heads(w, "day", "sitting", "status", "came-at", "left-at", "reason")]


def _visit_rows(facts: Facts, w: Words) -> list[list[Cell]]:
    return [
        _visit_row(member, sitting, visit, w)
        for sitting in facts["sittings"]
        for member in facts["members"]
        if (visit := member["visits"].get(sitting["id"]))
    ]


def _visit_row(member: Facts, sitting: Facts, visit: Facts, w: Words) -> list[Cell]:
    status = _status(member, sitting["id"], w) + (_say(w, "video") if visit["by"] == "video" else "")
    came, left = (" ".join(clock(ms) for ms in visit[name]) for name in ("came", "left"))
    return [*_who(member), _day(sitting, w), w.of(sitting["title"]), status, came, left, visit["leave"]]


def _vote_heads(w: Words) -> list[str]:
    return [*_who_heads(w), *_heads(w, "sitting", "item", "vote")]


def _vote_rows(facts: Facts, w: Words) -> list[list[Cell]]:
    titles = {each["id"]: w.of(each["title"]) for each in facts["sittings"]}
    return [
        [*_who(member), titles[vote["sitting"]], f"{vote['number']} {w.of(vote['title'])}", _vote(vote["vote"], w)]
        for member in facts["members"]
        for vote in member["votes"]
    ]


def _vote(vote: Any, w: Words) -> str:
    if vote is None:
        return _say(w, "not-cast")
    return w(vote) if isinstance(vote, str) else _say(w, "cast")


def _by_member_and_sitting(facts: Facts) -> dict[tuple[str, str], tuple[int, int]]:
    """By member and sitting: named votes due and cast."""
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    for member in facts["members"]:
        for vote in member["votes"]:
            key = member["id"], vote["sitting"]
            due, cast = counts.get(key, (0, 0))
            counts[key] = due + 1, cast + (vote["vote"] is not None)
    return counts


def _who_heads(w: Words) -> list[str]:
    return [w(name) for name in ("no", "person", "latin", "delegation")]


def _who(member: Facts) -> list[Cell]:
    return [member["id"], spaced(member["name"]), member["latin"], member["delegation"]]


def _say(w: Words, name: str) -> str:
    return _WORDS[name][w.lang]


def _heads(w: Words, *names: str) -> list[str]:
    return [_say(w, name) for name in names]


def _plain(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell


def _day(sitting: Facts, w: Words) -> str:
    return day(sitting["opened_ms"], w.lang)


def _status(member: Facts, sitting: str, w: Words) -> str:
    visit = member["visits"].get(sitting)
    return _say(w, _STATUS[visit["status"]] if visit else "not-due")


def _percent(part: int, whole: int) -> int:
    """Rounded half up, in whole percents."""
    return (200 * part + whole) // (2 * whole) if whole else 0
