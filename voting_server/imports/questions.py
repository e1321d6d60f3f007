"""A bank of questions from XLSX or CSV (docs/ledger.md §6): every row becomes an item or says what is wrong with it."""

import re
import unicodedata
from collections.abc import Mapping

import msgspec

from voting_server.imports.named import read_named

MOST_ITEMS = 5000
LONGEST_TEXT, LONGEST_OPTION = 1000, 500
LETTERS = "ABCDEFGH"
TRUE_OR_FALSE = ("对", "错")
_HEADERS: Mapping[str, str] = {
    **dict.fromkeys(("题目", "试题", "题干", "question", "text"), "text"),
    **dict.fromkeys(("答案", "正确答案", "标准答案", "answer", "key"), "answer"),
    **{name: letter for letter in LETTERS for name in (letter.lower(), f"选项{letter.lower()}", f"option{letter.lower()}")},
}
_MISSED = {"text": ("题目", "question"), "answer": ("答案", "answer")}
_TRUE, _FALSE = frozenset("对√✓TY是") | {"TRUE", "正确"}, frozenset("错×✗FN否") | {"FALSE", "错误"}
QUESTION_FINDINGS: Mapping[str, tuple[str, str]] = {
    "no-text": ("题目为空", "The question is empty"),
    "text-too-long": ("题目超过 1000 个字", "The question is longer than 1000 characters"),
    "option-too-long": ("选项超过 500 个字", "An option is longer than 500 characters"),
    "option-gap": ("选项须从 A 起连续填写，至少两个", "Options are filled from A on without a gap, at least two"),
    "bad-text": ("有不能使用的字符", "There is a character that can't be used"),
    "no-answer": ("答案为空", "The answer is empty"),
    "bad-answer": ("答案应为选项字母，如 A 或 BD", "The answer must be letters of the options, as A or BD"),
    "repeated": ("与前面的题目重复", "The question occurs above"),
}


class Question(msgspec.Struct, frozen=True):
    """An item as `bank-set` takes it."""

    text: str
    options: list[str]
    answer: str


class Finding(msgspec.Struct, frozen=True):
    """What is wrong at a cell: the line of the file, the column (`text`, `answer`, a letter), a code of `QUESTION_FINDINGS`."""

    line: int
    field: str
    code: str
    zh: str
    en: str


class Preview(msgspec.Struct, frozen=True):
    """What a file holds; `rows` counts all below the header."""

    file: str
    encoding: str
    items: list[Question]
    errors: list[Finding]
    rows: int


def preview_bank(data: bytes, filename: str) -> Preview:
    """Read a bank's file; rows with errors are told and left out. Raises `ImportProblem` for a file that can't be read."""
    table, places = read_named(data, _HEADERS, _MISSED, most=MOST_ITEMS, absent="import-no-question-header")
    items: list[Question] = []
    errors: list[Finding] = []
    seen = set[str]()
    for line, cells in table.lines:
        row = {name: _clean(cells[place]) for name, place in places.items() if place < len(cells)}
        item, wrong = _item(row)
        if not wrong and item.text in seen:
            wrong = [("text", "repeated")]
        errors += (Finding(line, field, code, *QUESTION_FINDINGS[code]) for field, code in wrong)
        if not wrong:
            seen.add(item.text)
            items.append(item)
    return Preview(_shown_name(filename), table.encoding, items, errors, len(table.lines))


def _clean(cell: str) -> str:
    return re.sub(r"[^\S\n]+", " ", cell.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _item(row: Mapping[str, str]) -> tuple[Question, list[tuple[str, str]]]:
    """The item and what is wrong with it: (column, code)."""
    text = row.get("text", "")
    given = [row.get(letter, "") for letter in LETTERS]
    options = [option for option in given if option]
    answer = _letters(row.get("answer", ""))
    wrong: list[tuple[str, str]] = []
    if not text:
        wrong.append(("text", "no-text"))
    elif len(text) > LONGEST_TEXT:
        wrong.append(("text", "text-too-long"))
    wrong += ((letter, "option-too-long") for letter, option in zip(LETTERS, given, strict=True) if len(option) > LONGEST_OPTION)
    wrong += ((name, "bad-text") for name in ("text", *LETTERS) if _unusable(row.get(name, "")))
    if not options and answer in _TRUE | _FALSE | {"A", "B"}:
        options = list(TRUE_OR_FALSE)
    elif len(options) < 2 or given[: len(options)] != options:
        wrong.append(("A", "option-gap"))
    if len(options) == 2:
        answer = "A" if answer in _TRUE else "B" if answer in _FALSE else answer
    wrong += _wrong_answer(answer, len(options))
    return Question(text, options, "".join(sorted(answer))), wrong


def _letters(answer: str) -> str:
    """Letters without what is written between them; full-width ones made plain."""
    return re.sub(r"[\s,，、;；.]", "", unicodedata.normalize("NFKC", answer)).upper()


def _wrong_answer(answer: str, options: int) -> list[tuple[str, str]]:
    if not answer:
        return [("answer", "no-answer")]
    right = set(answer) <= set(LETTERS[:options]) and len(set(answer)) == len(answer)
    return [] if right else [("answer", "bad-answer")]


def _unusable(text: str) -> bool:
    return any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") and character != "\n" for character in text) or any(
        "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069" for character in text
    )


def _shown_name(filename: str) -> str:
    """The name to show: no folders, no control characters, 200 characters at most."""
    return "".join(c for c in re.split(r"[/\\]", filename)[-1] if c.isprintable())[-200:]
