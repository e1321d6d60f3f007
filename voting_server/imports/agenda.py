"""An agenda from XLSX or CSV: every row becomes an item to draft, or says what is wrong with it (docs/protocol.md §11 `agenda-preview`).

What the sitting allows, and how many names fit on a ballot, is judged where the items are drafted.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from voting_server.domain.rules import RULES
from voting_server.domain.templates import TEMPLATES
from voting_server.imports.columns import word_key
from voting_server.imports.named import read_named

MOST_ITEMS = 500
MOST_NAMES = 255
LONGEST_LINE, LONGEST_TEXT, LONGEST_BASIS = 200, 4000, 500
_COLUMNS: Mapping[str, str] = {
    "number": "序号 编号 项目号 number no no.",
    "title": "题目 标题 表决项目 项目 title item",
    "title_en": "英文题目 题目英文 英文标题 titleenglish englishtitle",
    "short": "简称 短题 short shorttitle",
    "short_en": "英文简称 shortenglish englishshort",
    "text": "表决稿 正文 内容 text",
    "text_en": "英文表决稿 英文正文 textenglish englishtext",
    "template": "表决类型 类型 template kind",
    "rule": "通过规则 规则 rule",
    "secrecy": "表决方式 方式 secrecy",
    "channel": "途径 表决途径 表决的途径 channel held",
    "names": "名单 候选人 名字 names candidates",
    "seats": "应选人数 应选 应选数 最多选 seats most",
    "least": "至少选 least",
    "slots": "另选他人 另选 空行 writeins slots",
    "levels": "档数 几档 levels",
    "countdown": "倒计时 countdown seconds",
    "office": "职务类别 office",
    "basis": "本地规定 依据 basis",
}
_HEADERS = {word: name for name, words in _COLUMNS.items() for word in words.split()}
_MISSED = {name: (_COLUMNS[name].split()[0], _COLUMNS[name].split()[-1]) for name in ("title", "template")}
_WORDS: Mapping[str, Mapping[str, str]] = {
    name: {word: value for value, words in choices.items() for word in words.split()}
    for name, choices in {
        "secrecy": {"secret": "无记名 秘密 secret", "named": "记名 公开 named"},
        "channel": {
            "terminal": "表决器 按表决器 电子 terminal terminals",
            "paper": "纸质票 纸票 票 投票 paper",
            "hands": "举手 hands showofhands",
            "mixed": "混合 mixed",
        },
        "office": {"head": "正职 head", "deputy": "副职 deputy deputies", "committee": "常委会组成人员 委员 committee"},
    }.items()
}
_TEMPLATES = {
    word_key(word): each.id
    for each in TEMPLATES.values()
    for word in (each.id, each.name["zh"], each.name["en"], *each.name["zh"].split("、"))
}
_RULES = {word_key(rule): rule for rule in RULES}
_NUMBERS: Mapping[str, tuple[int, int]] = {
    "number": (1, 9999), "seats": (1, 255), "least": (0, 255), "slots": (0, 255), "levels": (3, 4), "countdown": (0, 3600),
}  # fmt: skip
_LENGTHS = {
    **dict.fromkeys(("title", "title_en", "short", "short_en"), LONGEST_LINE),
    **dict.fromkeys(("text", "text_en"), LONGEST_TEXT),
    "basis": LONGEST_BASIS,
}
AGENDA_FINDINGS: Mapping[str, tuple[str, str]] = {
    "no-title": ("题目为空", "The title is empty"),
    "no-template": ("表决类型为空", "The kind of vote is empty"),
    "unknown-template": ("不认识表决类型“{value}”", "Unknown kind of vote “{value}”"),
    "unknown-word": ("“{column}”列不认识“{value}”", "The column “{column}” does not know “{value}”"),
    "bad-number": (
        "“{column}”列的“{value}”应为 {least} 至 {most} 的整数",
        "“{value}” in the column “{column}” must be a whole number from {least} to {most}",
    ),
    "number-taken": ("序号 {value} 在第 {line} 行已有", "Number {value} stands on line {line} already"),
    "too-long": ("“{column}”列超过 {limit} 个字", "The column “{column}” has more than {limit} characters"),
    "bad-text": ("“{column}”列有不能使用的字符", "The column “{column}” holds a character that can't be used"),
    "too-many-names": ("名单超过 {limit} 个", "There are more than {limit} names"),
}
_SHOWN = 40


class Names(msgspec.Struct, frozen=True):
    """Words in two languages."""

    zh: str = ""
    en: str = ""


class Item(msgspec.Struct, frozen=True):
    """An item to draft; `""` and null are what the file does not say."""

    template: str
    title: Names
    short: Names
    text: Names
    names: list[Names]
    rule: str
    secrecy: str
    channel: str
    office: str
    basis: str
    number: int | None
    seats: int | None
    least: int | None
    slots: int | None
    levels: int | None
    countdown: int | None


class Finding(msgspec.Struct, frozen=True):
    """What is wrong at a cell: its column (a key of the answer's items), a code of `AGENDA_FINDINGS`, words."""

    field: str
    code: str
    zh: str
    en: str


class Row(msgspec.Struct, frozen=True):
    """A line of the file and what it says; with errors it must not be drafted."""

    line: int
    item: Item
    errors: list[Finding]


class Preview(msgspec.Struct, frozen=True):
    """The answer of `agenda-preview`: every line below the header."""

    file: str
    encoding: str
    rows: list[Row]
    errors: int


@dataclass(slots=True)
class _Cells:
    """A line's cells by column, as they are read, with what is wrong with them."""

    values: Mapping[str, str]
    header: Mapping[str, str]
    wrong: list[Finding] = field(default_factory=list)

    def refuse(self, name: str, code: str, **detail: object) -> None:
        short = {key: str(value)[:_SHOWN] for key, value in detail.items()} | {"column": self.header.get(name, name)}
        zh, en = (words.format(**short) for words in AGENDA_FINDINGS[code])
        self.wrong.append(Finding(name, code, zh, en))

    def text(self, name: str) -> str:
        value = self.values.get(name, "")
        value = value if name.startswith("text") else re.sub(r"\s+", " ", value)
        if len(value) > _LENGTHS[name]:
            self.refuse(name, "too-long", limit=_LENGTHS[name])
        if _unusable(value):
            self.refuse(name, "bad-text")
        return value

    def both(self, name: str) -> Names:
        return Names(self.text(name), self.text(f"{name}_en"))

    def word(self, name: str, known: Mapping[str, str]) -> str:
        value = self.values.get(name, "")
        found = known.get(word_key(value), "")
        if value and not found:
            self.refuse(name, "unknown-word", value=value)
        return found

    def integer(self, name: str) -> int | None:
        value = unicodedata.normalize("NFKC", self.values.get(name, ""))
        if not value:
            return None
        least, most = _NUMBERS[name]
        if re.fullmatch(r"[0-9]{1,5}", value) and least <= int(value) <= most:
            return int(value)
        self.refuse(name, "bad-number", value=value, least=least, most=most)
        return None

    def names(self) -> list[Names]:
        parts = [part.strip() for part in re.split(r"[\n;；、|]", self.values.get("names", ""))]
        names = [_name(part) for part in parts if part]
        if len(names) > MOST_NAMES:
            self.refuse("names", "too-many-names", limit=MOST_NAMES)
        if any(len(words) > LONGEST_LINE for name in names for words in (name.zh, name.en)):
            self.refuse("names", "too-long", limit=LONGEST_LINE)
        if any(_unusable(name.zh + name.en) for name in names):
            self.refuse("names", "bad-text")
        return names


def preview_agenda(data: bytes, filename: str) -> Preview:
    """Read an agenda's file and judge every line. Writes nothing; raises only `ImportProblem`, whatever the bytes."""
    table, places = read_named(data, _HEADERS, _MISSED, most=MOST_ITEMS, absent="import-no-agenda-header")
    header = {name: table.header[place] for name, place in places.items()}
    rows: list[Row] = []
    taken: dict[int, int] = {}
    for line, cells in table.lines:
        read = _Cells({name: _clean(cells[place]) for name, place in places.items() if place < len(cells)}, header)
        item = _item(read)
        if item.number is not None and taken.setdefault(item.number, line) != line:
            read.refuse("number", "number-taken", value=item.number, line=taken[item.number])
        rows.append(Row(line, item, read.wrong))
    return Preview(_shown_name(filename), table.encoding, rows, sum(bool(row.errors) for row in rows))


def _item(cells: _Cells) -> Item:
    title = cells.both("title")
    if not (title.zh or title.en):
        cells.refuse("title", "no-title")
    short = cells.both("short")
    return Item(
        template=_template(cells),
        title=title,
        short=short if short.zh or short.en else title,
        text=cells.both("text"),
        names=cells.names(),
        rule=cells.word("rule", _RULES),
        secrecy=cells.word("secrecy", _WORDS["secrecy"]),
        channel=cells.word("channel", _WORDS["channel"]),
        office=cells.word("office", _WORDS["office"]),
        basis=cells.text("basis"),
        number=cells.integer("number"),
        seats=cells.integer("seats"),
        least=cells.integer("least"),
        slots=cells.integer("slots"),
        levels=cells.integer("levels"),
        countdown=cells.integer("countdown"),
    )


def _template(cells: _Cells) -> str:
    value = cells.values.get("template", "")
    found = _TEMPLATES.get(word_key(value), "")
    if not found:
        cells.refuse("template", "unknown-template" if value else "no-template", value=value)
    return found


def _name(part: str) -> Names:
    """A name of a list, without its number: Chinese, English, or both with a stroke between."""
    first, _, second = (words.strip() for words in re.sub(r"^\d+[.．)）]\s*", "", part).partition("/"))
    han = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
    return Names(first, second) if han.search(first) else Names(second, first)


def _clean(cell: str) -> str:
    return re.sub(r"[^\S\n]+", " ", cell.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _unusable(text: str) -> bool:
    return any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") and character != "\n" for character in text) or any(
        "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069" for character in text
    )


def _shown_name(filename: str) -> str:
    """The name to show: no folders, no control characters, 200 characters at most."""
    return "".join(c for c in re.split(r"[/\\]", filename)[-1] if c.isprintable())[-200:]
