"""The minutes of a sitting (会议记录), composed from its facts in one language."""

from collections.abc import Iterator, Mapping
from typing import Any

from voting_server.domain.division import DECLARED
from voting_server.sheets.document import (
    Block,
    Column,
    Document,
    Figure,
    Figures,
    Heading,
    Lang,
    Lines,
    Rows,
    Signature,
    Signatures,
    Table,
)
from voting_server.sheets.result import again, meeting, outcome_blocks, package_blocks, quorum_rows
from voting_server.sheets.wording import Words, day, local, utc

Facts = Mapping[str, Any]


def minutes(facts: Facts, lang: Lang) -> Document:
    """Attendance, every division with its outcome, times; of a sitting that is not closed as far as it went."""
    w = Words(lang)
    sitting = facts["sitting"]
    going_on = sitting["state"] != "closed"
    blocks: list[Block] = [*_sitting(facts, w), *_attendance(facts, w)]
    blocks.append(Heading(w("divisions"), w("local-note")))
    blocks += [_agenda(facts, w)] if facts["divisions"] else [Lines([w("no-divisions")])]
    for division in facts["divisions"]:
        blocks += _division(division, w)
    head = facts["head"]
    blocks += [
        Signatures([Signature(w("chair"), _chair(facts, w)), Signature(w("secretary"))], w("date")),
        Rows([(w("log-head"), f"{w('log-place', sitting['id'], head['n'])} {head['d']}")]),
    ]
    start = facts["times"][0]["ms"] if facts["times"] else facts["as_of_ms"]
    return Document(
        lang=lang,
        kind=w("minutes"),
        body=w.of(facts["body"]["name"]),
        title=w.of(sitting["title"]),
        subtitle=" · ".join([*meeting(sitting, w)[:-1], day(start, lang)]),
        blocks=blocks,
        foot=f"{w.of(sitting['title'])} · {w('minutes')}",
        pages=w("page", "{}", "{}"),
        warning=w("going-on", local(facts["as_of_ms"])) if going_on else "",
    )


def _sitting(facts: Facts, w: Words) -> Iterator[Block]:
    rows = [(w(time["what"]), f"{local(time['ms'])}{w.bracket(utc(time['ms']))}") for time in facts["times"]]
    scrutineers = [w.person(each["holder"]) for each in facts["scrutineers"]]
    yield Rows(
        [
            (w("chair"), _chair(facts, w) or w("dash")),
            *([(w("scrutineers"), w.join(scrutineers))] if scrutineers else []),
            *rows,
            *quorum_rows(facts["sitting"], w),
        ]
    )


def _chair(facts: Facts, w: Words) -> str:
    """Who opened the sitting."""
    return next((w.person(time["by"]) for time in facts["times"] if time["role"] == "chair"), "")


def _attendance(facts: Facts, w: Words) -> Iterator[Block]:
    found = facts["attendance"]
    by: dict[str, list[str]] = {"absent": [], "leave": [], "left": [], "video": []}
    for member in found["members"]:
        name = w.person(member["name"], member["latin"])
        if member["by"] == "video":
            by["video"].append(name)
        if member["status"] == "leave":
            name += w.bracket(member["leave"])
        if member["status"] in by:
            by[member["status"]].append(name)
    yield Heading(w("attendance"))
    yield Figures([Figure(w(name), found[name]) for name in ("due", "came", "present", "leave", "absent")], small=True)
    optional = [(w(f"{name}-list"), w.join(by[name])) for name in ("left", "video") if by[name]]
    yield Rows([(w("leave-list"), w.join(by["leave"])), (w("absent-list"), w.join(by["absent"])), *optional])


def _agenda(facts: Facts, w: Words) -> Table:
    columns = [Column(w("no"), number=True), Column(w("matter"), grow=True), Column(w("method")), Column(w("outcome"), grow=True)]
    rows = [
        [division["number"], w.of(division["title"]), _method(division, w), outcome_words(division, w)]
        for division in facts["divisions"]
    ]
    return Table(columns, rows, name=w("divisions"))


def _method(division: Facts, w: Words) -> str:
    """How it is voted: 无记名; on other channels 纸质表决票, 举手."""
    return w(division["secrecy"] if division["channel"] == "terminal" else division["channel"])


def outcome_words(division: Facts, w: Words) -> str:
    """The outcome in a few words: of a motion the verdict, of many names the sentence, of what ended otherwise how."""
    result, state = division["result"], division["state"]
    if result is None or state not in DECLARED:
        return w("not-declared" if state in ("closed", "tallied") else state)
    if "carried" in result:
        return w.verdict("carried" if result["carried"] else "not-carried")
    return w.of(result["sentence"])


def _division(division: Facts, w: Words) -> Iterator[Block]:
    yield Heading(f"{w('item', division['number'])}  {w.of(division['title'])}", w.of(division["template"]["name"]))
    yield from outcome_blocks(division, w, brief=True)
    yield from package_blocks(division, w)
    if division["times"]:
        times = [f"{w(time['what'])} {local(time['ms'])[11:]}" for time in division["times"]]
        yield Lines([" · ".join(times)], soft=True)
    if division["again"]:
        yield Lines([again(division, w)])
