"""Marks in clear: what a named ballot holds, form by form (docs/forms.md §2, §3)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting_protocol.ballots import Ballot
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import CHOOSE, ELECTION, GRADES, HEADER_BYTES, MOTION, RANKING, THREE_KEYS, FormItem, Paper
from voting_protocol.marks import Choice, Marks, check_marks, check_names, decode_marks, encode_marks, marks_json, marks_of

FOR, AGAINST, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN
KEYS = FormItem(THREE_KEYS, 3)
PICK = FormItem(CHOOSE, 4, 1, 2)
GRADED = FormItem(GRADES, 3, 0, 4)
ELECTED = FormItem(ELECTION, 3, 0, 2, 2)
RANKED = FormItem(RANKING, 4)
ITEMS = (MOTION, KEYS, PICK, GRADED, ELECTED, RANKED)
VALID: list[tuple[FormItem, Marks, bytes, Any]] = [
    (MOTION, (ABSTAIN,), b"\x02", ["abstain"]),
    (KEYS, (FOR, AGAINST, ABSTAIN), b"\x01\x00\x02", ["for", "against", "abstain"]),
    (PICK, (0, 1, 1, 0), b"\x00\x01\x01\x00", [0, 1, 1, 0]),
    (GRADED, (4, 0, 1), b"\x04\x00\x01", [4, 0, 1]),
    (
        ELECTED,
        (FOR, AGAINST, ABSTAIN, "张三", ""),
        b"\x01\x00\x02" + "张三".encode().ljust(60, b"\0") + bytes(60),
        {"names": ["for", "against", "abstain"], "written": ["张三"]},
    ),
    (RANKED, (3, 1), b"\x03\x01".ljust(30, b"\0"), [3, 1]),
    (RANKED, (), bytes(30), []),
]


@pytest.mark.parametrize(("item", "marks", "data", "json"), VALID)
@pytest.mark.rule("E1")
def test_marks_have_one_form_in_bytes_and_one_in_json(item: FormItem, marks: Marks, data: bytes, json: Any) -> None:
    assert encode_marks(item, marks) == data
    assert tuple(decode_marks(item, data)) == tuple(marks)
    assert marks_json(item, marks) == json
    assert tuple(marks_of(item, json)) == tuple(marks)
    assert Paper(item, named=True).body_bytes == HEADER_BYTES + len(data)


@pytest.mark.parametrize(
    ("item", "marks"),
    [
        (MOTION, ()),
        (MOTION, (3,)),
        (KEYS, (FOR, FOR)),
        (KEYS, (FOR, FOR, "x")),
        (PICK, (0, 0, 0, 0)),
        (PICK, (1, 1, 1, 0)),
        (PICK, (2, 0, 0, 0)),
        (GRADED, (5, 0, 0)),
        (GRADED, (-1, 0, 0)),
        (ELECTED, (FOR, FOR, FOR, "", "")),
        (ELECTED, (FOR, FOR, AGAINST, "张三", "")),
        (ELECTED, (FOR, ABSTAIN, ABSTAIN, "张三", "")),
        (ELECTED, (FOR, AGAINST, AGAINST)),
        (ELECTED, (AGAINST, AGAINST, AGAINST, 1, "")),
        (RANKED, (1, 1)),
        (RANKED, (0,)),
        (RANKED, (5,)),
        (RANKED, ("1",)),
    ],
)
@pytest.mark.rule("E2", "E5", "P2")
def test_marks_that_break_the_form_are_refused(item: FormItem, marks: Marks) -> None:
    with pytest.raises(ProtocolError, match="bad-choice"):
        check_marks(item, marks)
    with pytest.raises(ProtocolError, match="bad-choice"):
        encode_marks(item, marks)


@pytest.mark.parametrize("name", ["王  芳", " 王芳", "王\u200b芳", "王" * 21])
def test_a_name_that_is_not_in_written_form_is_refused(name: str) -> None:
    with pytest.raises(ProtocolError, match="bad-name"):
        check_marks(ELECTED, (AGAINST, AGAINST, AGAINST, name, ""))


def test_a_written_name_is_no_candidates_and_stands_once() -> None:
    marks = (AGAINST, AGAINST, AGAINST, "王 芳", "")
    check_names(ELECTED, marks, ("李四", "Wang Fang"))
    with pytest.raises(ProtocolError, match="bad-choice"):
        check_names(ELECTED, marks, ("王芳",))
    with pytest.raises(ProtocolError, match="bad-choice"):
        check_names(ELECTED, (AGAINST, AGAINST, AGAINST, "王 芳", "王芳"))


@pytest.mark.parametrize(
    ("item", "data"),
    [
        (KEYS, b"\x00\x01"),
        (KEYS, b"\x00\x01\x03"),
        (PICK, b"\x01\x01\x01\x00"),
        (ELECTED, bytes(3) + bytes(60) + b"x".ljust(60, b"\0")),
        (ELECTED, bytes(3) + b"x".ljust(60, b"\0") + b"x".ljust(60, b"\0")),
        (ELECTED, bytes(3) + b"\xff".ljust(60, b"\0") + bytes(60)),
        (ELECTED, bytes(3) + b"a\0b".ljust(60, b"\0") + bytes(60)),
        (RANKED, b"\x01\x00\x02".ljust(30, b"\0")),
        (RANKED, b"\x01".ljust(29, b"\0")),
    ],
)
def test_other_bytes_are_no_ballot(item: FormItem, data: bytes) -> None:
    with pytest.raises(ProtocolError, match="bad-ballot"):
        decode_marks(item, data)


@given(st.sampled_from(ITEMS), st.binary(max_size=130))
def test_whatever_decodes_encodes_to_the_same_bytes(item: FormItem, data: bytes) -> None:
    try:
        marks = decode_marks(item, data)
    except ProtocolError as problem:
        assert problem.code == "bad-ballot"
    else:
        assert encode_marks(item, marks) == data


@pytest.mark.parametrize(("item", "marks", "data", "json"), VALID)
def test_a_ballot_carries_them(item: FormItem, marks: Marks, data: bytes, json: Any) -> None:
    ballot = Ballot(b"o" * 32, b"k" * 32, 3, b"p" * 32, tuple(marks), item)
    assert ballot.encode()[HEADER_BYTES:] == data
    assert Ballot.decode(ballot.encode(), item) == ballot


@pytest.mark.parametrize("value", ["for", None, [1, 2], {"names": []}, [["for"]], {"names": ["for"], "written": 3}])
def test_json_that_is_no_marks_is_refused(value: Any) -> None:
    for item in (KEYS, ELECTED):
        with pytest.raises(ProtocolError, match="bad-choice"):
            marks_of(item, value)


@pytest.mark.parametrize("item", ITEMS)
def test_a_paper_says_what_is_asked(item: FormItem) -> None:
    for named in (True, False):
        paper = Paper(item, named)
        assert Paper.decode(paper.encode()) == paper
        numbers = dict(zip(("type", "c", "min", "max", "w"), paper.encode()[4:], strict=True))
        assert Paper.of([numbers]) == paper


@pytest.mark.parametrize("form", [None, [], [{}], [1], [{"type": 1, "c": 1, "min": 0, "max": 0, "w": 0}] * 2])
def test_what_is_no_form_of_one_item_is_refused(form: Any) -> None:
    with pytest.raises(ProtocolError, match="bad-form"):
        Paper.of(form)
