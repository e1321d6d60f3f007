"""Rules for one cell of a roster: what it becomes, and what is said about it."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from voting_server.imports.columns import ROLES, STATUSES, word_key
from voting_server.imports.findings import Finding, finding

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""An id of a thing made by people: docs/protocol.md §1."""
LIMITS = {"name": 200, "latin": 200, "delegation": 200}

DOT = "·"
HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HAN_CHARACTER = re.compile(f"[{HAN}]")
DOT_VARIANTS = re.compile(rf"(?<=[{HAN}])[•・･‧∙⋅．.](?=[{HAN}])")
INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
ROW_AND_SEAT = re.compile(r"(\d{1,3})(?:排|月)(\d{1,3})(?:座|日|号)?")
MONTH_NAME = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
ENGLISH_DATE = re.compile(rf"(?:\d{{1,2}}-(?:{MONTH_NAME})|(?:{MONTH_NAME})-\d{{1,2}})")


@dataclass(frozen=True, slots=True)
class Checked:
    """A cell's value as it would be imported, with its findings; with errors the value must not be used."""

    value: str
    errors: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()


def check_cell(field: str, raw: str) -> Checked:
    """Clean and judge the text of one cell."""
    value = INVISIBLE.sub("", raw).strip()
    result = CHECKS[field](field, value)
    if INVISIBLE.search(raw):
        return Checked(result.value, result.errors, (finding("invisible-character", field), *result.warnings))
    return result


def _check_id(field: str, raw: str) -> Checked:
    value = re.sub(r"\s", "", unicodedata.normalize("NFKC", raw))
    if not value:
        # only a number must be there; whether a missing seat matters depends on the role
        return Checked("", (finding("empty", field),) if field == "number" else ())
    if field == "seat" and (date := _seat_as_date(value)):
        return Checked(value, (date,))
    if not ID.fullmatch(value):
        return Checked(value, (finding("bad-id", field, value=raw),))
    if value == raw:
        return Checked(value)
    return Checked(value, (), (finding("inner-space" if " " in raw else "full-width", field, value=value),))


def _seat_as_date(value: str) -> Finding | None:
    """A typed `7-12` comes back as 7月12日 or 12-Jul; only the first can be turned back for sure."""
    if match := ROW_AND_SEAT.fullmatch(value):
        return finding("seat-as-date", "seat", remedy=f"{int(match[1])}-{int(match[2])}", value=value)
    return finding("seat-as-date", "seat", value=value) if ENGLISH_DATE.fullmatch(value) else None


def _check_text(field: str, raw: str) -> Checked:
    value = re.sub(r"[^\S\n\r\t]+", " ", raw)
    warnings: list[Finding] = []
    if HAN_CHARACTER.search(value):
        value, warnings = _chinese(field, value)
    errors = _unusable(field, value)
    if field == "name" and not value:
        errors.append(finding("empty", field))
    if len(value) > LIMITS[field]:
        errors.append(finding("too-long", field, limit=LIMITS[field]))
    return Checked(value, tuple(errors), tuple(warnings + _rare(field, value)))


def _chinese(field: str, text: str) -> tuple[str, list[Finding]]:
    """Chinese without inner spaces and with one kind of dot; a space may be a minority name's lost dot."""
    joined = text.replace(" ", "")
    value = DOT_VARIANTS.sub(DOT, joined)
    warnings = []
    if joined != text:
        parts = text.split(" ")
        dotted = DOT.join(parts)
        if field == "name" and len(parts) == 2 and min(map(len, parts)) >= 2 and len(dotted) >= 6 and DOT not in joined:
            warnings.append(finding("lost-dot", field, remedy=dotted, value=dotted))
        warnings.append(finding("inner-space", field, value=value))
    if value != joined:
        warnings.append(finding("name-dot", field, value=value))
    return value, warnings


def _unusable(field: str, value: str) -> list[Finding]:
    if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in value):
        return [finding("bad-character", field)]
    lost = "\ufffd" if "\ufffd" in value else "?" if field == "name" and "?" in value else ""
    return [finding("lost-character", field, value=lost)] if lost else []


def _rare(field: str, value: str) -> list[Finding]:
    private = "".join(c for c in value if unicodedata.category(c) == "Co")
    rare = "".join(c for c in value if ord(c) > 0xFFFF and c not in private)
    found = {"rare-character": rare, "private-character": private}
    return [finding(code, field, value=characters) for code, characters in found.items() if characters]


def _check_word(field: str, raw: str) -> Checked:
    words, default = {"role": (ROLES, "deputy"), "status": (STATUSES, "in-office")}[field]
    value = words.get(word_key(raw), "") if raw else default
    return Checked(value, () if value else (finding(f"unknown-{field}", field, value=raw),))


CHECKS: dict[str, Callable[[str, str], Checked]] = {
    "number": _check_id,
    "name": _check_text,
    "latin": _check_text,
    "delegation": _check_text,
    "seat": _check_id,
    "role": _check_word,
    "status": _check_word,
    "person": _check_id,
}
