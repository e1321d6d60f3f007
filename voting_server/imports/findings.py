"""What an import says: problems that stop a file, errors and warnings at a cell; all codes and words."""

import msgspec

from voting_protocol.errors import ProtocolError, Words

PROBLEMS: dict[str, Words] = {
    "import-too-large": Words(413, "文件超过 {limit} MiB", "The file is larger than {limit} MiB"),
    "import-empty": Words(400, "文件是空的", "The file is empty"),
    "import-unsupported": Words(
        415,
        "不能读取旧式 .xls 文件或加密的工作簿，请另存为不加密的 XLSX 或 CSV",
        "Old .xls files and encrypted workbooks can't be read; save as XLSX without a password, or as CSV",
    ),
    "import-bad-workbook": Words(400, "工作簿已损坏或不是 XLSX", "The workbook is damaged or is not XLSX"),
    "import-workbook-bomb": Words(413, "工作簿解压后过大", "The workbook unpacks too large"),
    "import-unknown-encoding": Words(
        400, "认不出文件的文字编码，请另存为 UTF-8", "The text encoding is unknown; save the file as UTF-8"
    ),
    "import-bad-csv": Words(400, "第 {line} 行附近的引号不成对", "The quotation marks near line {line} don't match"),
    "import-no-header": Words(
        400,
        "找不到表头：前 {limit} 行中应有“代表证号”“姓名”等列名（按 {encoding} 读取）",
        "No header found: one of the first {limit} rows should name “number” and “name” (read as {encoding})",
    ),
    "import-no-question-header": Words(
        400,
        "找不到表头：前 {limit} 行中应有“题目”“答案”等列名",
        "No header found: one of the first {limit} rows should name “question” and “answer”",
    ),
    "import-no-agenda-header": Words(
        400,
        "找不到表头：前 {limit} 行中应有“题目”“表决类型”等列名",
        "No header found: one of the first {limit} rows should name “title” and “template”",
    ),
    "import-missing-column": Words(400, "缺少“{zh}”列", "The column “{en}” is missing"),
    "import-duplicate-column": Words(400, "“{zh}”列出现了两次", "The column “{en}” occurs twice"),
    "import-too-many-rows": Words(413, "超过 {limit} 行", "More than {limit} rows"),
    "import-too-many-columns": Words(413, "超过 {limit} 列", "More than {limit} columns"),
    "import-no-rows": Words(400, "表头下面没有内容", "There is nothing below the header"),
    "import-bad-edit": Words(400, "更正的内容不正确", "The correction is malformed"),
}

FINDINGS: dict[str, tuple[str, str]] = {
    "empty": ("{zh}为空", "The {en} is empty"),
    "bad-id": (
        "{zh}“{value}”只能用字母、数字和 . _ -，以字母或数字开头，最多 64 位",
        "The {en} “{value}” may hold 64 letters, digits and . _ - and begins with a letter or digit",
    ),
    "too-long": ("{zh}超过 {limit} 个字", "The {en} is longer than {limit} characters"),
    "bad-character": ("{zh}中有不能使用的字符", "The {en} holds a character that can't be used"),
    "lost-character": (
        "{zh}中有丢失的字（{value}），请补上",
        "The {en} has lost a character ({value}); fill it in",
    ),
    "number-taken": ("代表证号 {value} 与第 {line} 行重复", "Number {value} is already on line {line}"),
    "person-taken": ("人员编号 {value} 与第 {line} 行重复", "Person {value} is already on line {line}"),
    "seat-taken": (
        "席位 {value} 已在第 {line} 行给{holder}",
        "Seat {value} is given to {holder} on line {line}",
    ),
    "seat-as-date": (
        "席位“{value}”像是被电子表格改成了日期",
        "The seat “{value}” looks as if the spreadsheet had made a date of it",
    ),
    "unlike-delegation": ("没有代表团“{value}”，是否“{near}”？", "No delegation “{value}”; is it “{near}”?"),
    "unknown-role": (
        "不认识身份“{value}”：应为代表、列席或旁听",
        "Unknown role “{value}”: deputy, attendee or observer",
    ),
    "unknown-status": (
        "不认识状态“{value}”：应为在任、暂停或终止",
        "Unknown status “{value}”: in-office, suspended or ended",
    ),
    "inner-space": (
        "{zh}中有空格，将按“{value}”导入",
        "The {en} holds spaces; it will be imported as “{value}”",
    ),
    "lost-dot": (
        "{zh}中的空格是否应为间隔号：“{value}”？",
        "Should the space in the {en} be a dot: “{value}”?",
    ),
    "name-dot": (
        "间隔号将统一为“·”，按“{value}”导入",
        "The dot becomes “·”; it will be imported as “{value}”",
    ),
    "full-width": (
        "{zh}含全角字符，将按“{value}”导入",
        "The {en} holds full-width characters; imported as “{value}”",
    ),
    "invisible-character": (
        "{zh}中有看不见的字符，将去掉",
        "The {en} holds invisible characters; they are dropped",
    ),
    "rare-character": (
        "{zh}中的“{value}”是罕见字，屏幕字体可能没有，请在大屏幕上核对",
        "“{value}” in the {en} is rare; the fonts may lack it: check it on the hall display",
    ),
    "no-font": (
        "{zh}中的“{value}”在本系统的字体中没有，屏幕上可能显示为方框，请在大屏幕和席位上核对，或者改用通行的写法",
        "The fonts of this system lack “{value}” in the {en}; it may show as a box: check it on hall display and seats, or use a usual form",
    ),
    "private-character": (
        "{zh}中的“{value}”是自造字，在别的设备上可能显示不同，请改用标准字",
        "“{value}” in the {en} is a private-use character and may look different elsewhere",
    ),
    "no-seat": ("没有席位，导入后列入“未安排”", "No seat; will be listed as unassigned"),
    "no-delegation": ("没有代表团", "No delegation"),
    "extra-cells": (
        "这一行比表头多出内容，多出的不导入",
        "The row is longer than the header; the rest is not imported",
    ),
}

LABELS: dict[str, tuple[str, str]] = {
    "number": ("代表证号", "number"),
    "name": ("姓名", "name"),
    "latin": ("拉丁名", "Latin name"),
    "delegation": ("代表团", "delegation"),
    "seat": ("席位", "seat"),
    "role": ("身份", "role"),
    "status": ("状态", "status"),
    "person": ("人员编号", "person"),
    "": ("行", "row"),
}

SHOWN = 40  # characters of a cell that a message repeats; a cell may be thousands long


class ImportProblem(ProtocolError):
    """A file can't be previewed. `code` is a key of PROBLEMS; `status`, `zh` and `en` are ready to send."""

    def __init__(self, code: str, **detail: object) -> None:
        super().__init__(code, **detail)
        words = PROBLEMS[code]
        self.status = words.status
        self.zh = words.zh.format(**detail)
        self.en = words.en.format(**detail)


class Remedy(msgspec.Struct, frozen=True):
    """One press that puts `value` in the row's `field`."""

    field: str
    value: str
    zh: str
    en: str


class Finding(msgspec.Struct, frozen=True):
    """An error or a warning at a cell; `code` is a key of FINDINGS, `field` is "" for the whole row."""

    field: str
    code: str
    zh: str
    en: str
    remedy: Remedy | None = None


def finding(code: str, field: str, *, remedy: str | None = None, **detail: object) -> Finding:
    """The finding `code` at `field`, worded; `remedy` is the value that one press would put there."""
    short = {name: _shown(value) for name, value in detail.items()}
    zh, en = LABELS[field]
    texts = [template.format(**{"zh": zh, "en": en} | short) for template in FINDINGS[code]]
    cure = None
    if remedy is not None:
        cure = Remedy(field, remedy, f"改为“{_shown(remedy)}”", f"Change to “{_shown(remedy)}”")
    return Finding(field, code, texts[0], texts[1], cure)


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
