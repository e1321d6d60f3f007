"""The columns of a roster and the words for them, their roles and statuses, in Chinese and English."""

import re
from collections.abc import Sequence

from voting_server.imports.findings import LABELS, ImportProblem

FIELDS = ("number", "name", "latin", "delegation", "seat", "role", "status")
REQUIRED = ("number", "name")
PERSON = "person"
"""A column that a roster may have: the same text for the same human being in the rosters of all bodies."""

HEADERS: dict[str, str] = {
    word: field
    for field, words in {
        "number": "代表证号 证号 编号 代表编号 代表号 号码 number no no. id memberid membernumber",
        "name": "姓名 名字 代表姓名 中文名 中文姓名 name fullname chinesename",
        "latin": "拉丁名 拉丁文名 英文名 英文姓名 外文名 拼音 姓名拼音 latin latinname englishname pinyin",
        "delegation": "代表团 所属代表团 代表团名称 团组 分组 小组 delegation group politicalgroup",
        "seat": "席位 席位号 席号 座位 座位号 座号 seat seatid seatnumber",
        "role": "身份 类别 人员类别 role category",
        "status": "状态 任职状态 代表状态 status",
        PERSON: "人员编号 人员代码 person personid",
    }.items()
    for word in words.split()
}

ROLES: dict[str, str] = {
    word: role
    for role, words in {
        "deputy": "代表 正式代表 deputy member",
        "attendee": "列席 列席人员 列席代表 attendee non-votingattendee",
        "observer": "旁听 旁听人员 observer",
    }.items()
    for word in words.split()
}

STATUSES: dict[str, str] = {
    word: status
    for status, words in {
        "in-office": "在任 在职 正常 in-office inoffice active",
        "suspended": "暂停 暂时停止执行代表职务 暂停执行代表职务 停职 suspended",
        "ended": "终止 已终止 资格终止 离任 ended",
    }.items()
    for word in words.split()
}

ROLE_WORDS = {role: word for word, role in reversed(ROLES.items())}
STATUS_WORDS = {status: word for word, status in reversed(STATUSES.items())}
"""The first, Chinese, word for each."""


def word_key(text: str) -> str:
    """How words of headers, roles and statuses are compared: case, spaces, `_`, `*`, (notes) don't count."""
    without_notes = re.sub(r"[（(\[【].*?[)）\]】]", "", text)
    return re.sub(r"[\s_*＊:：]", "", without_notes).casefold()


def known_columns(cells: Sequence[str]) -> int:
    """How many cells of a line name a roster's column."""
    return sum(word_key(cell) in HEADERS for cell in cells)


def place_columns(header: Sequence[str]) -> dict[str, int]:
    """Field → index of its column; ImportProblem if a required one is missing or one occurs twice."""
    places: dict[str, int] = {}
    for index, cell in enumerate(header):
        field = HEADERS.get(word_key(cell))
        if field is None:
            continue
        if field in places:
            raise ImportProblem("import-duplicate-column", **_label(field))
        places[field] = index
    for field in REQUIRED:
        if field not in places:
            raise ImportProblem("import-missing-column", **_label(field))
    return places


def _label(field: str) -> dict[str, str]:
    zh, en = LABELS[field]
    return {"zh": zh, "en": en}
