"""Sheets from a record: a bundle's bytes in, a file's bytes out. Nothing here is quick: call it in a thread."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from voting_protocol import canonical
from voting_protocol.ballots import Ballot
from voting_protocol.errors import ProtocolError
from voting_server.records.bundle import Bundle, bundle_name, read_bundle
from voting_server.records.folding import stored_acts
from voting_server.sheets.document import Lang
from voting_server.sheets.facts import Facts, division_facts, sitting_facts
from voting_server.sheets.history import History, read_history
from voting_server.sheets.minutes import minutes
from voting_server.sheets.page import to_page
from voting_server.sheets.pdf import to_pdf
from voting_server.sheets.result import ended_ms, result_sheet
from voting_server.sheets.workbook import division_workbook, sitting_workbook

Format = Literal["pdf", "xlsx", "json", "html"]
MEDIA: Mapping[Format, str] = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "html": "text/html; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Record:
    """A bundle that was read: the history up to its end, its ballots if they are named, its digest."""

    bundle: Bundle
    history: History
    sha256: str

    @property
    def facts(self) -> Facts:
        """What there is to say of its division."""
        name = bundle_name(self.bundle.sitting, self.bundle.division)
        named = {"file": name, "sha256": self.sha256}
        return division_facts(self.history, self.bundle.division, self.bundle.ballots, named)


def read_record(data: bytes) -> Record:
    """Read a bundle, whose form and seal are checked; the errors of `read_bundle`. Whether it is sound is the auditor's to say."""
    bundle = read_bundle(data)
    content = canonical.decode_object(data)
    history = read_history(bundle.body, bundle.sitting, stored_acts(content["register"]), stored_acts(content["acts"]))
    return Record(bundle, history, hashlib.sha256(data).hexdigest())


def division_file(data: bytes, form: Format, lang: Lang) -> bytes:
    """The result sheet of a bundle's division in a format; the page holds both languages, `lang` first."""
    return _division_file(read_record(data).facts, form, lang)


def _division_file(facts: Facts, form: Format, lang: Lang) -> bytes:
    if form == "json":
        return to_json(facts)
    if form == "html":
        other: Lang = "en" if lang == "zh" else "zh"
        return to_page([result_sheet(facts, each, public=True) for each in (lang, other)])
    sheet = result_sheet(facts, lang)
    return division_workbook(sheet, facts) if form == "xlsx" else to_pdf(sheet, ended_ms(facts["division"]))


def minutes_file(history: History, ballots: Mapping[str, Sequence[Ballot]], form: Format, lang: Lang) -> bytes:
    """The minutes of a sitting in a format, `bad-frame` for a page; `ballots` are those of declared named votes, by division."""
    if form not in _MINUTES:
        raise ProtocolError("bad-frame")
    last = history.moments[-1].ms
    facts = sitting_facts(history, ballots, last)
    return _MINUTES[form](facts, lang)


def minutes_of_bundle(data: bytes, form: Format, lang: Lang) -> bytes:
    """The minutes of a sitting as far as a bundle goes; only its own division's named votes are in it."""
    record = read_record(data)
    return minutes_file(record.history, {record.bundle.division: record.bundle.ballots}, form, lang)


def to_json(facts: Facts) -> bytes:
    """The facts as a file: indented UTF-8."""
    return msgspec.json.format(msgspec.json.encode(facts), indent=2) + b"\n"


_MINUTES: Mapping[Format, Callable[[Any, Lang], bytes]] = {
    "json": lambda facts, _: to_json(facts),
    "xlsx": lambda facts, lang: sitting_workbook(minutes(facts, lang), facts),
    "pdf": lambda facts, lang: to_pdf(minutes(facts, lang), facts["as_of_ms"]),
}
